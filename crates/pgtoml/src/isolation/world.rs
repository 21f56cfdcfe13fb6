//! What a throw-away database holds when the attacks begin: tenants, their rows, and who may do what.

use std::collections::{BTreeMap, BTreeSet};

use super::session::Slot;
use super::{Claims, Session};
use crate::model::{Id, Ident};
use crate::sql::TypeName;

/// A tenant: what the session holds when it asks.
#[derive(Clone, Debug, Default)]
pub struct Tenant {
    /// `A` or `B`.
    pub name: &'static str,
    /// The value of each identity of the session, in their order.
    pub values: Vec<String>,
}

/// A row that a tenant was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Number of the tenant; nobody's where absent.
    pub tenant: Option<usize>,
    /// It is about another person of the tenant than the one who asks.
    pub colleague: bool,
    /// The policies let others read it, by a condition about the row alone.
    pub shared: bool,
    /// The values of the columns as text, in their order.
    pub values: Vec<Option<String>>,
    /// The whole row as text.
    pub whole: String,
}

/// A column of a relation.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name.
    pub name: Ident,
    /// Type as SQL writes it.
    pub data_type: String,
    /// `NOT NULL`.
    pub not_null: bool,
    /// Only the server can write it.
    pub generated: bool,
    /// It is a part of a unique key.
    pub keyed: bool,
    /// The table and column that it refers to.
    pub refers: Option<(Id, Ident)>,
    /// A check speaks of it.
    pub checked: bool,
    /// The values that it has by an enumerated type or the constants of its check.
    pub listed: Vec<String>,
}

/// A table or view.
#[derive(Clone, Debug, Default)]
pub struct Relation {
    /// Columns.
    pub columns: Vec<Column>,
    /// The primary key.
    pub key: Vec<Ident>,
    /// Unique keys of values that people choose or guess, and not the server.
    pub guessable: Vec<Vec<Ident>>,
    /// Rows, for tables.
    pub rows: Vec<Row>,
    /// Tables in which its rows live, for a partitioned one.
    pub leaves: BTreeSet<Id>,
    /// Tables that its policies read.
    pub reads: BTreeSet<Id>,
    /// FORCE ROW LEVEL SECURITY.
    pub forced: bool,
    /// What happens to it can reach other tables: it has triggers, rules, or foreign keys that act.
    pub acts: bool,
    /// Columns that each role may use, by command; all of them where the privilege is the table's.
    pub rights: BTreeMap<(Ident, &'static str), BTreeSet<Ident>>,
}

impl Relation {
    /// Whether a role may do something with any column.
    pub fn allows(&self, role: &Ident, command: &'static str) -> bool {
        self.rights.contains_key(&(role.clone(), command))
    }

    /// Whether a role may do something with this column.
    pub fn allows_column(&self, role: &Ident, command: &'static str, column: &Ident) -> bool {
        self.rights.get(&(role.clone(), command)).is_some_and(|columns| columns.contains(column))
    }

    /// The value of a column of a row.
    pub fn value<'r>(&self, row: &'r Row, column: &Ident) -> Option<&'r str> {
        let at = self.columns.iter().position(|known| known.name == *column)?;
        row.values.get(at)?.as_deref()
    }

    /// The rows of a tenant.
    pub fn of(&self, tenant: usize) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.tenant == Some(tenant))
    }
}

/// An argument of a function.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its name, if it has one.
    pub name: Option<Ident>,
    /// Its type.
    pub data_type: TypeName,
    /// It need not be given.
    pub has_default: bool,
}

/// A function that a role may call.
#[derive(Clone, Debug)]
pub struct Callable {
    /// The function.
    pub id: Id,
    /// The arguments that can be given.
    pub args: Vec<Argument>,
    /// Tables that it may read or write, through other functions and views too.
    pub reaches: BTreeSet<Id>,
    /// It is a procedure.
    pub procedure: bool,
    /// Roles that may call it.
    pub roles: BTreeSet<Ident>,
}

/// Everything that attacks are made of.
#[derive(Debug, Default)]
pub struct World {
    /// What is claimed.
    pub claims: Claims,
    /// What policies ask the session.
    pub session: Session,
    /// Two tenants.
    pub tenants: Vec<Tenant>,
    /// Roles that act for tenants; with `current_user` as identity, one for each tenant.
    pub actors: Vec<Actor>,
    /// Tables, with their rows, and views.
    pub relations: BTreeMap<Id, Relation>,
    /// Views that read claimed tables, with these tables.
    pub views: BTreeMap<Id, BTreeSet<Id>>,
    /// Functions that reach claimed tables.
    pub functions: Vec<Callable>,
    /// Roles that only the proof has.
    pub made: BTreeSet<Ident>,
    /// Privileges that only the proof gives.
    pub grants: Vec<String>,
    /// What the names of these roles end with, so that no other run on the server has them.
    pub suffix: String,
    /// An ordinary role that owns tables where the attack is made by their owner.
    pub owner: Option<Ident>,
    /// Major version of the server.
    pub major: u32,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// The role, as the model has it.
    pub role: Ident,
    /// The role that acts for each tenant: the same, or members of it.
    pub acting: Vec<Ident>,
}

impl World {
    /// The settings with which a tenant asks.
    pub fn settings(&self, tenant: usize) -> BTreeMap<String, String> {
        let mut found: BTreeMap<String, serde_json::Value> = BTreeMap::new();
        let values = self.tenants.get(tenant).map(|tenant| tenant.values.as_slice()).unwrap_or_default();
        for (identity, value) in self.session.identities.iter().zip(values) {
            for slot in &identity.slots {
                let Slot::Setting { name, path } = slot else { continue };
                let at = found.entry(name.clone()).or_insert(serde_json::Value::Null);
                place(at, path, value);
            }
        }
        found
            .into_iter()
            .map(|(name, value)| match value {
                serde_json::Value::String(text) => (name, text),
                value => (name, value.to_string()),
            })
            .collect()
    }

    /// Every setting that says who asks.
    pub fn names(&self) -> BTreeSet<String> {
        let all = self.session.identities.iter().flat_map(|identity| &identity.slots);
        let of_identities = all.filter_map(|slot| match slot {
            Slot::Setting { name, .. } => Some(name.clone()),
            Slot::CurrentUser => None,
        });
        of_identities.chain(self.session.settings.iter().cloned()).collect()
    }
}

/// Puts a text at the end of a path of keys.
fn place(at: &mut serde_json::Value, path: &[String], value: &str) {
    let Some((key, rest)) = path.split_first() else {
        // A whole setting that also holds JSON stays JSON.
        if at.is_null() {
            *at = serde_json::Value::String(value.to_owned());
        }
        return;
    };
    if !at.is_object() {
        *at = serde_json::Value::Object(serde_json::Map::new());
    }
    if let Some(object) = at.as_object_mut() {
        place(object.entry(key.clone()).or_insert(serde_json::Value::Null), rest, value);
    }
}
