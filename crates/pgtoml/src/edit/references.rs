//! Where something is named.

use super::cursor::{self, Cursor};
use super::span;
use super::spot::{Spot, spot};
use super::text::Meant;
use super::thing::{Named, Thing, in_body, named};
use crate::diagnostic::{SourceFile, Span};
use crate::kind::Tag;
use crate::model::{Id, Ident};
use crate::read::Loaded;
use crate::read::gather::{folder, plain};

/// The name at a byte of a file.
pub(super) fn at(loaded: &Loaded, file: u32, at: usize) -> Option<Named> {
    let text = loaded.files.get(file as usize)?.text.as_str();
    let found = named(loaded, text, &cursor::find(text, at));
    let around = |one: &&Named| one.range.start <= at && at <= one.range.end;
    found.iter().find(|one| around(one) && at < one.range.end).or_else(|| found.iter().find(around)).cloned()
}

/// Every place that names the object that a place names, its declaration among them, in the order of the files.
pub fn references(loaded: &Loaded, file: u32, place: usize) -> Vec<Span> {
    let Some(Named { thing: Thing::Object(wanted), .. }) = at(loaded, file, place) else { return Vec::new() };
    let mut found: Vec<Span> = loaded.places.get(&wanted).map(|place| place.key).into_iter().collect();
    for (number, own) in (0_u32..).zip(&loaded.files) {
        let uses =
            uses(loaded, &own.text, &wanted).into_iter().filter(|one| one.thing != Thing::Open(wanted.name.clone()));
        found.extend(uses.map(|one| span(number, one.range)));
    }
    found.sort();
    found.dedup_by(|a, b| a.file == b.file && a.start < b.end);
    found
}

/// The names of an object in a file, and those of which nobody can tell whether they are.
pub(super) fn uses(loaded: &Loaded, text: &str, wanted: &Id) -> Vec<Named> {
    let statements = cursor::statements(text);
    let mut found: Vec<Named> = Vec::new();
    let mut last: Option<(Cursor, Vec<Named>)> = None;
    for at in candidates(text, &wanted.name) {
        let known = last.as_ref().is_some_and(|(cursor, _)| cursor.word.start <= at && at < cursor.word.end);
        if !known {
            let from = statements.partition_point(|(start, _)| *start <= at).checked_sub(1);
            let Some(statement) = from.and_then(|from| statements.get(from)) else { continue };
            // The first byte of a word may be the end of what stands before it.
            let cursor = cursor::find_from(text, statement.clone(), at + 1);
            let all = named(loaded, text, &cursor);
            last = Some((cursor, all));
        }
        if let Some((_, all)) = &last {
            found.extend(which(all, wanted).filter(|one| one.range.start <= at && at < one.range.end).cloned());
        }
    }
    found.dedup_by(|a, b| a.range == b.range);
    found
}

/// The same in bodies that stand in files of their own: the number of the file, and its names.
pub(super) fn in_bodies(loaded: &Loaded, bodies: &[SourceFile], wanted: &Id) -> Vec<(usize, Vec<Named>)> {
    let mut found = Vec::new();
    for own in loaded.own_files() {
        let statements = cursor::statements(&own.text);
        for (at, _) in own.text.match_indices("body_file") {
            let from = statements.partition_point(|(start, _)| *start <= at).checked_sub(1);
            let Some(statement) = from.and_then(|from| statements.get(from)) else { continue };
            let Some(quote) = own.text.get(at..).and_then(|rest| rest.find(['"', '\''])) else { continue };
            let cursor = cursor::find_from(&own.text, statement.clone(), at + quote + 1);
            let Spot::Value { id, key, .. } = spot(&cursor.path) else { continue };
            let path = plain(folder(&own.name), &Meant::within(&own.text, cursor.word).text);
            let body = bodies.iter().position(|file| plain("", &file.name) == path).filter(|_| key == "body_file");
            let Some((number, file)) = body.and_then(|number| Some((number, bodies.get(number)?))) else { continue };
            let all = in_body(loaded, id, &file.text);
            found.push((number, which(&all, wanted).cloned().collect()));
        }
    }
    found
}

/// Those that are of an object, or may be one of its names: then the text names the table too.
fn which<'a>(all: &'a [Named], wanted: &'a Id) -> impl Iterator<Item = &'a Named> {
    let table = wanted.parent_id().filter(|_| wanted.tag == Tag::Column).map(Thing::Object);
    let mentioned = table.is_some_and(|table| all.iter().any(|one| one.thing == table));
    all.iter().filter(move |one| match &one.thing {
        Thing::Object(id) => id == wanted,
        Thing::Open(name) => mentioned && *name == wanted.name,
        _ => false,
    })
}

/// Where letters of the name stand.
fn candidates(text: &str, name: &Ident) -> Vec<usize> {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    // Quotes and escapes are written in several ways.
    let words = name.as_str().split(|c| !letter(c) || !c.is_ascii());
    let word = words.max_by_key(|word| word.len()).unwrap_or_default().to_ascii_lowercase();
    if word.is_empty() {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let edge = |c: Option<char>| !c.is_some_and(|c| letter(c) && c.is_ascii());
    let alone = |at: &usize| {
        edge(lower.get(..*at).and_then(|text| text.chars().next_back()))
            && edge(lower.get(at + word.len()..).and_then(|text| text.chars().next()))
    };
    lower.match_indices(&word).map(|(at, _)| at).filter(alone).collect()
}
