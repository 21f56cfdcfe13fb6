//! The program under test.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The program, built if need be: a test of one crate has no binary of another.
pub fn pgtoml() -> PathBuf {
    if let Some(path) = std::env::var_os("PGTOML_BIN") {
        return path.into();
    }
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "-p", "pgtoml-cli", "--message-format=json"]);
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "pgtoml does not build");
    let messages = String::from_utf8(output.stdout).unwrap();
    let built = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let executable = built.filter_map(|message| Some(message.get("executable")?.as_str()?.to_owned())).next_back();
    executable.expect("cargo names the program that it built").into()
}
