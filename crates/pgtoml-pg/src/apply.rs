//! Runs a plan, segment by segment.

use std::fmt;
use std::time::{Duration, Instant};

use pgtoml::plan::Plan;
use pgtoml::render::{Statement, with_path};

use crate::connect::{Connection, Env};

/// The key of the advisory lock that keeps two runs apart: `pgtoml` in ASCII.
const LOCK: i64 = 0x7067_746f_6d6c;

/// A plan that did not run to its end.
#[derive(Debug)]
pub struct ApplyError {
    /// One sentence: what failed, and why.
    pub message: String,
    /// The statement that failed.
    pub statement: Option<String>,
    /// What to do.
    pub hint: String,
    /// Segments that are committed and stay.
    pub done: usize,
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApplyError {}

/// Takes the rights and the name of another role.
///
/// # Errors
/// The role is unknown, or the connected one is no member of it.
pub fn become_role(connection: &mut Connection, role: &str) -> Result<(), ApplyError> {
    let role = pgtoml::sql::quote::quote_ident(role);
    connection.batch_execute(&format!("SET ROLE {role}")).map_err(|error| ApplyError {
        message: format!("cannot become role {role}: {}", failed(&error, None, 0).message),
        hint: "name another role, or grant it to the one that is connected".to_owned(),
        ..failed(&error, None, 0)
    })
}

/// Runs the statements of a plan. `progress` is told of each before it runs.
///
/// `env` has the secrets that statements name.
///
/// A segment that fails leaves nothing behind; what was committed before it stays, and a second run goes on from there.
///
/// # Errors
/// A statement failed, another run holds the lock, or the server went away.
pub fn apply(
    connection: &mut Connection,
    plan: &Plan,
    statements: &[Statement],
    env: Env<'_>,
    progress: &mut dyn FnMut(usize, &Statement),
) -> Result<(), ApplyError> {
    // All of them, before anything is changed.
    for statement in statements {
        secret(statement, env)?;
    }
    lock(connection)?;
    let result = run(connection, plan, statements, env, progress).map_err(|error| {
        let secrets = statements.iter().flat_map(|statement| &statement.secrets);
        secrets.filter_map(|name| Some((name, env(name)?))).filter(|(_, value)| !value.is_empty()).fold(
            error,
            |error, (name, value)| ApplyError {
                message: error.message.replace(&value, &format!("env:{name}")),
                ..error
            },
        )
    });
    // The lock goes with the session if the connection is gone.
    let _ = connection.batch_execute(&format!(
        "SET search_path = pg_catalog; RESET check_function_bodies; SELECT pg_catalog.pg_advisory_unlock({LOCK})"
    ));
    result
}

fn run(
    connection: &mut Connection,
    plan: &Plan,
    statements: &[Statement],
    env: Env<'_>,
    progress: &mut dyn FnMut(usize, &Statement),
) -> Result<(), ApplyError> {
    // Bodies may name what comes later in the plan.
    connection.batch_execute("SET check_function_bodies = off").map_err(|error| failed(&error, None, 0))?;
    let mut number = 0;
    for (done, segment) in plan.segments().iter().enumerate() {
        let rest = statements.get(number..).unwrap_or_default();
        let own = rest.get(..segment.steps.len()).unwrap_or(rest);
        if segment.transaction {
            let mut transaction = connection.transaction().map_err(|error| failed(&error, None, done))?;
            let mut path = None;
            for (statement, step) in own.iter().zip(&segment.steps) {
                progress(number, statement);
                number += 1;
                if step.rows.is_some() {
                    // A row that is hidden must not pass for one that is missing.
                    let off = transaction.batch_execute("SET LOCAL row_security = off");
                    off.map_err(|error| failed(&error, Some(statement), done))?;
                }
                let sql = with_path(statement, &secret(statement, env)?, &mut path);
                transaction.batch_execute(&sql).map_err(|error| failed(&error, Some(statement), done))?;
            }
            transaction.commit().map_err(|error| failed(&error, None, done))?;
        } else {
            for statement in own {
                progress(number, statement);
                number += 1;
                if statement.search_path.is_some() {
                    let sql = with_path(statement, "", &mut None);
                    let (set, _) = sql.split_once(";\n").unwrap_or_default();
                    connection.batch_execute(set).map_err(|error| failed(&error, Some(statement), done))?;
                }
                connection
                    .batch_execute(&secret(statement, env)?)
                    .map_err(|error| failed(&error, Some(statement), done))?;
            }
        }
    }
    Ok(())
}

/// The text for the server, secrets and all. It is never shown.
fn secret<'a>(statement: &'a Statement, env: Env<'_>) -> Result<std::borrow::Cow<'a, str>, ApplyError> {
    statement.with_secrets(env).map_err(|name| ApplyError {
        message: format!("the environment variable {name}, which holds a secret of the plan, is not set"),
        statement: Some(statement.sql.clone()),
        hint: format!("set {name} and run it again"),
        done: 0,
    })
}

/// Polls: a blocking wait would hold a snapshot.
fn lock(connection: &mut Connection) -> Result<(), ApplyError> {
    let start = Instant::now();
    loop {
        let row = connection.query_one("SELECT pg_catalog.pg_try_advisory_lock($1)", &[&LOCK]);
        if row.map_err(|error| failed(&error, None, 0))?.get::<_, bool>(0) {
            return Ok(());
        }
        if start.elapsed() > Duration::from_secs(30) {
            return Err(ApplyError {
                message: "another pgtoml is changing this database".to_owned(),
                statement: None,
                hint: "wait for it to end, then try again".to_owned(),
                done: 0,
            });
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn failed(error: &postgres::Error, statement: Option<&Statement>, done: usize) -> ApplyError {
    let said = error.as_db_error();
    // What the server says of a statement with secrets may quote them, in part or as a whole.
    let secret = statement.is_some_and(|statement| !statement.secrets.is_empty());
    let message = match said {
        Some(said) if secret => format!("{}, SQLSTATE {}", unquoted(said.message()), said.code().code()),
        Some(said) => match said.detail() {
            Some(detail) => format!("{} ({detail})", said.message()),
            None => said.message().to_owned(),
        },
        None => format!("the connection failed: {error}"),
    };
    let left = if done == 0 {
        "nothing was changed".to_owned()
    } else {
        format!(
            "{done} segment(s) before it are committed; nothing of this one remains, and a second run goes on from here"
        )
    };
    let denied = said.is_some_and(|said| *said.code() == postgres::error::SqlState::INSUFFICIENT_PRIVILEGE);
    let left = if denied {
        format!("{left}; grant the role what it lacks, or name one that has it with `--role`")
    } else {
        left
    };
    let hint = match said.and_then(|said| said.hint()).filter(|_| !secret) {
        Some(hint) => format!("{hint}; {left}"),
        None => left,
    };
    ApplyError { message, statement: statement.map(|statement| statement.sql.clone()), hint, done }
}

/// What the server says without the values that it quotes.
fn unquoted(message: &str) -> &str {
    message.split(": ").next().unwrap_or_default()
}
