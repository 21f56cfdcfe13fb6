//! Arguments and results of routines.

use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::cursor::{Cursor, category_of, identifier};
use super::error::SqlError;
use super::fragment::Sql;
use super::keywords::Category;
use super::tokens::Kind;
use super::types::TypeName;
use crate::model::Ident;

/// Which way an argument goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// `IN`.
    #[default]
    In,
    /// `OUT`.
    Out,
    /// `INOUT`.
    InOut,
    /// `VARIADIC`.
    Variadic,
    /// A column of `RETURNS TABLE`, as catalogs list it among the arguments.
    Table,
}

impl Mode {
    /// Whether a caller gives a value for it.
    pub fn is_input(self) -> bool {
        !matches!(self, Self::Out | Self::Table)
    }
}

/// An argument of a routine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arg {
    /// Direction.
    pub mode: Mode,
    /// Name, if it has one.
    pub name: Option<Ident>,
    /// Type.
    pub data_type: TypeName,
    /// Default.
    pub default: Option<Sql>,
}

/// The arguments of a routine, written as they stand between the parentheses of CREATE FUNCTION.
///
/// PostgreSQL manual: CREATE FUNCTION; `pg_get_function_arguments` in "System Catalog Information Functions".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Args(pub Vec<Arg>);

impl Args {
    /// Reads what a person writes or `pg_get_function_arguments` prints.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        let mut cursor = Cursor::new(text)?;
        let mut list = Vec::new();
        while !cursor.is_done() {
            list.push(argument(&mut cursor)?);
            if cursor.is_done() {
                break;
            }
            if !cursor.eat_kind(Kind::Comma) {
                return Err(cursor.unexpected("`,` or a default", &["default"]));
            }
            if cursor.is_done() {
                return Err(cursor.unexpected("an argument", &[]));
            }
        }
        Ok(Self(list))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What tells overloaded routines apart: the types of the input arguments.
    pub fn identity_types(&self) -> SmolStr {
        let mut types = String::new();
        for arg in self.0.iter().filter(|arg| arg.mode.is_input()) {
            if !types.is_empty() {
                types.push_str(", ");
            }
            types.push_str(arg.data_type.as_str());
        }
        types.into()
    }

    /// The types of all arguments.
    pub fn types(&self) -> impl Iterator<Item = &TypeName> {
        self.0.iter().map(|arg| &arg.data_type)
    }

    /// The types of all arguments, to resolve them.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut TypeName> {
        self.0.iter_mut().map(|arg| &mut arg.data_type)
    }

    /// The defaults.
    pub fn defaults(&self) -> impl Iterator<Item = &Sql> {
        self.0.iter().filter_map(|arg| arg.default.as_ref())
    }

    /// The defaults, to rewrite them.
    pub fn defaults_mut(&mut self) -> impl Iterator<Item = &mut Sql> {
        self.0.iter_mut().filter_map(|arg| arg.default.as_mut())
    }
}

/// Reads the identity types of a routine: `uuid, text[]`, as they stand in `[functions."f(uuid, text[])"]`.
pub fn parse_types(text: &str) -> Result<Vec<TypeName>, SqlError> {
    let mut cursor = Cursor::new(text)?;
    let mut list = Vec::new();
    if cursor.is_done() {
        return Ok(list);
    }
    loop {
        list.push(cursor.data_type()?);
        if cursor.is_done() {
            return Ok(list);
        }
        cursor.expect_kind(Kind::Comma, "`,`")?;
    }
}

fn argument(cursor: &mut Cursor<'_>) -> Result<Arg, SqlError> {
    let mut mode = mode(cursor);
    let name = name(cursor);
    if name.is_some() && mode.is_none() {
        mode = self::mode(cursor);
    }
    if cursor.sees(&["setof"]) {
        return Err(cursor.unexpected("a type", &[]).hint("an argument is never a set"));
    }
    let data_type = cursor.data_type()?;
    let mut default = None;
    let assigned = cursor.peek().is_some_and(|token| token.is_operator("=") || token.kind == Kind::Assign);
    if assigned || cursor.sees(&["default"]) {
        cursor.advance();
        let text = cursor.until(0, |_, token| token.kind == Kind::Comma);
        if text.is_empty() {
            return Err(cursor.unexpected("the default", &[]));
        }
        default = Some(Sql::new(text));
    }
    Ok(Arg { mode: mode.unwrap_or_default(), name, data_type, default })
}

fn mode(cursor: &mut Cursor<'_>) -> Option<Mode> {
    let modes: [(&[&str], Mode); 6] = [
        (&["in", "out"], Mode::InOut),
        (&["in"], Mode::In),
        (&["out"], Mode::Out),
        (&["inout"], Mode::InOut),
        (&["variadic"], Mode::Variadic),
        (&["table"], Mode::Table),
    ];
    modes.into_iter().find(|(words, _)| cursor.eat(words)).map(|(_, mode)| mode)
}

/// The name of an argument, if one comes next: a word that may be one, and after it the beginning of a type.
fn name(cursor: &mut Cursor<'_>) -> Option<Ident> {
    let first = cursor.peek()?;
    let second = cursor.peek_at(1)?;
    if matches!(category_of(&first), Some(Category::Reserved | Category::ColName)) {
        return None;
    }
    // `double precision` is the only type of several words whose first may be a name.
    if !matches!(second.kind, Kind::Word | Kind::Quoted) || (first.is("double") && second.is("precision")) {
        return None;
    }
    if matches!(category_of(&second), Some(Category::Reserved)) && !second.is("in") && !second.is("variadic") {
        return None;
    }
    let name = identifier(&first)?;
    cursor.advance();
    Some(name)
}

impl fmt::Display for Arg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.mode {
            Mode::In => "",
            Mode::Out => "out ",
            Mode::InOut => "inout ",
            Mode::Variadic => "variadic ",
            Mode::Table => "table ",
        })?;
        if let Some(name) = &self.name {
            // A word such as `int` may name a column, but not an argument.
            write!(f, "{name} ")?;
        }
        write!(f, "{}", self.data_type)?;
        match &self.default {
            Some(default) => write!(f, " default {default}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Args {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, arg) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{arg}")?;
        }
        Ok(())
    }
}

impl Serialize for Args {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Args {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer, Self::parse)
    }
}

/// What stands after RETURNS.
#[derive(Clone, Debug, PartialEq)]
pub enum Returns {
    /// A value.
    Type(TypeName),
    /// `SETOF`.
    SetOf(TypeName),
    /// `TABLE (…)`.
    Table(Vec<(Ident, TypeName)>),
}

impl Returns {
    /// Reads what a person writes or `pg_get_function_result` prints.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        let mut cursor = Cursor::new(text)?;
        let returns = if cursor.eat(&["setof"]) {
            Self::SetOf(cursor.data_type()?)
        } else if cursor.eat(&["table"]) {
            Self::Table(table(&mut cursor)?)
        } else {
            Self::Type(cursor.data_type()?)
        };
        cursor.finish(&[])?;
        Ok(returns)
    }

    /// All types.
    pub fn types(&self) -> impl Iterator<Item = &TypeName> {
        let (one, many) = match self {
            Self::Type(one) | Self::SetOf(one) => (Some(one), [].as_slice()),
            Self::Table(columns) => (None, columns.as_slice()),
        };
        one.into_iter().chain(many.iter().map(|(_, data_type)| data_type))
    }

    /// All types, to resolve them.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut TypeName> {
        let (one, many) = match self {
            Self::Type(one) | Self::SetOf(one) => (Some(one), [].as_mut_slice()),
            Self::Table(columns) => (None, columns.as_mut_slice()),
        };
        one.into_iter().chain(many.iter_mut().map(|(_, data_type)| data_type))
    }
}

fn table(cursor: &mut Cursor<'_>) -> Result<Vec<(Ident, TypeName)>, SqlError> {
    cursor.expect_kind(Kind::Open, "`(`")?;
    let mut columns = Vec::new();
    loop {
        let column = match name(cursor) {
            Some(name) => name,
            None => return Err(cursor.unexpected("the name of a column and its type", &[])),
        };
        columns.push((column, cursor.data_type()?));
        if cursor.eat_kind(Kind::Close) {
            return Ok(columns);
        }
        cursor.expect_kind(Kind::Comma, "`,` or `)`")?;
    }
}

impl fmt::Display for Returns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(data_type) => write!(f, "{data_type}"),
            Self::SetOf(data_type) => write!(f, "setof {data_type}"),
            Self::Table(columns) => {
                f.write_str("table(")?;
                for (n, (name, data_type)) in columns.iter().enumerate() {
                    write!(f, "{}{name} {data_type}", if n > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
        }
    }
}

impl Serialize for Returns {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Returns {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer, Self::parse)
    }
}
