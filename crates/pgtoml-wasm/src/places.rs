//! Where things stand, as a page counts.

use std::cell::OnceCell;

use pgtoml::diagnostic::{Diagnostic, SourceFile, Span};
use pgtoml::edit::fix::Sections;
use pgtoml::kind::{Home, Tag};
use pgtoml::model::Id;
use pgtoml::read::Loaded;
use serde::Serialize;

use crate::offsets::Offsets;
use crate::services::{Fix, right};

/// A range in one of the files that a schema was made of.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Place<'a> {
    pub file: &'a str,
    pub start: u32,
    pub end: u32,
}

/// A problem of a text.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Problem<'a> {
    /// The file that it is in; `null` for a problem without a place.
    pub file: Option<&'a str>,
    pub start: Option<u32>,
    pub end: Option<u32>,
    #[serde(flatten)]
    diagnostic: Rest<'a>,
    /// The same and more as edits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    fixes: Vec<Fix<'a>>,
}

/// What a diagnostic says besides its place.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Rest<'a> {
    severity: pgtoml::diagnostic::Severity,
    /// Stable name of the problem: `unknown-key`.
    code: &'static str,
    message: &'a str,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    hint: Option<&'a str>,
    /// TOML that sets it right when it is merged into the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    fix: Option<&'a str>,
}

/// What something is about, and where that stands.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Target<'a> {
    /// The `id` of the box in the picture that stands for it, or for what it belongs to; `null` where none does.
    pub table: Option<String>,
    /// Where it is declared; where it is only in the base, where the base declares it.
    pub place: Option<Place<'a>>,
    /// Whether `place` is one of the base.
    pub base: bool,
}

/// The offsets of some files, counted when the first is asked for.
#[derive(Debug, Default)]
pub struct Places {
    offsets: OnceCell<Vec<Offsets>>,
    sections: OnceCell<Sections>,
}

impl Places {
    fn offsets(&self, files: &[SourceFile]) -> &[Offsets] {
        self.offsets.get_or_init(|| files.iter().map(|file| Offsets::new(&file.text)).collect())
    }

    /// Where their sections end.
    pub fn sections(&self, files: &[SourceFile]) -> &Sections {
        self.sections.get_or_init(|| Sections::new(files))
    }

    /// Of a span; `None` for one that points nowhere.
    pub fn place<'a>(&self, files: &'a [SourceFile], span: Span) -> Option<Place<'a>> {
        let file = files.get(span.file as usize)?;
        let offsets = self.offsets(files).get(span.file as usize)?;
        let at = |byte| offsets.utf16(&file.text, byte);
        Some(Place { file: &file.name, start: at(span.start), end: at(span.end) })
    }

    /// The byte of an offset in a file of this name, and the number of the file.
    pub fn byte(&self, files: &[SourceFile], name: &str, unit: u32) -> Option<(u32, usize)> {
        let number = files.iter().position(|file| file.name == name)?;
        let text = &files.get(number)?.text;
        Some((u32::try_from(number).ok()?, self.offsets(files).get(number)?.byte(text, unit)))
    }

    /// Of bytes in a file.
    pub fn range<'a>(&self, files: &'a [SourceFile], file: u32, range: std::ops::Range<usize>) -> Option<Place<'a>> {
        let at = |byte| u32::try_from(byte).unwrap_or(u32::MAX);
        self.place(files, Span { file, start: at(range.start), end: at(range.end) })
    }

    /// A problem where it stands.
    pub fn problem<'a>(&self, files: &'a [SourceFile], diagnostic: &'a Diagnostic) -> Problem<'a> {
        let place = diagnostic.span.and_then(|span| self.place(files, span));
        let Diagnostic { span: _, severity, code, message, hint, fix } = diagnostic;
        Problem {
            file: place.as_ref().map(|place| place.file),
            start: place.as_ref().map(|place| place.start),
            end: place.as_ref().map(|place| place.end),
            diagnostic: Rest { severity: *severity, code, message, hint: hint.as_deref(), fix: fix.as_deref() },
            fixes: right(self, files, diagnostic),
        }
    }

    /// Where an object, or what it belongs to, is declared.
    pub fn object<'a>(&self, loaded: &'a Loaded, id: &Id) -> Option<Place<'a>> {
        let known = |id: &Id| loaded.places.get(id).filter(|place| place.key.end > 0);
        let place = known(id).or_else(|| known(&id.parent_id()?))?;
        self.place(&loaded.files, place.key)
    }

    /// Of an object of this schema, or of an earlier one that it is gone from.
    pub fn target<'a>(&self, loaded: &'a Loaded, base: Option<(&Places, &'a Loaded)>, id: &Id) -> Target<'a> {
        let own = self.object(loaded, id);
        let before = match own {
            Some(_) => None,
            None => base.and_then(|(places, loaded)| places.object(loaded, id)),
        };
        Target { table: boxed(id), base: before.is_some(), place: own.or(before) }
    }
}

/// What the box is called that stands for an object, or for what it belongs to.
pub fn boxed(id: &Id) -> Option<String> {
    let whole = id.parent_id().unwrap_or_else(|| id.clone());
    let drawn = matches!(whole.tag, Tag::Table | Tag::ForeignTable | Tag::View | Tag::MaterializedView | Tag::Enum);
    (drawn && whole.tag.info().home == Home::Schema).then(|| whole.qualified().to_string())
}
