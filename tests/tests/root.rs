//! The schema.toml at the root, which everyone opens first: it is applied, changes nothing the second time, and comes
//! back from the database as it went in.

mod program;

use std::path::{Path, PathBuf};
use std::process::Command;

use pgtoml_tests::servers::Server;

#[test]
fn embedded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.toml");
    std::fs::write(&file, root()).unwrap();
    round(&file, "embedded");
}

#[test]
fn postgres_18() {
    on(18, &root());
}

/// No pgvector is at hand for 15: the rest of the file must be right there too.
#[test]
fn postgres_15_without_vectors() {
    let text = root().replace("vector(1536)", "real[]").replace("vector = {", "plpgsql = {");
    let mut kept = String::new();
    let mut keep = true;
    for line in text.split_inclusive('\n') {
        if line.starts_with('[') {
            keep = !["chunks_embedding_idx", "functions.search_chunks", "extensions"]
                .iter()
                .any(|name| line.contains(name));
        }
        if keep {
            kept.push_str(line);
        }
    }
    assert!(!kept.contains("vector_cosine_ops") && kept.contains("[views.document_overview]"));
    on(15, &kept);
}

fn on(major: u32, text: &str) {
    let Some(server) = Server::get(major) else { return };
    let database = server.database("root");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.toml");
    std::fs::write(&file, text).unwrap();
    round(&file, &database.url);
    for role in ["knowledge_app", "knowledge_analyst"] {
        server.drop_role(role, &[&database]);
    }
}

fn root() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema.toml");
    std::fs::read_to_string(path).unwrap()
}

fn round(file: &Path, db: &str) {
    let binary = program::pgtoml();
    let run = |words: &[&str]| said(&binary, file, words);
    run(&["apply", "--yes", "--db", db]);
    assert_eq!(run(&["drift", "--db", db]), "0 differences\n");
    assert_eq!(run(&["apply", "--yes", "--db", db]), "nothing to do: the database is what the file says\n");
    run(&["import", db, "-o", "imported.toml"]);
    assert_eq!(run(&["-f", "imported.toml", "drift", "--db", db]), "0 differences\n");
    assert_eq!(run(&["diff", "--from", "imported.toml", "--to", "schema.toml", "--exit-code"]), "");
}

/// What a command prints; it must succeed.
fn said(binary: &PathBuf, file: &Path, words: &[&str]) -> String {
    let mut command = Command::new(binary);
    command.args(words).current_dir(file.parent().unwrap());
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("PG") || name == "DATABASE_URL" {
            command.env_remove(&*name);
        }
    }
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "pgtoml {}: {}\n{complaint}{text}", words.join(" "), output.status);
    text
}
