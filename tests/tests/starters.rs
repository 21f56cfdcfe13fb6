//! Every starter of `templates/starters/` as a person uses it: written by `init`, checked, linted, made in an empty
//! database, after which nothing is left to do, and `import` has all of it. Then it does what its documents say:
//! `tests/starters/<name>/NN_topic.toml`, each a file of [`Checks`], in a database of its own.
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
use serde::Deserialize;

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(program::pgtoml);

/// A file of checks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checks {
    /// The root file of the starter that makes the database.
    #[serde(default = "schema")]
    schema: String,
    /// Sets of seeds of that file, which are put in twice.
    #[serde(default)]
    seeds: Vec<String>,
    /// Files of SQL beside the checks, run as superuser.
    #[serde(default = "seed")]
    seed: Vec<String>,
    checks: Vec<Check>,
}

/// What a database holds before the checks.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Ground {
    schema: String,
    seeds: Vec<String>,
    seed: Vec<String>,
}

fn schema() -> String {
    "schema.toml".to_owned()
}

fn seed() -> Vec<String> {
    vec!["seed.sql".to_owned()]
}

/// What a server cannot run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limit {
    /// `15`, `18` or `embedded`.
    on: Vec<String>,
    starter: String,
    /// A file without its ending; all of them where it is absent.
    file: Option<String>,
    /// Notes of that file; all of its checks where it is absent.
    notes: Option<Vec<String>>,
    /// Why, for whoever reads what is skipped.
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    limits: Vec<Limit>,
}

impl Limit {
    fn names(&self, starter: &str, file: &str, note: &str) -> bool {
        self.starter == starter
            && self.file.as_ref().is_none_or(|known| known == file)
            && self.notes.as_ref().is_none_or(|notes| notes.iter().any(|known| known == note))
    }
}

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

/// Where the repository keeps something.
fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The folders in a folder.
fn names(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let folders = entries.map(|entry| entry.expect("an entry")).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(!names.is_empty(), "{} is empty", root.display());
    names
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn limits() -> Vec<Limit> {
    toml::from_str::<Limits>(&text(&folder("starters/limits.toml"))).expect("limits.toml").limits
}

/// The files of checks of a starter, by name without ending.
fn files(starter: &str) -> BTreeMap<String, Checks> {
    let folder = folder("starters").join(starter);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let tomls = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let read = tomls.map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        (name, toml::from_str(&text(&path)).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    });
    read.collect()
}

/// The program with these words, in a folder; what it says, where it succeeds.
fn done(folder: &Path, words: &[&str]) -> String {
    let mut command = Command::new(&*PROGRAM);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
    let output = command.env_remove("DATABASE_URL").args(words).current_dir(folder).output().expect("the program runs");
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
    let wrong: Vec<String> = results.into_iter().flat_map(|result| result.wrong).collect();
    say(&format!("starters on {on}: {count} checks in {}", seconds(begun.elapsed())));
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
        left.retain(|check| !alone(check) && !limited(&file, &check.note));
        if !left.is_empty() {
            let Checks { schema, seeds, seed, .. } = checks;
            grounds.entry(Ground { schema, seeds, seed }).or_default().push((file, left));
        }
    }
    let mut made: Option<(String, Made)> = None;
    for (ground, files) in grounds {
        // The grounds of one schema follow each other.
        if made.as_ref().is_none_or(|(schema, _)| *schema != ground.schema) {
            made = Some((ground.schema.clone(), Made::new(server, starter, &ground.schema)));
        }
        let Some((_, made)) = &made else { continue };
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
        say(&format!(
            "  {starter} on {on}, {}: made in {}, rows in {}, checks in {}",
            ground.seed.join(" + "),
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
    engine: Option<Embedded>,
    /// What `init` wrote, and the embedded database.
    folder: tempfile::TempDir,
    database: String,
    took: Duration,
}

impl<'a> Made<'a> {
    /// Written by `init` into an empty folder, applied by the program; nothing is left to do, and what is read back is the
    /// same.
    fn new(server: Option<&'a Server>, starter: &str, schema: &str) -> Self {
        let begun = Instant::now();
        let folder = tempfile::tempdir().expect("a folder");
        done(folder.path(), &["init", "--starter", starter]);
        let database = server.map_or_else(|| "postgres".to_owned(), |_| unique(starter));
        let scratch = server.map_or_else(|| "embedded".to_owned(), |server| server.url_of("postgres", None));
        let url = match server {
            Some(server) => {
                server.execute(&format!("create database {database} template template0"));
                server.url_of(&database, None)
            }
            None => "embedded".to_owned(),
        };
        let here = ["--db", &url, "--scratch", &scratch, "-f", schema];
        done(folder.path(), &[&["apply", "--yes"], &here[..]].concat());
        let again = done(folder.path(), &[&["apply", "--yes"], &here[..]].concat());
        assert!(again.contains("nothing to do"), "{starter}: {again}");
        done(folder.path(), &["import", &url, "-o", "imported.toml"]);
        // Not from the imported file to the other: that one has rows besides, which would be inserted.
        for (from, to) in [(url.as_str(), "imported.toml"), (schema, "imported.toml")] {
            let said = done(folder.path(), &["diff", "--from", from, "--to", to, "--exit-code", "--scratch", &scratch]);
            assert!(said.contains("0 differences"), "{starter}, {from} to {to}: {said}");
        }
        let engine = server.is_none().then(|| {
            let path = folder.path().join(".pgtoml/pgdata");
            Embedded::open(&path, &EmbeddedOptions::default()).unwrap_or_else(|error| panic!("{starter}: {error}"))
        });
        Self { server, engine, folder, database, took: begun.elapsed() }
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
        for set in &ground.seeds {
            let words = ["data", "seed", set, "--db", &url, "-f", &ground.schema];
            done(self.folder.path(), &words);
            let again = done(self.folder.path(), &words);
            assert!(again.contains("nothing to do"), "{starter}, seeds {set} a second time: {again}");
        }
        let mut client = connect(&url);
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
