//! SQL text: quoting, names, types, and the fragments that schema.toml holds.
//!
//! Fragments stay text. What is parsed here is cut from the token stream of an own lexer by small splitters: parsers of
//! general SQL reject or swallow parts of PostgreSQL's column and constraint syntax.

pub mod args;
pub(crate) mod builtin;
pub mod casts;
pub mod column;
pub mod constraint;
mod constraint_text;
pub mod cursor;
pub mod error;
pub mod expression;
pub mod fragment;
pub mod functions;
pub mod index;
pub mod keywords;
mod literal;
pub mod name;
pub mod named;
pub mod operands;
mod postgis;
mod pratt;
mod primary;
pub mod quote;
pub mod references;
pub mod relations;
pub mod rule;
pub mod script;
mod stream;
pub mod tokens;
mod type_scan;
pub mod types;

pub use args::{Args, Returns};
pub use error::SqlError;
pub use fragment::Sql;
pub use index::Keys;
pub use named::{OpName, RoutineName};
pub use types::TypeName;

/// Reads a string and parses it, without a copy where the format has it whole.
fn from_text<'de, D, T>(deserializer: D, parse: fn(&str) -> Result<T, SqlError>) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
{
    struct Text<T>(fn(&str) -> Result<T, SqlError>);

    impl<T> serde::de::Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(parse))
}

#[cfg(test)]
mod tests;
