//! Words of a table that stand for objects: `touch`, `immutable` and the others of [`WORDS`].
//!
//! A word holds `true`, or a table of options. `except` among these names objects that are not made. Columns come first,
//! so that what is made of a table by one word is known to the next.

mod audit;
mod immutable;
mod one_of;
mod soft_delete;
mod touch;
mod versioned;

use serde::de::DeserializeOwned;
use smol_str::SmolStr;

use super::{Origin, as_list, declare, from_sugar, place_of, tables};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kind::{Body, Tag};
use crate::kinds::column::Column;
use crate::kinds::constraint::Rule;
use crate::model::{Id, Ident};
use crate::read::de;
use crate::read::node::{Entry, Node, Table, Value};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::TypeName;

/// The words, in the order in which they are expanded, each with what it does and the words it can't stand beside.
const WORDS: &[(&str, Expand, &[&str])] = &[
    ("versioned", versioned::expand, &["soft_delete"]),
    ("soft_delete", soft_delete::expand, &[]),
    ("touch", touch::expand, &[]),
    ("immutable", immutable::expand, &["touch", "soft_delete", "versioned"]),
    ("exactly_one", one_of::exactly, &[]),
    ("at_most_one", one_of::at_most, &[]),
    ("audit", audit::expand, &[]),
];

type Expand = fn(&Word<'_>, &mut Reading<'_>);

/// A word of a table that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Feature {
    table: Id,
    entry: Entry,
}

/// An object that a word is told not to make.
#[derive(Clone, Debug)]
pub(crate) struct LeftOut {
    name: Ident,
    span: Span,
    found: bool,
}

impl LeftOut {
    /// Whether the object is left out.
    pub(super) fn holds(list: &mut [Self], id: &Id) -> bool {
        let Some(one) = list.iter_mut().find(|one| one.name == id.name) else { return false };
        one.found = true;
        true
    }
}

/// A word at work.
struct Word<'a> {
    table: &'a Id,
    entry: &'a Entry,
}

/// Takes the words out of the TOML of a table.
pub(crate) fn take(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    for (name, ..) in WORDS {
        if let Some(entry) = node.take(name) {
            reading.features.push(Feature { table: id.clone(), entry });
        }
    }
}

/// Adds what the words stand for.
pub(super) fn expand(reading: &mut Reading<'_>) {
    let features = std::mem::take(&mut reading.features);
    for (name, make, apart) in WORDS {
        for Feature { table, entry } in features.iter().filter(|feature| feature.entry.key == *name) {
            let is_off = |entry: &Entry| matches!(entry.node.value, Value::Boolean(false));
            if is_off(entry) || reading.broken.contains(table) || reading.model.get(table).is_none() {
                continue;
            }
            let other = features.iter().find(|other| {
                other.table == *table && apart.contains(&other.entry.key.as_str()) && !is_off(&other.entry)
            });
            if let Some(other) = other {
                let message = format!("`{name}` and `{}` contradict each other", other.entry.key);
                let hint = "keep one of the two";
                reading.report(Diagnostic::error("word", entry.key_span, message).hint(hint));
                continue;
            }
            let (entry, left_out) = without_except(entry, reading);
            reading.left_out = left_out;
            let origin = origin(table, &entry, reading);
            from_sugar(reading, origin, |reading| make(&Word { table, entry: &entry }, reading));
            for one in std::mem::take(&mut reading.left_out).into_iter().filter(|one| !one.found) {
                let message = format!("`{name}` makes no `{}`", one.name.as_str());
                let hint = "`pgtoml show` prints what it makes";
                reading.report(Diagnostic::error("word", one.span, message).hint(hint));
            }
        }
    }
}

/// Where the objects come from: the word, or the mixin that has it.
fn origin(table: &Id, entry: &Entry, reading: &Reading<'_>) -> Origin {
    if let Some((mixin, key)) = reading.mixin_keys.get(&entry.key_span) {
        return Origin::mixin(mixin, key.clone(), Some(table.clone()), entry.key_span);
    }
    let bare = |name: &str| crate::write::bare(name).to_string();
    let schema = table.schema.as_ref().filter(|schema| schema.as_str() != "public");
    let front = schema.map_or_else(String::new, |schema| format!("schemas.{}.", bare(schema.as_str())));
    let section = format!("{front}tables.{}.{}", bare(table.name.as_str()), entry.key);
    Origin { table: Some(table.clone()), key: entry.key.clone(), ..Origin::section(section, entry.key_span) }
}

fn without_except(entry: &Entry, reading: &mut Reading<'_>) -> (Entry, Vec<LeftOut>) {
    let mut entry = entry.clone();
    let Value::Table(table) = &mut entry.node.value else { return (entry, Vec::new()) };
    let Some(except) = table.take("except") else { return (entry, Vec::new()) };
    let names = reading.texts(&except).into_iter();
    let left = names.map(|(name, span)| LeftOut { name: Ident::new(name), span, found: false }).collect();
    (entry, left)
}

impl Word<'_> {
    /// The options: those of a table, of `true`, or of a short form, which is the option that `short` names.
    fn options<T: DeserializeOwned>(
        &self,
        short: Option<&str>,
        lists: &[&str],
        reading: &mut Reading<'_>,
    ) -> Option<T> {
        let mut node = match (&self.entry.node.value, short) {
            (Value::Table(_), _) => self.entry.node.clone(),
            // A word that must name columns can't stand alone.
            (Value::Boolean(true), None | Some("table")) => {
                Node { value: Value::Table(Table::default()), ..self.entry.node.clone() }
            }
            (Value::String(_) | Value::Array(_), Some(short)) => {
                let inner = Entry { key: short.into(), ..self.entry.clone() };
                Node { value: Value::Table(Table { entries: vec![inner] }), ..self.entry.node.clone() }
            }
            _ => {
                let expected = if short.is_some() { "a text or `{ … }`" } else { "`true` or `{ … }`" };
                let found = self.entry.node.type_name();
                let message = format!("expected {expected} for `{}`, found {found}", self.entry.key);
                reading.report(Diagnostic::error("wrong-value", self.entry.node.span, message));
                return None;
            }
        };
        if let Value::Table(table) = &mut node.value {
            lists.iter().for_each(|key| as_list(table, key));
        }
        de::decode_with::<T>(&node, &mut reading.diagnostics)
    }

    /// The place of an option, or of the word.
    fn at(&self, keys: &[&str]) -> Span {
        match (&self.entry.node.value, keys) {
            (Value::Table(_), [_, ..]) => place_of(self.entry, keys),
            (_, []) => self.entry.key_span,
            _ => self.entry.node.span,
        }
    }

    fn wrong(&self, keys: &[&str], message: impl Into<String>, hint: impl Into<String>, reading: &mut Reading<'_>) {
        reading.report(Diagnostic::error("word", self.at(keys), message).hint(hint));
    }

    fn wrong_shape(&self, reading: &mut Reading<'_>) {
        let found = self.entry.node.type_name();
        let message = format!("expected a list of columns for `{}`, found {found}", self.entry.key);
        let hint = format!("write `{} = [\"a\", \"b\"]`", self.entry.key);
        reading.report(Diagnostic::error("wrong-value", self.entry.node.span, message).hint(hint));
    }

    /// The identity of something in the schema of the table.
    fn beside(&self, tag: Tag, name: impl Into<Ident>) -> Id {
        Id { tag, name: name.into(), ..self.table.clone() }
    }

    /// What a person calls the table.
    fn shown(&self, reading: &Reading<'_>) -> String {
        tables::shown(reading, self.table)
    }

    /// A column that must be there; what is wrong with its name is reported.
    fn column(&self, name: &Ident, keys: &[&str], reading: &mut Reading<'_>) -> Option<Column> {
        let found = tables::column(reading, self.table, name).map(|(_, column)| column.clone());
        if found.is_none() {
            tables::no_column(reading, self.table, name, self.at(keys), None);
        }
        found
    }

    /// All columns, in the order of the table.
    fn columns(&self, reading: &Reading<'_>) -> Vec<Ident> {
        let own = reading.model.get(self.table).map_or_else(Vec::new, |object| object.body.order().to_vec());
        let all = tables::columns(reading, self.table);
        let others: Vec<Ident> = all.into_iter().filter(|name| !own.contains(name)).collect();
        // Those that it has of others come first, as in PostgreSQL.
        others.into_iter().chain(own).collect()
    }

    /// The columns of the primary key with their types. A table without one is reported.
    fn key(&self, reading: &mut Reading<'_>) -> Option<Vec<(Ident, Column)>> {
        let primary = tables::constraints(reading, self.table).find_map(|constraint| match &constraint.rule {
            Rule::Primary(key) => Some(key.columns.clone()),
            _ => None,
        });
        let Some(columns) = primary else {
            let message = format!("`{}` needs a primary key of the table", self.entry.key);
            self.wrong(&[], message, "say which row is which: `columns.id = \"uuid primary key\"`", reading);
            return None;
        };
        let one = |name: &Ident| Some((name.clone(), tables::column(reading, self.table, name)?.1.clone()));
        columns.iter().map(one).collect()
    }

    /// The tables that are partitions of this one, at any depth, and those that inherit from it.
    fn heirs(&self, reading: &Reading<'_>) -> Vec<(Id, bool)> {
        let all = tables::all(reading).into_iter();
        let below = all.filter(|id| tables::ancestors(reading, id).contains(self.table));
        let is_partition = |id: &Id| match reading.model.get(id).map(|object| &object.body) {
            Some(Body::Table(table)) => table.partition_of.is_some(),
            _ => false,
        };
        below.map(|id| (id.clone(), is_partition(&id))).collect()
    }

    /// Adds a column behind those of the table, unless it is declared. `false`: the declared one has another type.
    fn add_column(
        &self,
        name: &str,
        types: &[&str],
        definition: &str,
        comment: &str,
        reading: &mut Reading<'_>,
    ) -> bool {
        let id = self.table.child(Tag::Column, name);
        if let Some((_, own)) = tables::column(reading, self.table, &id.name) {
            let data_type = own.data_type.clone();
            if types.iter().any(|name| TypeName::parse(name).is_ok_and(|wanted| wanted == data_type)) {
                return true;
            }
            let message = format!(
                "`{}` needs a column `{name}` of type {}, and the table has one of type {data_type}",
                self.entry.key,
                types.first().copied().unwrap_or_default()
            );
            self.wrong(&[], message, "rename it, or let the word use another one with an option", reading);
            return false;
        }
        declare(reading, id.clone(), &serde_json::json!({ "type": definition, "comment": comment }));
        if let Some(object) = reading.model.objects.get_mut(self.table) {
            let mut order = object.body.order().to_vec();
            if !order.contains(&id.name) {
                order.push(id.name);
                object.body.arrange(order);
            }
        }
        true
    }
}

/// Reports a word that is none of these.
fn one_of(word: &Word<'_>, key: &str, given: &[SmolStr], known: &[&str], reading: &mut Reading<'_>) -> bool {
    let mut sound = true;
    for text in given.iter().filter(|text| !known.contains(&text.as_str())) {
        sound = false;
        let near = did_you_mean(text, known.iter().copied());
        let hint =
            near.map_or_else(|| format!("it takes {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        word.wrong(&[key], format!("`{}` has no `{text}` for `{key}`", word.entry.key), hint, reading);
    }
    sound
}
