//! Engines: PostgreSQL servers on which pgtoml may create and drop databases.
//!
//! - [`Local`] runs the PostgreSQL binaries of this machine in a throw-away cluster,
//! - [`Embedded`](embedded::Embedded) runs PostgreSQL 17 in this process (feature `embedded`),
//! - [`Server`] borrows an existing server by URL and cleans up after itself.

#[cfg(feature = "embedded")]
pub mod embedded;
mod local;
mod server;

use std::fmt;

use crate::connect::{ConnectError, Connection, Target};

pub use local::{Installation, Local, LocalOptions};
pub use server::Server;

/// An extension that an engine can create.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extension {
    /// Its name in `CREATE EXTENSION`.
    pub name: String,
    /// The version that `CREATE EXTENSION` takes by default.
    pub default_version: String,
    /// Whether it is pgtoml's stand-in in SQL, not the real extension.
    pub stand_in: bool,
}

/// A failure of an engine: one sentence of what, one of what to do next. Holds no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineError {
    /// Where and what.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

impl EngineError {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// A failed statement, in the server's words.
    pub(crate) fn sql(what: &str, error: &postgres::Error) -> Self {
        let said = error.as_db_error().map_or_else(|| error.to_string(), |d| d.message().to_owned());
        let hint = error.as_db_error().and_then(|d| d.hint()).unwrap_or("see the server's log");
        Self::new(format!("{what}: {said}"), hint)
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EngineError {}

impl From<ConnectError> for EngineError {
    fn from(e: ConnectError) -> Self {
        Self { message: e.message, hint: e.hint }
    }
}

/// A PostgreSQL server on which pgtoml may create and drop databases. Ends what it started when dropped.
pub trait Engine {
    /// What it is, for people: `embedded PostgreSQL 17.5`, `PostgreSQL 15 in /usr/lib/postgresql/15`.
    fn name(&self) -> String;

    /// The major version of the server, for example 17.
    fn major(&self) -> u32;

    /// How to connect to one of its databases.
    fn target(&self, database: &str) -> Target;

    /// The database to connect to for creating others.
    fn maintenance_database(&self) -> &str {
        "postgres"
    }

    /// How many connections may be open at once; the embedded engine serves one.
    fn max_connections(&self) -> usize {
        usize::MAX
    }

    /// Whether PL/pgSQL can catch errors there. The embedded engine ends the statement instead, and what it leaves of the
    /// session is of no use.
    fn catches_errors(&self) -> bool {
        true
    }

    /// Connects to one of its databases.
    ///
    /// # Errors
    /// See [`Target::connect`].
    fn connect(&mut self, database: &str) -> Result<Connection, ConnectError> {
        self.target(database).connect()
    }

    /// Creates an empty UTF-8 database from `template0`. On the embedded engine no other connection may be open.
    ///
    /// # Errors
    /// The database exists, or the role may not create one.
    fn create_database(&mut self, name: &str) -> Result<(), EngineError> {
        let maintenance = self.maintenance_database().to_owned();
        let mut connection = self.connect(&maintenance)?;
        create_in(&mut connection, name)
    }

    /// Drops a database, ending its other sessions; no error if there is none.
    ///
    /// # Errors
    /// What the server says.
    fn drop_database(&mut self, name: &str) -> Result<(), EngineError> {
        let maintenance = self.maintenance_database().to_owned();
        let mut connection = self.connect(&maintenance)?;
        drop_in(&mut connection, name)
    }

    /// The extensions that `CREATE EXTENSION` finds, by name.
    ///
    /// # Errors
    /// The connection or the query failed.
    fn extensions(&mut self) -> Result<Vec<Extension>, EngineError> {
        let maintenance = self.maintenance_database().to_owned();
        let mut connection = self.connect(&maintenance)?;
        available_extensions(&mut connection)
    }
}

pub(crate) fn create_in(connection: &mut Connection, name: &str) -> Result<(), EngineError> {
    connection
        .batch_execute(&format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", quote(name)))
        .map_err(|e| EngineError::sql(&format!("can't create the database \"{name}\""), &e))
}

pub(crate) fn drop_in(connection: &mut Connection, name: &str) -> Result<(), EngineError> {
    connection
        .batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote(name)))
        .map_err(|e| EngineError::sql(&format!("can't drop the database \"{name}\""), &e))
}

pub(crate) fn available_extensions(connection: &mut Connection) -> Result<Vec<Extension>, EngineError> {
    let rows = connection
        .query(
            "SELECT name::text, default_version FROM pg_catalog.pg_available_extensions \
             WHERE default_version IS NOT NULL ORDER BY 1",
            &[],
        )
        .map_err(|e| EngineError::sql("can't list the extensions", &e))?;
    Ok(rows.iter().map(|row| Extension { name: row.get(0), default_version: row.get(1), stand_in: false }).collect())
}

/// An SQL identifier in quotes.
pub(crate) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
