//! A model into a file that is there already: only what differs is touched.
//!
//! Every step compares what the file says with what it should say, both in the words of a new file, and changes the keys
//! in which the two differ. Then the text is read again: what a person says in words of their own may need another step,
//! and what does not come out right then is written anew, first the object, at last all objects. So whatever the words
//! of the file are, reading the result gives the model.

mod apply;
mod edit;
mod exceptions;
mod place;

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use self::edit::Edit;
use self::place::{Doc, root_of};
use super::Options;
use super::document;
use super::lines::{Kind, join, split};
use super::names::{Habits, Names};
use super::print;
use super::sugar;
use super::value::Value;
use crate::diagnostic::SourceFile;
use crate::kind::{Address, Tag};
use crate::model::{Id, Ident, Model};
use crate::read::Loaded;

/// A path of keys from the root of a document.
pub(super) type Path = Vec<SmolStr>;

/// Steps that change single keys, before objects are written anew.
pub(super) const STEPS: usize = 3;

/// The file changed so that reading it gives `model`; comments, order and layout of the rest stay.
///
/// `loaded` is what `existing` was read as. A text that is no TOML is left as it is.
pub fn merge(existing: &str, loaded: &Loaded, model: &Model) -> String {
    let files = vec![SourceFile { name: String::new(), text: existing.to_owned() }];
    merge_texts(files, loaded, model).0.into_iter().next().unwrap_or_default()
}

/// The same for all files of a project; new objects go where their kind or schema lives.
pub fn merge_files(loaded: &Loaded, model: &Model) -> Vec<String> {
    merge_texts(loaded.own_files().to_vec(), loaded, model).0
}

/// The new texts, and how many steps it took.
pub(super) fn merge_texts(mut files: Vec<SourceFile>, loaded: &Loaded, model: &Model) -> (Vec<String>, usize) {
    let texts = |files: &[SourceFile]| files.iter().map(|file| file.text.clone()).collect();
    if files.iter().any(|file| toml::de::DeTable::parse(&file.text).is_err()) {
        return (texts(&files), 0);
    }
    let bodies = bodies(&files, loaded);
    let open = |path: &str| bodies.get(path).cloned().ok_or_else(|| "not at hand".to_owned());
    let mut again;
    let mut now = loaded;
    for step in 0..=STEPS + 2 {
        if now.model == *model && (loaded.has_errors() || !now.has_errors()) {
            return (texts(&files), step);
        }
        files = match step {
            // What sugar makes and is not there can't be said beside it.
            1 => match exceptions::except(&files, now, model) {
                Some(files) => keys(&files, &crate::read::read(files.clone(), &open), model),
                None => keys(&files, now, model),
            },
            0..STEPS => keys(&files, now, model),
            STEPS => objects(&files, now, model),
            // What was written anew may have said something about others.
            _ if step == STEPS + 1 => keys(&files, now, model),
            _ => everything(&files, now, model),
        };
        again = crate::read::read(files.clone(), &open);
        now = &again;
    }
    (texts(&files), STEPS + 3)
}

/// Bodies that stand in files of their own, by the paths of those.
pub(super) fn bodies(files: &[SourceFile], loaded: &Loaded) -> BTreeMap<String, String> {
    let doc = Doc::new(files);
    let habits = Habits::default();
    let names = Names::new(&loaded.model, &habits);
    let said: BTreeMap<Path, Value> = entries(&names, &doc, loaded, loaded).into_iter().collect();
    let of_files = doc.lines.iter().filter(|line| line.path.last().is_some_and(|key| key == "body_file"));
    let one = |line: &super::lines::Line| {
        let path: Value = read_value(line.text.get(line.value.clone())?)?;
        let Some(Value::Table(object)) = said.get(root_of(&line.path)?) else { return None };
        match (path, object.get("body")) {
            (Value::Text(path), Some(Value::Text(body))) => Some((path.to_string(), body.to_string())),
            _ => None,
        }
    };
    // Files of rows are as they are.
    let attached = loaded.files.get(loaded.own_files().len()..).unwrap_or_default();
    let attached = attached.iter().map(|file| (file.name.clone(), file.text.clone()));
    of_files.filter_map(one).chain(attached).collect()
}

/// The string that a value is.
fn read_value(text: &str) -> Option<Value> {
    let value: toml_edit::Value = text.parse().ok()?;
    Some(Value::Text(value.as_str()?.into()))
}

/// What the file should say: the model, where it equals what was read in the words of the file.
fn target(now: &Model, model: &Model) -> Model {
    let mut target = model.clone();
    for (id, object) in &mut target.objects {
        let Some(old) = now.get(id) else { continue };
        if old == object {
            *object = old.clone();
            continue;
        }
        // How to get there is no part of what it is, so a server never says it.
        if object.meta.renamed_from.0.is_empty() {
            object.meta.renamed_from = old.meta.renamed_from.clone();
        }
        sugar::keep_ways(&old.body, &mut object.body);
    }
    target
}

/// Objects with the paths that they have in the file, or would have.
fn entries(names: &Names<'_>, doc: &Doc, now: &Loaded, of: &Loaded) -> Vec<(Path, Value)> {
    let options = Options { schemas: now.project.schemas.clone(), ..Options::default() };
    let objects = document::objects(names, &options);
    objects.into_iter().map(|(id, entry)| (doc.root(id, of).unwrap_or(entry.path), entry.value)).collect()
}

/// How the file says things.
fn habits(doc: &Doc, now: &Loaded, model: &Model) -> Habits {
    let mut habits = Habits { search_path: now.project.search_path.clone(), ..Habits::default() };
    for (id, body) in model.objects.iter().chain(&now.model.objects) {
        let root = id.parent_id().unwrap_or_else(|| id.clone());
        let key = SmolStr::new(root.name.as_str());
        let path = doc.root(&root, now).unwrap_or_else(|| document::path(&root, key));
        for own in sugar::own_paths(id, &body.body) {
            let whole: Path = path.iter().cloned().chain(own).collect();
            if doc.last(&whole).is_some() || doc.covering(&whole, path.len() + 1).is_some() {
                habits.explicit.insert(id.clone());
            }
        }
        let Some((own, others)) = sugar::about_paths(id) else { continue };
        let within = |keys: &[SmolStr]| -> Path { path.iter().chain(keys).cloned().collect() };
        let own = within(&own);
        if doc.is_table(&own) && !others.iter().any(|other| doc.last(&within(other)).is_some()) {
            habits.inline.insert(id.clone());
        }
        if doc.has_key(&own, "grants") {
            habits.granted.insert(id.clone());
        }
    }
    habits
}

/// Changes the keys in which the file differs.
fn keys(files: &[SourceFile], now: &Loaded, model: &Model) -> Vec<SourceFile> {
    let doc = Doc::new(files);
    let target = target(&now.model, model);
    let habits = habits(&doc, now, model);
    // What only sugar says is in no section; where it is otherwise, all of it is said.
    let old_model = exceptions::without_sugar(&now.model, now, None);
    let new_model = exceptions::without_sugar(&target, now, Some(&now.model));
    let (old_names, new_names) = (Names::new(&old_model, &habits), Names::new(&new_model, &habits));
    let old: BTreeMap<Path, Value> = entries(&old_names, &doc, now, now).into_iter().collect();
    let new = entries(&new_names, &doc, now, now);
    let mut edit = Edit::new(&doc);
    edit.forced = said_elsewhere(&doc, now, &target);
    schemas(&doc, now, model, &mut edit);
    let kept: BTreeSet<&Path> = new.iter().map(|(path, _)| path).collect();
    for path in old.keys().filter(|path| !kept.contains(path)) {
        edit.remove_root(path);
    }
    for (path, value) in &new {
        match old.get(path) {
            Some(old) if old == value => {}
            Some(old) => edit.update(path, old, value),
            None => edit.insert(path, value),
        }
    }
    nameless(&doc, now, &target, &new_names, &mut edit);
    edit.finish(files)
}

/// Keys that say something about what differs but are not its own: a column with a named constraint behind it.
fn said_elsewhere(doc: &Doc, now: &Loaded, target: &Model) -> BTreeSet<Path> {
    let mut forced = BTreeSet::new();
    for (id, object) in now.model.objects.iter().filter(|(id, _)| id.parent.is_some()) {
        if target.get(id) == Some(object) {
            continue;
        }
        let Some(path) = doc.key_of(id, now) else { continue };
        let own = sugar::own_paths(id, &object.body).iter().any(|own| path.ends_with(own));
        if !own && !own_key(id, &path) {
            forced.insert(path);
        }
    }
    forced
}

/// Whether the path ends in the object's own key.
fn own_key(id: &Id, path: &[SmolStr]) -> bool {
    matches!(path, [.., section, key] if *section == id.tag.info().section && key == id.name.as_str())
}

/// Writes objects anew in which something is still different, and those that say something about them.
fn objects(files: &[SourceFile], now: &Loaded, model: &Model) -> Vec<SourceFile> {
    let doc = Doc::new(files);
    let target = target(&now.model, model);
    let habits = habits(&doc, now, model);
    let new_model = exceptions::without_sugar(&target, now, Some(&now.model));
    let names = Names::new(&new_model, &habits);
    let new = entries(&names, &doc, now, now);
    let mut edit = Edit::new(&doc);
    let mut roots: BTreeSet<Path> = BTreeSet::new();
    let different = now.model.objects.iter().filter(|(id, object)| model.get(id) != Some(object)).map(|(id, _)| id);
    let missing = model.objects.keys().filter(|id| now.model.get(id).is_none());
    for id in different.chain(missing) {
        let root = id.parent_id().unwrap_or_else(|| id.clone());
        let key = SmolStr::new(root.name.as_str());
        roots.insert(doc.root(&root, now).unwrap_or_else(|| document::path(&root, key)));
        roots.extend(doc.declared_in(id, now));
    }
    let values: BTreeMap<&Path, &Value> = new.iter().map(|(path, value)| (path, value)).collect();
    for path in &roots {
        match values.get(path) {
            Some(value) => edit.replace_root(path, value),
            None => edit.remove_root(path),
        }
    }
    edit.finish(files)
}

/// Writes all objects anew; what is no object stays.
fn everything(files: &[SourceFile], now: &Loaded, model: &Model) -> Vec<SourceFile> {
    let sections: Vec<&str> = Tag::ALL.iter().map(|tag| tag.info().section).collect();
    let mut out = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let mut lines = split(&exceptions::none(&file.text), at);
        lines.retain(|line| line.path.first().is_none_or(|first| !sections.contains(&first.as_str())));
        // Comments between sections have lost what they were about.
        let kept =
            lines.iter().rposition(|line| !matches!(line.kind, Kind::Blank | Kind::Comment)).map_or(0, |last| last + 1);
        lines.truncate(kept);
        out.push(SourceFile { text: join(&lines), ..file.clone() });
    }
    let options = Options { schemas: now.project.schemas.clone(), ..Options::default() };
    let entries = document::entries(model, &options);
    let objects: Vec<print::Entry> =
        entries.into_iter().filter(|entry| entry.path.first().is_none_or(|first| first != "project")).collect();
    if let Some(first) = out.first_mut() {
        if !first.text.is_empty() {
            first.text.push('\n');
        }
        first.text.push_str(&print::document(&objects));
    }
    out
}

/// `[project] schemas` names no schema that is gone: it would be made again.
fn schemas(doc: &Doc, now: &Loaded, model: &Model, edit: &mut Edit<'_>) {
    let has =
        |schema: &&Ident| schema.as_str() == "*" || model.get(&Id::global(Tag::Schema, (*schema).clone())).is_some();
    let kept: Vec<&Ident> = now.project.schemas.iter().filter(has).collect();
    if kept.len() == now.project.schemas.len() {
        return;
    }
    if let Some(line) = doc.assign(&["project".into(), "schemas".into()]) {
        edit.set(line, &Value::Array(kept.into_iter().map(|schema| schema.as_str().into()).collect()));
    }
}

/// Elements of `[[sections]]`.
fn nameless(doc: &Doc, now: &Loaded, target: &Model, names: &Names<'_>, edit: &mut Edit<'_>) {
    for tag in Tag::ALL.iter().copied().filter(|tag| tag.info().address == Address::None) {
        let path: Path = vec![tag.info().section.into()];
        if now.model.of_kind(tag).eq(target.of_kind(tag)) {
            continue;
        }
        if let Some(line) = doc.assign(&path) {
            let list = target.of_kind(tag).map(|(id, object)| document::nameless(names, id, object)).collect();
            edit.set(line, &Value::Array(list));
            continue;
        }
        for (id, old) in now.model.of_kind(tag) {
            let Some(line) = doc.element(id, now) else { continue };
            match target.get(id) {
                Some(new) if new == old => {}
                Some(new) => edit.replace_element(line, &path, document::nameless(names, id, new)),
                None => edit.remove_element(line),
            }
        }
        for (id, new) in target.of_kind(tag).filter(|(id, _)| now.model.get(id).is_none()) {
            edit.add_element(&path, document::nameless(names, id, new));
        }
    }
}
