//! What must hold of the program whatever it is asked. What it does for people is tested in the package `pgtoml-tests`.

use std::process::{Command, Stdio};

fn pgtoml() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pgtoml"));
    command.stdin(Stdio::null());
    command
}

#[test]
fn it_says_its_version() {
    let said = pgtoml().arg("--version").output().unwrap();
    assert!(said.status.success());
    assert_eq!(String::from_utf8_lossy(&said.stdout), format!("pgtoml {}\n", env!("CARGO_PKG_VERSION")));
}

/// `pgtoml … | head` ends the reader first.
#[test]
fn a_reader_that_leaves_is_no_panic() {
    let mut child = pgtoml().arg("explain").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let said = child.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(!words.contains("panicked"), "{words}");
}
