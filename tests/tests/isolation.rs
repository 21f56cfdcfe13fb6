//! What a role sees of a schema with row-level security, and what words of tables do: `tests/isolation/<name>/` and
//! `tests/words/<name>/`.
//!
//! - `schema.toml`: the schema; pgtoml makes it in an empty database.
//! - `seed.sql`: rows, put in as superuser.
//! - `checks.toml`: what roles may do, as [`Checks`] has it.
//!
//! Every check runs in a transaction of its own that is rolled back. A new test is a new folder. `ISOLATION=children` runs
//! the folders whose names begin like that.

use std::path::Path;

use pgtoml::compare::{Nobody, State, compare};
use pgtoml::diagnostic::{Rendered, SourceFile};
use pgtoml::render::script;
use pgtoml_tests::checks::{Check, told};
use pgtoml_tests::servers::Server;
use postgres::Client;
use serde::Deserialize;

/// A `checks.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checks {
    /// Roles that are made before the schema.
    roles: Vec<String>,
    checks: Vec<Check>,
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
    let fill = |client: &mut Client| {
        for (what, sql) in [("schema.toml", &sql), ("seed.sql", &text("seed.sql"))] {
            client.batch_execute(sql).unwrap_or_else(|error| panic!("{name}/{what}: {}\n{sql}", told(&error)));
        }
    };
    fill(&mut client);
    for check in &checks.checks {
        assert_eq!(check.flaw(), None, "{name}: {}", check.note);
        let result = match check.sessions {
            None => check.run(&mut client),
            // What they commit is nothing that other checks should see.
            Some(_) => {
                let own = server.database(name);
                fill(&mut own.connect());
                check.run_at_once(&own.url)
            }
        };
        wrong.extend(result.err().map(|why| check.report(name, &why)));
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
