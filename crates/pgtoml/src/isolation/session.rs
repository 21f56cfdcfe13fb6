//! What policies ask the session: settings, parts of settings that hold JSON, and the current role; and the columns that
//! hold the same values.
//!
//! Texts are searched token by token, so that sub-selects and bodies of functions are seen as conditions are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::expand::tenancy::Declared;
use crate::lint::subject::{Routine, Subject};
use crate::model::{Id, Ident};
use crate::sql::relations::relations;
use crate::sql::tokens::{Kind, Token, tokens};

/// A place in the session that says who is asking.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// A setting; with a path, a value in the JSON that it holds.
    Setting {
        /// Its name, as `app.tenant_id`.
        name: String,
        /// Keys, from the outermost.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        path: Vec<String>,
    },
    /// `current_user`, `session_user`, `current_role`.
    CurrentUser,
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Setting { name, path } => {
                f.write_str(name)?;
                path.iter().try_for_each(|key| write!(f, "→{key}"))
            }
            Self::CurrentUser => f.write_str("current_user"),
        }
    }
}

/// One thing that tells tenants apart: where the session has it, and the columns that are compared with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Identity {
    /// Where policies look for it.
    pub slots: BTreeSet<Slot>,
    /// Columns that hold it, by table.
    #[serde(skip)]
    pub columns: BTreeSet<(Id, Ident)>,
}

/// What the policies of a model ask the session.
#[derive(Clone, Debug, Default)]
pub struct Session {
    /// What tells tenants apart.
    pub identities: Vec<Identity>,
    /// Every setting that a policy reads.
    pub settings: BTreeSet<String>,
    /// Policies that ask the session, directly or through a function or a table.
    pub asking: BTreeSet<Id>,
    /// Values with which policies compare columns: rows with them are seen.
    pub hints: BTreeMap<(Id, Ident), Vec<Option<String>>>,
}

/// A call or key word in a text, by its tokens, and what of the session it is.
struct Asked {
    from: usize,
    to: usize,
    slots: Vec<Slot>,
}

/// A function as far as it matters here.
#[derive(Default)]
struct Known {
    slots: Vec<Slot>,
    /// It reads tables, so what it returns is not what the session has.
    derived: bool,
}

struct Reader<'s, 'a> {
    subject: &'s Subject<'a>,
    functions: BTreeMap<Id, Known>,
    session: Session,
}

/// Reads all policies, the functions that they call, and what tenancies declare.
pub fn session(subject: &Subject<'_>, declared: &[Declared]) -> Session {
    let mut reader = Reader { subject, functions: BTreeMap::new(), session: Session::default() };
    // Functions call functions: each round knows more.
    for _ in 0..8 {
        let known: Vec<(Id, Known)> = subject.routines().map(|one| (one.id.clone(), reader.known(&one))).collect();
        let before: usize = reader.functions.values().map(|known| known.slots.len()).sum();
        reader.functions = known.into_iter().collect();
        if reader.functions.values().map(|known| known.slots.len()).sum::<usize>() == before && before > 0 {
            break;
        }
    }
    let mut called = BTreeSet::new();
    for (id, table, policy) in subject.all_policies() {
        for sql in policy.using.iter().chain(&policy.with_check) {
            reader.text(sql.as_str(), Some(&table), &table);
            reader.calls(sql.as_str(), &mut called);
            if !reader.slots(sql.as_str()).is_empty() {
                reader.session.asking.insert(id.clone());
            }
        }
    }
    let bodies: Vec<Routine<'_>> = subject.routines().filter(|one| called.contains(one.id)).collect();
    for routine in bodies {
        if let Some(body) = body(&routine) {
            reader.text(body, None, routine.id);
        }
    }
    for tenancy in declared {
        if let Some(setting) = &tenancy.setting {
            reader.session.settings.insert(setting.clone());
            let columns = tenancy.members.iter().filter(|(table, _)| subject.model.get(table).is_some());
            let columns: Vec<(Id, Ident)> = columns.map(|(table, column)| (table.clone(), column.clone())).collect();
            reader.bind(&[Slot::Setting { name: setting.clone(), path: Vec::new() }], columns);
        }
    }
    reader.through_tables();
    reader.session
}

/// The text of a function.
pub fn body<'a>(routine: &Routine<'a>) -> Option<&'a str> {
    routine.body.or_else(|| routine.sql_body.map(|sql| sql.as_str()))
}

impl Reader<'_, '_> {
    fn known(&self, routine: &Routine<'_>) -> Known {
        let Some(text) = body(routine) else { return Known::default() };
        let slots: BTreeSet<Slot> = self.slots(text).into_iter().collect();
        let calls_derived = self.called(text).any(|known| known.derived);
        Known { slots: slots.into_iter().collect(), derived: calls_derived || !relations(text).is_empty() }
    }

    fn called<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t Known> {
        let list: Vec<Token<'_>> = tokens(text).collect();
        let found: Vec<&Known> =
            (0..list.len()).filter_map(|at| self.function(&list, at).map(|(_, known)| known)).collect();
        found.into_iter()
    }

    /// The function that is called at a token.
    fn function(&self, list: &[Token<'_>], at: usize) -> Option<(&Id, &Known)> {
        let token = list.get(at)?;
        if !is_name(token) || list.get(at + 1)?.kind != Kind::Open {
            return None;
        }
        let schema = (at >= 2 && list.get(at - 1)?.kind == Kind::Dot).then(|| plain(list[at - 2].text));
        let name = plain(token.text);
        let same = |id: &&Id| {
            id.name.as_str() == name
                && schema.as_ref().is_none_or(|schema| id.schema.as_ref().is_some_and(|own| own.as_str() == schema))
        };
        self.functions.iter().find(|(id, _)| same(id))
    }

    /// Everything that a text asks the session.
    fn slots(&self, text: &str) -> Vec<Slot> {
        let list: Vec<Token<'_>> = tokens(text).collect();
        self.asked(&list, true).into_iter().flat_map(|one| one.slots).collect()
    }

    /// Remembers functions that a text calls, and those that they call.
    fn calls(&self, text: &str, found: &mut BTreeSet<Id>) {
        let list: Vec<Token<'_>> = tokens(text).collect();
        for at in 0..list.len() {
            let Some((id, _)) = self.function(&list, at) else { continue };
            if found.insert(id.clone())
                && let Some(body) = self.subject.routines().find(|one| one.id == id).as_ref().and_then(body)
            {
                self.calls(body, found);
            }
        }
    }

    /// The places at which a text asks the session. `all`: functions that read tables too, whose result is another value.
    fn asked(&self, list: &[Token<'_>], all: bool) -> Vec<Asked> {
        let mut found = Vec::new();
        for (at, token) in list.iter().enumerate() {
            if ["current_user", "session_user", "current_role"].iter().any(|word| token.is(word)) {
                found.push(Asked { from: at, to: at, slots: vec![Slot::CurrentUser] });
            } else if token.is("current_setting") {
                let Some(close) = closing(list, at + 1) else { continue };
                let Some(name) = list.get(at + 2).and_then(literal) else { continue };
                let from = if at >= 2 && list[at - 1].kind == Kind::Dot { at - 2 } else { at };
                let (to, path) = suffix(list, close);
                found.push(Asked { from, to, slots: vec![Slot::Setting { name, path }] });
            } else if let Some((_, known)) = self.function(list, at)
                && !known.slots.is_empty()
                && (all || !known.derived)
            {
                let Some(close) = closing(list, at + 1) else { continue };
                let from = if at >= 2 && list[at - 1].kind == Kind::Dot { at - 2 } else { at };
                found.push(Asked { from, to: close, slots: known.slots.clone() });
            }
        }
        found
    }

    /// Binds columns to what they are compared with, and takes note of constants.
    fn text(&mut self, text: &str, table: Option<&Id>, holder: &Id) {
        let list: Vec<Token<'_>> = tokens(text).collect();
        let there: Vec<Id> = self.subject.relations(holder, text).into_iter().cloned().collect();
        for mut asked in self.asked(&list, false) {
            for slot in &asked.slots {
                if let Slot::Setting { name, .. } = slot {
                    self.session.settings.insert(name.clone());
                }
            }
            let Some((at, name)) = compared(&list, &mut asked) else { continue };
            let columns = self.resolve(&list, at, &name, table, &there);
            if !columns.is_empty() {
                self.bind(&asked.slots, columns);
            }
        }
        for (at, name, value) in constants(&list) {
            for column in self.resolve(&list, at, &name, table, &there) {
                let known = self.session.hints.entry(column).or_default();
                if !known.contains(&value) {
                    known.push(value.clone());
                }
            }
        }
    }

    /// The columns that a name can be.
    fn resolve(
        &self,
        list: &[Token<'_>],
        at: usize,
        name: &Name,
        table: Option<&Id>,
        there: &[Id],
    ) -> Vec<(Id, Ident)> {
        let has = |id: &&Id| self.subject.column(id, &Ident::new(name.column.as_str())).is_some();
        let column = |id: &Id| (id.clone(), Ident::new(name.column.as_str()));
        let mut all: Vec<&Id> = there.iter().filter(has).collect();
        if let Some(qualifier) = &name.qualifier {
            if table.is_some_and(|table| table.name.as_str() == qualifier) {
                return table.into_iter().filter(|id| has(id)).map(column).collect();
            }
            let named = alias(list, qualifier).unwrap_or_else(|| qualifier.clone());
            if all.iter().any(|id| id.name.as_str() == named) {
                all.retain(|id| id.name.as_str() == named);
            }
            return all.into_iter().map(column).collect();
        }
        if let Some(table) = table.filter(|id| has(id))
            && (all.is_empty() || !in_query(list, at))
        {
            return vec![column(table)];
        }
        all.into_iter().map(column).collect()
    }

    fn bind(&mut self, slots: &[Slot], columns: Vec<(Id, Ident)>) {
        let mut joined = Identity { slots: slots.iter().cloned().collect(), columns: columns.into_iter().collect() };
        let (same, rest): (Vec<Identity>, Vec<Identity>) = std::mem::take(&mut self.session.identities)
            .into_iter()
            .partition(|known| !known.slots.is_disjoint(&joined.slots));
        for known in same {
            joined.slots.extend(known.slots);
            joined.columns.extend(known.columns);
        }
        self.session.identities = rest;
        self.session.identities.push(joined);
    }

    /// Policies that read a table whose policies ask the session ask it too.
    fn through_tables(&mut self) {
        loop {
            let tables: BTreeSet<Id> = self.session.asking.iter().filter_map(Id::parent_id).collect();
            let before = self.session.asking.len();
            for (id, table, policy) in self.subject.all_policies() {
                let mut texts = policy.using.iter().chain(&policy.with_check);
                if texts
                    .any(|sql| self.subject.relations(&table, sql.as_str()).iter().any(|read| tables.contains(*read)))
                {
                    self.session.asking.insert(id.clone());
                }
            }
            if self.session.asking.len() == before {
                break;
            }
        }
    }
}

/// A column as it stands in a text.
struct Name {
    qualifier: Option<String>,
    column: String,
}

fn is_name(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Word | Kind::Quoted)
}

/// An identifier as PostgreSQL stores it.
fn plain(text: &str) -> String {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_lowercase(),
    }
}

fn literal(token: &Token<'_>) -> Option<String> {
    let inner = token.text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''))?;
    (token.kind == Kind::String).then(|| inner.replace("''", "'"))
}

/// Where the parentheses end that open at a token.
fn closing(list: &[Token<'_>], open: usize) -> Option<usize> {
    let first = list.get(open).filter(|token| token.kind == Kind::Open)?;
    let length =
        list.get(open + 1..)?.iter().position(|token| token.kind == Kind::Close && token.depth == first.depth)?;
    Some(open + 1 + length)
}

/// Where the parentheses begin that close at a token.
fn opening(list: &[Token<'_>], close: usize) -> Option<usize> {
    let last = list.get(close)?;
    list.get(..close)?.iter().rposition(|token| token.kind == Kind::Open && token.depth == last.depth)
}

/// Behind casts and steps into JSON; the steps.
fn suffix(list: &[Token<'_>], mut to: usize) -> (usize, Vec<String>) {
    let mut path = Vec::new();
    while let Some(next) = list.get(to + 1) {
        if next.kind == Kind::Cast {
            to += 2;
            while list.get(to + 1).is_some_and(|token| token.kind == Kind::Dot) {
                to += 2;
            }
            if list.get(to + 1).is_some_and(|token| token.kind == Kind::OpenBracket) {
                to += 2;
            }
        } else if next.is_operator("->") || next.is_operator("->>") {
            let Some(key) = list.get(to + 2).and_then(literal) else { break };
            path.push(key);
            to += 2;
        } else if next.is_operator("#>>") || next.is_operator("#>") {
            let Some(keys) = list.get(to + 2).and_then(literal) else { break };
            path.extend(keys.trim_matches(['{', '}']).split(',').map(|key| key.trim().to_owned()));
            to += 2;
        } else {
            break;
        }
    }
    (to, path)
}

/// Words before parentheses that do not call anything.
const NO_CALL: &[&str] =
    &["and", "or", "not", "where", "on", "when", "then", "else", "select", "in", "is", "case", "return", "if"];

/// The column with which what is asked is compared, looking outwards through casts, calls and sub-selects without FROM.
fn compared(list: &[Token<'_>], asked: &mut Asked) -> Option<(usize, Name)> {
    let (mut from, mut to) = (asked.from, asked.to);
    for _ in 0..24 {
        let (end, path) = suffix(list, to);
        to = end;
        if !path.is_empty() {
            for slot in &mut asked.slots {
                // A function may have gone into the JSON itself.
                if let Slot::Setting { path: known, .. } = slot {
                    known.extend(path.iter().cloned());
                }
            }
        }
        if from >= 2 && list.get(from - 1).is_some_and(|token| token.is_operator("=")) {
            return name_before(list, from - 2);
        }
        if list.get(to + 1).is_some_and(|token| token.is_operator("=")) {
            return name_after(list, to + 2);
        }
        let depth = list.get(from)?.depth;
        let open = list.get(..from)?.iter().rposition(|token| token.kind == Kind::Open && token.depth + 1 == depth)?;
        let close = closing(list, open)?;
        let inside = list.get(open + 1..close)?.iter().filter(|token| token.depth == depth);
        if inside.clone().any(|token| token.is("from") || token.is("and") || token.is("or") || token.is_operator("=")) {
            return None;
        }
        (from, to) = (open, close);
        if let Some(word) = from.checked_sub(1).and_then(|at| list.get(at))
            && is_name(word)
            && !NO_CALL.iter().any(|known| word.is(known))
        {
            from -= 1;
            if from >= 2 && list[from - 1].kind == Kind::Dot {
                from -= 2;
            }
        }
    }
    None
}

/// The name that ends at a token, through a cast and parentheses.
fn name_before(list: &[Token<'_>], at: usize) -> Option<(usize, Name)> {
    let token = list.get(at)?;
    if token.kind == Kind::CloseBracket {
        return None;
    }
    if token.kind == Kind::Close {
        let open = opening(list, at)?;
        return if at == open + 2 || list.get(at - 1)?.kind != Kind::Close { name_before(list, at - 1) } else { None };
    }
    if !is_name(token) {
        return None;
    }
    match at.checked_sub(1).and_then(|before| list.get(before)).map(|before| before.kind) {
        Some(Kind::Cast) => name_before(list, at.checked_sub(2)?),
        Some(Kind::Dot) => {
            let qualifier = plain(list.get(at.checked_sub(2)?)?.text);
            Some((at, Name { qualifier: Some(qualifier), column: plain(token.text) }))
        }
        _ => Some((at, Name { qualifier: None, column: plain(token.text) })),
    }
}

/// The name that begins at a token.
fn name_after(list: &[Token<'_>], at: usize) -> Option<(usize, Name)> {
    let token = list.get(at)?;
    if token.kind == Kind::Open {
        return name_after(list, at + 1);
    }
    if !is_name(token) || list.get(at + 1).is_some_and(|next| next.kind == Kind::Open) {
        return None;
    }
    if list.get(at + 1).is_some_and(|next| next.kind == Kind::Dot) {
        let column = list.get(at + 2).filter(|token| is_name(token))?;
        return Some((at, Name { qualifier: Some(plain(token.text)), column: plain(column.text) }));
    }
    Some((at, Name { qualifier: None, column: plain(token.text) }))
}

/// Whether a token stands in a sub-select with FROM.
fn in_query(list: &[Token<'_>], at: usize) -> bool {
    let Some(token) = list.get(at) else { return false };
    let mut depth = token.depth;
    let mut place = at;
    while depth > 0 {
        let Some(open) = list
            .get(..place)
            .and_then(|list| list.iter().rposition(|token| token.kind == Kind::Open && token.depth + 1 == depth))
        else {
            return false;
        };
        let end = closing(list, open).unwrap_or(list.len());
        if list.get(open..end).is_some_and(|list| list.iter().any(|token| token.depth == depth && token.is("from"))) {
            return true;
        }
        (place, depth) = (open, depth - 1);
    }
    false
}

/// The relation that an alias stands for.
fn alias(list: &[Token<'_>], name: &str) -> Option<String> {
    for (at, token) in list.iter().enumerate() {
        let introduces = token.is("from") || token.is("join") || token.kind == Kind::Comma;
        if !introduces {
            continue;
        }
        let mut end = at + 1;
        // Parentheses around joins.
        while list.get(end).is_some_and(|token| token.kind == Kind::Open) {
            end += 1;
        }
        while list.get(end + 1).is_some_and(|token| token.kind == Kind::Dot) {
            end += 2;
        }
        let Some(relation) = list.get(end).filter(|token| is_name(token)) else { continue };
        let next = if list.get(end + 1).is_some_and(|token| token.is("as")) { end + 2 } else { end + 1 };
        if list.get(next).is_some_and(|token| is_name(token) && plain(token.text) == name) {
            return Some(plain(relation.text));
        }
    }
    None
}

/// Whether a name stands between AND, OR and parentheses, and nothing else.
fn alone(list: &[Token<'_>], at: usize) -> bool {
    let Some(token) = list.get(at) else { return false };
    let start = if at >= 2 && list[at - 1].kind == Kind::Dot { at - 2 } else { at };
    let before = start.checked_sub(1).and_then(|before| list.get(before));
    let joins = |token: &Token<'_>| token.is("and") || token.is("or");
    let opens = |token: &Token<'_>| token.kind == Kind::Open || joins(token) || token.is("where");
    let closes = |token: &Token<'_>| token.kind == Kind::Close || joins(token);
    let called = before.is_some_and(|token| token.kind == Kind::Open)
        && start
            .checked_sub(2)
            .and_then(|at| list.get(at))
            .is_some_and(|token| is_name(token) && !joins(token) && !token.is("not"));
    !["and", "or", "not", "true", "false", "null", "select", "where"].iter().any(|word| token.is(word))
        && before.is_none_or(opens)
        && list.get(at + 1).is_none_or(closes)
        && !called
}

/// Constants with which columns are compared.
fn constants(list: &[Token<'_>]) -> Vec<(usize, Name, Option<String>)> {
    let mut found = Vec::new();
    for (at, token) in list.iter().enumerate() {
        if token.is("is") && at > 0 {
            let not = list.get(at + 1).is_some_and(|token| token.is("not"));
            if list.get(at + 1).is_some_and(|token| token.is("null"))
                && !not
                && let Some((place, name)) = name_before(list, at - 1)
            {
                found.push((place, name, None));
            }
        } else if token.is("not") && list.get(at + 1).is_some_and(is_name) {
            let follows = list.get(at + 2).map(|token| token.kind);
            if !matches!(follows, Some(Kind::Open | Kind::Dot))
                && let Some((place, name)) = name_after(list, at + 1)
                && !["exists", "null", "in", "like", "between"].contains(&name.column.as_str())
            {
                found.push((place, name, Some("false".to_owned())));
            }
        } else if is_name(token) && alone(list, at) {
            // A column that is a condition by itself: `is_public`.
            if let Some((place, name)) = name_before(list, at) {
                found.push((place, name, Some("true".to_owned())));
            }
        } else if token.is_operator("=") && at > 0 {
            let Some((place, name)) = name_before(list, at - 1) else { continue };
            // Up to the end of the comparison: `'a'`, `('a')`, `any (array['a', 'b'])`.
            let rest = list.get(at + 1..).unwrap_or_default();
            let ends = |token: &Token<'_>| {
                token.is("and") || token.is("or") || token.is("select") || token.depth < list[at].depth
            };
            let rest = rest.iter().take_while(|token| !ends(token));
            let texts: Vec<String> = rest.clone().filter_map(literal).collect();
            if rest.clone().any(|token| token.is("current_setting")) {
                continue;
            }
            found.extend(texts.into_iter().map(|text| {
                (place, Name { qualifier: name.qualifier.clone(), column: name.column.clone() }, Some(text))
            }));
        } else if token.is("in") && at > 0 && list.get(at + 1).is_some_and(|token| token.kind == Kind::Open) {
            let Some((place, name)) = name_before(list, at - 1) else { continue };
            let end = closing(list, at + 1).unwrap_or(at);
            let inside = list.get(at + 1..end).unwrap_or_default();
            if !inside.iter().any(|token| token.is("select")) {
                let texts = inside.iter().filter_map(literal);
                found.extend(texts.map(|text| {
                    (place, Name { qualifier: name.qualifier.clone(), column: name.column.clone() }, Some(text))
                }));
            }
        }
    }
    found
}
