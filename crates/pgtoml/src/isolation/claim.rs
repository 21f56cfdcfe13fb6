//! Which tables keep tenants apart, by whose word, and what they share.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::session::Session;
use crate::expand::tenancy::Declared;
use crate::kinds::policy::{Command, Policy};
use crate::lint::expression::{columns, compared, is_true};
use crate::lint::subject::{Subject, is_for};
use crate::model::{Id, Ident};
use crate::sql::Sql;
use crate::sql::expression::{Head, Node};
use crate::sql::name::last_part;
use crate::sql::tokens::{Kind, Token, tokens};

/// By whose word a table keeps tenants apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A section `[tenancy]`.
    Tenancy(String),
    /// Its policies.
    Policies,
    /// The column by which other tables do.
    Column(Ident),
    /// A foreign key to a table whose rows are somebody's.
    #[serde(skip)]
    Reference(Id),
    /// The table of which it is a partition or an heir.
    #[serde(skip)]
    Parent(Id),
}

/// What is claimed of one table.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// By whose word.
    pub by: By,
    /// Columns that say whose a row is.
    pub separators: BTreeSet<Ident>,
    /// Everybody may read all rows.
    pub public: bool,
    /// Conditions on a row alone with which others may read it.
    pub shared: Vec<String>,
    /// Those among them of which the policies do not say that they are for sharing: `deleted_at is null`.
    pub doubtful: Vec<String>,
}

impl Claim {
    fn of(by: By, separators: BTreeSet<Ident>) -> Self {
        Self { by, separators, public: false, shared: Vec::new(), doubtful: Vec::new() }
    }
}

/// What is claimed of a model.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// By table.
    pub tables: BTreeMap<Id, Claim>,
    /// Roles that may do a command with all rows of a table, by the word of a policy of their own.
    pub free: BTreeMap<(Id, Ident), BTreeSet<&'static str>>,
    /// Tables of which nothing is claimed although they may refer to somebody's rows, with the table of these.
    pub open: BTreeMap<Id, Id>,
}

impl Claims {
    /// Whether a role is kept to its tenant's rows in a command.
    pub fn confines(&self, table: &Id, role: &Ident, command: &str) -> bool {
        let free =
            |role: &Ident| self.free.get(&(table.clone(), role.clone())).is_some_and(|all| all.contains(command));
        self.tables.contains_key(table) && !free(role)
    }

    /// Whether rows of others must not be read.
    pub fn private(&self, table: &Id) -> bool {
        self.tables.get(table).is_some_and(|claim| !claim.public)
    }
}

/// What a model claims. `roles`: those whose statements policies choose rows for.
pub fn claims(subject: &Subject<'_>, session: &Session, declared: &[Declared], roles: &BTreeSet<Ident>) -> Claims {
    let mut found = Claims::default();
    for tenancy in declared {
        for (table, column) in &tenancy.members {
            let by = || Claim::of(By::Tenancy(tenancy.name.clone()), BTreeSet::new());
            let claim = found.tables.entry(table.clone()).or_insert_with(by);
            claim.separators.insert(column.clone());
            if tenancy.shared {
                claim.shared.push(format!("{column} IS NULL"));
            }
        }
        for table in &tenancy.children {
            let by = || Claim::of(By::Tenancy(tenancy.name.clone()), BTreeSet::new());
            found.tables.entry(table.clone()).or_insert_with(by);
        }
    }
    found.tables.retain(|table, _| subject.model.get(table).is_some());
    let tenancies: BTreeSet<Id> = found.tables.keys().cloned().collect();
    for policy in &session.asking {
        let Some(table) = policy.parent_id() else { continue };
        found.tables.entry(table).or_insert_with(|| Claim::of(By::Policies, BTreeSet::new()));
    }
    for (table, claim) in &mut found.tables {
        claim.separators.extend(separators(subject, session, table));
    }
    by_column(subject, &mut found);
    partitions(subject, &mut found);
    let mut known = BTreeSet::new();
    loop {
        let new: Vec<Id> = found.tables.keys().filter(|table| !known.contains(*table)).cloned().collect();
        if new.is_empty() {
            break;
        }
        for table in &new {
            free(subject, session, table, roles, &mut found);
        }
        for table in &new {
            allowed(subject, session, table, tenancies.contains(table), roles, &mut found);
        }
        known.extend(new);
        references(subject, &mut found);
        partitions(subject, &mut found);
    }
    found
}

/// What of a table others may read.
fn allowed(
    subject: &Subject<'_>,
    session: &Session,
    table: &Id,
    declared: bool,
    roles: &BTreeSet<Ident>,
    found: &mut Claims,
) {
    if declared {
        // The declaration is the word that counts.
        return;
    }
    let policies = reading(subject, table, found, roles);
    let public =
        !policies.is_empty() && policies.iter().all(|policy| policy.command == Command::Select && always(policy));
    let Some(claim) = found.tables.get(table) else { return };
    let shared: Vec<String> =
        policies.iter().flat_map(|policy| shared(subject, session, table, claim, policy)).collect();
    let doubtful = shared.iter().filter(|text| !shares(subject, table, claim, text)).cloned().collect();
    if let Some(claim) = found.tables.get_mut(table) {
        (claim.public, claim.shared, claim.doubtful) = (public, shared, doubtful);
    }
}

/// Whether a condition says that it is for sharing: a flag, a certain value, or that the row is nobody's. More conditions
/// beside it share less.
fn shares(subject: &Subject<'_>, table: &Id, claim: &Claim, text: &str) -> bool {
    let column = |node: &Node| {
        let name = Ident::new(last_part(&node.text));
        (node.head == Head::Name).then(|| subject.column(table, &name).map(|column| (name, column))).flatten()
    };
    let flag = |node: &Node| {
        column(node).is_some_and(|(_, column)| subject.plain_type(&column.data_type).as_str() == "boolean")
    };
    let constant = |node: &Node| {
        let plain =
            |node: &Node| matches!(node.head, Head::Text | Head::Number) || node.text == "true" || node.text == "false";
        plain(node) || (node.head == Head::Cast && node.kids.iter().all(plain))
    };
    let says = |node: &Node| match (node.head, node.kids.as_slice()) {
        (Head::Name, _) => flag(node),
        (Head::Not, [inner]) => flag(inner),
        (Head::Is, [inner]) if node.text == "null" => {
            column(inner).is_some_and(|(name, _)| claim.separators.contains(&name))
        }
        (Head::Is, [inner]) => flag(inner) && node.text != "not null",
        (Head::Operator, [a, b]) if node.text == "=" => {
            (column(a).is_some() && constant(b)) || (constant(a) && column(b).is_some())
        }
        (Head::In, [first, rest @ ..]) => node.text == "in" && column(first).is_some() && rest.iter().all(constant),
        _ => false,
    };
    crate::lint::expression::conjuncts(&Sql::new(text)).iter().any(says)
}

/// Tables of which no policy speaks, but whose rows always refer to a row that is somebody's.
fn references(subject: &Subject<'_>, found: &mut Claims) {
    for (_, table, key) in subject.foreign_keys() {
        let Some(to) = subject.model.relation(&key.table).filter(|to| found.private(to)) else { continue };
        if found.tables.contains_key(&table) || subject.is_partition(&table) || subject.is_guarded(&table) {
            continue;
        }
        let always = key.columns.iter().all(|name| subject.column(&table, name).is_some_and(|column| column.not_null));
        let keyed = subject.primary_key(&table).is_some_and(|own| key.columns.iter().all(|name| own.contains(name)));
        if always || keyed {
            found.open.remove(&table);
            found.tables.insert(table, Claim::of(By::Reference(to.clone()), BTreeSet::new()));
        } else {
            found.open.insert(table, to.clone());
        }
    }
}

/// Whether a policy lets every row through. One without a condition lets none.
fn always(policy: &Policy) -> bool {
    let condition = if policy.command == Command::Insert { &policy.with_check } else { &policy.using };
    condition.as_ref().is_some_and(is_true)
}

/// Permissive policies for SELECT that confined roles are subject to.
fn reading<'a>(subject: &Subject<'a>, table: &Id, found: &Claims, roles: &BTreeSet<Ident>) -> Vec<&'a Policy> {
    let confined = |policy: &&Policy| {
        policy.to.is_empty()
            || policy.to.0.iter().any(|role| roles.contains(role) && found.confines(table, role, "select"))
    };
    let all = subject.policies(table).map(|(_, policy)| policy);
    all.filter(|policy| !policy.restrictive && is_for(policy, Command::Select)).filter(confined).collect()
}

/// Columns of a table that its policies compare with what the session says.
fn separators(subject: &Subject<'_>, session: &Session, table: &Id) -> BTreeSet<Ident> {
    let bound = session.identities.iter().flat_map(|identity| &identity.columns);
    let mut found: BTreeSet<Ident> = bound.filter(|(of, _)| of == table).map(|(_, column)| column.clone()).collect();
    let own: Vec<&Id> = subject.columns(table).map(|(id, _)| id).collect();
    let names: BTreeSet<&str> = own.iter().map(|id| id.name.as_str()).collect();
    for (id, policy) in subject.policies(table) {
        if !session.asking.contains(id) {
            continue;
        }
        for sql in policy.using.iter().chain(&policy.with_check) {
            let sub_selects =
                compared(sql, &names).into_iter().filter(|(_, node)| node.head == Head::Opaque || has_query(node));
            found.extend(sub_selects.map(|(column, _)| column));
        }
    }
    found
}

fn has_query(node: &Node) -> bool {
    node.head == Head::Opaque || node.kids.iter().any(has_query)
}

/// Tables that have the column of others, of the same type, and no policy that asks the session.
fn by_column(subject: &Subject<'_>, found: &mut Claims) {
    let mut known: BTreeMap<(Ident, String), ()> = BTreeMap::new();
    for (table, claim) in &found.tables {
        for name in &claim.separators {
            // The key of a table says who is meant by others; `id` says nothing.
            let primary = subject.primary_key(table).is_some_and(|key| key == [name.clone()]);
            if let Some(column) = subject.column(table, name).filter(|_| !primary) {
                known.insert((name.clone(), column.data_type.as_str().to_owned()), ());
            }
        }
    }
    for (id, _) in subject.tables() {
        if found.tables.contains_key(id) || subject.is_partition(id) {
            continue;
        }
        let own = subject
            .columns(id)
            .find(|(column, body)| known.contains_key(&(column.name.clone(), body.data_type.as_str().to_owned())));
        if let Some((column, _)) = own {
            let claim = Claim::of(By::Column(column.name.clone()), BTreeSet::from([column.name.clone()]));
            found.tables.insert(id.clone(), claim);
        }
    }
}

/// What is claimed of a table is claimed of those in which its rows live.
fn partitions(subject: &Subject<'_>, found: &mut Claims) {
    loop {
        let before = found.tables.len();
        for (id, table) in subject.tables() {
            let above = table.partition_of.iter().chain(&table.inherits);
            for name in above {
                let Some(parent) = subject.model.relation(name) else { continue };
                let Some(claim) = found.tables.get(parent).cloned() else { continue };
                found.tables.entry(id.clone()).or_insert(Claim { by: By::Parent(parent.clone()), ..claim });
            }
        }
        if found.tables.len() == before {
            break;
        }
    }
}

/// Roles with a policy of their own that holds always, as long as another role stays confined.
fn free(subject: &Subject<'_>, session: &Session, table: &Id, roles: &BTreeSet<Ident>, found: &mut Claims) {
    let commands = [
        (Command::Select, "select"),
        (Command::Insert, "insert"),
        (Command::Update, "update"),
        (Command::Delete, "delete"),
    ];
    let policies: Vec<(&Id, &Policy)> = subject.policies(table).collect();
    let named = |role: &Ident, policy: &Policy| policy.to.0.contains(role);
    for role in roles {
        let bypass: Vec<&Policy> = policies
            .iter()
            .filter(|(_, policy)| {
                let check = policy.with_check.as_ref().is_none_or(is_true);
                named(role, policy) && !policy.restrictive && always(policy) && check && policy.to.0.len() == 1
            })
            .map(|(_, policy)| *policy)
            .collect();
        let asked = policies.iter().any(|(id, policy)| named(role, policy) && session.asking.contains(*id));
        let others = roles.iter().any(|other| {
            other != role
                && policies
                    .iter()
                    .any(|(id, policy)| session.asking.contains(*id) && (policy.to.is_empty() || named(other, policy)))
        });
        let reads = bypass.iter().any(|policy| is_for(policy, Command::Select));
        if bypass.is_empty() || asked || !others || !reads {
            continue;
        }
        let covered = commands.iter().filter(|(command, _)| bypass.iter().any(|policy| is_for(policy, *command)));
        let mut covered: BTreeSet<&'static str> = covered.map(|(_, word)| *word).collect();
        if bypass.iter().any(|policy| policy.command == Command::All) {
            covered.insert("truncate");
        }
        found.free.insert((table.clone(), role.clone()), covered);
    }
}

/// Alternatives of a policy that are about the row alone.
fn shared(subject: &Subject<'_>, session: &Session, table: &Id, claim: &Claim, policy: &Policy) -> Vec<String> {
    let Some(using) = policy.using.as_ref().filter(|using| !is_true(using)) else { return Vec::new() };
    let names: BTreeSet<&str> = subject.columns(table).map(|(id, _)| id.name.as_str()).collect();
    let bound = session.identities.iter().flat_map(|identity| &identity.columns).filter(|(of, _)| of == table);
    let of_session: BTreeSet<&Ident> = bound.map(|(_, column)| column).chain(&claim.separators).collect();
    split(using.as_str(), "or")
        .into_iter()
        .filter(|text| {
            let list: Vec<Token<'_>> = tokens(text).collect();
            let calls = list
                .windows(2)
                .any(|pair| pair[0].kind == Kind::Word && pair[1].kind == Kind::Open && !is_word(&pair[0]));
            let asks = ["select", "current_user", "session_user", "current_role"];
            let own = crate::sql::expression::parse(text).map(|node| columns(&node, &names)).unwrap_or_default();
            // `tenant_id = tenant_id`, `tenant_id is not null` would share the rows of all.
            let nobody = |node: &Node| match (node.head, node.kids.as_slice()) {
                (Head::Is, [inner]) => node.text == "null" && inner.head == Head::Name,
                _ => false,
            };
            let nobody = crate::lint::expression::conjuncts(&Sql::new(*text)).iter().any(nobody);
            let of_all = own.iter().any(|column| of_session.contains(column)) && !nobody;
            !calls && !own.is_empty() && !of_all && !list.iter().any(|token| asks.iter().any(|word| token.is(word)))
        })
        .map(str::to_owned)
        .collect()
}

fn is_word(token: &Token<'_>) -> bool {
    ["and", "or", "not", "in", "any", "array", "is", "between"].iter().any(|word| token.is(word))
}

/// A condition without the parentheses around all of it.
pub(super) fn bare(mut text: &str) -> &str {
    loop {
        let trimmed = text.trim();
        let list: Vec<Token<'_>> = tokens(trimmed).collect();
        let whole = match (list.first(), list.last()) {
            (Some(open), Some(close)) if open.kind == Kind::Open && close.kind == Kind::Close => {
                !list.iter().any(|token| token.depth == 0 && token.offset > 0 && token.offset < close.offset)
            }
            _ => false,
        };
        if !whole {
            return trimmed;
        }
        text = trimmed.get(1..trimmed.len() - 1).unwrap_or_default();
    }
}

/// The parts of a condition between AND or OR, outside of all parentheses.
pub(super) fn split<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let text = bare(text);
    let list: Vec<Token<'_>> = tokens(text).collect();
    let depth = |token: &&Token<'_>| token.depth == 0;
    // AND binds tighter: next to an OR outside of parentheses it splits nothing.
    let mixed = word == "and" && list.iter().filter(depth).any(|token| token.is("or"));
    if mixed || list.iter().filter(depth).any(|token| token.is("between") || token.is("case")) {
        return vec![text];
    }
    let mut found = Vec::new();
    let mut start = 0;
    for token in list.iter().filter(depth).filter(|token| token.is(word)) {
        found.extend(text.get(start..token.offset).map(bare));
        start = token.end();
    }
    found.extend(text.get(start..).map(bare));
    found
}
