//! Names that are more than identifiers: operators, routines with their arguments, and what an aggregate takes.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::args::{Args, Mode, parse_types};
use super::cursor::Cursor;
use super::error::SqlError;
use super::name::parse_qname;
use super::tokens::{Kind, tokens};
use super::types::TypeName;
use crate::model::{Ident, QName};

/// The name of an operator: `+`, `app.+` or `OPERATOR(app.+)`.
///
/// PostgreSQL manual: "Operators" (4.1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpName {
    /// Schema; absent for those of PostgreSQL, once names are resolved.
    pub schema: Option<Ident>,
    /// Its characters.
    pub symbol: SmolStr,
}

impl OpName {
    /// Reads what a person or a catalog query writes.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        let mut cursor = Cursor::new(text)?;
        let wrapped = cursor.eat(&["operator"]);
        if wrapped {
            cursor.expect_kind(Kind::Open, "`(`")?;
        }
        let mut schema = None;
        if cursor.sees_kind(Kind::Word) || cursor.sees_kind(Kind::Quoted) {
            schema = Some(cursor.label()?);
            cursor.expect_kind(Kind::Dot, "`.` and an operator")?;
        }
        let symbol = SmolStr::new(cursor.expect_kind(Kind::Operator, "an operator")?.text);
        if wrapped {
            cursor.expect_kind(Kind::Close, "`)`")?;
        }
        cursor.finish(&[])?;
        // PostgreSQL has one name for both.
        let symbol = if symbol == "!=" { SmolStr::new_static("<>") } else { symbol };
        Ok(Self { schema, symbol })
    }
}

impl fmt::Display for OpName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        f.write_str(&self.symbol)
    }
}

impl Serialize for OpName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OpName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer, Self::parse)
    }
}

/// A routine by its name and the types of its arguments: `app.f(uuid, text)`. Without the types where one has the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoutineName {
    /// Name.
    pub name: QName,
    /// Types of the input arguments.
    pub args: Option<Vec<TypeName>>,
}

impl RoutineName {
    /// Reads what a person or a catalog query writes.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        let open = tokens(text).find(|token| token.kind == Kind::Open);
        let Some(open) = open else { return Ok(Self { name: QName::read(text.trim())?, args: None }) };
        let inner = text.get(open.end()..).unwrap_or_default().trim_end();
        let Some(inner) = inner.strip_suffix(')') else { return Err(open.error("`(` is not closed")) };
        let name = text.get(..open.offset).unwrap_or_default().trim();
        let mut args = parse_types(inner)?;
        args.iter_mut().for_each(|arg| *arg = arg.without_modifier());
        Ok(Self { name: parse_qname(name)?, args: Some(args) })
    }
}

impl fmt::Display for RoutineName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        match &self.args {
            None => Ok(()),
            Some(args) => {
                let args: Vec<&str> = args.iter().map(TypeName::as_str).collect();
                write!(f, "({})", args.join(", "))
            }
        }
    }
}

impl Serialize for RoutineName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RoutineName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer, Self::parse)
    }
}

/// Names in TOML: one as a string, several as an array.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct QNames(pub Vec<QName>);

impl Serialize for QNames {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for QNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = QNames;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name or an array of names")
            }
            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<QNames, E> {
                QName::read(name).map(|name| QNames(vec![name])).map_err(E::custom)
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<QNames, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element()? {
                    names.push(name);
                }
                Ok(QNames(names))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// What an aggregate takes: `integer`, `fraction float8 order by value anyelement`, or `*` for nothing.
///
/// PostgreSQL manual: CREATE AGGREGATE.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AggregateArgs {
    /// Arguments; of an ordered-set aggregate the direct ones.
    pub direct: Args,
    /// Arguments behind ORDER BY, which make it an ordered-set aggregate.
    pub ordered: Option<Args>,
}

impl AggregateArgs {
    /// Reads what a person writes or `pg_get_function_arguments` prints.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        if text.trim() == "*" {
            return Ok(Self::default());
        }
        // ORDER is a reserved word, so no argument can have the name.
        let Some(order) = tokens(text).find(|token| token.is("order") && token.depth == 0) else {
            return Ok(Self { direct: Args::parse(text)?, ordered: None });
        };
        let rest = text.get(order.end()..).unwrap_or_default();
        let Some(by) = tokens(rest).next().filter(|token| token.is("by")) else {
            return Err(order.error("`order` is followed by `by`"));
        };
        let start = order.end() + by.end();
        let ordered = Args::parse(text.get(start..).unwrap_or_default()).map_err(|error| error.moved(start))?;
        if ordered.is_empty() {
            return Err(order.error("`order by` needs an argument"));
        }
        Ok(Self { direct: Args::parse(text.get(..order.offset).unwrap_or_default())?, ordered: Some(ordered) })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.direct.is_empty() && self.ordered.is_none()
    }

    /// What tells overloads apart. A variadic argument on both sides of ORDER BY is one.
    pub fn identity_types(&self) -> SmolStr {
        let direct = self.direct.identity_types();
        let Some(ordered) = &self.ordered else { return direct };
        if self.direct.0.last().is_some_and(|arg| arg.mode == Mode::Variadic) {
            return direct;
        }
        match direct.is_empty() {
            true => ordered.identity_types(),
            false => SmolStr::new(format!("{direct}, {}", ordered.identity_types())),
        }
    }

    /// The types of all arguments, to resolve them.
    pub fn types_mut(&mut self) -> impl Iterator<Item = &mut TypeName> {
        self.direct.types_mut().chain(self.ordered.iter_mut().flat_map(Args::types_mut))
    }
}

impl fmt::Display for AggregateArgs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.direct)?;
        match &self.ordered {
            None => Ok(()),
            Some(ordered) => {
                let space = if self.direct.is_empty() { "" } else { " " };
                write!(f, "{space}order by {ordered}")
            }
        }
    }
}

impl Serialize for AggregateArgs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AggregateArgs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::from_text(deserializer, Self::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_read_in_every_spelling() {
        for (text, shown) in [
            ("+", "+"),
            ("app.<->", "app.<->"),
            ("OPERATOR(app.=)", "app.="),
            ("pg_catalog.=", "pg_catalog.="),
            ("\"My app\".~~", "\"My app\".~~"),
            ("!=", "<>"),
        ] {
            assert_eq!(OpName::parse(text).map(|name| name.to_string()), Ok(shown.to_owned()), "{text}");
        }
        assert!(OpName::parse("plus").is_err());
        assert!(OpName::parse("+ +").is_err());
    }

    #[test]
    fn routines_are_read_with_and_without_types() {
        for (text, shown) in
            [("f", "f"), ("app.f(int, numeric(10,2)[])", "app.f(integer, numeric[])"), ("\"F (x)\"()", "\"F (x)\"()")]
        {
            assert_eq!(RoutineName::parse(text).map(|name| name.to_string()), Ok(shown.to_owned()), "{text}");
        }
        assert!(RoutineName::parse("f(int").is_err());
    }

    #[test]
    fn arguments_of_aggregates() {
        for (text, shown, identity) in [
            ("*", "", ""),
            ("int, text", "integer, text", "integer, text"),
            ("p float8 order by anyelement", "p double precision order by anyelement", "double precision, anyelement"),
            ("order by x int", "order by x integer", "integer"),
            ("variadic \"any\" order by variadic \"any\"", "variadic \"any\" order by variadic \"any\"", "\"any\""),
        ] {
            let read = AggregateArgs::parse(text).expect(text);
            assert_eq!((read.to_string().as_str(), read.identity_types().as_str()), (shown, identity));
        }
        assert!(AggregateArgs::parse("int order x").is_err());
        assert!(AggregateArgs::parse("int order by").is_err());
    }
}
