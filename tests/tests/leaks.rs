//! Policies that leak, and some that do not: `tests/leaks/<name>/`.
//!
//! - `schema.toml` or `schema.sql`: the schema. SQL is loaded into a database and read from there.
//! - `found.toml`: what `rls prove` must find, as [`Found`] has it.
//!
//! A new case is a new folder. `LEAKS=view` runs the folders whose names begin like that.

use std::path::Path;

use pgtoml::compare::{Nobody, State, compare};
use pgtoml::diagnostic::{Rendered, SourceFile};
use pgtoml::expand::tenancy::Declared;
use pgtoml::isolation::attack::Way;
use pgtoml::isolation::emit::{Form, emit};
use pgtoml::isolation::report::Verdict;
use pgtoml::render::script;
use pgtoml_pg::connect::Target;
use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions};
use pgtoml_pg::engine::{Engine, Server as Borrowed};
use pgtoml_pg::isolation::{Case, Proof, prove};
use pgtoml_pg::scratch::Scratch;
use pgtoml_tests::servers::Server;
use postgres::SimpleQueryMessage;
use serde::Deserialize;

/// A `found.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    /// What is wrong, or right.
    note: String,
    /// How the titles of attacks begin that must succeed. Where there is none, nothing may be found, and every mutant
    /// must be shown.
    leaks: Vec<String>,
    /// How the names of what could not be tried begin. Such a case is called `untried_…`.
    #[serde(default)]
    untried: Vec<String>,
    /// How the titles of mutants begin that must be shown to mean the same.
    #[serde(default)]
    same: Vec<String>,
    /// What the notes must hold.
    #[serde(default)]
    notes: Vec<String>,
}

/// Those that also run on the embedded server, which tries attacks in another way.
const EMBEDDED: &[&str] = &[
    "check_true",
    "correct_setting",
    "correct_supabase",
    "definer_counts",
    "delete_true",
    "fail_open_null",
    "truncate",
    "view_counts",
];

/// A server that all tests share.
fn borrowed(server: &Server) -> Box<dyn Engine> {
    let target = Target::parse(&server.url, &|_| None).expect("the URL of the server");
    Box::new(Borrowed::open(&target).expect("the server"))
}

fn embedded() -> Box<dyn Engine> {
    Box::new(Embedded::temporary(&EmbeddedOptions::default()).expect("the embedded server"))
}

#[test]
fn postgres_15() {
    run(15, &|_| true);
}

#[test]
fn postgres_18() {
    run(18, &|_| true);
}

fn run(major: u32, chosen: &dyn Fn(&str) -> bool) {
    let Some(server) = Server::exclusive(major, &[]) else { return };
    each(&|| borrowed(&server), true, chosen);
    let left = "select coalesce(string_agg(rolname, ', '), '') from pg_roles where rolname like 'pgtoml\\_%'";
    let database = server.database("left");
    let left: String = database.connect().query_one(left, &[]).expect("roles").get(0);
    assert_eq!(left, "", "proofs left roles behind");
}

#[test]
fn embedded_server() {
    each(&embedded, false, &|name| EMBEDDED.contains(&name));
}

#[test]
fn there_are_enough() {
    let all = folders();
    let broken = all.iter().filter(|name| !name.starts_with("correct_") && !name.starts_with("untried_")).count();
    assert!(broken >= 40, "only {broken} broken policies");
}

/// Emitted tests say what the proof says: run where the schema is, they pass for a right one and fail for one that leaks.
#[test]
fn emitted_tests() {
    let Some(server) = Server::exclusive(15, &[]) else { return };
    let there = "select count(*) from pg_available_extensions where name = 'pgtap'";
    let database = server.database("pgtap");
    let count: i64 = database.connect().query_one(there, &[]).expect("extensions").get(0);
    assert!(count == 1, "PostgreSQL 15 has no pgTAP: `cargo xtask tools`, or apt-get install postgresql-15-pgtap");
    server.execute("create role app");
    for (name, leaks) in
        [("correct_tenancy", false), ("delete_true", true), ("view_counts", true), ("correct_forced", false)]
    {
        let text = std::fs::read_to_string(root().join(name).join("schema.toml")).expect("a schema");
        let (state, tenancies) = declared(name, &text).expect("a schema");
        let case = Case { state: &state, tenancies: &tenancies, search_path: &[], allow: &[], mutate: false };
        let proof = prove(borrowed(&server), true, &case, &mut |_| {}).expect("a proof");
        let database = server.database(name);
        database.execute(&made(&state));
        database.execute("create extension pgtap");
        let plain = emit(&proof.world, &proof.attacks, &proof.outcomes, Form::Sql);
        let raised = database.connect().batch_execute(&plain).err().map(|error| said(&error)).unwrap_or_default();
        assert_eq!(raised.contains("got through"), leaks, "{name}: {raised}");
        let pgtap = emit(&proof.world, &proof.attacks, &proof.outcomes, Form::Pgtap);
        let told = database.connect().simple_query(&pgtap).unwrap_or_else(|error| panic!("{name}: {}", said(&error)));
        let lines: Vec<String> = told
            .iter()
            .filter_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                _ => None,
            })
            .collect();
        let (fine, failed) = lines.iter().fold((0, 0), |(fine, failed), line| {
            (fine + usize::from(line.starts_with("ok ")), failed + usize::from(line.starts_with("not ok ")))
        });
        assert!(fine > 10 && (failed > 0) == leaks, "{name}: {fine} passed, {failed} failed\n{}", lines.join("\n"));
        for leak in proof.report.leaks.iter().filter(|leak| leak.attack.way != Way::CopyOut) {
            let title = format!("- {}", leak.title);
            assert!(lines.iter().any(|line| line.starts_with("not ok") && line.contains(&title)), "{name}: {title}");
            // The script shows it alone.
            database
                .connect()
                .batch_execute(&leak.sql)
                .unwrap_or_else(|error| panic!("{}\n{}", said(&error), leak.sql));
        }
        let left: i64 = database.connect().query_one("select count(*) from documents", &[]).expect("rows").get(0);
        assert_eq!(left, 0, "{name}: the tests left rows behind");
    }
}

/// The statements that make a schema.
fn made(state: &State) -> String {
    let empty = State { model: state.nothing(), ..State::default() };
    let Ok(outcome) = compare(empty, state.clone(), &mut Nobody) else { panic!("a template failed") };
    script(&outcome.plan, &outcome.statements)
}

fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("leaks")
}

fn folders() -> Vec<String> {
    let entries = std::fs::read_dir(root()).expect("the folder of cases");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn each(engine: &dyn Fn() -> Box<dyn Engine>, is_borrowed: bool, chosen: &dyn Fn(&str) -> bool) {
    let wanted = std::env::var("LEAKS").unwrap_or_default();
    let mut wrong = Vec::new();
    let mut count = 0;
    for name in folders().iter().filter(|name| name.starts_with(&wanted) && chosen(name)) {
        count += 1;
        if let Err(why) = one(name, engine, is_borrowed) {
            wrong.push(format!("{name}: {why}"));
        }
    }
    assert!(count > 0 || !wanted.is_empty(), "there is no case");
    assert!(wrong.is_empty(), "\n{}\n\n{} of {count} cases failed", wrong.join("\n\n"), wrong.len());
}

fn one(name: &str, engine: &dyn Fn() -> Box<dyn Engine>, is_borrowed: bool) -> Result<(), String> {
    let folder = root().join(name);
    let text = |file: &str| std::fs::read_to_string(folder.join(file));
    let found = text("found.toml").map_err(|error| format!("found.toml: {error}"))?;
    let found: Found = toml::from_str(&found).map_err(|error| format!("found.toml: {error}"))?;
    let correct = found.leaks.is_empty() && found.untried.is_empty();
    let partial = found.leaks.is_empty() && !correct;
    if correct != name.starts_with("correct_") || partial != name.starts_with("untried_") {
        return Err("the name says something else than found.toml".to_owned());
    }
    let (state, tenancies) = match text("schema.sql") {
        Ok(sql) => {
            let mut scratch = Scratch::new(engine());
            let (live, _) = scratch.read_script(&sql).map_err(|error| error.to_string())?;
            (State { model: live.model, ..State::default() }, Vec::new())
        }
        Err(_) => declared(name, &text("schema.toml").map_err(|error| format!("schema.toml: {error}"))?)?,
    };
    let case = Case { state: &state, tenancies: &tenancies, search_path: &[], allow: &[], mutate: correct };
    let proof = prove(engine(), is_borrowed, &case, &mut |_| {}).map_err(|error| error.message)?;
    judge(&found, &proof).map_err(|why| format!("{} ({})\n{why}", found.note, proof.report.engine))
}

fn declared(name: &str, text: &str) -> Result<(State, Vec<Declared>), String> {
    let files = vec![SourceFile { name: format!("{name}/schema.toml"), text: text.to_owned() }];
    let loaded = pgtoml::read::read(files, &|_| Err("there is no such file".to_owned()));
    if loaded.has_errors() {
        let shown = |diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string();
        return Err(loaded.diagnostics.iter().map(shown).collect());
    }
    let state =
        State { model: loaded.model, scope: Some(loaded.scope), depends_on: loaded.depends_on, ..State::default() };
    Ok((state, loaded.tenancies))
}

fn judge(found: &Found, proof: &Proof) -> Result<(), String> {
    let report = &proof.report;
    let titles: Vec<&str> = report.leaks.iter().map(|leak| leak.title.as_str()).collect();
    let text = report.human(false);
    let untried = report.untried.keys().map(String::as_str).collect::<Vec<_>>();
    let same = report.mutants.equivalent.iter().map(|one| one.mutant.as_str()).collect::<Vec<_>>();
    let notes = report.notes.iter().map(String::as_str).collect::<Vec<_>>();
    for (wanted, there) in [(&found.untried, untried), (&found.same, same)] {
        if let Some(wanted) = wanted.iter().find(|wanted| !there.iter().any(|one| one.starts_with(wanted.as_str()))) {
            return Err(format!("not found: {wanted:?} among {there:#?}\n{text}"));
        }
    }
    if let Some(wanted) = found.notes.iter().find(|wanted| !notes.iter().any(|one| one.contains(wanted.as_str()))) {
        return Err(format!("not found: {wanted:?} among {notes:#?}\n{text}"));
    }
    if found.leaks.is_empty() && !found.untried.is_empty() {
        return if report.verdict() == Verdict::Partial { Ok(()) } else { Err(text) };
    }
    if found.leaks.is_empty() {
        let right = report.verdict() == Verdict::Proven && report.mutants.all > 0 && report.mutants.refused.is_empty();
        return if right { Ok(()) } else { Err(report.human(false)) };
    }
    let missing: Vec<&String> =
        found.leaks.iter().filter(|wanted| !titles.iter().any(|title| title.starts_with(wanted.as_str()))).collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(format!("not found: {missing:?}\nfound: {titles:#?}\n{}", report.human(false)))
    }
}
