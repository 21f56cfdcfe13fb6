//! What stands at a place, where it is declared, and where it is used.

use std::fmt::Write as _;
use std::ops::Range;

use super::complete::word_at;
use super::cursor::{self, At, Cursor};
use super::keys;
use super::names::{self, column_type};
use super::span;
use super::spot::{Spot, spot};
use crate::compare::State;
use crate::diagnostic::Span;
use crate::kind::{Tag, Version};
use crate::model::{Id, Ident, Model};
use crate::plan;
use crate::read::Loaded;
use crate::render::Renderer;
use crate::report::{code, fence};
use crate::sql::functions;

/// What is known of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes that it is about.
    pub range: Range<usize>,
    /// Markdown.
    pub text: String,
}

/// What stands at a place.
#[derive(Clone, Debug, PartialEq)]
enum Thing {
    /// An object, declared or used there.
    Object(Id),
    /// A key of a kind.
    Key(Tag, String),
    /// A section.
    Section(String),
    /// A key of a section that holds no objects.
    Word(String, String),
    /// A function of PostgreSQL.
    Builtin(String),
}

/// Tells what stands at a byte of a file.
pub fn hover(loaded: &Loaded, file: u32, at: usize) -> Option<Hover> {
    let (range, thing) = thing(loaded, file, at)?;
    let text = match thing {
        Thing::Object(id) => object(loaded, &id),
        Thing::Key(tag, key) => keys::docs(tag, &key)?.to_owned(),
        Thing::Section(name) => keys::section(&name)?.to_owned(),
        Thing::Word(section, key) => keys::word(&section, &key)?.to_owned(),
        Thing::Builtin(name) => format!("{}: a function of PostgreSQL", code(&name)),
    };
    Some(Hover { range, text })
}

/// Where the object is declared that a place names.
pub fn definition(loaded: &Loaded, file: u32, at: usize) -> Option<Span> {
    let (_, Thing::Object(id)) = thing(loaded, file, at)? else { return None };
    loaded.places.get(&id).map(|place| place.key).filter(|span| span.end > 0)
}

/// Every place that names the object that a place names, its declaration among them, in the order of the files.
pub fn references(loaded: &Loaded, file: u32, at: usize) -> Vec<Span> {
    let Some((_, Thing::Object(wanted))) = thing(loaded, file, at) else { return Vec::new() };
    let name = wanted.name.as_str().to_lowercase();
    let mut found: Vec<Span> = loaded.places.get(&wanted).map(|place| place.key).into_iter().collect();
    for (number, file) in (0_u32..).zip(loaded.own_files()) {
        let lower = file.text.to_ascii_lowercase();
        for (at, _) in lower.match_indices(&name) {
            let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            let (before, after) = (lower.get(..at), lower.get(at + name.len()..));
            if !edge(before.and_then(|text| text.chars().next_back()))
                || !edge(after.and_then(|text| text.chars().next()))
            {
                continue;
            }
            let own = span(number, at..at + name.len());
            if thing(loaded, number, at).is_some_and(|(_, thing)| thing == Thing::Object(wanted.clone())) {
                found.push(own);
            }
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.file == b.file && a.start < b.end);
    found
}

fn thing(loaded: &Loaded, file: u32, at: usize) -> Option<(Range<usize>, Thing)> {
    let text = loaded.files.get(file as usize)?.text.as_str();
    let Cursor { path, word, at: place } = cursor::find(text, at);
    let written = text.get(word.clone())?;
    let known = |id: Id| loaded.model.get(&id).is_some().then_some(Thing::Object(id));
    let found = match place {
        At::Header | At::Key => {
            let key = written.trim_matches(['"', '\'']).to_owned();
            match spot(&path) {
                Spot::Root => Thing::Section(key),
                Spot::Names { tag, schema, parent } => {
                    let id = match parent {
                        Some(parent) => parent.child(tag, key.as_str()),
                        None => Id { schema, ..Id::global(tag, key.as_str()) },
                    };
                    // A routine has its arguments in its identity.
                    let same =
                        loaded.model.of_kind(tag).map(|(other, _)| other).find(|other| {
                            other.name == id.name && other.schema == id.schema && other.parent == id.parent
                        });
                    known(same.cloned().unwrap_or(id))?
                }
                Spot::Object(id) => Thing::Key(id.tag, key),
                Spot::Value { id, key: of, .. } => match of.as_str() {
                    "grants" => known(Id::global(Tag::Role, key.as_str()))?,
                    _ => known(id.child(Tag::Column, key.as_str()))?,
                },
                Spot::Section(path) => Thing::Word(path.first()?.to_string(), key),
            }
        }
        At::Text { .. } => {
            let inside = at.checked_sub(word.start)?;
            let (range, qualifier) = word_at(written, inside)?;
            let id = match spot(&path) {
                Spot::Object(id) | Spot::Value { id, .. } => Some(id),
                _ => None,
            };
            let thing = used(loaded, id.as_ref(), written, qualifier.as_deref(), range.clone())?;
            return Some((word.start + range.start..word.start + range.end, thing));
        }
        At::Value | At::Nowhere => return None,
    };
    Some((word, found))
}

/// What a word of a text of an object means.
fn used(loaded: &Loaded, id: Option<&Id>, text: &str, qualifier: Option<&str>, word: Range<usize>) -> Option<Thing> {
    let model = &loaded.model;
    let (before, written) = (text.get(..word.start)?, text.get(word)?);
    let name = match written.strip_prefix('"') {
        Some(quoted) => quoted.trim_end_matches('"').to_owned(),
        None => written.to_lowercase(),
    };
    let own = id.map(|id| id.parent_id().unwrap_or_else(|| id.clone()));
    let schema = own.as_ref().and_then(|id| id.schema.as_ref());
    let column = |table: &Id| {
        let id = table.child(Tag::Column, name.as_str());
        model.get(&id).is_some().then_some(Thing::Object(id))
    };
    if let Some(qualifier) = qualifier {
        if let Some(found) = names::relation(model, schema, None, qualifier).and_then(column) {
            return Some(found);
        }
        if let Some(found) = names::relation(model, schema, Some(qualifier), &name) {
            return Some(Thing::Object(found.clone()));
        }
    }
    if let Some(found) =
        referenced(before).and_then(|table| names::relation(model, schema, None, &table)).and_then(column)
    {
        return Some(found);
    }
    // A table is named where a table can stand; elsewhere a column of the same name is meant.
    let table = names::relation(model, schema, None, &name);
    if let Some(id) = table.filter(|_| named_as_table(before)) {
        return Some(Thing::Object(id.clone()));
    }
    if let Some(found) = own.as_ref().and_then(column) {
        return Some(found);
    }
    if let Some(id) = table {
        return Some(Thing::Object(id.clone()));
    }
    let known = [Tag::Function, Tag::Procedure, Tag::Aggregate, Tag::Enum, Tag::Domain, Tag::Composite, Tag::Role];
    let of = |schema: Option<&Ident>| {
        let ids = known.iter().flat_map(|tag| model.of_kind(*tag)).map(|(id, _)| id);
        ids.into_iter().find(|id| id.name.as_str() == name && (id.tag == Tag::Role || id.schema.as_ref() == schema))
    };
    let found = match qualifier {
        Some(qualifier) => of(Some(&qualifier.into())),
        None => of(schema).or_else(|| of(Some(&"public".into()))),
    };
    if let Some(id) = found {
        return Some(Thing::Object(id.clone()));
    }
    // Columns of tables that a query names.
    let mentioned = crate::sql::tokens::tokens(text)
        .filter_map(|token| names::relation(model, schema, None, token.text.trim_matches('"')));
    let found = mentioned.into_iter().find_map(column);
    found.or_else(|| functions::is_builtin(&name).then_some(Thing::Builtin(name)))
}

/// The table whose columns are listed behind this: `references t (`.
fn referenced(before: &str) -> Option<String> {
    let (head, list) = before.rsplit_once('(')?;
    if list.contains(')') {
        return None;
    }
    let mut words = head.split_whitespace().rev();
    let table = words.next()?;
    words
        .next()?
        .eq_ignore_ascii_case("references")
        .then(|| table.rsplit('.').next().unwrap_or(table).trim_matches('"').to_lowercase())
}

fn named_as_table(before: &str) -> bool {
    let before = before.trim_end().to_lowercase();
    let last = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    ["references", "from", "join", "into", "update", "table", "only", "on"].contains(&last)
}

/// What is known of an object.
fn object(loaded: &Loaded, id: &Id) -> String {
    let Some(object) = loaded.model.get(id) else { return code(&id.to_string()) };
    let mut text = format!("**{}** {}", id.tag.noun().to_lowercase(), code(&name(id)));
    let kind = column_type(object);
    if !kind.is_empty() {
        let _ = write!(text, " {}", code(&kind));
    }
    if let Some(comment) = &object.meta.comment {
        let _ = write!(text, "\n\n{}", code(comment));
    }
    if let Some(origin) = loaded.origins.get(id) {
        let _ = write!(text, "\n\nFrom {}", code(&format!("[{}]", origin.section)));
    } else if let Some(origin) = loaded.completed.get(id) {
        let _ = write!(text, "\n\nCompleted by {}", code(&format!("[{}]", origin.section)));
    }
    let sql = sql(loaded, id);
    if !sql.is_empty() {
        let fence = fence(&sql);
        let _ = write!(text, "\n\n{fence}sql\n{sql}\n{fence}");
    }
    text
}

fn name(id: &Id) -> String {
    match &id.parent {
        Some(parent) => format!("{}.{}", parent.name.as_str(), id.name.as_str()),
        None if id.tag.info().is_routine() => format!("{}({})", id.qualified(), id.args),
        None => id.qualified().to_string(),
    }
}

/// The statements that make an object, with what stands in them; for a part of a table, its own.
fn sql(loaded: &Loaded, id: &Id) -> String {
    if id.tag.info().part {
        return String::new();
    }
    let whole = id.parent_id().unwrap_or_else(|| id.clone());
    let mut model = Model::default();
    let near = |other: &Id| *other == whole || other.parent_id().as_ref() == Some(&whole);
    model.objects.extend(
        loaded.model.objects.iter().filter(|(other, _)| near(other)).map(|(id, object)| (id.clone(), object.clone())),
    );
    let state = State { model, scope: Some(loaded.scope.clone()), ..State::default() };
    let empty = Model::default();
    let version = loaded.project.postgres.map_or(Version::NEWEST, Version::of_major);
    let plan = plan::plan(state.input(&empty, version));
    let Ok(statements) = Renderer::shared().plan(&plan, &empty, &state.model, version) else { return String::new() };
    let own = plan.steps.iter().zip(statements).filter(|(step, _)| step.id == *id || step.takes_in.contains(id));
    own.map(|(_, statement)| format!("{};", statement.sql)).collect::<Vec<_>>().join("\n")
}
