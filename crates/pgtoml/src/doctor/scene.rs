//! What checks know besides the rows of their queries.

use std::collections::BTreeSet;

use crate::kind::Version;

/// Where a database is, and what is known before a check is asked.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The way to the database.
    pub place: Place,
    /// What answered.
    pub server: Server,
    /// What schema.toml says, where there is one.
    pub project: Option<Project>,
    /// From how many seconds on a transaction or a wait is long.
    pub long: u64,
}

/// The way to a database.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Host name, address, or the folder of the socket.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Role that connects.
    pub user: String,
    /// Name of the database.
    pub database: String,
    /// `sslmode` as libpq spells it.
    pub sslmode: String,
    /// The URL without a password; `embedded` for the embedded database.
    pub url: String,
    /// Whether nothing leaves the machine: a socket, a loopback address, the embedded database.
    pub local: bool,
}

/// What answered.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its version.
    pub version: Version,
    /// Its version as it says it itself.
    pub text: String,
    /// The role whose rights hold.
    pub user: String,
    /// Whether that is a superuser.
    pub superuser: bool,
    /// Predefined roles whose rights it has.
    pub may: BTreeSet<String>,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// Whether it is a standby.
    pub standby: bool,
    /// Whether a pooler stands before it.
    pub pooler: bool,
    /// Whether that hands out connections by transaction.
    pub transaction_pooled: bool,
    /// Extensions that are installed, with their schemas.
    pub extensions: Vec<(String, String)>,
}

impl Server {
    /// Whether the role has the rights of a predefined one.
    pub fn may(&self, role: &str) -> bool {
        self.superuser || self.may.contains(role)
    }

    /// The schema of an extension, if it is installed.
    pub fn extension(&self, name: &str) -> Option<&str> {
        self.extensions.iter().find(|(known, _)| known == name).map(|(_, schema)| schema.as_str())
    }
}

/// What schema.toml says.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The file, as it was named.
    pub file: String,
    /// The environment of it that is looked at.
    pub environment: Option<String>,
    /// Why it could not be read; then nothing more is known of it.
    pub broken: Option<String>,
    /// `postgres` in `[project]`: the oldest major that it is for.
    pub postgres: Option<u32>,
    /// Names of the extensions that it cannot do without.
    pub extensions: Vec<String>,
    /// What `apply` would do.
    pub planned: Option<Planned>,
    /// Why that is not known.
    pub unplanned: Option<String>,
}

/// What `apply` would do.
#[derive(Clone, Debug, Default)]
pub struct Planned {
    /// Statements.
    pub statements: usize,
    /// In words: `create 3 tables`.
    pub headline: String,
    /// Whether objects or rows are made or altered, which the file has and the database has not.
    pub wants: bool,
    /// Whether the database has none of the tables of the file.
    pub nothing: bool,
    /// What no correct step exists for, in sentences.
    pub refused: Vec<String>,
    /// What only a server could compare.
    pub undetermined: Vec<String>,
    /// What the role may not do, with the statement that lets it.
    pub lacking: Vec<crate::plan::Lacking>,
}

/// A check that could not be done, or only in part.
#[derive(Clone, Debug, PartialEq)]
pub enum Incomplete {
    /// The role lacks the rights of a predefined role.
    Role(&'static str),
    /// The role may not look at objects: the privilege, the kind of object, their names. `RLS`: policies are in the way.
    Objects(String, String, Vec<String>),
    /// The role may not, in the server's words.
    Denied(String),
    /// The query failed, in the server's words.
    Failed(String),
    /// It took longer than it may, in seconds.
    Slow(u64),
}
