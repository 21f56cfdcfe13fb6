//! In which order rows are written: what a row refers to is there before it.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{foreign_keys, referenced};
use super::{Reference, Row, Rows, Value};
use crate::model::{Id, Ident, Model, QName};

/// A row of a set: number of the set, number of the row.
pub(super) type At = (usize, usize);

/// Rows that are written by one statement, or a few that belong together.
#[derive(Clone, Debug)]
pub(super) struct Wave {
    pub(super) set: usize,
    pub(super) rows: Vec<usize>,
    /// Whether foreign keys must wait for the end of the transaction.
    pub(super) deferred: bool,
}

/// An order, and what could not be ordered.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pub(super) waves: Vec<Wave>,
    /// Columns that are NULL at first and get their value when all rows are there.
    pub(super) later: BTreeMap<At, BTreeSet<Ident>>,
    /// A row that needs itself, by way of others, with the column that says so.
    pub(super) stuck: Option<(At, Ident)>,
}

/// Rows of a table by their values in some columns.
type ByValues<'a> = BTreeMap<Vec<&'a Value>, At>;

/// Rows by the values of some of their columns, to find the one that is meant.
pub(super) struct Lookup<'a> {
    sets: &'a [Rows],
    by: BTreeMap<(QName, Vec<Ident>), ByValues<'a>>,
}

impl<'a> Lookup<'a> {
    pub(super) fn new(sets: &'a [Rows]) -> Self {
        Self { sets, by: BTreeMap::new() }
    }

    /// The row of this table that has these values.
    pub(super) fn find(&mut self, table: &QName, values: &[(&Ident, &Value)]) -> Option<At> {
        let columns: Vec<Ident> = values.iter().map(|(column, _)| (*column).clone()).collect();
        let sets = self.sets;
        let known = self.by.entry((table.clone(), columns.clone())).or_insert_with(|| {
            let mut found = BTreeMap::new();
            for (number, set) in sets.iter().enumerate().filter(|(_, set)| set.table.qualified() == *table) {
                for (at, row) in set.rows.iter().enumerate() {
                    let values: Option<Vec<&Value>> = columns.iter().map(|column| row.cells.get(column)).collect();
                    if let Some(values) = values {
                        found.entry(values).or_insert((number, at));
                    }
                }
            }
            found
        });
        known.get(&values.iter().map(|(_, value)| *value).collect::<Vec<_>>()).copied()
    }

    /// The declared row that a natural key means.
    pub(super) fn meant(&mut self, reference: &Reference) -> Option<At> {
        let values: Vec<(&Ident, &Value)> = reference.by.iter().collect();
        self.find(&reference.table, &values)
    }
}

/// The natural keys in a value, those within others too.
pub(super) fn references<'v>(value: &'v Value, into: &mut Vec<&'v Reference>) {
    if let Value::Row(reference) = value {
        into.push(reference);
        reference.by.values().for_each(|value| references(value, into));
    }
}

/// What a row refers to: the column, the declared row, and whether it is looked up by a sub-select.
pub(super) fn needs(sets: &[Rows], at: At, model: &Model, lookup: &mut Lookup<'_>) -> Vec<(Ident, At, bool)> {
    let mut found = Vec::new();
    let Some((set, row)) = sets.get(at.0).and_then(|set| Some((set, set.rows.get(at.1)?))) else { return found };
    for (column, value) in &row.cells {
        let mut all = Vec::new();
        references(value, &mut all);
        found.extend(all.into_iter().filter_map(|one| Some((column.clone(), lookup.meant(one)?, true))));
    }
    for (column, other) in literal(set, row, model, lookup) {
        // A row may refer to itself where its key is known.
        if other != at {
            found.push((column, other, false));
        }
    }
    found
}

/// Rows that foreign keys of plain values refer to.
fn literal(set: &Rows, row: &Row, model: &Model, lookup: &mut Lookup<'_>) -> Vec<(Ident, At)> {
    let mut found = Vec::new();
    for (_, key) in foreign_keys(model, &set.table) {
        let there = referenced(model, key);
        let values: Option<Vec<(&Ident, &Value)>> = key
            .columns
            .iter()
            .zip(&there)
            .map(|(own, there)| Some((there, row.cells.get(own).filter(|value| matches!(value, Value::Text(_)))?)))
            .collect();
        if let (Some(values), Some(column)) = (values.filter(|values| !values.is_empty()), key.columns.last())
            && let Some(other) = lookup.find(&key.table, &values)
        {
            found.push((column.clone(), other));
        }
    }
    found
}

/// The sets in the order of foreign keys and references among their tables, as far as there is one.
pub(super) fn tables(sets: &[Rows], model: &Model) -> Vec<usize> {
    let mut needed: BTreeMap<&Id, BTreeSet<Id>> = BTreeMap::new();
    for set in sets {
        let mut above: BTreeSet<Id> =
            foreign_keys(model, &set.table).iter().filter_map(|(_, key)| model.relation(&key.table).cloned()).collect();
        for value in set.rows.iter().flat_map(|row| row.cells.values()) {
            let mut all = Vec::new();
            references(value, &mut all);
            above.extend(all.iter().filter_map(|one| model.relation(&one.table).cloned()));
        }
        needed.entry(&set.table).or_default().append(&mut above);
    }
    let mut order: Vec<&Id> = Vec::new();
    let mut seen: BTreeSet<&Id> = BTreeSet::new();
    for set in sets {
        visit(&set.table, &needed, &mut seen, &mut order);
    }
    let mut numbers: Vec<usize> = (0..sets.len()).collect();
    numbers
        .sort_by_key(|number| order.iter().position(|table| sets.get(*number).is_some_and(|set| set.table == **table)));
    numbers
}

/// Depth first, with a stack of its own: a chain of tables may be long.
fn visit<'a>(
    start: &'a Id,
    needed: &'a BTreeMap<&'a Id, BTreeSet<Id>>,
    seen: &mut BTreeSet<&'a Id>,
    order: &mut Vec<&'a Id>,
) {
    let mut stack = vec![(start, false)];
    while let Some((table, done)) = stack.pop() {
        if done {
            order.push(table);
        } else if seen.insert(table) {
            stack.push((table, true));
            let above = needed.get(table).into_iter().flatten().rev();
            stack.extend(above.filter(|above| needed.contains_key(above)).map(|above| (above, false)));
        }
    }
}

/// Orders rows to be written; `rank` are the sets as [`tables`] has them.
pub(super) fn waves(sets: &[Rows], rank: &[usize], new: &BTreeSet<At>, model: &Model) -> Order {
    let mut order = Order::default();
    let mut lookup = Lookup::new(sets);
    let mut open: BTreeMap<At, Vec<(Ident, At, bool)>> = BTreeMap::new();
    for at in new {
        let mut needs = needs(sets, *at, model, &mut lookup);
        needs.retain(|(_, other, _)| new.contains(other));
        open.insert(*at, needs);
    }
    while !open.is_empty() {
        let mut moved = false;
        for set in rank {
            let ready: Vec<usize> = open
                .range((*set, 0)..=(*set, usize::MAX))
                .filter(|(_, needs)| needs.iter().all(|(_, other, _)| !open.contains_key(other)))
                .map(|((_, row), _)| *row)
                .collect();
            if ready.is_empty() {
                continue;
            }
            moved = true;
            for row in &ready {
                open.remove(&(*set, *row));
            }
            order.waves.push(Wave { set: *set, rows: ready, deferred: false });
        }
        if !moved && !cut(sets, &mut open, &mut order, model) {
            break;
        }
    }
    order
}

/// Opens a circle: a column that may be NULL waits, or a constraint does.
fn cut(sets: &[Rows], open: &mut BTreeMap<At, Vec<(Ident, At, bool)>>, order: &mut Order, model: &Model) -> bool {
    let waiting: BTreeSet<At> = open.keys().copied().collect();
    let mut found = None;
    for (at, needs) in open.iter() {
        let Some(set) = sets.get(at.0) else { continue };
        let blocked = needs.iter().find(|(_, other, _)| waiting.contains(other));
        let free = needs.iter().filter(|(_, other, _)| waiting.contains(other)).find(|(column, ..)| {
            !set.key.contains(column) && set.columns.get(column).is_some_and(|shape| !shape.not_null)
        });
        if let Some((column, ..)) = free {
            found = Some((*at, column.clone()));
            break;
        }
        if let (Some((column, ..)), None) = (blocked, &order.stuck) {
            order.stuck = Some((*at, column.clone()));
        }
    }
    if let Some((at, column)) = found {
        order.stuck = None;
        if let Some(needs) = open.get_mut(&at) {
            needs.retain(|(other, ..)| *other != column);
        }
        order.later.entry(at).or_default().insert(column);
        return true;
    }
    // Without a NULL to begin with: plain values, whose constraints wait for the end of the transaction.
    let deferrable = |at: &At| {
        let Some(set) = sets.get(at.0) else { return false };
        foreign_keys(model, &set.table).iter().all(|(constraint, _)| constraint.deferrable)
    };
    if open.iter().all(|(at, needs)| deferrable(at) && needs.iter().all(|(.., looked_up)| !looked_up)) {
        order.stuck = None;
        for (set, row) in std::mem::take(open).into_keys() {
            match order.waves.last_mut().filter(|wave| wave.deferred && wave.set == set) {
                Some(wave) => wave.rows.push(row),
                None => order.waves.push(Wave { set, rows: vec![row], deferred: true }),
            }
        }
        return true;
    }
    false
}
