//! What can stand in the place of a value: a flag, one of a list, names, SQL.

use std::ops::Range;

use super::complete::{Desk, Item, Sort};
use super::keys::{self, Shape};
use super::names;
use super::spot::Spot;
use super::sql::{Place, Text, words};
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident};
use crate::read::node;
use crate::write::bare;

impl Desk<'_> {
    /// What a value can be as a whole.
    pub fn values(&self, spot: &Spot) -> Vec<Item> {
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
    pub fn within(&self, spot: &Spot, content: Range<usize>, escapes: bool) -> (Range<usize>, Vec<Item>) {
        let listed = match spot {
            Spot::Value { id, key, rest } => self.listed(id, key, rest),
            Spot::Section(path) => Some(self.section_value(path)),
            Spot::Object(id) if id.tag == Tag::Extension => Some(Vec::new()),
            _ => None,
        };
        let whole = self.text.get(content.clone()).unwrap_or_default();
        let here = self.at - content.start;
        let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let before = whole.get(..here).unwrap_or_default();
        let start = before.trim_end_matches(letter).len();
        let after = whole.get(here..).unwrap_or_default();
        let end = here + after.len() - after.trim_start_matches(letter).len();
        let word = content.start + start..content.start + end;
        if let Some(items) = listed {
            // `update (a, b)`: columns of the table.
            return match spot {
                Spot::Value { id, key, .. } if key == "grants" && before.contains('(') && !before.contains(')') => {
                    (word, self.columns(id, false))
                }
                _ => (content, items),
            };
        }
        let (id, kind) = match spot {
            Spot::Object(id) => (id, short(id.tag)),
            Spot::Value { id, key, rest } => (id, text_of(id.tag, key, rest.len())),
            _ => return (content, Vec::new()),
        };
        let Some(kind) = kind else { return (content, Vec::new()) };
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
        (word, items)
    }

    pub fn sql<'s>(&'s self, table: Option<&'s Id>, text: Text, whole: &'s str, at: usize) -> Place<'s> {
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

    pub fn columns(&self, table: &Id, as_key: bool) -> Vec<Item> {
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

    pub fn roles(&self) -> Vec<Item> {
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
