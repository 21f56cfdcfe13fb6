//! Cases in folders: `tests/cases/<kind>/<case>/`, each a change that is proven in both directions on live servers.
//!
//! - `old.toml`, `new.toml`: the two schemas. One that is missing stands for an empty database.
//! - `seed.sql`: rows for the database of `old`; for that of `new` too unless there is a `seed_new.sql`.
//! - `before.sql`: what is there before and belongs to somebody else.
//! - `case.toml`: what is special, as [`Case`] has it. Most cases have none.
//! - `plan.sql`, `back.sql`: the plans from old to new and back, as the newest server gets them. `BLESS=1` writes them.
//!
//! A new case is a new folder. A complete run proves it on the newest major and on an older one. `CASE=enum/add` runs the
//! cases whose names begin like that on every server; a comma separates several, and `CASE=` is all of them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pgtoml_pg::scratch::Scratch;
use serde::Deserialize;

use crate::servers::{MAJORS, skip};

pub(crate) mod database;
mod limited;
mod proof;

pub use database::{Host, load};
pub use limited::run as run_limited;

/// What `case.toml` can say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Case {
    /// `kind/case`.
    #[serde(skip)]
    pub name: String,
    /// Its folder.
    #[serde(skip)]
    pub folder: PathBuf,
    /// What a reader of the case must know.
    pub note: String,
    /// The oldest major that knows what the case is about.
    pub min: Option<u32>,
    /// The newest major on which it is as the case says.
    pub max: Option<u32>,
    /// Why the embedded server can't do it.
    pub not_embedded: Option<String>,
    /// Roles that exist before; their names begin with `case_` and no other case has them.
    pub roles: Vec<String>,
    /// Extensions that the server must have at hand.
    pub extensions: Vec<String>,
    /// From old to new.
    pub forward: Direction,
    /// From new to old.
    pub back: Direction,
}

/// What is special about one direction.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Direction {
    /// Refusing is the right answer, for a reason that holds this text.
    pub refused: Option<String>,
    /// What stays loses something by it, and the plan says so.
    pub loses: bool,
    /// What PostgreSQL can't change in place: keys of `judge::identities`, as `type public.status`.
    pub anew: Vec<String>,
    /// Columns whose values become other ones, as `public.t.c`.
    pub changes: Vec<String>,
    /// Tables whose rows go, as `public.t`.
    pub empties: Vec<String>,
}

impl Case {
    /// All cases, by name; those that `CASE` names, if it is set.
    pub fn all() -> Vec<Case> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
        let wanted = std::env::var("CASE").unwrap_or_default();
        let mut cases = Vec::new();
        for kind in folders(&root) {
            for folder in folders(&kind) {
                let name = folder.strip_prefix(&root).unwrap_or(&folder).to_string_lossy().into_owned();
                if wanted.split(',').any(|wanted| name.starts_with(wanted)) {
                    cases.push(Case::open(name, folder));
                }
            }
        }
        assert!(!cases.is_empty(), "no case begins with `{wanted}` in {}", root.display());
        cases
    }

    fn open(name: String, folder: PathBuf) -> Case {
        let known =
            ["old.toml", "new.toml", "before.sql", "seed.sql", "seed_new.sql", "case.toml", "plan.sql", "back.sql"]
                .map(|file| folder.join(file));
        for file in files(&folder) {
            let body = file.extension().is_some_and(|ending| ending == "body");
            assert!(body || known.contains(&file), "{}: no such file belongs to a case", file.display());
        }
        let text = std::fs::read_to_string(folder.join("case.toml")).unwrap_or_default();
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
        Case { name, folder, ..case }
    }

    pub(crate) fn text(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.join(file)).ok()
    }

    /// Majors that know what it is about.
    fn able(&self) -> Vec<u32> {
        let majors = MAJORS.iter().map(|(major, _)| *major);
        majors
            .filter(|major| self.min.is_none_or(|min| *major >= min) && self.max.is_none_or(|max| *major <= max))
            .collect()
    }

    /// The majors on which a complete run proves it: the newest that can, and one of the older ones, by its name.
    pub fn majors(&self) -> Vec<u32> {
        let mut able = self.able();
        let newest = able.pop();
        let sum: usize = self.name.bytes().map(usize::from).sum();
        let older = (!able.is_empty()).then(|| able[sum % able.len()]);
        older.into_iter().chain(newest).collect()
    }

    /// Whether the case is not for this server; that is no skip, because another server has it.
    fn elsewhere(&self, host: &Host) -> bool {
        !self.able().contains(&host.major) || (host.embedded && self.not_embedded.is_some())
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = found.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    found
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_file()).collect()
}

/// Proves cases on the servers that `host` starts, one for each of `workers` threads. Panics with all failures.
///
/// The embedded server takes ten times as long for a case, and another server has its version: it gets the first of each
/// kind, or those that `CASE` names.
pub fn run(workers: usize, host: impl Fn() -> Host + Sync) {
    let due = |case: &Case, first: bool, host: &Host| {
        chosen() || if host.embedded { first } else { case.majors().contains(&host.major) }
    };
    each(workers, host, due, proof::prove);
}

/// Whether somebody wants to see certain cases.
fn chosen() -> bool {
    std::env::var_os("CASE").is_some()
}

/// Hands every case that is `due` on a host, where it is told which is the first of its kind, to `attempt`.
fn each(
    workers: usize,
    host: impl Fn() -> Host + Sync,
    due: impl Fn(&Case, bool, &Host) -> bool + Sync,
    attempt: impl Fn(&Case, &Host, &mut Scratch) -> Result<(), String> + Sync,
) {
    let cases = Case::all();
    let kind = |index: usize| cases[index].name.split('/').next();
    let first = |index: usize| index == 0 || kind(index) != kind(index - 1);
    let next = AtomicUsize::new(0);
    let failures: Mutex<Vec<(String, String)>> = Mutex::default();
    let ran = AtomicUsize::new(0);
    let name = std::thread::current().name().unwrap_or("cases").to_owned();
    std::thread::scope(|scope| {
        for _ in 0..workers.min(cases.len()) {
            let work = || {
                let host = host();
                let mut scratch = host.scratch();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(case) = cases.get(index) else { break };
                    if case.elsewhere(&host) || !due(case, first(index), &host) {
                        continue;
                    }
                    if let Some(missing) = case.extensions.iter().find(|name| !host.extensions.contains(name.as_str()))
                    {
                        skip(&format!("{}: PostgreSQL {} has no extension {missing}", case.name, host.major));
                        continue;
                    }
                    ran.fetch_add(1, Ordering::Relaxed);
                    if let Err(failure) = attempt(case, &host, &mut scratch) {
                        let mut failures = failures.lock().unwrap_or_else(|broken| broken.into_inner());
                        failures.push((case.name.clone(), failure));
                    }
                }
            };
            // The name tells the reader of a message which test it is from.
            let spawned = std::thread::Builder::new().name(name.clone()).spawn_scoped(scope, work);
            spawned.unwrap_or_else(|error| panic!("a thread: {error}"));
        }
    });
    let mut failures = failures.into_inner().unwrap_or_else(|broken| broken.into_inner());
    failures.sort();
    let ran = ran.into_inner();
    if failures.is_empty() {
        let _ = writeln!(std::io::stdout(), "{name}: {ran} of {} cases, the others are for other servers", cases.len());
        return;
    }
    let names: Vec<&str> = failures.iter().map(|(name, _)| name.as_str()).collect();
    let texts: Vec<&str> = failures.iter().map(|(_, text)| text.as_str()).collect();
    panic!("{}\n{} of {ran} cases failed: {}", texts.join("\n"), failures.len(), names.join(" "));
}
