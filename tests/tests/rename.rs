//! Names of the starters get others. Each alone: what is written is read without a new problem, and a migration from before
//! renames and loses nothing. One after the other: PostgreSQL takes what comes of it.
//!
//! `RENAME=all` takes every name, not a part of them.

mod program;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use pgtoml::compare::{Nobody, State, compare};
use pgtoml::diagnostic::SourceFile;
use pgtoml::edit::rename::{Change, rename};
use pgtoml::model::{Id, Model};
use pgtoml::read::{Loaded, gather};
use pgtoml_tests::starters::{folder, names, text};

/// One name in so many is tried; all of them where there are few of a kind.
const EVERY: usize = 9;

fn all() -> bool {
    std::env::var("RENAME").is_ok_and(|word| word == "all")
}

struct Project {
    files: Vec<SourceFile>,
    loaded: Loaded,
}

impl Project {
    fn starter(name: &str) -> Self {
        let mut files = Vec::new();
        gathered(&folder("../templates/starters").join(name), "", &mut files);
        Self::new(files)
    }

    fn new(files: Vec<SourceFile>) -> Self {
        let loaded = gather("schema.toml", &files);
        assert!(!loaded.has_errors(), "{:?}", loaded.diagnostics);
        Self { files, loaded }
    }

    /// What the files themselves give a name, in the order of the model.
    fn named(&self) -> Vec<Id> {
        let given = |id: &&Id| {
            let made = self.loaded.origins.contains_key(*id) || self.loaded.scope.unnamed.contains(*id);
            !made && self.loaded.places.get(*id).is_some_and(|place| place.key.end > 0)
        };
        self.loaded.model.objects.keys().filter(given).cloned().collect()
    }

    fn rename(&self, id: &Id, base: Option<&Model>) -> Result<Vec<Change>, String> {
        let place = self.loaded.places[id].key;
        let known = |file: &&SourceFile| self.loaded.files.iter().any(|known| known.name == file.name);
        let bodies: Vec<SourceFile> = self.files.iter().filter(|file| !known(file)).cloned().collect();
        let new: String = format!("re_{}", id.name.as_str()).chars().take(60).collect();
        rename(&self.loaded, &bodies, base, (place.file, place.start as usize), &new)
    }

    fn with(&self, changes: &[Change]) -> Self {
        let mut files = self.files.clone();
        let mut changes: Vec<&Change> = changes.iter().collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.range.start));
        for change in changes {
            let file = files.iter_mut().find(|file| file.name == change.file).unwrap();
            file.text.replace_range(change.range.clone(), &change.text);
        }
        Self::new(files)
    }
}

fn gathered(at: &Path, within: &str, found: &mut Vec<SourceFile>) {
    let mut paths: Vec<_> = std::fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = format!("{within}{}", path.file_name().unwrap().to_string_lossy());
        match path.is_dir() {
            true => gathered(&path, &format!("{name}/"), found),
            false => found.push(SourceFile { name, text: text(&path) }),
        }
    }
}

/// A reason that says what else goes by the name, or why nobody can tell.
fn reasoned(reason: &str) -> bool {
    ["something else in the files goes by this name", "where it cannot be told whether", "says how it is called"]
        .iter()
        .any(|words| reason.contains(words))
        || ["nothing stands here", "is no name but a word", "is not chosen here"]
            .iter()
            .any(|words| reason.contains(words))
}

#[test]
fn each_alone_is_renamed_and_nothing_is_lost() {
    let (mut tried, mut done) = (0, 0);
    let mut refused: BTreeMap<String, usize> = BTreeMap::new();
    for starter in names(&folder("../templates/starters")) {
        let project = Project::starter(&starter);
        let before = project.loaded.diagnostics.len();
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        for id in project.named() {
            let count = counts.entry(id.tag).or_default();
            *count += 1;
            if !all() && *count % EVERY != 1 {
                continue;
            }
            tried += 1;
            let changes = match project.rename(&id, Some(&project.loaded.model)) {
                Ok(changes) => changes,
                Err(reason) => {
                    assert!(reasoned(&reason), "{starter}: {id}: {reason}");
                    if all() {
                        println!("  {starter}: {id}: {reason}");
                    }
                    *refused.entry(id.tag.noun().to_lowercase()).or_default() += 1;
                    continue;
                }
            };
            done += 1;
            let after = project.with(&changes);
            assert_eq!(after.loaded.diagnostics.len(), before, "{starter}: {id}: {:?}", after.loaded.diagnostics);
            assert_eq!(after.loaded.model.objects.len(), project.loaded.model.objects.len(), "{starter}: {id}");
            let (old, new) = (State::declared(&project.loaded), State::declared(&after.loaded));
            let outcome = compare(old, new, &mut Nobody).unwrap();
            let lost: Vec<_> = outcome.report.steps.iter().filter_map(|step| step.allow.as_ref()).collect();
            assert!(lost.is_empty() && outcome.plan.refused.is_empty(), "{starter}: {id}: {lost:?}");
            let renames = outcome.report.steps.iter().any(|step| step.sql.contains(" RENAME "));
            let holds = id.tag.info().holds_rows || id.tag.info().part;
            assert!(renames || !holds, "{starter}: {id}: {:?}", outcome.report.steps);
        }
    }
    println!("{done} of {tried} names, refused: {refused:?}");
    assert!(done * 10 > tried * 7, "{done} of {tried}");
}

#[test]
fn one_after_the_other_postgres_takes_them() {
    let program = program::pgtoml();
    for starter in names(&folder("../templates/starters")) {
        if !all() && starter != "agentic-workspace" {
            continue;
        }
        let mut project = Project::starter(&starter);
        let (mut done, mut left) = (0, Vec::new());
        loop {
            let next =
                project.named().into_iter().find(|id| !id.name.as_str().starts_with("re_") && !left.contains(id));
            let Some(id) = next else { break };
            match project.rename(&id, None) {
                Ok(changes) => {
                    project = project.with(&changes);
                    done += 1;
                }
                Err(_) => left.push(id),
            }
        }
        assert!(done > left.len() * 5, "{starter}: {done} renamed, {} left", left.len());
        let home = std::env::temp_dir().join(format!("pgtoml-rename-{}-{starter}", std::process::id()));
        for file in &project.files {
            let path = home.join(&file.name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, &file.text).unwrap();
        }
        let mut apply = Command::new(&program);
        apply.args(["apply", "--db", "embedded", "--yes"]).current_dir(&home).env_remove("DATABASE_URL");
        let output = apply.output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        std::fs::remove_dir_all(&home).unwrap();
        assert!(output.status.success() && said.contains("the database is what the file says"), "{starter}\n{said}");
        println!("{starter}: {done} renamed, {} left as they are", left.len());
    }
}
