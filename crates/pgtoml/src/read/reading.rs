//! The state of a reading: what has been understood so far, and what was wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smol_str::SmolStr;

use super::Open;
use super::de;
use super::node::{Entry, Node, Table, Value};
use super::object::ObjectNode;
use super::project::Project;
use crate::data::read::Section;
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::expand::features::{Feature, LeftOut};
use crate::expand::refresh::Refresh;
use crate::expand::rights::Right;
use crate::expand::tenancy::Declared;
use crate::expand::{Mixins, Origin, Templates};
use crate::jobs::Job;
use crate::kind::{Address, Body, Home, Short, Tag};
use crate::model::{Grants, Id, Ident, Meta, Model, Object, Quick};
use crate::sql::SqlError;

/// Keys that an object of any kind may have.
pub(crate) const META: &[&str] = &["comment", "owner", "grants", "security_labels", "renamed_from", "depends_on"];

/// Where an object is declared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Its key.
    pub key: Span,
    /// Its value.
    pub value: Span,
}

/// An object that PostgreSQL would name.
#[derive(Debug)]
pub(crate) struct Unnamed {
    pub parent: Id,
    pub body: Body,
    pub place: Place,
    pub origin: Option<Origin>,
}

/// What has been read so far.
pub struct Reading<'a> {
    /// The section `[project]`.
    pub project: &'a Project,
    /// Sections `[mixins.NAME]`.
    pub(crate) mixins: &'a Mixins,
    /// Sections `[policy_templates.NAME]`.
    pub(crate) templates: &'a Templates,
    /// Opens a file with a body.
    pub open: Open<'a>,
    /// Names of the files.
    pub(crate) names: Vec<String>,
    /// Objects.
    pub model: Model,
    /// Problems.
    pub diagnostics: Vec<Diagnostic>,
    pub(crate) places: HashMap<Id, Place, Quick>,
    /// Objects that are declared once more.
    pub(crate) duplicates: Vec<(Id, Place)>,
    /// Objects that are declared, but in a way that can't be understood.
    pub(crate) broken: BTreeSet<Id>,
    pub(crate) unnamed: Vec<Unnamed>,
    text: Place,
    pub(crate) depends_on: Vec<(Id, SmolStr, Span)>,
    pub(crate) public: BTreeSet<Id>,
    pub(crate) roles: BTreeSet<Ident>,
    pub(crate) kinds: BTreeSet<Tag>,
    pub(crate) schemas: BTreeSet<Ident>,
    /// Objects that exist and are not ours.
    pub(crate) external: BTreeSet<Id>,
    /// The sugar that is being expanded: what is added comes from it, and gives way to what is declared.
    pub(crate) origin: Option<Origin>,
    /// Objects that sugar stands for, by what they come from.
    pub(crate) origins: BTreeMap<Id, Origin>,
    /// Declared objects that sugar completes: tables get row-level security, columns NOT NULL.
    pub(crate) completed: BTreeMap<Id, Origin>,
    /// Keys that the file itself says no to: sugar may not say yes in silence.
    denied: BTreeMap<(Id, SmolStr), Span>,
    /// Keys that tables take from mixins, with the mixin and what it calls them.
    pub(crate) mixin_keys: BTreeMap<Span, (SmolStr, SmolStr)>,
    /// Words of tables that stand for objects.
    pub(crate) features: Vec<Feature>,
    /// What the word that is being expanded is told not to make.
    pub(crate) left_out: Vec<LeftOut>,
    /// Rights on columns that words of tables may make.
    pub(crate) rights: Vec<Right>,
    /// Materialized views that say how they are refreshed.
    pub(crate) refreshes: Vec<Refresh>,
    /// What is to be done by a schedule.
    pub(crate) jobs: Vec<Job>,
    /// Sections with rows, which are understood when the tables are.
    pub(crate) data: Vec<Section>,
    /// What the sections `[tenancy]` declare.
    pub(crate) tenancies: Vec<Declared>,
    /// Partitioned tables, for what can be said of them when everything is read.
    pub(crate) partitions: Vec<crate::partitions::read::Declared>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(project: &'a Project, mixins: &'a Mixins, templates: &'a Templates, open: Open<'a>) -> Self {
        Self {
            project,
            mixins,
            templates,
            open,
            names: Vec::new(),
            model: Model::default(),
            diagnostics: Vec::new(),
            places: HashMap::default(),
            duplicates: Vec::new(),
            broken: BTreeSet::new(),
            unnamed: Vec::new(),
            text: Place::default(),
            depends_on: Vec::new(),
            public: BTreeSet::new(),
            roles: BTreeSet::new(),
            kinds: BTreeSet::new(),
            schemas: BTreeSet::new(),
            external: BTreeSet::new(),
            origin: None,
            origins: BTreeMap::new(),
            completed: BTreeMap::new(),
            denied: BTreeMap::new(),
            mixin_keys: BTreeMap::new(),
            features: Vec::new(),
            left_out: Vec::new(),
            rights: Vec::new(),
            refreshes: Vec::new(),
            jobs: Vec::new(),
            data: Vec::new(),
            tenancies: Vec::new(),
            partitions: Vec::new(),
        }
    }

    /// The path of what the file around a place names.
    pub(crate) fn beside(&self, place: Span, path: &str) -> String {
        let file = usize::try_from(place.file).ok().and_then(|file| self.names.get(file));
        match file.and_then(|name| name.rsplit_once('/')) {
            Some((folder, _)) if !path.starts_with('/') => format!("{folder}/{path}"),
            _ => path.to_owned(),
        }
    }

    /// Reports a problem.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a problem in a text at `span`, at its own place where the text stands in the file as it is.
    pub fn report_sql(&mut self, span: Span, text: &str, error: SqlError) {
        let written = usize::try_from(span.end - span.start).unwrap_or(0);
        let quote = match written.checked_sub(text.len()) {
            Some(2) => Some(1),
            Some(6) => Some(3),
            _ => None,
        };
        let span = match quote {
            Some(quote) => {
                let at = |offset: usize| span.start + quote + u32::try_from(offset.min(text.len())).unwrap_or(0);
                Span { start: at(error.offset), end: at(error.offset + error.len).max(at(error.offset) + 1), ..span }
            }
            None => span,
        };
        self.report(Diagnostic::error("sql", span, error.message).hint_if(error.hint));
    }

    /// Where the text stands that [`crate::kind::Kind::from_text`] has been given.
    pub fn place_of_text(&self) -> Place {
        self.text
    }

    /// Adds an object that sugar stands for, unless it is declared.
    pub fn add(&mut self, id: Id, body: impl Into<Body>, place: Place) {
        if !self.model.objects.contains_key(&id) {
            self.places.insert(id.clone(), place);
            self.note_origin(&id, place);
            let mut object = Object::new(body);
            object.meta.grants = default_grants(&id);
            self.model.objects.insert(id, object);
        }
    }

    /// Adds an object that PostgreSQL would choose a name for; it gets that name when everything is read.
    pub fn add_unnamed(&mut self, parent: Id, body: impl Into<Body>, place: Place) {
        self.unnamed.push(Unnamed { parent, body: body.into(), place, origin: self.origin.clone() });
    }

    /// Whether the file declares the object, be it in a way that can't be understood.
    pub(crate) fn declares(&self, id: &Id) -> bool {
        self.model.objects.contains_key(id) || self.broken.contains(id)
    }

    /// The body of a declared object, to complete it.
    pub(crate) fn complete(&mut self, id: &Id) -> Option<&mut Body> {
        let object = self.model.objects.get_mut(id)?;
        if let Some(origin) = self.origin.clone().filter(|_| !self.origins.contains_key(id)) {
            self.completed.entry(id.clone()).or_insert(origin);
        }
        Some(&mut object.body)
    }

    /// Where the file itself says that a key of an object is `false`.
    pub(crate) fn denies(&self, id: &Id, key: &str) -> Option<Span> {
        self.denied.get(&(id.clone(), SmolStr::new(key))).copied()
    }

    fn note_origin(&mut self, id: &Id, place: Place) {
        if let Some(origin) = &self.origin {
            self.origins.insert(id.clone(), origin.clone());
            return;
        }
        if let Some((mixin, key)) = self.mixin_keys.get(&place.key) {
            let origin = Origin::mixin(mixin, key.clone(), id.parent_id(), place.key);
            self.origins.insert(id.clone(), origin);
        }
    }

    /// Reads the sections of a schema, or of the root of the file.
    pub(crate) fn sections(&mut self, table: &mut Table, schema: &Ident, database: bool) {
        if let Some(entry) = table.take("data") {
            crate::data::read::sections(entry, schema, None, self);
        }
        for tag in Tag::ALL {
            let info = tag.info();
            let here = match info.home {
                Home::Schema => true,
                Home::Database => database,
                Home::Parent(_) => false,
            };
            let Some(entry) = here.then(|| table.take(info.section)).flatten() else { continue };
            if info.home == Home::Database {
                self.kinds.insert(*tag);
            }
            if info.single {
                self.object(Id::global(*tag, ""), entry);
                continue;
            }
            let home = (info.home == Home::Schema).then(|| schema.clone());
            if home.is_some() {
                self.schemas.insert(schema.clone());
            }
            self.section(entry, |name| Id { schema: home.clone(), ..Id::global(*tag, name) });
        }
    }

    /// Reads the objects of one section.
    fn section(&mut self, entry: Entry, id: impl Fn(&str) -> Id) {
        match entry.node.value {
            Value::Table(table) => {
                for object in table.entries {
                    self.object(id(&object.key), object);
                }
            }
            Value::Array(items) => {
                for node in items {
                    let key_span = Span { end: node.span.start + 1, ..node.span };
                    self.object(id(""), Entry { key: SmolStr::default(), key_span, node });
                }
            }
            _ => self.report(Diagnostic::error(
                "wrong-value",
                entry.node.span,
                format!("expected a section `{}` with one key per object, found {}", entry.key, entry.node.type_name()),
            )),
        }
    }

    /// Reads one object with everything in it.
    pub(crate) fn object(&mut self, mut id: Id, entry: Entry) {
        let tag = id.tag;
        let info = tag.info();
        if info.has_signature()
            && let Some(name) = without_signature(&entry.key)
        {
            // `f(uuid)` tells overloads apart for people; the arguments say it again. Operators have nothing else to say it.
            if !info.is_routine() {
                id.args = SmolStr::new(entry.key.get(name.len()..).unwrap_or_default().trim());
            }
            id.name = name.into();
        }
        if info.address == Address::Using
            && let Some((name, method)) = entry.key.rsplit_once(" using ")
        {
            (id.name, id.args) = (name.trim().into(), method.trim().into());
        }
        self.check_name(&id, entry.key_span);
        let Some(mut node) = self.long_form(&id, entry) else {
            self.broken.insert(id);
            return;
        };
        let place = Place { key: node.key_span, value: node.span };
        tag.desugar(&id, &mut node, self);
        let meta = self.meta(&id, &mut node);
        let children: Vec<(Tag, Entry)> =
            tag.children().filter_map(|child| Some((child, node.take(child.info().section)?))).collect();
        let inside = (tag == Tag::Schema).then(|| std::mem::take(&mut node.table));
        if let Some(mut table) = inside {
            let schema = id.name.clone();
            self.schemas.insert(schema.clone());
            self.sections(&mut table, &schema, false);
            node.table = table;
        }
        if self.origin.is_none() {
            let no = node.table.entries.iter().filter(|entry| matches!(entry.node.value, Value::Boolean(false)));
            self.denied.extend(no.map(|entry| ((id.clone(), entry.key.clone()), entry.node.span)));
        }
        let rest = Node { span: node.span, value: Value::Table(node.table) };
        let nothing_else = matches!(&rest.value, Value::Table(table) if table.entries.is_empty());
        let body = node.whole.filter(|_| nothing_else);
        let body = body.or_else(|| de::decode(tag, &rest, keys_of_others, &mut self.diagnostics));
        if let Some(mut body) = body {
            let before = id.clone();
            body.canonical(&mut id);
            self.moved(&before, &id);
            self.insert(id.clone(), Object { body, meta }, place);
        } else {
            self.broken.insert(id.clone());
        }
        for (child, entry) in children {
            self.section(entry, |name| id.child(child, name));
        }
    }

    fn insert(&mut self, id: Id, object: Object, place: Place) {
        if self.places.contains_key(&id) {
            // What is declared wins over what sugar stands for.
            if self.origin.is_none() {
                self.duplicates.push((id, place));
            }
            return;
        }
        self.places.insert(id.clone(), place);
        self.note_origin(&id, place);
        self.model.objects.insert(id, object);
    }

    /// Types of arguments have been understood, and the identity with them.
    pub(crate) fn moved(&mut self, before: &Id, now: &Id) {
        if before == now {
            return;
        }
        if self.external.remove(before) {
            self.external.insert(now.clone());
        }
        if self.public.remove(before) {
            self.public.insert(now.clone());
        }
        if let Some(origin) = self.origins.remove(before) {
            self.origins.insert(now.clone(), origin);
        }
        for (user, ..) in self.depends_on.iter_mut().filter(|(user, ..)| user == before) {
            *user = now.clone();
        }
    }

    fn check_name(&mut self, id: &Id, span: Span) {
        let name = id.name.as_str();
        if name.len() > Ident::MAX_BYTES && id.tag.info().has_identifier() {
            let message = format!("`{name}` has {} bytes, PostgreSQL keeps {}", name.len(), Ident::MAX_BYTES);
            self.report(Diagnostic::error("name-too-long", span, message).hint("choose a shorter name"));
        }
        if name.contains('\0') {
            self.report(Diagnostic::error("bad-name", span, "a name cannot hold a zero byte"));
        }
    }

    /// The object as a table: the short form written out.
    fn long_form(&mut self, id: &Id, entry: Entry) -> Option<ObjectNode> {
        let Entry { key_span, node, .. } = entry;
        let info = id.tag.info();
        let span = node.span;
        let mut object = ObjectNode { key_span, span, table: Table::default(), whole: None };
        match (node.value, info.short) {
            (Value::Table(table), _) => object.table = table,
            (value, Some(short)) => {
                let key = SmolStr::new(short);
                object.table.entries.push(Entry { key, key_span, node: Node { span, value } });
            }
            (value, None) => {
                let found = Node { span, value }.type_name();
                let message = format!("expected a section or `{{ … }}` for {id}, found {found}");
                self.report(Diagnostic::error("wrong-value", span, message));
                return None;
            }
        }
        let text =
            info.short.and_then(|short| object.table.get(short)).and_then(|node| Some((node.as_str()?, node.span)));
        if let Some((text, span)) = text {
            let text = SmolStr::new(text);
            self.text = Place { key: key_span, value: span };
            match id.tag.read_text(id, &text, self) {
                Ok(None) => {}
                Ok(Some(Short { body, denied })) => {
                    object.table.take(info.short.unwrap_or_default());
                    if object.table.entries.iter().all(|entry| META.contains(&entry.key.as_str())) {
                        if self.origin.is_none() {
                            self.denied.extend(denied.iter().map(|key| ((id.clone(), SmolStr::new(*key)), span)));
                        }
                        object.whole = Some(body);
                        return Some(object);
                    }
                    let mut json = body.to_json();
                    denied.iter().for_each(|key| json[*key] = false.into());
                    if let Value::Table(written) = Node::from_json(&json, span).value {
                        for entry in written.entries {
                            object.table.default_entry(entry);
                        }
                    }
                }
                Err(error) => {
                    self.report_sql(span, &text, error);
                    return None;
                }
            }
        }
        Some(object)
    }

    fn meta(&mut self, id: &Id, node: &mut ObjectNode) -> Meta {
        let mut meta = Meta::default();
        if let Some(entry) = node.take("comment") {
            meta.comment = self.string(&entry).filter(|comment| !comment.is_empty());
        }
        if id.tag.info().owned
            && let Some(entry) = node.take("owner")
        {
            meta.owner = self.string(&entry).map(Ident::new);
            self.roles.extend(meta.owner.clone());
        }
        if let Some(entry) = node.take("renamed_from") {
            meta.renamed_from.0 = self.strings(&entry).into_iter().map(Ident::new).collect();
        }
        if let Some(entry) = node.take("depends_on") {
            let names = self.strings(&entry);
            self.depends_on.extend(names.into_iter().map(|name| (id.clone(), name, entry.node.span)));
        }
        if let Some(entry) = node.take("security_labels") {
            let none = Table::default();
            let table = entry.node.as_table().unwrap_or_else(|| {
                let message = format!("expected `security_labels.PROVIDER = \"…\"`, found {}", entry.node.type_name());
                self.report(Diagnostic::error("wrong-value", entry.node.span, message));
                &none
            });
            for label in &table.entries {
                if let Some(text) = self.string(label) {
                    meta.security_labels.insert(label.key.clone(), text);
                }
            }
        }
        meta.grants = default_grants(id);
        if !id.tag.info().privileges.is_empty()
            && let Some(entry) = node.take("grants")
        {
            self.grants(id, &entry, &mut meta.grants);
        }
        meta
    }

    fn grants(&mut self, id: &Id, entry: &Entry, grants: &mut Grants) {
        let Some(table) = entry.node.as_table() else {
            let message = format!("expected `grants.ROLE = [\"…\"]`, found {}", entry.node.type_name());
            return self.report(Diagnostic::error("wrong-value", entry.node.span, message));
        };
        for role in &table.entries {
            let name = Ident::new(role.key.clone());
            let mut privileges = BTreeMap::new();
            for (text, span) in self.texts(role) {
                for (privilege, grantable) in self.privilege(id, &text, span) {
                    privileges.insert(privilege, grantable);
                }
            }
            if role.key == "public" {
                self.public.insert(id.clone());
            } else {
                self.roles.insert(name.clone());
            }
            if privileges.is_empty() && name.as_str() == "public" {
                grants.remove(&name);
            } else {
                // That a role has nothing says something of the owner, whom the file need not name.
                grants.insert(name, privileges);
            }
        }
    }

    /// One entry of `grants.ROLE`: `select`, `all`, `insert with grant option`.
    pub(crate) fn privilege(&mut self, id: &Id, text: &str, span: Span) -> Vec<(SmolStr, bool)> {
        let known = id.tag.info().privileges;
        let lower = text.trim().to_lowercase();
        let (name, grantable) = match lower.strip_suffix("with grant option") {
            Some(name) => (name.trim_end().to_owned(), true),
            None => (lower, false),
        };
        if name == "all" || name == "all privileges" {
            return known.iter().map(|name| (SmolStr::new(*name), grantable)).collect();
        }
        if known.contains(&name.as_str()) {
            return vec![(SmolStr::new(name), grantable)];
        }
        let hint = match did_you_mean(&name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("privileges of a {}: {}", id.tag.noun().to_lowercase(), known.join(", ")),
        };
        self.report(Diagnostic::error("unknown-privilege", span, format!("unknown privilege `{text}`")).hint(hint));
        Vec::new()
    }

    /// The text of an entry.
    pub fn string(&mut self, entry: &Entry) -> Option<SmolStr> {
        let text = entry.node.as_str().map(SmolStr::new);
        if text.is_none() {
            let message = format!("expected a string for `{}`, found {}", entry.key, entry.node.type_name());
            self.report(Diagnostic::error("wrong-value", entry.node.span, message));
        }
        text
    }

    /// The texts of an entry that is a string or an array of strings.
    pub fn strings(&mut self, entry: &Entry) -> Vec<SmolStr> {
        self.texts(entry).into_iter().map(|(text, _)| text).collect()
    }

    /// The same, each with its place.
    pub fn texts(&mut self, entry: &Entry) -> Vec<(SmolStr, Span)> {
        let items = match &entry.node.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![&entry.node],
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.as_str() {
                Some(text) => texts.push((SmolStr::new(text), item.span)),
                None => {
                    let message = format!("expected a string in `{}`, found {}", entry.key, item.type_name());
                    self.report(Diagnostic::error("wrong-value", item.span, message));
                }
            }
        }
        texts
    }
}

/// Keys of an object that are taken out before the rest is decoded.
fn keys_of_others(tag: Tag) -> Vec<&'static str> {
    let sections = tag.children().map(|child| child.info().section);
    META.iter().chain(tag.info().sugar).copied().chain(sections).collect()
}

/// What PUBLIC may do with an object that says nothing of it.
fn default_grants(id: &Id) -> Grants {
    let public = id.default_public();
    if public.is_empty() {
        return Grants::new();
    }
    [("public".into(), public.iter().map(|name| (SmolStr::new(*name), false)).collect())].into()
}

/// The name in `f(uuid, numeric(10,2))`; a name may hold parentheses of its own.
pub(crate) fn without_signature(key: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, c) in key.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return key.get(..at).filter(|_| c == '(').map(str::trim_end);
        }
    }
    None
}
