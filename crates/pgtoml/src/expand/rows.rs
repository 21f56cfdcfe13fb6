//! Rows that belong to a schema.

use std::collections::BTreeMap;

use crate::model::{Id, Ident};

/// Reference rows that sugar stands for, in the shape of `[data.TABLE]`.
///
/// They are kept in [`crate::read::Loaded::data`]; no plan applies them yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceRows {
    /// The table.
    pub table: Id,
    /// Columns that tell the rows apart: a row that is there with the same values is changed, not added.
    pub key: Vec<Ident>,
    /// The rows, each with the texts of its columns.
    pub rows: Vec<BTreeMap<Ident, String>>,
}
