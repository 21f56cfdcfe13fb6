//! `versioned = true`: a row is one version of an entity, and a change is a new row.
//!
//! The table says which entity a row is about (`id`, or `key`); the word adds the key of the version, its number, the time
//! in which it holds and the version before it. What refers to the entity, whatever its version, refers to `current_id`: a
//! generated column that is the entity's key in its current version and null in the others. The end of a version and the
//! beginning of the next are one statement, so that such a foreign key, which is checked at the end of the statement, finds
//! the new version in the place of the old one. Two writers of an entity wait for each other by an advisory lock on its key.

use serde::Deserialize;
use serde_json::json;
use smol_str::SmolStr;

use super::Word;
use crate::diagnostic::Diagnostic;
use crate::expand::tenancy::SEARCH_PATH;
use crate::expand::{declare, joined, tables};
use crate::kind::{Body, Tag};
use crate::kinds::constraint::Rule;
use crate::model::{Id, Ident, QName};
use crate::read::reading::Reading;
use crate::sql::TypeName;
use crate::sql::quote::{quote_ident, quote_literal};

/// The options of `versioned`.
#[derive(Deserialize)]
#[serde(default)]
struct Options {
    /// The column with the key of the entity.
    key: Ident,
    functions: Functions,
}

/// Names of the functions.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Functions {
    /// Puts a version; `put_{table}` where absent.
    put: Option<QName>,
    /// Ends an entity; `end_{table}` where absent.
    end: Option<QName>,
    /// All versions of an entity; `{table}_history` where absent.
    history: Option<QName>,
    /// The versions that held at a time; `{table}_at` where absent.
    at: Option<QName>,
}

impl Default for Options {
    fn default() -> Self {
        Self { key: "id".into(), functions: Functions::default() }
    }
}

/// Columns that the functions set themselves.
const OWN: [&str; 6] = ["version_id", "version", "valid_from", "valid_to", "previous_version_id", "current_id"];

pub(super) fn expand(word: &Word<'_>, reading: &mut Reading<'_>) {
    let Some(said) = word.options::<Options>(None, &[], reading) else { return };
    let Some(key) = word.column(&said.key, &["key"], reading) else { return };
    let partitioned = match reading.model.get(word.table).map(|object| &object.body) {
        Some(Body::Table(table)) => table.partition_by.is_some() || table.partition_of.is_some(),
        _ => false,
    };
    if partitioned {
        let hint = "a key over all versions would have to hold the partition key";
        return word.wrong(&[], "a partitioned table cannot be versioned", hint, reading);
    }
    let primary = tables::constraints(reading, word.table).find_map(|constraint| match &constraint.rule {
        Rule::Primary(key) => Some(key.columns.clone()),
        _ => None,
    });
    match primary.as_deref() {
        Some([column]) if column.as_str() == "version_id" => {}
        Some(_) => {
            let shown = said.key.as_str();
            let message = "the primary key of a versioned table is `version_id`, which `versioned` adds";
            let hint = format!(
                "every version of an entity has the same `{shown}`: write `columns.{shown} = \"{} not null\"` without `primary key`",
                key.data_type
            );
            return word.wrong(&[], message, hint, reading);
        }
        None => {}
    }
    if !columns(word, &said.key, &key.data_type, primary.is_none(), reading) {
        return;
    }
    constraints(word, &said.key, reading);
    functions(word, &said, &key.data_type, reading);
    references(word, &said.key, reading);
}

fn columns(word: &Word<'_>, key: &Ident, data_type: &TypeName, primary: bool, reading: &mut Reading<'_>) -> bool {
    let id = quote_ident(key.as_str());
    let table = word.table.qualified();
    let entity = data_type.to_string();
    let version_id = if primary { "uuid primary key default gen_random_uuid()" } else { "uuid" };
    let previous = format!("uuid references {table} (version_id) on delete set null");
    let current = format!("{entity} generated always as (case when valid_to is null then {id} end) stored");
    let all: [(&str, &[&str], &str, &str); 6] = [
        ("version_id", &["uuid"], version_id, "Key of this version"),
        ("version", &["integer", "bigint"], "integer not null default 1", "Number of this version, from 1"),
        ("valid_from", &["timestamptz"], "timestamptz not null default now()", "Since when this version holds"),
        ("valid_to", &["timestamptz"], "timestamptz", "Until when it held; null for the current version"),
        ("previous_version_id", &["uuid"], &previous, "The version before"),
        (
            "current_id",
            &[entity.as_str()],
            &current,
            "Key of the entity in its current version, null in the others: what foreign keys refer to",
        ),
    ];
    let mut sound = true;
    for (name, types, definition, comment) in all {
        sound &= word.add_column(name, types, definition, comment, reading);
    }
    if let Some(Body::Column(column)) = reading.complete(&word.table.child(Tag::Column, key.clone())) {
        column.not_null = true;
    }
    sound
}

fn constraints(word: &Word<'_>, key: &Ident, reading: &mut Reading<'_>) {
    let name = word.table.name.as_str();
    let id = quote_ident(key.as_str());
    let named = |suffix: &str| word.table.child(Tag::Constraint, joined(name, suffix));
    let one = |text: String| json!({ "definition": text });
    declare(reading, named("current_key"), &one("unique (current_id)".to_owned()));
    declare(reading, named("version_key"), &one(format!("unique ({id}, version)")));
    declare(reading, named("valid_in_order"), &one("check (valid_to > valid_from)".to_owned()));
    declare(reading, named("version_positive"), &one("check (version > 0)".to_owned()));
    let toml = json!({ "on": format!("{id}, valid_from"), "comment": "A version of an entity by time" });
    declare(reading, word.table.child(Tag::Index, joined(name, "history_idx")), &toml);
    let toml = json!({ "on": "previous_version_id", "where": "previous_version_id is not null" });
    declare(reading, word.table.child(Tag::Index, joined(name, "previous_idx")), &toml);
}

fn functions(word: &Word<'_>, said: &Options, data_type: &TypeName, reading: &mut Reading<'_>) {
    let name = word.table.name.as_str();
    let table = word.table.qualified();
    let shown = word.shown(reading);
    let id = quote_ident(said.key.as_str()).into_owned();
    let at = |given: &Option<QName>, own: Ident| -> Id {
        let name = given.clone().unwrap_or(QName { schema: None, name: own });
        Id { schema: name.schema.or_else(|| word.table.schema.clone()), ..word.beside(Tag::Function, name.name) }
    };
    let path = json!({ "search_path": SEARCH_PATH });
    let returns = format!("setof {table}");
    let functions = &said.functions;
    let history = json!({
        "comment": format!("All versions of one entity of {shown}, the latest first"),
        "args": format!("p_id {data_type}"),
        "returns": returns, "language": "sql", "stability": "stable", "set": path,
        "body": format!("select * from {table} where {id} = $1 order by version desc"),
    });
    declare(reading, at(&functions.history, joined(name, "history")), &history);
    let then = json!({
        "comment": format!("The entities of {shown} as they were at a time"),
        "args": "p_at timestamptz",
        "returns": returns, "language": "sql", "stability": "stable", "set": path,
        "body": format!("select * from {table} where valid_from <= $1 and (valid_to is null or valid_to > $1)"),
    });
    declare(reading, at(&functions.at, joined(name, "at")), &then);
    let end = json!({
        "comment": format!("Ends the current version of an entity of {shown}; false where there is none"),
        "args": format!("p_id {data_type}"),
        "returns": "boolean", "language": "plpgsql", "set": path,
        "body": format!(
            "begin
    {lock}
    update {table} set valid_to = greatest(clock_timestamp(), valid_from + interval '1 microsecond')
    where {id} = p_id and valid_to is null;
    return found;
end",
            lock = lock(word, "p_id"),
        ),
    });
    declare(reading, at(&functions.end, joined("end", name)), &end);
    let put = put(word, &id, reading);
    declare(reading, at(&functions.put, joined("put", name)), &put);
}

/// Writers of one entity wait for each other; the lock ends with the transaction.
fn lock(word: &Word<'_>, key: &str) -> String {
    let table = quote_literal(&word.table.qualified().to_string());
    format!("perform pg_advisory_xact_lock(hashtextextended({table} || ' ' || {key}::text, 0));")
}

fn put(word: &Word<'_>, id: &str, reading: &Reading<'_>) -> serde_json::Value {
    let table = word.table.qualified();
    let key = format!("p_new.{id}");
    // Columns whose value the caller gives; the server computes the others.
    let given: Vec<String> = word
        .columns(reading)
        .into_iter()
        .filter(|name| !OWN.contains(&name.as_str()))
        .filter(|name| {
            let found = tables::column(reading, word.table, name);
            found.is_none_or(|(_, column)| column.generated.is_none() && column.identity.is_none())
        })
        .map(|name| quote_ident(name.as_str()).into_owned())
        .collect();
    let names = given.join(", ");
    let values = given.iter().map(|name| format!("p_new.{name}")).collect::<Vec<_>>().join(", ");
    let body = format!(
        "declare
    v_at timestamptz;
    v_last {table};
    v_new {table};
begin
    if {key} is null then
        raise exception 'a version of {text} needs its {plain}' using errcode = 'not_null_violation';
    end if;
    {lock}
    select * into v_last from {table} where {id} = {key} order by version desc limit 1;
    -- Not now(): a transaction may write several versions, and each holds for some time.
    v_at := greatest(clock_timestamp(), v_last.valid_from + interval '1 microsecond', v_last.valid_to);
    -- One statement, at whose end the foreign keys find the new current version in the place of the old one. The count
    -- makes sure that the old one has ended by then.
    with ended as (
        update {table} set valid_to = v_at where {id} = {key} and valid_to is null returning 1
    )
    insert into {table} ({names}, version, valid_from, previous_version_id)
    select {values}, coalesce(v_last.version, 0) + 1, v_at, v_last.version_id
    from (select count(*) from ended) done
    returning * into v_new;
    return v_new;
end",
        lock = lock(word, &key),
        text = word.table.name.as_str().replace('\'', "''").replace('%', "%%"),
        plain = id.replace('\'', "''").replace('%', "%%"),
    );
    json!({
        "comment": format!(
            "Puts a new version of an entity of {}, the first one of a new entity, and returns it",
            word.shown(reading)
        ),
        "args": format!("p_new {table}"),
        "returns": table.to_string(),
        "language": "plpgsql",
        "set": { "search_path": SEARCH_PATH },
        "body": body,
    })
}

/// Foreign keys that can't hold: to what is not unique, and with actions on a change that is none.
fn references(word: &Word<'_>, key: &Ident, reading: &mut Reading<'_>) {
    let mut found: Vec<SmolStr> = Vec::new();
    for table in tables::all(reading) {
        for (foreign, to) in tables::foreign_keys(reading, &table) {
            let to_entity = to == *word.table && foreign.referenced.as_slice() == [key.clone()];
            if to_entity {
                found.push(tables::shown(reading, &table).into());
            }
        }
    }
    for table in found {
        let shown = word.shown(reading);
        let message = format!(
            "`{table}` refers to `{}` of the versioned table `{shown}`, which is not unique: each version has it",
            key.as_str()
        );
        let hint = format!("write `references {shown} (current_id)`, which is the entity in its current version");
        reading.report(Diagnostic::error("word", word.entry.key_span, message).hint(hint));
    }
}
