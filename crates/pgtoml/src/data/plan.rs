//! From rows that are wanted, and what the server says of those that are there, to steps.
//!
//! The steps come behind those of the schema. Rows of tables that the plan leaves as they are have been compared. Where it
//! makes the table, all rows are inserted; where it changes columns that rows have values for, statements are written that
//! do what is right whatever they find.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::answer::Found;
use super::columns::columns;
use super::compare::{Answer, CHUNK, Group, Query, groups};
use super::order::{At, Lookup, Wave, needs, references, tables, waves};
use super::{Reference, Rows, Value, compare, shown_text, shown_value, sql};
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
        if same && !touched && self.now.get(table).is_some() { Footing::Same } else { Footing::Moving }
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
        self.refuse_lost(&asked, &mut done);
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
    fn refuse_lost(&self, _: &Asked, done: &mut Done) {
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

    fn write(&self, asked: &Asked, found: &[Found], done: &mut Done) {
        let rank = tables(self.rows, self.new);
        let mut new: BTreeSet<At> = BTreeSet::new();
        for (set, found) in found.iter().enumerate() {
            new.extend(found.missing.iter().map(|row| (set, *row)));
        }
        let order = waves(self.rows, &rank, &new, self.new);
        if let Some((at, column)) = &order.stuck {
            if let Some(set) = self.rows.get(at.0) {
                let label = set.rows.get(at.1).map(|row| set.label(row)).unwrap_or_default();
                let reason = format!(
                    "the row {label} of {} needs by its column {} a row that needs it in turn; let the column be NULL, or \
                     make the foreign keys deferrable",
                    set.shown_table(),
                    column.as_str(),
                );
                done.refused.push(Refused { id: set.table.clone(), reason });
            }
            return;
        }
        let mut lookup = Lookup::new(self.rows);
        let mut late = Vec::new();
        for set in &rank {
            let (Some(rows), Some(found)) = (self.rows.get(*set), found.get(*set)) else { continue };
            for (row, changed) in &found.changed {
                let waits = needs(self.rows, (*set, *row), self.new, &mut lookup)
                    .iter()
                    .any(|(_, other, _)| new.contains(other));
                let step = self.update(rows, *row, changed);
                if waits { late.push(step) } else { done.steps.push(step) }
            }
        }
        for wave in &order.waves {
            let Some(set) = self.rows.get(wave.set) else { continue };
            let moving = asked.footing.get(wave.set) == Some(&Footing::Moving);
            self.insert(set, wave, &order.later, moving, &mut done.steps);
        }
        for ((set, row), columns) in &order.later {
            let Some(rows) = self.rows.get(*set) else { continue };
            done.steps.push(self.complete(rows, *row, columns));
        }
        done.steps.append(&mut late);
        let mut counted: BTreeSet<(&Id, &Ident)> = BTreeSet::new();
        for set in rank.iter().filter(|set| found.get(**set).is_some_and(|found| !found.missing.is_empty())) {
            let Some(set) = self.rows.get(*set) else { continue };
            for (column, _) in set.columns.iter().filter(|(_, shape)| shape.counted) {
                let written = set.rows.iter().any(|row| matches!(row.cells.get(column), Some(Value::Text(_))));
                if written && counted.insert((&set.table, column)) {
                    done.steps.push(self.step(set, "sequence", Changed::default()).arg("column", column));
                }
            }
        }
        let mut emptied: BTreeSet<&Id> = BTreeSet::new();
        for number in rank.iter().rev() {
            let (Some(set), Some(found)) = (self.rows.get(*number), found.get(*number)) else { continue };
            let moving = asked.footing.get(*number) == Some(&Footing::Moving);
            if !found.others.is_empty() {
                self.delete(set, &found.others, &mut done.steps);
            } else if set.delete && moving && emptied.insert(&set.table) {
                let table = set.shown_table();
                let changed =
                    Changed { lines: vec![format!("- {table}: rows that are not listed")], ..Changed::default() };
                let step = self
                    .step(set, "delete_unlisted", changed)
                    .arg("where", compare::unlisted(&self.sets_of(&set.table)));
                done.steps.push(step.loses(format!("rows of {table} that are not listed")));
            }
        }
    }

    /// A step about the rows of a set.
    fn step(&self, set: &Rows, action: &'static str, changed: Changed) -> Step {
        let mut step = Step::of(&set.table, "data", action);
        let words = set.columns.values().any(|shape| !shape.data_type.is_builtin())
            || set.rows.iter().flat_map(|row| row.cells.values()).any(|value| matches!(value, Value::Computed(_)));
        let path = if words { self.path(set) } else { Vec::new() };
        step.rows = Some(Box::new(Changed { table: set.shown_table(), path, ..changed }));
        step
    }

    fn secrets(&self, set: &Rows, rows: &[usize]) -> Vec<String> {
        let mut names = Vec::new();
        for value in rows.iter().filter_map(|row| set.rows.get(*row)).flat_map(|row| row.cells.values()) {
            sql::variables(value, &mut names);
        }
        crate::kinds::options::variables(names.into_iter())
    }

    /// What tells the row from all others of the table.
    fn by_key(&self, set: &Rows, row: usize) -> String {
        let conditions = set.key.iter().map(|column| match set.rows.get(row).and_then(|row| row.cells.get(column)) {
            None | Some(Value::Null) => format!("{column} IS NULL"),
            Some(value) => {
                let bare = set.columns.get(column).map_or(super::columns::Bare::Nothing, |shape| shape.bare);
                format!("{column} = {}", sql::plain(value, bare))
            }
        });
        conditions.collect::<Vec<_>>().join(" AND ")
    }

    fn set(&self, set: &Rows, row: usize, columns: &mut dyn Iterator<Item = &Ident>) -> Vec<String> {
        columns
            .filter_map(|column| {
                let value = set.rows.get(row)?.cells.get(column)?;
                Some(format!("{column} = {}", sql::plain(value, set.columns.get(column)?.bare)))
            })
            .collect()
    }

    fn update(&self, set: &Rows, row: usize, changed: &[(Ident, Option<String>)]) -> Step {
        let Some(wanted) = set.rows.get(row) else { return self.step(set, "update", Changed::default()) };
        let words = changed.iter().map(|(column, before)| {
            let before = before.as_deref().map_or_else(|| "NULL".to_owned(), shown_text);
            let after = wanted.cells.get(column).map(shown_value).unwrap_or_default();
            format!("{} {before} → {after}", column.as_str())
        });
        let line = format!("~ {}: {}: {}", set.shown_table(), set.label(wanted), words.collect::<Vec<_>>().join(", "));
        let changes = Changed { lines: vec![line], updated: 1, ..Changed::default() };
        self.step(set, "update", changes)
            .arg("set", self.set(set, row, &mut changed.iter().map(|(column, _)| column)))
            .arg("where", self.by_key(set, row))
    }

    /// Gives columns their values that had to wait.
    fn complete(&self, set: &Rows, row: usize, columns: &BTreeSet<Ident>) -> Step {
        self.step(set, "update", Changed::default())
            .arg("set", self.set(set, row, &mut columns.iter()))
            .arg("where", self.by_key(set, row))
    }

    fn insert(
        &self,
        set: &Rows,
        wave: &Wave,
        later: &BTreeMap<At, BTreeSet<Ident>>,
        moving: bool,
        steps: &mut Vec<Step>,
    ) {
        if wave.deferred {
            steps.push(self.step(set, "deferred", Changed::default()));
        }
        if moving {
            return self.merge(set, wave, later, steps);
        }
        let waits =
            |row: usize, column: &Ident| later.get(&(wave.set, row)).is_some_and(|columns| columns.contains(column));
        for rows in wave.rows.chunks(CHUNK) {
            let used = |name: &&Ident| {
                rows.iter().any(|row| set.rows.get(*row).is_some_and(|row| row.cells.contains_key(*name)))
            };
            let columns: Vec<&Ident> = set.columns.keys().filter(used).collect();
            let line = |row: &usize| -> Vec<String> {
                let cells = set.rows.get(*row).map(|row| &row.cells);
                let cell = |column: &&Ident| match cells.and_then(|cells| cells.get(*column)) {
                    _ if waits(*row, column) => "NULL".to_owned(),
                    Some(value) => sql::plain(
                        value,
                        set.columns.get(*column).map_or(super::columns::Bare::Nothing, |shape| shape.bare),
                    ),
                    None => "DEFAULT".to_owned(),
                };
                columns.iter().map(cell).collect()
            };
            let changed = Changed {
                lines: self.lines(set, rows, '+'),
                inserted: rows.len(),
                secrets: self.secrets(set, rows),
                ..Changed::default()
            };
            let step = self
                .step(set, "insert", changed)
                .arg("columns", &columns)
                .arg("overriding", set.overriding)
                .arg("values", sql::values(rows.iter().map(line)));
            steps.push(step);
        }
    }

    fn lines(&self, set: &Rows, rows: &[usize], mark: char) -> Vec<String> {
        let table = set.shown_table();
        rows.iter().filter_map(|row| Some(format!("{mark} {table}: {}", set.label(set.rows.get(*row)?)))).collect()
    }

    /// Rows of a table that the plan changes: what is there is known only when the steps run.
    fn merge(&self, set: &Rows, wave: &Wave, later: &BTreeMap<At, BTreeSet<Ident>>, steps: &mut Vec<Step>) {
        let mut groups: BTreeMap<Vec<&Ident>, Vec<usize>> = BTreeMap::new();
        for row in &wave.rows {
            let Some(cells) = set.rows.get(*row).map(|row| &row.cells) else { continue };
            let waits = later.get(&(wave.set, *row));
            let columns = set
                .columns
                .keys()
                .filter(|name| cells.contains_key(*name) && !waits.is_some_and(|columns| columns.contains(*name)));
            groups.entry(columns.collect()).or_default().push(*row);
        }
        for (columns, all) in groups {
            for rows in all.chunks(CHUNK) {
                let compared: Vec<&Ident> = columns
                    .iter()
                    .copied()
                    .filter(|name| !set.key.contains(name))
                    .filter(|name| {
                        rows.iter().all(|row| {
                            set.rows.get(*row).and_then(|row| row.cells.get(*name)).is_some_and(Value::is_compared)
                        })
                    })
                    .collect();
                let name = |column: &Ident| {
                    format!("w.c{}", columns.iter().position(|other| *other == column).unwrap_or_default())
                };
                let list = sql::values(rows.iter().map(|row| compare::cells(set, *row, &columns)));
                let names: Vec<String> = (0..columns.len()).map(|number| format!("c{number}")).collect();
                let wanted = format!("(VALUES\n    {list}) AS w({})", names.join(", "));
                let on = compare::on_key(set, rows, name);
                let secrets = self.secrets(set, rows);
                let changed = Changed {
                    lines: self.lines(set, rows, '±'),
                    merged: rows.len(),
                    secrets: secrets.clone(),
                    ..Changed::default()
                };
                if !compared.is_empty() {
                    let differs: Vec<String> = compared
                        .iter()
                        .filter_map(|column| Some(sql::differs(column, &name(column), set.columns.get(*column)?)))
                        .collect();
                    let set_list: Vec<String> =
                        compared.iter().map(|column| format!("{column} = {}", name(column))).collect();
                    let step = self
                        .step(set, "merge_update", Changed { secrets, ..Changed::default() })
                        .arg("set", set_list)
                        .arg("wanted", &wanted)
                        .arg("where", format!("{on} AND ({})", differs.join(" OR ")));
                    steps.push(step);
                }
                let select: Vec<String> = columns.iter().map(|column| name(column)).collect();
                let step = self
                    .step(set, "merge_insert", changed)
                    .arg("columns", &columns)
                    .arg("overriding", set.overriding)
                    .arg("select", select)
                    .arg("wanted", &wanted)
                    .arg("on", on);
                steps.push(step);
            }
        }
    }

    fn delete(&self, set: &Rows, keys: &[Vec<Option<String>>], steps: &mut Vec<Step>) {
        let table = set.shown_table();
        for keys in keys.chunks(CHUNK) {
            let typed = |key: &Vec<Option<String>>| -> Vec<String> {
                let value = |text: &Option<String>| text.clone().map_or(Value::Null, Value::Text);
                let columns = set.key.iter().zip(key);
                columns.filter_map(|(name, text)| Some(sql::typed(&value(text), set.columns.get(name)?))).collect()
            };
            let on: Vec<String> = set
                .key
                .iter()
                .enumerate()
                .map(|(number, column)| {
                    let null = keys.iter().any(|key| key.get(number).is_some_and(Option::is_none));
                    sql::same(column, &format!("w.c{number}"), null)
                })
                .collect();
            let names: Vec<String> = (0..set.key.len()).map(|number| format!("c{number}")).collect();
            let label = |key: &Vec<Option<String>>| {
                let texts = key.iter().map(|text| text.as_deref().map_or_else(|| "NULL".to_owned(), shown_text));
                format!("- {table}: {}", texts.collect::<Vec<_>>().join(", "))
            };
            let changed =
                Changed { lines: keys.iter().map(label).collect(), deleted: keys.len(), ..Changed::default() };
            let step = self
                .step(set, "delete", changed)
                .arg(
                    "wanted",
                    format!("(VALUES\n    {}) AS w({})", sql::values(keys.iter().map(typed)), names.join(", ")),
                )
                .arg("where", on.join(" AND "));
            steps.push(step.loses(format!("{} of {table}", crate::report::plural(keys.len(), "row"))));
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
