//! Rows of a live database: what the core asks about them.

use pgtoml::data::compare::{Answer, Query};
use postgres::SimpleQueryMessage;

use crate::catalog::ReadError;
use crate::connect::Connection;

/// The answers to questions about rows, in one snapshot. Nothing is written.
///
/// # Errors
/// The server refused or went away, or the role may not see all rows: row-level security is an error here and not a filter,
/// because a row that is not seen would be missing.
pub fn answers(connection: &mut Connection, queries: &[Query]) -> Result<Vec<Answer>, ReadError> {
    let mut transaction = connection.snapshot("SET LOCAL row_security = off")?;
    let mut answers = Vec::with_capacity(queries.len());
    for query in queries {
        let path: Vec<String> = query.path.iter().map(ToString::to_string).collect();
        transaction.batch_execute(&format!("SET LOCAL search_path = {}", path.join(", ")))?;
        let said = transaction.simple_query(&query.sql).map_err(refused)?;
        answers.push(rows(&said));
    }
    Ok(answers)
}

/// Rows as texts.
fn rows(said: &[SimpleQueryMessage]) -> Answer {
    let rows = said.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()),
        _ => None,
    });
    rows.collect()
}

fn refused(error: postgres::Error) -> ReadError {
    let filtered = error.as_db_error().is_some_and(|said| said.message().contains("row-level security"));
    let plain = ReadError::from(error);
    let hint = if filtered {
        "row-level security hides rows from this role: take the owner of the table or a role with BYPASSRLS".to_owned()
    } else {
        plain.hint
    };
    ReadError { message: format!("rows cannot be compared: {}", plain.message), hint }
}
