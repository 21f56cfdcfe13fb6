//! The layout of a file: spacing, blank lines, long arrays. Words, order and comments stay as they are.

use super::lines::{Kind, Line, scan, split};
use super::text;
use crate::diagnostic::{Diagnostic, Span};

/// The text in the layout in which files are written.
///
/// What it says, its order and its comments stay; formatting it again changes nothing. A text that is no TOML is not
/// formatted.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    check(text)?;
    let unified = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut out = String::with_capacity(unified.len() + 64);
    let lines = split(unified, 0);
    let mut blank = false;
    for (at, line) in lines.iter().enumerate() {
        if line.kind == Kind::Blank {
            blank = true;
            continue;
        }
        // A header has a blank line before it, comments belong to what follows them, and what stands under a header
        // stands right under it.
        let section = starts_section(&lines, at);
        let wanted = blank || (section && !follows_comment(&lines, at));
        if wanted && !out.is_empty() && (section || !after_header(&lines, at)) {
            out.push('\n');
        }
        blank = false;
        statement(line, &mut out);
    }
    Ok(out)
}

fn check(text: &str) -> Result<(), Vec<Diagnostic>> {
    let (_, errors) = toml::de::DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(());
    }
    let clamp = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let one = |error: toml::de::Error| {
        let span = error.span().map(|range| Span { file: 0, start: clamp(range.start), end: clamp(range.end) });
        Diagnostic::error("toml", span, error.message().trim().to_owned())
    };
    Err(errors.into_iter().map(one).collect())
}

/// Whether a header stands here, or the comments in front of one.
fn starts_section(lines: &[Line], at: usize) -> bool {
    let mut rest = lines.get(at..).unwrap_or_default().iter().skip_while(|line| line.kind == Kind::Comment);
    rest.next().is_some_and(|line| matches!(line.kind, Kind::Header | Kind::Element))
}

/// Whether the line before is a comment that belongs to this one.
fn follows_comment(lines: &[Line], at: usize) -> bool {
    at.checked_sub(1).and_then(|before| lines.get(before)).is_some_and(|line| line.kind == Kind::Comment)
}

/// Whether nothing but blank lines stands between a header and this line.
fn after_header(lines: &[Line], at: usize) -> bool {
    let before = lines.get(..at).unwrap_or_default().iter().rev().find(|line| line.kind != Kind::Blank);
    before.is_some_and(|line| matches!(line.kind, Kind::Header | Kind::Element))
}

fn statement(line: &Line, out: &mut String) {
    let part = |range: &std::ops::Range<usize>| line.text.get(range.clone()).unwrap_or_default();
    match line.kind {
        Kind::Blank => {}
        Kind::Comment => out.push_str(line.text.trim()),
        Kind::Header => out.push_str(&format!("[{}]", keys(part(&line.key)))),
        Kind::Element => out.push_str(&format!("[[{}]]", keys(part(&line.key)))),
        Kind::Assign => {
            let key = keys(part(&line.key));
            out.push_str(&key);
            out.push_str(" = ");
            out.push_str(&value(part(&line.value), key.chars().count() + 3));
        }
    }
    if matches!(line.kind, Kind::Header | Kind::Element | Kind::Assign) {
        let behind = match line.kind {
            Kind::Assign => line.text.get(line.value.end..),
            _ => line.text.get(line.value.end..).map(|rest| rest.trim_start_matches(']')),
        };
        let behind = behind.unwrap_or_default();
        let comment = behind.trim();
        if !comment.is_empty() {
            // Comments that are set off from their lines, as in a column of their own, stay in that column.
            let blanks = behind.len() - behind.trim_start().len();
            let before = line.text.get(..line.text.len() - behind.len() + blanks).unwrap_or_default();
            let wanted = if blanks > 1 { width(before) } else { 0 };
            let missing = wanted.saturating_sub(width(out)).max(1);
            out.push_str(&" ".repeat(missing));
            out.push_str(comment);
        }
    }
    out.push('\n');
}

/// Columns that the last line of a text takes.
fn width(text: &str) -> usize {
    text.rsplit('\n').next().unwrap_or_default().chars().count()
}

/// Dotted keys without blanks round the dots, in the quotes that they have.
fn keys(text: &str) -> String {
    let mut keys = Vec::new();
    let mut from = 0;
    while from <= text.len() {
        let dot = scan(text.as_bytes(), from, |b, _| b == b'.');
        keys.push(text.get(from..dot).unwrap_or_default().trim());
        from = dot + 1;
    }
    keys.join(".")
}

/// A value; strings and what holds comments stay as they are.
fn value(source: &str, before: usize) -> String {
    let Some(parts) = Parts::of(source).filter(|_| !has_comment(source)) else { return tidy(source) };
    let short = one_line(source);
    let fits = before + short.chars().count() <= text::ARRAY_WIDTH;
    if parts.open == '{' || parts.items.is_empty() || (fits && !short.contains('\n')) {
        return short;
    }
    let items: Vec<String> = parts.items.iter().map(|item| format!("    {},\n", one_line(item))).collect();
    format!("[\n{}]", items.concat())
}

/// The value on one line, as far as its strings allow that.
fn one_line(source: &str) -> String {
    let source = source.trim();
    let Some(parts) = Parts::of(source) else { return source.to_owned() };
    let items: Vec<String> = parts
        .items
        .iter()
        .map(|item| {
            if parts.open == '[' {
                return one_line(item);
            }
            let equals = scan(item.as_bytes(), 0, |b, depth| b == b'=' && depth == 0);
            let (key, value) = (item.get(..equals).unwrap_or_default(), item.get(equals + 1..).unwrap_or_default());
            format!("{} = {}", keys(key), one_line(value))
        })
        .collect();
    let list = items.join(", ");
    match (parts.open, items.is_empty()) {
        ('[', _) => format!("[{list}]"),
        (_, true) => "{}".to_owned(),
        _ => format!("{{ {list} }}"),
    }
}

/// Lines without blanks at their ends, outside of strings.
fn tidy(source: &str) -> String {
    if Parts::of(source).is_none() {
        return source.to_owned();
    }
    let bytes = source.as_bytes();
    let (mut out, mut from) = (String::with_capacity(source.len()), 0);
    while from < source.len() {
        let end = scan_lines(bytes, from);
        let line = source.get(from..end).unwrap_or_default();
        out.push_str(line.trim_end_matches([' ', '\t', '\r', '\n']));
        if line.ends_with('\n') {
            out.push('\n');
        }
        from = end.max(from + 1);
    }
    out
}

/// The byte after the next end of a line that is in no string.
fn scan_lines(bytes: &[u8], from: usize) -> usize {
    let end = scan(bytes, from, |b, _| b == b'\n');
    (end + 1).min(bytes.len())
}

fn has_comment(source: &str) -> bool {
    scan(source.as_bytes(), 0, |b, _| b == b'#') < source.len()
}

/// The elements of an array or the entries of an inline table, as they are written.
struct Parts<'a> {
    open: char,
    items: Vec<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(source: &'a str) -> Option<Self> {
        let source = source.trim();
        let open = source.chars().next().filter(|open| matches!(open, '[' | '{'))?;
        let inner = source.get(1..source.len().checked_sub(1)?)?;
        let mut items = Vec::new();
        let mut from = 0;
        while from < inner.len() {
            let comma = scan(inner.as_bytes(), from, |b, depth| b == b',' && depth == 0);
            let item = inner.get(from..comma).unwrap_or_default().trim();
            if !item.is_empty() {
                items.push(item);
            }
            from = comma + 1;
        }
        Some(Self { open, items })
    }
}
