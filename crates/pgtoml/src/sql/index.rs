//! Keys of indexes and exclusion constraints.

use crate::kinds::Parameters;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::cursor::{Cursor, category_of};
use super::error::SqlError;
use super::fragment::Sql;
use super::keywords::Category;
use super::quote::{quote_ident, quote_literal};
use super::tokens::{Kind, Token};
use crate::kinds::index::Key;

/// The keys of an index, written as they stand between the parentheses of CREATE INDEX.
///
/// PostgreSQL manual: CREATE INDEX. Read from one text, or from an array of texts or of maps with the fields of `Key`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Keys(pub Vec<Key>);

impl Keys {
    /// Reads keys separated by commas.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        let mut cursor = Cursor::new(text)?;
        let mut list = Vec::new();
        loop {
            list.push(key(&mut cursor)?);
            if cursor.is_done() {
                return Ok(Self(list));
            }
            if !cursor.eat_kind(Kind::Comma) {
                return Err(left_over(&cursor));
            }
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys.
    pub fn iter(&self) -> std::slice::Iter<'_, Key> {
        self.0.iter()
    }
}

fn left_over(cursor: &Cursor<'_>) -> SqlError {
    let hint = "an expression that is not one function call stands in parentheses";
    match cursor.peek() {
        Some(token) if matches!(token.kind, Kind::Word) => {
            cursor.unexpected("`,` or an option of the key", &["asc", "desc", "nulls", "collate"])
        }
        _ => cursor.unexpected("`,` or an option of the key", &[]).hint(hint),
    }
}

/// Reads one key with its options.
pub(super) fn key(cursor: &mut Cursor<'_>) -> Result<Key, SqlError> {
    let mut key = Key::default();
    if cursor.sees_kind(Kind::Open) {
        let expression = cursor.expression("the expression")?;
        // PostgreSQL takes a column in parentheses for the column.
        key.column = super::expression::column(expression.as_str());
        key.expression = Some(expression).filter(|_| key.column.is_none());
    } else if let Some(call) = function_call(cursor) {
        key.expression = Some(Sql::new(call));
    } else {
        key.column = Some(cursor.name("a column or an expression in parentheses")?);
        if cursor.sees_kind(Kind::Dot) {
            return Err(cursor.unexpected("an option of the key", &[]).hint("a column has no table in front here"));
        }
    }
    if cursor.eat(&["collate"]) {
        key.collation = Some(cursor.any_name("a collation")?);
    }
    if cursor.peek().as_ref().is_some_and(starts_opclass) {
        key.opclass = Some(cursor.any_name("an operator class")?);
        if cursor.sees_kind(Kind::Open) {
            key.opclass_options = cursor.parameters()?;
        }
    }
    if cursor.eat(&["desc"]) {
        key.desc = true;
    } else {
        cursor.eat(&["asc"]);
    }
    if cursor.eat(&["nulls"]) {
        if cursor.eat(&["first"]) {
            key.nulls_first = Some(true);
        } else if cursor.eat(&["last"]) {
            key.nulls_first = Some(false);
        } else {
            return Err(cursor.unexpected("`first` or `last`", &["first", "last"]));
        }
    }
    normalise(&mut key);
    Ok(key)
}

/// `NULLS FIRST` with DESC and `NULLS LAST` with ASC are what PostgreSQL does anyway.
fn normalise(key: &mut Key) {
    if key.nulls_first == Some(key.desc) {
        key.nulls_first = None;
    }
}

fn starts_opclass(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Quoted => true,
        Kind::Word => {
            // NULLS starts a name only where neither FIRST nor LAST follows; nobody calls an operator class that.
            !token.is("nulls") && !matches!(category_of(token), Some(Category::Reserved))
        }
        _ => false,
    }
}

/// Takes a call of a function, the only expression that needs no parentheses.
fn function_call<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    let mark = cursor.mark();
    let start = cursor.offset();
    let first = cursor.peek().filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted))?;
    // `coalesce`, `greatest` and their like are key words with a syntax of functions; reserved words are not.
    if matches!(category_of(&first), Some(Category::Reserved)) && !first.is("cast") && !first.is("collation") {
        return None;
    }
    cursor.advance();
    while cursor.sees_kind(Kind::Dot) {
        cursor.advance();
        cursor.advance();
    }
    let open = cursor.peek().filter(|token| token.kind == Kind::Open);
    let Some(open) = open else {
        cursor.reset(mark);
        return None;
    };
    cursor.advance();
    while let Some(token) = cursor.advance() {
        if token.kind == Kind::Close && token.depth == open.depth {
            return Some(cursor.since(start));
        }
    }
    cursor.reset(mark);
    None
}

/// Whether an expression may stand as a key without parentheses.
fn is_call(expression: &str) -> bool {
    Cursor::new(expression).is_ok_and(|mut cursor| function_call(&mut cursor).is_some() && cursor.is_done())
}

/// The key as it stands in CREATE INDEX.
pub fn key_text(key: &Key) -> String {
    let mut text = match (&key.column, &key.expression) {
        (Some(column), _) => column.to_string(),
        (None, Some(expression)) if is_call(expression.as_str()) => expression.to_string(),
        (None, Some(expression)) => format!("({expression})"),
        (None, None) => String::new(),
    };
    if let Some(collation) = &key.collation {
        text.push_str(&format!(" collate {collation}"));
    }
    if let Some(opclass) = &key.opclass {
        text.push_str(&format!(" {opclass}"));
        if !key.opclass_options.is_empty() {
            text.push_str(&parameters_text(&key.opclass_options));
        }
    }
    if key.desc {
        text.push_str(" desc");
    }
    match key.nulls_first {
        Some(true) => text.push_str(" nulls first"),
        Some(false) => text.push_str(" nulls last"),
        None => {}
    }
    text
}

/// `(name=value, …)`.
pub fn parameters_text(parameters: &Parameters) -> String {
    let one = |(name, value): (&SmolStr, &SmolStr)| {
        let name = name.split('.').map(quote_ident).collect::<Vec<_>>().join(".");
        let number = value.starts_with(|c: char| c.is_ascii_digit() || c == '-') && value.parse::<f64>().is_ok();
        let word = quote_ident(value) == value.as_str();
        if number || word || matches!(value.as_str(), "true" | "false") {
            format!("{name}={value}")
        } else {
            format!("{name}={}", quote_literal(value))
        }
    };
    format!("({})", parameters.iter().map(one).collect::<Vec<_>>().join(", "))
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, key) in self.0.iter().enumerate() {
            write!(f, "{}{}", if n > 0 { ", " } else { "" }, key_text(key))?;
        }
        Ok(())
    }
}

impl<'a> IntoIterator for &'a Keys {
    type Item = &'a Key;
    type IntoIter = std::slice::Iter<'a, Key>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl Serialize for Keys {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the keys of an index, as one text or an array")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Keys, E> {
        Keys::parse(text).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Keys, A::Error> {
        let mut keys = Vec::with_capacity(list.size_hint().unwrap_or_default().min(64));
        while let Some(OneOrMore(more)) = list.next_element()? {
            keys.extend(more);
        }
        Ok(Keys(keys))
    }
}

/// An element of the array: a map, or a text, which is usually but not necessarily of one key.
struct OneOrMore(Vec<Key>);

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ElementVisitor)
    }
}

struct ElementVisitor;

impl<'de> Visitor<'de> for ElementVisitor {
    type Value = OneOrMore;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key of an index, as text or a table")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OneOrMore, E> {
        Keys::parse(text).map(|keys| OneOrMore(keys.0)).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<OneOrMore, A::Error> {
        let mut key = Key::deserialize(MapAccessDeserializer::new(map))?;
        normalise(&mut key);
        Ok(OneOrMore(vec![key]))
    }
}
