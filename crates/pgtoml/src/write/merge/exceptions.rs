//! Sugar that does not stand for what is there any more.

use std::collections::BTreeSet;

use toml_edit::{DocumentMut, Item, Value};

use super::Path;
use super::place::Doc;
use crate::diagnostic::SourceFile;
use crate::expand::Origin;
use crate::kind::{Body, Tag};
use crate::kinds::constraint::Rule;
use crate::model::{Id, Model};
use crate::read::Loaded;

/// Whether the object is in no section of the file but in what sugar makes.
pub(super) fn is_expanded(loaded: &Loaded, id: &Id) -> bool {
    let place = loaded.places.get(id).copied().unwrap_or_default();
    loaded.origins.get(id).is_some_and(|origin| origin.at == place.key)
}

/// The model without what only sugar says, where that is as in `other`, or everywhere. What is otherwise is said with all
/// that belongs to it: what a file declares takes the place of the whole that sugar makes.
pub(super) fn without_sugar(of: &Model, loaded: &Loaded, other: Option<&Model>) -> Model {
    let expanded: Vec<&Id> = loaded.origins.keys().filter(|id| is_expanded(loaded, id)).collect();
    let whole = |id: &Id| id.parent_id().filter(|parent| is_expanded(loaded, parent)).unwrap_or_else(|| id.clone());
    let added = of.objects.keys().filter(|id| id.parent_id().is_some_and(|parent| is_expanded(loaded, &parent)));
    let differs = |id: &&Id| other.is_some_and(|other| other.get(id) != of.get(id));
    let said: BTreeSet<Id> = expanded.iter().copied().chain(added).filter(differs).map(whole).collect();
    let mut model = of.clone();
    for id in expanded.into_iter().filter(|id| !said.contains(&whole(id))) {
        model.objects.remove(id);
    }
    model
}

/// What a section of sugar is not to make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    /// Anything of this table or view: it goes into `except`.
    Table(String),
    /// This function: its key goes, or the section where no key names it.
    Named(String),
    /// What the mixin calls so, in the `use` of the table.
    Use(Path, String),
    /// This object, of a word of the table.
    Word(Path, String),
    /// The word itself.
    Whole(Path),
}

/// The files with exceptions: a table for which sugar says too much is left out of it with `except`, a function that is not
/// there is not named, and a section that makes something else that is not there goes. `None`: nothing is to be left out.
pub(super) fn except(files: &[SourceFile], now: &Loaded, model: &Model) -> Option<Vec<SourceFile>> {
    let mut left_out: BTreeSet<(&str, Left)> = BTreeSet::new();
    let expanded = now.origins.iter().filter(|(id, _)| is_expanded(now, id) && model.get(id).is_none());
    let completed = now.completed.iter().filter(|(id, _)| model.get(id) != now.model.get(id));
    let doc = Doc::new(files);
    for (id, Origin { section, table, key, .. }) in expanded.chain(completed) {
        if let Some(table) = table {
            // What belongs to a table that is gone goes with it.
            if model.get(table).is_none() {
                continue;
            }
            let Some(path) = doc.root(table, now) else { continue };
            let word: Path = path.iter().cloned().chain([key.clone()]).collect();
            left_out.insert((
                section,
                match section.strip_prefix("mixins.") {
                    Some(_) => Left::Use(path, key.to_string()),
                    None if id.tag == Tag::Column || nothing_left(now, model, section) => Left::Whole(word),
                    None => Left::Word(word, id.name.as_str().to_owned()),
                },
            ));
            continue;
        }
        let root = id.parent_id().unwrap_or_else(|| id.clone());
        let of_table = now.completed.contains_key(id) || id.parent.is_some() && !is_expanded(now, &root);
        let name = shown(&root);
        left_out.insert((section, if of_table { Left::Table(name) } else { Left::Named(name) }));
    }
    let children: Vec<(&str, Left)> = now
        .completed
        .iter()
        .flat_map(|(id, Origin { section, .. })| {
            let follows = |left: &Left| matches!(left, Left::Table(name) if follows(now, id, name, files, section));
            let found = left_out.iter().any(|(of, left)| *of == section.as_str() && follows(left));
            found.then(|| (section.as_str(), Left::Table(shown(id))))
        })
        .collect();
    left_out.extend(children);
    (!left_out.is_empty()).then(|| {
        let changed = |file: &SourceFile| {
            let mut text = file.text.clone();
            for (section, left) in &left_out {
                text = edited(&text, section, left).unwrap_or(text);
            }
            SourceFile { text, ..file.clone() }
        };
        files.iter().map(changed).collect()
    })
}

/// Whether nothing of what a section makes is there.
fn nothing_left(now: &Loaded, model: &Model, section: &str) -> bool {
    now.origins.iter().filter(|(_, origin)| origin.section == section).all(|(id, _)| model.get(id).is_none())
}

/// The name by which a section calls the object.
fn shown(id: &Id) -> String {
    match &id.schema {
        Some(schema) if schema.as_str() != "public" => format!("{}.{}", schema.as_str(), id.name.as_str()),
        _ => id.name.as_str().to_owned(),
    }
}

/// Whether a section has the table among `children`, and it follows the table that is left out.
fn follows(now: &Loaded, id: &Id, left: &str, files: &[SourceFile], section: &str) -> bool {
    let mut keys = now.model.children(id, Tag::Constraint).filter_map(|(_, object)| match &object.body {
        Body::Constraint(constraint) => Some(&constraint.rule),
        _ => None,
    });
    let leads = keys.any(|rule| match rule {
        Rule::Foreign(key) => now.model.relation(&key.table).is_some_and(|table| shown(table) == left),
        _ => false,
    });
    let own = shown(id);
    let says = |file: &SourceFile| {
        let document: DocumentMut = file.text.parse().ok()?;
        let mut item: &Item = document.as_item();
        for key in super::super::lines::keys(section).iter().map(|key| key.as_str()).chain(["children"]) {
            item = item.get(key)?;
        }
        let listed = item.as_array().is_some_and(|list| list.iter().any(|name| name.as_str() == Some(&own)));
        Some(listed || item.get(own.as_str()).is_some())
    };
    leads && files.iter().any(|file| says(file) == Some(true))
}

/// The text in which a section does not make something.
fn edited(text: &str, section: &str, left: &Left) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let keys = match left {
        Left::Use(table, _) => table.iter().cloned().chain(["use".into()]).collect(),
        Left::Word(path, _) | Left::Whole(path) => path.clone(),
        Left::Table(_) | Left::Named(_) => super::super::lines::keys(section),
    };
    let (last, above) = keys.split_last()?;
    let mut table: &mut dyn toml_edit::TableLike = document.as_table_mut();
    for key in above {
        table = table.get_mut(key)?.as_table_like_mut()?;
    }
    match left {
        Left::Use(_, key) => {
            used_without(table.get_mut(last)?, section, key)?;
            return Some(document.to_string());
        }
        Left::Whole(_) => {
            table.remove(last)?;
            return Some(document.to_string());
        }
        Left::Word(..) if !table.get(last)?.is_table_like() && table.get(last)?.as_bool() != Some(true) => {
            table.remove(last)?;
            return Some(document.to_string());
        }
        _ => {}
    }
    // `immutable = true` has no place for an exception yet.
    if table.get(last)?.as_bool() == Some(true) {
        table.insert(last, toml_edit::value(toml_edit::InlineTable::new()));
    }
    let own = table.get_mut(last)?.as_table_like_mut()?;
    let name = match left {
        Left::Use(..) | Left::Whole(_) => return None,
        Left::Word(_, name) => name,
        Left::Table(name) => name,
        Left::Named(name) => {
            let functions = own.get_mut("functions").and_then(Item::as_table_like_mut);
            let key = functions.as_ref().and_then(|functions| {
                functions.iter().find(|(_, value)| value.as_str() == Some(name)).map(|(key, _)| key.to_owned())
            });
            match (functions, key) {
                (Some(functions), Some(key)) => functions.remove(&key),
                _ => table.remove(last),
            };
            return Some(document.to_string());
        }
    };
    match own.get_mut("except") {
        Some(Item::Value(Value::Array(list))) => list.push(name),
        Some(Item::Value(Value::String(first))) => {
            let list: toml_edit::Array = [first.value().clone(), name.to_owned()].into_iter().collect();
            own.insert("except", toml_edit::value(list));
        }
        _ => {
            own.insert("except", toml_edit::value(toml_edit::Array::from_iter([name.as_str()])));
        }
    }
    Some(document.to_string())
}

/// A `use` in which the mixin of a section leaves something out.
fn used_without(used: &mut Item, section: &str, key: &str) -> Option<()> {
    let mixin = super::super::lines::keys(section).pop()?;
    if used.is_str() {
        let mut list = toml_edit::Array::new();
        list.push(used.as_str()?);
        *used = toml_edit::value(list);
    }
    let list = used.as_array_mut()?;
    let names = |value: &Value| {
        let of_table = value.as_inline_table().and_then(|table| table.get("mixin"));
        of_table.unwrap_or(value).as_str() == Some(mixin.as_str())
    };
    let one = list.iter_mut().find(|value| names(value))?;
    if one.is_str() {
        let mut table = toml_edit::InlineTable::new();
        table.insert("mixin", mixin.as_str().into());
        let decor = one.decor().clone();
        *one = Value::InlineTable(table);
        *one.decor_mut() = decor;
    }
    let table = one.as_inline_table_mut()?;
    match table.get_mut("except") {
        Some(Value::Array(except)) => except.push(key),
        Some(Value::String(first)) => {
            let except: toml_edit::Array = [first.value().clone(), key.to_owned()].into_iter().collect();
            table.insert("except", Value::Array(except));
        }
        _ => {
            table.insert("except", Value::Array(toml_edit::Array::from_iter([key])));
        }
    }
    Some(())
}

/// The text without any section of sugar.
pub(super) fn none(text: &str) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    for section in ["tenancy", "policy_templates", "rbac"] {
        document.remove(section);
    }
    document.to_string()
}
