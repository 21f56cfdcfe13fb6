//! A schema.toml as a tree, from which things can be taken away one by one.

use std::fmt::Write;

/// A value of TOML.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// An integer.
    Number(i64),
    /// A boolean.
    Is(bool),
    /// An array.
    List(Vec<Value>),
    /// A table.
    Table(Doc),
}

/// A table of TOML, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doc(pub Vec<(String, Value)>);

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text)
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Value {
        Value::Is(is)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Number(number)
    }
}

impl From<Doc> for Value {
    fn from(doc: Doc) -> Value {
        Value::Table(doc)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

/// Keys from the root.
pub type Path = Vec<String>;

impl Doc {
    /// With a value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Doc {
        self.put(key, value);
        self
    }

    /// Sets a value.
    pub fn put(&mut self, key: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.iter_mut().find(|(known, _)| known == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// The table at a path, made if it is not there.
    pub fn at(&mut self, path: &[&str]) -> &mut Doc {
        let Some((first, rest)) = path.split_first() else { return self };
        if !self.0.iter().any(|(key, _)| key == first) {
            self.0.push(((*first).to_owned(), Value::Table(Doc::default())));
        }
        match self.0.iter_mut().find(|(key, _)| key == first) {
            Some((_, Value::Table(table))) => table.at(rest),
            _ => panic!("{first} is no table"),
        }
    }

    /// What is at a path.
    pub fn get(&self, path: &[String]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        let (_, value) = self.0.iter().find(|(key, _)| key == first)?;
        match value {
            _ if rest.is_empty() => Some(value),
            Value::Table(table) => table.get(rest),
            Value::List(items) => {
                let item = items.get(rest.first()?.parse::<usize>().ok()?)?;
                match (item, &rest[1..]) {
                    (_, []) => Some(item),
                    (Value::Table(table), rest) => table.get(rest),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Takes away what is at a path.
    pub fn remove(&mut self, path: &[String]) {
        let Some((first, rest)) = path.split_first() else { return };
        if rest.is_empty() {
            return self.0.retain(|(key, _)| key != first);
        }
        match self.0.iter_mut().find(|(key, _)| key == first).map(|(_, value)| value) {
            Some(Value::Table(table)) => table.remove(rest),
            Some(Value::List(items)) if rest.len() == 1 => {
                if let Some(at) = rest[0].parse::<usize>().ok().filter(|at| *at < items.len()) {
                    items.remove(at);
                }
            }
            _ => {}
        }
    }

    /// Puts a value at a path whose table is there.
    pub fn replace(&mut self, path: &[String], value: Value) {
        let Some((last, front)) = path.split_last() else { return };
        let front: Vec<&str> = front.iter().map(String::as_str).collect();
        self.at(&front).put(last, value);
    }

    /// Every path, big things before what they consist of.
    pub fn paths(&self) -> Vec<Path> {
        let mut level: Vec<(Path, &Value)> = self.0.iter().map(|(key, value)| (vec![key.clone()], value)).collect();
        let mut found = Vec::new();
        while !level.is_empty() {
            let mut next = Vec::new();
            for (path, value) in level {
                let below = |key: String| path.iter().cloned().chain([key]).collect::<Path>();
                match value {
                    Value::Table(table) => next.extend(table.0.iter().map(|(key, value)| (below(key.clone()), value))),
                    Value::List(items) if items.len() > 1 => {
                        next.extend(items.iter().enumerate().map(|(at, value)| (below(at.to_string()), value)));
                    }
                    _ => {}
                }
                found.push(path);
            }
            level = next;
        }
        found
    }

    /// As TOML: a section for each object.
    pub fn print(&self) -> String {
        let mut text = String::new();
        section(self, &mut Vec::new(), &mut text);
        text
    }
}

/// Sections of objects of a schema are this deep: `schemas.NAME.tables.NAME`.
const DEPTH: usize = 4;

fn section(doc: &Doc, path: &mut Vec<String>, text: &mut String) {
    let deeper = |value: &Value, key: &str| {
        let depth = if path.first().is_some_and(|first| first == "schemas") || key == "schemas" { DEPTH } else { 2 };
        matches!(value, Value::Table(_)) && path.len() < depth
    };
    let (tables, values): (Vec<_>, Vec<_>) = doc.0.iter().partition(|(key, value)| deeper(value, key));
    if !path.is_empty() && (!values.is_empty() || tables.is_empty()) {
        let _ = writeln!(text, "[{}]", path.iter().map(|part| key(part)).collect::<Vec<_>>().join("."));
    }
    for (name, value) in &values {
        match value {
            // One line for each column, constraint and so on.
            Value::Table(table) if !table.0.is_empty() && path.len() > 1 => {
                for (inner, value) in &table.0 {
                    let _ = writeln!(text, "{}.{} = {}", key(name), key(inner), inline(value));
                }
            }
            value => {
                let _ = writeln!(text, "{} = {}", key(name), inline(value));
            }
        }
    }
    if !values.is_empty() || (tables.is_empty() && !path.is_empty()) {
        text.push('\n');
    }
    for (name, value) in &tables {
        let Value::Table(table) = value else { continue };
        path.push(name.clone());
        section(table, path, text);
        path.pop();
    }
}

fn key(text: &str) -> String {
    let bare = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if bare { text.to_owned() } else { string(text) }
}

fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn inline(value: &Value) -> String {
    match value {
        Value::Text(text) => string(text),
        Value::Number(number) => number.to_string(),
        Value::Is(is) => is.to_string(),
        Value::List(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(Doc(entries)) if entries.is_empty() => "{}".to_owned(),
        Value::Table(Doc(entries)) => {
            let entries = entries.iter().map(|(name, value)| format!("{} = {}", key(name), inline(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}
