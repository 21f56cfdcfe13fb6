//! `[rbac]`: roles of an application, what they may do, and a function that asks.
//!
//! It makes tables of roles, permissions, which role has which, and which user has which role; or uses tables that the file
//! declares. The rows of the first three are data as `[data]` declares it.

pub mod read;

use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use self::read::Rbac;
use super::tenancy::SEARCH_PATH;
use super::{declare, home, place_of, settings, tables, texts_of};
use crate::data::read::Section;
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kind::Tag;
use crate::model::{Id, Ident, QName};
use crate::read::node::{Entry, Node};
use crate::read::project::matches;
use crate::read::reading::Reading;
use crate::sql::TypeName;
use crate::sql::quote::quote_ident;

/// What has been looked up.
struct Plan<'e> {
    entry: &'e Entry,
    said: Rbac,
    roles: Id,
    permissions: Id,
    pairs: Id,
    assignments: Id,
    user_type: TypeName,
    users: Option<Id>,
    tenant: Option<(Ident, TypeName)>,
}

/// Adds what the section stands for.
pub(super) fn expand(entry: &Entry, reading: &mut Reading<'_>) {
    let before = reading.diagnostics.len();
    let Some(said) = read::read(entry, reading) else { return };
    let granted = granted(entry, &said, reading);
    let Some(plan) = Plan::resolve(entry, said, reading) else { return };
    if reading.diagnostics.len() > before {
        return;
    }
    plan.tables(reading);
    plan.function(reading);
    plan.rows(reading, granted);
}

/// Permissions by role, patterns resolved.
fn granted(entry: &Entry, said: &Rbac, reading: &mut Reading<'_>) -> Vec<(SmolStr, String)> {
    let all: Vec<String> = permissions(said).map(|(resource, action)| format!("{resource}.{action}")).collect();
    let mut granted: Vec<(SmolStr, String)> = Vec::new();
    for role in said.grants.keys() {
        if !said.roles.contains_key(role) {
            let span = key_span(entry, "grants", role);
            let near = did_you_mean(role, said.roles.keys().map(SmolStr::as_str));
            let hint = near.map_or_else(
                || format!("add it to `roles`: `roles.{role} = \"…\"`"),
                |near| format!("did you mean `{near}`?"),
            );
            reading
                .report(Diagnostic::error("unknown-role", span, format!("`{role}` is no role of [rbac]")).hint(hint));
            continue;
        }
        for (text, span) in texts_of(entry, &["grants", role]) {
            let fitting: Vec<&String> = all.iter().filter(|name| matches(&text, name)).collect();
            if fitting.is_empty() {
                let near = did_you_mean(&text, all.iter().map(String::as_str));
                let hint = near.map_or_else(
                    || format!("permissions are {}", all.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{text}` is no permission");
                reading.report(Diagnostic::error("unknown-permission", span, message).hint(hint));
            }
            for name in fitting {
                if !granted.contains(&(role.clone(), name.clone())) {
                    granted.push((role.clone(), name.clone()));
                }
            }
        }
    }
    granted
}

fn permissions(said: &Rbac) -> impl Iterator<Item = (&SmolStr, &SmolStr)> {
    said.permissions.iter().flat_map(|(resource, actions)| actions.iter().map(move |action| (resource, action)))
}

fn key_span(entry: &Entry, section: &str, key: &str) -> Span {
    let section = entry.node.as_table().and_then(|table| table.get(section)).and_then(|node| node.as_table());
    section.and_then(|table| table.entry(key)).map_or(entry.key_span, |entry| entry.key_span)
}

impl<'e> Plan<'e> {
    fn resolve(entry: &'e Entry, said: Rbac, reading: &mut Reading<'_>) -> Option<Self> {
        settings::check(reading, &said.user, place_of(entry, &["user"]));
        if let Some(setting) = &said.setting {
            settings::check(reading, setting, place_of(entry, &["setting"]));
        }
        let tenant = match &said.tenant {
            Some(text) => Some(super::tenancy::column(text, place_of(entry, &["tenant"]), reading)?),
            None => None,
        };
        let users = match &said.users {
            Some(name) => Some(tables::named(reading, name, place_of(entry, &["users"]))?),
            None => None,
        };
        let user_type = match &users {
            Some(table) => primary_type(reading, table, place_of(entry, &["users"]))?,
            None => TypeName::parse(&said.user_type).ok().unwrap_or_default(),
        };
        if !settings::TYPES.contains(&user_type.as_str()) {
            let span = place_of(entry, &[if users.is_some() { "users" } else { "user_type" }]);
            let hint = format!("a user is one of {}", settings::TYPES.join(", "));
            let message = format!("a user cannot be of type {user_type}");
            reading.report(Diagnostic::error("tenancy-type", span, message).hint(hint));
            return None;
        }
        let id = |name: &Option<QName>, default: &str| {
            let own = QName { schema: None, name: default.into() };
            home(reading, Tag::Table, name.as_ref().unwrap_or(&own))
        };
        let plan = Self {
            roles: id(&said.tables.roles.table, "roles"),
            permissions: id(&said.tables.permissions.table, "permissions"),
            pairs: id(&said.tables.role_permissions.table, "role_permissions"),
            assignments: id(&said.tables.assignments.table, "user_roles"),
            entry,
            user_type,
            users,
            tenant,
            said,
        };
        plan.declared(reading);
        Some(plan)
    }

    /// Columns that tables of the file must have.
    fn declared(&self, reading: &mut Reading<'_>) {
        let said = &self.said.tables;
        let mut wanted: Vec<(&str, &Id, Vec<Ident>)> = vec![
            ("roles", &self.roles, vec![said.roles.key(), said.roles.name()]),
            ("permissions", &self.permissions, vec![said.permissions.key(), said.permissions.name()]),
            ("role_permissions", &self.pairs, vec![self.pair_role(), self.pair_permission()]),
            ("assignments", &self.assignments, vec![self.user(), self.assigned_role()]),
        ];
        if let (Some((tenant, _)), Some((.., columns))) = (&self.tenant, wanted.last_mut()) {
            columns.push(tenant.clone());
        }
        for (key, table, columns) in wanted {
            if !reading.model.objects.contains_key(table) {
                continue;
            }
            let span = place_of(self.entry, &["tables", key]);
            for column in columns {
                if tables::column(reading, table, &column).is_none() {
                    let hint =
                        format!("say which: `tables.{key} = {{ table = \"{}\", … }}`", tables::shown(reading, table));
                    tables::no_column(reading, table, &column, span, Some(hint));
                }
            }
        }
    }

    fn pair_role(&self) -> Ident {
        self.said.tables.role_permissions.role.clone().unwrap_or_else(|| "role".into())
    }

    fn pair_permission(&self) -> Ident {
        self.said.tables.role_permissions.permission.clone().unwrap_or_else(|| "permission".into())
    }

    fn user(&self) -> Ident {
        self.said.tables.assignments.user.clone().unwrap_or_else(|| "user_id".into())
    }

    fn assigned_role(&self) -> Ident {
        self.said.tables.assignments.role.clone().unwrap_or_else(|| "role".into())
    }

    fn tables(&self, reading: &mut Reading<'_>) {
        let said = &self.said.tables;
        let (role, permission) = (said.roles.name(), said.permissions.name());
        declare(
            reading,
            self.roles.clone(),
            &json!({
                "columns": { role.as_str(): "text primary key", "description": "text not null default ''" },
            }),
        );
        declare(
            reading,
            self.permissions.clone(),
            &json!({
                "columns": {
                    permission.as_str(): "text primary key",
                    "resource": "text not null",
                    "action": "text not null",
                },
                "unnamed": ["unique (resource, action)"],
            }),
        );
        let to = |table: &Id, column: &Ident| format!("references {} ({column}) on delete cascade", table.qualified());
        let of = |reading: &Reading<'_>, table: &Id, column: &Ident| {
            tables::column(reading, table, column)
                .map_or_else(|| "text".to_owned(), |(_, body)| body.data_type.to_string())
        };
        let (role_key, permission_key) = (said.roles.key(), said.permissions.key());
        let role_type = of(reading, &self.roles, &role_key);
        let permission_type = of(reading, &self.permissions, &permission_key);
        let (pair_role, pair_permission) = (self.pair_role(), self.pair_permission());
        declare(
            reading,
            self.pairs.clone(),
            &json!({
                "columns": {
                    pair_role.as_str(): format!("{role_type} not null {}", to(&self.roles, &role_key)),
                    pair_permission.as_str(): format!("{permission_type} not null {}", to(&self.permissions, &permission_key)),
                },
                "unnamed": [format!("primary key ({pair_role}, {pair_permission})")],
                "indexes": { super::joined(self.pairs.name.as_str(), "permission_idx").as_str(): pair_permission.to_string() },
            }),
        );
        let (user, role) = (self.user(), self.assigned_role());
        let users = self.users.as_ref().map(|users| format!(" references {} on delete cascade", users.qualified()));
        let mut columns = serde_json::Map::new();
        columns
            .insert(user.as_str().into(), format!("{} not null{}", self.user_type, users.unwrap_or_default()).into());
        columns.insert(role.as_str().into(), format!("{role_type} not null {}", to(&self.roles, &role_key)).into());
        let mut key = vec![user.to_string(), role.to_string()];
        if let Some((tenant, data_type)) = &self.tenant {
            columns.insert(tenant.as_str().into(), format!("{data_type} not null").into());
            key.insert(1, tenant.to_string());
        }
        declare(
            reading,
            self.assignments.clone(),
            &json!({
                "columns": columns,
                "unnamed": [format!("primary key ({})", key.join(", "))],
                "indexes": { super::joined(self.assignments.name.as_str(), "role_idx").as_str(): role.to_string() },
            }),
        );
    }

    /// The function runs as its owner, so that nobody needs rights on the tables.
    fn function(&self, reading: &mut Reading<'_>) {
        let said = &self.said.tables;
        let (role, permission) = (self.pair_role(), self.pair_permission());
        let mut from = format!(
            "select from {} a\n    join {} r on r.{role} = a.{}",
            self.assignments.qualified(),
            self.pairs.qualified(),
            self.assigned_role(),
        );
        let mut name = format!("r.{permission}");
        if said.permissions.key() != said.permissions.name() {
            let (table, key) = (self.permissions.qualified(), said.permissions.key());
            from.push_str(&format!("\n    join {table} p on p.{key} = r.{permission}"));
            name = format!("p.{}", said.permissions.name());
        }
        let user = settings::value(&self.said.user, &self.user_type);
        let mut args = "p_permission text".to_owned();
        let mut tenant_is = String::new();
        if let Some((tenant, data_type)) = &self.tenant {
            let default = self.said.setting.as_deref().map(|setting| settings::value(setting, data_type));
            let default = default.map(|value| format!(" default {value}")).unwrap_or_default();
            args = format!("{args}, p_tenant {data_type}{default}");
            tenant_is = format!(" and a.{tenant} = $2");
        }
        let body =
            format!("select exists (\n    {from}\n    where a.{} = {user}{tenant_is} and {name} = $1\n)", self.user());
        let id = home(reading, Tag::Function, &self.said.function);
        declare(
            reading,
            id,
            &json!({
                "args": args,
                "returns": "boolean",
                "language": "sql",
                "stability": "stable",
                "parallel": "safe",
                "security_definer": true,
                "set": { "search_path": SEARCH_PATH },
                "body": body,
            }),
        );
    }

    /// The rows, in the shape of `[data.TABLE]`.
    fn rows(&self, reading: &mut Reading<'_>, granted: Vec<(SmolStr, String)>) {
        let said = &self.said.tables;
        let (role, permission) = (said.roles.name(), said.permissions.name());
        let has = |reading: &Reading<'_>, table: &Id, name: &Ident| tables::column(reading, table, name).is_some();
        let (description, resource, action): (Ident, Ident, Ident) =
            ("description".into(), "resource".into(), "action".into());
        let described = has(reading, &self.roles, &description);
        let roles = self.said.roles.iter().map(|(name, text)| {
            let mut row = json!({ role.as_str(): name.as_str() });
            if described {
                row["description"] = text.as_str().into();
            }
            row
        });
        let split = has(reading, &self.permissions, &resource) && has(reading, &self.permissions, &action);
        let permissions = permissions(&self.said).map(|(of, what)| {
            let mut row = json!({ permission.as_str(): format!("{of}.{what}") });
            if split {
                row["resource"] = of.as_str().into();
                row["action"] = what.as_str().into();
            }
            row
        });
        // Where the tables refer to each other by other keys, a name stands for the row that has it.
        let meant = |key: &Ident, name: &Ident, value: &str| {
            if key == name { Json::from(value) } else { json!({ name.as_str(): value }) }
        };
        let (of, what) = (self.pair_role(), self.pair_permission());
        let pairs = granted.iter().map(|(name, granted)| {
            json!({
                of.as_str(): meant(&said.roles.key(), &role, name),
                what.as_str(): meant(&said.permissions.key(), &permission, granted),
            })
        });
        let sets: [(&Id, Vec<&Ident>, Vec<Json>); 3] = [
            (&self.roles, vec![&role], roles.collect()),
            (&self.permissions, vec![&permission], permissions.collect()),
            (&self.pairs, vec![&of, &what], pairs.collect()),
        ];
        let sets: Vec<(Id, Json)> = sets
            .into_iter()
            .map(|(table, key, rows)| {
                let key: Vec<&str> = key.into_iter().map(Ident::as_str).collect();
                (table.clone(), json!({ "key": key, "rows": rows }))
            })
            .collect();
        let span = self.entry.key_span;
        for (table, rows) in sets {
            let entry = Entry { key: table.name.as_str().into(), key_span: span, node: Node::from_json(&rows, span) };
            let schema = table.schema.unwrap_or_else(|| "public".into());
            reading.data.push(Section { schema, entry, seed: None });
        }
    }
}

/// The type of the primary key of a table, which is one column.
fn primary_type(reading: &mut Reading<'_>, table: &Id, span: Span) -> Option<TypeName> {
    let columns = tables::referenced(reading, &crate::kinds::constraint::ForeignKey::default(), table);
    let found = match columns.as_slice() {
        [column] => tables::column(reading, table, column).map(|(_, body)| body.data_type.clone()),
        _ => None,
    };
    if found.is_none() {
        let message = format!("the primary key of `{}` is not one column", quote_ident(table.name.as_str()));
        let hint = "leave `users` away and say `user_type`";
        reading.report(Diagnostic::error("rbac", span, message).hint(hint));
    }
    found
}
