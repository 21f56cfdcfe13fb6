//! `cargo xtask pictures`: draws the pictures of the README, which `docs/pictures.txt` lists.

use std::fs;
use std::process::{Command, Stdio};

use crate::{cargo, root, target_dir};

pub fn run() -> Result<bool, String> {
    let list = root().join("docs/pictures.txt");
    let text = fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let built = cargo().args(["build", "--locked", "-p", "pgtoml-cli"]).status();
    if !built.map_err(|error| format!("cargo: {error}"))?.success() {
        return Err("the build failed".into());
    }
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((path, words)) = line.split_once(' ') else {
            return Err(format!("{}: `{line}` has no words", list.display()));
        };
        let mut command = Command::new(target_dir().join("debug/pgtoml"));
        command.args(words.split(' ')).args(["-o", path]).current_dir(root()).stdin(Stdio::null());
        let output = command.output().map_err(|error| format!("pgtoml: {error}"))?;
        if !output.status.success() {
            return Err(format!("pgtoml {words}: {}", String::from_utf8_lossy(&output.stderr)));
        }
        println!("{path}");
    }
    Ok(true)
}
