//! `cargo xtask bench`: the benchmark, which is a program of its own so that it can measure its own memory.

use crate::{cargo, root};

/// The package of the harness; the words after `bench` are handed to it.
const HARNESS: &str = "pgtoml-bench";

pub fn run(words: &[&str]) -> Result<bool, String> {
    let manifest = ["benches", "crates/pgtoml-bench", "bench"]
        .into_iter()
        .map(|folder| root().join(folder).join("Cargo.toml"))
        .find(|path| path.exists());
    if manifest.is_none() {
        return Err(format!("there is no package {HARNESS} yet"));
    }
    let mut harness = cargo();
    harness.args(["run", "--quiet", "--release", "--locked", "-p", HARNESS, "--"]).args(words);
    harness.status().map(|status| status.success()).map_err(|error| format!("cargo: {error}"))
}
