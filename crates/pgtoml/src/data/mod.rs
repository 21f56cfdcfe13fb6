//! Rows that belong to a schema: reference rows (`[data.TABLE]`), and seeds for some environments.
//!
//! Reading checks them against the declared tables ([`read`]). Whether a row is there as it should be is judged by the
//! server, in queries that [`compare`] writes and whose answers it understands; [`plan`] makes steps of what is left to do.

mod answer;
mod columns;
pub mod compare;
mod csv;
pub mod environments;
mod order;
pub mod plan;
pub mod read;
mod reference;
mod sql;
mod value;

use std::collections::BTreeMap;

use indexmap::IndexMap;
use smol_str::SmolStr;

pub use self::columns::Shape;
pub use self::environments::{Environment, Url};
use crate::diagnostic::Span;
use crate::model::{Id, Ident, QName};
use crate::sql::Sql;

/// Rows of one table that a file declares.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The table.
    pub table: Id,
    /// Columns that tell the rows apart: a row that is there with the same values is changed, not added.
    pub key: Vec<Ident>,
    /// The columns that rows have values for, in the order of the table.
    pub columns: IndexMap<Ident, Shape>,
    /// The rows, in the order of the file.
    pub rows: Vec<Row>,
    /// Whether other rows of the table are deleted.
    pub delete: bool,
    /// `OVERRIDING SYSTEM VALUE`: values for identity columns that are GENERATED ALWAYS.
    pub overriding: bool,
    /// Where they are declared.
    pub at: Span,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its values, by column.
    pub cells: BTreeMap<Ident, Value>,
    /// Where it stands.
    pub at: Span,
}

/// The value of a column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// NULL.
    Null,
    /// A text that PostgreSQL reads as a value of the column's type.
    Text(String),
    /// The column of another row, which is known by other values of it.
    Row(Box<Reference>),
    /// Computed by the database when the row is inserted; never compared.
    Computed(Computed),
    /// The value of an environment variable, written when the row is inserted; never compared and never shown.
    Secret(SmolStr),
}

impl Value {
    /// Whether what is there can be compared with it.
    pub fn is_compared(&self) -> bool {
        !matches!(self, Self::Computed(_) | Self::Secret(_))
    }
}

/// A row of a table, known by its natural key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// Its table.
    pub table: QName,
    /// The column whose value is meant.
    pub column: Ident,
    /// Values that tell the row from all others.
    pub by: BTreeMap<Ident, Value>,
    /// The predicate of the partial index that makes them unique.
    pub predicate: Option<Predicate>,
}

/// The predicate of a partial unique index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Predicate(pub String);

impl From<&Sql> for Predicate {
    fn from(sql: &Sql) -> Self {
        Self(sql.as_str().to_owned())
    }
}

/// An expression with values for its placeholders.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Computed {
    /// The expression; `:name` stands for a value.
    pub sql: String,
    /// The values.
    pub bound: BTreeMap<SmolStr, Bound>,
}

/// A value that an expression is given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// As it is.
    Text(String),
    /// Of an environment variable.
    Env(SmolStr),
}

impl Rows {
    /// `roles`, or `billing.plans` outside of the schema `public`.
    pub fn shown_table(&self) -> String {
        shown(&self.table)
    }

    /// The values of the key, for people.
    pub fn label(&self, row: &Row) -> String {
        let values = self.key.iter().filter_map(|column| row.cells.get(column));
        values.map(shown_value).collect::<Vec<_>>().join(", ")
    }
}

/// A table as people call it.
pub(crate) fn shown(table: &Id) -> String {
    match &table.schema {
        Some(schema) if schema.as_str() != "public" => format!("{}.{}", schema.as_str(), table.name.as_str()),
        _ => table.name.as_str().to_owned(),
    }
}

/// A value for people: on one line, and not too long. Secrets are shown by their names.
pub(crate) fn shown_value(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Text(text) => shown_text(text),
        Value::Row(reference) => reference.by.values().map(shown_value).collect::<Vec<_>>().join("/"),
        Value::Computed(computed) => shown_text(&computed.sql),
        Value::Secret(name) => format!("env:{name}"),
    }
}

/// A text for people, on one line and not too long.
pub(crate) fn shown_text(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = crate::sql::quote::comment_safe(text);
    if line.is_empty() {
        return "''".to_owned();
    }
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}
