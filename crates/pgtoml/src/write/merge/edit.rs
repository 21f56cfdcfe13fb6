//! Changes to the statements of a file.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use super::super::document::ORDER;
use super::super::lines::{Kind, Line};
use super::super::print::{self, Entry};
use super::super::sugar;
use super::super::text;
use super::super::value::{Style, Table, Value};
use super::Path;
use super::place::Doc;

/// Changes, collected before any of them is made.
pub(super) struct Edit<'d> {
    pub(super) doc: &'d Doc,
    pub(super) values: BTreeMap<usize, String>,
    pub(super) removed: BTreeSet<usize>,
    /// New lines of a section, behind a line of it.
    pub(super) lines: BTreeMap<usize, Vec<String>>,
    /// New sections, behind the last line of one.
    pub(super) sections: BTreeMap<usize, Vec<String>>,
    /// New sections at the end.
    pub(super) end: Vec<String>,
    /// New lines of sections that are not there yet.
    pub(super) groups: BTreeMap<Path, Vec<Entry>>,
    /// Keys to write anew, although nothing of their own differs.
    pub(super) forced: BTreeSet<Path>,
}

impl<'d> Edit<'d> {
    pub(super) fn new(doc: &'d Doc) -> Self {
        Self {
            doc,
            values: BTreeMap::new(),
            removed: BTreeSet::new(),
            lines: BTreeMap::new(),
            sections: BTreeMap::new(),
            end: Vec::new(),
            groups: BTreeMap::new(),
            forced: BTreeSet::new(),
        }
    }

    fn line(&self, at: usize) -> Option<&'d Line> {
        self.doc.lines.get(at)
    }

    /// Gives a statement another value.
    pub(super) fn set(&mut self, at: usize, value: &Value) {
        let before = self.line(at).map_or(0, |line| line.key.len() + 3);
        self.values.insert(at, text::value(value, before));
    }

    /// Takes out a statement with the comment above it.
    fn remove(&mut self, at: usize) {
        self.removed.insert(at);
        let above = self.doc.lines.get(..at).unwrap_or_default();
        for (back, _) in above.iter().rev().enumerate().take_while(|(_, line)| line.kind == Kind::Comment) {
            self.removed.insert(at - 1 - back);
        }
    }

    /// Takes out an object with everything in it. A schema does not take its objects along.
    pub(super) fn remove_root(&mut self, path: &Path) {
        for at in self.of_root(path) {
            self.remove(at);
        }
    }

    /// The statements of an object.
    fn of_root(&self, path: &Path) -> Vec<usize> {
        let own = |at: &usize| self.line(*at).is_some_and(|line| super::root_of(&line.path) == Some(path.as_slice()));
        let mut list: Vec<usize> = self.doc.under(path).filter(own).collect();
        list.sort_unstable();
        list
    }

    /// Writes an object anew, where it stood.
    pub(super) fn replace_root(&mut self, path: &Path, value: &Value) {
        let own = self.of_root(path);
        match own.as_slice() {
            [] => self.insert(path, value),
            [only]
                if self.line(*only).is_some_and(|line| line.path == *path && line.kind == Kind::Assign)
                    && self.fits(*only, value) =>
            {
                self.set(*only, value);
            }
            [first, ..] => {
                let head = self.line(*first).map(|line| (line.kind, line.header));
                // A section in the middle of another would take over what follows it.
                let place = match head {
                    Some((Kind::Header, _)) => *first,
                    _ => self.doc.end_of_section(*first),
                };
                self.sections.entry(place).or_default().push(block(path, value));
                self.removed.extend(&own);
            }
        }
    }

    fn fits(&self, at: usize, value: &Value) -> bool {
        let key = self.line(at).and_then(|line| line.text.get(line.key.clone())).unwrap_or_default();
        print::fits(key, value) && !(value.has_lines() && matches!(value, Value::Table(_)))
    }

    /// Changes what differs between two states of an object.
    pub(super) fn update(&mut self, path: &Path, old: &Value, new: &Value) {
        if let Some(at) = self.doc.covering(path, path.len()) {
            if self.fits(at, new) || !matches!(new, Value::Table(_)) {
                self.set(at, new);
            } else {
                self.replace_root(path, new);
            }
            return;
        }
        if self.of_root(path).is_empty() {
            // It is said in other words, or inside a value that holds more than it.
            return;
        }
        let (old, new) = (long(path, old), long(path, new));
        let (old, new) = (units(&old), units(&new));
        let wanted: BTreeMap<&Path, &Value> = new.iter().map(|(unit, value)| (unit, value)).collect();
        let had: BTreeMap<&Path, &Value> = old.iter().map(|(unit, value)| (unit, value)).collect();
        for (unit, _) in old.iter().filter(|(unit, _)| !wanted.contains_key(unit)) {
            self.unit(path, unit, had.get(unit).copied(), None, &new);
        }
        for (unit, value) in &new {
            let forced =
                !self.forced.is_empty() && self.forced.contains(&path.iter().chain(unit).cloned().collect::<Path>());
            if forced || had.get(unit) != Some(&value) {
                self.unit(path, unit, had.get(unit).copied(), Some(value), &new);
            }
        }
        self.remove_forced(path, &wanted);
    }

    /// Takes out keys that a new file would not have, such as `unnamed`. What they say is missing then, and added.
    fn remove_forced(&mut self, path: &Path, wanted: &BTreeMap<&Path, &Value>) {
        let under = self.forced.range(path.clone()..).take_while(|own| own.starts_with(path));
        let others = under.filter(|own| own.get(path.len()..).is_none_or(|unit| !wanted.contains_key(&unit.to_vec())));
        let gone: Vec<usize> = others.filter_map(|own| self.doc.assign(own)).collect();
        gone.into_iter().for_each(|at| self.remove(at));
    }

    /// Changes one key of an object, of one or two words.
    fn unit(&mut self, root: &Path, unit: &Path, old: Option<&Value>, new: Option<&Value>, all: &[(Path, Value)]) {
        let path: Path = root.iter().chain(unit).cloned().collect();
        if let Some(at) = self.doc.covering(&path, root.len() + 1) {
            let own = self.line(at).map_or(0, |line| line.path.len());
            if own == path.len() {
                return match new {
                    Some(value) => self.set(at, value),
                    None => self.remove(at),
                };
            }
            // `grants = { … }` holds all units that begin so.
            let first = unit.first();
            let mut table = Table::new(Style::Inline);
            for (other, value) in all.iter().filter(|(other, _)| other.first() == first) {
                table.push(other.last().cloned().unwrap_or_default(), value.clone());
            }
            return if table.entries.is_empty() { self.remove(at) } else { self.set(at, &Value::Table(table)) };
        }
        let inside: Vec<usize> = self.doc.under(&path).collect();
        match (inside.is_empty(), old, new) {
            (true, _, None) => {}
            (true, _, Some(value)) => self.add_unit(root, unit, value, all),
            (false, Some(Value::Table(old)), Some(Value::Table(new))) => self.entries(&path, old, new, &inside),
            (false, _, new) => {
                inside.into_iter().for_each(|at| self.remove(at));
                if let Some(value) = new {
                    self.add_unit(root, unit, value, all);
                }
            }
        }
    }

    /// Changes the keys of something that stands under a header of its own, or in several dotted keys.
    fn entries(&mut self, path: &Path, old: &Table, new: &Table, inside: &[usize]) {
        for (key, _) in old.entries.iter().filter(|(key, _)| new.get(key).is_none()) {
            let own: Path = path.iter().chain([key]).cloned().collect();
            let gone: Vec<usize> = self.doc.under(&own).collect();
            gone.into_iter().for_each(|at| self.remove(at));
        }
        for (key, value) in new.entries.iter().filter(|(key, value)| old.get(key) != Some(value)) {
            let own: Path = path.iter().chain([key]).cloned().collect();
            if let Some(at) = self.doc.assign(&own) {
                self.set(at, value);
                continue;
            }
            let gone: Vec<usize> = self.doc.under(&own).collect();
            gone.into_iter().for_each(|at| self.remove(at));
            if let Some(at) = inside.iter().copied().filter(|at| self.is_above(*at, &own)).max() {
                self.add_line(at, &own, value);
            }
        }
    }

    /// Whether a line of this path can stand behind the statement.
    fn is_above(&self, at: usize, path: &[SmolStr]) -> bool {
        self.line(at).is_some_and(|line| {
            let header = line.path.get(..line.header).unwrap_or_default();
            line.kind != Kind::Element && header.len() < path.len() && path.starts_with(header)
        })
    }

    fn add_line(&mut self, at: usize, path: &[SmolStr], value: &Value) {
        let header = self.line(at).map_or(0, |line| line.header);
        let key = text::path(path.get(header..).unwrap_or_default());
        let before = key.chars().count() + 3;
        self.lines.entry(at).or_default().push(format!("{key} = {}\n", text::value(value, before)));
    }

    /// Adds a key to an object: behind the key that comes before it in a new file.
    fn add_unit(&mut self, root: &Path, unit: &Path, value: &Value, all: &[(Path, Value)]) {
        let path: Path = root.iter().chain(unit).cloned().collect();
        for other in sugar::replaces(unit) {
            let own: Path = root.iter().cloned().chain([SmolStr::new_static(other)]).collect();
            if let Some(at) = self.doc.assign(&own) {
                self.removed.insert(at);
            }
        }
        let key = text::path(unit);
        if let Value::Table(_) = value
            && !print::fits(&key, value)
        {
            if let Some(last) = self.doc.last(root) {
                let place = self.doc.end_of_section(last);
                self.sections.entry(place).or_default().push(print::section(&path, value));
            }
            return;
        }
        let at = all.iter().position(|(other, _)| other == unit).unwrap_or(all.len());
        let before = all.get(..at).unwrap_or_default().iter().rev().filter_map(|(other, _)| {
            let own: Path = root.iter().chain(other).cloned().collect();
            let found = self.doc.covering(&own, root.len() + 1)?;
            // What is of the same sort stays together.
            let alike = other.first() == unit.first() && other.len() == unit.len();
            self.is_above(found, &path).then_some((alike, found))
        });
        let before: Vec<(bool, usize)> = before.collect();
        let alike: Path =
            unit.first().map(|first| root.iter().cloned().chain([first.clone()]).collect()).unwrap_or_default();
        let group =
            if unit.len() > 1 { self.doc.under(&alike).filter(|at| self.is_above(*at, &path)).max() } else { None };
        let place = before
            .iter()
            .find(|(alike, _)| *alike)
            .map(|(_, at)| *at)
            .or(group)
            .or_else(|| before.first().map(|(_, at)| *at))
            .or_else(|| self.of_root(root).into_iter().find(|at| self.is_above(*at, &path)));
        match place {
            Some(at) => self.add_line(at, &path, value),
            None => {
                if let Some(last) = self.of_root(root).into_iter().max() {
                    let place = self.doc.end_of_section(last);
                    let (within, key) = (root.clone(), unit.clone());
                    let mut table = Table::new(Style::Section);
                    let mut value = value.clone();
                    for key in key.iter().skip(1).rev() {
                        let mut outer = Table::new(Style::Dotted);
                        outer.push(key.clone(), value);
                        value = Value::Table(outer);
                    }
                    table.push(key.first().cloned().unwrap_or_default(), value);
                    self.sections.entry(place).or_default().push(print::section(&within, &Value::Table(table)));
                }
            }
        }
    }

    /// Adds an object where its kind lives, else its schema, else the kinds before it.
    pub(super) fn insert(&mut self, path: &Path, value: &Value) {
        if !self.of_root(path).is_empty() {
            return self.replace_root(path, value);
        }
        let within = path.split_last().map_or(&[][..], |(_, within)| within);
        let key = path.last().map(|key| text::key(key)).unwrap_or_default();
        if !print::fits(&key, value) {
            let place = self.doc.last(within).or_else(|| self.home(path));
            let text = print::section(path, value);
            return self.add_section(place, text);
        }
        let line = self
            .doc
            .last(within)
            .filter(|at| self.is_above(*at, path) && self.line(*at).is_some_and(|line| line.path.len() <= path.len()));
        let line = line.or_else(|| {
            let beside = self.doc.under(within).filter(|at| {
                self.is_above(*at, path) && self.line(*at).is_some_and(|line| line.path.len() <= path.len())
            });
            beside.max()
        });
        match line {
            Some(at) => self.add_line(at, path, value),
            None => {
                let entry = Entry { path: path.clone(), value: value.clone() };
                self.groups.entry(within.to_vec()).or_default().push(entry);
            }
        }
    }

    /// The last statement of what a new file has before this object.
    pub(super) fn home(&self, path: &[SmolStr]) -> Option<usize> {
        let first = path.first()?;
        if path.len() > 2
            && let Some(at) = path.get(..2).and_then(|schema| self.doc.last(schema))
        {
            return Some(at);
        }
        let rank = ORDER.iter().position(|section| section == first)?;
        ORDER
            .get(..rank)?
            .iter()
            .rev()
            .chain(&["project"])
            .find_map(|section| self.doc.last(&[SmolStr::new_static(section)]))
    }

    pub(super) fn add_section(&mut self, place: Option<usize>, text: String) {
        match place {
            Some(at) => self.sections.entry(self.doc.end_of_section(at)).or_default().push(text),
            None => self.end.push(text),
        }
    }

    /// Writes an element of `[[path]]` anew.
    pub(super) fn replace_element(&mut self, at: usize, path: &Path, value: Value) {
        let end = self.doc.end_of_section(at);
        self.removed.extend(at..=end);
        self.sections.entry(end).or_default().push(block(path, &Value::Array(vec![value])));
    }

    /// Takes out an element.
    pub(super) fn remove_element(&mut self, at: usize) {
        let end = self.doc.end_of_section(at);
        self.removed.extend(at..=end);
        self.remove(at);
    }

    /// Adds an element.
    pub(super) fn add_element(&mut self, path: &Path, value: Value) {
        let text = block(path, &Value::Array(vec![value]));
        self.add_section(self.doc.last(path), text);
    }
}

/// The text of an object under headers of its own.
fn block(path: &[SmolStr], value: &Value) -> String {
    let key = path.last().map(|key| text::key(key)).unwrap_or_default();
    if print::fits(&key, value) {
        return print::document(&[Entry { path: path.to_vec(), value: value.clone() }]);
    }
    print::section(path, value)
}

/// The long form of an object that has a short one.
fn long(path: &[SmolStr], value: &Value) -> Table {
    match value {
        Value::Table(table) => table.clone(),
        short => {
            let section = path.len().checked_sub(2).and_then(|at| path.get(at));
            let key = crate::kind::Tag::ALL
                .iter()
                .map(|tag| tag.info())
                .find(|info| section.is_some_and(|own| own == info.section));
            let mut table = Table::default();
            table.push(key.and_then(|info| info.short).unwrap_or_default(), short.clone());
            table
        }
    }
}

/// The keys of an object that change on their own: `comment`, `columns.title`, `grants.app`.
fn units(table: &Table) -> Vec<(Path, Value)> {
    let mut units = Vec::new();
    for (key, value) in &table.entries {
        match value {
            Value::Table(inner) if matches!(inner.style, Style::Dotted | Style::Section) => {
                units
                    .extend(inner.entries.iter().map(|(name, value)| (vec![key.clone(), name.clone()], value.clone())));
            }
            _ => units.push((vec![key.clone()], value.clone())),
        }
    }
    units
}
