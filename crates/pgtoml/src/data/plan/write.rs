//! Steps about rows.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::super::answer::Found;
use super::super::columns::{Bare, unique_keys};
use super::super::compare::{self, CHUNK};
use super::super::order::{At, Lookup, Wave, needs, tables, waves};
use super::super::{Rows, Value, shown_text, shown_value, sql};
use super::{Asked, Changed, Done, Footing, Input};
use crate::kind::Body;
use crate::kinds::constraint::Rule;
use crate::model::{Id, Ident};
use crate::plan::{Refused, Step};

/// Rows, by number, with the columns that differ and what these hold.
type Differing<'a> = BTreeMap<&'a usize, &'a Vec<(Ident, Option<String>)>>;

impl Input<'_> {
    /// Updates that need no new row, new rows in the order of what they refer to, the other updates, and what goes.
    pub(super) fn write(&self, asked: &Asked, found: &[Found], done: &mut Done) {
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
            let (waiting, ready): (Differing<'_>, Differing<'_>) = found.changed.iter().partition(|(row, _)| {
                let needed = needs(self.rows, (*set, **row), self.new, &mut lookup);
                needed.iter().any(|(_, other, _)| new.contains(other))
            });
            self.updates(rows, &ready, &mut done.steps);
            self.updates(rows, &waiting, &mut late);
        }
        for wave in &order.waves {
            let Some(set) = self.rows.get(wave.set) else { continue };
            let moving = asked.footing.get(wave.set) == Some(&Footing::Moving);
            self.insert(set, wave, &order.later, moving, &mut done.steps);
        }
        let mut waited: BTreeMap<usize, Vec<(usize, Vec<Ident>)>> = BTreeMap::new();
        for ((set, row), columns) in &order.later {
            waited.entry(*set).or_default().push((*row, columns.iter().cloned().collect()));
        }
        for (set, all) in &waited {
            let Some(rows) = self.rows.get(*set) else { continue };
            self.batches(rows, all.iter().map(|(row, columns)| (*row, columns.clone())), &|_| None, &mut done.steps);
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
        let path = if set.looks_up { self.path(set) } else { Vec::new() };
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
                let bare = set.columns.get(column).map_or(Bare::Nothing, |shape| shape.bare);
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

    /// Rows that are there and differ, each with its columns and what they hold.
    fn updates(&self, set: &Rows, all: &Differing<'_>, steps: &mut Vec<Step>) {
        let line = |row: usize| {
            let changed = all.get(&row)?;
            let wanted = set.rows.get(row)?;
            let words = changed.iter().map(|(column, before)| {
                let before = before.as_deref().map_or_else(|| "NULL".to_owned(), shown_text);
                let after = wanted.cells.get(column).map(shown_value).unwrap_or_default();
                format!("{} {before} → {after}", column.as_str())
            });
            let words = words.collect::<Vec<_>>().join(", ");
            Some(format!("~ {}: {}: {words}", set.shown_table(), set.label(wanted)))
        };
        let rows = all.iter().map(|(row, changed)| (**row, changed.iter().map(|(column, _)| column.clone()).collect()));
        self.batches(set, rows, &line, steps);
    }

    /// Gives columns of rows their values: those of the same columns in one statement, but for columns that no two rows
    /// share, where it matters which row is first.
    fn batches(
        &self,
        set: &Rows,
        rows: impl Iterator<Item = (usize, Vec<Ident>)>,
        line: &dyn Fn(usize) -> Option<String>,
        steps: &mut Vec<Step>,
    ) {
        let single = self.told_apart_by(set);
        let mut groups: IndexMap<Vec<Ident>, Vec<usize>> = IndexMap::new();
        for (row, columns) in rows {
            if single.as_ref().is_none_or(|single| columns.iter().any(|column| single.contains(column))) {
                steps.push(self.update(set, &[row], &columns, line));
            } else {
                groups.entry(columns).or_default().push(row);
            }
        }
        for (columns, rows) in groups {
            steps.extend(rows.chunks(CHUNK).map(|rows| self.update(set, rows, &columns, line)));
        }
    }

    /// Columns whose values a unique or exclusion constraint, or a unique index, compares between rows. `None`: it may be
    /// any of them.
    fn told_apart_by(&self, set: &Rows) -> Option<BTreeSet<Ident>> {
        let mut found: BTreeSet<Ident> =
            unique_keys(self.new, &set.table).into_iter().flat_map(|(columns, _)| columns).collect();
        for (_, object) in self.new.objects.iter().filter(|(id, _)| id.parent_id().as_ref() == Some(&set.table)) {
            match &object.body {
                // What the index is about is an expression, or decides by one whether it is about a row.
                Body::Index(index)
                    if index.unique
                        && (index.predicate.is_some() || index.on.iter().any(|key| key.expression.is_some())) =>
                {
                    return None;
                }
                Body::Constraint(constraint) => match &constraint.rule {
                    Rule::Exclude(_) => return None,
                    Rule::Unique(key) | Rule::Primary(key) => found.extend(key.columns.iter().cloned()),
                    _ => {}
                },
                _ => {}
            }
        }
        Some(found)
    }

    fn update(&self, set: &Rows, rows: &[usize], columns: &[Ident], line: &dyn Fn(usize) -> Option<String>) -> Step {
        let lines: Vec<String> = rows.iter().filter_map(|row| line(*row)).collect();
        // What only completes a row that was inserted is counted there.
        let changed = Changed { updated: lines.len(), lines, ..Changed::default() };
        if let [row] = rows {
            return self
                .step(set, "update", changed)
                .arg("set", self.set(set, *row, &mut columns.iter()))
                .arg("where", self.by_key(set, *row));
        }
        let all: Vec<&Ident> = set.key.iter().chain(columns).collect();
        let name = |column: &Ident| format!("w.c{}", all.iter().position(|other| *other == column).unwrap_or_default());
        let list = sql::values(rows.iter().map(|row| compare::cells(set, *row, &all)));
        let names: Vec<String> = (0..all.len()).map(|number| format!("c{number}")).collect();
        let set_list: Vec<String> = columns.iter().map(|column| format!("{column} = {}", name(column))).collect();
        self.step(set, "merge_update", changed)
            .arg("set", set_list)
            .arg("wanted", format!("(VALUES\n    {list}) AS w({})", names.join(", ")))
            .arg("where", compare::on_key(set, rows, name))
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
                    Some(value) => {
                        sql::plain(value, set.columns.get(*column).map_or(Bare::Nothing, |shape| shape.bare))
                    }
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
