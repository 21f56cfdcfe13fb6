//! `refresh = { … }` of a materialized view: a function that refreshes it, for roles that do not own it, and a schedule.
//!
//! Only who owns a materialized view may refresh it (or, from 17 on, has MAINTAIN), so the function runs with the rights of
//! its owner, for the roles that `grants` names and nobody else. Several views may share one function; it refreshes what
//! others read first.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::json;
use smol_str::SmolStr;

use super::tenancy::SEARCH_PATH;
use super::{Origin, as_list, check_role, declare, from_sugar, joined, place_of, tables};
use crate::diagnostic::{Diagnostic, Span};
use crate::jobs::{Job, Schedule};
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident, QName};
use crate::read::de;
use crate::read::node::{Entry, Node, Table, Value};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::quote::quote_literal;
use crate::sql::relations::relations;

/// A materialized view that says how it is refreshed.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    view: Id,
    entry: Entry,
}

/// The options of `refresh`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Options {
    /// Name of the function; `refresh_{view}` where absent.
    function: Option<QName>,
    /// `CONCURRENTLY`: readers do not wait. Where absent, it is so where an index allows it.
    concurrently: Option<bool>,
    /// Roles that may call the function.
    grants: Vec<Ident>,
    /// When it runs by itself.
    every: Option<SmolStr>,
}

/// What one function does.
struct Group {
    views: Vec<(Id, bool)>,
    grants: BTreeSet<Ident>,
    every: Option<Schedule>,
    origin: Origin,
}

/// Takes the word out of the TOML of a materialized view.
pub(crate) fn take(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    if let Some(entry) = node.take("refresh") {
        reading.refreshes.push(Refresh { view: id.clone(), entry });
    }
}

pub(super) fn expand(reading: &mut Reading<'_>) {
    let mut groups: BTreeMap<Id, Group> = BTreeMap::new();
    for Refresh { view, entry } in std::mem::take(&mut reading.refreshes) {
        let off = matches!(entry.node.value, Value::Boolean(false));
        if off || reading.broken.contains(&view) || reading.model.get(&view).is_none() {
            continue;
        }
        if let Some(said) = options(&entry, reading) {
            add(view, &entry, said, &mut groups, reading);
        }
    }
    for (function, group) in groups {
        let Group { views, grants, every, origin } = group;
        let views = in_order(views, reading);
        from_sugar(reading, origin.clone(), |reading| make(&function, &views, &grants, reading));
        if let Some(every) = every {
            let command = format!("select {}()", function.qualified());
            let name = SmolStr::new(function.name.as_str());
            reading.jobs.push(Job { name, every, command, origin: Some(origin) });
        }
    }
}

fn options(entry: &Entry, reading: &mut Reading<'_>) -> Option<Options> {
    let mut node = entry.node.clone();
    match &node.value {
        Value::Table(_) => {}
        Value::Boolean(_) => node.value = Value::Table(Table::default()),
        Value::String(_) => {
            let every = Entry { key: "every".into(), ..entry.clone() };
            node.value = Value::Table(Table { entries: vec![every] });
        }
        _ => {
            let message = format!("expected `true`, a schedule or `{{ … }}` for `refresh`, found {}", node.type_name());
            reading.report(Diagnostic::error("wrong-value", node.span, message));
            return None;
        }
    }
    if let Value::Table(table) = &mut node.value {
        as_list(table, "grants");
    }
    de::decode_with::<Options>(&node, &mut reading.diagnostics)
}

/// The place of an option, or of what stands in place of the options.
fn at(entry: &Entry, key: &str) -> Span {
    match &entry.node {
        Node { value: Value::Table(_), .. } => place_of(entry, &[key]),
        node => node.span,
    }
}

fn add(view: Id, entry: &Entry, said: Options, groups: &mut BTreeMap<Id, Group>, reading: &mut Reading<'_>) {
    let mut wrong = |key: &str, message: String, hint: String| {
        reading.report(Diagnostic::error("refresh", at(entry, key), message).hint(hint));
    };
    let every = match said.every.as_deref().map(Schedule::parse) {
        Some(Err(error)) => {
            wrong("every", error.message, error.hint);
            None
        }
        Some(Ok(every)) => Some(every),
        None => None,
    };
    let able = has_unique_index(&view, reading);
    if said.concurrently == Some(true) && !able {
        let shown = tables::shown(reading, &view);
        let message = format!("`{shown}` has no unique index by which it could be refreshed concurrently");
        let hint = "add a unique index on columns, without an expression and without a condition";
        reading.report(Diagnostic::error("refresh", at(entry, "concurrently"), message).hint(hint));
        return;
    }
    for role in &said.grants {
        check_role(reading, role, at(entry, "grants"));
    }
    let own = joined("refresh", view.name.as_str());
    let name = said.function.unwrap_or(QName { schema: None, name: own });
    let schema = name.schema.or_else(|| view.schema.clone());
    let function = Id { tag: Tag::Function, schema, name: name.name, ..view.clone() };
    let origin = || {
        let bare = |name: &str| crate::write::bare(name).to_string();
        let schema = view.schema.as_ref().filter(|schema| schema.as_str() != "public");
        let front = schema.map_or_else(String::new, |schema| format!("schemas.{}.", bare(schema.as_str())));
        let section = format!("{front}materialized_views.{}.refresh", bare(view.name.as_str()));
        Origin { table: Some(view.clone()), key: "refresh".into(), ..Origin::section(section, entry.key_span) }
    };
    let group = groups.entry(function.clone()).or_insert_with(|| Group {
        views: Vec::new(),
        grants: BTreeSet::new(),
        every: None,
        origin: origin(),
    });
    if let (Some(first), Some(second)) = (&group.every, &every)
        && first != second
    {
        let message = format!("the function `{}` has two schedules", function.name.as_str());
        let hint = "name another `function` for this view, or say one schedule";
        reading.report(Diagnostic::error("refresh", at(entry, "every"), message).hint(hint));
        return;
    }
    group.every = group.every.take().or(every);
    group.grants.extend(said.grants);
    group.views.push((view, said.concurrently.unwrap_or(able)));
}

/// Whether a unique index on columns alone holds every row, which `REFRESH … CONCURRENTLY` needs.
fn has_unique_index(view: &Id, reading: &Reading<'_>) -> bool {
    let named = reading.model.children(view, Tag::Index).map(|(_, object)| &object.body);
    let unnamed = reading.unnamed.iter().filter(|one| one.parent == *view).map(|one| &one.body);
    named.chain(unnamed).any(|body| match body {
        Body::Index(index) => {
            index.unique && index.predicate.is_none() && index.on.iter().all(|key| key.expression.is_none())
        }
        _ => false,
    })
}

/// The views, each behind those that it reads.
fn in_order(views: Vec<(Id, bool)>, reading: &Reading<'_>) -> Vec<(Id, bool)> {
    let mut left = views;
    let mut done: Vec<(Id, bool)> = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|(view, _)| {
            let read = read_by(view, reading);
            !left.iter().any(|(other, _)| other != view && read.contains(other))
        });
        done.push(left.remove(free.unwrap_or(0)));
    }
    done
}

/// Everything that a view reads, through other views too.
fn read_by(view: &Id, reading: &Reading<'_>) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    let mut next = vec![view.clone()];
    while let Some(id) = next.pop() {
        let query = match reading.model.get(&id).map(|object| &object.body) {
            Some(Body::View(view)) => view.query.as_str(),
            Some(Body::MaterializedView(view)) => view.query.as_str(),
            _ => continue,
        };
        for name in relations(query) {
            let path = reading.project.search_path.iter().cloned().chain([Ident::from("public")]);
            let schemas: Vec<Ident> = match &name.schema {
                Some(schema) => vec![schema.clone()],
                None => id.schema.iter().cloned().chain(path).collect(),
            };
            let ids = schemas.into_iter().flat_map(|schema| {
                [Tag::View, Tag::MaterializedView].map(|tag| Id::of_schema(tag, schema.clone(), name.name.clone()))
            });
            if let Some(read) = ids.into_iter().find(|id| reading.model.get(id).is_some())
                && found.insert(read.clone())
            {
                next.push(read);
            }
        }
    }
    found
}

fn make(function: &Id, views: &[(Id, bool)], grants: &BTreeSet<Ident>, reading: &mut Reading<'_>) {
    let is_empty_at_first = |view: &Id| match reading.model.get(view).map(|object| &object.body) {
        Some(Body::MaterializedView(view)) => view.no_data.0,
        _ => false,
    };
    let one = |view: &Id, concurrently: bool| {
        let how = if concurrently { "concurrently " } else { "" };
        format!("refresh materialized view {how}{};", view.qualified())
    };
    let careful = views.iter().any(|(view, concurrently)| *concurrently && is_empty_at_first(view));
    let lines = views.iter().map(|(view, concurrently)| {
        if !(*concurrently && is_empty_at_first(view)) {
            return one(view, *concurrently);
        }
        // A view that was never filled can't be refreshed concurrently.
        let name = quote_literal(&view.qualified().to_string());
        format!(
            "if (select relispopulated from pg_class where oid = {name}::regclass) then\n    {}\nelse\n    {}\nend if;",
            one(view, true),
            one(view, false)
        )
    });
    let lines: Vec<String> = lines.collect();
    let body = match careful {
        true => format!("begin\n    {}\nend", lines.join("\n").replace('\n', "\n    ")),
        false => lines.join("\n").trim_end_matches(';').to_owned(),
    };
    let mut rights = serde_json::Map::new();
    rights.insert("public".into(), json!([]));
    rights.extend(grants.iter().map(|role| (role.as_str().to_owned(), json!(["execute"]))));
    let shown: Vec<String> = views.iter().map(|(view, _)| tables::shown(reading, view)).collect();
    let toml = json!({
        "comment": format!("Refreshes {}", shown.join(", ")),
        "returns": "void",
        "language": if careful { "plpgsql" } else { "sql" },
        "security_definer": true,
        "set": { "search_path": SEARCH_PATH },
        "grants": rights,
        "body": body,
    });
    declare(reading, function.clone(), &toml);
}
