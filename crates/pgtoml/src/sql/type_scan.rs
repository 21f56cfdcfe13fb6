//! The grammar of type names: `Typename` of PostgreSQL's `gram.y`.

use std::fmt::Write;

use smol_str::SmolStr;

use super::builtin;
use super::cursor::{category_of, identifier, shown};
use super::error::SqlError;
use super::keywords::Category;
use super::literal;
use super::name::fold;
use super::postgis;
use super::quote::{quote_ident, quote_literal};
use super::tokens::{Kind, Token};
use super::types::TypeName;
use crate::model::Ident;

/// Tokens to read a type from, with any number of tokens of lookahead.
#[derive(Clone, Debug)]
pub struct Source<I> {
    tokens: I,
    taken: usize,
    end: usize,
}

impl<'a, I: Iterator<Item = Token<'a>> + Clone> Source<I> {
    /// The tokens of a fragment that ends at `end`.
    pub fn new(tokens: I, end: usize) -> Self {
        Self { tokens, taken: 0, end }
    }

    /// How many tokens were read.
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// What is left.
    pub fn rest(&self) -> I {
        self.tokens.clone()
    }

    /// Fails if anything is left.
    pub fn finish(&self) -> Result<(), SqlError> {
        match self.peek() {
            Some(token) => Err(refuse(token, format!("`{}` does not belong to the type", shown(token.text)))),
            None => Ok(()),
        }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.clone().next()
    }

    fn advance(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.next();
        self.taken += usize::from(token.is_some());
        token
    }

    fn sees(&self, kind: Kind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    fn eat(&mut self, words: &[&str]) -> bool {
        let mut ahead = self.clone();
        let seen = words.iter().all(|word| ahead.advance().is_some_and(|token| token.is(word)));
        if seen {
            *self = ahead;
        }
        seen
    }

    fn eat_kind(&mut self, kind: Kind) -> bool {
        let seen = self.sees(kind);
        if seen {
            self.advance();
        }
        seen
    }

    fn expected(&self, what: &str) -> SqlError {
        match self.peek() {
            Some(token) => refuse(token, format!("expected {what}, found `{}`", shown(token.text))),
            None => SqlError::new(format!("expected {what}, found the end"), self.end, 0),
        }
    }

    /// `(n)`, if it comes next.
    fn number(&mut self) -> Result<Option<(u32, Token<'a>)>, SqlError> {
        if !self.eat_kind(Kind::Open) {
            return Ok(None);
        }
        let token = self.advance().ok_or_else(|| self.expected("a number"))?;
        let number = Some(token).filter(|token| token.kind == Kind::Number).and_then(|token| token.text.parse().ok());
        let number: u32 = number.ok_or_else(|| refuse(token, "expected a whole number".into()))?;
        if !self.eat_kind(Kind::Close) {
            return Err(self.expected("`)`"));
        }
        Ok(Some((number, token)))
    }
}

fn refuse(token: Token<'_>, message: String) -> SqlError {
    match token.kind {
        Kind::Invalid(reason) => token.error(reason),
        _ => token.error(message),
    }
}

/// Reads one type and leaves what follows it.
pub fn scan<'a, I: Iterator<Item = Token<'a>> + Clone>(source: &mut Source<I>) -> Result<TypeName, SqlError> {
    let element = simple(source)?;
    let mut array = false;
    if source.eat(&["array"]) {
        array = true;
        if source.sees(Kind::OpenBracket) {
            let mut ahead = source.clone();
            ahead.advance();
            if !ahead.sees(Kind::Number) {
                return Err(ahead.expected("the size of the array"));
            }
            bounds(source)?;
        }
    } else {
        while source.sees(Kind::OpenBracket) {
            array = true;
            bounds(source)?;
        }
    }
    Ok(if array { element.array() } else { element })
}

/// `[]` or `[3]`; PostgreSQL keeps neither the number of dimensions nor their sizes.
fn bounds<'a, I: Iterator<Item = Token<'a>> + Clone>(source: &mut Source<I>) -> Result<(), SqlError> {
    source.advance();
    source.eat_kind(Kind::Number);
    if source.eat_kind(Kind::CloseBracket) { Ok(()) } else { Err(source.expected("`]`")) }
}

fn simple<'a, I: Iterator<Item = Token<'a>> + Clone>(source: &mut Source<I>) -> Result<TypeName, SqlError> {
    let first = source.peek().ok_or_else(|| source.expected("a type"))?;
    if first.kind != Kind::Word {
        return generic(source);
    }
    let word = fold(first.text);
    let known = match word.as_ref() {
        "int" | "integer" => "integer",
        "smallint" => "smallint",
        "bigint" => "bigint",
        "real" => "real",
        "boolean" => "boolean",
        "json" => "json",
        "float" => {
            source.advance();
            return match source.number()? {
                None | Some((25..=53, _)) => Ok(TypeName::fixed("double precision")),
                Some((1..=24, _)) => Ok(TypeName::fixed("real")),
                Some((_, token)) => Err(token.error("the precision of float is 1 to 53 bits")),
            };
        }
        "double" if source.eat(&["double", "precision"]) => return Ok(TypeName::fixed("double precision")),
        "decimal" | "dec" | "numeric" => {
            source.advance();
            let modifiers = modifiers(source)?;
            return with_modifiers("numeric", modifiers, first);
        }
        "bit" => {
            source.advance();
            let varying = source.eat(&["varying"]);
            let length = modifiers(source)?;
            return match (varying, length.is_empty()) {
                (true, _) => with_modifiers("varbit", length, first),
                (false, true) => Ok(TypeName::fixed("bit(1)")),
                (false, false) => with_modifiers("bit", length, first),
            };
        }
        "character" | "char" | "nchar" | "varchar" | "national" => return character(source, &word),
        "timestamp" | "time" => return time(source, &word),
        "interval" => return interval(source),
        _ => return generic(source),
    };
    source.advance();
    Ok(TypeName::fixed(known))
}

fn character<'a, I: Iterator<Item = Token<'a>> + Clone>(
    source: &mut Source<I>,
    word: &str,
) -> Result<TypeName, SqlError> {
    source.advance();
    if word == "national" && !source.eat(&["character"]) && !source.eat(&["char"]) {
        return Err(source.expected("`character`"));
    }
    let varying = word == "varchar" || source.eat(&["varying"]);
    Ok(match (source.number()?, varying) {
        (None, true) => TypeName::fixed("character varying"),
        (None, false) => TypeName::fixed("character(1)"),
        (Some((0, token)), _) => return Err(token.error("the length is at least 1")),
        (Some((length, _)), true) => TypeName::canonical(format!("character varying({length})")),
        (Some((length, _)), false) => TypeName::canonical(format!("character({length})")),
    })
}

fn time<'a, I: Iterator<Item = Token<'a>> + Clone>(source: &mut Source<I>, word: &str) -> Result<TypeName, SqlError> {
    source.advance();
    let precision = source.number()?.map(|(precision, _)| precision);
    let zone = source.eat(&["with", "time", "zone"]);
    if !zone {
        source.eat(&["without", "time", "zone"]);
    }
    let name = match (word, zone) {
        ("time", true) => "timetz",
        ("time", false) => "time",
        (_, true) => "timestamptz",
        (_, false) => "timestamp",
    };
    Ok(timed(name, precision))
}

/// Time types with their precision; the server takes more than six digits for six.
fn timed(name: &str, precision: Option<u32>) -> TypeName {
    let long = builtin::spelling(name).unwrap_or("interval");
    match precision {
        None => TypeName::fixed(long),
        Some(digits) => {
            let (head, tail) =
                long.split_once(' ').map_or((long, String::new()), |(head, tail)| (head, format!(" {tail}")));
            TypeName::canonical(format!("{head}({}){tail}", digits.min(6)))
        }
    }
}

fn interval<'a, I: Iterator<Item = Token<'a>> + Clone>(source: &mut Source<I>) -> Result<TypeName, SqlError> {
    source.advance();
    if let Some((digits, _)) = source.number()? {
        return Ok(timed("interval", Some(digits)));
    }
    const RANGES: [(&str, &[&str]); 6] = [
        ("year", &["month"]),
        ("month", &[]),
        ("day", &["hour", "minute", "second"]),
        ("hour", &["minute", "second"]),
        ("minute", &["second"]),
        ("second", &[]),
    ];
    let Some((mut last, ends)) = RANGES.into_iter().find(|(field, _)| source.eat(&[field])) else {
        return Ok(TypeName::fixed("interval"));
    };
    let mut name = format!("interval {last}");
    if let Some(end) = ends.iter().find(|end| source.eat(&["to", end])) {
        last = end;
        let _ = write!(name, " to {end}");
    }
    if last == "second"
        && let Some((digits, _)) = source.number()?
    {
        let _ = write!(name, "({})", digits.min(6));
    }
    Ok(TypeName::canonical(name))
}

/// Any other type: a name, perhaps with a schema, a modifier, or `%TYPE`.
fn generic<'a, I: Iterator<Item = Token<'a>> + Clone>(source: &mut Source<I>) -> Result<TypeName, SqlError> {
    let first = source.peek().ok_or_else(|| source.expected("a type"))?;
    let mut names = vec![identifier(&first).ok_or_else(|| source.expected("a type"))?];
    match category_of(&first) {
        Some(Category::Reserved) => {
            return Err(source.expected("a type").hint(format!(
                "`{}` is a reserved word; as the name of a type it is written in double quotes",
                first.text
            )));
        }
        Some(Category::ColName) => return Err(source.expected("a type")),
        _ => {}
    }
    source.advance();
    while source.sees(Kind::Dot) {
        let mut ahead = source.clone();
        ahead.advance();
        let label = ahead.peek().as_ref().and_then(identifier).ok_or_else(|| ahead.expected("a name"))?;
        ahead.advance();
        *source = ahead;
        names.push(label);
    }
    if source.peek().is_some_and(|token| token.is_operator("%")) {
        let mut ahead = source.clone();
        ahead.advance();
        if names.len() > 1 && ahead.eat(&["type"]) {
            *source = ahead;
            return Ok(TypeName::canonical(format!("{}%TYPE", joined(&names))));
        }
    }
    if names.len() > 2 {
        return Err(first.error("a type has at most a schema in front"));
    }
    let modifiers = modifiers(source)?;
    let unqualified = names.len() == 1;
    let Some(name) = names.last() else { return Err(source.expected("a type")) };
    if unqualified || names.first().is_some_and(|schema| schema.as_str() == "pg_catalog") {
        if builtin::is_type(name.as_str()) {
            return with_modifiers(name.as_str(), modifiers, first);
        }
        // The names of array types: an underscore before that of the element.
        if let Some(element) = name.as_str().strip_prefix('_').filter(|element| builtin::is_type(element)) {
            return Ok(with_modifiers(element, modifiers, first)?.array());
        }
    }
    let mut text = joined(&names);
    if !modifiers.is_empty() {
        let _ = write!(text, "({})", user_modifiers(name.as_str(), modifiers));
    }
    Ok(TypeName::canonical(text))
}

fn joined(names: &[Ident]) -> String {
    names.iter().map(|name| quote_ident(name.as_str())).collect::<Vec<_>>().join(".")
}

/// The modifiers in parentheses, if they come next: constants and words.
fn modifiers<'a, I: Iterator<Item = Token<'a>> + Clone>(source: &mut Source<I>) -> Result<Vec<SmolStr>, SqlError> {
    let mut list = Vec::new();
    if !source.eat_kind(Kind::Open) {
        return Ok(list);
    }
    loop {
        let negative = source.peek().is_some_and(|token| token.is_operator("-"));
        if negative {
            source.advance();
        }
        let token = source.peek().ok_or_else(|| source.expected("a type modifier"))?;
        let text = match token.kind {
            Kind::Number if negative => format!("-{}", token.text).into(),
            Kind::Number => SmolStr::new(token.text),
            _ if negative => return Err(source.expected("a number")),
            Kind::String | Kind::Escape | Kind::Dollar => literal::value(&token).unwrap_or_default().as_ref().into(),
            _ => match identifier(&token) {
                Some(word) => word.as_str().into(),
                None => return Err(source.expected("a type modifier")),
            },
        };
        source.advance();
        list.push(text);
        if source.eat_kind(Kind::Close) {
            return Ok(list);
        }
        if !source.eat_kind(Kind::Comma) {
            return Err(source.expected("`,` or `)`"));
        }
    }
}

/// A type of `pg_catalog` with its modifiers, each printed as the type's own output function prints it.
fn with_modifiers(name: &str, modifiers: Vec<SmolStr>, place: Token<'_>) -> Result<TypeName, SqlError> {
    let plain = builtin::spelling(name).or_else(|| builtin::plain(name));
    if modifiers.is_empty() {
        return Ok(plain.map_or_else(|| TypeName::canonical(quote_ident(name)), TypeName::fixed));
    }
    let numbers: Vec<i64> = modifiers.iter().filter_map(|text| text.parse().ok()).collect();
    let refused = || place.error(format!("these modifiers do not fit the type {}", plain.unwrap_or(name)));
    if numbers.len() != modifiers.len() {
        return Err(refused());
    }
    let text = match (name, numbers.as_slice()) {
        ("numeric", [precision @ 1..=1000]) => format!("numeric({precision},0)"),
        ("numeric", [precision @ 1..=1000, scale @ -1000..=1000]) => format!("numeric({precision},{scale})"),
        ("bpchar", [length @ 1..=10_485_760]) => format!("character({length})"),
        ("varchar", [length @ 1..=10_485_760]) => format!("character varying({length})"),
        ("bit", [length @ 1..=10_485_760]) => format!("bit({length})"),
        ("varbit", [length @ 1..=10_485_760]) => format!("bit varying({length})"),
        ("timestamp" | "timestamptz" | "time" | "timetz", [digits @ 0..=i64::MAX]) => {
            return Ok(timed(name, Some(u32::try_from(*digits).unwrap_or(6))));
        }
        _ => return Err(refused()),
    };
    Ok(TypeName::canonical(text))
}

/// The modifiers of a user's type. PostGIS prints its own spelling of them, which does not depend on the case given.
fn user_modifiers(name: &str, modifiers: Vec<SmolStr>) -> String {
    if matches!(name, "geometry" | "geography")
        && let Some(text) = postgis::modifiers(name, &modifiers)
    {
        return text;
    }
    let plain = |text: &SmolStr| {
        let simple = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if text.bytes().all(simple) && !text.is_empty() { text.to_string() } else { quote_literal(text) }
    };
    modifiers.iter().map(plain).collect::<Vec<_>>().join(",")
}
