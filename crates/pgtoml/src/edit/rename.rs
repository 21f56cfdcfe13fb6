//! Another name for an object, wherever it is named.
//!
//! The edits are only given when reading them shows that they do what they say: no new problem, and the same objects but for
//! the one name and those that follow from it. Where what is compared with knows the old name, a line says it, so that the
//! migration renames what is there.

use std::collections::BTreeSet;
use std::ops::Range;

use super::references::{at, in_bodies, uses};
use super::text::{Meant, quoted};
use super::thing::{Form, Named, Thing};
use crate::diagnostic::{Line, Severity, SourceFile, Span};
use crate::kind::Tag;
use crate::model::{Id, Ident, Model, Parent};
use crate::read::node::{self, Entry, Node, Table, Value};
use crate::read::objects::without_signature;
use crate::read::{self, Loaded};
use crate::sql::quote::{quote_ident, quote_literal};
use crate::write::{bare, string};

/// A replacement in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// Its bytes.
    pub range: Range<usize>,
    /// What takes their place.
    pub text: String,
}

/// What can be called otherwise at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamable {
    /// Where its name stands.
    pub range: Range<usize>,
    /// What it is called.
    pub name: String,
    /// What it is, in words.
    pub what: String,
}

/// What is called how at a place.
///
/// # Errors
/// Why that cannot be called otherwise there, in a sentence without a full stop.
pub fn prepare(loaded: &Loaded, file: u32, place: usize) -> Result<Renamable, String> {
    let (named, id) = named(loaded, file, place)?;
    Ok(Renamable { range: named.range, name: id.name.as_str().to_owned(), what: id.tag.noun().to_lowercase() })
}

fn named(loaded: &Loaded, file: u32, place: usize) -> Result<(Named, Id), String> {
    let errors = loaded.diagnostics.iter().find(|one| one.severity == Severity::Error);
    if let Some(problem) = errors {
        return Err(format!("the files have errors, so not all names are known: {}", problem.message));
    }
    let none = "nothing stands here that has a name of its own";
    let named = at(loaded, file, place).ok_or(none)?;
    let id = match &named.thing {
        Thing::Object(id) => id.clone(),
        Thing::Open(name) => return Err(format!("it cannot be told here what `{name}` belongs to")),
        Thing::Builtin(name) => return Err(format!("`{name}` is a function of PostgreSQL")),
        Thing::Key(..) | Thing::Section(_) | Thing::Word(..) => {
            return Err("this is no name but a word of the file".to_owned());
        }
    };
    if let Some(origin) = loaded.origins.get(&id) {
        return Err(format!("{id} comes from `[{}]`, which says how it is called", origin.section));
    }
    if loaded.scope.unnamed.contains(&id) {
        return Err(format!("PostgreSQL chooses the name of {id}"));
    }
    if matches!(id.tag, Tag::Extension | Tag::Language) || !id.tag.info().has_identifier() {
        return Err(format!("the name of {id} is not chosen here"));
    }
    if loaded.places.get(&id).is_none_or(|place| place.key.end == 0) {
        return Err(format!("no file declares {id}"));
    }
    Ok((named, id))
}

/// The edits by which what a place names is called `new`, and what is to be said of them.
///
/// `bodies` are files with bodies of routines; `base` is what the schema is compared with.
///
/// # Errors
/// Why it cannot be called so, in a sentence without a full stop.
pub fn rename(
    loaded: &Loaded,
    bodies: &[SourceFile],
    base: Option<&Model>,
    (file, place): (u32, usize),
    new: &str,
) -> Result<Vec<Change>, String> {
    let (_, id) = named(loaded, file, place)?;
    let to = Id { name: Ident::new(new), ..id.clone() };
    fits(loaded, &id, &to)?;
    let mut all = Vec::new();
    for own in &loaded.files {
        all.push((own, uses(loaded, &own.text, &id)));
    }
    for (number, names) in in_bodies(loaded, bodies, &id) {
        all.extend(bodies.get(number).map(|own| (own, names)));
    }
    let mut changes = Vec::new();
    for (own, names) in all {
        for one in names {
            if matches!(one.thing, Thing::Open(_)) {
                let line = Line::at(&own.text, one.range.start).number;
                return Err(format!(
                    "{}:{line} names `{}` where it cannot be told whether {id} is meant",
                    own.name,
                    id.name.as_str()
                ));
            }
            let text = written(&own.text, &one, new)
                .ok_or_else(|| format!("the quotes in {} cannot hold that name", own.name))?;
            let change = Change { file: own.name.clone(), range: one.range, text };
            // Two routines may have one body.
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
    }
    let own = loaded.own_files();
    let beside = loaded.files.iter().skip(own.len()).chain(bodies);
    let before = Project { files: own.to_vec(), beside: beside.cloned().collect() };
    let after = before.with(&changes);
    let read = after.read();
    same(loaded, &read, &id, &to)?;
    if base.is_some_and(|base| base.get(&id).is_some()) {
        match said(&after, &read, &id, &to) {
            Some(line) => {
                let line: Vec<Change> = line.into_iter().map(|change| moved_back(change, &changes)).collect();
                changes.extend(line);
            }
            None if id.tag.info().holds_rows || id.tag.info().part => {
                let hint = "give it a section of its own first";
                return Err(format!("there is no place to say that {to} was `{}`: {hint}", id.name.as_str()));
            }
            // What holds nothing is made anew.
            None => {}
        }
    }
    Ok(changes)
}

/// Whether it can be called so.
fn fits(loaded: &Loaded, id: &Id, to: &Id) -> Result<(), String> {
    let name = to.name.as_str();
    if name.trim().is_empty() || name.contains(|c: char| c.is_control()) {
        return Err("that is no name".to_owned());
    }
    if name.len() > Ident::MAX_BYTES {
        return Err(format!("the name has {} bytes, PostgreSQL keeps {}", name.len(), Ident::MAX_BYTES));
    }
    if name == id.name.as_str() {
        return Err("it is called so already".to_owned());
    }
    let mut objects = loaded.model.objects.keys().chain(loaded.scope.external.objects.keys());
    let claims = |other: &&Id| {
        other.schema == to.schema && other.tag.claims().iter().any(|space| to.tag.claims().contains(space))
    };
    let taken = |other: &&Id| {
        other.name == to.name
            && ((other.tag == to.tag
                && other.schema == to.schema
                && other.parent == to.parent
                && other.args == to.args)
                || claims(other))
    };
    if let Some(other) = objects.find(taken) {
        return Err(format!("{other} has that name already"));
    }
    let overloads =
        loaded.model.of_kind(id.tag).filter(|(other, _)| other.name == id.name && other.schema == id.schema);
    if id.tag.info().is_routine() && overloads.count() > 1 {
        return Err(format!("there are several of the name `{}`, and calls do not say which", id.name.as_str()));
    }
    Ok(())
}

/// The new name in place of the old one.
fn written(text: &str, one: &Named, new: &str) -> Option<String> {
    let old = text.get(one.range.clone())?;
    if one.form == Form::Key {
        let key = Meant::key(old);
        let signature = without_signature(&key).and_then(|name| key.get(name.len()..)).unwrap_or_default();
        return Some(bare(&format!("{new}{signature}")));
    }
    let new = match one.form {
        Form::Key | Form::Plain => new.to_owned(),
        Form::Sql => quote_ident(new).into_owned(),
        Form::Giving => format!("{} as {}", quote_ident(new), old.rsplit('.').next()?),
        Form::Literal => {
            let schema = old.trim_matches('\'').rsplit_once('.').map(|(schema, _)| format!("{schema}."));
            quote_literal(&format!("{}{}", schema.unwrap_or_default(), quote_ident(new)))
        }
    };
    quoted(one.quote, &new)
}

/// Files as they are read together: with models, and with the rows and bodies that those name.
struct Project {
    files: Vec<SourceFile>,
    beside: Vec<SourceFile>,
}

impl Project {
    fn with(&self, changes: &[Change]) -> Self {
        let of = |files: &[SourceFile]| files.iter().map(|file| changed(file, changes)).collect();
        Self { files: of(&self.files), beside: of(&self.beside) }
    }

    fn read(&self) -> Loaded {
        let text = |path: &str| read::gather::find(&self.beside, &read::gather::plain("", path)).map(str::to_owned);
        read::read(self.files.clone(), &|path| text(path).ok_or_else(|| format!("there is no file `{path}`")))
    }
}

fn changed(file: &SourceFile, changes: &[Change]) -> SourceFile {
    let mut text = String::with_capacity(file.text.len());
    let mut copied = 0;
    for change in changes.iter().filter(|change| change.file == file.name) {
        text.push_str(file.text.get(copied..change.range.start).unwrap_or_default());
        text.push_str(&change.text);
        copied = change.range.end;
    }
    text.push_str(file.text.get(copied..).unwrap_or_default());
    SourceFile { name: file.name.clone(), text }
}

/// Whether the files say the same as before but for the name.
fn same(before: &Loaded, after: &Loaded, id: &Id, to: &Id) -> Result<(), String> {
    let mut old: Vec<&str> = before.diagnostics.iter().map(|one| one.code).collect();
    for problem in &after.diagnostics {
        match old.iter().position(|code| *code == problem.code) {
            Some(at) => drop(old.swap_remove(at)),
            None => return Err(format!("something else in the files goes by this name: {}", problem.message)),
        }
    }
    let old: BTreeSet<Id> = before.model.objects.keys().map(|other| shape(before, other, Some((id, to)))).collect();
    let new: BTreeSet<Id> = after.model.objects.keys().map(|other| shape(after, other, None)).collect();
    let gone = old.iter().find(|other| !new.contains(*other)).map(|other| (other, "go"));
    let other = gone.or_else(|| new.iter().find(|other| !old.contains(*other)).map(|other| (other, "come")));
    if let Some((other, what)) = other {
        let (kind, whole) = (other.tag.noun().to_lowercase(), other.parent_id().unwrap_or_else(|| other.clone()));
        return Err(format!("something else in the files goes by this name: a {kind} of {whole} would {what} with it"));
    }
    match before.model.objects.len() == after.model.objects.len() {
        true => Ok(()),
        false => Err("something else in the files goes by this name".to_owned()),
    }
}

/// An identity after the renaming, without names that follow from others.
fn shape(loaded: &Loaded, id: &Id, renaming: Option<(&Id, &Id)>) -> Id {
    let mut id = id.clone();
    // Rows would be lost with a name that only follows from another.
    let kept = |id: &Id| id.tag.info().holds_rows || id.tag.info().part;
    let follows = |id: &Id| loaded.scope.unnamed.contains(id) || loaded.origins.contains_key(id);
    let made = |id: &Id| !kept(id) && (follows(id) || id.tag == Tag::Constraint);
    let parent = id.parent_id();
    let (named, parent_named) = (!made(&id), !parent.as_ref().is_some_and(made));
    if let Some((from, to)) = renaming {
        if id == *from {
            id = to.clone();
        }
        if parent.as_ref() == Some(from) {
            id.parent = Some(Parent { tag: to.tag, name: to.name.clone() });
        }
        if from.tag == Tag::Schema && id.schema.as_ref() == Some(&from.name) {
            id.schema = Some(to.name.clone());
        }
    }
    if !named {
        id.name = Ident::default();
    }
    if let Some(parent) = id.parent.as_mut().filter(|_| !parent_named) {
        parent.name = Ident::default();
    }
    // Types of arguments may be what is renamed.
    id.args = smol_str::SmolStr::default();
    id
}

/// The edits that say what an object was called before.
fn said(project: &Project, loaded: &Loaded, from: &Id, to: &Id) -> Option<Vec<Change>> {
    let mut names = loaded.model.get(to)?.meta.renamed_from.0.clone();
    names.retain(|name| *name != to.name && *name != from.name);
    names.push(from.name.clone());
    let listed: Vec<String> = names.iter().map(|name| string(name.as_str())).collect();
    let value = match listed.as_slice() {
        [one] => one.clone(),
        all => format!("[{}]", all.join(", ")),
    };
    let place = loaded.places.get(to)?;
    let file = loaded.files.get(place.key.file as usize)?;
    let root = node::parse(&file.text, place.key.file, &mut Vec::new());
    let own = entry(&root, place.key)?;
    let range = |node: &Node| node.span.start as usize..node.span.end as usize;
    let (key, inside) = (place.key.start as usize, range(&own.node));
    let line = file.text.get(..key)?.rfind('\n').map_or(0, |at| at + 1);
    let next =
        |at: usize| file.text.get(at..).and_then(|rest| rest.find('\n')).map_or(file.text.len(), |end| at + end + 1);
    let before = file.text.get(line..key)?;
    let written = file.text.get(inside.clone())?;
    let parent = to.parent_id().and_then(|parent| loaded.places.get(&parent));
    let renames =
        parent.and_then(|parent| entry(&root, parent.key)).and_then(|table| table.node.as_table()?.get("renames"));
    let new_line = |at: usize, line: String| {
        let gap = if file.text.get(..at).is_some_and(|head| head.ends_with('\n')) { "" } else { "\n" };
        vec![(at..at, format!("{gap}{line}\n"))]
    };
    let mut ways: Vec<Vec<(Range<usize>, String)>> = Vec::new();
    if let Some(old) = own.node.as_table().and_then(|table| table.get("renamed_from")) {
        ways.push(vec![(range(old), value.clone())]);
    } else if let Some(old) = renames.and_then(|renames| renames.as_table()?.get(to.name.as_str())) {
        ways.push(vec![(range(old), value.clone())]);
    } else if before.trim_start().starts_with('[') {
        ways.push(new_line(next(key), format!("renamed_from = {value}")));
    } else {
        if to.tag == Tag::Column
            && let Some((path, _)) = before.rsplit_once("columns")
        {
            ways.push(new_line(
                next(inside.end.max(key)),
                format!("{path}renames.{} = {value}", bare(to.name.as_str())),
            ));
        }
        if let Some(open) = written.strip_suffix('}') {
            let comma = if written.trim_matches(['{', '}', ' ']).is_empty() { "" } else { "," };
            let end = inside.start + open.trim_end().len();
            ways.push(vec![(end..end, format!("{comma} renamed_from = {value}"))]);
        } else if let Some(short) = to.tag.info().short {
            let (start, end) = (inside.start..inside.start, inside.end..inside.end);
            ways.push(vec![(start, format!("{{ {short} = ")), (end, format!(", renamed_from = {value} }}"))]);
        }
    }
    let changes = |way: Vec<(Range<usize>, String)>| -> Vec<Change> {
        way.into_iter().map(|(range, text)| Change { file: file.name.clone(), range, text }).collect()
    };
    // Whatever the layout of the file is: it must say that and nothing else.
    let holds = |changes: &Vec<Change>| {
        let again = project.with(changes).read();
        let known = again.model.get(to).is_some_and(|object| object.meta.renamed_from.0 == names);
        known
            && again.diagnostics.len() == loaded.diagnostics.len()
            && again.model.objects.len() == loaded.model.objects.len()
    };
    ways.into_iter().map(changes).find(holds)
}

/// The entry whose key stands there.
fn entry(table: &Table, key: Span) -> Option<&Entry> {
    table.entries.iter().find_map(|one| match &one.node.value {
        _ if one.key_span == key => Some(one),
        Value::Table(inner) => entry(inner, key),
        _ => None,
    })
}

/// A change of the files after some changes, as one of the files before.
fn moved_back(change: Change, changes: &[Change]) -> Change {
    let back = |at: usize| {
        let mut shift = 0_isize;
        for one in changes.iter().filter(|one| one.file == change.file) {
            let start = one.range.start.wrapping_add_signed(shift);
            if start < at {
                shift += one.text.len() as isize - one.range.len() as isize;
            }
        }
        at.wrapping_add_signed(-shift)
    };
    Change { range: back(change.range.start)..back(change.range.end), ..change }
}
