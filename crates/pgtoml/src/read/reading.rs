//! The state of a reading: what has been understood so far, and what was wrong.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smol_str::SmolStr;

use super::Open;
use super::node::{Entry, Value};
use super::project::Project;
use crate::data::read::Section;
use crate::diagnostic::{Diagnostic, Span};
use crate::expand::features::{Feature, LeftOut};
use crate::expand::refresh::Refresh;
use crate::expand::rights::Right;
use crate::expand::tenancy::Declared;
use crate::expand::{Mixins, Origin, Templates};
use crate::jobs::Job;
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident, Model, Object, Quick};
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
    /// Where the text stands that is being read.
    pub(super) text: Place,
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
    pub(super) denied: BTreeMap<(Id, SmolStr), Span>,
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
            object.meta.grants = id.default_grants();
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

    pub(super) fn note_origin(&mut self, id: &Id, place: Place) {
        if let Some(origin) = &self.origin {
            self.origins.insert(id.clone(), origin.clone());
            return;
        }
        if let Some((mixin, key)) = self.mixin_keys.get(&place.key) {
            let origin = Origin::mixin(mixin, key.clone(), id.parent_id(), place.key);
            self.origins.insert(id.clone(), origin);
        }
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
