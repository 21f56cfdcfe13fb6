//! Names to what they denote, once everything has been read.
//!
//! An unqualified name is looked up in the schema of the object that holds it, then along `[project] search_path`. What is
//! not found is reported, unless an extension may have brought it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::reading::{Place, Reading, Unnamed};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::kind::{Body, Namespace, Part, Tag};
use crate::model::{Id, Ident, Model, Object, QName, Quick};
use crate::sql::TypeName;
use crate::sql::cursor::Cursor;
use crate::sql::functions::is_builtin;
use crate::sql::operands;

/// Names the unnamed and resolves all names. Returns what was named here, and what `depends_on` says.
pub(super) fn resolve(reading: &mut Reading<'_>) -> (BTreeSet<Id>, Vec<(Id, Id)>) {
    let unnamed = name(reading);
    names(reading);
    claims(reading);
    link(reading);
    let declared = std::mem::take(&mut reading.depends_on);
    let depends_on = declared.into_iter().filter_map(|(id, name, span)| {
        let found = find(&reading.model, &name);
        if found.is_none() {
            let message = format!("`depends_on` names `{name}`, which is not declared");
            let hint = "write `table schema.name`, `function schema.name` …, or just the name";
            reading.diagnostics.push(Diagnostic::error("unknown-object", span, message).hint(hint));
        }
        Some((id, found?))
    });
    let depends_on = depends_on.collect();
    (unnamed, depends_on)
}

/// The object that `table app.users`, `app.users` or `users` denotes.
fn find(model: &Model, text: &str) -> Option<Id> {
    let name = text.rsplit(' ').next().unwrap_or(text);
    let short = |id: &Id| id.name.as_str() == name && id.parent.is_none();
    model
        .objects
        .keys()
        .find(|id| id.to_string() == text || id.to_string().split_once(' ').is_some_and(|(_, rest)| rest == name))
        .or_else(|| model.objects.keys().find(|id| short(id)))
        .cloned()
}

/// Chooses names as PostgreSQL does for what has none.
fn name(reading: &mut Reading<'_>) -> BTreeSet<Id> {
    let mut chosen = BTreeSet::new();
    let mut taken: HashSet<(Option<Ident>, Ident), Quick> = reading
        .model
        .objects
        .keys()
        .filter(|id| id.tag == Tag::Constraint || id.tag.info().claims.contains(&Namespace::Relation))
        .map(|id| (id.schema.clone(), id.name.clone()))
        .collect();
    for Unnamed { parent, body, place, origin } in std::mem::take(&mut reading.unnamed) {
        let mut id = parent.child(body.tag(), "");
        let columns: Vec<Ident> =
            reading.model.children(&parent, Tag::Column).map(|(column, _)| column.name.clone()).collect();
        let mut in_use = |name: &str| taken.contains(&(id.schema.clone(), Ident::from(name)));
        let Some(name) = body.default_name(&id, &columns, &mut in_use) else { continue };
        id.name = name;
        taken.insert((id.schema.clone(), id.name.clone()));
        chosen.insert(id.clone());
        reading.origin = origin;
        reading.add(id, body, place);
    }
    reading.origin = None;
    chosen
}

/// Resolves the names in every object; identities that hold types follow.
fn names(reading: &mut Reading<'_>) {
    let index = Index::new(reading);
    let mut moved = Vec::new();
    let objects = std::mem::take(&mut reading.model.objects);
    let (ids, objects): (Vec<Id>, Vec<Object>) = objects.into_iter().unzip();
    let known = Known { ids: &ids, broken: &reading.broken };
    let mut resolved = Vec::with_capacity(ids.len());
    for (id, mut object) in ids.iter().zip(objects) {
        let place = reading.places.get(id).copied().unwrap_or_default();
        let mut scope = Lookup { index: &index, known: &known, id, place, diagnostics: &mut reading.diagnostics };
        let roles = &mut reading.roles;
        object.body.parts(id, &mut |part| {
            if let Part::Role(role) = &part
                && !roles.contains(*role)
            {
                roles.insert((*role).clone());
            }
            scope.part(part);
        });
        object.meta.owner.iter().chain(object.meta.grants.keys()).for_each(|role| scope.holder(role));
        let mut now = id.clone();
        object.body.canonical(&mut now);
        if now != *id {
            reading.places.insert(now.clone(), place);
            moved.push((id.clone(), now.clone()));
        }
        if id.tag == Tag::Role {
            reading.roles.insert(now.name.clone());
        }
        resolved.push((now, object));
    }
    for (before, now) in moved {
        reading.moved(&before, &now);
    }
    reading.model.objects = resolved.into_iter().collect();
}

/// What is declared, in order, and what is declared and not understood.
struct Known<'a> {
    ids: &'a [Id],
    broken: &'a BTreeSet<Id>,
}

impl Known<'_> {
    fn contains(&self, id: &Id) -> bool {
        self.ids.binary_search(id).is_ok() || self.broken.contains(id)
    }

    /// Columns of a relation, in the order of their names.
    fn columns(&self, table: &Id) -> Vec<&str> {
        let first = table.child(Tag::Column, "");
        let after = self.ids.get(self.ids.partition_point(|id| *id < first)..).unwrap_or_default();
        let of = |id: &&Id| id.tag == Tag::Column && id.schema == first.schema && id.parent == first.parent;
        let broken = self.broken.range(first.clone()..).take_while(of);
        let all: BTreeSet<&Id> = after.iter().take_while(of).chain(broken).collect();
        all.into_iter().map(|id| id.name.as_str()).collect()
    }
}

/// Two objects must not claim one name: tables, views, indexes and sequences of a schema share theirs, and so do types.
fn claims(reading: &mut Reading<'_>) {
    let mut taken: HashMap<(Namespace, QName), &Id, Quick> = HashMap::default();
    let mut found = Vec::new();
    for id in reading.model.objects.keys() {
        let mut second = |namespace: &Namespace| taken.insert((*namespace, id.qualified()), id);
        let others: Vec<&Id> = id.tag.claims().iter().filter_map(&mut second).collect();
        if let Some(first) = others.first() {
            let place = reading.places.get(id).copied().unwrap_or_default();
            let message = format!("{id} and {first} cannot have the same name");
            let hint = "rename one: tables, views, indexes, sequences and types of a schema share their names";
            found.push(Diagnostic::error("name-taken", place.key, message).hint(hint));
        }
    }
    reading.diagnostics.append(&mut found);
}

fn link(reading: &mut Reading<'_>) {
    let divided = |object: &Object| !object.body.ancestors().is_empty();
    let partitions = reading.model.objects.values().any(divided);
    let linked = reading.model.objects.iter().filter(|(_, object)| object.body.links(partitions));
    let ids: Vec<Id> = linked.map(|(id, _)| id.clone()).collect();
    for id in ids {
        let Some(object) = reading.model.objects.get(&id) else { continue };
        let mut body: Body = object.body.clone();
        body.link(&id, &mut reading.model);
        if let Some(object) = reading.model.objects.get_mut(&id) {
            object.body = body;
        }
    }
    for (id, message, hint) in crate::inherit::wrong_indexes(&reading.model) {
        let place = reading.places.get(&id).copied().unwrap_or_default();
        reading.diagnostics.push(Diagnostic::error("index", place.value, message).hint(hint));
    }
}

/// What names denote.
struct Index {
    types: BTreeSet<(Ident, Ident)>,
    relations: BTreeSet<(Ident, Ident)>,
    functions: BTreeSet<(Ident, Ident)>,
    operators: BTreeSet<(Ident, Ident)>,
    named: BTreeMap<Tag, BTreeSet<(Ident, Ident)>>,
    path: Vec<Ident>,
    schemas: BTreeSet<Ident>,
    extensions: bool,
    /// Where extensions put their types, if all put them in one schema.
    extension_schema: Option<Ident>,
    roles: Option<BTreeSet<Ident>>,
    /// Relations that have columns of others.
    heirs: BTreeSet<Id>,
}

impl Index {
    fn new(reading: &Reading<'_>) -> Self {
        let mut index = Self {
            types: BTreeSet::new(),
            relations: BTreeSet::new(),
            functions: BTreeSet::new(),
            operators: BTreeSet::new(),
            named: BTreeMap::new(),
            path: reading.project.search_path.clone(),
            schemas: reading.schemas.clone(),
            extensions: false,
            extension_schema: None,
            roles: reading.kinds.contains(&Tag::Role).then(BTreeSet::new),
            heirs: BTreeSet::new(),
        };
        if index.path.is_empty() {
            index.path.push("public".into());
        }
        let homes: BTreeSet<Ident> = reading
            .model
            .of_kind(Tag::Extension)
            .map(|(_, object)| match &object.body {
                Body::Extension(extension) => extension.schema.clone().unwrap_or_else(|| "public".into()),
                _ => "public".into(),
            })
            .collect();
        if homes.len() == 1 {
            index.extension_schema = homes.into_iter().next();
        }
        let heirs = reading.model.objects.iter().filter(|(_, object)| !object.body.ancestors().is_empty());
        index.heirs = heirs.map(|(id, _)| id.clone()).collect();
        for (id, object) in &reading.model.objects {
            let more = object.body.makes_types(id).into_iter();
            index.types.extend(more.filter_map(|name| Some((name.schema?, name.name))));
        }
        for id in reading.model.objects.keys().chain(&reading.broken) {
            let info = id.tag.info();
            if let Some(schema) = &id.schema {
                let name = (schema.clone(), id.name.clone());
                if id.parent.is_none() {
                    index.named.entry(id.tag).or_default().insert(name.clone());
                }
                if info.claims.contains(&Namespace::Type) {
                    index.types.insert(name.clone());
                }
                if Tag::RELATIONS.contains(&id.tag) {
                    index.relations.insert(name.clone());
                }
                if info.is_routine() {
                    index.functions.insert(name);
                } else if info.has_signature() {
                    index.operators.insert(name);
                }
            }
            index.extensions |= info.template == "extension";
            if let (Some(roles), Tag::Role) = (&mut index.roles, id.tag) {
                roles.insert(id.name.clone());
            }
        }
        index
    }

    fn find(&self, within: &BTreeSet<(Ident, Ident)>, own: Option<&Ident>, name: &Ident) -> Option<Ident> {
        own.into_iter().chain(&self.path).find(|schema| within.contains(&((*schema).clone(), name.clone()))).cloned()
    }
}

struct Lookup<'a> {
    index: &'a Index,
    known: &'a Known<'a>,
    id: &'a Id,
    place: Place,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Lookup<'_> {
    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Type(name) => self.data_type(name),
            Part::Relation(name) => self.relation(name, true),
            Part::Mention(name) => self.relation(name, false),
            Part::Function(name) => {
                if is_builtin_schema(name.schema.as_ref()) {
                    name.schema = None;
                } else if name.schema.is_none() {
                    name.schema = self.index.find(&self.index.functions, self.id.schema.as_ref(), &name.name);
                    if name.schema.is_none() {
                        self.unknown_function(name);
                    }
                }
            }
            Part::Operator(name) | Part::Partner(name) => {
                if is_builtin_schema(name.schema.as_ref()) {
                    name.schema = None;
                } else if name.schema.is_none() {
                    let symbol = Ident::new(name.symbol.clone());
                    name.schema = self.index.find(&self.index.operators, self.id.schema.as_ref(), &symbol);
                }
            }
            Part::Sql(sql) => {
                // Whether it means something is for a server to say; what is not closed would swallow what follows.
                let wrong = Cursor::new(sql.as_str()).err().or_else(|| operands::missing(sql.as_str()));
                if let Some(error) = wrong {
                    let message = format!("{}: {}", self.id, error.message);
                    self.report("sql", message, error.hint);
                }
            }
            Part::Column(column) => {
                if let Some(parent) = self.id.parent_id() {
                    self.column(&parent, column);
                }
            }
            Part::ColumnOf(table, column) => {
                if let Some(schema) = &table.schema {
                    self.column(&Id::of_schema(Tag::Table, schema.clone(), table.name.clone()), column);
                }
            }
            Part::Role(role) => self.role(role),
            Part::Collation(name) => self.named(Tag::Collation, name),
            Part::Named(tag, name) => self.named(tag, name),
            Part::Opclass(name) => self.named(Tag::OperatorClass, name),
            Part::Global(Tag::AccessMethod, name) => self.access_method(name),
            Part::MentionOf(..)
            | Part::Text(_)
            | Part::Body(_)
            | Part::Schema(_)
            | Part::Global(..)
            | Part::Object(_)
            | Part::Secret(_) => {}
        }
    }

    /// PostgreSQL and extensions have such objects too, so what is not found stays as it is.
    fn named(&mut self, tag: Tag, name: &mut QName) {
        if let Some(known) = self.index.named.get(&tag).filter(|_| name.schema.is_none()) {
            name.schema = self.index.find(known, self.id.schema.as_ref(), &name.name);
        }
    }

    fn data_type(&mut self, name: &mut TypeName) {
        let base = name.base();
        if base.schema.is_none() {
            if name.is_builtin() {
                return;
            }
            if let Some(schema) = self.index.find(&self.index.types, self.id.schema.as_ref(), &base.name) {
                *name = name.with_schema(&schema);
                return;
            }
            // What nobody declares, an extension has brought.
            if let Some(schema) = &self.index.extension_schema {
                *name = name.with_schema(schema);
                return;
            }
        } else if self.index.types.contains(&(base.schema.clone().unwrap_or_default(), base.name.clone())) {
            return;
        }
        let managed = base.schema.as_ref().is_none_or(|schema| self.index.schemas.contains(schema));
        if managed && !self.index.extensions {
            let near = did_you_mean(base.name.as_str(), self.index.types.iter().map(|(_, name)| name.as_str()))
                .or_else(|| crate::sql::types::nearest_builtin(base.name.as_str()));
            let hint = near.map_or_else(
                || {
                    "declare it in `[enums]`, `[domains]` or `[types]`, or the extension that has it in `[extensions]`"
                        .to_owned()
                },
                |near| format!("did you mean `{near}`?"),
            );
            self.report("unknown-type", format!("unknown type `{name}` in {}", self.id), Some(hint));
        }
    }

    fn relation(&mut self, name: &mut QName, waits: bool) {
        let own = self.id.schema.as_ref();
        match &name.schema {
            None => match self.index.find(&self.index.relations, own, &name.name) {
                Some(schema) => name.schema = Some(schema),
                None => self.unknown_relation(name, waits),
            },
            Some(schema) => {
                let known = self.index.relations.contains(&(schema.clone(), name.name.clone()));
                if !known && self.index.schemas.contains(schema) {
                    self.unknown_relation(name, waits);
                }
            }
        }
    }

    fn unknown_relation(&mut self, name: &QName, _waits: bool) {
        let near = did_you_mean(name.name.as_str(), self.index.relations.iter().map(|(_, name)| name.as_str()));
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        self.report("unknown-table", format!("unknown table `{name}` in {}", self.id), hint);
    }

    /// Extensions have functions too, so only what nearly is one of the file is an error here.
    fn unknown_function(&mut self, name: &QName) {
        if is_builtin(name.name.as_str()) {
            return;
        }
        if let Some(near) = did_you_mean(name.name.as_str(), self.index.functions.iter().map(|(_, name)| name.as_str()))
        {
            let message = format!("unknown function `{name}` in {}", self.id);
            self.report("unknown-function", message, Some(format!("did you mean `{near}`?")));
        }
    }

    /// Extensions have access methods too, and a database may have what no file declares: a guess, and so no error.
    fn access_method(&mut self, name: &Ident) {
        const BUILTIN: [&str; 7] = ["heap", "btree", "hash", "gist", "spgist", "gin", "brin"];
        let declared = self.known.contains(&Id::global(Tag::AccessMethod, name.clone()));
        if declared || self.id.parent.is_none() || BUILTIN.contains(&name.as_str()) {
            return;
        }
        let near = did_you_mean(name.as_str(), BUILTIN);
        if near.is_some() || !self.index.extensions {
            let hint = near.map_or_else(
                || "declare the extension that has it in `[extensions]`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("{} uses the access method `{name}`, which is not declared", self.id);
            self.diagnostics.push(Diagnostic::warning("unknown-access-method", self.place.value, message).hint(hint));
        }
    }

    fn column(&mut self, table: &Id, column: &Ident) {
        let id = table.child(Tag::Column, column.clone());
        if self.known.contains(&id) {
            return;
        }
        let columns = self.known.columns(table);
        // The query of a view makes its columns.
        let queried = matches!(table.tag, Tag::View | Tag::MaterializedView);
        // Partitions and heirs have columns that are declared elsewhere; so have relations of extensions.
        if queried || columns.is_empty() || self.index.heirs.contains(table) || !self.known.contains(table) {
            return;
        }
        let hint = did_you_mean(column.as_str(), columns.iter().copied())
            .map(|near| format!("did you mean `{near}`?"))
            .unwrap_or_else(|| format!("columns are {}", columns.join(", ")));
        let message = format!("{table} has no column `{column}`, which {} names", self.id);
        self.report("unknown-column", message, Some(hint));
    }

    /// The role that made the cluster owns much and is declared nowhere, so only what nearly is a declared one is an error.
    fn holder(&mut self, role: &Ident) {
        let near =
            self.index.roles.as_ref().and_then(|roles| did_you_mean(role.as_str(), roles.iter().map(Ident::as_str)));
        if near.is_some() {
            self.role(role);
        }
    }

    fn role(&mut self, role: &Ident) {
        let Some(roles) = &self.index.roles else { return };
        let known = roles.contains(role) || matches!(role.as_str(), "public" | "current_user" | "session_user");
        if known || role.as_str().starts_with("pg_") || role.as_str() == "postgres" {
            return;
        }
        let near = did_you_mean(role.as_str(), roles.iter().map(Ident::as_str));
        let hint = near.map_or_else(|| format!("add `[roles.{role}]`"), |near| format!("did you mean `{near}`?"));
        self.report("unknown-role", format!("unknown role `{role}` in {}", self.id), Some(hint));
    }

    fn report(&mut self, code: &'static str, message: String, hint: Option<String>) {
        self.diagnostics.push(Diagnostic::error(code, self.place.value, message).hint_if(hint));
    }
}

/// Whether a name is said to be one of PostgreSQL's own, which models hold without a schema.
fn is_builtin_schema(schema: Option<&Ident>) -> bool {
    schema.is_some_and(|schema| schema.as_str() == "pg_catalog")
}
