//! Finding PostgreSQL server binaries.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::connect::Env;
use crate::engine::EngineError;

/// A folder with `initdb` and `postgres`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    bin: PathBuf,
    version: String,
    major: u32,
}

impl Installation {
    /// The binaries in a folder: the folder itself, or `bin` in it (also the npm packages' `native/bin`).
    ///
    /// # Errors
    /// No `initdb` and `postgres` there, or they do not run on this machine.
    pub fn at(folder: &Path) -> Result<Self, EngineError> {
        let bin = ["", "bin", "native/bin"]
            .iter()
            .map(|sub| folder.join(sub))
            .find(|bin| tool(bin, "postgres").is_file() && tool(bin, "initdb").is_file())
            .ok_or_else(|| {
                EngineError::new(
                    format!("{} holds no PostgreSQL server", folder.display()),
                    "name the folder of initdb and postgres, or the one above bin",
                )
            })?;
        // Links to the binaries are not the binaries: the version must be counted once.
        let bin = match tool(&bin, "postgres").canonicalize().ok().and_then(|p| p.parent().map(Path::to_path_buf)) {
            Some(real) if tool(&real, "initdb").is_file() => real,
            _ => bin,
        };
        let out = Command::new(tool(&bin, "postgres")).arg("--version").stdin(Stdio::null()).output().map_err(|e| {
            EngineError::new(
                format!("{} does not run: {e}", tool(&bin, "postgres").display()),
                "name binaries that are built for this machine",
            )
        })?;
        // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        let text = String::from_utf8_lossy(&out.stdout).into_owned();
        let version = text.split(')').nth(1).and_then(|r| r.split_whitespace().next()).unwrap_or_default();
        let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
        let Ok(major) = digits.parse() else {
            return Err(EngineError::new(
                format!("{} does not say its version", tool(&bin, "postgres").display()),
                "name binaries that are built for this machine",
            ));
        };
        Ok(Self { bin, version: version.to_owned(), major })
    }

    /// Every server on the machine, newest major first: `PATH`, `pg_config`, and where packages put them.
    #[must_use]
    pub fn all(env: Env<'_>) -> Vec<Self> {
        let mut folders: Vec<PathBuf> = env("PATH").map_or_else(Vec::new, |p| std::env::split_paths(&p).collect());
        if let Ok(out) = Command::new("pg_config").arg("--bindir").stdin(Stdio::null()).output() {
            folders.push(String::from_utf8_lossy(&out.stdout).trim().into());
        }
        for (base, sub) in [
            ("/usr/lib/postgresql", "bin"),
            ("/usr/local/lib/postgresql", "bin"),
            ("/opt/homebrew/opt", "bin"),
            ("/usr/local/opt", "bin"),
            ("/Applications/Postgres.app/Contents/Versions", "bin"),
            ("C:\\Program Files\\PostgreSQL", "bin"),
        ] {
            folders.extend(children(Path::new(base)).into_iter().map(|c| c.join(sub)));
        }
        // Red Hat's packages: /usr/pgsql-17/bin
        folders.extend(
            children(Path::new("/usr"))
                .into_iter()
                .filter(|c| c.file_name().is_some_and(|n| n.to_string_lossy().starts_with("pgsql-")))
                .map(|c| c.join("bin")),
        );
        let mut found: Vec<Self> = Vec::new();
        for folder in folders {
            // `at` also looks into sub-folders; here only the folder itself counts.
            if !tool(&folder, "postgres").is_file() {
                continue;
            }
            if let Ok(one) = Self::at(&folder)
                && one.major >= 14
                && !found.iter().any(|f| f.bin == one.bin)
            {
                found.push(one);
            }
        }
        // Stable, so that within a major the one in PATH comes first.
        found.sort_by_key(|f| std::cmp::Reverse(f.major));
        found
    }

    /// The newest server on the machine, or the one of a major version.
    ///
    /// # Errors
    /// There is none; the message says what there is.
    pub fn find(major: Option<u32>, env: Env<'_>) -> Result<Self, EngineError> {
        let all = Self::all(env);
        let have: Vec<String> = all.iter().map(|i| i.major.to_string()).collect();
        all.into_iter().find(|i| major.is_none_or(|m| i.major == m)).ok_or_else(|| {
            let wanted = major.map_or_else(String::new, |m| format!(" {m}"));
            let have = if have.is_empty() { "none".to_owned() } else { have.join(", ") };
            EngineError::new(
                format!("no PostgreSQL{wanted} server is installed here (found: {have})"),
                "install the server package, or name the folder of initdb and postgres",
            )
        })
    }

    /// The folder of the binaries.
    #[must_use]
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// The version, for example `15.18`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The major version, for example 15.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    /// A command that runs one of the binaries, untouched by the `PG*` variables of the user.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(tool(&self.bin, name));
        for (key, _) in std::env::vars_os() {
            if key.to_string_lossy().starts_with("PG") {
                command.env_remove(key);
            }
        }
        command.env("LC_ALL", "C").env("TZ", "UTC");
        command
    }
}

fn tool(bin: &Path, name: &str) -> PathBuf {
    bin.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut out: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    out.sort();
    out
}
