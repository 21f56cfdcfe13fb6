//! What an editor asks about a schema.toml: what can stand here, what this means, where it is declared, what sets it right.
//!
//! Everything is a function of what was read and of a byte in one of its files. The text around that byte may be broken:
//! people ask while they type. [`cursor`] finds out where in the TOML the byte is, [`spot`] what that is in a schema, and
//! [`keys`] knows the keys, their documentation and their values from the types that files are read into.

pub mod complete;
pub(crate) mod cursor;
pub mod fix;
pub mod hover;
pub mod keys;
mod names;
pub mod references;
pub mod rename;
mod scope;
pub(crate) mod spot;
mod sql;
mod text;
mod thing;
mod values;

use crate::diagnostic::Span;

/// A replacement of a range of bytes in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What takes its place.
    pub text: String,
}

/// A range of bytes as a span.
fn span(file: u32, range: std::ops::Range<usize>) -> Span {
    let at = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
    Span { file, start: at(range.start), end: at(range.end) }
}
