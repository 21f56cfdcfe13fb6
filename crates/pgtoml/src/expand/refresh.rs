//! `refresh = { … }` of a materialized view: a function that refreshes it, for roles that do not own it, and a schedule.
//!
//! Only who owns a materialized view may refresh it (or, from 17 on, has MAINTAIN), so the function runs with the rights of
//! its owner, for the roles that `grants` names and nobody else. Several views may share one function; it refreshes what
//! others read first. `log` names a table into which it writes when each was refreshed, which PostgreSQL does not keep.

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
    /// The table that keeps when it was refreshed.
    log: Option<QName>,
}

/// What a function does to one view.
struct Refreshed {
    view: Id,
    concurrently: bool,
    log: Option<Id>,
}

/// What one function does.
struct Group {
    views: Vec<Refreshed>,
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
    let log = said.log.map(|name| Id {
        tag: Tag::Table,
        schema: name.schema.or_else(|| view.schema.clone()),
        name: name.name,
        ..view.clone()
    });
    if let Some(log) = &log
        && !can_keep(log, at(entry, "log"), reading)
    {
        return;
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
    let concurrently = said.concurrently.unwrap_or(able);
    group.views.push(Refreshed { view, concurrently, log });
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
fn in_order(views: Vec<Refreshed>, reading: &Reading<'_>) -> Vec<Refreshed> {
    let mut left = views;
    let mut done: Vec<Refreshed> = Vec::new();
    while !left.is_empty() {
        let free = left.iter().position(|one| {
            let read = read_by(&one.view, reading);
            !left.iter().any(|other| other.view != one.view && read.contains(&other.view))
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

/// The columns of a log: name, definition, what it is.
const COLUMNS: [(&str, &str, &str); 4] = [
    ("schemaname", "name not null", "Schema of the materialized view"),
    ("matviewname", "name not null", "Name of the materialized view"),
    ("refreshed_at", "timestamptz not null", "As of when its rows are"),
    ("duration_ms", "integer not null", "How long the refresh took"),
];

/// Whether the log, if the file declares it, has what is written into it.
fn can_keep(log: &Id, place: Span, reading: &mut Reading<'_>) -> bool {
    if !reading.declares(log) {
        return true;
    }
    let has = tables::columns(reading, log);
    let lacks: Vec<&str> =
        COLUMNS.iter().map(|(name, ..)| *name).filter(|name| !has.contains(&Ident::from(*name))).collect();
    if lacks.is_empty() {
        return true;
    }
    let message = format!("the table `{}` has no column {}", tables::shown(reading, log), lacks.join(", "));
    let hint = "add it, or let `refresh` make the table";
    reading.report(Diagnostic::error("refresh", place, message).hint(hint));
    false
}

/// The table that keeps when views were refreshed, unless the file declares it.
fn keep(log: &Id, reading: &mut Reading<'_>) {
    let column = |(name, definition, comment): &(&str, &str, &str)| {
        ((*name).to_owned(), json!({ "type": definition, "comment": comment }))
    };
    let columns: serde_json::Map<_, _> = COLUMNS.iter().map(column).collect();
    let key = joined(log.name.as_str(), "pkey").as_str().to_owned();
    let toml = json!({
        "comment": "When materialized views were last refreshed, which PostgreSQL does not keep",
        "columns": columns,
        "constraints": { key: "primary key (schemaname, matviewname)" },
    });
    declare(reading, log.clone(), &toml);
}

fn make(function: &Id, views: &[Refreshed], grants: &BTreeSet<Ident>, reading: &mut Reading<'_>) {
    views.iter().filter_map(|one| one.log.as_ref()).for_each(|log| keep(log, reading));
    let logged = views.iter().any(|one| one.log.is_some());
    let careful = views.iter().any(|one| is_careful(one, reading));
    let lines: Vec<String> = views.iter().map(|one| lines(one, reading)).collect();
    let body = match careful || logged {
        true => {
            let declare = if logged { "declare\n    v_began timestamptz;\n" } else { "" };
            format!("{declare}begin\n    {}\nend", lines.join("\n").replace('\n', "\n    "))
        }
        false => lines.join("\n").trim_end_matches(';').to_owned(),
    };
    let mut rights = serde_json::Map::new();
    rights.insert("public".into(), json!([]));
    rights.extend(grants.iter().map(|role| (role.as_str().to_owned(), json!(["execute"]))));
    let shown: Vec<String> = views.iter().map(|one| tables::shown(reading, &one.view)).collect();
    let toml = json!({
        "comment": format!("Refreshes {}", shown.join(", ")),
        "returns": "void",
        "language": if careful || logged { "plpgsql" } else { "sql" },
        "security_definer": true,
        "set": { "search_path": SEARCH_PATH },
        "grants": rights,
        "body": body,
    });
    declare(reading, function.clone(), &toml);
}

/// Whether a view may never have been filled, and then can't be refreshed concurrently.
fn is_careful(one: &Refreshed, reading: &Reading<'_>) -> bool {
    let empty = match reading.model.get(&one.view).map(|object| &object.body) {
        Some(Body::MaterializedView(view)) => view.no_data.0,
        _ => false,
    };
    one.concurrently && empty
}

/// The statements about one view.
fn lines(one: &Refreshed, reading: &Reading<'_>) -> String {
    let Refreshed { view, concurrently, log } = one;
    let refresh = |concurrently: bool| {
        let how = if concurrently { "concurrently " } else { "" };
        format!("refresh materialized view {how}{};", view.qualified())
    };
    let name = quote_literal(&view.qualified().to_string());
    let mut text = match is_careful(one, reading) {
        true => format!(
            "if (select relispopulated from pg_class where oid = {name}::regclass) then\n    {}\nelse\n    {}\nend if;",
            refresh(true),
            refresh(false)
        ),
        false => refresh(*concurrently),
    };
    if let Some(log) = log {
        let schema = view.schema.as_ref().map_or("public", |schema| schema.as_str());
        text = format!(
            "v_began := clock_timestamp();
{text}
insert into {} (schemaname, matviewname, refreshed_at, duration_ms)
values ({}, {}, v_began, extract(epoch from clock_timestamp() - v_began) * 1000)
on conflict (schemaname, matviewname) do update
set refreshed_at = excluded.refreshed_at, duration_ms = excluded.duration_ms;",
            log.qualified(),
            quote_literal(schema),
            quote_literal(view.name.as_str()),
        );
    }
    text
}
