//! A TOML file as statements that can be changed one by one, every byte of it kept.
//!
//! The text has been parsed before, so nothing here checks it again.

use std::ops::Range;

use smol_str::SmolStr;

/// A statement or a line between statements.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// File that it stands in.
    pub file: usize,
    pub kind: Kind,
    /// Keys from the root of the document; empty for blank lines and comments.
    pub path: Vec<SmolStr>,
    /// How many of the keys are those of the header above, or of this header.
    pub header: usize,
    /// Everything with the end of the line.
    pub text: String,
    /// The value, or the keys of a header, in `text`.
    pub value: Range<usize>,
    /// Where the keys begin and end in `text`.
    pub key: Range<usize>,
    /// Where the statement begins in its file.
    pub start: usize,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An empty line.
    Blank,
    /// A comment on a line of its own.
    Comment,
    /// `[a.b]`
    Header,
    /// `[[a.b]]`
    Element,
    /// `a.b = value`
    Assign,
}

/// The statements of one file.
pub(super) fn split(text: &str, file: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut header: Vec<SmolStr> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let line = statement(rest, file, at, &mut header);
        at += line.text.len().max(1);
        lines.push(line);
    }
    lines
}

/// The text of lines.
pub(super) fn join<'a>(lines: impl IntoIterator<Item = &'a Line>) -> String {
    lines.into_iter().map(|line| line.text.as_str()).collect()
}

fn statement(rest: &str, file: usize, start: usize, header: &mut Vec<SmolStr>) -> Line {
    let bytes = rest.as_bytes();
    let first = skip_blanks(bytes, 0);
    let line = |kind, path: Vec<SmolStr>, header, end: usize, key: Range<usize>, value: Range<usize>| Line {
        file,
        kind,
        path,
        header,
        text: rest.get(..end).unwrap_or(rest).to_owned(),
        value,
        key,
        start,
    };
    match bytes.get(first) {
        None | Some(b'\n' | b'\r') => line(Kind::Blank, Vec::new(), 0, end_of_line(bytes, first), 0..0, 0..0),
        Some(b'#') => line(Kind::Comment, Vec::new(), 0, end_of_line(bytes, first), 0..0, 0..0),
        Some(b'[') => {
            let double = bytes.get(first + 1) == Some(&b'[');
            let open = first + if double { 2 } else { 1 };
            let close = scan(bytes, open, |b, depth| b == b']' && depth == 0);
            *header = keys(rest.get(open..close).unwrap_or_default());
            let kind = if double { Kind::Element } else { Kind::Header };
            line(kind, header.clone(), header.len(), end_of_line(bytes, close), open..close, open..close)
        }
        Some(_) => {
            let equals = scan(bytes, first, |b, depth| b == b'=' && depth == 0);
            let value = skip_blanks(bytes, equals + 1);
            let end = scan(bytes, value, |b, depth| depth == 0 && matches!(b, b'\n' | b'#'));
            let stop = value + rest.get(value..end).unwrap_or_default().trim_end().len();
            let key_end = first + rest.get(first..equals).unwrap_or_default().trim_end().len();
            let mut path = header.clone();
            path.extend(keys(rest.get(first..equals).unwrap_or_default()));
            line(Kind::Assign, path, header.len(), end_of_line(bytes, end), first..key_end, value..stop)
        }
    }
}

/// The keys of a dotted key.
pub(super) fn keys(text: &str) -> Vec<SmolStr> {
    toml_edit::Key::parse(text.trim())
        .map(|keys| keys.iter().map(|key| SmolStr::new(key.get())).collect())
        .unwrap_or_default()
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

/// The byte after the end of the line.
fn end_of_line(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|b| *b == b'\n').map_or(bytes.len(), |at| from + at + 1)
}

/// The first byte outside of strings for which `stop` holds; it gets the depth of brackets and braces.
pub(super) fn scan(bytes: &[u8], from: usize, stop: impl Fn(u8, usize) -> bool) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    while let Some(b) = bytes.get(at).copied() {
        if stop(b, depth) {
            return at;
        }
        match b {
            b'"' | b'\'' => at = string_end(bytes, at),
            b'#' => at = end_of_line(bytes, at).saturating_sub(1).max(at + 1),
            b'[' | b'{' => {
                depth += 1;
                at += 1;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The byte after a string that begins at `from`.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let Some(quote) = bytes.get(from).copied() else { return from };
    let triple = bytes.get(from..from + 3).is_some_and(|three| three.iter().all(|b| *b == quote));
    let mut at = from + if triple { 3 } else { 1 };
    while let Some(b) = bytes.get(at).copied() {
        if b == b'\\' && quote == b'"' {
            at += 2;
        } else if b != quote {
            at += 1;
        } else if !triple {
            return at + 1;
        } else if bytes.get(at..at + 3).is_some_and(|three| three.iter().all(|b| *b == quote)) {
            // Up to two quotes may stand before the closing three.
            at += 3;
            while bytes.get(at) == Some(&quote) {
                at += 1;
            }
            return at;
        } else {
            at += 1;
        }
    }
    bytes.len()
}
