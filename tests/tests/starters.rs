//! Every starter in `templates/starters/` as a person uses it: checked, linted, made in an empty database, after which
//! nothing is left to do, with its seeds too; and `import` has all of it.

mod program;

use std::path::{Path, PathBuf};
use std::process::Command;

use pgtoml_tests::servers::Server;

/// The program with these words, in a folder.
fn pgtoml(folder: &Path, words: &[&str]) -> (bool, String) {
    let mut command = Command::new(program::pgtoml());
    // What the seeds of a starter need.
    command.env("PROMPTCRAFT_DEMO_PASSWORD", "correct horse").env_remove("DATABASE_URL");
    let output = command.args(words).current_dir(folder).output().expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// What it says, where it succeeds.
fn done(folder: &Path, words: &[&str]) -> String {
    let (success, said) = pgtoml(folder, words);
    assert!(success, "{}: pgtoml {}\n{said}", folder.display(), words.join(" "));
    said
}

fn starters() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/starters");
    let entries = std::fs::read_dir(&root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    assert!(!folders.is_empty(), "{} is empty", root.display());
    folders
}

#[test]
fn they_are_well_formed() {
    for folder in starters() {
        assert!(folder.join("README.md").exists(), "{} has no README.md", folder.display());
        done(&folder, &["fmt", "--check"]);
        done(&folder, &["check"]);
        done(&folder, &["lint", "schema.toml"]);
    }
}

#[test]
fn they_are_made_and_read_back() {
    let Some(server) = Server::get(18) else { return };
    let home = tempfile::tempdir().expect("a folder");
    for folder in starters() {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let database = server.database(&name);
        let (scratch, url) = (server.url_of("postgres", None), database.url.as_str());
        let here = ["--db", url, "--scratch", &scratch];
        done(&folder, &[&["apply", "--yes"], &here[..]].concat());
        let again = done(&folder, &[&["plan"], &here[..]].concat());
        assert!(again.contains("0 differences"), "{name}: {again}");
        let file = home.path().join(format!("{name}.toml"));
        let file = file.to_str().expect("a path");
        done(&folder, &["import", url, "-o", file]);
        let said = done(&folder, &["diff", "--from", url, "--to", file, "--exit-code", "--scratch", &scratch]);
        assert!(said.contains("0 differences"), "{name}, {url} to {file}: {said}");
        // What is imported is the schema; the rows of the starter are all that it has besides.
        let said =
            done(&folder, &["diff", "--from", file, "--to", "schema.toml", "--format", "json", "--scratch", &scratch]);
        let report: serde_json::Value =
            serde_json::Deserializer::from_str(&said).into_iter().next().expect("a report").expect("JSON");
        let steps = report["steps"].as_array().expect("steps");
        let of_schema: Vec<_> = steps.iter().filter(|step| step.get("rows").is_none()).collect();
        assert!(
            of_schema.is_empty() && report.get("refused").is_none(),
            "{name}, {file} to schema.toml: {of_schema:#?}"
        );
        if std::fs::read_to_string(folder.join("schema.toml")).expect("a text").contains("[seeds.demo]") {
            let seeded = [&here[..], &["--seed", "demo"]].concat();
            let said = done(&folder, &[&["apply", "--yes"], &seeded[..]].concat());
            assert!(said.contains("insert"), "{name}: {said}");
            let again = done(&folder, &[&["plan"], &seeded[..]].concat());
            assert!(again.contains("0 differences"), "{name}: {again}");
        }
    }
}
