//! Keys, strings and values in the words of TOML.

use super::value::{Table, Value};

/// Columns that a line with an inline table may take; a longer one becomes a section.
pub(super) const TABLE_WIDTH: usize = 100;
/// Columns that a line with an array may take; a longer one is wrapped.
pub(super) const ARRAY_WIDTH: usize = 120;

/// A key, quoted only where TOML demands it.
pub(super) fn key(name: &str) -> String {
    let bare = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if bare { name.to_owned() } else { line(name) }
}

/// Keys with dots between them.
pub(super) fn path<S: AsRef<str>>(keys: &[S]) -> String {
    keys.iter().map(|name| key(name.as_ref())).collect::<Vec<_>>().join(".")
}

/// A string; one with several lines as a person writes it, between three quotes.
pub(super) fn string(text: &str) -> String {
    if !text.contains('\n') {
        return line(text);
    }
    // A parser may rewrite the ends of lines in a literal string, so a carriage return is always escaped.
    let literal = !text.contains("'''") && !text.ends_with('\'') && !text.chars().any(|c| c != '\n' && is_control(c));
    if literal {
        // The first newline after the quotes is no part of the string.
        return format!("'''\n{text}'''");
    }
    let mut quoted = String::with_capacity(text.len() + 16);
    quoted.push_str("\"\"\"\n");
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => quoted.push('\n'),
            // One quote is itself; a second one or the end of the string behind it is not.
            '"' if !matches!(chars.peek(), None | Some('"')) => quoted.push('"'),
            _ => escape(c, &mut quoted),
        }
    }
    quoted.push_str("\"\"\"");
    quoted
}

/// A string on one line.
pub(super) fn line(text: &str) -> String {
    let control = text.chars().any(is_control);
    if !control && text.contains(['"', '\\']) && !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        escape(c, &mut quoted);
    }
    quoted.push('"');
    quoted
}

/// What a literal string cannot hold.
fn is_control(c: char) -> bool {
    c != '\t' && (c < ' ' || c == '\u{7f}')
}

fn escape(c: char, into: &mut String) {
    match c {
        '"' => into.push_str("\\\""),
        '\\' => into.push_str("\\\\"),
        '\n' => into.push_str("\\n"),
        '\r' => into.push_str("\\r"),
        c if is_control(c) => into.push_str(&format!("\\u{:04X}", u32::from(c))),
        c => into.push(c),
    }
}

/// A value on one line, as it stands inside another.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Text(text) => line(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => float(*number),
        Value::Boolean(flag) => flag.to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) if table.entries.is_empty() => "{}".to_owned(),
        Value::Table(table) => format!("{{ {} }}", inline_entries(table).join(", ")),
    }
}

/// On one line, what something is comes before what is said about it.
fn inline_entries(table: &Table) -> Vec<String> {
    let (about, is): (Vec<_>, Vec<_>) = table.entries.iter().partition(|(name, _)| name == "comment");
    is.into_iter().chain(about).map(|(name, value)| format!("{} = {}", key(name), inline(value))).collect()
}

/// A value behind a key that takes `before` columns.
pub(super) fn value(value: &Value, before: usize) -> String {
    match value {
        Value::Text(text) => string(text),
        Value::Array(items) => {
            let short = inline(value);
            if before + short.chars().count() <= ARRAY_WIDTH || items.is_empty() {
                return short;
            }
            let items: Vec<String> = items.iter().map(|item| format!("    {},\n", inline(item))).collect();
            format!("[\n{}]", items.concat())
        }
        _ => inline(value),
    }
}

/// TOML's floats always have a point or an exponent.
fn float(number: f64) -> String {
    if number.is_finite() { format!("{number:?}") } else { "0.0".to_owned() }
}
