//! PostgreSQL 17 in this process, from the crate `pglite-oxide`.
//!
//! One connection at a time; a second client hears that (SQLSTATE 53300) instead of waiting for ever. Everything lives
//! in one folder: temporary, or kept (`.pgtoml/pgdata`), which has one owner process at a time. The owner listens on a
//! loopback port for psql and applications; other pgtoml processes find its URL in the folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::{Engine, EngineError, Extension, available_extensions};
use crate::connect::{Setup, Target};

mod backend;
mod folder;
mod front;
mod install;

use backend::{Backend, USER};
use folder::{Busy, Lock, busy_message};
pub use folder::{Running, running};
use front::Front;

/// The version of PostgreSQL inside `pglite-oxide` 0.5.1.
const VERSION: &str = "17.5";

/// How to run the embedded database.
#[derive(Debug, Clone, Default)]
pub struct EmbeddedOptions {
    /// The loopback port; a free one if absent.
    pub port: Option<u16>,
    /// Whether the process stays up for others: psql, applications, other pgtoml processes.
    pub serves: bool,
    /// Server settings, name and value (PostgreSQL manual, chapter 19).
    pub settings: Vec<(String, String)>,
}

/// The embedded database, run by this process or reached through the process that runs it.
pub struct Embedded {
    target: Target,
    // In the order of their end: the door with the server behind it, the lock, the folder.
    front: Option<Front>,
    _lock: Option<Lock>,
    _temporary: Option<TempDir>,
    folder: PathBuf,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Embedded({} at {})", self.folder.display(), self.target)
    }
}

impl Embedded {
    /// Opens the database of a folder, making it if it is new. If another process serves it, uses that.
    ///
    /// # Errors
    /// Another process uses the folder and does not serve it; the folder can't be written; the server did not start.
    pub fn open(folder: &Path, options: &EmbeddedOptions) -> Result<Self, EngineError> {
        match Lock::take(folder, Duration::from_secs(3)) {
            Ok(lock) => Self::start(folder.to_owned(), Some(lock), None, options),
            Err(Busy::Problem(e)) => Err(e),
            Err(Busy::Owned(owner)) => match owner {
                Some(Running { serves: true, url, .. }) if !options.serves => {
                    let mut target = Target::parse(&url, &|_| None)?;
                    target.setup = Setup::Set;
                    Ok(Self { target, front: None, _lock: None, _temporary: None, folder: folder.to_owned() })
                }
                owner => Err(busy_message(folder, owner.as_ref())),
            },
        }
    }

    /// A database that is gone when this is dropped.
    ///
    /// # Errors
    /// No temporary folder, or the server did not start.
    pub fn temporary(options: &EmbeddedOptions) -> Result<Self, EngineError> {
        let folder = tempfile::Builder::new()
            .prefix("pgtoml-")
            .tempdir()
            .map_err(|e| EngineError::new(format!("can't make a temporary folder: {e}"), "check TMPDIR"))?;
        Self::start(folder.path().to_owned(), None, Some(folder), options)
    }

    fn start(
        folder: PathBuf,
        lock: Option<Lock>,
        temporary: Option<TempDir>,
        options: &EmbeddedOptions,
    ) -> Result<Self, EngineError> {
        let failed = |what: &str, why: String| {
            EngineError::new(
                format!("the embedded database in {} {what}: {why}", folder.display()),
                "try again; `pgtoml db reset` starts over with an empty database",
            )
        };
        install::files(&folder).map_err(|e| failed("can't be prepared", e))?;
        let backend =
            Backend::start(folder.clone(), options.settings.clone()).map_err(|e| failed("did not start", e))?;
        let front = Front::open(options.port.unwrap_or(0), backend).map_err(|e| {
            EngineError::new(format!("can't listen on port {}: {e}", options.port.unwrap_or(0)), "name another port")
        })?;
        let target = Target::own("127.0.0.1", front.port(), USER, "postgres", Setup::Set);
        if let Some(lock) = &lock {
            let url = target.redacted();
            lock.announce(&Running { pid: std::process::id(), url, serves: options.serves })?;
        }
        Ok(Self { target, front: Some(front), _lock: lock, _temporary: temporary, folder })
    }

    /// The URL for psql and applications; it has no password. Only this machine reaches it.
    #[must_use]
    pub fn url(&self) -> String {
        self.target.redacted()
    }

    /// The folder of the database.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether another process runs the database and this only uses it.
    #[must_use]
    pub fn is_borrowed(&self) -> bool {
        self.front.is_none()
    }

    /// Removes the database of a folder with everything in it; no error if there is none.
    ///
    /// # Errors
    /// A process uses it, or files can't be removed.
    pub fn reset(folder: &Path) -> Result<(), EngineError> {
        if !folder.exists() {
            return Ok(());
        }
        match Lock::take(folder, Duration::from_secs(1)) {
            Err(Busy::Problem(e)) => Err(e),
            Err(Busy::Owned(owner)) => Err(busy_message(folder, owner.as_ref())),
            Ok(lock) => {
                // Windows does not remove a file that is open.
                drop(lock);
                std::fs::remove_dir_all(folder).map_err(|e| {
                    EngineError::new(format!("can't remove {}: {e}", folder.display()), "remove the folder yourself")
                })
            }
        }
    }
}

impl Engine for Embedded {
    fn name(&self) -> String {
        format!("embedded PostgreSQL {VERSION}")
    }

    fn major(&self) -> u32 {
        17
    }

    fn target(&self, database: &str) -> Target {
        self.target.with_database(database)
    }

    fn catches_errors(&self) -> bool {
        false
    }

    fn max_connections(&self) -> usize {
        1
    }

    fn extensions(&mut self) -> Result<Vec<Extension>, EngineError> {
        let mut connection = self.connect("postgres")?;
        let mut all = available_extensions(&mut connection)?;
        for one in &mut all {
            one.stand_in = install::is_stand_in(&one.name);
        }
        Ok(all)
    }
}
