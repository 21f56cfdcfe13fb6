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

/// What can stand at a place: `complete(file, offset)`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Completions {
    /// What is replaced: the word around the offset.
    start: u32,
    end: u32,
    items: Vec<Completion>,
}

/// One thing that can stand there.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Completion {
    label: String,
    /// What it is.
    #[cfg_attr(feature = "typescript", ts(as = "pgtoml::edit::complete::Sort"))]
    kind: &'static str,
    /// A word or two behind the label: the type of a column, the table of it.
    detail: String,
    /// Markdown; empty where there is nothing to say.
    docs: String,
    /// What takes the place of the word.
    text: String,
}

/// What is under the pointer: `hover(file, offset)`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Hover {
    start: u32,
    end: u32,
    /// Markdown, in which names and SQL are quoted.
    text: String,
}

/// What sets a problem right when somebody chooses it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fix<'a> {
    /// What a button says.
    title: String,
    edits: Vec<TextEdit<'a>>,
}

/// A replacement of a range. The edits of one list do not overlap, and all are about the text as it was.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TextEdit<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: String,
}

/// What can be called otherwise at a place, or why nothing can: `renamable(file, offset)`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Renamable {
    Now {
        start: u32,
        end: u32,
        /// What it is called.
        name: String,
        /// What it is: `table`.
        what: String,
    },
    Refused {
        refused: String,
    },
}

/// The edits that call it otherwise, or why it cannot be called so: `rename(base, file, offset, name)`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Renamed<'a> {
    Edits { edits: Vec<TextEdit<'a>> },
    Refused { refused: String },
}

impl Schema {
    pub(crate) fn renaming(&self, name: &str, offset: u32) -> Option<Renamable> {
        let files = &self.loaded.files;
        let (file, at) = self.places.byte(files, name, offset)?;
        let found = prepare(&self.loaded, file, at).and_then(|now| {
            let place = self.places.range(files, file, now.range).ok_or("that is no place")?;
            Ok(Renamable::Now { start: place.start, end: place.end, name: now.name, what: now.what })
        });
        Some(found.unwrap_or_else(|refused| Renamable::Refused { refused }))
    }

    pub(crate) fn renamed(&self, base: &Schema, name: &str, offset: u32, new: &str) -> Option<Renamed<'_>> {
        let files = &self.loaded.files;
        let at = self.places.byte(files, name, offset)?;
        let edit = |change: pgtoml::edit::rename::Change| {
            let file = files.iter().chain(&self.bodies).find(|file| file.name == change.file)?;
            let offsets = crate::offsets::Offsets::new(&file.text);
            let at = |byte| offsets.utf16(&file.text, u32::try_from(byte).unwrap_or(u32::MAX));
            let place = Place { file: &file.name, start: at(change.range.start), end: at(change.range.end) };
            Some(TextEdit { place, text: change.text })
        };
        Some(match rename(&self.loaded, &self.bodies, Some(&base.state.model), at, new) {
            Ok(changes) => Renamed::Edits { edits: changes.into_iter().filter_map(edit).collect() },
            Err(refused) => Renamed::Refused { refused },
        })
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
