//! The section `[project]`, and what it says about the scope of a model.

use std::collections::BTreeSet;

use serde::Deserialize;
use smol_str::SmolStr;

use crate::kind::{Home, Tag};
use crate::model::{Id, Ident, Model};

/// The section `[project]`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Project {
    /// Name of the project, for titles.
    pub name: Option<String>,
    /// Oldest server major that must be able to run the model.
    pub postgres: Option<u32>,
    /// Managed schemas, besides those that have a section; `"*"` stands for the whole database, as `import` writes it.
    pub schemas: Vec<Ident>,
    /// Objects that are left alone: `schema.name`, with `*` for any characters.
    pub ignore: Vec<String>,
    /// Where unqualified names are looked up after the object's own schema.
    pub search_path: Vec<Ident>,
    /// `"*"` to manage every role that the database names; otherwise the roles that the file names are managed.
    pub roles: Option<SmolStr>,
    /// URL of the database that `plan`, `apply` and `drift` compare with, or `env:NAME`.
    pub target: Option<String>,
}

/// Which part of a database a model speaks about. Nothing outside of it is ever touched.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// Managed schemas; absent for all.
    pub schemas: Option<BTreeSet<Ident>>,
    /// Managed kinds outside schemas; absent for all.
    pub kinds: Option<BTreeSet<Tag>>,
    /// Managed roles; absent for all.
    pub roles: Option<BTreeSet<Ident>>,
    /// Objects on which PUBLIC is managed, where roles are not managed as a whole.
    pub public: BTreeSet<Id>,
    /// Objects that are left alone.
    pub ignore: Vec<String>,
    /// Constraints and indexes that the file did not name: they take the name that their equal has.
    pub unnamed: BTreeSet<Id>,
    /// What exists and is not ours: it stands in for the real objects where names are looked up and in the scratch.
    pub external: Model,
}

impl Scope {
    /// A whole database.
    pub fn everything() -> Self {
        Self {
            schemas: None,
            kinds: None,
            roles: None,
            public: BTreeSet::new(),
            ignore: Vec::new(),
            unnamed: BTreeSet::new(),
            external: Model::default(),
        }
    }

    /// Whether the model speaks about this object.
    pub fn manages(&self, id: &Id) -> bool {
        let root = id.parent.as_ref().map_or(id.tag, |parent| parent.tag);
        let kind = match root.info().home {
            Home::Database => self.kinds.as_ref().is_none_or(|kinds| kinds.contains(&root)),
            Home::Schema | Home::Parent(_) => true,
        };
        let schema = match (&id.schema, id.tag) {
            (Some(schema), _) => self.manages_schema(schema),
            (None, Tag::Schema) => self.manages_schema(&id.name),
            (None, _) => true,
        };
        kind && schema && !self.ignores(id) && !self.is_external(id)
    }

    /// Whether the schema is managed.
    pub fn manages_schema(&self, schema: &Ident) -> bool {
        self.schemas.as_ref().is_none_or(|schemas| schemas.contains(schema))
    }

    /// Whether grants to the role are managed on this object.
    pub fn manages_grants(&self, id: &Id, role: &Ident) -> bool {
        match &self.roles {
            None => true,
            Some(_) if role.as_str() == "public" => self.public.contains(id),
            Some(roles) => roles.contains(role),
        }
    }

    /// Fits the wanted model to what is there: what the file leaves open is as it is.
    ///
    /// An owner that the file does not name stays, and an unnamed constraint or index has the name of its equal.
    pub fn fit(&self, live: &Model, wanted: &mut Model) {
        for id in &self.unnamed {
            if live.get(id).is_some() {
                continue;
            }
            let Some(object) = wanted.get(id) else { continue };
            if let Some(equal) = live.equal_sibling(id, object, wanted)
                && let Some(object) = wanted.objects.remove(id)
            {
                wanted.objects.insert(equal, object);
            }
        }
        self.fit_meta(live, wanted);
    }

    fn fit_meta(&self, live: &Model, wanted: &mut Model) {
        for (id, object) in &mut wanted.objects {
            let Some(there) = live.get(id) else { continue };
            if object.meta.owner.is_none() {
                object.meta.owner = there.meta.owner.clone();
            }
            // What others may do stays, also where the object has to be made anew.
            object.meta.grants.retain(|role, _| self.manages_grants(id, role));
            let others = there.meta.grants.iter().filter(|(role, _)| !self.manages_grants(id, role));
            object.meta.grants.extend(others.map(|(role, privileges)| (role.clone(), privileges.clone())));
        }
    }

    /// Whether the object, or what it belongs to, is somebody else's.
    fn is_external(&self, id: &Id) -> bool {
        self.external.get(id).is_some() || id.parent_id().is_some_and(|parent| self.external.get(&parent).is_some())
    }

    fn ignores(&self, id: &Id) -> bool {
        let name = id.parent.as_ref().map_or(&id.name, |parent| &parent.name);
        self.ignore.iter().any(|pattern| match pattern.split_once('.') {
            Some((schema, pattern)) => {
                id.schema.as_ref().is_some_and(|of| matches(schema, of.as_str())) && matches(pattern, name.as_str())
            }
            None => matches(pattern, name.as_str()),
        })
    }

    /// The part of a live model that this scope covers.
    pub fn project(&self, model: &mut Model) -> Model {
        // A role belongs to the cluster, and other databases may need it: what is not declared is not dropped.
        let mut others = Model::default();
        others.objects.extend(model.objects.extract_if(.., |id, _| !self.manages(id)));
        others
    }
}

/// Whether a text fits a pattern in which `*` stands for any characters.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    let mut rest = rest;
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}
