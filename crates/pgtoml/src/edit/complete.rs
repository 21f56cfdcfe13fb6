//! What can stand at a place: keys with their documentation, values, names, and what SQL goes on with.

use std::ops::Range;

use super::cursor::{self, At, Cursor};
use super::keys::{self, Shape};
use super::spot::{Spot, spot};
use super::sql::Text;
use crate::kind::Tag;
use crate::read::Loaded;
use crate::write::{bare, string};

/// More than anyone reads.
const MOST: usize = 300;

/// What can stand at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Completions {
    /// The bytes that are replaced: the word around the place.
    pub range: Range<usize>,
    /// In the order in which they are offered.
    pub items: Vec<Item>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What a list shows.
    pub label: String,
    /// What it is.
    pub sort: Sort,
    /// A word or two behind the label.
    pub detail: String,
    /// Markdown; empty where there is nothing to say.
    pub docs: String,
    /// What takes the place of the word.
    pub text: String,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CompletionKind", rename_all = "lowercase"))]
pub enum Sort {
    /// A section.
    Section,
    /// A key.
    Key,
    /// A type.
    Type,
    /// A table or view.
    Table,
    /// A column.
    Column,
    /// A role.
    Role,
    /// A function.
    Function,
    /// A word that means something where it stands.
    Word,
    /// Any other name.
    Name,
}

impl Sort {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Key => "key",
            Self::Type => "type",
            Self::Table => "table",
            Self::Column => "column",
            Self::Role => "role",
            Self::Function => "function",
            Self::Word => "word",
            Self::Name => "name",
        }
    }
}

impl Item {
    pub(super) fn new(sort: Sort, label: impl Into<String>) -> Self {
        let label = label.into();
        Self { text: label.clone(), label, sort, detail: String::new(), docs: String::new() }
    }
}

/// Completes at a byte of a file.
pub fn complete(loaded: &Loaded, file: u32, at: usize) -> Completions {
    let text = loaded.files.get(file as usize).map_or("", |file| file.text.as_str());
    let at = text.floor_char_boundary(at);
    let cursor = cursor::find(text, at);
    let desk = Desk { loaded, text, at, cursor: &cursor };
    let (range, mut items) = desk.items();
    let written = text.get(range.start..at).unwrap_or_default().trim_start_matches(['"', '\'']).to_lowercase();
    items.retain(|item| fits(&item.label.to_lowercase(), &written));
    // What begins with it comes first; otherwise the order is one of use.
    items.sort_by_key(|item| !item.label.to_lowercase().starts_with(&written));
    let mut seen = std::collections::BTreeSet::new();
    items.retain(|item| seen.insert(item.label.clone()));
    items.truncate(MOST);
    Completions { range, items }
}

/// Whether a label, or a word in it, begins with what is written.
fn fits(label: &str, written: &str) -> bool {
    label.match_indices(written).any(|(at, _)| {
        let before = label.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric())
    })
}

pub(super) struct Desk<'a> {
    pub loaded: &'a Loaded,
    pub text: &'a str,
    pub at: usize,
    pub cursor: &'a Cursor,
}

impl Desk<'_> {
    fn items(&self) -> (Range<usize>, Vec<Item>) {
        let Cursor { path, word, at } = self.cursor;
        match at {
            At::Nowhere => (self.at..self.at, Vec::new()),
            At::Header | At::Key => (word.clone(), self.keys(&spot(path))),
            At::Value => {
                let mut items = self.values(&spot(path));
                for item in items.iter_mut().filter(|item| !matches!(item.text.as_str(), "true" | "false")) {
                    item.text = string(&item.text);
                }
                (word.clone(), items)
            }
            At::Text { escapes } => self.within(&spot(path), word.clone(), *escapes),
        }
    }

    fn keys(&self, spot: &Spot) -> Vec<Item> {
        let section = |name: &str| Item {
            docs: keys::section(name).unwrap_or_default().to_owned(),
            ..Item::new(Sort::Section, name)
        };
        match spot {
            Spot::Root => keys::sections(true).into_iter().map(section).collect(),
            Spot::Names { tag, schema, parent } => {
                let ids = self.loaded.model.of_kind(*tag).filter(|(id, _)| match parent {
                    Some(parent) => id.parent_id().as_ref() == Some(parent),
                    None => id.schema == *schema,
                });
                ids.map(|(id, object)| Item {
                    detail: tag.noun().to_lowercase(),
                    docs: object.meta.comment.as_deref().unwrap_or_default().to_owned(),
                    ..named(Sort::Name, id.name.as_str())
                })
                .collect()
            }
            Spot::Object(id) => {
                let mut found: Vec<Item> = keys::of(id.tag).into_iter().map(|key| described(id.tag, key)).collect();
                if id.tag == Tag::Schema {
                    found.extend(keys::sections(false).into_iter().map(section));
                }
                found
            }
            Spot::Value { id, key, rest } if rest.is_empty() => match key.as_str() {
                "grants" => self.roles().into_iter().map(|item| Item { text: bare(&item.label), ..item }).collect(),
                "comments" | "conversions" | "backfill" | "renames" => self.columns(id, true),
                _ => match keys::shape(id.tag, key) {
                    Shape::Table(fields) => fields.iter().map(|field| Item::new(Sort::Key, *field)).collect(),
                    _ => Vec::new(),
                },
            },
            Spot::Value { .. } => Vec::new(),
            Spot::Section(path) => {
                let Some(name) = path.first() else { return Vec::new() };
                // Some sections have names first.
                let depth = if ["project", "lint", "rbac", "docs"].contains(&name.as_str()) { 1 } else { 2 };
                if name == "data" && path.len() == 1 {
                    return self.sql(None, Text::Query, "", 0).relations();
                }
                if path.len() != depth {
                    return Vec::new();
                }
                let of = |key| Item {
                    docs: keys::word(name, key).unwrap_or_default().to_owned(),
                    ..Item::new(Sort::Key, key)
                };
                keys::others(name).into_iter().map(of).collect()
            }
        }
    }
}

fn named(sort: Sort, name: &str) -> Item {
    Item { text: bare(name), ..Item::new(sort, name) }
}

fn described(tag: Tag, key: &'static str) -> Item {
    let child = tag.children().any(|child| child.info().section == key);
    let detail = match keys::shape(tag, key) {
        _ if child => "section".to_owned(),
        Shape::Flag => "true or false".to_owned(),
        Shape::Number => "number".to_owned(),
        Shape::Words(list) => list.join(", "),
        Shape::List => "list".to_owned(),
        Shape::Text | Shape::Table(_) | Shape::Other => String::new(),
    };
    let docs = keys::docs(tag, key).unwrap_or_default().to_owned();
    Item { detail, docs, ..Item::new(if child { Sort::Section } else { Sort::Key }, key) }
}
