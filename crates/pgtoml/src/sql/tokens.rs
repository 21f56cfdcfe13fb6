//! PostgreSQL's lexer.
//!
//! An own one, because that of `sqlparser` differs from PostgreSQL's where it matters here: maximal munch of operators,
//! nested comments, literals continued on the next line, `1_000`, `E''` escapes. It allocates nothing and visits every byte once.
//!
//! PostgreSQL manual: "Lexical Structure" (4.1).

use super::error::SqlError;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Key word or identifier without quotes.
    Word,
    /// `"identifier"`.
    Quoted,
    /// `U&"identifier"`.
    UnicodeQuoted,
    /// `'literal'`, with its continuations on the following lines.
    String,
    /// `E'literal'`.
    Escape,
    /// `U&'literal'`.
    Unicode,
    /// `N'literal'`.
    National,
    /// `B'01'` or `X'1F'`.
    Bits,
    /// `$tag$literal$tag$`.
    Dollar,
    /// Number.
    Number,
    /// `$1`.
    Param,
    /// Operator, by PostgreSQL's rule of the longest match.
    Operator,
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `[`.
    OpenBracket,
    /// `]`.
    CloseBracket,
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// `.`.
    Dot,
    /// `..`.
    DotDot,
    /// `:`.
    Colon,
    /// `::`.
    Cast,
    /// `:=`.
    Assign,
    /// `=>`.
    Arrow,
    /// What PostgreSQL's lexer refuses; always the last token.
    Invalid(&'static str),
}

/// A token and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its characters.
    pub text: &'a str,
    /// Byte offset in the fragment.
    pub offset: usize,
    /// How many parentheses and brackets are open around it; both of a pair have the depth of what is outside.
    pub depth: u32,
}

impl Token<'_> {
    /// Byte offset just after the token.
    pub fn end(&self) -> usize {
        self.offset + self.text.len()
    }

    /// Whether it is this key word, given in lower case.
    pub fn is(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is this operator.
    pub fn is_operator(&self, operator: &str) -> bool {
        self.kind == Kind::Operator && self.text == operator
    }

    /// An error that underlines the token.
    pub fn error(&self, message: impl Into<String>) -> SqlError {
        SqlError::new(message, self.offset, self.text.len())
    }
}

/// Iterator over the tokens of a fragment. A copy of it is a place to come back to.
#[derive(Clone, Copy, Debug)]
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
    failed: bool,
}

/// The tokens of a fragment.
pub fn tokens(text: &str) -> Lexer<'_> {
    Lexer { text, at: 0, depth: 0, failed: false }
}

impl<'a> Lexer<'a> {
    /// The next token without taking it.
    pub fn peek(&self) -> Option<Token<'a>> {
        let mut ahead = *self;
        ahead.next()
    }

    /// Byte offset of the place between the last token and the next.
    pub fn offset(&self) -> usize {
        self.at
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// First place from `at` where `wanted` does not hold.
    fn past(&self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(|b| !wanted(*b)).unwrap_or(rest.len())
    }

    /// Skips white space and comments; false if a comment does not end.
    fn skip_blank(&mut self) -> bool {
        loop {
            self.at = self.past(self.at, is_space);
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (b'-', b'-') => self.at = self.past(self.at, |b| !is_newline(b)),
                (b'/', b'*') => match block_comment_end(self.text.as_bytes(), self.at) {
                    Some(end) => self.at = end,
                    None => return false,
                },
                _ => return true,
            }
        }
    }

    /// The end of a quoted text whose opening quote is at `open`; a doubled quote stands for itself.
    fn quoted_end(&self, open: usize, quote: u8, escapes: bool) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = open + 1;
        loop {
            at += bytes.get(at..)?.iter().position(|b| *b == quote || (escapes && *b == b'\\'))?;
            if bytes.get(at) == Some(&b'\\') {
                // The escaped character may have several bytes; its continuation bytes are neither quote nor backslash.
                at += 2;
            } else if bytes.get(at + 1) == Some(&quote) {
                at += 2;
            } else {
                return Some(at + 1);
            }
        }
    }

    /// The end of a string literal with its continuations: literals separated by white space with a newline are one.
    fn string_end(&self, open: usize, escapes: bool) -> Option<usize> {
        let mut end = self.quoted_end(open, b'\'', escapes)?;
        while let Some(next) = continuation(self.text.as_bytes(), end) {
            end = self.quoted_end(next, b'\'', escapes)?;
        }
        Some(end)
    }

    fn string(&self, kind: Kind, open: usize, escapes: bool) -> (Kind, usize) {
        match self.string_end(open, escapes) {
            Some(end) => (kind, end),
            None => (Kind::Invalid("the string does not end"), self.text.len()),
        }
    }

    fn identifier(&self, kind: Kind, open: usize) -> (Kind, usize) {
        match self.quoted_end(open, b'"', false) {
            Some(end) if end == open + 2 => (Kind::Invalid("the quoted identifier is empty"), end),
            Some(end) => (kind, end),
            None => (Kind::Invalid("the quoted identifier does not end"), self.text.len()),
        }
    }

    fn word(&self, at: usize) -> (Kind, usize) {
        let quote = self.byte(at + 1);
        match (self.byte(at) | 0x20, quote) {
            (b'e', b'\'') => return self.string(Kind::Escape, at + 1, true),
            (b'n', b'\'') => return self.string(Kind::National, at + 1, false),
            (b'b' | b'x', b'\'') => return self.string(Kind::Bits, at + 1, false),
            (b'u', b'&') if self.byte(at + 2) == b'\'' => return self.string(Kind::Unicode, at + 2, false),
            (b'u', b'&') if self.byte(at + 2) == b'"' => return self.identifier(Kind::UnicodeQuoted, at + 2),
            _ => {}
        }
        (Kind::Word, self.past(at, is_word))
    }

    fn dollar(&self, at: usize) -> (Kind, usize) {
        let after = self.byte(at + 1);
        if after.is_ascii_digit() {
            return (Kind::Param, self.past(at + 1, |b| b.is_ascii_digit()));
        }
        let tag_end = if is_word_start(after) { self.past(at + 1, |b| is_word(b) && b != b'$') } else { at + 1 };
        if self.byte(tag_end) != b'$' {
            return (Kind::Invalid("`$` starts neither a parameter nor a dollar-quoted string"), at + 1);
        }
        let tag = self.text.get(at..=tag_end).unwrap_or_default();
        match self.text.get(tag_end + 1..).and_then(|body| body.find(tag)) {
            Some(length) => (Kind::Dollar, tag_end + 1 + length + tag.len()),
            None => (Kind::Invalid("the dollar-quoted string does not end"), self.text.len()),
        }
    }

    fn number(&self, at: usize) -> (Kind, usize) {
        let prefixed: Option<fn(u8) -> bool> = match (self.byte(at), self.byte(at + 1) | 0x20) {
            (b'0', b'x') => Some(|b| b.is_ascii_hexdigit() || b == b'_'),
            (b'0', b'o') => Some(|b| matches!(b, b'0'..=b'7' | b'_')),
            (b'0', b'b') => Some(|b| matches!(b, b'0' | b'1' | b'_')),
            _ => None,
        };
        let mut end = match prefixed {
            Some(digit) => self.past(at + 2, digit),
            None => {
                let mut end = self.digits(at);
                // `1..2` is a range of PL/pgSQL, not two numbers.
                if self.byte(end) == b'.' && self.byte(end + 1) != b'.' {
                    end = self.digits(end + 1);
                }
                if self.byte(end) | 0x20 == b'e' {
                    let sign = usize::from(matches!(self.byte(end + 1), b'+' | b'-'));
                    if self.byte(end + 1 + sign).is_ascii_digit() {
                        end = self.digits(end + 1 + sign);
                    }
                }
                end
            }
        };
        if is_word_start(self.byte(end)) {
            end = self.past(end, is_word);
            return (Kind::Invalid("letters follow the number"), end);
        }
        (Kind::Number, end)
    }

    /// Digits, with single underscores between them.
    fn digits(&self, mut at: usize) -> usize {
        loop {
            at = self.past(at, |b| b.is_ascii_digit());
            if self.byte(at) != b'_' || !self.byte(at + 1).is_ascii_digit() {
                return at;
            }
            at += 1;
        }
    }

    /// The longest run of operator characters, which neither contains the start of a comment nor ends in `+` or `-`
    /// unless a character that standard operators don't have comes before.
    fn operator(&self, at: usize) -> (Kind, usize) {
        let bytes = self.text.as_bytes();
        let mut end = self.past(at, is_operator);
        let run = bytes.get(at..end).unwrap_or_default();
        if let Some(comment) = run.windows(2).position(|pair| pair == b"--" || pair == b"/*") {
            end = at + comment;
        }
        let own = |end: usize| bytes.get(at..end).unwrap_or_default().iter().any(|b| b"~!@#^&|`?%".contains(b));
        while end > at + 1 && matches!(self.byte(end - 1), b'+' | b'-') && !own(end - 1) {
            end -= 1;
        }
        let kind = if bytes.get(at..end) == Some(b"=>") { Kind::Arrow } else { Kind::Operator };
        (kind, end)
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.failed {
            return None;
        }
        let (kind, end) = if self.skip_blank() {
            if self.at >= self.text.len() {
                return None;
            }
            self.classify()
        } else {
            (Kind::Invalid("the comment does not end"), self.text.len())
        };
        let offset = self.at;
        let mut depth = self.depth;
        match kind {
            Kind::Open | Kind::OpenBracket => self.depth = self.depth.saturating_add(1),
            Kind::Close | Kind::CloseBracket => {
                self.depth = self.depth.saturating_sub(1);
                depth = self.depth;
            }
            Kind::Invalid(_) => self.failed = true,
            _ => {}
        }
        // Scanning stops between characters only, so that the range is always one of the text.
        let text = self.text.get(offset..end).unwrap_or_default();
        self.at = end;
        Some(Token { kind, text, offset, depth })
    }
}

impl Lexer<'_> {
    /// Kind and end of the token that starts here.
    fn classify(&self) -> (Kind, usize) {
        let at = self.at;
        let next = self.byte(at + 1);
        match self.byte(at) {
            b'(' => (Kind::Open, at + 1),
            b')' => (Kind::Close, at + 1),
            b'[' => (Kind::OpenBracket, at + 1),
            b']' => (Kind::CloseBracket, at + 1),
            b',' => (Kind::Comma, at + 1),
            b';' => (Kind::Semicolon, at + 1),
            b'.' if next.is_ascii_digit() => self.number(at),
            b'.' if next == b'.' => (Kind::DotDot, at + 2),
            b'.' => (Kind::Dot, at + 1),
            b':' if next == b':' => (Kind::Cast, at + 2),
            b':' if next == b'=' => (Kind::Assign, at + 2),
            b':' => (Kind::Colon, at + 1),
            b'\'' => self.string(Kind::String, at, false),
            b'"' => self.identifier(Kind::Quoted, at),
            b'$' => self.dollar(at),
            b if b.is_ascii_digit() => self.number(at),
            b if is_word_start(b) => self.word(at),
            b if is_operator(b) => self.operator(at),
            _ => (Kind::Invalid("this character starts no SQL token"), at + 1),
        }
    }
}

/// The opening quote of the literal that continues the one that ends at `end`, if there is one.
pub(super) fn continuation(bytes: &[u8], end: usize) -> Option<usize> {
    let mut at = end;
    let mut newline = false;
    loop {
        match bytes.get(at)? {
            b if is_space(*b) => {
                newline |= is_newline(*b);
                at += 1;
            }
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                at += bytes.get(at..)?.iter().position(|b| is_newline(*b))?;
            }
            b'\'' if newline => return Some(at),
            _ => return None,
        }
    }
}

fn block_comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)?) {
            (b'/', b'*') => {
                depth += 1;
                at += 2;
            }
            (b'*', b'/') => {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => at += 1,
        }
    }
}

/// White space of PostgreSQL's lexer.
pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

fn is_newline(b: u8) -> bool {
    matches!(b, b'\n' | b'\r')
}

/// A byte that can start an identifier; every byte of a character outside ASCII can.
pub(super) fn is_word_start(b: u8) -> bool {
    b.is_ascii_alphabetic() || b == b'_' || b >= 0x80
}

fn is_word(b: u8) -> bool {
    is_word_start(b) || b.is_ascii_digit() || b == b'$'
}

/// A byte that operators consist of.
pub fn is_operator(b: u8) -> bool {
    b"~!@#^&|`?+-*/%<>=".contains(&b)
}
