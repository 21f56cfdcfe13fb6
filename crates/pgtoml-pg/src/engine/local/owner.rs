//! Which user the server runs as. PostgreSQL refuses root.

use std::path::Path;
use std::process::Command;

use crate::engine::EngineError;

/// The user and group to become, or nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner(Option<(u32, u32)>);

impl Owner {
    /// Stays as it is, unless the process runs as root: then the named user, else `postgres`, else `nobody`.
    #[cfg(unix)]
    pub fn choose(named: Option<&str>) -> Result<Self, EngineError> {
        if !is_root() {
            return Ok(Self(None));
        }
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let names: Vec<&str> = named.map_or_else(|| vec!["postgres", "nobody"], |n| vec![n]);
        names.iter().find_map(|name| look_up(&users, name)).map(|ids| Self(Some(ids))).ok_or_else(|| {
            EngineError::new(
                format!("PostgreSQL does not run as root, and there is no user {}", names.join(" or ")),
                "run as another user, or name one that exists",
            )
        })
    }

    #[cfg(not(unix))]
    pub fn choose(_named: Option<&str>) -> Result<Self, EngineError> {
        Ok(Self(None))
    }

    /// Whether the server runs as somebody else.
    pub fn changes(self) -> bool {
        self.0.is_some()
    }

    /// Hands a folder over.
    pub fn give(self, path: &Path) -> Result<(), EngineError> {
        #[cfg(unix)]
        if let Some((uid, gid)) = self.0 {
            std::os::unix::fs::chown(path, Some(uid), Some(gid)).map_err(|e| {
                EngineError::new(
                    format!("can't hand {} over to the user of the server: {e}", path.display()),
                    "run as a user who is not root",
                )
            })?;
        }
        #[cfg(not(unix))]
        let _ = path;
        Ok(())
    }

    /// Makes a command run as the owner. std also drops the supplementary groups.
    pub fn apply(self, command: &mut Command) {
        #[cfg(unix)]
        if let Some((uid, gid)) = self.0 {
            use std::os::unix::process::CommandExt as _;
            command.uid(uid).gid(gid);
        }
        #[cfg(not(unix))]
        let _ = command;
    }
}

/// A file made now belongs to the effective user; std has no getuid.
#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self")
        .map(|m| m.uid())
        .or_else(|_| tempfile::tempfile().and_then(|f| f.metadata()).map(|m| m.uid()))
        .is_ok_and(|uid| uid == 0)
}

#[cfg(unix)]
fn look_up(users: &str, name: &str) -> Option<(u32, u32)> {
    let line = users.lines().find(|l| l.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid: u32 = fields.next()?.parse().ok()?;
    let gid: u32 = fields.next()?.parse().ok()?;
    // Root under another name would be refused all the same.
    (uid != 0).then_some((uid, gid))
}
