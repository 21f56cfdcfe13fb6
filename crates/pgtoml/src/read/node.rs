//! TOML as a tree in which everything knows its place.

use std::collections::BTreeMap;

use smol_str::SmolStr;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Diagnostic, SourceFile, Span};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// Place of the value.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A TOML value.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string.
    String(SmolStr),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A boolean.
    Boolean(bool),
    /// A date or time, as it is written.
    Datetime(SmolStr),
    /// An array.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

/// A table, in the order in which it is written.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: SmolStr,
    /// Place of the key.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Takes a key out.
    pub fn take(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }

    /// Adds an entry, unless the key is there.
    pub fn default_entry(&mut self, entry: Entry) {
        if self.get(&entry.key).is_none() {
            self.entries.push(entry);
        }
    }
}

impl Node {
    /// What a person calls the type of the value, with its article.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::String(_) => "a string",
            Value::Integer(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Boolean(_) => "a boolean",
            Value::Datetime(_) => "a date",
            Value::Array(_) => "an array",
            Value::Table(_) => "a table",
        }
    }

    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The table.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// JSON in place of TOML, all of it at one place.
    pub fn from_json(json: &serde_json::Value, span: Span) -> Self {
        use serde_json::Value as Json;
        let value = match json {
            Json::Null => Value::Table(Table::default()),
            Json::Bool(flag) => Value::Boolean(*flag),
            Json::Number(number) => match number.as_i64() {
                Some(number) => Value::Integer(number),
                None => Value::Float(number.as_f64().unwrap_or_default()),
            },
            Json::String(text) => Value::String(text.into()),
            Json::Array(items) => Value::Array(items.iter().map(|item| Self::from_json(item, span)).collect()),
            Json::Object(map) => Value::Table(Table {
                entries: map
                    .iter()
                    .filter(|(_, item)| !item.is_null())
                    .map(|(key, item)| Entry { key: key.into(), key_span: span, node: Self::from_json(item, span) })
                    .collect(),
            }),
        };
        Self { span, value }
    }
}

/// Where the keys of files stand, to find a key of an object that is known by its own place.
#[derive(Debug, Default)]
pub struct SpanIndex {
    values: BTreeMap<Span, Inside>,
}

#[derive(Debug)]
enum Inside {
    /// The values of a table, by their keys.
    Table(BTreeMap<SmolStr, Span>),
    /// Any other value.
    Whole(Span),
}

impl SpanIndex {
    /// Of these files.
    pub fn new(files: &[SourceFile]) -> Self {
        let mut index = Self::default();
        for (number, file) in files.iter().enumerate() {
            index.add(&parse(&file.text, u32::try_from(number).unwrap_or(u32::MAX), &mut Vec::new()));
        }
        index
    }

    fn add(&mut self, table: &Table) {
        for entry in &table.entries {
            let inside = match &entry.node.value {
                Value::Table(inner) => {
                    self.add(inner);
                    Inside::Table(inner.entries.iter().map(|entry| (entry.key.clone(), entry.node.span)).collect())
                }
                _ => Inside::Whole(entry.node.span),
            };
            self.values.insert(entry.key_span, inside);
        }
    }

    /// The value of `key` in the table whose own key stands at `owner`; the whole value where that is no table.
    pub fn within(&self, owner: Span, key: &str) -> Option<Span> {
        match self.values.get(&owner)? {
            Inside::Table(inner) => inner.get(key).copied(),
            Inside::Whole(span) => Some(*span),
        }
    }
}

/// Reads the text of one file; what can't be read is reported and left out.
pub fn parse(text: &str, file: u32, diagnostics: &mut Vec<Diagnostic>) -> Table {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut line = None;
    for error in errors {
        let range = error.span();
        // What follows on the same line follows from the first error.
        let here = range.as_ref().and_then(|range| text.get(..range.start)).map(|before| before.matches('\n').count());
        if here.is_some() && line == here {
            continue;
        }
        line = here;
        let written = range.as_ref().and_then(|range| text.get(range.clone()));
        let (message, hint) = explained(error.message().trim(), written);
        diagnostics.push(Diagnostic::error("toml", range.map(|range| span(file, range)), message).hint_if(hint));
    }
    table(root.into_inner(), file)
}

/// What the TOML reader says, in the words of a person who writes a schema.
fn explained(message: &str, written: Option<&str>) -> (String, Option<String>) {
    let (message, hint) = match message {
        "duplicate key" => {
            let name = written.map_or_else(|| "a key".to_owned(), |key| format!("`{key}`"));
            let hint =
                "a key stands once: with dots (`columns.a = …`) or as a section (`[tables.x.columns]`), not both";
            return (format!("{name} is declared twice"), Some(hint.to_owned()));
        }
        _ if message.starts_with("invalid basic string") => {
            ("the string is not closed", "close it on its line, or write it between ''' over several lines")
        }
        _ if message.starts_with("string values must be quoted") => {
            ("a value that is not quoted", "write it in quotes, as in \"uuid primary key\"")
        }
        _ if message.starts_with("unexpected key or value") => {
            (message, "a string that holds quotes is written between ' or '''")
        }
        _ if message.starts_with("invalid unquoted key") => {
            (message, "write the name in quotes: keys without quotes are ASCII letters, digits, `-` and `_`")
        }
        _ => return (message.to_owned(), None),
    };
    (message.to_owned(), Some(hint.to_owned()))
}

fn span(file: u32, range: std::ops::Range<usize>) -> Span {
    let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { file, start: clamp(range.start), end: clamp(range.end) }
}

fn table(from: DeTable<'_>, file: u32) -> Table {
    let entries = from
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: span(file, key.span()),
            key: SmolStr::new(key.into_inner()),
            node: Node { span: span(file, value.span()), value: self::value(value.into_inner(), file) },
        })
        .collect();
    Table { entries }
}

fn value(from: DeValue<'_>, file: u32) -> Value {
    match from {
        DeValue::String(text) => Value::String(SmolStr::new(text)),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Float(f64::NAN), Value::Integer)
        }
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Boolean(flag),
        DeValue::Datetime(date) => Value::Datetime(SmolStr::new(date.to_string())),
        DeValue::Array(items) => Value::Array(
            items
                .into_iter()
                .map(|item| Node { span: span(file, item.span()), value: value(item.into_inner(), file) })
                .collect(),
        ),
        DeValue::Table(entries) => Value::Table(table(entries, file)),
    }
}
