//! Where in a TOML text a byte is. Unlike a parser it needs no valid text: a statement that is broken ends with its line.

use std::ops::Range;

use smol_str::SmolStr;

/// Deeper nesting is passed over: nobody completes there, and hostile texts must not exhaust the stack.
const DEEPEST: usize = 64;

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// Keys from the root to the table whose key it is, or to the value that it is in.
    pub path: Vec<SmolStr>,
    /// The word that it is in or at, or nothing at the place itself. Within a string this is the whole content.
    pub word: Range<usize>,
    /// What stands there.
    pub at: At,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// A key of a header.
    Header,
    /// A key of a statement or of an inline table.
    Key,
    /// A value that is no string, or none yet.
    Value,
    /// The content of a string. `escapes`: `"` has to be written as `\"`.
    Text { escapes: bool },
    /// A comment, or behind the end of a statement.
    Nowhere,
}

/// Finds the place of a byte. One inside of a character counts as its beginning.
pub(crate) fn find(text: &str, at: usize) -> Cursor {
    find_from(text, (0, Vec::new()), at)
}

/// The same, from a statement at or before it.
pub(crate) fn find_from(text: &str, (pos, header): (usize, Vec<SmolStr>), at: usize) -> Cursor {
    let at = text.floor_char_boundary(at);
    let mut scan = Scan { text, pos, at, header };
    loop {
        let from = scan.pos;
        if let Err(found) = scan.statement() {
            return found;
        }
        if scan.pos >= text.len() && scan.pos == from {
            return Cursor { path: scan.header, word: at..at, at: At::Key };
        }
    }
}

/// Where the statements of a text begin, each with the keys of the header above it.
pub(crate) fn statements(text: &str) -> Vec<(usize, Vec<SmolStr>)> {
    // A place that is never reached.
    let mut scan = Scan { text, pos: 0, at: usize::MAX, header: Vec::new() };
    let mut found = Vec::new();
    loop {
        let from = scan.pos;
        found.push((from, scan.header.clone()));
        if scan.statement().is_err() || scan.pos <= from {
            return found;
        }
    }
}

/// The sections of a text, by the keys of their headers, each with the end of its last statement. The first has no header.
pub(crate) fn sections(text: &str) -> Vec<(Vec<SmolStr>, usize)> {
    // A place that is never reached.
    let mut scan = Scan { text, pos: 0, at: usize::MAX, header: Vec::new() };
    let mut found = vec![(Vec::new(), 0)];
    loop {
        let from = scan.pos;
        let rest = text.get(from..).unwrap_or_default();
        let begins = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        if scan.statement().is_err() || scan.pos <= from {
            return found;
        }
        // The line end belongs to the statement.
        let end = scan.pos + usize::from(text.as_bytes().get(scan.pos) == Some(&b'\n'));
        if begins.starts_with('[') {
            found.push((scan.header.clone(), end));
        } else if !begins.is_empty()
            && let Some(last) = found.last_mut()
        {
            last.1 = end;
        }
    }
}

struct Scan<'a> {
    text: &'a str,
    pos: usize,
    at: usize,
    header: Vec<SmolStr>,
}

/// `Err`: the place has been found.
type Step = Result<(), Cursor>;

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }

    fn starts(&self, what: &str) -> bool {
        self.text.get(self.pos..).is_some_and(|rest| rest.starts_with(what))
    }

    fn found(&self, path: &[SmolStr], word: Range<usize>, at: At) -> Step {
        Err(Cursor { path: path.to_vec(), word, at })
    }

    /// Passes over spaces; over line ends and comments too, if `lines`. A place passed over is a gap in which `at` stands.
    fn space(&mut self, path: &[SmolStr], at: At, lines: bool) -> Step {
        let from = self.pos;
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.pos += 1,
                b'\n' if lines => self.pos += 1,
                b'#' if lines => {
                    let hash = self.pos;
                    self.line();
                    if hash < self.at && self.at <= self.pos {
                        return self.found(path, self.at..self.at, At::Nowhere);
                    }
                }
                _ => break,
            }
        }
        if from <= self.at && self.at < self.pos {
            return self.found(path, self.at..self.at, at);
        }
        Ok(())
    }

    /// To the end of the line.
    fn line(&mut self) {
        let rest = self.text.get(self.pos..).unwrap_or_default();
        self.pos += rest.find('\n').unwrap_or(rest.len());
    }

    fn statement(&mut self) -> Step {
        let header = self.header.clone();
        self.space(&header, At::Key, true)?;
        match self.peek() {
            None => return Ok(()),
            Some(b'[') => self.section()?,
            Some(_) => {
                let mut path = header;
                self.keys(&mut path, At::Key)?;
                if self.peek() == Some(b'=') {
                    self.pos += 1;
                    self.value(&path, 0)?;
                }
            }
        }
        if self.begins_statement() {
            // A bracket was never closed, and the next statement stands here.
            return Ok(());
        }
        // Whatever is left of the line belongs to no statement.
        let from = self.pos;
        self.line();
        if from < self.at && self.at <= self.pos {
            return self.found(&self.header.clone(), self.at..self.at, At::Nowhere);
        }
        Ok(())
    }

    fn section(&mut self) -> Step {
        self.pos += if self.starts("[[") { 2 } else { 1 };
        let mut path = Vec::new();
        self.keys(&mut path, At::Header)?;
        self.header = path;
        Ok(())
    }

    /// Keys with dots between them; each goes to `path`.
    fn keys(&mut self, path: &mut Vec<SmolStr>, at: At) -> Step {
        loop {
            self.space(path, at, false)?;
            let from = self.pos;
            let key = match self.peek() {
                Some(quote @ (b'"' | b'\'')) => {
                    self.pos += 1;
                    let key = self.quoted(quote);
                    if from < self.at && self.at <= self.pos {
                        return self.found(path, from..self.pos, at);
                    }
                    key
                }
                _ => {
                    let rest = self.text.get(from..).unwrap_or_default();
                    let end = rest.find(|c: char| {
                        matches!(c, '.' | '=' | ']' | '}' | ',' | '#' | '{' | '[') || c.is_whitespace()
                    });
                    self.pos += end.unwrap_or(rest.len());
                    if from <= self.at && self.at <= self.pos {
                        return self.found(path, from..self.pos, at);
                    }
                    SmolStr::new(self.text.get(from..self.pos).unwrap_or_default())
                }
            };
            path.push(key);
            self.space(path, At::Nowhere, false)?;
            if self.peek() != Some(b'.') {
                return Ok(());
            }
            self.pos += 1;
        }
    }

    /// The rest of a string on one line, behind its quote.
    fn quoted(&mut self, quote: u8) -> SmolStr {
        let from = self.pos;
        let mut end = None;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b'\\' if quote == b'"' => self.pos += 1,
                byte if byte == quote => {
                    end = Some(self.pos);
                    self.pos += 1;
                    break;
                }
                _ => {}
            }
            self.pos += 1;
        }
        self.pos = self.text.floor_char_boundary(self.pos.min(self.text.len()));
        let written = self.text.get(from..end.unwrap_or(self.pos)).unwrap_or_default();
        SmolStr::new(if quote == b'"' { unescaped(written) } else { written.to_owned() })
    }

    fn value(&mut self, path: &[SmolStr], depth: usize) -> Step {
        self.space(path, At::Value, false)?;
        let from = self.pos;
        for fence in ["\"\"\"", "'''"] {
            if self.starts(fence) {
                let rest = self.text.get(from + 3..).unwrap_or_default();
                let end = from + 3 + rest.find(fence).unwrap_or(rest.len());
                if from + 3 <= self.at && self.at <= end {
                    return self.found(path, from + 3..end, At::Text { escapes: false });
                }
                self.pos = (end + 3).min(self.text.len());
                return Ok(());
            }
        }
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.pos += 1;
                self.quoted(quote);
                let closed = self.pos > from + 1 && self.text.as_bytes().get(self.pos - 1) == Some(&quote);
                let end = if closed { self.pos - 1 } else { self.pos };
                if from < self.at && self.at <= end {
                    return self.found(path, from + 1..end, At::Text { escapes: quote == b'"' });
                }
                Ok(())
            }
            Some(b'[') if depth < DEEPEST => self.array(path, depth),
            Some(b'{') if depth < DEEPEST => self.table(path, depth),
            _ => {
                let rest = self.text.get(from..).unwrap_or_default();
                let end = rest.find([',', ']', '}', '\n', '#']).unwrap_or(rest.len());
                let word = rest.get(..end).unwrap_or_default().trim_end().len();
                self.pos = from + end;
                if from <= self.at && self.at <= from + word {
                    return self.found(path, from..from + word, At::Value);
                }
                if from < self.at && self.at < self.pos {
                    return self.found(path, self.at..self.at, At::Nowhere);
                }
                Ok(())
            }
        }
    }

    fn array(&mut self, path: &[SmolStr], depth: usize) -> Step {
        self.members(path, b']', At::Value, |scan| scan.value(path, depth + 1))
    }

    fn table(&mut self, path: &[SmolStr], depth: usize) -> Step {
        self.members(path, b'}', At::Key, |scan| {
            let mut inner = path.to_vec();
            scan.keys(&mut inner, At::Key)?;
            if scan.peek() == Some(b'=') {
                scan.pos += 1;
                scan.value(&inner, depth + 1)?;
            }
            Ok(())
        })
    }

    /// What stands between brackets, from the opening one on; `at` is what can stand there.
    fn members(&mut self, path: &[SmolStr], close: u8, at: At, mut member: impl FnMut(&mut Self) -> Step) -> Step {
        self.pos += 1;
        loop {
            self.space(path, at, true)?;
            match self.peek() {
                None if self.pos == self.at => return self.found(path, self.at..self.at, at),
                None => return Ok(()),
                Some(byte) if byte == close && self.pos == self.at => return self.found(path, self.at..self.at, at),
                Some(byte) if byte == close => {
                    self.pos += 1;
                    return Ok(());
                }
                Some(b',') => self.pos += 1,
                // The bracket was never closed.
                Some(_) if self.begins_statement() => return Ok(()),
                Some(_) => {
                    let from = self.pos;
                    member(self)?;
                    if self.pos == from {
                        self.pos += 1;
                    }
                }
            }
        }
    }

    /// Whether a header or `key =` stands at the beginning of this line.
    fn begins_statement(&self) -> bool {
        if self.pos == 0 || self.text.as_bytes().get(self.pos - 1) != Some(&b'\n') {
            return false;
        }
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        match line.strip_prefix('[') {
            Some(header) => header.trim_start_matches('[').starts_with(|c: char| c.is_ascii_alphabetic()),
            None => line.trim_start_matches(word).trim_start().starts_with('=') && line.starts_with(word),
        }
    }
}

/// A key as it is meant; escapes that nobody writes in a key stay as they are.
fn unescaped(written: &str) -> String {
    written.replace("\\\"", "\"").replace("\\\\", "\\")
}

#[cfg(test)]
mod tests {
    use super::{At, find};

    /// Path, word and what stands at the mark `|`.
    fn at(text: &str) -> String {
        let mark = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let found = find(&text, mark);
        let what = match found.at {
            At::Text { .. } => "Text".to_owned(),
            at => format!("{at:?}"),
        };
        format!("{} {what} `{}`", found.path.join("/"), &text[found.word])
    }

    #[test]
    fn places() {
        let cases = [
            ("|", " Key ``"),
            ("ta|b", " Key `tab`"),
            ("[ta|b]", " Header `tab`"),
            ("[tables.|", "tables Header ``"),
            ("[tables.\"a b\".co|]\nx = 1", "tables/a b Header `co`"),
            ("[tables.a]\ncol|", "tables/a Key `col`"),
            ("[tables.a]\n|\n[tables.b]", "tables/a Key ``"),
            ("[tables.a]\ncolumns.|", "tables/a/columns Key ``"),
            ("[tables.a]\ncolumns.b = \"te|xt\"", "tables/a/columns/b Text `text`"),
            ("[tables.a]\ncolumns.b = \"te|xt\nx = 1\n", "tables/a/columns/b Text `text`"),
            ("[tables.a]\nx = \"broken\ncolumns.b = { type = \"int\", no| }", "tables/a/columns/b Key `no`"),
            ("[t]\na = |", "t/a Value ``"),
            ("[t]\na = tr|", "t/a Value `tr`"),
            ("[t]\na = [\"x\", \"|\"]", "t/a Text ``"),
            ("[t]\na = [\"x\", |", "t/a Value ``"),
            ("[t]\na = [\n\"x\"\n[u]\nb|", "u Key `b`"),
            ("[t]\na = '''\nselect |\n'''", "t/a Text `\nselect \n`"),
            ("[t]\na = { b = { c = | } }", "t/a/b/c Value ``"),
            ("[t]\na = {|}", "t/a Key ``"),
            ("# com|ment", " Nowhere ``"),
            ("a = 1 # com|ment", " Nowhere ``"),
            ("\u{e9}.\u{1f600} = '\u{4e16}|'", "\u{e9}/\u{1f600} Text `\u{4e16}`"),
        ];
        for (text, expected) in cases {
            assert_eq!(at(text), expected, "{text}");
        }
    }

    #[test]
    fn every_place_of_any_text_is_found() {
        let texts = [
            "[".repeat(5000),
            "a={".repeat(5000),
            "[[\"\n'''\"\"\"\u{1f600}=.,}]{#\r\n".repeat(9),
            "x = \"\\".to_owned(),
        ];
        for text in &texts {
            for at in (0..=text.len() + 2).step_by(1 + text.len() / 300) {
                find(text, at);
            }
        }
    }
}
