//! `audit = true`: every change of a row is written down, with what it changed, who changed it and when.
//!
//! Triggers behind the changes call one function for each audit table. It runs with the rights of its owner, so that nobody
//! else needs a right on the audit table; PUBLIC has none on either. An UPDATE that changes nothing is not written down.

use serde::Deserialize;
use serde_json::json;
use smol_str::SmolStr;

use super::Word;
use crate::expand::tenancy::SEARCH_PATH;
use crate::expand::{declare, joined, settings, tables};
use crate::kind::Tag;
use crate::model::{Id, Ident, QName};
use crate::read::reading::Reading;

/// The options of `audit`.
#[derive(Deserialize)]
#[serde(default)]
struct Options {
    /// The audit table; tables that name the same one share it.
    table: QName,
    /// Columns that are written down; all where absent.
    columns: Vec<Ident>,
    /// Columns that are not.
    ignore: Vec<Ident>,
    /// The setting that says who it is; the role where it is absent or empty.
    actor: SmolStr,
}

impl Default for Options {
    fn default() -> Self {
        let table = QName { schema: None, name: "audit_log".into() };
        Self { table, columns: Vec::new(), ignore: Vec::new(), actor: SmolStr::default() }
    }
}

/// Columns of an audit table that the function writes, with their definitions and what they say.
const COLUMNS: &[(&str, &str, &str)] = &[
    ("id", "bigint generated always as identity primary key", "Number of the change; not without gaps"),
    ("changed_at", "timestamptz not null default clock_timestamp()", "When it was changed"),
    ("transaction_id", "bigint not null default (pg_current_xact_id()::text)::bigint", "Transaction that changed it"),
    ("actor", "text not null", "Who changed it: the setting, or the role where it is empty"),
    ("role_name", "text not null", "Role with whose rights it was changed"),
    ("table_schema", "text not null", "Schema of the table"),
    ("table_name", "text not null", "The table"),
    ("operation", "text not null", "INSERT, UPDATE, DELETE or TRUNCATE"),
    ("row_key", "jsonb", "Primary key of the row; null for TRUNCATE"),
    ("old_values", "jsonb", "Values before the change, of an UPDATE only those that became other ones"),
    ("new_values", "jsonb", "Values after it, likewise"),
];

pub(super) fn expand(word: &Word<'_>, reading: &mut Reading<'_>) {
    let Some(said) = word.options::<Options>(Some("table"), &["columns", "ignore"], reading) else { return };
    let Some(key) = word.key(reading) else { return };
    let mut sound = true;
    for (option, names) in [("columns", &said.columns), ("ignore", &said.ignore)] {
        for name in names {
            sound &= word.column(name, &[option], reading).is_some();
        }
    }
    if !said.columns.is_empty() && !said.ignore.is_empty() {
        word.wrong(&["ignore"], "`columns` and `ignore` contradict each other", "keep one of the two", reading);
        sound = false;
    }
    if !said.actor.is_empty() {
        sound &= settings::check(reading, &said.actor, word.at(&["actor"]));
    }
    let log = log(word, &said.table);
    if log == *word.table {
        word.wrong(&["table"], "the table would write itself down", "name another table", reading);
        sound = false;
    }
    if !sound || !table(word, &log, reading) {
        return;
    }
    let function = Id { tag: Tag::Function, name: joined(log.name.as_str(), "write"), ..log.clone() };
    declare(reading, function.clone(), &writes(&log));
    triggers(word, &said, &function, &key.into_iter().map(|(name, _)| name).collect::<Vec<_>>(), reading);
}

/// The audit table: without a schema it lives in that of the table.
fn log(word: &Word<'_>, name: &QName) -> Id {
    Id {
        schema: name.schema.clone().or_else(|| word.table.schema.clone()),
        ..word.beside(Tag::Table, name.name.clone())
    }
}

/// The audit table, unless it is declared. `false`: the declared one lacks a column.
fn table(word: &Word<'_>, log: &Id, reading: &mut Reading<'_>) -> bool {
    if reading.declares(log) {
        let has = tables::columns(reading, log);
        let lacks: Vec<&str> =
            COLUMNS.iter().map(|(name, ..)| *name).filter(|name| !has.contains(&Ident::from(*name))).collect();
        // What can be null or has a default is not asked for.
        if lacks.is_empty() {
            return true;
        }
        let shown = tables::shown(reading, log);
        let message = format!("the audit table `{shown}` has no column {}", lacks.join(", "));
        word.wrong(&["table"], message, "add it, or let `audit` make the table", reading);
        return false;
    }
    let mut columns = serde_json::Map::new();
    for (name, definition, comment) in COLUMNS {
        columns.insert((*name).into(), json!({ "type": definition, "comment": comment }));
    }
    let mut indexes = serde_json::Map::new();
    indexes.insert(
        joined(log.name.as_str(), "row_idx").as_str().to_owned(),
        json!({ "on": "table_schema, table_name, row_key", "comment": "Changes of a row" }),
    );
    let mut checks = serde_json::Map::new();
    checks.insert(
        joined(log.name.as_str(), "operation_known").as_str().to_owned(),
        json!("operation in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')"),
    );
    let toml = json!({
        "comment": "Changes of rows, written by triggers only",
        "columns": columns,
        "checks": checks,
        "indexes": indexes,
    });
    declare(reading, log.clone(), &toml);
    true
}

/// The function behind the triggers. Its arguments: schema and table, setting, key columns, columns to write, columns not
/// to write, the last three as arrays.
fn writes(log: &Id) -> serde_json::Value {
    let body = format!(
        "declare
    v_role text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    v_actor text := v_role;
    v_keys text[] := tg_argv[3]::text[];
    v_columns text[] := tg_argv[4]::text[];
    v_ignored text[] := tg_argv[5]::text[];
    v_old jsonb;
    v_new jsonb;
    v_key jsonb;
begin
    if tg_argv[2] <> '' then
        v_actor := coalesce(nullif(current_setting(tg_argv[2], true), ''), v_role);
    end if;
    if tg_op in ('UPDATE', 'DELETE') then
        v_old := to_jsonb(old);
    end if;
    if tg_op in ('INSERT', 'UPDATE') then
        v_new := to_jsonb(new);
    end if;
    select jsonb_object_agg(k, coalesce(v_old, v_new) -> k) into v_key from unnest(v_keys) k where tg_op <> 'TRUNCATE';
    if v_columns <> '{{}}' then
        select jsonb_object_agg(e.key, e.value) into v_old from jsonb_each(v_old) e where e.key = any (v_columns);
        select jsonb_object_agg(e.key, e.value) into v_new from jsonb_each(v_new) e where e.key = any (v_columns);
    end if;
    v_old := v_old - v_ignored;
    v_new := v_new - v_ignored;
    if tg_op = 'UPDATE' then
        -- Both sides are of the same columns.
        select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, v_new -> o.key) into v_old, v_new
        from jsonb_each(v_old) o where o.value is distinct from v_new -> o.key;
        if v_new is null then
            return null;
        end if;
    end if;
    insert into {} (actor, role_name, table_schema, table_name, operation, row_key, old_values, new_values)
    values (v_actor, v_role, tg_argv[0], tg_argv[1], tg_op, v_key, v_old, v_new);
    return null;
end",
        log.qualified()
    );
    json!({
        "comment": format!("Trigger function: writes a change into {}", log.name.as_str()),
        "returns": "trigger",
        "language": "plpgsql",
        "security_definer": true,
        "set": { "search_path": SEARCH_PATH },
        "grants": { "public": [] },
        "body": body,
    })
}

fn triggers(word: &Word<'_>, said: &Options, function: &Id, key: &[Ident], reading: &mut Reading<'_>) {
    let schema = word.table.schema.as_ref().map_or("public", |schema| schema.as_str());
    let args = json!([
        schema,
        word.table.name.as_str(),
        said.actor.as_str(),
        array(key),
        array(&said.columns),
        array(&said.ignore),
    ]);
    let by = function.qualified().to_string();
    let rows = json!({ "timing": "after", "on": ["insert", "update", "delete"], "function": by, "args": args });
    let whole = json!({ "timing": "after", "on": ["truncate"], "statement": true, "function": by, "args": args });
    let mut all = vec![(word.table.clone(), true)];
    all.extend(word.heirs(reading).into_iter().map(|(heir, partition)| (heir, !partition)));
    for (table, with_rows) in all {
        if with_rows {
            declare(reading, table.child(Tag::Trigger, "audit_rows"), &rows);
        }
        declare(reading, table.child(Tag::Trigger, "audit_truncate"), &whole);
    }
}

/// The text of an array of names, each in quotes.
fn array(names: &[Ident]) -> String {
    let one = |name: &Ident| format!("\"{}\"", name.as_str().replace('\\', "\\\\").replace('"', "\\\""));
    format!("{{{}}}", names.iter().map(one).collect::<Vec<_>>().join(","))
}
