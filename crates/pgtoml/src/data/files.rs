//! Rows as they are written, in sections and in files that sections name.

use smol_str::SmolStr;

use super::csv;
use crate::diagnostic::{Diagnostic, SourceFile, Span};
use crate::read::node::{self, Entry, Node, Table, Value as Toml};
use crate::read::reading::Reading;

/// A row as it is written.
pub(super) struct Line {
    pub(super) cells: Vec<Entry>,
    pub(super) at: Span,
}

/// Rows as TOML writes them.
pub(super) fn rows(node: Node, into: &mut Vec<Line>, reading: &mut Reading<'_>) {
    let Toml::Array(items) = node.value else {
        let message = format!("expected `rows = [{{ … }}]`, found {}", node.type_name());
        return reading.report(Diagnostic::error("wrong-value", node.span, message));
    };
    for item in items {
        let at = item.span;
        match item.value {
            Toml::Table(table) => into.push(Line { cells: table.entries, at }),
            _ => {
                let message = format!("a row is a table, found {}", item.type_name());
                reading.report(Diagnostic::error("wrong-value", at, message).hint("write `{ column = value }`"));
            }
        }
    }
}

/// Rows of a file, which becomes one that diagnostics can point into.
pub(super) fn file(
    path: &str,
    span: Span,
    into: &mut Vec<Line>,
    reading: &mut Reading<'_>,
    files: &mut Vec<SourceFile>,
) {
    let Some((number, text)) = open(path, span, reading, files) else { return };
    if path.to_ascii_lowercase().ends_with(".toml") {
        let mut root = node::parse(&text, number, &mut reading.diagnostics);
        if let Some(entry) = root.take("rows") {
            rows(entry.node, into, reading);
        }
        for entry in root.entries {
            let message = format!("unknown key `{}`", entry.key);
            let hint = "a file of rows holds `[[rows]]` and nothing else";
            reading.report(Diagnostic::error("unknown-key", entry.key_span, message).hint(hint));
        }
        return;
    }
    let at = |start: usize, end: usize| {
        let place = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
        Span { file: number, start: place(start), end: place(end.max(start + 1)) }
    };
    let lines = match csv::parse(&text) {
        Ok(lines) => lines,
        Err((message, start, end)) => {
            return reading.report(Diagnostic::error("csv", at(start, end), message));
        }
    };
    let mut lines = lines.into_iter();
    let Some(header) = lines.next() else {
        return reading.report(
            Diagnostic::error("csv", span, format!("`{path}` is empty")).hint("its first line names the columns"),
        );
    };
    let names: Vec<(SmolStr, Span)> = header
        .iter()
        .map(|cell| (SmolStr::new(cell.text.as_deref().unwrap_or_default()), at(cell.start, cell.end)))
        .collect();
    for line in lines {
        let place = match (line.first(), line.last()) {
            (Some(first), Some(last)) => at(first.start, last.end),
            _ => span,
        };
        if line.len() != names.len() {
            let message =
                format!("{} where the header names {}", crate::report::plural(line.len(), "cell"), names.len());
            reading.report(
                Diagnostic::error("csv", place, message).hint("a comma inside a cell needs quotes around the cell"),
            );
            continue;
        }
        let cells = line.iter().zip(&names).map(|(cell, (name, key_span))| {
            let span = at(cell.start, cell.end);
            Entry {
                key: name.clone(),
                key_span: *key_span,
                node: Node { span, value: cell_value(cell.text.as_deref(), span) },
            }
        });
        into.push(Line { cells: cells.collect(), at: place });
    }
}

fn cell_value(text: Option<&str>, span: Span) -> Toml {
    match text {
        Some(text) => Toml::String(text.into()),
        None => Toml::Table(Table {
            entries: vec![Entry {
                key: "null".into(),
                key_span: span,
                node: Node { span, value: Toml::Boolean(true) },
            }],
        }),
    }
}

/// Opens a file that stands beside the one that names it. Its number is that of spans.
pub(super) fn open(
    path: &str,
    span: Span,
    reading: &mut Reading<'_>,
    files: &mut Vec<SourceFile>,
) -> Option<(u32, String)> {
    let name = reading.beside(span, path);
    match (reading.open)(&name) {
        Ok(text) => {
            let number = u32::try_from(reading.names.len()).unwrap_or(u32::MAX);
            reading.names.push(name.clone());
            files.push(SourceFile { name, text: text.clone() });
            Some((number, text))
        }
        Err(why) => {
            let message = format!("`{name}` cannot be read: {why}");
            let hint = "the path is relative to the file that names it";
            reading.report(Diagnostic::error("no-file", span, message).hint(hint));
            None
        }
    }
}
