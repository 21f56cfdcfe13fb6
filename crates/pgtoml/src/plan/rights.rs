//! What a role may do, and what of a plan it may not.
//!
//! It is said, not refused: services let roles that are no superusers do more than PostgreSQL itself does.

use std::collections::{BTreeMap, BTreeSet};

use super::Plan;
use crate::kind::{Right, Tag, Version};
use crate::model::{Id, Ident, Model};

/// The query of a role's rights; each row is taken by [`Rights::take`].
pub fn rights(version: Version) -> String {
    // Before 16 whoever may make roles may alter and grant every one, and no attribute needs more than that.
    let (admin, attributes) = if version.at_least(16) {
        ("pg_has_role(oid, 'MEMBER WITH ADMIN OPTION')", "r.rolreplication, r.rolbypassrls")
    } else {
        ("NOT rolsuper AND (SELECT rolcreaterole FROM me)", "false, false")
    };
    let parameter = if version.at_least(15) { "OR has_parameter_privilege(name, 'SET')" } else { "" };
    format!(
        "WITH me AS (SELECT * FROM pg_roles WHERE rolname = current_user)
         SELECT 'user' AS fact, rolname::text AS name FROM me
         UNION ALL SELECT 'database', current_database()
         UNION ALL SELECT 'superuser', '' FROM me WHERE rolsuper
         UNION ALL SELECT 'owner of ' || extname, pg_get_userbyid(extowner)::text FROM pg_extension
         -- Nothing else is asked of a superuser.
         UNION ALL SELECT fact, name FROM (
             SELECT 'create_role' AS fact, '' AS name FROM me WHERE rolcreaterole
             UNION ALL SELECT 'attribute', a.name FROM me r,
                       unnest(ARRAY['CREATEDB', 'REPLICATION', 'BYPASSRLS'], ARRAY[r.rolcreatedb, {attributes}]) a(name, has)
                       WHERE a.has
             UNION ALL SELECT 'create', '' WHERE has_database_privilege(current_database(), 'CREATE')
             UNION ALL SELECT 'schema', nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'CREATE')
             UNION ALL SELECT 'role', rolname FROM pg_roles WHERE pg_has_role(oid, 'USAGE')
             UNION ALL SELECT 'admin', rolname FROM pg_roles WHERE {admin}
             UNION ALL SELECT 'barred', quote_ident(n.nspname) || '.' || quote_ident(c.relname)
                       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                       WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                         AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'REFERENCES'))
             UNION ALL SELECT 'parameter', lower(name) FROM pg_settings WHERE context = 'user' {parameter}
             UNION ALL SELECT DISTINCT 'extension', name::text FROM pg_available_extension_versions()
                       WHERE trusted OR NOT superuser) limited
         WHERE NOT (SELECT rolsuper FROM me)"
    )
}

/// What a role may do in a database.
#[derive(Clone, Debug, Default)]
pub struct Rights {
    user: Ident,
    database: Ident,
    superuser: bool,
    create_role: bool,
    create: bool,
    /// Schemas in which it may create.
    schemas: BTreeSet<Ident>,
    /// Roles whose objects it may change.
    roles: BTreeSet<Ident>,
    /// Extensions that it may create.
    extensions: BTreeSet<Ident>,
    /// Attributes that it has and may give.
    attributes: BTreeSet<Ident>,
    /// Roles that it may grant and alter.
    admin: BTreeSet<Ident>,
    /// Tables that it may not refer to.
    barred: BTreeSet<String>,
    /// Parameters that it may set.
    parameters: BTreeSet<Ident>,
    /// Owners of the extensions that are there. No file names them, and so no model has them.
    extension_owners: BTreeMap<Ident, Ident>,
}

/// What a role may not do of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lacking {
    /// Who lacks what, for which objects.
    pub text: String,
    /// The statement that lets the role, where one does.
    pub remedy: Option<String>,
}

impl Rights {
    /// Takes in one row of [`rights`].
    pub fn take(&mut self, fact: &str, name: &str) {
        match fact {
            "user" => self.user = name.into(),
            "database" => self.database = name.into(),
            "superuser" => self.superuser = true,
            "create_role" => self.create_role = true,
            "create" => self.create = true,
            "barred" => drop(self.barred.insert(name.to_owned())),
            _ => {
                if let Some(extension) = fact.strip_prefix("owner of ") {
                    self.extension_owners.insert(extension.into(), name.into());
                    return;
                }
                let names = match fact {
                    "schema" => &mut self.schemas,
                    "role" => &mut self.roles,
                    "extension" => &mut self.extensions,
                    "attribute" => &mut self.attributes,
                    "admin" => &mut self.admin,
                    "parameter" => &mut self.parameters,
                    _ => return,
                };
                names.insert(name.into());
            }
        }
    }

    /// What the plan does that PostgreSQL does not let the role do, one for each reason.
    pub fn lacking(&self, plan: &Plan, old: &Model, new: &Model) -> Vec<Lacking> {
        if self.superuser {
            return Vec::new();
        }
        let mut found: BTreeMap<Lack, Vec<String>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for step in &plan.steps {
            let asked =
                std::iter::once(&step.id).chain(&step.takes_in).flat_map(|id| self.asked(id, step.action, old, new));
            let owned = self.lacks(&step.id, step.action, &step.args, old, new);
            for (lack, what) in asked.chain(owned) {
                if seen.insert((lack.clone(), what.clone())) {
                    found.entry(lack).or_default().push(what);
                }
            }
        }
        let said = found.into_iter().map(|(lack, what)| Lacking {
            text: format!("{} {}: {}", self.user, lack.text(), list(&what)),
            remedy: lack.remedy(&self.user, &self.database),
        });
        said.collect()
    }

    /// What the kind of the object asks for, and the role does not have.
    fn asked(&self, id: &Id, action: &str, old: &Model, new: &Model) -> Vec<(Lack, String)> {
        let Some(object) = new.get(id).filter(|_| action != "drop") else { return Vec::new() };
        let asked = object.body.asks(old.get(id).map(|there| &there.body), id);
        let lacks = asked.into_iter().filter(|right| !self.has(right, old, new));
        lacks.map(|right| (Lack::Right(right), id.to_string())).collect()
    }

    fn has(&self, right: &Right, old: &Model, new: &Model) -> bool {
        // Whoever makes a role may grant it to others, but not act as it.
        let made = |role: &Ident| {
            let id = Id::global(Tag::Role, role.clone());
            old.get(&id).is_none() && new.get(&id).is_some()
        };
        match right {
            Right::Superuser => false,
            Right::CreateRole => self.create_role,
            Right::Create => self.create,
            Right::Attribute(name) => self.attributes.contains(*name),
            Right::Admin(role) => self.admin.contains(role) || made(role),
            Right::Act(role) => self.roles.contains(role),
            Right::Extension(name) => self.create && self.extensions.contains(name),
            Right::Reference(table) => !self.barred.contains(&table.to_string()),
            Right::Parameter(name) => self.parameters.contains(name.as_str()),
        }
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
        if there.is_none()
            && id.parent.is_none()
            && let Some(schema) = id.schema_id().filter(|schema| old.get(schema).is_some())
            && !self.schemas.contains(&schema.name)
        {
            return Some((Lack::CreateIn(schema.name), id.to_string()));
        }
        if action == "owner"
            && let Some(owner) = args.get("owner").and_then(|to| to.as_str())
            && !self.has(&Right::Act(owner.into()), old, new)
        {
            return Some((Lack::Give(owner.into()), id.to_string()));
        }
        if let Some(owner) = self.extension_owners.get(&id.name).filter(|_| id.tag == Tag::Extension && there.is_some())
        {
            return (!self.roles.contains(owner)).then(|| (Lack::Owner(owner.clone()), id.to_string()));
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
    Right(Right),
    CreateIn(Ident),
    Give(Ident),
    Owner(Ident),
}

impl Lack {
    fn text(&self) -> String {
        match self {
            Self::Right(Right::Superuser) => "is no superuser, which PostgreSQL asks for".to_owned(),
            Self::Right(Right::CreateRole) => "has no CREATEROLE, which roles need".to_owned(),
            Self::Right(Right::Attribute(name)) => format!("has no {name} itself, and so cannot give it"),
            Self::Right(Right::Admin(role)) => format!("has no ADMIN OPTION on role {role}"),
            Self::Right(Right::Act(role)) => format!("is no member of {role}, as which this must be done"),
            Self::Right(Right::Create) => "may not create in this database (GRANT CREATE ON DATABASE)".to_owned(),
            Self::Right(Right::Extension(_)) => "may not create an extension that is not trusted".to_owned(),
            Self::Right(Right::Reference(table)) => {
                format!("may not refer to {table} (GRANT REFERENCES, and USAGE on its schema)")
            }
            Self::Right(Right::Parameter(name)) => format!("may not set {name} (GRANT SET ON PARAMETER)"),
            Self::CreateIn(schema) => format!("may not create in schema {schema} (GRANT CREATE ON SCHEMA)"),
            Self::Give(role) => format!("is no member of {role}, and so cannot give it objects"),
            Self::Owner(role) => format!("is no member of {role}, which owns what changes"),
        }
    }
}

impl Lack {
    /// The statement by which a superuser, or whoever may, helps the role; names are quoted.
    fn remedy(&self, user: &Ident, database: &Ident) -> Option<String> {
        Some(match self {
            Self::Right(Right::Superuser | Right::Extension(_)) => return None,
            Self::Right(Right::CreateRole) => format!("ALTER ROLE {user} CREATEROLE"),
            Self::Right(Right::Attribute(name)) => format!("ALTER ROLE {user} {name}"),
            Self::Right(Right::Admin(role)) => format!("GRANT {role} TO {user} WITH ADMIN OPTION"),
            Self::Right(Right::Create) => format!("GRANT CREATE ON DATABASE {database} TO {user}"),
            Self::Right(Right::Reference(table)) => format!("GRANT REFERENCES ON TABLE {table} TO {user}"),
            Self::Right(Right::Parameter(name)) => format!("GRANT SET ON PARAMETER {name} TO {user}"),
            Self::CreateIn(schema) => format!("GRANT CREATE, USAGE ON SCHEMA {schema} TO {user}"),
            Self::Right(Right::Act(role)) | Self::Give(role) | Self::Owner(role) => format!("GRANT {role} TO {user}"),
        })
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
