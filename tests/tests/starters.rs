//! Every starter of `templates/starters/` as a person uses it: written by `init`, checked, linted, made in an empty
//! database, after which nothing is left to do, and `import` has all of it. Then it does what its documents say:
//! `tests/starters/<name>/NN_topic.toml`, each a file of
//! [`Checks`], in a database of its own.
//!
//! `tests/starters/limits.toml` says what a server cannot run, and why. `STARTER=supercore/04` runs the files whose names
//! begin like that.

mod program;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use pgtoml_pg::engine::Engine;
use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions};
use pgtoml_tests::checks::{Check, told};
use pgtoml_tests::servers::{Server, connect, unique};
use pgtoml_tests::starters::{Checks, Ground, Limit, files, folder, limits, names, text};

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(program::pgtoml);

#[test]
fn postgres_15() {
    on_server(15);
}

#[test]
fn postgres_18() {
    on_server(18);
}

#[test]
fn embedded() {
    run("embedded", None, 2);
}

/// Where every check is also tried with something else expected, which must not go unnoticed.
const MUTATED: &str = "18";

fn on_server(major: u32) {
    // Roles belong to the cluster, and other tests have theirs.
    let Some(server) = Server::exclusive(major, &[]) else { return };
    run(&major.to_string(), Some(&server), 4);
}

#[test]
fn they_are_well_formed() {
    for starter in names(&folder("../templates/starters")) {
        let folder = folder("../templates/starters").join(&starter);
        done(&folder, &["fmt", "--check"]);
        done(&folder, &["check"]);
        done(&folder, &["lint", "schema.toml"]);
        assert!(!files(&starter).is_empty(), "{starter} has no checks in tests/starters");
    }
}

/// What is expected of a starter that keeps tenants apart, as `tests/starters/proven.toml` says it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Proven {
    accepted: Vec<String>,
    mutants: usize,
}

#[test]
fn tenants_are_kept_apart() {
    let Some(server) = Server::exclusive(18, &[]) else { return };
    let text = std::fs::read_to_string(folder("starters/proven.toml")).expect("proven.toml");
    let all: BTreeMap<String, Proven> = toml::from_str(&text).expect("proven.toml");
    let mut wrong = Vec::new();
    for (starter, wanted) in all.iter().filter(|(starter, _)| starter.starts_with(&filter())) {
        let begun = Instant::now();
        let folder = folder("../templates/starters").join(starter);
        let mut words = vec!["rls", "prove", "--format", "json", "--scratch", &server.url];
        words.extend((wanted.mutants == 0).then_some("--no-mutants"));
        let said = done(&folder, &words);
        let report: serde_json::Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}\n{said}"));
        let accepted = report["accepted"].as_array().into_iter().flatten();
        let accepted: std::collections::BTreeSet<&str> = accepted.filter_map(|one| one["through"].as_str()).collect();
        if accepted.iter().copied().ne(wanted.accepted.iter().map(String::as_str)) {
            wrong.push(format!("{starter}: accepted are {accepted:?}"));
        }
        let count = |value: &serde_json::Value| value.as_u64().and_then(|count| usize::try_from(count).ok());
        let mutants = &report["mutants"];
        if count(&report["attacks"]).is_none_or(|count| count < 200)
            || count(&mutants["all"]).is_none_or(|all| all < wanted.mutants)
        {
            wrong.push(format!("{starter}: {} attacks, {} mutants", report["attacks"], mutants["all"]));
        }
        say(&format!(
            "  {starter}: {} attacks, {} mutants in {}",
            report["attacks"],
            mutants["all"],
            seconds(begun.elapsed())
        ));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn checks_can_fail_and_limits_name_them() {
    let limits = limits();
    let mut used = vec![false; limits.len()];
    let mut wrong = Vec::new();
    for starter in names(&folder("starters")) {
        for (file, checks) in files(&starter) {
            let mut notes: Vec<&str> = checks.checks.iter().map(|check| check.note.as_str()).collect();
            notes.sort_unstable();
            wrong.extend(
                notes
                    .windows(2)
                    .filter(|two| two[0] == two[1])
                    .map(|two| format!("{starter}/{file}: `{}` twice", two[0])),
            );
            for check in &checks.checks {
                wrong.extend(check.flaw().map(|flaw| format!("{starter}/{file}: {}: {flaw}", check.note)));
                for (limit, used) in limits.iter().zip(&mut used) {
                    *used |= limit.names(&starter, &file, &check.note);
                }
            }
        }
    }
    let unused = limits.iter().zip(used).filter(|(_, used)| !used);
    wrong.extend(
        unused.map(|(limit, _)| format!("limits.toml: nothing is like that in {}: {}", limit.starter, limit.reason)),
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The program with these words, in a folder; what it says, where it succeeds.
fn done(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new(&*PROGRAM);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
    // The password of a seed, which no file may hold.
    command.env_remove("DATABASE_URL").env("PROMPTCRAFT_DEMO_PASSWORD", "correct horse");
    let output = command.args(words).current_dir(folder).output().expect("the program runs");
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{}: pgtoml {}\n{said}", folder.display(), words.join(" "));
    said
}

/// All starters on one server, a few at a time.
fn run(on: &str, server: Option<&Server>, workers: usize) {
    let begun = Instant::now();
    let _ = &*PROGRAM;
    let mut todo = names(&folder("starters"));
    todo.reverse();
    let (todo, results) = (Mutex::new(todo), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let Some(starter) = todo.lock().expect("the list").pop() else { return };
                    let result = one(on, server, &starter);
                    results.lock().expect("the results").push(result);
                }
            });
        }
    });
    let results = results.into_inner().expect("the results");
    let count: usize = results.iter().map(|result| result.count).sum();
    let left_out: usize = results.iter().map(|result| result.left_out).sum();
    let wrong: Vec<String> = results.into_iter().flat_map(|result| result.wrong).collect();
    say(&format!("starters on {on}: {count} checks in {}, {left_out} left out", seconds(begun.elapsed())));
    assert!(count > 0, "no file begins with `{}` in tests/starters", filter());
    assert!(wrong.is_empty(), "\n{}\n\n{} of {count} checks failed on {on}", wrong.join("\n"), wrong.len());
}

fn filter() -> String {
    std::env::var("STARTER").unwrap_or_default()
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f32())
}

/// For whoever runs the tests: the harness catches what the print macros write.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

#[derive(Default)]
struct Outcome {
    count: usize,
    /// How many the server cannot run.
    left_out: usize,
    wrong: Vec<String>,
}

/// One starter: made by its own files, then used.
fn one(on: &str, server: Option<&Server>, starter: &str) -> Outcome {
    let limits: Vec<Limit> = limits().into_iter().filter(|limit| limit.on.iter().any(|known| known == on)).collect();
    let limited = |file: &str, note: &str| limits.iter().any(|limit| limit.names(starter, file, note));
    let mut result = Outcome::default();
    let mut grounds: BTreeMap<Ground, Vec<(String, Vec<Check>)>> = BTreeMap::new();
    for (file, mut checks) in files(starter) {
        if !format!("{starter}/{file}").starts_with(&filter()) {
            continue;
        }
        // Who has one connection has one session.
        let alone = |check: &Check| server.is_none() && check.sessions.is_some();
        let mut left = std::mem::take(&mut checks.checks);
        let all = left.len();
        left.retain(|check| !alone(check) && !limited(&file, &check.note));
        result.left_out += all - left.len();
        if !left.is_empty() {
            let Checks { schema, seeds, emit, seed, .. } = checks;
            grounds.entry(Ground { schema, seeds, emit, seed }).or_default().push((file, left));
        }
    }
    let mut made: Option<Made> = None;
    for (ground, files) in grounds {
        // Those that begin alike follow each other.
        if made.as_ref().is_none_or(|made| made.schema != ground.schema || made.seeds != ground.seeds) {
            made = Some(Made::new(server, starter, &ground));
        }
        let Some(made) = &made else { continue };
        let begun = Instant::now();
        let seeded = made.seeded(starter, &ground);
        let filled = begun.elapsed();
        let alone =
            files.len() == 1 && files.iter().all(|(_, checks)| checks.iter().all(|check| check.sessions.is_none()));
        for (file, checks) in files {
            // A file that nobody shares rows with takes the database itself.
            let database = if alone { seeded.clone() } else { made.copy(&seeded) };
            let place = format!("tests/starters/{starter}/{file}.toml");
            let url = made.url(&database);
            let mut client = connect(&url);
            let mut run = |check: &Check| {
                if client.is_closed() {
                    client = connect(&url);
                }
                match check.sessions {
                    // What they commit is nothing that other checks should see.
                    Some(_) => check.run_at_once(&made.url(&made.copy(&seeded))),
                    None => check.run(&mut client),
                }
            };
            for check in &checks {
                result.wrong.extend(run(check).err().map(|wrong| check.report(&place, &wrong)));
                for mutant in check.mutants().iter().filter(|_| on == MUTATED) {
                    let Err(wrong) = run(mutant) else {
                        result.wrong.push(format!("{place}: {}: it cannot fail: {mutant:?}", check.note));
                        continue;
                    };
                    let report = mutant.report(&place, &wrong);
                    let named = [&place, &check.note, &check.role, "expected", "found", &wrong.expected, &wrong.found];
                    assert!(named.iter().all(|word| report.contains(*word)), "{report}");
                }
            }
            result.count += checks.len();
        }
        let rows: Vec<&str> = ground.seeds.iter().chain(&ground.seed).map(String::as_str).collect();
        say(&format!(
            "  {starter} on {on}, {}: made in {}, rows in {}, checks in {}",
            rows.join(" + "),
            seconds(made.took),
            seconds(filled),
            seconds(begun.elapsed() - filled)
        ));
    }
    result
}

/// A starter in a database.
struct Made<'a> {
    server: Option<&'a Server>,
    schema: String,
    seeds: Vec<String>,
    engine: Option<Embedded>,
    /// What `init` wrote, and the embedded database.
    folder: tempfile::TempDir,
    database: String,
    took: Duration,
}

impl<'a> Made<'a> {
    /// Written by `init` into an empty folder and applied by the program, after which nothing is left to do, and what is
    /// read back is the same.
    fn new(server: Option<&'a Server>, starter: &str, ground: &Ground) -> Self {
        let begun = Instant::now();
        let folder = tempfile::tempdir().expect("a folder");
        let here = folder.path();
        done(here, &["init", "--starter", starter]);
        let database = server.map_or_else(|| "postgres".to_owned(), |_| unique(starter));
        let (url, scratch) = match server {
            Some(server) => {
                server.execute(&format!("create database {database} template template0"));
                (server.url_of(&database, None), server.url_of("postgres", None))
            }
            None => ("embedded".to_owned(), "embedded".to_owned()),
        };
        let mut apply = vec!["apply", "--yes", "--scratch", &scratch, "-f", &ground.schema];
        if server.is_none() && !ground.seeds.is_empty() {
            // The command that `init` shows: which database and which rows, the starter says.
            apply.extend(["--env", "development"]);
        } else {
            apply.extend(["--db", &url]);
            apply.extend(ground.seeds.iter().flat_map(|set| ["--seed", set]));
        }
        done(here, &apply);
        let again = done(here, &apply);
        assert!(again.contains("nothing to do"), "{starter}: {again}");
        if ground.seeds.is_empty() {
            done(here, &["import", &url, "-o", "imported.toml"]);
            for (from, to) in [(url.as_str(), "imported.toml"), ("imported.toml", &ground.schema)] {
                let said =
                    done(here, &["diff", "--from", from, "--to", to, "--format", "human", "--scratch", &scratch]);
                // What is imported has no rows.
                let last = said.trim_end().lines().next_back().unwrap_or_default();
                let rows = from == "imported.toml" && last.starts_with("insert ") && !last.contains([',', ';']);
                assert!(last == "0 differences" || rows, "{starter}, {from} to {to}: {said}");
            }
        }
        let engine = server.is_none().then(|| {
            let path = here.join(".pgtoml/pgdata");
            Embedded::open(&path, &EmbeddedOptions::default()).unwrap_or_else(|error| panic!("{starter}: {error}"))
        });
        let Ground { schema, seeds, .. } = ground.clone();
        Self { server, schema, seeds, engine, folder, database, took: begun.elapsed() }
    }

    fn url(&self, database: &str) -> String {
        match (self.server, &self.engine) {
            (Some(server), _) => server.url_of(database, None),
            (None, Some(engine)) => engine.target(database).redacted(),
            (None, None) => unreachable!("it is made in one of them"),
        }
    }

    /// A new database that is like another.
    fn copy(&self, of: &str) -> String {
        let name = unique("copy");
        // The embedded server makes the starter in `postgres`, to which nobody may be connected now.
        let mut client = connect(&self.url("template1"));
        client.batch_execute(&format!("create database {name} template {of}")).unwrap_or_else(|error| {
            panic!("{of}: {}", told(&error));
        });
        name
    }

    /// A database with the rows that checks need.
    fn seeded(&self, starter: &str, ground: &Ground) -> String {
        let database = self.copy(&self.database);
        let url = self.url(&database);
        let mut client = connect(&url);
        for words in &ground.emit {
            let words: Vec<&str> = ["-f", &ground.schema].into_iter().chain(words.iter().map(String::as_str)).collect();
            let sql = done(self.folder.path(), &words);
            client.batch_execute(&sql).unwrap_or_else(|error| panic!("{starter}, {words:?}: {}", told(&error)));
        }
        for file in &ground.seed {
            let sql = text(&folder("starters").join(starter).join(file));
            client.batch_execute(&sql).unwrap_or_else(|error| panic!("{starter}/{file}: {}", told(&error)));
        }
        if ground.seed.iter().any(|file| file == "load.sql") {
            // Plans depend on statistics and on what is known to be visible.
            client.batch_execute("vacuum analyze").unwrap_or_else(|error| panic!("{starter}: {}", told(&error)));
        }
        database
    }
}
