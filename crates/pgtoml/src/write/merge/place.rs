//! Where a file says what.

use std::collections::{BTreeSet, HashMap};

use smol_str::SmolStr;

use super::super::document;
use super::super::lines::{Kind, Line, split};
use super::Path;
use crate::diagnostic::{SourceFile, Span};
use crate::kind::{Address, Home, Tag};
use crate::model::Id;
use crate::read::Loaded;

/// The statements of all files, found by their paths.
pub(super) struct Doc {
    pub lines: Vec<Line>,
    index: BTreeSet<(Path, usize)>,
    /// The last statement of everything with these first keys.
    last: HashMap<Path, usize>,
    /// First line of every file.
    files: Vec<usize>,
}

/// The keys of the object that a statement is about.
pub(super) fn root_of(path: &[SmolStr]) -> Option<&[SmolStr]> {
    let kind =
        |key: Option<&SmolStr>| Tag::ALL.iter().find(|tag| key.is_some_and(|key| tag.info().section == key.as_str()));
    let home = |key| kind(key).map(|tag| tag.info().home);
    if kind(path.first())?.info().single {
        return path.get(..1);
    }
    match home(path.first())? {
        Home::Parent(_) => None,
        _ if path.first().is_some_and(|first| first == Tag::Schema.info().section)
            && home(path.get(2)) == Some(Home::Schema) =>
        {
            path.get(..4)
        }
        _ => path.get(..2),
    }
}

impl Doc {
    pub(super) fn new(files: &[SourceFile]) -> Self {
        let mut doc = Self { lines: Vec::new(), index: BTreeSet::new(), last: HashMap::new(), files: Vec::new() };
        for (at, file) in files.iter().enumerate() {
            doc.files.push(doc.lines.len());
            doc.lines.extend(split(&file.text, at));
        }
        for (at, line) in doc.lines.iter().enumerate().filter(|(_, line)| !line.path.is_empty()) {
            doc.index.insert((line.path.clone(), at));
            for keys in 1..=line.path.len() {
                if let Some(prefix) = line.path.get(..keys) {
                    doc.last.insert(prefix.to_vec(), at);
                }
            }
        }
        doc
    }

    /// Statements with these first keys, by their paths.
    pub(super) fn under<'a>(&'a self, path: &'a [SmolStr]) -> impl Iterator<Item = usize> + 'a {
        self.index.range((path.to_vec(), 0)..).take_while(move |(own, _)| own.starts_with(path)).map(|(_, at)| *at)
    }

    /// The last statement with these first keys.
    pub(super) fn last(&self, path: &[SmolStr]) -> Option<usize> {
        self.last.get(path).copied()
    }

    /// The statement `path = …`.
    pub(super) fn assign(&self, path: &[SmolStr]) -> Option<usize> {
        let same = self.index.range((path.to_vec(), 0)..).take_while(|(own, _)| own == path);
        same.map(|(_, at)| *at).find(|at| self.lines.get(*at).is_some_and(|line| line.kind == Kind::Assign))
    }

    /// The statement whose value holds this path: the path itself, or the beginning of it, of at least `from` keys.
    pub(super) fn covering(&self, path: &[SmolStr], from: usize) -> Option<usize> {
        (from..=path.len()).find_map(|keys| self.assign(path.get(..keys)?))
    }

    /// Whether the value of a path is written as a table.
    pub(super) fn is_table(&self, path: &[SmolStr]) -> bool {
        match self.assign(path).and_then(|at| self.lines.get(at)) {
            Some(line) => line.text.get(line.value.clone()).is_some_and(|value| value.starts_with('{')),
            None => self.last(path).is_some(),
        }
    }

    /// Whether a path has this key, in the value of a statement or as a statement.
    pub(super) fn has_key(&self, path: &[SmolStr], key: &str) -> bool {
        match self.assign(path).and_then(|at| self.lines.get(at)) {
            Some(line) => {
                let value = line.text.get(line.value.clone()).filter(|value| value.starts_with('{'));
                let value = value.and_then(|value| value.parse::<toml_edit::Value>().ok());
                value.is_some_and(|value| value.as_inline_table().is_some_and(|table| table.contains_key(key)))
            }
            None => self.last(&path.iter().cloned().chain([SmolStr::new(key)]).collect::<Path>()).is_some(),
        }
    }

    /// The last line of the section that a statement stands in: what comes after it may be a new section.
    pub(super) fn end_of_section(&self, at: usize) -> usize {
        let mut last = at;
        let file = self.lines.get(at).map(|line| line.file);
        for (next, line) in self.lines.iter().enumerate().skip(at + 1) {
            match line.kind {
                Kind::Header | Kind::Element => break,
                _ if Some(line.file) != file => break,
                Kind::Assign => last = next,
                Kind::Blank | Kind::Comment => {}
            }
        }
        last
    }

    /// The keys under which the file has the object; `None` where it has it in another way or not at all.
    pub(super) fn root(&self, id: &Id, loaded: &Loaded) -> Option<Path> {
        let place = loaded.places.get(id)?;
        let line = self.lines.get(self.line_at(place.key)?)?;
        let keys = document::path(id, SmolStr::default());
        let own = line.path.get(..keys.len())?;
        let (section, wanted) = (own.split_last()?.1, keys.split_last()?.1);
        let named = own.last().is_some_and(|key| {
            let info = id.tag.info();
            key == id.name.as_str()
                || (info.has_signature() && key.starts_with(id.name.as_str()))
                || matches!(info.address, Address::Cast | Address::Transform | Address::Using)
        });
        (section == wanted && named).then(|| own.to_vec())
    }

    /// The keys of the object in whose words the file says this one.
    pub(super) fn declared_in(&self, id: &Id, loaded: &Loaded) -> Option<Path> {
        let place = loaded.places.get(id)?;
        let line = self.lines.get(self.line_at(place.value).or_else(|| self.line_at(place.key))?)?;
        root_of(&line.path).map(<[SmolStr]>::to_vec)
    }

    /// The key, of one or two words behind those of its object, under which the file says this one.
    pub(super) fn key_of(&self, id: &Id, loaded: &Loaded) -> Option<Path> {
        let line = self.lines.get(self.line_at(loaded.places.get(id)?.key)?)?;
        let root = root_of(&line.path)?.len();
        line.path.get(..root + 2).or(line.path.get(..root + 1)).map(<[SmolStr]>::to_vec)
    }

    /// The `[[section]]` of an object without a name.
    pub(super) fn element(&self, id: &Id, loaded: &Loaded) -> Option<usize> {
        let at = self.line_at(loaded.places.get(id)?.key)?;
        self.lines.get(at).filter(|line| line.kind == Kind::Element).map(|_| at)
    }

    /// The line that a span begins in.
    fn line_at(&self, span: Span) -> Option<usize> {
        let (file, start) = (usize::try_from(span.file).ok()?, usize::try_from(span.start).ok()?);
        let first = *self.files.get(file)?;
        let end = self.files.get(file + 1).copied().unwrap_or(self.lines.len());
        let lines = self.lines.get(first..end)?;
        lines.partition_point(|line| line.start <= start).checked_sub(1).map(|at| first + at)
    }
}
