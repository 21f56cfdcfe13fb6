//! Puts the files of every starter into the program, so that `init --starter` needs nothing but it.
//!
//! `starters` is a symbolic link to `templates/starters` of the repository; packing follows it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("starters");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut code = String::from("&[\n");
    for starter in listed(&root)? {
        writeln!(code, "    Starter {{ name: {:?}, files: &[", name(&starter)?)?;
        let mut todo = listed(&starter)?;
        todo.reverse();
        while let Some(path) = todo.pop() {
            if path.is_dir() {
                todo.extend(listed(&path)?.into_iter().rev());
                continue;
            }
            let inside = path.strip_prefix(&starter)?.to_str().ok_or("a name that is not UTF-8")?.replace('\\', "/");
            let whole = path.to_str().ok_or("a path that is not UTF-8")?;
            writeln!(code, "        ({inside:?}, include_str!({whole:?})),")?;
        }
        code.push_str("    ] },\n");
    }
    code.push_str("]\n");
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("starters.rs"), code)?;
    Ok(())
}

/// What is in a folder, in the order of the names; not what is hidden, as the database of somebody who tried a starter
/// in its place.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry?.path();
        if !name(&path)?.starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> Result<&str, Box<dyn Error>> {
    Ok(path.file_name().and_then(|name| name.to_str()).ok_or("a name that is not UTF-8")?)
}
