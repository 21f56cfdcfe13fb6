//! Sugar that stands for objects: it becomes plain objects once everything is read and before names are resolved, so that
//! nothing behind reading knows of it.
//!
//! - `[tenancy.NAME]`: row-level security of tenants ([`tenancy`]).
//! - `[mixins.NAME]`: what several tables have alike ([`mixins`]).
//! - Words of a table: `immutable`, `touch` ([`features`]).
//! - `[policy_templates.NAME]`: policies with parameters ([`templates`]).
//! - `[rbac]`: roles of an application and what they may do ([`rbac`]).
//! - `partition = { by = "list (…)", values = … }`, `count` and `default` of a table ([`crate::partitions`]).
//!
//! What an expansion makes carries its [`Origin`]. An object of the same name that the file declares wins, as a whole: none
//! of the expansion is mixed into it. `except` leaves a table out altogether.

pub(crate) mod conditions;
pub(crate) mod features;
mod foreign_keys;
pub(crate) mod mixins;
pub mod rbac;
pub(crate) mod refresh;
pub(crate) mod rights;
mod settings;
pub(crate) mod tables;
pub mod templates;
pub mod tenancy;
mod words;

use serde_json::Value as Json;
use smol_str::SmolStr;

pub(crate) use self::mixins::Mixins;
pub(crate) use self::templates::Templates;
pub use self::words::keep_words;

use crate::diagnostic::Diagnostic;
use crate::kind::Tag;
use crate::model::{Id, Ident, QName};
use crate::read::Place;
use crate::read::node::{Entry, Node, Table, Value};
use crate::read::reading::Reading;

/// The sugar that an object comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its section: `tenancy.solution`, or `tables.note.immutable`.
    pub section: SmolStr,
    /// The table whose words it comes from, or that uses the mixin.
    pub table: Option<Id>,
    /// The key in the section of a mixin, or the word of the table.
    pub key: SmolStr,
    /// Where it stands.
    pub at: crate::diagnostic::Span,
}

impl Origin {
    fn of(section: &str, entry: &Entry) -> Self {
        let name = crate::write::bare(&entry.key);
        Self::section(format!("{section}.{name}"), entry.key_span)
    }

    pub(crate) fn section(section: impl Into<SmolStr>, at: crate::diagnostic::Span) -> Self {
        Self { section: section.into(), table: None, key: SmolStr::default(), at }
    }

    /// What comes from a mixin that a table uses: `key` of it.
    pub(crate) fn mixin(mixin: &str, key: SmolStr, table: Option<Id>, at: crate::diagnostic::Span) -> Self {
        let section = SmolStr::new(format!("mixins.{}", crate::write::bare(mixin)));
        Self { section, table, key, at }
    }

    fn place(&self) -> Place {
        Place { key: self.at, value: self.at }
    }
}

/// The sections with sugar of all files.
pub(crate) struct Sugar {
    tenancies: Vec<Entry>,
    pub(crate) mixins: Mixins,
    pub(crate) templates: Templates,
    rbac: Option<Entry>,
    pub(crate) index_foreign_keys: Option<Entry>,
}

impl Sugar {
    /// Takes the sections out of the files.
    pub(crate) fn take(roots: &mut [Table], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let tenancies = named(roots, "tenancy", diagnostics);
        let mixins = mixins::read(named(roots, "mixins", diagnostics), diagnostics);
        let templates = templates::read(named(roots, "policy_templates", diagnostics), diagnostics);
        let mut rbac: Vec<Entry> = roots.iter_mut().filter_map(|root| root.take("rbac")).collect();
        for second in rbac.drain(rbac.len().min(1)..) {
            let hint = "keep it in one file of the project";
            let message = "`[rbac]` is declared twice";
            diagnostics.push(Diagnostic::error("duplicate", second.key_span, message).hint(hint));
        }
        Self { tenancies, mixins, templates, rbac: rbac.pop(), index_foreign_keys: None }
    }
}

/// The entries of a section of which every key is a name.
fn named(roots: &mut [Table], section: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for entry in roots.iter_mut().filter_map(|root| root.take(section)) {
        let Value::Table(table) = entry.node.value else {
            let message = format!("expected `[{section}.NAME]`, found {}", entry.node.type_name());
            diagnostics.push(Diagnostic::error("wrong-value", entry.node.span, message));
            continue;
        };
        for entry in table.entries {
            if entry.node.as_table().is_none() {
                let message = format!("expected `[{section}.NAME]`, found {}", entry.node.type_name());
                diagnostics.push(Diagnostic::error("wrong-value", entry.node.span, message));
            } else if found.iter().any(|first| first.key == entry.key) {
                let message = format!("`[{section}.{}]` is declared twice", entry.key);
                let hint = "keep one of the two";
                diagnostics.push(Diagnostic::error("duplicate", entry.key_span, message).hint(hint));
            } else {
                found.push(entry);
            }
        }
    }
    found
}

/// Adds what the sugar stands for to what has been read.
pub(crate) fn expand(sugar: &Sugar, reading: &mut Reading<'_>) {
    crate::partitions::read::expand(reading);
    features::expand(reading);
    refresh::expand(reading);
    if let Some(entry) = &sugar.rbac {
        let origin = Origin::section("rbac", entry.key_span);
        from_sugar(reading, origin, |reading| rbac::expand(entry, reading));
    }
    tenancy::expand(&sugar.tenancies, reading);
    for (name, template) in &sugar.templates {
        from_sugar(reading, template.origin.clone(), |reading| templates::expand(name, template, reading));
    }
    if let Some(entry) = &sugar.index_foreign_keys {
        foreign_keys::expand(entry, reading);
    }
    rights::expand(reading);
}

/// Runs one expansion, whose objects come from `origin`.
fn from_sugar(reading: &mut Reading<'_>, origin: Origin, make: impl FnOnce(&mut Reading<'_>)) {
    reading.origin = Some(origin);
    make(reading);
    reading.origin = None;
}

/// Adds an object in the shape of its TOML, unless one of this name is declared.
fn declare(reading: &mut Reading<'_>, id: Id, toml: &Json) {
    let Some(origin) = reading.origin.clone() else { return };
    // Overloads of a function are written by one who knows what the expansion would have made.
    let overloaded = id.tag.info().is_routine()
        && reading.model.of_kind(id.tag).any(|(own, _)| own.schema == id.schema && own.name == id.name);
    let left_out = features::LeftOut::holds(&mut reading.left_out, &id);
    if left_out || overloaded || reading.declares(&id) {
        return;
    }
    reading.schemas.extend(id.schema.clone());
    let key = SmolStr::new(id.name.as_str());
    let node = Node::from_json(toml, origin.at);
    reading.object(id, Entry { key, key_span: origin.at, node });
}

/// Adds an index or constraint for which PostgreSQL chooses the name.
fn declare_unnamed(reading: &mut Reading<'_>, table: &Id, body: impl Into<crate::kind::Body>) {
    let Some(origin) = reading.origin.clone() else { return };
    reading.add_unnamed(table.clone(), body, origin.place());
}

/// The identity of what is made under a name of the user's: without a schema it lives where unqualified names are looked
/// up first.
fn home(reading: &Reading<'_>, tag: Tag, name: &QName) -> Id {
    let schema = name.schema.clone().or_else(|| reading.project.search_path.first().cloned());
    Id::of_schema(tag, schema.unwrap_or_else(|| "public".into()), name.name.clone())
}

/// `{prefix}_{suffix}` within the length that PostgreSQL keeps.
fn joined(prefix: &str, suffix: &str) -> Ident {
    Ident::new(crate::sql::name::make_object_name(prefix, None, Some(suffix)))
}

/// The place of a key of a section, or of what is behind several keys; that of the section where there is none.
fn place_of(entry: &Entry, keys: &[&str]) -> crate::diagnostic::Span {
    let mut node = &entry.node;
    for (at, key) in keys.iter().enumerate() {
        match node.as_table().and_then(|table| table.get(key)) {
            Some(inner) => node = inner,
            None if at == 0 => return entry.key_span,
            None => return node.span,
        }
    }
    node.span
}

/// The texts of a key that holds one or several, with their places.
fn texts_of(entry: &Entry, keys: &[&str]) -> Vec<(SmolStr, crate::diagnostic::Span)> {
    let mut node = Some(&entry.node);
    for key in keys {
        node = node.and_then(Node::as_table).and_then(|table| table.get(key));
    }
    let items = match node.map(|node| (&node.value, node)) {
        Some((Value::Array(items), _)) => items.iter().collect(),
        Some((_, node)) => vec![node],
        None => Vec::new(),
    };
    items.into_iter().filter_map(|item| Some((SmolStr::new(item.as_str()?), item.span))).collect()
}

/// Lets a key hold one value where several are expected.
fn as_list(table: &mut Table, key: &str) {
    let Some(entry) = table.entries.iter_mut().find(|entry| entry.key == key) else { return };
    if !matches!(entry.node.value, Value::Array(_)) {
        let inner = entry.node.clone();
        entry.node.value = Value::Array(vec![inner]);
    }
}

/// Lets a key hold a short value in place of a table, of which it is the entry that `short` says.
fn as_table(table: &mut Table, key: &str, short: impl Fn(&Value) -> Option<&'static str>) {
    let Some(entry) = table.entries.iter_mut().find(|entry| entry.key == key) else { return };
    if let Some(word) = short(&entry.node.value) {
        let inner = Entry { key: word.into(), key_span: entry.key_span, node: entry.node.clone() };
        entry.node.value = Value::Table(Table { entries: vec![inner] });
    }
}

/// Reports a role that the file does not declare, where it declares roles.
fn check_role(reading: &mut Reading<'_>, role: &Ident, span: crate::diagnostic::Span) {
    let named = matches!(role.as_str(), "public" | "current_user" | "session_user" | "postgres");
    if named || role.as_str().starts_with("pg_") || !reading.kinds.contains(&Tag::Role) {
        return;
    }
    let roles: Vec<&str> = reading.model.of_kind(Tag::Role).map(|(id, _)| id.name.as_str()).collect();
    if roles.contains(&role.as_str()) || reading.broken.contains(&Id::global(Tag::Role, role.clone())) {
        return;
    }
    let near = crate::diagnostic::did_you_mean(role.as_str(), roles);
    let hint = near.map_or_else(|| format!("add `[roles.{role}]`"), |near| format!("did you mean `{near}`?"));
    let message = format!("unknown role `{}`", role.as_str());
    reading.report(Diagnostic::error("unknown-role", span, message).hint(hint));
}
