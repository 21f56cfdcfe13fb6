//! A model to schema.toml: the inverse of [`crate::read`].
//!
//! What is written is what a person would have written: short forms, names without the schema that reading finds by
//! itself, constraints behind their columns where PostgreSQL would choose their names. Reading what was written gives the
//! same model; every short form is kept only if its own reader understands it as the same.

mod annotate;
mod document;
mod format;
mod json;
mod lines;
mod merge;
mod names;
mod object;
mod print;
mod renamed;
mod sugar;
mod table;
mod text;
mod value;

#[cfg(test)]
pub(crate) mod tests;

pub use self::annotate::annotated;
pub use self::format::format;
pub use self::json::{Listed, json};
pub use self::merge::{merge, merge_files};
pub use self::renamed::renamed;

use crate::model::{Id, Ident, Model};

/// What a model does not say about its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// `[project] name`.
    pub name: Option<String>,
    /// `[project] postgres`: the oldest major that must be able to run the model.
    pub postgres: Option<u32>,
    /// `[project] schemas`. Only those that the model has are written: the others would be created.
    pub schemas: Vec<Ident>,
    /// Whether every role that the database names is managed: `[project] roles = "*"`.
    pub roles_all: bool,
}

/// A key as it is written: bare where TOML allows that.
pub(crate) fn bare(key: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if !key.is_empty() && key.chars().all(plain) { key.to_owned() } else { string(key) }
}

/// The header of the section that is an object's own: `[schemas.billing.tables.invoices]`.
pub(crate) fn header(id: &Id) -> String {
    let root = id.parent_id().unwrap_or_else(|| id.clone());
    let mut path = document::path(&root, root.name.as_str().into());
    if id.parent.is_some() {
        path.extend([id.tag.info().section.into(), id.name.as_str().into()]);
    }
    let path: Vec<String> = path.iter().map(|key| bare(key)).collect();
    format!("[{}]", path.join("."))
}

/// A TOML string of this text.
pub(crate) fn string(text: &str) -> String {
    text::line(text)
}

/// The model as a new schema.toml.
pub fn toml(model: &Model, options: &Options) -> String {
    print::document(&document::entries(model, options))
}
