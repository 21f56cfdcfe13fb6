//! `cargo xtask demo`: what a newcomer does first, from schema.toml to a real database and its diagram.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::run::{begin, end, indent, title};
use crate::{cargo, root, target_dir};

/// How many lines of a longer output are shown of its beginning and of its end.
const BEGIN: usize = 36;
const END: usize = 8;

pub fn run() -> Result<bool, String> {
    let binary = build()?;
    let out = target_dir().join("demo");
    // A demo begins with nothing, the second time too. The database lies beside the file that describes it, so the
    // demo takes a copy, and the person's own `.pgtoml/` is not touched.
    let home = out.join("database");
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    fs::copy(root().join("schema.toml"), home.join("schema.toml")).map_err(|error| format!("schema.toml: {error}"))?;

    let files = ["plan.md", "schema.sql", "schema.svg"].map(|name| out.join(name));
    let [plan, sql, svg] = files.each_ref().map(|file| file.display().to_string());
    // What is asked, the words that ask it, and how many lines of the beginning of the answer are worth showing.
    let steps: [(&str, &[&str], usize); 7] = [
        ("Is schema.toml sound?", &["check"], BEGIN),
        ("What has to happen?", &["plan", "--db", "embedded", "--format", "human", "-o", &plan], BEGIN),
        ("Apply it to PostgreSQL 17, which runs inside pgtoml", &["apply", "--db", "embedded", "--yes"], 0),
        ("What is there now?", &["show", "embedded", "--list"], BEGIN),
        ("Draw it", &["erd", "-o", &svg], BEGIN),
        ("Write its SQL", &["sql", "-o", &sql], BEGIN),
        ("Is the database exactly what the file says?", &["drift", "--db", "embedded"], BEGIN),
    ];
    let begun = Instant::now();
    let mut said = String::new();
    for (what, words, begin) in steps {
        title(&format!("{what}\n  $ pgtoml {}", words.join(" ")));
        said = pgtoml(&binary, &home, words, begin)?;
    }
    title("Written");
    for file in &files {
        let size = fs::metadata(file).map_err(|error| format!("{}: {error}", file.display()))?.len();
        println!("  {}  {} kB", file.display(), size.div_ceil(1024));
    }
    println!("\n{} ({:.1} s)", said.trim(), begun.elapsed().as_secs_f64());
    Ok(true)
}

fn build() -> Result<PathBuf, String> {
    title("Build (the first time takes some minutes)");
    begin("cargo build -p pgtoml-cli");
    let begun = Instant::now();
    // The profile that the tests use too: whoever runs both compiles the embedded PostgreSQL once.
    let output = cargo()
        .args(["build", "--locked", "-p", "pgtoml-cli"])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cargo: {error}"))?;
    end(if output.status.success() { "ok" } else { "FAILED" }, begun.elapsed());
    if !output.status.success() {
        return Err(format!("the build failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(target_dir().join("debug/pgtoml"))
}

/// Runs pgtoml in the demo's folder, its output indented below the command. Returns what it printed.
fn pgtoml(binary: &Path, home: &Path, words: &[&str], begin: usize) -> Result<String, String> {
    let mut command = Command::new(binary);
    command.args(words).current_dir(home).stdin(Stdio::null());
    // A variable of the person's shell must not lead the demo to a real database.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == "DATABASE_URL" || name.starts_with("PG") {
            command.env_remove(&*name);
        }
    }
    let output = command.output().map_err(|error| format!("{}: {error}", binary.display()))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let all = format!("{said}{}", String::from_utf8_lossy(&output.stderr));
    if !all.trim().is_empty() {
        println!("{}", indent(&shortened(all.trim_end(), if output.status.success() { begin } else { usize::MAX })));
    }
    if output.status.success() { Ok(said) } else { Err(format!("`pgtoml {}` failed", words.join(" "))) }
}

/// The beginning and the end of a long text.
fn shortened(text: &str, begin: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if lines.len() <= begin.saturating_add(END) {
        return text.to_owned();
    }
    let (begin, rest) = lines.split_at(begin);
    let (left, end) = rest.split_at(rest.len() - END);
    let left = format!("… {} lines more", left.len());
    begin.iter().chain([&left.as_str()]).chain(end).copied().collect::<Vec<_>>().join("\n")
}
