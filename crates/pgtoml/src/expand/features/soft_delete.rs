//! `soft_delete = true`: rows that are deleted stay for a while, and can be had back.
//!
//! The table gets a column with the time of deletion, an index and a view of the rows that live, and functions that delete,
//! restore and purge. The functions run with the rights of who calls them.

use serde::Deserialize;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::Word;
use crate::expand::tenancy::SEARCH_PATH;
use crate::expand::{declare, joined};
use crate::jobs::{Job, Schedule};
use crate::kind::Tag;
use crate::kinds::column::Column;
use crate::model::{Id, Ident, QName};
use crate::read::reading::Reading;
use crate::sql::quote::{quote_ident, quote_literal};

const TYPES: &[&str] = &["timestamptz", "timestamp"];

/// The options of `soft_delete`.
#[derive(Deserialize)]
#[serde(default)]
struct Options {
    /// The column with the time of deletion.
    column: Ident,
    /// For how long a deleted row stays, where the caller of the purge does not say.
    keep: SmolStr,
    /// When the purge runs by itself.
    every: Option<SmolStr>,
    /// Name of the view; `{table}_live` where absent.
    view: Option<QName>,
    functions: Functions,
    /// Columns that are unique among rows that live, each entry one index.
    unique_live: Vec<SmolStr>,
}

/// Names of the functions.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Functions {
    /// `delete_{table}` where absent.
    delete: Option<QName>,
    /// `restore_{table}` where absent.
    restore: Option<QName>,
    /// `purge_{table}` where absent.
    purge: Option<QName>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            column: "deleted_at".into(),
            keep: "30 days".into(),
            every: None,
            view: None,
            functions: Functions::default(),
            unique_live: Vec::new(),
        }
    }
}

pub(super) fn expand(word: &Word<'_>, reading: &mut Reading<'_>) {
    let Some(said) = word.options::<Options>(None, &["unique_live"], reading) else { return };
    let Some(key) = word.key(reading) else { return };
    if !is_interval(&said.keep) {
        let message = format!("`{}` is no time to keep rows", said.keep);
        return word.wrong(&["keep"], message, "write `keep = \"30 days\"`, or hours, weeks, months, years", reading);
    }
    let comment = "When the row was deleted; null while it lives";
    if !word.add_column(said.column.as_str(), TYPES, "timestamptz", comment, reading) {
        return;
    }
    let column = quote_ident(said.column.as_str()).into_owned();
    let live = format!("{column} is null");
    indexes(word, &said, &key, &column, &live, reading);
    view(word, &said, &live, reading);
    functions(word, &said, &key, &column, reading);
}

fn indexes(
    word: &Word<'_>,
    said: &Options,
    key: &[(Ident, Column)],
    column: &str,
    live: &str,
    reading: &mut Reading<'_>,
) {
    let name = word.table.name.as_str();
    let on = list(key.iter().map(|(name, _)| name));
    let toml = json!({ "on": on, "where": live, "comment": "Rows that live" });
    declare(reading, word.table.child(Tag::Index, joined(name, "live_idx")), &toml);
    let toml =
        json!({ "on": column, "where": format!("{column} is not null"), "comment": "Deleted rows, by when they were" });
    declare(reading, word.table.child(Tag::Index, joined(name, "deleted_idx")), &toml);
    for entry in &said.unique_live {
        let columns: Vec<Ident> = entry.split(',').map(|name| Ident::new(name.trim().trim_matches('"'))).collect();
        let known: Vec<bool> =
            columns.iter().map(|name| word.column(name, &["unique_live"], reading).is_some()).collect();
        if !known.contains(&false) {
            let joint: Vec<&str> = columns.iter().map(Ident::as_str).collect();
            let index = joined(name, &format!("{}_live_key", joint.join("_")));
            let toml = json!({ "on": list(columns.iter()), "unique": true, "where": live });
            declare(reading, word.table.child(Tag::Index, index), &toml);
        }
    }
}

/// The rows that live, without the column that says so.
fn view(word: &Word<'_>, said: &Options, live: &str, reading: &mut Reading<'_>) {
    let own = QName { schema: word.table.schema.clone(), name: joined(word.table.name.as_str(), "live") };
    let id = named(word, said.view.as_ref().unwrap_or(&own), Tag::View);
    let columns: Vec<Ident> = word.columns(reading).into_iter().filter(|name| *name != said.column).collect();
    // 14 does not know it; a tenancy says what that means for its tables.
    let invoker = reading.project.postgres.is_none_or(|oldest| oldest >= 15);
    let query = format!("select {} from {} where {live}", list(columns.iter()), word.table.qualified());
    let toml = json!({
        "comment": format!("Rows of {} that live", word.shown(reading)),
        "security_invoker": invoker,
        "query": query,
    });
    declare(reading, id, &toml);
}

fn functions(word: &Word<'_>, said: &Options, key: &[(Ident, Column)], column: &str, reading: &mut Reading<'_>) {
    let table = word.table.qualified();
    let shown = word.shown(reading);
    let args: Vec<String> = key
        .iter()
        .map(|(name, column)| format!("{} {}", quote_ident(joined("p", name.as_str()).as_str()), column.data_type))
        .collect();
    let is_it: Vec<String> =
        key.iter().enumerate().map(|(at, (name, _))| format!("{} = ${}", quote_ident(name.as_str()), at + 1)).collect();
    let (args, is_it) = (args.join(", "), is_it.join(" and "));
    let update = |value: &str, before: &str| {
        format!(
            "with done as (\n    update {table} set {column} = {value} where {is_it} and {column} {before} returning 1\n)\nselect exists (select from done)"
        )
    };
    let purge = format!(
        "with gone as (\n    delete from {table} where {column} < now() - $1 returning 1\n)\nselect count(*) from gone"
    );
    let older = format!("p_older_than interval default {}", quote_literal(&said.keep));
    let all = [
        (
            &said.functions.delete,
            "delete",
            args.clone(),
            "boolean",
            update("now()", "is null"),
            format!("Deletes a row of {shown}, which can be restored; false where none lives"),
        ),
        (
            &said.functions.restore,
            "restore",
            args,
            "boolean",
            update("null", "is not null"),
            format!("Brings a deleted row of {shown} back; false where there is none"),
        ),
        (
            &said.functions.purge,
            "purge",
            older,
            "bigint",
            purge,
            format!("Removes rows of {shown} that were deleted so long ago, and returns how many"),
        ),
    ];
    for (name, verb, args, returns, body, comment) in all {
        let own = QName { schema: word.table.schema.clone(), name: joined(verb, word.table.name.as_str()) };
        let id = named(word, name.as_ref().unwrap_or(&own), Tag::Function);
        let toml: Json = json!({
            "comment": comment,
            "args": args,
            "returns": returns,
            "language": "sql",
            "set": { "search_path": SEARCH_PATH },
            "body": body,
        });
        if verb == "purge" {
            job(word, said, &id, reading);
        }
        declare(reading, id, &toml);
    }
}

/// The purge by a schedule.
fn job(word: &Word<'_>, said: &Options, function: &Id, reading: &mut Reading<'_>) {
    let Some(every) = &said.every else { return };
    match Schedule::parse(every) {
        Ok(every) => {
            let command = format!("select {}()", function.qualified());
            let (name, origin) = (SmolStr::new(function.name.as_str()), reading.origin.clone());
            reading.jobs.push(Job { name, every, command, origin });
        }
        Err(wrong) => word.wrong(&["every"], wrong.message, wrong.hint, reading),
    }
}

/// Something with a name of the user's: without a schema it lives in that of the table.
fn named(word: &Word<'_>, name: &QName, tag: Tag) -> Id {
    Id { schema: name.schema.clone().or_else(|| word.table.schema.clone()), ..word.beside(tag, name.name.clone()) }
}

fn list<'a>(names: impl Iterator<Item = &'a Ident>) -> String {
    names.map(|name| quote_ident(name.as_str()).into_owned()).collect::<Vec<_>>().join(", ")
}

/// `30 days`, `1 year 6 months`: what every server reads as an interval.
fn is_interval(text: &str) -> bool {
    const UNITS: &[&str] = &["second", "minute", "hour", "day", "week", "month", "year"];
    let words: Vec<&str> = text.split_whitespace().collect();
    let pairs = words.chunks(2);
    !words.is_empty()
        && pairs.into_iter().all(|pair| match pair {
            [number, unit] => number.parse::<u32>().is_ok() && UNITS.contains(&unit.strip_suffix('s').unwrap_or(unit)),
            _ => false,
        })
}
