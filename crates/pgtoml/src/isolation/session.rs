//! What policies ask the session: settings, parts of settings that hold JSON, and the current role; and the columns that
//! hold the same values.
//!
//! Texts are searched token by token, so that sub-selects and bodies of functions are seen as conditions are.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::clause::{Asked, Name, alias, closing, compared, constants, in_query, is_name, literal, plain, suffix};
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
