//! What stands at a place, in words, and where it is declared.

use std::fmt::Write as _;
use std::ops::Range;

use super::keys;
use super::names::column_type;
use super::references;
use super::thing::Thing;
use crate::compare::State;
use crate::diagnostic::Span;
use crate::kind::Version;
use crate::model::{Id, Model};
use crate::plan;
use crate::read::Loaded;
use crate::render::Renderer;
use crate::report::{code, fence};

/// What is known of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The bytes that it is about.
    pub range: Range<usize>,
    /// Markdown.
    pub text: String,
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
        Thing::Open(_) => return None,
    };
    Some(Hover { range, text })
}

/// Where the object is declared that a place names.
pub fn definition(loaded: &Loaded, file: u32, at: usize) -> Option<Span> {
    let (_, Thing::Object(id)) = thing(loaded, file, at)? else { return None };
    loaded.places.get(&id).map(|place| place.key).filter(|span| span.end > 0)
}

fn thing(loaded: &Loaded, file: u32, at: usize) -> Option<(Range<usize>, Thing)> {
    let named = references::at(loaded, file, at)?;
    Some((named.range, named.thing))
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
