//! `cargo xtask web`: the core as WebAssembly, and the page around it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::postgres::{once, run};
use crate::run::{Report, title};
use crate::tools::{chromium, wasm_bindgen, wasm_target};
use crate::{cargo, root, target_dir};

/// `wasm-opt` as an npm package, so that no compiler of C++ is needed.
const BINARYEN: &str = "132.0.0";

pub fn build_and_serve(serve: bool) -> Result<bool, String> {
    let mut report = Report::new(target_dir().join("xtask/logs")).map_err(|error| error.to_string())?;
    if !build(&mut report) {
        return Ok(false);
    }
    if !serve {
        println!("\nbuilt: {}", root().join("web/dist").display());
        return Ok(true);
    }
    title("Served until Ctrl-C");
    let mut preview = npm();
    preview.args(["run", "preview", "--", "--host", "127.0.0.1"]);
    preview.status().map(|status| status.success()).map_err(|error| format!("npm: {error}"))
}

/// The steps of `cargo xtask test`.
pub fn test(report: &mut Report) {
    title("Page");
    if !root().join("web/package.json").exists() {
        println!("  there is no web/package.json yet");
        return;
    }
    if !build(report) {
        return;
    }
    match chromium() {
        Ok(chromium) => {
            report.check("npm test, in Chromium", 15, npm().arg("test").env("PGTOML_CHROMIUM", chromium));
        }
        Err(error) => report.skip("npm test, in Chromium", &error),
    }
}

fn build(report: &mut Report) -> bool {
    title("WebAssembly");
    let mut bindgen = PathBuf::new();
    let ready = report.own("tools", || {
        wasm_target()?;
        bindgen = wasm_bindgen()?;
        Ok(())
    });
    if !ready {
        return false;
    }
    let mut core = cargo();
    core.args(["build", "--locked", "-p", "pgtoml-wasm", "--target", "wasm32-unknown-unknown"]);
    core.args(["--profile", "wasm"]);
    if !report.check("cargo build -p pgtoml-wasm", 20, &mut core).ok {
        return false;
    }

    let built = target_dir().join("wasm32-unknown-unknown/wasm/pgtoml_wasm.wasm");
    let (bound, page) = (target_dir().join("xtask/wasm"), root().join("web/src/wasm"));
    let mut bind = Command::new(bindgen);
    bind.args(["--target", "web", "--out-dir"]).arg(&bound).arg(built);
    if !report.check("wasm-bindgen", 5, &mut bind).ok {
        return false;
    }
    let ok = report.own("wasm-opt", || {
        smaller(&bound.join("pgtoml_wasm_bg.wasm"))?;
        place(&bound, &page).map_err(|error| format!("{}: {error}", page.display()))
    });
    if !ok || !root().join("web/package.json").exists() {
        return ok;
    }

    // npm writes this file last: older than the lock file, or absent, means that something is missing.
    let age = |file: &str| fs::metadata(root().join("web").join(file)).and_then(|meta| meta.modified()).ok();
    let fresh = age("node_modules/.package-lock.json")
        .zip(age("package-lock.json"))
        .is_some_and(|(installed, locked)| installed >= locked);
    (fresh || report.check("npm ci", 10, npm().args(["ci", "--no-audit", "--no-fund"])).ok)
        && report.check("npm run build", 10, npm().args(["run", "build"])).ok
}

/// Puts the module where the page reads it.
fn place(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

/// Runs wasm-opt over a module, in place.
fn smaller(module: &Path) -> Result<(), String> {
    let binaryen = once(&format!("binaryen-{BINARYEN}"), |half| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix", "."]);
        run(npm.arg(format!("binaryen@{BINARYEN}")).current_dir(half)).map(|_| ())
    })?;
    let out = module.with_extension("opt");
    let mut opt = Command::new("node");
    opt.arg(binaryen.join("node_modules/binaryen/bin/wasm-opt")).arg("-Oz");
    // What rustc emits by default for this target.
    opt.args(["--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals"]);
    opt.args(["--enable-nontrapping-float-to-int", "--enable-reference-types", "--enable-sign-ext"]);
    run(opt.arg(module).arg("-o").arg(&out))?;
    fs::rename(&out, module).map_err(|error| format!("{}: {error}", module.display()))
}

fn npm() -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(root().join("web")).stdin(Stdio::null());
    npm
}
