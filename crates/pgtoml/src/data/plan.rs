//! From rows that are wanted, and what the server says of those that are there, to steps.
//!
//! The steps come behind those of the schema. Rows of tables that the plan leaves as they are have been compared. Where it
//! makes the table, all rows are inserted; where it changes columns that rows have values for, statements are written that
//! do what is right whatever they find.

mod write;

use std::collections::BTreeSet;

use serde::Serialize;

use super::answer::Found;
use super::columns::columns;
use super::compare::{Answer, CHUNK, Group, Query, groups};
use super::order::{Lookup, references};
use super::{Reference, Rows, Value, compare, shown_value};
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident, Model};
use crate::plan::{Plan, Refused, Step};

/// What becomes of rows by one step.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changed {
    /// The table, for people.
    pub table: String,
    /// One line for each row: `+ roles: owner`.
    pub lines: Vec<String>,
    /// Rows inserted.
    pub inserted: usize,
    /// Rows updated.
    pub updated: usize,
    /// Rows inserted, or updated where they are there: known only when the step runs.
    pub merged: usize,
    /// Rows deleted.
    pub deleted: usize,
    /// Where its statement looks up names that have no schema.
    #[serde(skip)]
    pub path: Vec<Ident>,
    /// Environment variables that its statement needs.
    #[serde(skip)]
    pub secrets: Vec<String>,
}

/// What rows are planned from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    /// The wanted rows.
    pub(crate) rows: &'a [Rows],
    /// Rows of the state that is there, where it is a file.
    pub(crate) known: &'a [Rows],
    /// The state that is there, as it is now.
    pub(crate) now: &'a Model,
    /// The same with the names that the plan gives it.
    pub(crate) old: &'a Model,
    /// The state that is wanted.
    pub(crate) new: &'a Model,
    /// The steps of the schema.
    pub(crate) plan: &'a Plan,
    /// Whether the state that is there is a database.
    pub(crate) live: bool,
}

/// On what rows are planned.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Footing {
    /// The plan makes the table.
    New,
    /// The table stays as far as the rows need it.
    Same,
    /// The plan changes the table.
    Moving,
}

/// What a question is about.
#[derive(Debug)]
enum About {
    Rows(usize, Group),
    Others(usize),
    Lost(Vec<Reference>),
}

/// Questions, with what they are about.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    footing: Vec<Footing>,
    about: Vec<About>,
    /// The questions.
    pub(crate) queries: Vec<Query>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) steps: Vec<Step>,
    pub(crate) refused: Vec<Refused>,
    /// What nobody could say.
    pub(crate) undetermined: Vec<String>,
}

impl Input<'_> {
    fn footing(&self, set: &Rows) -> Footing {
        let table = &set.table;
        if self.old.get(table).is_none() {
            return Footing::New;
        }
        let (now, new) = (columns(self.now, table), columns(self.new, table));
        let same = set.columns.keys().all(|name| match (now.get(name), new.get(name)) {
            (Some((now, _)), Some((new, _))) => now.data_type == new.data_type && now.generated.is_none(),
            _ => false,
        });
        let about = |id: &Id| {
            id == table
                || (id.tag == Tag::Column
                    && id.parent_id().as_ref() == Some(table)
                    && set.columns.contains_key(&id.name))
        };
        let touched = self.plan.steps.iter().any(|step| {
            let effects = step.effects.rewrites || step.action == "drop" || step.makes;
            about(&step.id) && effects
        });
        let there = || {
            let mut all = Vec::new();
            for value in set.rows.iter().flat_map(|row| row.cells.values()) {
                references(value, &mut all);
            }
            all.into_iter().all(|one| self.is_there(one))
        };
        if same && !touched && !self.changes_types(set) && self.now.get(table).is_some() && (!self.live || there()) {
            Footing::Same
        } else {
            Footing::Moving
        }
    }

    /// Whether the plan makes or changes a type of the columns: the server may not know a wanted value yet.
    fn changes_types(&self, set: &Rows) -> bool {
        let types: BTreeSet<_> = set
            .columns
            .values()
            .filter(|shape| !shape.data_type.is_builtin())
            .map(|shape| shape.data_type.base())
            .collect();
        let domains = types.iter().filter_map(|name| {
            let id = Id::of_schema(Tag::Domain, name.schema.clone()?, name.name.clone());
            match &self.new.get(&id)?.body {
                Body::Domain(domain) => Some(domain.data_type.base()),
                _ => None,
            }
        });
        let types: BTreeSet<_> = types.iter().cloned().chain(domains).collect();
        let is_type = |id: &Id| matches!(id.tag, Tag::Enum | Tag::Domain | Tag::Composite | Tag::BaseType | Tag::Range);
        !types.is_empty()
            && self.plan.steps.iter().any(|step| {
                let id = step.id.parent_id().unwrap_or_else(|| step.id.clone());
                step.template != "meta" && is_type(&id) && types.contains(&id.qualified())
            })
    }

    /// The path that operators and functions of a set are looked up in.
    fn path(&self, set: &Rows) -> Vec<Ident> {
        let own = set.table.schema.clone().into_iter().chain([Ident::from("public")]);
        let extensions = self.new.of_kind(Tag::Extension).filter_map(|(_, object)| match &object.body {
            Body::Extension(extension) => extension.schema.clone(),
            _ => None,
        });
        let mut path: Vec<Ident> = Vec::new();
        for schema in own.chain(extensions) {
            if !path.contains(&schema) && schema.as_str() != "pg_catalog" {
                path.push(schema);
            }
        }
        path
    }

    /// What must be asked before rows can be planned.
    pub(crate) fn questions(&self) -> Asked {
        let mut asked = Asked { footing: self.rows.iter().map(|set| self.footing(set)).collect(), ..Asked::default() };
        if !self.live {
            return asked;
        }
        let mut seen: BTreeSet<&Id> = BTreeSet::new();
        for (number, set) in self.rows.iter().enumerate() {
            if asked.footing.get(number) != Some(&Footing::Same) {
                continue;
            }
            for group in groups(set) {
                asked.queries.push(Query { sql: compare::rows(set, &group), path: self.path(set) });
                asked.about.push(About::Rows(number, group));
            }
            if set.delete && seen.insert(&set.table) {
                let sets = self.sets_of(&set.table);
                if let Some(sql) = compare::others(&sets) {
                    asked.queries.push(Query { sql, path: self.path(set) });
                    asked.about.push(About::Others(number));
                }
            }
        }
        for (set, references) in self.looked_up() {
            for chunk in references.chunks(CHUNK) {
                asked.queries.push(Query { sql: compare::lost(chunk), path: self.path(set) });
                asked.about.push(About::Lost(chunk.iter().map(|one| (*one).clone()).collect()));
            }
        }
        asked
    }

    fn sets_of(&self, table: &Id) -> Vec<&Rows> {
        self.rows.iter().filter(|set| set.table == *table).collect()
    }

    /// Rows that are meant and that no file declares, so that the database must have them, by the set that means them.
    fn looked_up(&self) -> Vec<(&Rows, Vec<&Reference>)> {
        let mut lookup = Lookup::new(self.rows);
        let mut seen: BTreeSet<&Reference> = BTreeSet::new();
        let mut found = Vec::new();
        for set in self.rows {
            let mut all = Vec::new();
            for value in set.rows.iter().flat_map(|row| row.cells.values()) {
                references(value, &mut all);
            }
            all.retain(|one| seen.insert(*one) && lookup.meant(one).is_none() && self.is_there(one));
            if !all.is_empty() {
                found.push((set, all));
            }
        }
        found
    }

    /// Whether the database has the table and the columns of a natural key, so that it can be asked.
    fn is_there(&self, reference: &Reference) -> bool {
        let Some(table) = self.now.relation(&reference.table) else { return false };
        let known = columns(self.now, table);
        reference.by.keys().chain([&reference.column]).all(|name| known.contains_key(name))
            && reference.by.values().all(|value| match value {
                Value::Row(inner) => self.is_there(inner),
                _ => true,
            })
    }

    /// The steps. `answers` are those to the questions, in their order; `None`: there was nobody to ask.
    pub(crate) fn steps(&self, asked: Asked, answers: Option<Vec<Answer>>) -> Done {
        let mut done = Done::default();
        let mut found: Vec<Found> = vec![Found::default(); self.rows.len()];
        match answers {
            Some(answers) => {
                for (about, answer) in asked.about.iter().zip(&answers) {
                    self.take(about, answer, &mut found, &mut done);
                }
            }
            None if self.live => {
                let tables: BTreeSet<String> = asked
                    .about
                    .iter()
                    .filter_map(|about| match about {
                        About::Rows(set, _) | About::Others(set) => self.rows.get(*set).map(Rows::shown_table),
                        About::Lost(_) => None,
                    })
                    .collect();
                done.undetermined
                    .extend(tables.iter().map(|table| format!("rows of {table}: only the database can say")));
            }
            None => {}
        }
        for (number, set) in self.rows.iter().enumerate() {
            let Some(found) = found.get_mut(number) else { continue };
            match asked.footing.get(number) {
                Some(Footing::Same) if !self.live => *found = Found::by_text(set, self.known),
                Some(Footing::Same) | None => {}
                Some(Footing::New | Footing::Moving) => found.missing = (0..set.rows.len()).collect(),
            }
        }
        self.refuse_lost(&mut done);
        if done.refused.is_empty() && done.undetermined.is_empty() {
            self.write(&asked, &found, &mut done);
        }
        done
    }

    fn take(&self, about: &About, answer: &Answer, found: &mut [Found], done: &mut Done) {
        match about {
            About::Rows(number, group) => {
                let (Some(set), Some(found)) = (self.rows.get(*number), found.get_mut(*number)) else { return };
                found.take(set, group, answer);
                for row in std::mem::take(&mut found.ambiguous) {
                    let label = set.rows.get(row).map(|row| set.label(row)).unwrap_or_default();
                    let key: Vec<&str> = set.key.iter().map(Ident::as_str).collect();
                    let reason = format!(
                        "several rows of {} have {} = {label}; name columns in `key` that tell its rows apart",
                        set.shown_table(),
                        key.join(", "),
                    );
                    done.refused.push(Refused { id: set.table.clone(), reason });
                }
            }
            About::Others(number) => {
                if let Some(found) = found.get_mut(*number) {
                    found.others.clone_from(answer);
                }
            }
            About::Lost(references) => {
                let numbers = answer.iter().filter_map(|line| line.first()?.as_deref()?.parse::<usize>().ok());
                for one in numbers.filter_map(|number| references.get(number)) {
                    done.refused.push(self.lost(one));
                }
            }
        }
    }

    /// A row that is meant and is nowhere.
    fn lost(&self, reference: &Reference) -> Refused {
        let id = self.new.relation(&reference.table).cloned();
        let id = id.unwrap_or_else(|| Id {
            schema: reference.table.schema.clone(),
            ..Id::global(Tag::Table, reference.table.name.clone())
        });
        let by: Vec<String> =
            reference.by.iter().map(|(name, value)| format!("{} = {}", name.as_str(), shown_value(value))).collect();
        let table = super::shown(&id);
        let reason = format!(
            "rows refer to the row of {table} with {}, which neither the database nor the file has; declare it in `[data.{}]`",
            by.join(", "),
            crate::write::bare(id.name.as_str()),
        );
        Refused { id, reason }
    }

    /// Rows that are meant, and whose table is only made by the plan, must be declared.
    fn refuse_lost(&self, done: &mut Done) {
        let mut lookup = Lookup::new(self.rows);
        let mut seen: BTreeSet<&Reference> = BTreeSet::new();
        for set in self.rows {
            let mut all = Vec::new();
            for value in set.rows.iter().flat_map(|row| row.cells.values()) {
                references(value, &mut all);
            }
            for one in all.into_iter().filter(|one| seen.insert(*one)) {
                if self.old.relation(&one.table).is_none()
                    && self.new.relation(&one.table).is_some()
                    && lookup.meant(one).is_none()
                {
                    done.refused.push(self.lost(one));
                }
            }
        }
    }
}

/// Puts steps about rows behind those of the schema; before a foreign key of rows that are there and that need them, where
/// the tables are complete by then.
pub(crate) fn append(plan: &mut Plan, steps: Vec<Step>, old: &Model, new: &Model) {
    let tables: BTreeSet<Id> = steps.iter().map(|step| step.id.clone()).collect();
    let waits = |step: &Step| {
        let parent = step.id.parent_id();
        let Some(parent) = parent.filter(|parent| old.get(parent).is_some()) else { return false };
        let keys = super::columns::foreign_keys(new, &parent);
        step.id.tag == Tag::Constraint
            && step.action != "drop"
            && new.get(&step.id).is_some_and(|object| match &object.body {
                Body::Constraint(body) => keys.iter().any(|(known, key)| {
                    std::ptr::eq(*known, body.as_ref())
                        && new.relation(&key.table).is_some_and(|id| tables.contains(id))
                }),
                _ => false,
            })
    };
    let makes = |step: &Step| match step.id.tag {
        Tag::Table => tables.contains(&step.id),
        Tag::Column => step.id.parent_id().is_some_and(|parent| tables.contains(&parent)),
        _ => false,
    };
    let first = plan.steps.iter().position(waits);
    let complete = plan.steps.iter().rposition(makes);
    let at = first.filter(|first| complete.is_none_or(|complete| complete < *first)).unwrap_or(plan.steps.len());
    plan.steps.splice(at..at, steps);
}

/// Adds the rows of a state that is made from nothing, as far as there are tables for them.
pub fn from_nothing(plan: &mut Plan, rows: &[Rows], empty: &Model, new: &Model) {
    let input = Input { rows, known: &[], now: empty, old: empty, new, plan, live: false };
    let done = input.steps(input.questions(), None);
    plan.refused.extend(done.refused);
    append(plan, done.steps, empty, new);
}
