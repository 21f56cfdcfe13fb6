//! What an editor asks about a place, with offsets as JavaScript counts them.

use pgtoml::diagnostic::{Diagnostic, SourceFile};
use pgtoml::edit::complete::complete;
use pgtoml::edit::fix::fixes;
use pgtoml::edit::hover::{definition, hover};
use pgtoml::edit::references::references;
use pgtoml::edit::rename::{prepare, rename};
use serde::Serialize;

use crate::Schema;
use crate::places::{Place, Places};

#[derive(Debug, Serialize)]
pub struct Completions {
    start: u32,
    end: u32,
    items: Vec<Completion>,
}

#[derive(Debug, Serialize)]
struct Completion {
    label: String,
    kind: &'static str,
    detail: String,
    docs: String,
    text: String,
}

#[derive(Debug, Serialize)]
pub struct Hover {
    start: u32,
    end: u32,
    text: String,
}

#[derive(Debug, Serialize)]
pub struct Fix<'a> {
    title: String,
    edits: Vec<TextEdit<'a>>,
}

#[derive(Debug, Serialize)]
pub struct TextEdit<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: String,
}

/// What can be called otherwise, or why nothing can.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Renaming<'a> {
    Now { start: u32, end: u32, name: String, what: String },
    Edits { edits: Vec<TextEdit<'a>> },
    Refused { refused: String },
}

impl Schema {
    pub(crate) fn renamed(&self, name: &str, offset: u32, new: Option<(&Schema, &str)>) -> Option<Renaming<'_>> {
        let files = &self.loaded.files;
        let at = self.places.byte(files, name, offset)?;
        let found = match new {
            None => prepare(&self.loaded, at.0, at.1).and_then(|now| {
                let place = self.places.range(files, at.0, now.range).ok_or("that is no place")?;
                Ok(Renaming::Now { start: place.start, end: place.end, name: now.name, what: now.what })
            }),
            Some((base, new)) => rename(&self.loaded, &self.bodies, Some(&base.state.model), at, new).map(|changes| {
                let edit = |change: pgtoml::edit::rename::Change| {
                    let file = files.iter().chain(&self.bodies).find(|file| file.name == change.file)?;
                    let offsets = crate::offsets::Offsets::new(&file.text);
                    let at = |byte| offsets.utf16(&file.text, u32::try_from(byte).unwrap_or(u32::MAX));
                    let place = Place { file: &file.name, start: at(change.range.start), end: at(change.range.end) };
                    Some(TextEdit { place, text: change.text })
                };
                Renaming::Edits { edits: changes.into_iter().filter_map(edit).collect() }
            }),
        };
        Some(found.unwrap_or_else(|refused| Renaming::Refused { refused }))
    }

    pub(crate) fn completions(&self, name: &str, offset: u32) -> Option<Completions> {
        let files = &self.loaded.files;
        let (file, at) = self.places.byte(files, name, offset)?;
        let found = complete(&self.loaded, file, at);
        let place = self.places.range(files, file, found.range)?;
        let items = found.items.into_iter().map(|item| Completion {
            label: item.label,
            kind: item.sort.name(),
            detail: item.detail,
            docs: item.docs,
            text: item.text,
        });
        Some(Completions { start: place.start, end: place.end, items: items.collect() })
    }

    pub(crate) fn known(&self, name: &str, offset: u32) -> Option<Hover> {
        let files = &self.loaded.files;
        let (file, at) = self.places.byte(files, name, offset)?;
        let found = hover(&self.loaded, file, at)?;
        let place = self.places.range(files, file, found.range)?;
        Some(Hover { start: place.start, end: place.end, text: found.text })
    }

    pub(crate) fn declaration(&self, name: &str, offset: u32) -> Option<Place<'_>> {
        let files = &self.loaded.files;
        let (file, at) = self.places.byte(files, name, offset)?;
        self.places.place(files, definition(&self.loaded, file, at)?)
    }

    pub(crate) fn uses(&self, name: &str, offset: u32) -> Vec<Place<'_>> {
        let files = &self.loaded.files;
        let Some((file, at)) = self.places.byte(files, name, offset) else { return Vec::new() };
        references(&self.loaded, file, at).into_iter().filter_map(|span| self.places.place(files, span)).collect()
    }
}

/// What sets a problem right.
pub fn right<'a>(places: &Places, files: &'a [SourceFile], diagnostic: &Diagnostic) -> Vec<Fix<'a>> {
    let edit = |edit: pgtoml::edit::Edit| Some(TextEdit { place: places.place(files, edit.span)?, text: edit.text });
    fixes(diagnostic, files, places.sections(files))
        .into_iter()
        .map(|fix| Fix { title: fix.title, edits: fix.edits.into_iter().filter_map(edit).collect() })
        .collect()
}
