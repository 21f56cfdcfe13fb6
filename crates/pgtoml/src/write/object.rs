//! Objects of any kind as TOML: what all kinds share. What people write differently is in `sugar`.

use smol_str::SmolStr;

use super::names::Names;
use super::sugar;
use super::value::{Style, Table, Value};
use crate::kind::Tag;
use crate::model::{Grants, Id, Ident, Meta, Object};

/// The object with everything in it, as the value of its key.
pub(super) fn object(names: &Names<'_>, id: &Id, object: &Object) -> Value {
    let mut form = Table::new(if sugar::has_section(id.tag) { Style::Section } else { Style::Auto });
    head(id, &object.meta, &mut form);
    if !sugar::form(names, id, object, &mut form) {
        form.extend(shape(names, id, object));
        children(names, id, &mut form);
        form.push_table("grants", grants(id, &object.meta.grants));
    }
    finish(id.tag, form)
}

/// The body with short names, as JSON.
pub(super) fn shape(names: &Names<'_>, id: &Id, object: &Object) -> serde_json::Value {
    let mut body = object.body.clone();
    names.shorten(id, &mut body);
    let mut json = body.to_json();
    sugar::shorten(&body, &mut json);
    json
}

/// Everything that belongs to the object.
pub(super) fn children(names: &Names<'_>, id: &Id, form: &mut Table) {
    for tag in id.tag.children() {
        form.push_table(tag.info().section, section(names, id, tag));
    }
}

/// Everything of one kind that belongs to the object.
pub(super) fn section(names: &Names<'_>, parent: &Id, tag: Tag) -> Table {
    let mut section = Table::new(Style::Dotted);
    for (id, child) in names.children(parent, tag) {
        section.push(id.name.as_str(), object(names, id, child));
    }
    section
}

/// The short form where nothing else is to be said; long texts behind everything else.
pub(super) fn finish(tag: Tag, mut form: Table) -> Value {
    if let ([(key, value)], Some(short)) = (form.entries.as_slice(), tag.info().short)
        && key == short
        && sugar::is_short(value)
    {
        return value.clone();
    }
    let long = |value: &Value| matches!(value, Value::Text(_)) && value.has_lines();
    form.entries.sort_by_key(|(key, value)| key != "comment" && long(value));
    if form.entries.iter().any(|(_, value)| matches!(value, Value::Table(table) if table.style == Style::Dotted)) {
        form.style = Style::Section;
    }
    Value::Table(form)
}

/// What stands before the body: comment, former names, owner, labels.
pub(super) fn head(id: &Id, meta: &Meta, form: &mut Table) {
    let Meta { comment, owner, grants: _, security_labels, renamed_from } = meta;
    if let Some(comment) = comment.as_ref().filter(|comment| !comment.is_empty()) {
        form.push("comment", comment.clone());
    }
    if let Some(names) = former(&renamed_from.0) {
        form.push("renamed_from", names);
    }
    if let Some(owner) = owner.as_ref().filter(|_| id.tag.info().owned) {
        form.push("owner", owner.as_str());
    }
    let mut labels = Table::new(Style::Inline);
    for (provider, label) in security_labels {
        labels.push(provider.clone(), label.clone());
    }
    form.push_table("security_labels", labels);
}

/// One name as a string, several as an array.
pub(super) fn former(names: &[Ident]) -> Option<Value> {
    match names {
        [] => None,
        [one] => Some(one.as_str().into()),
        many => Some(Value::Array(many.iter().map(|name| name.as_str().into()).collect())),
    }
}

/// Grants by role, without what PUBLIC has anyway.
pub(super) fn grants(id: &Id, grants: &Grants) -> Table {
    let info = id.tag.info();
    let mut table = Table::new(Style::Dotted);
    if info.privileges.is_empty() {
        return table;
    }
    let (public, default) = (Ident::from("public"), id.default_public());
    if !default.is_empty() && !grants.contains_key(&public) {
        table.push("public", Value::Array(Vec::new()));
    }
    for (role, privileges) in grants {
        let plain =
            default.len() == privileges.len() && default.iter().all(|name| privileges.get(*name) == Some(&false));
        if *role == public && plain && !default.is_empty() {
            continue;
        }
        let names = privileges.iter().map(|(name, option)| (name.as_str(), *option));
        table.push(role.as_str(), Value::Array(words(id.tag, names.collect()).into_iter().map(Value::Text).collect()));
    }
    table
}

/// Privileges in the order in which PostgreSQL lists them; all of them in one word.
pub(super) fn words(tag: Tag, mut privileges: Vec<(&str, bool)>) -> Vec<SmolStr> {
    let known = tag.info().privileges;
    if known.len() > 1 && privileges.len() == known.len() {
        for option in [false, true] {
            if privileges.iter().all(|(_, own)| *own == option) {
                return vec![SmolStr::new_static(if option { "all with grant option" } else { "all" })];
            }
        }
    }
    privileges.sort_by_key(|(name, _)| known.iter().position(|known| known == name));
    privileges.into_iter().map(|(name, option)| with_option(name, option)).collect()
}

pub(super) fn with_option(text: &str, option: bool) -> SmolStr {
    if option { SmolStr::new(format!("{text} with grant option")) } else { SmolStr::new(text) }
}
