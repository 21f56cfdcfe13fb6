//! The section `[rbac]` as it is written.

use indexmap::IndexMap;
use serde::Deserialize;
use smol_str::SmolStr;

use crate::expand::{as_list, as_table};
use crate::model::{Ident, QName};
use crate::read::de;
use crate::read::node::{Entry, Node, Table, Value};
use crate::read::reading::Reading;

/// The section `[rbac]`.
#[derive(Clone, Debug, Deserialize)]
pub struct Rbac {
    /// The setting with the user for whom a statement runs, as `app.current_user_id`.
    pub user: SmolStr,
    /// The table of users, to which assignments refer.
    #[serde(default)]
    pub users: Option<QName>,
    /// The type of users, where no table says it: uuid, text, bigint or integer.
    #[serde(default = "uuid")]
    pub user_type: SmolStr,
    /// Roles are given within a tenant: its column in the assignments with its type, `"organization_id uuid"`. The function
    /// takes the tenant as its second argument.
    #[serde(default)]
    pub tenant: Option<SmolStr>,
    /// The setting that the second argument defaults to.
    #[serde(default)]
    pub setting: Option<SmolStr>,
    /// Roles, each with its description.
    pub roles: IndexMap<SmolStr, SmolStr>,
    /// What can be done to what: `permissions.cases = ["read", "write"]`. The permission is called `cases.read`.
    pub permissions: IndexMap<SmolStr, Vec<SmolStr>>,
    /// What each role may do: permissions, or patterns as `cases.*` and `*`.
    #[serde(default)]
    pub grants: IndexMap<SmolStr, Vec<SmolStr>>,
    /// The tables.
    #[serde(default)]
    pub tables: Tables,
    /// The function `name(permission)` that says whether the user may.
    #[serde(default = "has_permission")]
    pub function: QName,
}

fn uuid() -> SmolStr {
    "uuid".into()
}

fn has_permission() -> QName {
    QName { schema: None, name: "has_permission".into() }
}

/// Names of the tables. One that the file declares is used as it is, with the columns said here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Tables {
    /// Roles; `roles` where absent.
    pub roles: Named,
    /// Permissions; `permissions` where absent.
    pub permissions: Named,
    /// Which role has which permission; `role_permissions` where absent.
    pub role_permissions: Pairs,
    /// Which user has which role; `user_roles` where absent.
    pub assignments: Assignments,
}

/// A table of things with a name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    /// The table.
    pub table: Option<QName>,
    /// The column that others refer to; the one with the name where absent.
    pub key: Option<Ident>,
    /// The column with the name; `name` where absent.
    pub name: Option<Ident>,
}

/// The table of roles and their permissions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Pairs {
    /// The table.
    pub table: Option<QName>,
    /// The column with the role; `role` where absent.
    pub role: Option<Ident>,
    /// The column with the permission; `permission` where absent.
    pub permission: Option<Ident>,
}

/// The table of users and their roles.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Assignments {
    /// The table.
    pub table: Option<QName>,
    /// The column with the user; `user_id` where absent.
    pub user: Option<Ident>,
    /// The column with the role; `role` where absent.
    pub role: Option<Ident>,
}

impl Named {
    pub(super) fn name(&self) -> Ident {
        self.name.clone().unwrap_or_else(|| "name".into())
    }

    pub(super) fn key(&self) -> Ident {
        self.key.clone().unwrap_or_else(|| self.name())
    }
}

/// Reads the section; `None` where something in it is wrong.
pub(super) fn read(entry: &Entry, reading: &mut Reading<'_>) -> Option<Rbac> {
    let mut node = entry.node.clone();
    if let Value::Table(table) = &mut node.value {
        if let Some(roles) = table.entries.iter_mut().find(|entry| entry.key == "roles") {
            described(&mut roles.node.value);
        }
        for section in ["permissions", "grants"] {
            let Some(Value::Table(inner)) = value(table, section) else { continue };
            for key in inner.entries.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>() {
                as_list(inner, &key);
            }
        }
        if let Some(Value::Table(inner)) = value(table, "tables") {
            for key in ["roles", "permissions", "role_permissions", "assignments"] {
                as_table(inner, key, |value| matches!(value, Value::String(_)).then_some("table"));
            }
        }
    }
    de::decode_with(&node, &mut reading.diagnostics)
}

fn value<'t>(table: &'t mut Table, key: &str) -> Option<&'t mut Value> {
    table.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node.value)
}

/// `roles = ["admin"]` are roles without a description.
fn described(value: &mut Value) {
    let Value::Array(names) = value else { return };
    let entry = |node: Node| {
        let text = node.as_str().map(SmolStr::new)?;
        let empty = Node { span: node.span, value: Value::String(SmolStr::default()) };
        Some(Entry { key: text, key_span: node.span, node: empty })
    };
    *value = Value::Table(Table { entries: names.drain(..).filter_map(entry).collect() });
}
