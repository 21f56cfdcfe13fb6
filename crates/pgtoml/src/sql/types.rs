//! Names of data types, in the one spelling that `format_type` gives them.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::builtin;
use super::error::SqlError;
use super::literal;
use super::tokens::tokens;
pub use super::type_scan::{Source, scan};
use crate::model::{Ident, QName};

/// The name of a type with its modifier and `[]`, as `format_type(oid, typmod)` prints it under
/// `search_path = pg_catalog`. A user's type has a schema once names are resolved.
///
/// PostgreSQL manual: "Data Types" (8), `format_type` in "System Catalog Information Functions" (9.27.4).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(transparent)]
pub struct TypeName(SmolStr);

impl TypeName {
    /// Reads any spelling that PostgreSQL takes.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        // What catalogs print and what people write most needs neither lexer nor allocation.
        if let Some(known) = builtin::internal(text)
            && let Some(canonical) = builtin::spelling(known).filter(|canonical| *canonical == text)
        {
            return Ok(Self::fixed(canonical));
        }
        if !matches!(text, "time" | "timestamp" | "bit" | "char")
            && let Some(plain) = builtin::spelling(text).or_else(|| builtin::plain(text))
        {
            return Ok(Self::fixed(plain));
        }
        let mut source = Source::new(tokens(text), text.len());
        let parsed = scan(&mut source)?;
        source.finish()?;
        Ok(parsed)
    }

    /// A spelling that is known to be canonical.
    pub(super) fn canonical(text: impl Into<SmolStr>) -> Self {
        Self(text.into())
    }

    pub(super) fn fixed(text: &'static str) -> Self {
        Self(SmolStr::new_static(text))
    }

    /// The canonical spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is an array.
    pub fn is_array(&self) -> bool {
        self.0.ends_with("[]")
    }

    /// The type of the elements of an array; any other type is itself.
    pub fn element(&self) -> Self {
        match self.0.strip_suffix("[]") {
            Some(element) => Self::canonical(element),
            None => self.clone(),
        }
    }

    /// The array of this type; arrays of arrays are the same type.
    pub fn array(&self) -> Self {
        if self.is_array() { self.clone() } else { Self::canonical(format!("{}[]", self.0)) }
    }

    /// What stands between the parentheses of the modifier: `10,2` of `numeric(10,2)`.
    pub fn modifier(&self) -> Option<&str> {
        let (open, close) = self.parentheses()?;
        self.0.get(open + 1..close)
    }

    /// The type without its modifier, still an array if it is one.
    pub fn without_modifier(&self) -> Self {
        let plain = self.spelled();
        let element = match plain.as_str() {
            // Without a length these two mean one character and one bit, so the catalog's names stand for any length.
            "character" => SmolStr::new_static("bpchar"),
            "bit" => SmolStr::new_static("\"bit\""),
            _ => plain,
        };
        if self.is_array() { Self::canonical(format!("{element}[]")) } else { Self(element) }
    }

    /// Schema and name of the type in `pg_type`, without array and modifier: `pg_catalog.int4` of `integer[]`.
    pub fn base(&self) -> QName {
        let spelled = self.spelled();
        if let Some(internal) = builtin_name(&spelled) {
            return QName { schema: Some(Ident::new("pg_catalog")), name: internal };
        }
        split_name(&spelled)
    }

    /// Whether there is none, as where a column has that of its parent.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is a type of `pg_catalog`, which needs no resolving.
    pub fn is_builtin(&self) -> bool {
        builtin_name(&self.spelled()).is_some()
    }

    /// The type in this schema, if it is a user's type without one.
    pub fn with_schema(&self, schema: &Ident) -> Self {
        if self.0.is_empty() || self.is_builtin() || self.base().schema.is_some() {
            return self.clone();
        }
        Self::canonical(format!("{schema}.{}", self.0))
    }

    /// What a person would write: `timestamptz`, `varchar(20)`, `bool`-free otherwise.
    pub fn short(&self) -> SmolStr {
        let (element, suffix) = match self.0.strip_suffix("[]") {
            Some(element) => (element, "[]"),
            None => (self.0.as_str(), ""),
        };
        for (long, short, tail) in [
            ("timestamp", "timestamptz", " with time zone"),
            ("timestamp", "timestamp", " without time zone"),
            ("time", "timetz", " with time zone"),
            ("time", "time", " without time zone"),
            ("character varying", "varchar", ""),
            ("bit varying", "varbit", ""),
            ("character", "char", ""),
        ] {
            let modifier = element.strip_prefix(long).and_then(|rest| rest.strip_suffix(tail));
            if let Some(modifier) = modifier.filter(|rest| rest.is_empty() || rest.starts_with('(')) {
                return format!("{short}{modifier}{suffix}").into();
            }
        }
        self.0.clone()
    }

    /// Places of the parentheses of the modifier; a quoted name may hold parentheses of its own.
    fn parentheses(&self) -> Option<(usize, usize)> {
        let mut quoted = false;
        let open = self.0.bytes().position(|b| {
            quoted ^= b == b'"';
            b == b'(' && !quoted
        })?;
        let close = self.0.rfind(')').filter(|close| *close > open)?;
        Some((open, close))
    }

    /// The name without array and modifier.
    fn spelled(&self) -> SmolStr {
        let element = self.0.strip_suffix("[]").unwrap_or(&self.0);
        match self.parentheses() {
            Some((open, close)) => {
                let mut name = element.get(..open).unwrap_or_default().to_owned();
                name.push_str(element.get(close + 1..).unwrap_or_default());
                name.into()
            }
            None => element.into(),
        }
    }
}

/// The name of a type of `pg_catalog` that a person may have meant.
pub fn nearest_builtin(name: &str) -> Option<&'static str> {
    let words =
        ["integer", "bigint", "smallint", "boolean", "timestamptz", "timestamp", "varchar", "serial", "bigserial"];
    super::error::nearest(name, words.into_iter().chain(builtin::names()))
}

/// The name in `pg_type` of a canonical spelling without modifier, if it is one of `pg_catalog`.
fn builtin_name(spelled: &str) -> Option<Ident> {
    if let Some(name) = builtin::internal(spelled) {
        return Some(Ident::new(SmolStr::new_static(name)));
    }
    if spelled.starts_with("interval ") {
        return Some(Ident::new("interval"));
    }
    builtin::plain(spelled).map(|name| Ident::new(SmolStr::new_static(name)))
}

/// Cuts a canonical name at the dot between schema and name.
fn split_name(spelled: &str) -> QName {
    let mut quoted = false;
    let dot = spelled.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b'.' && !quoted
    });
    let ident = |text: &str| Ident::new(literal::identifier(text));
    match dot.and_then(|dot| Some((spelled.get(..dot)?, spelled.get(dot + 1..)?))) {
        Some((schema, name)) => QName { schema: Some(ident(schema)), name: ident(name) },
        None => QName { schema: None, name: ident(spelled) },
    }
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl std::str::FromStr for TypeName {
    type Err = SqlError;

    fn from_str(text: &str) -> Result<Self, SqlError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for TypeName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer, Self::parse)
    }
}
