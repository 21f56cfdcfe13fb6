//! Invariants that are absences, guarded.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).expect("a text");
            found.push((path, text));
        }
    }
    found
}

/// The code of a file, without comments and without the tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn difference_plan_and_rendering_name_no_kind() {
    let core = root().join("crates/pgtoml/src");
    let mut names = Vec::new();
    for tag in pgtoml::kind::Tag::ALL {
        names.push(format!("Tag::{tag:?}"));
        names.push(format!("Body::{tag:?}"));
    }
    let files =
        ["diff.rs", "report.rs", "plan/mod.rs", "plan/graph.rs", "plan/edges.rs", "plan/meta.rs", "plan/nodes.rs"]
            .into_iter()
            .chain(["plan/rebuild.rs", "plan/step.rs", "plan/beside.rs", "plan/casts.rs", "plan/circles.rs"])
            .map(|file| (core.join(file), std::fs::read_to_string(core.join(file)).expect("a source file")))
            .chain(sources(&core.join("render")));
    for (file, text) in files {
        let (file, text) = (file.display(), code(&text));
        for name in &names {
            let named = text.match_indices(name.as_str()).any(|(at, _)| {
                !text[at + name.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
            });
            assert!(!named, "{file} names {name}: what is particular to a kind belongs to its module in kinds/");
        }
    }
}

#[test]
fn the_core_does_no_io() {
    let forbidden = [
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "std::time",
        "std::env",
        "println!",
        "eprintln!",
        ".unwrap()",
    ];
    for (path, text) in sources(&root().join("crates/pgtoml/src")) {
        if path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs") {
            continue;
        }
        let text = code(&text);
        for word in forbidden {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
    }
}

#[test]
fn only_one_crate_speaks_to_servers() {
    for name in ["pgtoml", "pgtoml-cli", "pgtoml-wasm"] {
        let manifest = root().join("crates").join(name).join("Cargo.toml");
        let text = std::fs::read_to_string(manifest).expect("a manifest");
        assert!(!text.lines().any(|line| line.starts_with("postgres")), "{name} depends on postgres");
    }
}

#[test]
fn every_template_belongs_to_a_kind() {
    // What every kind has, what moves rows, and what writes those that a file declares.
    let shared = ["meta", "carry", "data"];
    let known: Vec<&str> = pgtoml::kind::Tag::ALL.iter().map(|tag| tag.info().template).chain(shared).collect();
    for entry in std::fs::read_dir(root().join("templates/sql")).expect("templates") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        assert!(known.contains(&name.as_str()), "{name}.sql is no kind's template");
    }
}
