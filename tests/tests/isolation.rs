//! What a role sees of a schema with row-level security, and what words of tables do: `tests/isolation/<name>/` and
//! `tests/words/<name>/`.
//!
//! - `schema.toml`: the schema; pgtoml makes it in an empty database.
//! - `seed.sql`: rows, put in as superuser.
//! - `checks.toml`: what roles may do, as [`Checks`] has it.
//!
//! Every check runs in a transaction of its own that is rolled back. A new test is a new folder. `ISOLATION=children` runs
//! the folders whose names begin like that.

use std::collections::BTreeMap;
use std::path::Path;

use pgtoml::compare::{Nobody, State, compare};
use pgtoml::diagnostic::{Rendered, SourceFile};
use pgtoml::render::script;
use pgtoml_tests::servers::Server;
use postgres::{Client, SimpleQueryMessage, Transaction};
use serde::Deserialize;

/// A `checks.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checks {
    /// Roles that are made before the schema.
    roles: Vec<String>,
    checks: Vec<Check>,
}

/// What one role does in one context, and what comes of it. It says at least one of `rows`, `count` and `error`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    /// What it shows.
    note: String,
    /// Who does it.
    role: String,
    /// Settings of the transaction.
    #[serde(default)]
    settings: BTreeMap<String, String>,
    /// Statements before, as the role.
    #[serde(default)]
    before: Vec<String>,
    /// The statement.
    sql: String,
    /// Its rows, with ` | ` between columns.
    rows: Option<Vec<String>>,
    /// How many rows it changes.
    count: Option<u64>,
    /// The error: its SQLSTATE, or a part of its message.
    error: Option<String>,
    /// A query whose rows the superuser looks at afterwards.
    outside: Option<String>,
    /// What it yields.
    #[serde(default)]
    outside_rows: Vec<String>,
}

#[test]
fn postgres_15() {
    run(15);
}

#[test]
fn postgres_18() {
    run(18);
}

fn run(major: u32) {
    // Roles belong to the cluster, and other tests have theirs.
    let Some(server) = Server::exclusive(major, &[]) else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let wanted = std::env::var("ISOLATION").unwrap_or_default();
    let mut folders = Vec::new();
    for root in [root.join("isolation"), root.join("words")] {
        let entries = std::fs::read_dir(&root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
        folders.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    }
    folders.sort();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with(&wanted) {
            count += folder_of(&server, &name, &folder, &mut wrong);
        }
    }
    assert!(count > 0, "no folder begins with `{wanted}`");
    assert!(wrong.is_empty(), "\n{}\n\n{} of {count} checks failed", wrong.join("\n"), wrong.len());
}

fn folder_of(server: &Server, name: &str, folder: &Path, wrong: &mut Vec<String>) -> usize {
    let text = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap_or_else(|e| panic!("{name}/{file}: {e}"));
    let checks: Checks =
        toml::from_str(&text("checks.toml")).unwrap_or_else(|error| panic!("{name}/checks.toml: {error}"));
    let database = server.database(name);
    let mut client = database.connect();
    for role in &checks.roles {
        let there = client.query_opt("select from pg_roles where rolname = $1", &[role]).expect("roles").is_some();
        if !there {
            client.batch_execute(&format!("create role \"{role}\"")).expect("a role");
        }
    }
    let sql = made(name, &text("schema.toml"));
    for (what, sql) in [("schema.toml", sql), ("seed.sql", text("seed.sql"))] {
        client.batch_execute(&sql).unwrap_or_else(|error| panic!("{name}/{what}: {}\n{sql}", said(&error)));
    }
    for check in &checks.checks {
        let told = check.rows.is_some() || check.count.is_some() || check.error.is_some();
        assert!(told, "{name}: `{}` says neither `rows` nor `count` nor `error`", check.note);
        if let Err(why) = one(&mut client, check) {
            wrong.push(format!("{name}: {}: {why}\n    {}", check.note, check.sql));
        }
    }
    checks.checks.len()
}

/// The statements that make the schema.
fn made(name: &str, text: &str) -> String {
    let files = vec![SourceFile { name: format!("{name}/schema.toml"), text: text.to_owned() }];
    let loaded = pgtoml::read::read(files, &|_| Err("there is no such file".to_owned()));
    let shown = |diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string();
    assert!(!loaded.has_errors(), "{}", loaded.diagnostics.iter().map(shown).collect::<String>());
    let wanted =
        State { model: loaded.model, scope: Some(loaded.scope), depends_on: loaded.depends_on, ..State::default() };
    let empty = State { model: wanted.nothing(), ..State::default() };
    let Ok(outcome) = compare(empty, wanted, &mut Nobody) else { panic!("{name}: a template failed") };
    assert!(outcome.plan.refused.is_empty(), "{name}: {:?}", outcome.plan.refused);
    script(&outcome.plan, &outcome.statements)
}

fn one(client: &mut Client, check: &Check) -> Result<(), String> {
    let mut transaction = client.transaction().map_err(|error| said(&error))?;
    for (setting, value) in &check.settings {
        transaction.execute("select set_config($1, $2, true)", &[setting, value]).map_err(|error| said(&error))?;
    }
    let role = format!("set local role \"{}\"", check.role);
    transaction.batch_execute(&role).map_err(|error| said(&error))?;
    for sql in &check.before {
        transaction.batch_execute(sql).map_err(|error| format!("{sql}: {}", said(&error)))?;
    }
    let (rows, count) = match (transaction.simple_query(&check.sql), &check.error) {
        (Ok(messages), None) => read(messages),
        (Ok(_), Some(error)) => return Err(format!("it is allowed, expected the error {error}")),
        (Err(error), Some(wanted)) => {
            let (said, code) = (said(&error), error.code().map_or("", |code| code.code()).to_owned());
            let right = code == *wanted || said.contains(wanted);
            return if right { Ok(()) } else { Err(format!("expected the error {wanted}, got {code}: {said}")) };
        }
        (Err(error), None) => return Err(format!("error {}", said(&error))),
    };
    if let Some(wanted) = check.rows.as_ref().filter(|wanted| **wanted != rows) {
        return Err(format!("expected the rows {wanted:?}, got {rows:?}"));
    }
    if let Some(wanted) = check.count.filter(|wanted| *wanted != count) {
        return Err(format!("expected {wanted} rows to be changed, got {count}"));
    }
    outside(&mut transaction, check)
}

fn outside(transaction: &mut Transaction<'_>, check: &Check) -> Result<(), String> {
    let Some(sql) = &check.outside else { return Ok(()) };
    transaction.batch_execute("reset role").map_err(|error| said(&error))?;
    let (rows, _) = read(transaction.simple_query(sql).map_err(|error| format!("{sql}: {}", said(&error)))?);
    if rows != check.outside_rows {
        return Err(format!("from outside: expected the rows {:?}, got {rows:?}", check.outside_rows));
    }
    Ok(())
}

/// The rows as texts, and the count that the command says.
fn read(messages: Vec<SimpleQueryMessage>) -> (Vec<String>, u64) {
    let (mut rows, mut count) = (Vec::new(), 0);
    for message in messages {
        match message {
            SimpleQueryMessage::Row(row) => {
                let values: Vec<&str> = (0..row.len()).map(|at| row.get(at).unwrap_or("null")).collect();
                rows.push(values.join(" | "));
            }
            SimpleQueryMessage::CommandComplete(number) => count = number,
            _ => {}
        }
    }
    (rows, count)
}

fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}
