//! What can stand at a place: keys with their documentation, values, names, and what SQL goes on with.

use std::ops::Range;

use super::cursor::{self, At, Cursor};
use super::keys::{self, Shape};
use super::names;
use super::spot::{Spot, spot};
use super::sql::{Place, Text, words};
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident};
use crate::read::Loaded;
use crate::read::node;
use crate::sql::tokens::{Kind, tokens};
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

struct Desk<'a> {
    loaded: &'a Loaded,
    text: &'a str,
    at: usize,
    cursor: &'a Cursor,
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

    /// What a value can be as a whole.
    fn values(&self, spot: &Spot) -> Vec<Item> {
        let flags = || words(&["true", "false"]);
        match spot {
            Spot::Value { id, key, rest } => match keys::shape(id.tag, key) {
                Shape::Flag => flags(),
                _ if matches!(key.as_str(), "immutable" | "audit" | "soft_delete" | "versioned" | "refresh")
                    && rest.is_empty() =>
                {
                    flags()
                }
                _ => self.listed(id, key, rest).unwrap_or_default(),
            },
            Spot::Section(path) => self.section_value(path),
            _ => Vec::new(),
        }
    }

    /// Within a string: one of a list, or SQL.
    fn within(&self, spot: &Spot, content: Range<usize>, escapes: bool) -> (Range<usize>, Vec<Item>) {
        let listed = match spot {
            Spot::Value { id, key, rest } => self.listed(id, key, rest),
            Spot::Section(path) => Some(self.section_value(path)),
            Spot::Object(id) if id.tag == Tag::Extension => Some(Vec::new()),
            _ => None,
        };
        if let Some(items) = listed {
            return (content, items);
        }
        let (id, kind) = match spot {
            Spot::Object(id) => (id, short(id.tag)),
            Spot::Value { id, key, rest } => (id, text_of(id.tag, key, rest.len())),
            _ => return (content, Vec::new()),
        };
        let Some(kind) = kind else { return (content, Vec::new()) };
        let whole = self.text.get(content.clone()).unwrap_or_default();
        let here = self.at - content.start;
        let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let before = whole.get(..here).unwrap_or_default();
        let start = before.trim_end_matches(letter).len();
        let after = whole.get(here..).unwrap_or_default();
        let end = here + after.len() - after.trim_start_matches(letter).len();
        let prefix = whole.get(start..here).unwrap_or_default();
        let table = match id.parent_id() {
            Some(parent) => Some(parent),
            None => matches!(id.tag, Tag::Table | Tag::ForeignTable).then(|| id.clone()),
        };
        let mut items = self.sql(table.as_ref(), kind, whole, start).items(prefix);
        if escapes {
            for item in &mut items {
                item.text = item.text.replace('"', "\\\"");
            }
        }
        (content.start + start..content.start + end, items)
    }

    fn sql<'s>(&'s self, table: Option<&'s Id>, text: Text, whole: &'s str, at: usize) -> Place<'s> {
        Place { loaded: self.loaded, table, schema: table.and_then(|id| id.schema.as_ref()), text, whole, at }
    }

    /// What a key of an object takes, where that is one of a list.
    fn listed(&self, id: &Id, key: &str, rest: &[smol_str::SmolStr]) -> Option<Vec<Item>> {
        let own = id.parent_id().unwrap_or_else(|| id.clone());
        if key == "grants" && rest.len() == 1 {
            return Some(
                id.tag
                    .info()
                    .privileges
                    .iter()
                    .map(|name| Item::new(Sort::Word, *name))
                    .chain(words(&["all"]))
                    .collect(),
            );
        }
        if !rest.is_empty() {
            return None;
        }
        match key {
            "owner" | "to" | "member_of" | "members" | "role" | "roles" => Some(self.roles()),
            "use" => Some(self.sections_of("mixins")),
            "template" => Some(self.sections_of("policy_templates")),
            "columns" | "include" | "touch" | "exactly_one" | "at_most_one" if id.tag != Tag::View => {
                Some(self.columns(&own, false))
            }
            "referenced" => Some(self.columns(&self.referred(id)?, false)),
            "table" | "partition_of" | "inherits" | "tables" | "from" => {
                Some(self.sql(Some(&own), Text::Query, "", 0).relations())
            }
            "function" => Some(self.sql(Some(&own), Text::Query, "", 0).functions("")),
            "using" if id.tag == Tag::Index => {
                let own =
                    self.loaded.model.of_kind(Tag::AccessMethod).map(|(id, _)| Item::new(Sort::Name, id.name.as_str()));
                let vector = self.loaded.model.get(&Id::global(Tag::Extension, "vector")).is_some();
                let builtin = words(&["btree", "hash", "gin", "gist", "spgist", "brin"]);
                Some(
                    builtin
                        .into_iter()
                        .chain(words(&["hnsw", "ivfflat"]).into_iter().filter(|_| vector))
                        .chain(own)
                        .collect(),
                )
            }
            "language" => {
                let own =
                    self.loaded.model.of_kind(Tag::Language).map(|(id, _)| Item::new(Sort::Name, id.name.as_str()));
                Some(words(&["sql", "plpgsql", "c", "internal"]).into_iter().chain(own).collect())
            }
            _ => match keys::shape(id.tag, key) {
                Shape::Words(list) => Some(words(list)),
                _ => None,
            },
        }
    }

    /// What a key of a section takes that holds no objects.
    fn section_value(&self, path: &[smol_str::SmolStr]) -> Vec<Item> {
        let key = path.last().map_or("", |key| key.as_str());
        match (path.first().map_or("", |name| name.as_str()), key) {
            ("groups", _) | ("tenancy", "tables" | "except") => self.sql(None, Text::Query, "", 0).relations(),
            ("tenancy" | "rbac", "roles") => self.roles(),
            ("tenancy", "force" | "restrictive")
            | ("environments", "protected")
            | ("data", "delete")
            | ("mixins", "first") => words(&["true", "false"]),
            ("project", "schemas" | "search_path") => {
                self.loaded.model.of_kind(Tag::Schema).map(|(id, _)| Item::new(Sort::Name, id.name.as_str())).collect()
            }
            ("data", "key") => {
                let table = path.get(1).and_then(|name| names::relation(&self.loaded.model, None, None, name));
                table.map(|id| self.columns(id, false)).unwrap_or_default()
            }
            ("lint", _) if path.get(1).is_some_and(|key| key == "rules") => words(&["off", "info", "warn", "error"]),
            _ => Vec::new(),
        }
    }

    /// The table that a foreign key refers to.
    fn referred(&self, id: &Id) -> Option<Id> {
        match &self.loaded.model.get(id)?.body {
            Body::Constraint(constraint) => match &constraint.rule {
                crate::kinds::constraint::Rule::Foreign(key) => self.loaded.model.relation(&key.table).cloned(),
                _ => None,
            },
            _ => None,
        }
    }

    fn columns(&self, table: &Id, as_key: bool) -> Vec<Item> {
        let columns = names::columns(&self.loaded.model, table).into_iter();
        columns
            .map(|(id, object)| Item {
                detail: names::column_type(object),
                docs: object.meta.comment.as_deref().unwrap_or_default().to_owned(),
                text: if as_key { bare(id.name.as_str()) } else { id.name.as_str().to_owned() },
                ..Item::new(Sort::Column, id.name.as_str())
            })
            .collect()
    }

    fn roles(&self) -> Vec<Item> {
        let roles = self.loaded.scope.roles.iter().flatten();
        let own = self.loaded.model.of_kind(Tag::Role).map(|(id, _)| &id.name);
        let mut names: Vec<&Ident> = roles.chain(own).collect();
        names.sort();
        names.dedup();
        let public = Ident::from("public");
        names.into_iter().chain([&public]).map(|name| Item::new(Sort::Role, name.as_str())).collect()
    }

    /// Names under a section, in all files.
    fn sections_of(&self, section: &str) -> Vec<Item> {
        let mut found = Vec::new();
        for file in self.loaded.own_files() {
            let root = node::parse(&file.text, 0, &mut Vec::new());
            let table = root.get(section).and_then(node::Node::as_table);
            found.extend(
                table
                    .into_iter()
                    .flat_map(|table| &table.entries)
                    .map(|entry| Item::new(Sort::Name, entry.key.as_str())),
            );
        }
        found
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

/// The SQL that the short form of an object is.
fn short(tag: Tag) -> Option<Text> {
    Some(match tag {
        Tag::Column => Text::Column,
        Tag::Constraint => Text::Constraint,
        Tag::Index => Text::Expression,
        Tag::Domain => Text::Type,
        Tag::View | Tag::MaterializedView | Tag::Rule => Text::Query,
        _ => return None,
    })
}

/// The SQL that a key of an object takes. `depth` is how many keys stand within it.
fn text_of(tag: Tag, key: &str, depth: usize) -> Option<Text> {
    Some(match (tag, key) {
        (Tag::Column, "type") => Text::Column,
        (_, "type" | "returns" | "of") => Text::Type,
        (_, "args") => Text::Args,
        (_, "body" | "sql_body" | "query") => Text::Query,
        (_, "checks" | "conversions" | "backfill") if depth == 1 => Text::Expression,
        (_, "unnamed") => Text::Constraint,
        (
            _,
            "using" | "with_check" | "where" | "when" | "default" | "generated" | "check" | "expression" | "on"
            | "conversion",
        ) => Text::Expression,
        _ => return None,
    })
}

/// The word of SQL around a place within a text.
pub(super) fn word_at(text: &str, at: usize) -> Option<(Range<usize>, Option<String>)> {
    let mut before = [None, None];
    for token in tokens(text) {
        if token.offset <= at && at <= token.end() && matches!(token.kind, Kind::Word | Kind::Quoted) {
            let qualifier = match before {
                [Some((_, name)), Some((Kind::Dot, _))] => Some(String::from(name)),
                _ => None,
            };
            return Some((token.offset..token.end(), qualifier.map(|name: String| name.trim_matches('"').to_owned())));
        }
        if token.offset > at {
            break;
        }
        before = [before[1], Some((token.kind, token.text))];
    }
    None
}
