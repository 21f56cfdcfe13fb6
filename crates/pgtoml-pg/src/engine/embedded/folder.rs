//! The folder of an embedded database: one owner at a time, known by its process id.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::engine::EngineError;

const LOCK: &str = "pgtoml.lock";
const OWNER: &str = "pgtoml.json";

/// Who runs the database of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Process id of the owner.
    pub pid: u32,
    /// Where it serves the database.
    pub url: String,
    /// Whether it stays up for others (`serve`), or only for its own work.
    pub serves: bool,
}

/// The lock of a folder, held while it lives. The operating system releases it with the process, so a stale lock
/// can't exist; the file beside it only says who holds it.
pub(super) struct Lock {
    folder: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock, waiting a moment for an owner that is about to finish.
    pub fn take(folder: &Path, patience: Duration) -> Result<Self, Busy> {
        let problem = |e: &std::io::Error| {
            Busy::Problem(EngineError::new(
                format!("can't use the folder {}: {e}", folder.display()),
                "check its permissions, or name another folder",
            ))
        };
        std::fs::create_dir_all(folder).map_err(|e| problem(&e))?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(LOCK))
            .map_err(|e| problem(&e))?;
        let until = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    // What a killed owner left.
                    let _ = std::fs::remove_file(folder.join(OWNER));
                    return Ok(Self { folder: folder.to_owned(), _file: file });
                }
                Err(std::fs::TryLockError::Error(e)) => return Err(problem(&e)),
                Err(std::fs::TryLockError::WouldBlock) => {
                    let owner = read(folder);
                    if owner.as_ref().is_some_and(|o| o.serves) || Instant::now() >= until {
                        return Err(Busy::Owned(owner));
                    }
                }
            }
            std::thread::sleep(Duration::from_millis(25));
        }
    }

    /// Writes who runs the database, whole or not at all.
    pub fn announce(&self, running: &Running) -> Result<(), EngineError> {
        let text = serde_json::to_string(running).unwrap_or_default();
        let new = self.folder.join(format!("{OWNER}.new"));
        std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, self.folder.join(OWNER))).map_err(|e| {
            EngineError::new(
                format!("can't write into {}: {e}", self.folder.display()),
                "check its permissions and free space",
            )
        })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(self.folder.join(OWNER));
    }
}

/// Why the lock was not to be had.
pub(super) enum Busy {
    Owned(Option<Running>),
    Problem(EngineError),
}

/// Who runs the database of this folder, if anybody does.
#[must_use]
pub fn running(folder: &Path) -> Option<Running> {
    let file = OpenOptions::new().write(true).open(folder.join(LOCK)).ok()?;
    match file.try_lock() {
        Ok(()) => None,
        Err(_) => read(folder),
    }
}

fn read(folder: &Path) -> Option<Running> {
    serde_json::from_str(&std::fs::read_to_string(folder.join(OWNER)).ok()?).ok()
}

pub(super) fn busy_message(folder: &Path, owner: Option<&Running>) -> EngineError {
    let who = owner.map_or_else(|| "another process".to_owned(), |o| format!("process {}", o.pid));
    EngineError::new(
        format!("the database in {} is in use by {who}", folder.display()),
        "wait until it has finished or end it; `pgtoml db serve` lets several programs take turns",
    )
}
