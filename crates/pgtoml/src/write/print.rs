//! A document from what is to be written: sections, one key to a line, a blank line between sections.

use smol_str::SmolStr;

use super::text;
use super::value::{Style, Table, Value};

/// An entry of a document: where it stands, and what it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Keys from the root of the document.
    pub path: Vec<SmolStr>,
    pub value: Value,
}

/// The whole document. Entries with the same path up to the last key that follow one another share a section.
pub(super) fn document(entries: &[Entry]) -> String {
    let mut out = Out::default();
    let mut rest = entries;
    while let Some(first) = rest.first() {
        let within = parent(&first.path);
        let end = rest.iter().position(|entry| parent(&entry.path) != within).unwrap_or(rest.len());
        let (group, after) = rest.split_at(end);
        out.group(within, group);
        rest = after;
    }
    out.text
}

fn parent(path: &[SmolStr]) -> &[SmolStr] {
    path.split_last().map_or(&[], |(_, parent)| parent)
}

/// A section of its own, as it is put into a document that is there already.
pub(super) fn section(path: &[SmolStr], value: &Value) -> String {
    let mut out = Out::default();
    match value {
        Value::Table(table) => out.section(path, table),
        Value::Array(_) => out.group(parent(path), &[Entry { path: path.to_vec(), value: value.clone() }]),
        _ => {}
    }
    out.text
}

/// Whether a value goes behind its key, which stands at `before`.
pub(super) fn fits(before: &str, value: &Value) -> bool {
    let Value::Table(table) = value else { return !is_sections(value) };
    match table.style {
        Style::Inline => true,
        Style::Section | Style::Dotted => false,
        Style::Auto => {
            !value.has_lines() && before.chars().count() + 3 + text::inline(value).chars().count() <= text::TABLE_WIDTH
        }
    }
}

/// Whether it is written as `[[sections]]`.
fn is_sections(value: &Value) -> bool {
    matches!(value, Value::Array(items) if matches!(items.first(), Some(Value::Table(Table { style: Style::Section, .. }))))
}

/// Lines of the entries of a table under `prefix`, and what needs sections of its own.
pub(super) fn lines<'a>(prefix: &str, table: &'a Table, deferred: &mut Vec<(Vec<SmolStr>, &'a Table)>) -> String {
    let mut text = String::new();
    write_lines(prefix, &mut Vec::new(), table, &mut text, deferred);
    text
}

fn write_lines<'a>(
    prefix: &str,
    keys: &mut Vec<SmolStr>,
    table: &'a Table,
    text: &mut String,
    deferred: &mut Vec<(Vec<SmolStr>, &'a Table)>,
) {
    for (name, value) in &table.entries {
        let start = format!("{prefix}{}", text::key(name));
        keys.push(name.clone());
        match value {
            Value::Table(inner) if inner.style == Style::Dotted && !inner.entries.is_empty() => {
                write_lines(&format!("{start}."), keys, inner, text, deferred);
            }
            Value::Table(inner) if inner.style != Style::Dotted && !fits(&start, value) => {
                deferred.push((keys.clone(), inner))
            }
            _ => {
                let before = start.chars().count() + 3;
                text.push_str(&format!("{start} = {}\n", text::value(value, before)));
            }
        }
        keys.pop();
    }
}

#[derive(Default)]
struct Out {
    text: String,
}

impl Out {
    fn header(&mut self, header: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(header);
        self.text.push('\n');
    }

    /// Entries of one section: first what fits on a line, then what has sections of its own.
    fn group(&mut self, within: &[SmolStr], entries: &[Entry]) {
        let name = |entry: &Entry| entry.path.last().map(|name| text::key(name)).unwrap_or_default();
        let (short, long): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| fits(&name(entry), &entry.value));
        if !short.is_empty() {
            if !within.is_empty() {
                self.header(&format!("[{}]", text::path(within)));
            }
            for entry in short {
                let name = name(entry);
                let before = name.chars().count() + 3;
                self.text.push_str(&format!("{name} = {}\n", text::value(&entry.value, before)));
            }
        }
        for entry in long {
            match &entry.value {
                Value::Table(table) => self.section(&entry.path, table),
                Value::Array(items) => {
                    for item in items {
                        if let Value::Table(table) = item {
                            self.header(&format!("[[{}]]", text::path(&entry.path)));
                            let mut deferred = Vec::new();
                            let own = lines("", table, &mut deferred);
                            self.body(&entry.path, &own, deferred);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn section(&mut self, path: &[SmolStr], table: &Table) {
        let mut deferred = Vec::new();
        let own = lines("", table, &mut deferred);
        // A table that holds nothing but tables with headers needs no header.
        if !own.is_empty() || table.entries.is_empty() {
            self.header(&format!("[{}]", text::path(path)));
        }
        self.body(path, &own, deferred);
    }

    fn body(&mut self, path: &[SmolStr], own: &str, deferred: Vec<(Vec<SmolStr>, &Table)>) {
        self.text.push_str(own);
        for (keys, inner) in deferred {
            let inner_path: Vec<SmolStr> = path.iter().cloned().chain(keys).collect();
            self.section(&inner_path, inner);
        }
    }
}
