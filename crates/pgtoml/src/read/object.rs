//! The TOML of one object, on its way from sugar to the shape of its kind.

use smol_str::SmolStr;

use super::node::{Entry, Node, Table, Value};
use crate::diagnostic::Span;
use crate::kind::Body;

/// The TOML of one object.
#[derive(Clone, Debug)]
pub struct ObjectNode {
    /// Place of its key.
    pub key_span: Span,
    /// Place of its value.
    pub span: Span,
    /// Its entries.
    pub table: Table,
    /// The object itself, where a short text says all of it.
    pub whole: Option<Body>,
}

impl ObjectNode {
    /// Takes a key out.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        self.table.take(key)
    }

    /// Puts a value in, in place of what was there.
    pub fn set(&mut self, key: &str, value: Value) {
        self.table.take(key);
        self.table.entries.push(Entry {
            key: SmolStr::new(key),
            key_span: self.key_span,
            node: Node { span: self.span, value },
        });
    }

    /// The table under a key, made if it is not there. `None` where something else is in its place.
    pub fn section(&mut self, key: &str) -> Option<&mut Table> {
        if self.table.get(key).is_none() {
            self.set(key, Value::Table(Table::default()));
        }
        let entry = self.table.entries.iter_mut().find(|entry| entry.key == key)?;
        match &mut entry.node.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }
}
