//! The section `[tenancy.NAME]` as it is written.

use serde::Deserialize;
use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Span};
use crate::expand::settings::TYPES;
use crate::expand::{as_list, as_table};
use crate::model::{Ident, QName};
use crate::read::de;
use crate::read::node::{Entry, Node, Table, Value};
use crate::read::reading::Reading;
use crate::sql::cursor::Cursor;
use crate::sql::{SqlError, TypeName};

/// The section `[tenancy.NAME]`.
///
/// Rows belong to tenants: a column says to which, and a setting of the session says for which one a statement runs. One of
/// `setting` and `membership` is needed. What it makes of a table that it is about: policies, `ROW LEVEL SECURITY`
/// with `FORCE`, NOT NULL on the column, and an index that leads with it.
#[derive(Clone, Debug, Deserialize)]
pub struct Tenancy {
    /// The column that says whose a row is, with its type: `"solution_id uuid"`. uuid, text, bigint or integer.
    pub column: SmolStr,
    /// The setting with the tenant for which a statement runs, as `app.current_solution_id`. Unset or empty: no rows.
    #[serde(default)]
    pub setting: Option<SmolStr>,
    /// Its tables: names, patterns with `*`, or `"auto"` for every table that has the column. Partitions and heirs follow
    /// their tables, because PostgreSQL asks the policies of the table that a statement names.
    #[serde(default)]
    pub tables: Vec<SmolStr>,
    /// Tables and views that are left out of everything here: names or patterns.
    #[serde(default)]
    pub except: Vec<SmolStr>,
    /// Tables whose column has another name, with that name: `columns = { solutions = "id" }`.
    #[serde(default)]
    pub columns: indexmap::IndexMap<SmolStr, Ident>,
    /// Roles that the policies are for; all where absent.
    #[serde(default)]
    pub roles: Vec<Ident>,
    /// Privileges that `roles` get on the tables.
    #[serde(default)]
    pub grants: Vec<SmolStr>,
    /// `FORCE ROW LEVEL SECURITY`, so that the owner of a table sees no more than others; on unless `false`. Tables that the
    /// functions made here read have it off: those functions run as the owner.
    #[serde(default = "yes")]
    pub force: bool,
    /// Name of the policies: alone for one that is for all commands, else before `_read`, `_insert`, `_update`, `_delete`.
    /// The name of the section where absent.
    #[serde(default)]
    pub policy: Option<Ident>,
    /// The policies must hold beside others (`AS RESTRICTIVE`) instead of allowing by themselves.
    #[serde(default)]
    pub restrictive: bool,
    /// SELECT. `false`: not allowed to anybody; a text: a condition that must hold besides; a table: [`Rule`].
    #[serde(default)]
    pub read: Rule,
    /// INSERT; the condition is about the new row.
    #[serde(default)]
    pub insert: Rule,
    /// UPDATE; the condition is about the row before. The row after must be of the tenant too.
    #[serde(default)]
    pub update: Rule,
    /// DELETE.
    #[serde(default)]
    pub delete: Rule,
    /// Rows without a tenant: everybody reads them, nobody writes them. The column may be null then.
    #[serde(default)]
    pub shared: bool,
    /// The column becomes NOT NULL; on unless `false` or `shared`.
    #[serde(default = "yes")]
    pub not_null: bool,
    /// An index that leads with the column, where there is none; on unless `false`.
    #[serde(default = "yes")]
    pub index: bool,
    /// Foreign keys between its tables hold the tenant too, so that a row cannot point at one of another tenant: checks of
    /// foreign keys see every row, whatever the policies say.
    #[serde(default)]
    pub composite_keys: bool,
    /// Tables without the column, whose rows belong to whom the row behind their foreign key belongs to: names, or
    /// `{ TABLE = "COLUMN" }` where several foreign keys lead to tables of the tenancy.
    #[serde(default)]
    pub children: Vec<Child>,
    /// The setting with the user for whom a statement runs; for `membership` and `owner`.
    #[serde(default)]
    pub user: Option<SmolStr>,
    /// Tables that say which tenants a user belongs to. The user sees the rows of all of them, or, if there is a
    /// `setting`, those of its tenant if the user belongs to it.
    #[serde(default)]
    pub membership: Vec<Membership>,
    /// Rows belong to a user besides: `"created_by"`, or a table.
    #[serde(default)]
    pub owner: Option<Owner>,
    /// Tenants below tenants: who sees one sees those below it.
    #[serde(default)]
    pub hierarchy: Option<Hierarchy>,
    /// Who sees everything: a role, a setting (it has a dot), or a table.
    #[serde(default)]
    pub bypass: Option<Bypass>,
    /// Names of the functions to make: `set`, `clear`, `get`, `enable_bypass`, `disable_bypass`, `is_bypass`, `tenants`.
    #[serde(default)]
    pub functions: Functions,
    /// What becomes of views that read its tables: `"invoker"` makes them `security_invoker`, so that they show what their
    /// reader may see; `"as_is"` leaves them as they are.
    #[serde(default)]
    pub views: Views,
}

fn yes() -> bool {
    true
}

/// What is allowed of one command.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// Whether the command is allowed at all.
    pub allow: bool,
    /// A condition that must hold besides.
    #[serde(rename = "where")]
    pub condition: Option<SmolStr>,
    /// Roles of the membership, of which the user must have one; those of the membership itself where absent.
    pub roles: Option<Vec<SmolStr>>,
}

impl Default for Rule {
    fn default() -> Self {
        Self { allow: true, condition: None, roles: None }
    }
}

/// A table whose rows belong to those of another one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Child {
    /// The table.
    pub table: SmolStr,
    /// A column of the foreign key.
    #[serde(default)]
    pub through: Option<Ident>,
}

/// A table that says which tenants a user belongs to.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Membership {
    /// The table.
    pub table: QName,
    /// Its column with the user.
    #[serde(default = "user_id")]
    pub user: Ident,
    /// Its column with the tenant; the name of the tenancy's column where absent.
    #[serde(default)]
    pub tenant: Option<Ident>,
    /// Its column with the role that the user has there.
    #[serde(default)]
    pub role: Option<Ident>,
    /// Roles of which the user must have one; any where absent.
    #[serde(default)]
    pub roles: Vec<SmolStr>,
    /// A condition on the row: `"is_active"`.
    #[serde(default, rename = "where")]
    pub condition: Option<SmolStr>,
    /// What users see of the table itself: their `own` rows, all rows of their `tenants`, or what other policies say
    /// (`as_is`). Nobody writes it unless another policy says so.
    #[serde(default)]
    pub visible: Visible,
}

fn user_id() -> Ident {
    "user_id".into()
}

/// What users see of a membership table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visible {
    /// Their own rows.
    #[default]
    Own,
    /// The rows of all tenants that they belong to.
    Tenants,
    /// What other policies say.
    AsIs,
}

/// Rows that belong to a user.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Owner {
    /// The column with the user.
    pub column: Ident,
    /// Commands that are for own rows only: `read`, `insert`, `update`, `delete`; all where absent.
    #[serde(default = "Command::all")]
    pub commands: Vec<Command>,
}

/// A command that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// SELECT.
    Read,
    /// INSERT.
    Insert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
}

impl Command {
    /// All four.
    pub fn all() -> Vec<Self> {
        vec![Self::Read, Self::Insert, Self::Update, Self::Delete]
    }

    /// Its key in the TOML, and the end of the name of its policy.
    pub fn key(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }

    /// The command of SQL.
    pub fn sql(self) -> &'static str {
        if self == Self::Read { "select" } else { self.key() }
    }
}

/// A table that says which tenant is below which.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Hierarchy {
    /// The table: of the tenants, or of all pairs of a tenant and one below it.
    pub table: QName,
    /// Its column with the tenant.
    #[serde(default = "id")]
    pub id: Ident,
    /// Its column with the tenant above; `id` is what is below then.
    #[serde(default)]
    pub parent: Option<Ident>,
    /// Its column with any tenant above, in a table that holds all pairs (a closure); instead of `parent`.
    #[serde(default)]
    pub ancestor: Option<Ident>,
}

fn id() -> Ident {
    "id".into()
}

/// Who sees everything.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Bypass {
    /// A role: it has a policy of its own, and those of the others keep their indexes.
    pub role: Option<Ident>,
    /// A setting that `enable_bypass` switches on until the end of the transaction. Setting it by hand does nothing: it
    /// counts only beside a row of `audit`, which only that function writes.
    pub setting: Option<SmolStr>,
    /// Roles that may call `enable_bypass`; only the owner where absent.
    pub roles: Vec<Ident>,
    /// The table that says who used it, when and why; `NAME_bypass_log` where absent.
    pub audit: Option<QName>,
}

/// Names of functions.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Functions {
    /// Sets the tenant until the end of the transaction.
    pub set: Option<QName>,
    /// Forgets the tenant.
    pub clear: Option<QName>,
    /// The tenant, or null.
    pub get: Option<QName>,
    /// Switches the bypass on until the end of the transaction, and notes who did so and why.
    pub enable_bypass: Option<QName>,
    /// Switches it off.
    pub disable_bypass: Option<QName>,
    /// Whether it is on.
    pub is_bypass: Option<QName>,
    /// The tenants whose rows the user sees; made where there is a `membership` or a `hierarchy`.
    pub tenants: Option<QName>,
}

/// What becomes of views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Views {
    /// They get `security_invoker`.
    #[default]
    Invoker,
    /// They stay as they are.
    AsIs,
}

/// Reads a section; `None` where something in it is wrong.
pub(super) fn read(entry: &Entry, reading: &mut Reading<'_>) -> Option<Tenancy> {
    let mut node = entry.node.clone();
    if let Value::Table(table) = &mut node.value {
        for key in ["tables", "except", "roles", "grants", "membership"] {
            as_list(table, key);
        }
        for command in Command::all() {
            as_table(table, command.key(), |value| match value {
                Value::Boolean(_) => Some("allow"),
                Value::String(_) => Some("where"),
                _ => None,
            });
        }
        as_table(table, "owner", |value| matches!(value, Value::String(_)).then_some("column"));
        as_table(table, "bypass", |value| match value {
            Value::String(text) if text.contains('.') => Some("setting"),
            Value::String(_) => Some("role"),
            _ => None,
        });
        children(table);
    }
    de::decode_with(&node, &mut reading.diagnostics)
}

/// `children = ["a"]` and `children = { a = "column" }` as what [`Child`] is read from.
fn children(table: &mut Table) {
    let Some(entry) = table.entries.iter_mut().find(|entry| entry.key == "children") else { return };
    let child = |name: Entry, through: Option<Entry>| {
        let (span, key_span) = (name.node.span, name.key_span);
        let entries = [Some(Entry { key: "table".into(), key_span, ..name }), through].into_iter().flatten().collect();
        Node { span, value: Value::Table(Table { entries }) }
    };
    let list = match std::mem::replace(&mut entry.node.value, Value::Boolean(false)) {
        Value::Table(pairs) => pairs
            .entries
            .into_iter()
            .map(|pair| {
                let node = Node { span: pair.key_span, value: Value::String(pair.key.clone()) };
                let through = Entry { key: "through".into(), ..pair.clone() };
                child(Entry { node, ..pair }, Some(through))
            })
            .collect(),
        Value::Array(names) => {
            let key = |node: Node| Entry { key: "table".into(), key_span: node.span, node };
            names.into_iter().map(|node| child(key(node), None)).collect()
        }
        other => {
            let node = Node { span: entry.node.span, value: other };
            vec![child(Entry { key: "table".into(), key_span: entry.key_span, node }, None)]
        }
    };
    entry.node.value = Value::Array(list);
}

/// `solution_id uuid`: the column and its type.
pub(in crate::expand) fn column(text: &str, span: Span, reading: &mut Reading<'_>) -> Option<(Ident, TypeName)> {
    let parsed: Result<(Ident, TypeName), SqlError> = (|| {
        let mut cursor = Cursor::new(text)?;
        let name = cursor.name("the column")?;
        let data_type = cursor.data_type()?;
        cursor.finish(&[])?;
        Ok((name, data_type))
    })();
    let (name, data_type) = match parsed {
        Ok(found) => found,
        Err(error) => {
            reading.report_sql(span, text, error.hint("write the column with its type: `\"tenant_id uuid\"`"));
            return None;
        }
    };
    if !TYPES.contains(&data_type.as_str()) {
        let message = format!("a tenant cannot be of type {data_type}");
        let hint = format!("the column is one of {}", TYPES.join(", "));
        reading.report(Diagnostic::error("tenancy-type", span, message).hint(hint));
        return None;
    }
    Some((name, data_type))
}
