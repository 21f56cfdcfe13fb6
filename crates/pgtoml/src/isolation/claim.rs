//! Which tables keep tenants apart, by whose word, and what they share.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::session::Session;
use crate::expand::tenancy::Declared;
use crate::kinds::policy::{Command, Policy};
use crate::lint::expression::{columns, compared, is_true};
use crate::lint::subject::{Subject, is_for};
use crate::model::{Id, Ident};
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
}

/// What is claimed of a model.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// By table.
    pub tables: BTreeMap<Id, Claim>,
    /// Roles that may do a command with all rows of a table, by the word of a policy of their own.
    pub free: BTreeMap<(Id, Ident), BTreeSet<&'static str>>,
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
            let claim = found.tables.entry(table.clone()).or_insert_with(|| Claim {
                by: By::Tenancy(tenancy.name.clone()),
                separators: BTreeSet::new(),
                public: false,
                shared: Vec::new(),
            });
            claim.separators.insert(column.clone());
        }
        for table in &tenancy.children {
            found.tables.entry(table.clone()).or_insert_with(|| Claim {
                by: By::Tenancy(tenancy.name.clone()),
                separators: BTreeSet::new(),
                public: false,
                shared: Vec::new(),
            });
        }
    }
    found.tables.retain(|table, _| subject.model.get(table).is_some());
    let tenancies: BTreeSet<Id> = found.tables.keys().cloned().collect();
    for policy in &session.asking {
        let Some(table) = policy.parent_id() else { continue };
        found.tables.entry(table).or_insert_with(|| Claim {
            by: By::Policies,
            separators: BTreeSet::new(),
            public: false,
            shared: Vec::new(),
        });
    }
    for (table, claim) in &mut found.tables {
        claim.separators.extend(separators(subject, session, table));
    }
    by_column(subject, &mut found);
    partitions(subject, &mut found);
    let tables: Vec<Id> = found.tables.keys().cloned().collect();
    for table in &tables {
        free(subject, session, table, roles, &mut found);
    }
    for table in &tables {
        let policies = reading(subject, table, &found, roles);
        let public = !tenancies.contains(table)
            && !policies.is_empty()
            && policies.iter().all(|policy| policy.command == Command::Select && always(policy));
        let Some(claim) = found.tables.get_mut(table) else { continue };
        claim.public = public;
        claim.shared = policies.iter().flat_map(|policy| shared(subject, session, table, policy)).collect();
    }
    found
}

fn always(policy: &Policy) -> bool {
    policy.using.as_ref().is_none_or(is_true)
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
            let sub_selects = compared(sql, &names)
                .into_iter()
                .filter(|(_, node)| node.head == crate::sql::expression::Head::Opaque || has_query(node));
            found.extend(sub_selects.map(|(column, _)| column));
        }
    }
    found
}

fn has_query(node: &crate::sql::expression::Node) -> bool {
    node.head == crate::sql::expression::Head::Opaque || node.kids.iter().any(has_query)
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
            let claim = Claim {
                by: By::Column(column.name.clone()),
                separators: BTreeSet::from([column.name.clone()]),
                public: false,
                shared: Vec::new(),
            };
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
fn shared(subject: &Subject<'_>, session: &Session, table: &Id, policy: &Policy) -> Vec<String> {
    let Some(using) = policy.using.as_ref().filter(|using| !is_true(using)) else { return Vec::new() };
    let names: BTreeSet<&str> = subject.columns(table).map(|(id, _)| id.name.as_str()).collect();
    let of_session: BTreeSet<&Ident> = session
        .identities
        .iter()
        .flat_map(|identity| &identity.columns)
        .filter(|(of, _)| of == table)
        .map(|(_, column)| column)
        .collect();
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
            let of_all =
                own.iter().any(|column| of_session.contains(column)) && !text.to_lowercase().contains("is null");
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
