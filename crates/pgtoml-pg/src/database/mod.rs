//! Databases as a whole: made and dropped from beside, through the maintenance database.

mod create;
mod remove;

use std::fmt;

use postgres::error::SqlState;

use crate::connect::{ConnectError, ConnectErrorKind, Connection, Target};

pub use self::create::{Wish, create};
pub use self::remove::{Inspected, inspect, remove};

/// A database that was not made or dropped.
#[derive(Debug)]
pub struct DatabaseError {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// Whether it would have been wrong to go on, and nothing failed.
    pub refused: bool,
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DatabaseError {}

impl From<ConnectError> for DatabaseError {
    fn from(error: ConnectError) -> Self {
        Self { message: error.message, hint: error.hint, refused: false }
    }
}

impl DatabaseError {
    fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into(), refused: true }
    }

    /// What the server said to `doing`.
    fn said(doing: &str, error: &postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            return Self {
                message: format!("{doing}: the connection failed: {error}"),
                hint: "see the server's log, then try again".to_owned(),
                refused: false,
            };
        };
        let code = said.code();
        let hint = if *code == SqlState::INSUFFICIENT_PRIVILEGE {
            "connect as a superuser, or as a role with CREATEDB (and CREATEROLE for new roles) that is a member of the owner"
        } else if *code == SqlState::OBJECT_IN_USE {
            "end the sessions that use it, or give --force"
        } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
            "this is a standby; name the primary"
        } else {
            said.hint().unwrap_or("correct that and run it again; what was done stays")
        };
        let detail = said.detail().map_or_else(String::new, |detail| format!(" ({detail})"));
        Self { message: format!("{doing}: {}{detail}", said.message()), hint: hint.to_owned(), refused: false }
    }
}

/// A connection beside the database: to `postgres`, or where that is not there or is the one meant, to `template1`.
fn beside(target: &Target) -> Result<Connection, DatabaseError> {
    let open = |name: &str| target.with_database(name).connect();
    if target.database() == "postgres" {
        return Ok(open("template1")?);
    }
    match open("postgres") {
        Err(error) if matches!(error.kind, ConnectErrorKind::NoDatabase | ConnectErrorKind::NotAllowed) => {
            open("template1").map_err(|_| error.into())
        }
        other => Ok(other?),
    }
}

/// The first row of a query, with text parameters.
fn row(connection: &mut Connection, sql: &str, values: &[&str]) -> Result<Option<postgres::Row>, DatabaseError> {
    let values: Vec<&(dyn postgres::types::ToSql + Sync)> =
        values.iter().map(|value| value as &(dyn postgres::types::ToSql + Sync)).collect();
    connection.query_opt(sql, &values).map_err(|error| DatabaseError::said("the catalogs could not be read", &error))
}

/// Runs one statement.
fn run(connection: &mut Connection, doing: &str, sql: &str) -> Result<(), DatabaseError> {
    connection.batch_execute(sql).map_err(|error| DatabaseError::said(doing, &error))
}
