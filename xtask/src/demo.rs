//! `cargo xtask demo`: what a newcomer does first, from schema.toml to a real database and its diagram.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::run::{begin, end, title};
use crate::{cargo, root, target_dir};

pub fn run() -> Result<bool, String> {
    let binary = build()?;
    let out = target_dir().join("demo");
    // A demo begins with nothing, the second time too. The person's own `.pgtoml/` is not touched.
    let home = out.join("database");
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    }
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    fs::copy(root().join("schema.toml"), home.join("schema.toml"))
        .map_err(|error| format!("schema.toml: {error}"))?;

    let (svg, sql) = (out.join("erd.svg"), out.join("schema.sql"));
    let (svg, sql) = (svg.display().to_string(), sql.display().to_string());
    let steps: [(&str, &[&str]); 7] = [
        ("Is schema.toml well formed?", &["check"]),
        ("What has to happen", &["plan", "--db", "embedded"]),
        (
            "Apply it to PostgreSQL 17, which runs inside pgtoml",
            &["apply", "--yes", "--db", "embedded"],
        ),
        ("What is there now", &["show", "--db", "embedded"]),
        ("Draw it", &["erd", "--format", "svg", "-o", &svg]),
        ("Write its SQL", &["sql", "-o", &sql]),
        (
            "Is the database exactly what the file says?",
            &["drift", "--db", "embedded"],
        ),
    ];
    let begun = Instant::now();
    for (what, words) in steps {
        title(&format!("{what}\n  $ pgtoml {}", words.join(" ")));
        if !pgtoml(&binary, &home, words)? {
            return Err(format!("`pgtoml {}` failed", words.join(" ")));
        }
    }
    title("Written");
    for file in [&svg, &sql] {
        let size = fs::metadata(file)
            .map_err(|error| format!("{file}: {error}"))?
            .len();
        println!("  {file}  {} kB", size.div_ceil(1024));
    }
    println!("\n0 differences ({:.1} s)", begun.elapsed().as_secs_f64());
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
    end(
        if output.status.success() {
            "ok"
        } else {
            "FAILED"
        },
        begun.elapsed(),
    );
    if !output.status.success() {
        return Err(format!(
            "the build failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    Ok(target_dir().join("debug/pgtoml"))
}

/// Runs pgtoml in the demo's folder, its output indented below the command. False: it failed.
fn pgtoml(binary: &Path, home: &Path, words: &[&str]) -> Result<bool, String> {
    let mut command = Command::new(binary);
    command.args(words).current_dir(home).stdin(Stdio::null());
    // A variable of the person's shell must not lead the demo to a real database.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == "DATABASE_URL" || name.starts_with("PG") {
            command.env_remove(&*name);
        }
    }
    let output = command
        .output()
        .map_err(|error| format!("{}: {error}", binary.display()))?;
    let text = [output.stdout, output.stderr].concat();
    println!(
        "{}",
        crate::run::indent(String::from_utf8_lossy(&text).trim_end())
    );
    Ok(output.status.success())
}
