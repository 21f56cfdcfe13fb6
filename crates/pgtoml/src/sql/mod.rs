//! SQL text: quoting, names, types, and the fragments that schema.toml holds.
//!
//! Fragments stay text. What is parsed here is cut from the token stream of an own lexer by small splitters: parsers of
//! general SQL reject or swallow parts of PostgreSQL's column and constraint syntax.

pub mod args;
mod builtin;
pub mod column;
pub mod constraint;
mod constraint_text;
pub mod cursor;
pub mod error;
pub mod expression;
pub mod fragment;
pub mod index;
pub mod keywords;
mod literal;
pub mod name;
mod pratt;
mod primary;
pub mod quote;
pub mod references;
pub mod script;
mod stream;
pub mod tokens;
mod type_scan;
pub mod types;

use serde::Deserialize;

pub use args::{Args, Returns};
pub use error::SqlError;
pub use fragment::Sql;
pub use index::Keys;
pub use types::TypeName;

/// Reads a string and parses it.
fn from_text<'de, D, T>(deserializer: D, parse: impl FnOnce(&str) -> Result<T, SqlError>) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
{
    let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    parse(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests;
