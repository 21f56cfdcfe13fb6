//! serde over [`Node`], reporting every problem of a value instead of the first.
//!
//! serde stops at the first error. [`decode`] notes it, passes over the offending value and decodes again, so one pass
//! over the file reports everything; another round costs something only where there is an error.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};

use super::node::{Entry, Node, Table, Value};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kind::{Body, Tag};

/// What knows keys of objects of a kind.
type Keys = fn(Tag) -> Vec<&'static str>;

/// Decodes an object of a kind. `None` where something was wrong; `diagnostics` says what.
///
/// `elsewhere` are keys that are allowed beside those of the kind and have been taken out already; hints name them.
pub fn decode(tag: Tag, node: &Node, elsewhere: Keys, diagnostics: &mut Vec<Diagnostic>) -> Option<Body> {
    let state = State { elsewhere: Some((elsewhere, tag)), ..State::default() };
    let (value, whole) = rounds(node, &state, diagnostics, |from| tag.deserialize(from));
    // What a table says besides a key that is wrong still stands: others name its columns, and somebody may be typing.
    value.filter(|_| whole || tag.info().holds_rows && tag.children().any(|child| child.info().part))
}

/// An object in the JSON text of a catalog row, by the reader of TOML. It takes longer than [`Tag::decode`] does without it.
///
/// # Errors
/// What is wrong with it, in words.
pub fn from_json(tag: Tag, json: &str) -> Result<Body, String> {
    let json: serde_json::Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let node = Node::from_json(&json, Span::default());
    tag.deserialize(De { node: &node, state: &State::default() }).map_err(|error| error.message)
}

/// Decodes any serde type.
pub fn decode_with<'a, T: de::Deserialize<'a>>(node: &'a Node, diagnostics: &mut Vec<Diagnostic>) -> Option<T> {
    let (value, whole) = rounds(node, &State::default(), diagnostics, |from| T::deserialize(from));
    value.filter(|_| whole)
}

/// The value without what is wrong in it, and whether nothing is.
fn rounds<'a, 's, T>(
    node: &'a Node,
    state: &'s State,
    diagnostics: &mut Vec<Diagnostic>,
    read: impl Fn(De<'a, 's>) -> Result<T, Error>,
) -> (Option<T>, bool) {
    let mut found = Vec::new();
    let mut value = None;
    // Every round passes over one more value, so there are at most as many rounds as values; the bound is for hostile
    // input.
    for _ in 0..64 {
        let result = read(De { node, state });
        found.append(&mut state.unknown.borrow_mut());
        match result {
            Ok(read) => {
                value = Some(read);
                break;
            }
            Err(error) => {
                let mut skip = state.skip.borrow_mut();
                let span = error.span.unwrap_or(node.span);
                // What is missing because it was passed over has been reported already.
                if !error.missing || skip.is_empty() {
                    found.push(Diagnostic::error("wrong-value", span, error.message).hint_if(error.hint));
                }
                if error.span.is_none() || skip.contains(&span) {
                    break;
                }
                skip.push(span);
            }
        }
    }
    let whole = found.is_empty();
    found.sort();
    found.dedup();
    diagnostics.append(&mut found);
    (value, whole)
}

/// What a value is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A text: a name, a type, SQL.
    Text,
    /// One of these words.
    Words(&'static [&'static str]),
    /// Several of something.
    List,
    /// A table with these keys; any keys where there are none.
    Table(&'static [&'static str]),
    /// More than one of these.
    Other,
}

/// The keys that a type reads.
pub(crate) fn fields(read: impl FnOnce(De<'_, '_>) -> Result<(), Error>) -> &'static [&'static str] {
    let (node, state) = (Node { span: Span::default(), value: Value::Table(Table::default()) }, State::default());
    state.watched.set(Some(node.span));
    // It may miss a value; it has told its keys before.
    let _ = read(De { node: &node, state: &state });
    match state.asked.get() {
        Some(Shape::Table(fields)) => fields,
        _ => &[],
    }
}

/// What a type reads the value of a key as; `None` where it has no such key.
pub(crate) fn shape(key: &str, read: impl FnOnce(De<'_, '_>) -> Result<(), Error>) -> Option<Shape> {
    let span = Span { file: 0, start: 1, end: 1 };
    let value = Node { span, value: Value::Table(Table::default()) };
    let entries = vec![Entry { key: key.into(), key_span: span, node: value }];
    let (node, state) = (Node { span: Span::default(), value: Value::Table(Table { entries }) }, State::default());
    state.watched.set(Some(span));
    let _ = read(De { node: &node, state: &state });
    state.asked.get()
}

#[derive(Default)]
struct State {
    skip: RefCell<Vec<Span>>,
    unknown: RefCell<Vec<Diagnostic>>,
    /// What knows the keys that are read by others, and of which kind.
    elsewhere: Option<(Keys, Tag)>,
    /// The value of which is noted what it is read as.
    watched: Cell<Option<Span>>,
    asked: Cell<Option<Shape>>,
}

/// A serde error that knows its place.
#[derive(Debug)]
pub struct Error {
    message: String,
    hint: Option<String>,
    span: Option<Span>,
    missing: bool,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), hint: None, span: None, missing: false }
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match found {
            de::Unexpected::Str(text) => format!("the string \"{text}\""),
            de::Unexpected::Signed(number) => format!("the number {number}"),
            de::Unexpected::Bool(flag) => format!("`{flag}`"),
            de::Unexpected::Seq => "an array".to_owned(),
            de::Unexpected::Map => "a table".to_owned(),
            other => other.to_string(),
        };
        let expected = expected.to_string();
        let hint = match expected.as_str() {
            "a boolean" => Some("write `true` or `false`, without quotes".to_owned()),
            "a sequence" => Some("write `[\"…\", \"…\"]`".to_owned()),
            _ => None,
        };
        let expected = expected.replace("a sequence", "an array").replace("a map", "a table");
        Self { message: format!("expected {expected}, found {found}"), hint, span: None, missing: false }
    }

    fn missing_field(field: &'static str) -> Self {
        let hint = Some(format!("add `{field} = …`"));
        Self { message: format!("`{field}` is missing"), hint, span: None, missing: true }
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        let hint = match did_you_mean(variant, expected.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", list(expected)),
        };
        Self { message: format!("`{variant}` is not known here"), hint: Some(hint), span: None, missing: false }
    }
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The deserializer.
#[derive(Clone, Copy)]
pub struct De<'a, 's> {
    node: &'a Node,
    state: &'s State,
}

impl<'a> De<'a, '_> {
    fn note(self, shape: Shape) {
        if self.state.watched.get() == Some(self.node.span) && self.state.asked.get().is_none() {
            self.state.asked.set(Some(shape));
        }
    }

    fn at<T>(self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| Error { span: error.span.or(Some(self.node.span)), ..error })
    }

    fn wrong<T>(self, visitor: &dyn de::Expected) -> Result<T, Error> {
        let message = format!("expected {visitor}, found {}", self.node.type_name());
        Err(Error { message, hint: None, span: Some(self.node.span), missing: false })
    }

    fn entries<V: Visitor<'a>>(self, known: Option<&'static [&'static str]>, visitor: V) -> Result<V::Value, Error> {
        let Value::Table(table) = &self.node.value else { return self.wrong(&visitor) };
        let mut entries = Vec::with_capacity(table.entries.len());
        for entry in &table.entries {
            if self.state.skip.borrow().contains(&entry.node.span) {
                continue;
            }
            match known {
                Some(known) if !known.contains(&entry.key.as_str()) => self.unknown(entry, known),
                _ => entries.push(entry),
            }
        }
        // A missing field has no place of its own; it belongs to the table around it.
        self.at(visitor.visit_map(Entries { entries: entries.into_iter(), value: None, state: self.state }))
    }

    fn unknown(self, entry: &Entry, known: &'static [&'static str]) {
        let elsewhere = self.state.elsewhere.map(|(keys, tag)| keys(tag)).unwrap_or_default();
        let all: Vec<&str> = known.iter().chain(&elsewhere).copied().collect();
        let hint = match did_you_mean(&entry.key, all.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys are {}", list(&all)),
        };
        let mut unknown = self.state.unknown.borrow_mut();
        unknown
            .push(Diagnostic::error("unknown-key", entry.key_span, format!("unknown key `{}`", entry.key)).hint(hint));
    }
}

macro_rules! noted {
    ($($shape:ident $($method:ident)+,)*) => {
        $($(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.note(Shape::$shape);
            self.deserialize_any(visitor)
        })+)*
    };
}

impl<'de> Deserializer<'de> for De<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note(Shape::Other);
        match &self.node.value {
            Value::String(text) | Value::Datetime(text) => self.at(visitor.visit_borrowed_str(text)),
            Value::Integer(number) => self.at(visitor.visit_i64(*number)),
            Value::Float(number) => self.at(visitor.visit_f64(*number)),
            Value::Boolean(flag) => self.at(visitor.visit_bool(*flag)),
            Value::Array(items) => self.at(visitor.visit_seq(Items { items: items.iter(), state: self.state })),
            Value::Table(_) => self.entries(None, visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note(Shape::Text);
        match &self.node.value {
            Value::String(text) | Value::Datetime(text) => self.at(visitor.visit_borrowed_str(text)),
            // Storage parameters and settings are text to PostgreSQL; people write numbers and booleans.
            Value::Integer(number) => self.at(visitor.visit_string(number.to_string())),
            Value::Float(number) => self.at(visitor.visit_string(number.to_string())),
            Value::Boolean(flag) => self.at(visitor.visit_string(flag.to_string())),
            Value::Array(_) | Value::Table(_) => self.wrong(&visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(Shape::Table(fields));
        self.entries(Some(fields), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.note(Shape::Words(words));
        match self.node.as_str() {
            Some(text) => self.at(visitor.visit_enum(text.into_deserializer())),
            None => self.wrong(&"a word"),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.note(Shape::Table(&[]));
        self.deserialize_any(visitor)
    }

    noted! {
        Flag deserialize_bool,
        List deserialize_seq,
        Number deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16,
        Number deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64,
    }

    serde::forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

struct Items<'a, 's> {
    items: std::slice::Iter<'a, Node>,
    state: &'s State,
}

impl<'a> de::SeqAccess<'a> for Items<'a, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        match self.items.find(|item| !self.state.skip.borrow().contains(&item.span)) {
            Some(node) => seed.deserialize(De { node, state: self.state }).map(Some),
            None => Ok(None),
        }
    }
}

struct Entries<'a, 's> {
    entries: std::vec::IntoIter<&'a Entry>,
    value: Option<&'a Node>,
    state: &'s State,
}

impl<'a> de::MapAccess<'a> for Entries<'a, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(&entry.node);
        let key: de::value::BorrowedStrDeserializer<'a, Error> = de::value::BorrowedStrDeserializer::new(&entry.key);
        seed.deserialize(key)
            .map(Some)
            .map_err(|error: Error| Error { span: error.span.or(Some(entry.node.span)), ..error })
    }

    fn next_value_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<T::Value, Error> {
        match self.value.take() {
            Some(node) => {
                let result = seed.deserialize(De { node, state: self.state });
                // Errors of types that parse themselves have no place yet.
                result.map_err(|error| Error { span: error.span.or(Some(node.span)), ..error })
            }
            None => Err(de::Error::custom("a value without a key")),
        }
    }
}
