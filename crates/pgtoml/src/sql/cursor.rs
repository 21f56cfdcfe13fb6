//! What the splitters share: a place in the token list of a fragment, and the small pieces of grammar.

use crate::kinds::Parameters;

use smol_str::SmolStr;

use super::error::{SqlError, nearest};
use super::fragment::Sql;
use super::keywords::{Category, category};
use super::literal;
use super::name::fold;
use super::tokens::{Kind, Token, tokens};
use super::types::{self, TypeName};
use crate::model::{Ident, QName};

/// A place in a fragment.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The start of a fragment that the lexer takes and whose parentheses match.
    pub fn new(text: &'a str) -> Result<Self, SqlError> {
        // Most fragments are a few words.
        let mut list = Vec::with_capacity(8);
        let mut open: Vec<Token<'a>> = Vec::new();
        for token in tokens(text) {
            match token.kind {
                Kind::Invalid(message) => return Err(token.error(message)),
                Kind::Open | Kind::OpenBracket => open.push(token),
                Kind::Close | Kind::CloseBracket => {
                    let wanted = if token.kind == Kind::Close { Kind::Open } else { Kind::OpenBracket };
                    if open.pop().map(|token| token.kind) != Some(wanted) {
                        return Err(token.error(format!("`{}` closes nothing", token.text)));
                    }
                }
                _ => {}
            }
            list.push(token);
        }
        match open.pop() {
            Some(token) => Err(token.error(format!("`{}` is not closed", token.text))),
            None => Ok(Self { text, tokens: list, at: 0 }),
        }
    }

    /// The next token.
    pub fn peek(&self) -> Option<Token<'a>> {
        self.peek_at(0)
    }

    /// The token `n` after the next.
    pub fn peek_at(&self, n: usize) -> Option<Token<'a>> {
        self.tokens.get(self.at + n).copied()
    }

    /// The token before the next.
    pub fn last(&self) -> Option<Token<'a>> {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).copied()
    }

    /// Takes the next token.
    pub fn advance(&mut self) -> Option<Token<'a>> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    /// Whether nothing is left.
    pub fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Byte offset of the next token, or of the end.
    pub fn offset(&self) -> usize {
        self.peek().map_or(self.text.len(), |token| token.offset)
    }

    /// Byte offset just after the last token taken.
    pub fn end(&self) -> usize {
        self.last().map_or(0, |token| token.end())
    }

    /// The fragment from `start` to the last token taken.
    pub fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.end()).unwrap_or_default()
    }

    /// A place to come back to.
    pub fn mark(&self) -> usize {
        self.at
    }

    /// Goes back to a mark.
    pub fn reset(&mut self, mark: usize) {
        self.at = mark;
    }

    /// The next tokens are these key words.
    pub fn sees(&self, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(n, word)| self.peek_at(n).is_some_and(|token| token.is(word)))
    }

    /// The next token is of this kind.
    pub fn sees_kind(&self, kind: Kind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    /// Takes these key words if they come next.
    pub fn eat(&mut self, words: &[&str]) -> bool {
        let seen = self.sees(words);
        if seen {
            self.at += words.len();
        }
        seen
    }

    /// Takes a token of this kind if it comes next.
    pub fn eat_kind(&mut self, kind: Kind) -> bool {
        let seen = self.sees_kind(kind);
        self.at += usize::from(seen);
        seen
    }

    /// Takes these key words or fails.
    pub fn expect(&mut self, words: &[&str]) -> Result<(), SqlError> {
        if self.eat(words) { Ok(()) } else { Err(self.unexpected(&format!("`{}`", words.join(" ")), words)) }
    }

    /// Takes a token of this kind or fails.
    pub fn expect_kind(&mut self, kind: Kind, what: &str) -> Result<Token<'a>, SqlError> {
        match self.peek() {
            Some(token) if token.kind == kind => {
                self.at += 1;
                Ok(token)
            }
            _ => Err(self.unexpected(what, &[])),
        }
    }

    /// Fails if anything is left; `words` could have come.
    pub fn finish(&self, words: &[&str]) -> Result<(), SqlError> {
        match self.peek() {
            None => Ok(()),
            Some(token) => {
                Err(suggest(token.error(format!("`{}` is not understood here", shown(token.text))), token, words))
            }
        }
    }

    /// The error for the next token where `what` should have been.
    pub fn unexpected(&self, what: &str, words: &[&str]) -> SqlError {
        match self.peek() {
            Some(token) => {
                suggest(token.error(format!("expected {what}, found `{}`", shown(token.text))), token, words)
            }
            None => SqlError::new(format!("expected {what}, found the end"), self.text.len(), 0),
        }
    }

    /// An error at the last token taken.
    pub fn error(&self, message: impl Into<String>) -> SqlError {
        match self.last() {
            Some(token) => token.error(message),
            None => SqlError::new(message, self.offset(), 0),
        }
    }

    /// A name that may be any word, as after a dot; folded or unquoted.
    pub fn label(&mut self) -> Result<Ident, SqlError> {
        let ident = self.peek().as_ref().and_then(identifier).ok_or_else(|| self.unexpected("a name", &[]))?;
        self.at += 1;
        Ok(ident)
    }

    /// The name of a column, table or the like.
    pub fn name(&mut self, what: &str) -> Result<Ident, SqlError> {
        if let Some(token) = self.peek() {
            let reserved = matches!(category_of(&token), Some(Category::Reserved | Category::TypeFuncName));
            if let Some(ident) = identifier(&token) {
                if reserved {
                    return Err(self.unexpected(what, &[]).hint(format!(
                        "`{}` is a reserved word; as a name it is written in double quotes",
                        token.text
                    )));
                }
                self.at += 1;
                return Ok(ident);
            }
        }
        Err(self.unexpected(what, &[]))
    }

    /// `name` or `schema.name`.
    pub fn qname(&mut self, what: &str) -> Result<QName, SqlError> {
        let first = self.name(what)?;
        self.rest_of_qname(first)
    }

    /// Like `qname`, for what may also have the name of a function: collations, operator classes, methods.
    pub fn any_name(&mut self, what: &str) -> Result<QName, SqlError> {
        if matches!(self.peek().as_ref().and_then(category_of), Some(Category::TypeFuncName)) {
            let first = self.label()?;
            return self.rest_of_qname(first);
        }
        self.qname(what)
    }

    fn rest_of_qname(&mut self, first: Ident) -> Result<QName, SqlError> {
        if !self.eat_kind(Kind::Dot) {
            return Ok(QName { schema: None, name: first });
        }
        let name = self.label()?;
        if self.sees_kind(Kind::Dot) {
            return Err(self.unexpected("the end of the name", &[]).hint("a name has at most a schema in front"));
        }
        Ok(QName { schema: Some(first), name })
    }

    /// `(a, b)`.
    pub fn names(&mut self, what: &str) -> Result<Vec<Ident>, SqlError> {
        self.expect_kind(Kind::Open, "`(`")?;
        let mut list = Vec::new();
        loop {
            list.push(self.name(what)?);
            if self.eat_kind(Kind::Close) {
                return Ok(list);
            }
            self.expect_kind(Kind::Comma, "`,` or `)`")?;
        }
    }

    /// Takes what stands between the next `(` and its `)`.
    pub fn parenthesised(&mut self, what: &str) -> Result<&'a str, SqlError> {
        let open = self.expect_kind(Kind::Open, &format!("`(` before {what}"))?;
        while let Some(token) = self.advance() {
            if token.kind == Kind::Close && token.depth == open.depth {
                let inner = self.text.get(open.end()..token.offset).unwrap_or_default().trim();
                if inner.is_empty() {
                    return Err(SqlError::new(format!("{what} is empty"), open.offset, token.end() - open.offset));
                }
                return Ok(inner);
            }
        }
        Err(open.error("`(` is not closed"))
    }

    /// Takes an expression in parentheses.
    pub fn expression(&mut self, what: &str) -> Result<Sql, SqlError> {
        self.parenthesised(what).map(Sql::new)
    }

    /// Takes tokens up to one of depth `depth` for which `stop` holds. It sees the token before and the token itself.
    pub fn until(&mut self, depth: u32, mut stop: impl FnMut(&Self, Token<'a>) -> bool) -> &'a str {
        let start = self.offset();
        let mark = self.at;
        while let Some(token) = self.peek() {
            if token.depth < depth || (token.depth == depth && stop(self, token)) {
                break;
            }
            self.at += 1;
        }
        if self.at == mark { "" } else { self.since(start) }
    }

    /// A type, as far as it goes.
    pub fn data_type(&mut self) -> Result<TypeName, SqlError> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let mut source = types::Source::new(rest.iter().copied(), self.text.len());
        let data_type = types::scan(&mut source)?;
        self.at += source.taken();
        Ok(data_type)
    }

    /// A whole number with its sign.
    pub fn integer(&mut self) -> Result<i64, SqlError> {
        let mark = self.at;
        let sign = match self.peek() {
            Some(token) if token.is_operator("-") => "-",
            Some(token) if token.is_operator("+") => "+",
            _ => "",
        };
        self.at += usize::from(!sign.is_empty());
        let digits = self.expect_kind(Kind::Number, "a whole number")?;
        format!("{sign}{}", digits.text.replace('_', "")).parse().map_err(|_| {
            self.at = mark;
            digits.error(format!("`{sign}{}` is not a whole number of 64 bits", shown(digits.text)))
        })
    }

    /// `(name = value, …)`: storage parameters and parameters of operator classes.
    pub fn parameters(&mut self) -> Result<Parameters, SqlError> {
        self.expect_kind(Kind::Open, "`(`")?;
        let mut parameters = Parameters::new();
        loop {
            let first = self.label()?;
            let name = self.rest_of_qname(first)?;
            let key = match &name.schema {
                Some(namespace) => SmolStr::from(format!("{}.{}", namespace.as_str(), name.name.as_str())),
                None => SmolStr::new(name.name.as_str()),
            };
            let place = self.last();
            // A parameter without a value is a switch that is on.
            let value = if self.peek().is_some_and(|token| token.is_operator("=")) {
                self.at += 1;
                self.parameter_value()?
            } else {
                SmolStr::new_static("true")
            };
            if parameters.insert(key, value).is_some() {
                let error = self.error("the parameter is given twice");
                return Err(place.map_or(error, |token| token.error("the parameter is given twice")));
            }
            if self.eat_kind(Kind::Close) {
                return Ok(parameters);
            }
            self.expect_kind(Kind::Comma, "`,` or `)`")?;
        }
    }

    fn parameter_value(&mut self) -> Result<SmolStr, SqlError> {
        let start = self.offset();
        match self.advance() {
            Some(token) if token.kind == Kind::String || token.kind == Kind::Escape || token.kind == Kind::Dollar => {
                Ok(literal::value(&token).unwrap_or_default().as_ref().into())
            }
            Some(token) if token.is_operator("-") || token.is_operator("+") => {
                self.expect_kind(Kind::Number, "a number")?;
                Ok(self.since(start).split_whitespace().collect())
            }
            Some(token) if token.kind == Kind::Number => Ok(token.text.into()),
            Some(token) => match identifier(&token) {
                Some(ident) => Ok(ident.as_str().into()),
                None => Err(token.error(format!("`{}` is not a value", shown(token.text)))),
            },
            None => Err(self.unexpected("a value", &[])),
        }
    }
}

/// The identifier that a token stands for: folded, or without its quotes.
pub(crate) fn identifier(token: &Token<'_>) -> Option<Ident> {
    match token.kind {
        Kind::Word => Some(Ident::new(fold(token.text))),
        Kind::Quoted => Some(Ident::new(literal::identifier(token.text))),
        _ => None,
    }
}

/// The category of a token that is a key word.
pub(super) fn category_of(token: &Token<'_>) -> Option<Category> {
    if token.kind != Kind::Word {
        return None;
    }
    category(&fold(token.text))
}

/// Adds "did you mean" where a key word is near.
fn suggest(error: SqlError, token: Token<'_>, words: &[&str]) -> SqlError {
    let near = if token.kind == Kind::Word { nearest(token.text, words.iter().copied()) } else { None };
    match near {
        Some(word) => error.hint(format!("did you mean `{word}`?")),
        None => error,
    }
}

/// The beginning of a text, for a message.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
