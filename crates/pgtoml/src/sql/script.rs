//! Statements of a script: SQL files, migrations, and what `pg_dump` writes.

use super::tokens::{Kind, Token, tokens};

/// What a piece of a script is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A statement without its `;`.
    Statement,
    /// A backslash command of psql, to the end of its line.
    Command,
    /// The rows after `COPY … FROM stdin;`, without the closing `\.`.
    Data,
    /// What the lexer refuses; the rest of the script cannot be cut.
    Broken(&'static str),
}

/// A piece of a script and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// What it is.
    pub piece: Piece,
    /// Its text, without white space, comments and `;` around it.
    pub text: &'a str,
    /// Byte offset of the text.
    pub offset: usize,
    /// Line of the text, from 1.
    pub line: usize,
}

/// Cuts a script at the semicolons that end statements: not those in strings, bodies, parentheses or `BEGIN ATOMIC … END`.
///
/// PostgreSQL manual: "Lexical Structure" (4.1), psql, COPY, CREATE FUNCTION (`sql_body`).
pub fn split_statements(text: &str) -> Vec<Statement<'_>> {
    let mut splitter = Splitter { text, list: Vec::new(), counted: 0, line: 1 };
    let mut at = 0;
    while let Some(next) = splitter.piece(at) {
        at = next;
    }
    splitter.list
}

struct Splitter<'a> {
    text: &'a str,
    list: Vec<Statement<'a>>,
    /// Lines are counted up to here.
    counted: usize,
    line: usize,
}

impl<'a> Splitter<'a> {
    fn push(&mut self, piece: Piece, start: usize, end: usize) {
        let between = self.text.as_bytes().get(self.counted..start).unwrap_or_default();
        self.line += between.iter().filter(|b| **b == b'\n').count();
        self.counted = start;
        let text = self.text.get(start..end).unwrap_or_default();
        self.list.push(Statement { piece, text, offset: start, line: self.line });
    }

    /// Takes the piece that starts at or after `from`, and says where the next may start.
    fn piece(&mut self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        let mut nesting = Nesting::default();
        let mut start = None;
        let mut end = from;
        for token in tokens(rest) {
            let offset = from + token.offset;
            match token.kind {
                Kind::Invalid(_) if token.text == "\\" => {
                    // psql runs what is before a command such as \gset; a statement that a command follows is one.
                    if let Some(start) = start {
                        self.push(Piece::Statement, start, end);
                    }
                    let line_end = self.line_end(offset);
                    let command = self.text.get(offset..line_end).unwrap_or_default().trim_end();
                    self.push(Piece::Command, offset, offset + command.len());
                    return Some(line_end);
                }
                Kind::Invalid(reason) => {
                    self.push(Piece::Broken(reason), start.unwrap_or(offset), self.text.len());
                    return None;
                }
                Kind::Semicolon if token.depth == 0 && nesting.is_closed() => {
                    let next = from + token.end();
                    let Some(start) = start else { return Some(next) };
                    self.push(Piece::Statement, start, end);
                    let statement = self.text.get(start..end).unwrap_or_default();
                    return Some(if reads_stdin(statement) { self.data(next) } else { next });
                }
                _ => {}
            }
            start = start.or(Some(offset));
            end = from + token.end();
            nesting.see(&token);
        }
        if let Some(start) = start {
            self.push(Piece::Statement, start, end);
        }
        None
    }

    fn line_end(&self, from: usize) -> usize {
        self.text.get(from..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |length| from + length)
    }

    /// Takes rows up to the line `\.`.
    fn data(&mut self, after: usize) -> usize {
        let start = (self.line_end(after) + 1).min(self.text.len());
        let mut at = start;
        while at < self.text.len() {
            let end = self.line_end(at);
            if self.text.get(at..end).is_some_and(|line| line.trim_end_matches('\r') == "\\.") {
                self.push(Piece::Data, start, at);
                return end;
            }
            at = end + 1;
        }
        self.push(Piece::Data, start, self.text.len());
        self.text.len()
    }
}

/// How deep a statement is in `BEGIN ATOMIC … END`, where CASE has an END of its own.
#[derive(Default)]
struct Nesting {
    /// The statement starts with CREATE; nothing else has such a body.
    create: Option<bool>,
    begin: bool,
    depth: u32,
}

impl Nesting {
    fn is_closed(&self) -> bool {
        self.depth == 0
    }

    fn see(&mut self, token: &Token<'_>) {
        if !*self.create.get_or_insert_with(|| token.is("create")) {
            return;
        }
        if self.depth == 0 {
            if self.begin && token.is("atomic") {
                self.depth = 1;
            }
            self.begin = token.is("begin");
        } else if token.is("case") {
            self.depth += 1;
        } else if token.is("end") {
            self.depth -= 1;
        }
    }
}

/// Whether rows follow the statement in the script.
fn reads_stdin(statement: &str) -> bool {
    let mut words = tokens(statement);
    if !words.next().is_some_and(|token| token.is("copy")) {
        return false;
    }
    let mut from = false;
    words.any(|token| std::mem::replace(&mut from, token.is("from") && token.depth == 0) && token.is("stdin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let one = |statement: Statement<'_>| match statement.piece {
            Piece::Statement => format!("{}:{}", statement.line, statement.text),
            other => format!("{}:{other:?}:{}", statement.line, statement.text),
        };
        split_statements(text).into_iter().map(one).collect()
    }

    #[test]
    fn statements() {
        for (text, expected) in [
            ("", &[][..]),
            (" ;; -- nothing\n", &[]),
            ("select 1", &["1:select 1"]),
            ("-- a; b\nselect ';' ; \n\n select $$;$$;", &["2:select ';'", "4:select $$;$$"]),
            ("create rule r as on insert to t do (a; b); c", &["1:create rule r as on insert to t do (a; b)", "1:c"]),
            (
                "create function f() returns int begin atomic select case when true then 1 end; select 2; end; x",
                &[
                    "1:create function f() returns int begin atomic select case when true then 1 end; select 2; end",
                    "1:x",
                ],
            ),
            ("begin; commit; end;", &["1:begin", "1:commit", "1:end"]),
            (
                "\\restrict abc \nselect 1;\n\\connect x\n",
                &["1:Command:\\restrict abc", "2:select 1", "3:Command:\\connect x"],
            ),
            ("select 1 \\gset\nselect 2;", &["1:select 1", "1:Command:\\gset", "2:select 2"]),
            (
                "COPY t (a, b) FROM stdin;\n1\t;\n\\N\t'\n\\.\n\nselect 2;\n",
                &["1:COPY t (a, b) FROM stdin", "2:Data:1\t;\n\\N\t'\n", "6:select 2"],
            ),
            ("copy t from stdin;\n\\.\nx;", &["1:copy t from stdin", "2:Data:", "3:x"]),
            ("copy t to stdout; x", &["1:copy t to stdout", "1:x"]),
            ("a; 'b", &["1:a", "1:Broken(\"the string does not end\"):'b"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }
}
