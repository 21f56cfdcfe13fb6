//! Equality of fragments, token by token and without allocation.
//!
//! Both texts are read as streams in a normal form, so that being the same is an equivalence. What the form leaves out:
//!
//! * white space, comments, a `;` at the end: the parser never sees them;
//! * the case of key words and unquoted identifiers; the quotes of an identifier that is plain and no key word of any
//!   category (`"year"` is not `year`: `interval '1' year`), or that follows a dot, where every word is a name;
//! * the way a string is quoted: literals are compared by their value;
//! * the spelling of a type after `::` (`pg_catalog` comes first in every search path that does not name it);
//! * `!=`, which the lexer itself turns into `<>`;
//! * parentheses around the whole, unless they hold a list; PostgreSQL's grammar drops them from its trees.

use super::keywords::category;
use super::literal;
use super::name::fold;
use super::quote::is_plain;
use super::tokens::{Kind, Lexer, Token, tokens};
use super::types::{self, TypeName};
use smol_str::SmolStr;

/// Whether two fragments are the same but for spelling.
pub fn same(a: &str, b: &str) -> bool {
    let (Some(mut a), Some(mut b)) = (Stream::new(a), Stream::new(b)) else { return false };
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(x), Some(y)) if x == y => {}
            _ => return false,
        }
    }
}

/// The stream of a fragment in normal form.
#[derive(Clone, Debug)]
pub struct Stream<'a> {
    lexer: Lexer<'a>,
    /// Closing parentheses from here on belong to the pairs left out, and `;` to the end of the fragment.
    end: usize,
    after: After,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    Other,
    Dot,
    Cast,
}

/// A token of the normal form.
#[derive(Clone, Debug)]
pub enum Item<'a> {
    /// A type after `::`.
    Type(TypeName),
    /// Any other token, and whether it follows a dot.
    Token(Token<'a>, bool),
}

impl<'a> Stream<'a> {
    /// The stream of a fragment that the lexer takes.
    pub fn new(text: &'a str) -> Option<Self> {
        let outside = outside(text)?;
        let mut lexer = tokens(text);
        for _ in 0..outside.pairs {
            lexer.next();
        }
        Some(Self { lexer, end: outside.end, after: After::Other })
    }
}

impl<'a> Iterator for Stream<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let end = self.end;
        if self.after == After::Cast {
            self.after = After::Other;
            let mut source = types::Source::new(Upto { lexer: self.lexer, end }, end);
            if let Ok(data_type) = types::scan(&mut source) {
                self.lexer = source.rest().lexer;
                return Some(Item::Type(data_type));
            }
        }
        let token = self.lexer.next().filter(|token| token.offset < end)?;
        let dotted = self.after == After::Dot;
        self.after = match token.kind {
            Kind::Cast => After::Cast,
            Kind::Dot => After::Dot,
            _ => After::Other,
        };
        Some(Item::Token(token, dotted))
    }
}

/// The tokens before `end`.
#[derive(Clone)]
struct Upto<'a> {
    lexer: Lexer<'a>,
    end: usize,
}

impl<'a> Iterator for Upto<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.lexer.peek().filter(|token| token.offset < self.end)?;
        self.lexer.next();
        Some(token)
    }
}

struct Outside {
    pairs: u32,
    end: usize,
}

/// How many pairs of parentheses enclose all of the fragment, and where its inside ends.
fn outside(text: &str) -> Option<Outside> {
    let mut leading = 0;
    let mut in_leading = true;
    // The fewest parentheses around anything inside; what closes at the end only counts once something follows it.
    let mut least = u32::MAX;
    let mut closing: Vec<usize> = Vec::new();
    let mut end = 0;
    let mut semicolon = None;
    for token in tokens(text) {
        if let Kind::Invalid(_) = token.kind {
            return None;
        }
        if token.kind == Kind::Semicolon {
            semicolon = semicolon.or(Some(token.depth));
            continue;
        }
        if let Some(depth) = semicolon.take() {
            least = least.min(depth);
        }
        end = token.end();
        in_leading &= token.kind == Kind::Open;
        if in_leading {
            leading += 1;
            continue;
        }
        if token.kind == Kind::Close {
            closing.push(token.offset);
            continue;
        }
        closing.clear();
        least = least.min(token.depth);
        if token.kind == Kind::Comma {
            least = least.min(token.depth.saturating_sub(1));
        }
    }
    let pairs = leading.min(least).min(u32::try_from(closing.len()).unwrap_or(u32::MAX));
    let from_end = closing.len().checked_sub(usize::try_from(pairs).ok()?)?;
    let end = closing.get(from_end).copied().unwrap_or(end);
    Some(Outside { pairs, end })
}

impl Item<'_> {
    /// A text that two items share exactly when they are the same; absent for what is compared only as it is written.
    pub fn canonical(&self) -> Option<SmolStr> {
        let (token, dotted) = match self {
            Item::Type(data_type) => return Some(format!("type {data_type}").into()),
            Item::Token(token, dotted) => (token, *dotted),
        };
        Some(match token.kind {
            Kind::Quoted => {
                let name = literal::identifier(token.text);
                if is_plain(&name) && (dotted || category(&name).is_none()) {
                    name.as_ref().into()
                } else {
                    token.text.into()
                }
            }
            Kind::String | Kind::Escape | Kind::Dollar => format!("'{}", literal::value(token)?).into(),
            Kind::Operator => canonical_operator(token.text).into(),
            Kind::Word => fold(token.text).into(),
            Kind::Number | Kind::Bits => token.text.to_ascii_lowercase().into(),
            _ => token.text.into(),
        })
    }
}

impl PartialEq for Item<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Item::Type(a), Item::Type(b)) => a == b,
            (Item::Token(a, dotted), Item::Token(b, other_dotted)) => same_token(a, b, *dotted && *other_dotted),
            _ => false,
        }
    }
}

fn same_token(a: &Token<'_>, b: &Token<'_>, dotted: bool) -> bool {
    match (a.kind, b.kind) {
        (Kind::Word, Kind::Quoted) => same_name(a.text, b.text, dotted),
        (Kind::Quoted, Kind::Word) => same_name(b.text, a.text, dotted),
        (Kind::String | Kind::Escape | Kind::Dollar, Kind::String | Kind::Escape | Kind::Dollar) => {
            if a.kind == b.kind && a.text == b.text {
                return true;
            }
            matches!((literal::value(a), literal::value(b)), (Some(a), Some(b)) if a == b)
        }
        (Kind::Operator, Kind::Operator) => canonical_operator(a.text) == canonical_operator(b.text),
        (x, y) if x != y => false,
        (Kind::Word | Kind::Number | Kind::Bits, _) => a.text.eq_ignore_ascii_case(b.text),
        _ => a.text == b.text,
    }
}

/// PostgreSQL's lexer knows one token for the two.
pub fn canonical_operator(operator: &str) -> &str {
    if operator == "!=" { "<>" } else { operator }
}

fn same_name(word: &str, quoted: &str, dotted: bool) -> bool {
    let name = literal::identifier(quoted);
    is_plain(&name) && word.eq_ignore_ascii_case(&name) && (dotted || category(&name).is_none())
}
