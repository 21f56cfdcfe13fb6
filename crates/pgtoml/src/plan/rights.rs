//! What a role may do, and what of a plan it may not.
//!
//! It is said, not refused: services let roles that are no superusers do more than PostgreSQL itself does.

use std::collections::{BTreeMap, BTreeSet};

use super::Plan;
use crate::kind::{Home, Tag};
use crate::model::{Id, Ident, Model};

/// The query of a role's rights; each row is taken by [`Rights::take`].
pub const RIGHTS: &str = "
SELECT 'user' AS fact, current_user::text AS name
UNION ALL SELECT 'superuser', '' FROM pg_roles WHERE rolname = current_user AND rolsuper
UNION ALL SELECT 'create_role', '' FROM pg_roles WHERE rolname = current_user AND rolcreaterole
UNION ALL SELECT 'create', '' WHERE has_database_privilege(current_database(), 'CREATE')
UNION ALL SELECT 'schema', nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'CREATE')
UNION ALL SELECT 'role', rolname FROM pg_roles WHERE pg_has_role(oid, 'USAGE')
UNION ALL SELECT DISTINCT 'extension', name::text FROM pg_available_extension_versions() WHERE trusted OR NOT superuser";

/// What a role may do in a database.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    user: Ident,
    superuser: bool,
    create_role: bool,
    create: bool,
    /// Schemas in which it may create.
    schemas: BTreeSet<Ident>,
    /// Roles whose objects it may change.
    roles: BTreeSet<Ident>,
    /// Extensions that it may create.
    extensions: BTreeSet<Ident>,
}

impl Rights {
    /// Takes in one row of [`RIGHTS`].
    pub fn take(&mut self, fact: &str, name: &str) {
        match fact {
            "user" => self.user = name.into(),
            "superuser" => self.superuser = true,
            "create_role" => self.create_role = true,
            "create" => self.create = true,
            "schema" => {
                self.schemas.insert(name.into());
            }
            "role" => {
                self.roles.insert(name.into());
            }
            "extension" => {
                self.extensions.insert(name.into());
            }
            _ => {}
        }
    }

    /// What the plan does that PostgreSQL does not let the role do, a sentence for each reason.
    pub fn lacking(&self, plan: &Plan, old: &Model, new: &Model) -> Vec<String> {
        if self.superuser {
            return Vec::new();
        }
        let mut found: BTreeMap<Lack, Vec<String>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for step in &plan.steps {
            if let Some((lack, what)) = self.lacks(&step.id, step.action, &step.args, old, new)
                && seen.insert((lack.clone(), what.clone()))
            {
                found.entry(lack).or_default().push(what);
            }
        }
        found.into_iter().map(|(lack, what)| format!("{} {}: {}", self.user, lack.text(), list(&what))).collect()
    }

    fn lacks(
        &self,
        id: &Id,
        action: &str,
        args: &serde_json::Map<String, serde_json::Value>,
        old: &Model,
        new: &Model,
    ) -> Option<(Lack, String)> {
        let there = old.get(id);
        let privileged = new.get(id).or(there).is_some_and(|object| object.body.needs_superuser());
        if privileged && action != "drop" {
            return Some((Lack::Superuser, id.to_string()));
        }
        if id.tag == Tag::Role {
            return (!self.create_role).then(|| (Lack::CreateRole, id.to_string()));
        }
        if there.is_none() && id.tag.info().home == Home::Database {
            if id.tag == Tag::Extension && !self.extensions.contains(&id.name) {
                return Some((Lack::Superuser, id.to_string()));
            }
            if !self.create {
                return Some((Lack::Create, id.to_string()));
            }
        }
        if there.is_none()
            && id.parent.is_none()
            && let Some(schema) = id.schema_id().filter(|schema| old.get(schema).is_some())
            && !self.schemas.contains(&schema.name)
        {
            return Some((Lack::CreateIn(schema.name), id.to_string()));
        }
        if action == "owner"
            && let Some(owner) = args.get("owner").and_then(|to| to.as_str())
            && !self.roles.contains(owner)
        {
            return Some((Lack::Give(owner.into()), id.to_string()));
        }
        let held = there.or_else(|| old.get(&id.parent_id()?))?;
        let holder = match (&held.meta.owner, id.parent_id()) {
            (None, Some(parent)) => old.get(&parent)?.meta.owner.as_ref()?,
            (owner, _) => owner.as_ref()?,
        };
        (!self.roles.contains(holder)).then(|| (Lack::Owner(holder.clone()), id.to_string()))
    }
}

/// Why a role may not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    Superuser,
    CreateRole,
    Create,
    CreateIn(Ident),
    Give(Ident),
    Owner(Ident),
}

impl Lack {
    fn text(&self) -> String {
        match self {
            Self::Superuser => "is no superuser, which PostgreSQL asks for".to_owned(),
            Self::CreateRole => "has no CREATEROLE, which roles need".to_owned(),
            Self::Create => "may not create in this database (GRANT CREATE ON DATABASE)".to_owned(),
            Self::CreateIn(schema) => format!("may not create in schema {schema} (GRANT CREATE ON SCHEMA)"),
            Self::Give(role) => format!("is no member of {role}, and so cannot give it objects"),
            Self::Owner(role) => format!("is no member of {role}, which owns what changes"),
        }
    }
}

/// The first few, and how many more.
fn list(all: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match all.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}
