//! What `tests/starters` holds: checks of every starter, and what a server cannot run of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::checks::Check;

/// A file of checks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checks {
    /// The root file of the starter that makes the database.
    #[serde(default = "schema")]
    pub schema: String,
    /// Sets of seeds of that file, which are put in twice: the second time there is nothing to do.
    #[serde(default)]
    pub seeds: Vec<String>,
    /// Words of the program that print SQL, which is run as superuser: jobs and partitions that the database keeps itself.
    #[serde(default)]
    pub emit: Vec<Vec<String>>,
    /// Files of SQL beside the checks, run as superuser.
    #[serde(default = "seed")]
    pub seed: Vec<String>,
    /// In the order of the file.
    pub checks: Vec<Check>,
}

/// What a database holds before the checks.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
pub struct Ground {
    /// As in [`Checks`].
    pub schema: String,
    /// As in [`Checks`].
    pub seeds: Vec<String>,
    /// As in [`Checks`].
    pub emit: Vec<Vec<String>>,
    /// As in [`Checks`].
    pub seed: Vec<String>,
}

fn schema() -> String {
    "schema.toml".to_owned()
}

fn seed() -> Vec<String> {
    vec!["seed.sql".to_owned()]
}

/// What a server cannot run.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// `15`, `18` or `embedded`.
    pub on: Vec<String>,
    /// Its name.
    pub starter: String,
    /// A file without its ending; all of them where it is absent.
    pub file: Option<String>,
    /// Notes of that file; all of its checks where it is absent.
    pub notes: Option<Vec<String>>,
    /// Why, for whoever reads what is skipped.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    limits: Vec<Limit>,
}

impl Limit {
    /// Whether it is about a check.
    pub fn names(&self, starter: &str, file: &str, note: &str) -> bool {
        self.starter == starter
            && self.file.as_ref().is_none_or(|known| known == file)
            && self.notes.as_ref().is_none_or(|notes| notes.iter().any(|known| known == note))
    }
}

/// Where the repository keeps something.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The folders in a folder, by name.
pub fn names(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let folders = entries.map(|entry| entry.expect("an entry")).filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(!names.is_empty(), "{} is empty", root.display());
    names
}

/// A file of the repository.
pub fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `limits.toml`.
pub fn limits() -> Vec<Limit> {
    toml::from_str::<Limits>(&text(&folder("starters/limits.toml"))).expect("limits.toml").limits
}

/// The files of checks of a starter, by name without ending.
pub fn files(starter: &str) -> BTreeMap<String, Checks> {
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
