//! What is to be written, as a tree: TOML values in their order, each table with the way in which it is laid out.

use serde_json::Value as Json;
use smol_str::SmolStr;

/// A TOML value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A string.
    Text(SmolStr),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A boolean.
    Boolean(bool),
    /// An array.
    Array(Vec<Value>),
    /// A table.
    Table(Table),
}

/// How a table is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Style {
    /// `key = { a = 1 }` where that fits on a line, else under a header of its own.
    #[default]
    Auto,
    /// `key = { a = 1 }`, however long.
    Inline,
    /// `key.a = 1`.
    Dotted,
    /// Under a header of its own.
    Section,
}

/// A table, in the order in which it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    pub style: Style,
    pub entries: Vec<(SmolStr, Value)>,
}

impl Table {
    pub(super) fn new(style: Style) -> Self {
        Self { style, entries: Vec::new() }
    }

    pub(super) fn push(&mut self, key: impl Into<SmolStr>, value: impl Into<Value>) {
        self.entries.push((key.into(), value.into()));
    }

    /// Adds a table of this style, unless it is empty.
    pub(super) fn push_table(&mut self, key: &str, table: Table) {
        if !table.entries.is_empty() {
            self.push(key, Value::Table(table));
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    /// Adds all members of a JSON object; null is nothing in TOML.
    pub(super) fn extend(&mut self, json: Json) {
        if let Json::Object(map) = json {
            for (key, value) in map {
                if let Some(value) = Value::from_json(value) {
                    self.push(key, value);
                }
            }
        }
    }
}

impl Value {
    /// The JSON value in TOML; `None` for null.
    pub(super) fn from_json(json: Json) -> Option<Self> {
        Some(match json {
            Json::Null => return None,
            Json::Bool(flag) => Self::Boolean(flag),
            Json::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(number), _) => Self::Integer(number),
                // A cost of 10 is what a person writes for 10.0.
                (None, Some(number)) if number.fract() == 0.0 && number.abs() < 1e15 => Self::Integer(number as i64),
                (None, number) => Self::Float(number.unwrap_or_default()),
            },
            Json::String(text) => Self::Text(text.into()),
            Json::Array(items) => Self::Array(items.into_iter().filter_map(Self::from_json).collect()),
            Json::Object(_) => {
                let mut table = Table::default();
                table.extend(json);
                Self::Table(table)
            }
        })
    }

    /// Whether a string in it has several lines.
    pub(super) fn has_lines(&self) -> bool {
        match self {
            Self::Text(text) => text.contains('\n'),
            Self::Integer(_) | Self::Float(_) | Self::Boolean(_) => false,
            Self::Array(items) => items.iter().any(Self::has_lines),
            Self::Table(table) => table.entries.iter().any(|(_, value)| value.has_lines()),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<SmolStr> for Value {
    fn from(text: SmolStr) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<Table> for Value {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}
