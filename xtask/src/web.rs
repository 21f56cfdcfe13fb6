//! `cargo xtask web`: the core as WebAssembly, and the page around it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::postgres::{once, run};
use crate::run::{Report, title};
use crate::test::program;
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
    if !build(report) {
        return;
    }
    let name = "npm test, in Chromium";
    let chromium = match chromium() {
        Ok(chromium) => chromium,
        Err(error) => return report.skip(name, &error),
    };
    let mut command = npm();
    // The program is that whose SQL and diagrams the page must have byte for byte.
    command.arg("test").env("PGTOML_CHROMIUM", chromium).env("PGTOML_BINARY", program());
    let done = report.step(name, 15, &mut command);
    // Lines of Node's test runner begin with `#` or `ℹ`, whichever of its reporters wrote them.
    let said = |what: &str| {
        let rests = done.log.lines().filter_map(|line| line.trim_start().split_once(' ')?.1.strip_prefix(what));
        rests.map(str::trim).map(str::to_owned).collect::<Vec<_>>()
    };
    let count = |what: &str| said(what).last().and_then(|number| number.parse::<usize>().ok()).unwrap_or(0);
    println!("  {:<44} {} passed, {} failed, {} skipped", "", count("pass "), count("fail "), count("skipped "));
    for figure in said("figure: ") {
        println!("  {figure}");
    }
    report.passed += count("pass ");
    if count("skipped ") > 0 {
        report.skip(name, "the log names what");
    }
    if !done.ok || count("fail ") > 0 {
        report.fail(name);
    }
}

fn build(report: &mut Report) -> bool {
    title("WebAssembly and the page");
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
        smaller(&bound.join("pgtoml_wasm_bg.wasm"), &target_dir().join("xtask/wasm-opt"))?;
        place(&bound, &page).map_err(|error| format!("{}: {error}", page.display()))
    });
    if !ok {
        return false;
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

/// Runs wasm-opt over a module, in place. `kept` remembers the last module and what came of it.
fn smaller(module: &Path, kept: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", module.display());
    let (before, out) = (kept.join("before.wasm"), kept.join("after.wasm"));
    fs::create_dir_all(kept).map_err(failed)?;
    let input = fs::read(module).map_err(failed)?;
    if out.exists() && fs::read(&before).is_ok_and(|last| last == input) {
        return fs::copy(&out, module).map(|_| ()).map_err(failed);
    }
    let binaryen = once(&format!("binaryen-{BINARYEN}"), |half| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--prefix", "."]);
        run(npm.arg(format!("binaryen@{BINARYEN}")).current_dir(half)).map(|_| ())
    })?;
    let mut opt = Command::new("node");
    opt.arg(binaryen.join("node_modules/binaryen/bin/wasm-opt"));
    // Functions no longer than a call of them, of which `opt-level = "z"` leaves thousands.
    opt.args(["--always-inline-max-function-size=5", "--flexible-inline-max-function-size=0"]);
    opt.args(["--one-caller-inline-max-function-size=30", "--inlining"]);
    // -Oz is smaller until it is compressed (4.7 MB against 5.0, 1.79 with gzip against 1.58), and takes four times as long.
    opt.args(["-O1", "--strip-debug", "--strip-producers"]);
    // Assignments that change nothing, and functions that are the same by then.
    opt.args(["--rse", "--vacuum", "--duplicate-function-elimination"]);
    // What rustc emits by default for this target.
    opt.args(["--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals"]);
    opt.args(["--enable-nontrapping-float-to-int", "--enable-reference-types", "--enable-sign-ext"]);
    // Written last, so that a run that was ended leaves nothing that looks finished.
    let _ = fs::remove_file(&before);
    run(opt.arg(module).arg("-o").arg(&out))?;
    fs::copy(&out, module).map_err(failed)?;
    fs::write(&before, input).map_err(failed)
}

fn npm() -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(root().join("web")).stdin(Stdio::null());
    npm
}
