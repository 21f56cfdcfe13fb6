//! The commands of the repository: `cargo xtask` lists them.

mod bench;
mod demo;
mod pictures;
mod postgres;
mod run;
mod test;
mod tools;
mod web;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask COMMAND

  demo          from schema.toml to a database inside this process, its diagram and its SQL
  test          everything: format, lints, Rust, live PostgreSQL, WebAssembly, the page; ends with the counts
  tools         installs what the tests need: PostgreSQL 14 to 18, Chromium and more
  web           builds the page; with --serve it is shown on this machine
  pictures      draws the pictures of the README anew
  bench         measures time and memory at 100, 1 000 and 10 000 tables
";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(true)
        }
        ["test"] => test::run(),
        ["demo"] => demo::run(),
        ["tools"] => tools::install(),
        ["web"] => web::build_and_serve(false),
        ["web", "--serve"] => web::build_and_serve(true),
        ["pictures"] => pictures::run(),
        ["bench", words @ ..] => bench::run(words),
        _ => Err(format!("there is no command `{}`; `cargo xtask` lists them", words.join(" "))),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository, whatever folder the command was started in.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().map(PathBuf::from).unwrap_or_default()
}

/// Where cargo builds to.
pub fn target_dir() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root().join(set.unwrap_or_else(|| PathBuf::from("target")))
}

/// The cargo that runs this, at the root of the repository.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).env("CARGO_TERM_COLOR", "never");
    command
}
