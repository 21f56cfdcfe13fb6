//! What the answers of a server say about rows.

use std::collections::BTreeMap;

use super::compare::{Answer, Group};
use super::{Rows, Value};
use crate::model::Ident;

/// What is to be done about the rows of one set.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Rows that are not there.
    pub(super) missing: Vec<usize>,
    /// Rows that are there with other values, with the present ones.
    pub(super) changed: BTreeMap<usize, Vec<(Ident, Option<String>)>>,
    /// Rows whose key several rows have.
    pub(super) ambiguous: Vec<usize>,
    /// Keys of rows that are not wanted.
    pub(super) others: Vec<Vec<Option<String>>>,
}

impl Found {
    /// Takes in the answer about one group.
    pub(super) fn take(&mut self, set: &Rows, group: &Group, answer: &Answer) {
        for line in answer {
            let text = |at: usize| line.get(at).and_then(Option::as_deref);
            let Some(number) = text(0).and_then(|text| text.parse::<usize>().ok()) else { continue };
            let Some(row) = set.rows.get(number) else { continue };
            if text(1) == Some("t") {
                self.missing.push(number);
                continue;
            }
            if text(2) != Some("1") {
                if !self.ambiguous.contains(&number) {
                    self.ambiguous.push(number);
                }
                continue;
            }
            let mut changed = Vec::new();
            for (at, column) in group.columns.iter().enumerate() {
                let of = |part: usize| text(3 + at * 3 + part);
                // A row that is not there yet is not the one that is meant now.
                let lost = matches!(row.cells.get(column), Some(Value::Row(_))) && of(1) == Some("t");
                if of(0) == Some("t") || lost {
                    changed.push((column.clone(), of(2).map(str::to_owned)));
                }
            }
            if !changed.is_empty() {
                self.changed.insert(number, changed);
            }
        }
        self.missing.sort_unstable();
    }

    /// What a file that is compared with says, where there is no server: equal is what has equal texts.
    pub(super) fn by_text(set: &Rows, known: &[Rows]) -> Self {
        let mut found = Self::default();
        let same: Vec<&Rows> = known.iter().filter(|other| other.table == set.table && other.key == set.key).collect();
        let key = |cells: &BTreeMap<Ident, Value>| -> Vec<Option<Value>> {
            set.key.iter().map(|name| cells.get(name).cloned()).collect()
        };
        let there: BTreeMap<Vec<Option<Value>>, &super::Row> =
            same.iter().flat_map(|other| &other.rows).map(|row| (key(&row.cells), row)).collect();
        for (number, row) in set.rows.iter().enumerate() {
            let Some(before) = there.get(&key(&row.cells)) else {
                found.missing.push(number);
                continue;
            };
            let differs = row.cells.iter().filter(|(name, value)| {
                value.is_compared() && before.cells.get(*name).is_none_or(|before| before != *value)
            });
            let changed: Vec<_> =
                differs.map(|(name, _)| (name.clone(), before.cells.get(name).map(super::shown_value))).collect();
            if !changed.is_empty() {
                found.changed.insert(number, changed);
            }
        }
        if set.delete {
            let wanted: std::collections::BTreeSet<_> = set.rows.iter().map(|row| key(&row.cells)).collect();
            for (gone, row) in there.iter().filter(|(key, _)| !wanted.contains(*key)) {
                let text = |name: &Ident| match row.cells.get(name) {
                    Some(Value::Text(text)) => Some(text.clone()),
                    _ => None,
                };
                if gone.iter().all(|value| matches!(value, Some(Value::Text(_)))) {
                    found.others.push(set.key.iter().map(text).collect());
                }
            }
        }
        found
    }
}
