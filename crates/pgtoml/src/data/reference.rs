//! Values that mean another row: by the natural key of that row instead of what its key happens to be.

use std::collections::BTreeMap;

use super::columns::{columns, family, foreign_keys, primary_key, referenced, unique_keys};
use super::value::{self, Wrong};
use super::{Predicate, Reference, Value};
use crate::diagnostic::{Span, did_you_mean};
use crate::kind::Tag;
use crate::model::{Id, Ident, Model, QName};
use crate::read::node::{Node, Value as Toml};

/// How deep natural keys may hold natural keys.
const DEEPEST: usize = 16;

/// A column with what a row, or a natural key, gives it.
type Given<'a> = (Ident, Span, &'a Node);

/// What natural keys are understood by.
pub(super) struct World<'a> {
    pub(super) model: &'a Model,
    /// Keys of `[data]`, by table: they tell rows apart because the file says so.
    pub(super) declared: &'a BTreeMap<Id, Vec<Vec<Ident>>>,
}

/// A column of a table whose values stand for rows: `references = { owner_id = "users.username" }`.
#[derive(Clone, Debug)]
pub(super) struct By {
    pub(super) table: Id,
    pub(super) column: Ident,
}

impl World<'_> {
    /// The table that a name denotes from within a schema.
    pub(super) fn table(&self, name: &str, schema: &Ident) -> Option<Id> {
        let own = Id::of_schema(Tag::Table, schema.clone(), name);
        if self.model.get(&own).is_some() {
            return Some(own);
        }
        let public = Id::of_schema(Tag::Table, "public", name);
        if self.model.get(&public).is_some() {
            return Some(public);
        }
        let (schema, name) = name.split_once('.')?;
        Some(Id::of_schema(Tag::Table, schema, name)).filter(|id| self.model.get(id).is_some())
    }

    /// Reads `users.username`.
    pub(super) fn by(&self, text: &str, schema: &Ident, at: Span) -> Result<By, Wrong> {
        let unknown = |code, message: String| Wrong { code, ..Wrong::new(at, message) };
        let Some((name, column)) = text.rsplit_once('.') else {
            return Err(Wrong::new(at, format!("`{text}` names no column of a table"))
                .hint("write `TABLE.COLUMN`, the natural key of the rows that are meant"));
        };
        let Some(table) = self.table(name, schema) else {
            let tables: Vec<&str> = self.model.of_kind(Tag::Table).map(|(id, _)| id.name.as_str()).collect();
            let near = did_you_mean(name, tables).map(|near| format!("did you mean `{near}.{column}`?"));
            return Err(Wrong { hint: near, ..unknown("unknown-table", format!("unknown table `{name}`")) });
        };
        let known = columns(self.model, &table);
        if !known.contains_key(column) {
            let near = did_you_mean(column, known.keys().map(Ident::as_str));
            let hint = near.map(|near| format!("did you mean `{name}.{near}`?"));
            let message = format!("table `{name}` has no column `{column}`");
            return Err(Wrong { hint, ..unknown("unknown-column", message) });
        }
        Ok(By { table, column: column.into() })
    }

    /// The values that a row, or the natural key of one, gives to columns of `table`. What is wrong goes to `wrong`.
    pub(super) fn cells(
        &self,
        table: &Id,
        given: &[Given<'_>],
        references: &BTreeMap<Ident, By>,
        depth: usize,
        wrong: &mut Vec<Wrong>,
    ) -> BTreeMap<Ident, Value> {
        let known = columns(self.model, table);
        let mut cells = BTreeMap::new();
        let mut open: Vec<(&Ident, Id, Vec<Given<'_>>, Span)> = Vec::new();
        for (name, key_span, node) in given {
            let Some((column, _)) = known.get(name) else {
                let near = did_you_mean(name.as_str(), known.keys().map(Ident::as_str));
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                let message = format!("table `{}` has no column `{}`", super::shown(table), name.as_str());
                wrong.push(Wrong { hint, code: "unknown-column", ..Wrong::new(*key_span, message) });
                continue;
            };
            let family = family(self.model, &column.data_type);
            if let Toml::Table(words) = &node.value {
                if let Some(word) = value::word(words) {
                    match value::said(words, &word, node.span) {
                        Ok(value) => drop(cells.insert(name.clone(), value)),
                        Err(error) => wrong.push(error),
                    }
                    continue;
                }
                if let (Some(target), true) = (self.target(table, name), family != super::columns::Family::Json) {
                    let inside = words.entries.iter();
                    let inside = inside.map(|entry| (Ident::new(entry.key.clone()), entry.key_span, &entry.node));
                    open.push((name, target, inside.collect(), node.span));
                    continue;
                }
            }
            if let Some(By { table: target, column }) = references.get(name) {
                open.push((name, target.clone(), vec![(column.clone(), node.span, node)], node.span));
                continue;
            }
            match value::plain(node, &family, &column.data_type.short()) {
                Ok(value) => drop(cells.insert(name.clone(), value)),
                Err(error) => wrong.push(error),
            }
        }
        if depth >= DEEPEST {
            if let Some((.., at)) = open.first() {
                wrong.push(Wrong::new(*at, "natural keys are nested too deep"));
            }
            return cells;
        }
        let mut open: Vec<_> = open
            .into_iter()
            .map(|(name, target, inside, at)| {
                let before = wrong.len();
                let by = self.cells(&target, &inside, &BTreeMap::new(), depth + 1, wrong);
                (name, target, by, at, wrong.len() > before)
            })
            .collect();
        // Those that are told by their own values come first: others may be told by theirs besides.
        for last in [false, true] {
            open.retain(|(name, target, by, at, broken)| {
                if *broken {
                    return false;
                }
                match self.reference(table, name, target, by, &cells) {
                    Ok(reference) => {
                        cells.insert((*name).clone(), Value::Row(Box::new(reference)));
                        false
                    }
                    Err(message) if last => {
                        let shown: Vec<&str> = by.keys().map(Ident::as_str).collect();
                        let hint = format!(
                            "give all columns of a unique key of `{}`: `{{ {} = …, … }}`",
                            super::shown(target),
                            shown.first().unwrap_or(&"column")
                        );
                        let wrong_one = Wrong { code: "not-unique", ..Wrong::new(*at, message).hint(hint) };
                        wrong.push(wrong_one);
                        false
                    }
                    Err(_) => true,
                }
            });
        }
        cells
    }

    /// The table that a foreign key of the column refers to.
    fn target(&self, table: &Id, column: &Ident) -> Option<Id> {
        let keys = foreign_keys(self.model, table);
        let key = keys.iter().map(|(_, key)| key).find(|key| key.columns.contains(column))?;
        self.model.relation(&key.table).cloned()
    }

    /// The reference by these values, completed from the row where its own columns say the same of the other row.
    fn reference(
        &self,
        table: &Id,
        column: &Ident,
        target: &Id,
        by: &BTreeMap<Ident, Value>,
        row: &BTreeMap<Ident, Value>,
    ) -> Result<Reference, String> {
        let mut beside: BTreeMap<Ident, Value> = BTreeMap::new();
        let mut meant = None;
        for (_, key) in foreign_keys(self.model, table) {
            let Some(at) = key.columns.iter().position(|name| name == column) else { continue };
            if self.model.relation(&key.table) != Some(target) {
                continue;
            }
            let refers = referenced(self.model, key);
            meant = meant.or_else(|| refers.get(at).cloned());
            for (own, there) in key.columns.iter().zip(&refers).filter(|(own, _)| *own != column) {
                if let Some(value) = row.get(own).filter(|value| value.is_compared()) {
                    beside.entry(there.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        if meant.is_none() {
            meant = match primary_key(self.model, target).as_slice() {
                [one] => Some(one.clone()),
                _ => None,
            };
        }
        let there = super::shown(target);
        let Some(meant) = meant else {
            return Err(format!("no foreign key says which column of `{there}` is meant"));
        };
        // A column of the same name in both tables is of the same thing where a key needs it.
        for (name, value) in row.iter().filter(|(name, value)| *name != column && value.is_compared()) {
            if columns(self.model, target).contains_key(name) {
                beside.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        let mut keys = unique_keys(self.model, target);
        let declared = self.declared.get(target).into_iter().flatten();
        keys.extend(declared.map(|columns| (columns.clone(), None::<Predicate>)));
        let covered = |columns: &[Ident], also: &BTreeMap<Ident, Value>| {
            columns.iter().all(|name| by.contains_key(name) || also.contains_key(name))
        };
        let none = BTreeMap::new();
        let found = keys.iter().find(|(columns, _)| covered(columns, &none)).or_else(|| {
            let one_given = |columns: &[Ident]| columns.iter().any(|name| by.contains_key(name));
            keys.iter().find(|(columns, _)| one_given(columns) && covered(columns, &beside))
        });
        let Some((key, predicate)) = found else {
            let names: Vec<&str> = by.keys().map(Ident::as_str).collect();
            return Err(format!("{} of `{there}` is not unique, so it tells no row from the others", names.join(", ")));
        };
        let mut by = by.clone();
        for name in key {
            if let Some(value) = beside.get(name) {
                by.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        if let Some((name, _)) = by.iter().find(|(_, value)| !value.is_compared()) {
            return Err(format!("`{}` is not known before it is written, so no row is known by it", name.as_str()));
        }
        let table = QName { schema: target.schema.clone(), name: target.name.clone() };
        Ok(Reference { table, column: meant, by, predicate: predicate.clone() })
    }
}
