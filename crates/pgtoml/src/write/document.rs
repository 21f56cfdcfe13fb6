//! The order of a document: the project, what all schemas share, then kinds in the order in which people read them.

use smol_str::SmolStr;

use super::Options;
use super::names::{Habits, Names};
use super::object::{self, finish, grants, head};
use super::print::Entry;
use super::value::{Style, Table, Value};
use crate::kind::{Address, Home, Tag};
use crate::model::{Id, Ident, Model, Object};

/// Sections in the order in which people read them; kinds that are not named come after them.
pub(super) const ORDER: &[&str] = &[
    "database",
    "extensions",
    "roles",
    "schemas",
    "languages",
    "access_methods",
    "collations",
    "conversions",
    "enums",
    "domains",
    "base_types",
    "types",
    "ranges",
    "foreign_data_wrappers",
    "servers",
    "sequences",
    "text_search_parsers",
    "text_search_templates",
    "text_search_dictionaries",
    "text_search_configurations",
    "tables",
    "foreign_tables",
    "views",
    "materialized_views",
    "functions",
    "procedures",
    "aggregates",
    "operators",
    "operator_families",
    "operator_classes",
    "casts",
    "transforms",
    "event_triggers",
    "publications",
    "subscriptions",
];

/// The schema whose objects stand at the root of the file.
const ROOT: &str = "public";

pub(super) fn order() -> Vec<Tag> {
    let mut tags: Vec<Tag> =
        Tag::ALL.iter().copied().filter(|tag| !matches!(tag.info().home, Home::Parent(_))).collect();
    tags.sort_by_key(|tag| {
        let info = tag.info();
        let known = ORDER.iter().position(|section| *section == info.section).unwrap_or(ORDER.len());
        (info.address == Address::None, known)
    });
    tags
}

/// Everything that a new file says.
pub(super) fn entries(model: &Model, options: &Options) -> Vec<Entry> {
    let habits = Habits::default();
    let names = Names::new(model, &habits);
    let mut entries = Vec::new();
    project(model, options, &mut entries);
    entries.extend(objects(&names, options).into_iter().map(|(_, entry)| entry));
    for tag in order().into_iter().filter(|tag| tag.info().address == Address::None) {
        let list: Vec<Value> = model.of_kind(tag).map(|(id, object)| nameless(&names, id, object)).collect();
        if !list.is_empty() {
            entries.push(Entry { path: vec![tag.info().section.into()], value: Value::Array(list) });
        }
    }
    entries
}

/// Every object that has a key, with everything in it, in the order of a new file.
pub(super) fn objects<'m>(names: &Names<'m>, options: &Options) -> Vec<(&'m Id, Entry)> {
    let model = names.model;
    let mut entries = Vec::new();
    let tags: Vec<Tag> = order().into_iter().filter(|tag| tag.info().address != Address::None).collect();
    for tag in tags.iter().copied().filter(|tag| tag.info().home == Home::Database) {
        for (id, object) in model.of_kind(tag) {
            if id.tag != Tag::Schema {
                entries.push((id, entry(names, id, object)));
            } else if let Some(entry) = schema(names, id, object, options) {
                entries.push((id, entry));
            }
        }
    }
    for schema in schemas(model) {
        for tag in tags.iter().copied().filter(|tag| tag.info().home == Home::Schema) {
            for (id, object) in of_schema(model, tag, schema).filter(|(id, _)| !names.is_folded(id)) {
                entries.push((id, entry(names, id, object)));
            }
        }
    }
    entries
}

/// An object with the path of its key.
pub(super) fn entry(names: &Names<'_>, id: &Id, object: &Object) -> Entry {
    let key = names.key(id, || super::sugar::signature(names, id, object));
    Entry { path: path(id, key), value: object::object(names, id, object) }
}

/// Where an object without a parent stands in a new file.
pub(super) fn path(id: &Id, key: SmolStr) -> Vec<SmolStr> {
    let section = SmolStr::new_static(id.tag.info().section);
    if id.tag.info().single {
        return vec![section];
    }
    match id.schema.as_ref().filter(|schema| schema.as_str() != ROOT) {
        Some(schema) => vec!["schemas".into(), schema.as_str().into(), section, key],
        None => vec![section, key],
    }
}

/// An object of a kind whose names are made from what it says: an element of `[[sections]]`.
pub(super) fn nameless(names: &Names<'_>, id: &Id, object: &Object) -> Value {
    let mut table = Table::new(Style::Section);
    head(id, &object.meta, &mut table);
    table.extend(object::shape(names, id, object));
    for (key, value) in &mut table.entries {
        if let Value::Table(inner) = value
            && key == "grants"
        {
            inner.style = Style::Dotted;
        }
    }
    table
        .entries
        .retain(|(key, value)| !matches!(value, Value::Table(inner) if inner.entries.is_empty() && key == "grants"));
    Value::Table(table)
}

fn project(model: &Model, options: &Options, entries: &mut Vec<Entry>) {
    let mut push = |key: &str, value: Value| entries.push(Entry { path: vec!["project".into(), key.into()], value });
    if let Some(name) = &options.name {
        push("name", name.as_str().into());
    }
    if let Some(postgres) = options.postgres {
        push("postgres", Value::Integer(postgres.into()));
    }
    let managed: Vec<Value> = options
        .schemas
        .iter()
        .filter(|schema| schema.as_str() == "*" || has_schema(model, schema))
        .map(|schema| schema.as_str().into())
        .collect();
    if !managed.is_empty() {
        push("schemas", Value::Array(managed));
    }
    if options.roles_all {
        push("roles", "*".into());
    }
}

fn has_schema(model: &Model, schema: &Ident) -> bool {
    model.get(&Id::global(Tag::Schema, schema.clone())).is_some()
}

/// A schema, where it has to be said that it exists.
fn schema(names: &Names<'_>, id: &Id, object: &Object, options: &Options) -> Option<Entry> {
    let mut table = Table::new(Style::Section);
    head(id, &object.meta, &mut table);
    table.push_table("grants", grants(id, &object.meta.grants));
    let managed = options.schemas.contains(&id.name);
    let implied = managed || filled(names, &id.name) || (id.name.as_str() == ROOT && alone(names, options));
    (!table.entries.is_empty() || !implied)
        .then(|| Entry { path: vec!["schemas".into(), id.name.as_str().into()], value: finish(id.tag, table) })
}

/// Whether the schema has an object, which says that it exists.
fn filled(names: &Names<'_>, schema: &Ident) -> bool {
    let mut tags = Tag::ALL.iter().filter(|tag| tag.info().home == Home::Schema);
    tags.any(|tag| of_schema(names.model, *tag, schema).any(|(id, _)| !names.is_folded(id)))
}

/// Whether the file names no schema at all, so that it is about `public`.
fn alone(names: &Names<'_>, options: &Options) -> bool {
    let others = names.model.of_kind(Tag::Schema).any(|(id, _)| id.name.as_str() != ROOT);
    !others && !options.schemas.iter().any(|schema| schema.as_str() == "*" || has_schema(names.model, schema))
}

/// All schemas that hold objects, the one at the root first.
fn schemas(model: &Model) -> Vec<&Ident> {
    let mut schemas: Vec<&Ident> = Vec::new();
    for tag in Tag::ALL.iter().filter(|tag| tag.info().home == Home::Schema) {
        for (id, _) in model.of_kind(*tag) {
            if let Some(schema) = id.schema.as_ref().filter(|schema| schemas.last() != Some(schema)) {
                schemas.push(schema);
            }
        }
    }
    schemas.sort_by_key(|schema| (schema.as_str() != ROOT, schema.as_str()));
    schemas.dedup();
    schemas
}

/// Objects of one kind in one schema.
fn of_schema<'m>(model: &'m Model, tag: Tag, schema: &Ident) -> impl Iterator<Item = (&'m Id, &'m Object)> {
    let first = Id::of_schema(tag, schema.clone(), "");
    let of = Some(schema.clone());
    model.objects.range(first..).take_while(move |(id, _)| id.tag == tag && id.schema == of)
}
