//! `cargo xtask test`: everything, as CI runs it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::postgres::{Cluster, PROVEN, client, variable};
use crate::run::{Report, begin, end, indent, title};
use crate::{cargo, root, target_dir, tools, web};

pub fn run() -> Result<bool, String> {
    let mut report = Report::new(target_dir().join("xtask/logs")).map_err(|error| error.to_string())?;

    title("Source");
    // The names of the files say enough: `cargo fmt --all` mends them.
    let mut fmt = cargo();
    report.check("cargo fmt", 5, fmt.args(["fmt", "--all", "--check", "--", "-l"]));
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    report.check("cargo clippy", 40, &mut clippy);

    title("Dependencies");
    match tools::cargo_deny() {
        Ok(deny) => {
            let mut command = Command::new(deny);
            command.args(["--locked", "check", "licenses", "bans", "sources"]).current_dir(root());
            report.check("cargo deny", 5, &mut command);
        }
        Err(error) => report.skip("cargo deny", &error),
    }

    title("Rust and live PostgreSQL");
    let clusters = clusters();
    tests(&mut report, &clusters);
    drop(clusters);

    web::test(&mut report);

    Ok(report.close())
}

/// One cluster of each major for all test binaries. One that is missing is no failure here: the tests that need it
/// say so themselves.
fn clusters() -> Vec<(u32, Cluster)> {
    let mut started = Vec::new();
    // The tests that need them say what to install.
    if let Err(error) = tools::extensions() {
        println!("{}", indent(&error));
    }
    for major in PROVEN {
        begin(&format!("PostgreSQL {major}"));
        let begun = Instant::now();
        // The judge's pg_dump too, before many tests want it at once.
        match client("pg_dump").and_then(|_| Cluster::start(major, &[])) {
            Ok(cluster) => {
                end("started", begun.elapsed());
                started.push((major, cluster));
            }
            Err(error) => {
                end("missing", begun.elapsed());
                println!("{}", indent(&error));
            }
        }
    }
    started
}

/// The tests of the workspace; their counts come from the lines that the test harness prints.
fn tests(report: &mut Report, clusters: &[(u32, Cluster)]) {
    let logs = target_dir().join("xtask");
    let (skips, snapshots) = (logs.join("skips"), logs.join("snapshots"));
    for file in [&skips, &snapshots] {
        let _ = fs::remove_file(file);
    }

    // On its own, so that one sees what takes the time.
    let mut build = cargo();
    build.args(["test", "--workspace", "--locked", "--no-run"]);
    if !report.check("cargo test --no-run", 40, &mut build).ok {
        return;
    }

    let mut command = cargo();
    command.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    // Built with the tests: another build would have other features, and so other dependencies.
    command.env("PGTOML_BIN", program());
    // A test that can't run here says so in this file, one line each: `TEST: REASON`.
    command.env("PGTOML_SKIP_LOG", &skips);
    // insta writes down which snapshots it looked at, and never accepts one by itself.
    command.env("INSTA_SNAPSHOT_REFERENCES_FILE", &snapshots).env("INSTA_UPDATE", "no");
    command.envs(clusters.iter().map(|(major, cluster)| (variable(*major), cluster.url())));
    // The place of a panic says enough; whoever wants more runs that one test.
    command.env("RUST_BACKTRACE", "0");
    let done = report.step("cargo test", 60, &mut command);

    let counts = Counts::read(&done.log);
    println!("  {:<44} {} passed, {} failed, {} ignored", "", counts.passed, counts.failed, counts.ignored);
    report.passed += counts.passed;
    report.skipped += counts.ignored;
    for name in &counts.names {
        report.fail(name);
    }
    // A test binary that died or did not compile has no line of its own.
    if counts.failed > counts.names.len() || (!done.ok && counts.failed == 0) {
        report.fail("cargo test");
    }
    for line in fs::read_to_string(&skips).unwrap_or_default().lines() {
        let (name, why) = line.split_once(": ").unwrap_or((line, "no reason given"));
        report.skip(name, why);
    }
    if done.ok {
        report.own("every snapshot is used", || unreferenced(&snapshots));
    }
}

/// `pgtoml` as `cargo test` built it.
pub fn program() -> PathBuf {
    target_dir().join("debug/pgtoml")
}

/// A snapshot that no test looks at proves nothing, yet reads as if it did.
fn unreferenced(seen: &Path) -> Result<(), String> {
    let seen = fs::read_to_string(seen).unwrap_or_default();
    let seen: BTreeSet<PathBuf> = seen.lines().filter_map(|line| fs::canonicalize(line).ok()).collect();
    let mut left = Vec::new();
    for folder in ["crates", "tests", "xtask"] {
        walk(&root().join(folder), &mut |path| {
            if path.extension().is_some_and(|end| end == "snap") && !seen.contains(path) {
                left.push(path.strip_prefix(root()).unwrap_or(path).display().to_string());
            }
        });
    }
    left.sort();
    if left.is_empty() { Ok(()) } else { Err(format!("no test looks at:\n{}", left.join("\n"))) }
}

fn walk(folder: &Path, see: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
            walk(&path, see);
        } else {
            see(&fs::canonicalize(&path).unwrap_or(path));
        }
    }
}

/// What `cargo test` says of all its binaries together.
#[derive(Default)]
struct Counts {
    passed: usize,
    failed: usize,
    ignored: usize,
    names: Vec<String>,
}

impl Counts {
    fn read(log: &str) -> Counts {
        let mut counts = Counts::default();
        for line in log.lines() {
            if let Some(rest) = line.strip_prefix("test result: ") {
                for (number, word) in rest.split(['.', ';']).filter_map(|part| part.trim().split_once(' ')) {
                    let number = number.parse::<usize>().unwrap_or(0);
                    match word {
                        "passed" => counts.passed += number,
                        "failed" => counts.failed += number,
                        "ignored" => counts.ignored += number,
                        _ => {}
                    }
                }
            } else if let Some(name) = line.strip_prefix("test ").and_then(|rest| rest.strip_suffix(" ... FAILED")) {
                counts.names.push(name.to_owned());
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_of_all_binaries_are_added() {
        let log = "test a ... ok\ntest b::c ... FAILED\n\
            test result: FAILED. 1 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        let counts = Counts::read(log);
        assert_eq!((counts.passed, counts.failed, counts.ignored), (4, 1, 2));
        assert_eq!(counts.names, ["b::c"]);
    }
}
