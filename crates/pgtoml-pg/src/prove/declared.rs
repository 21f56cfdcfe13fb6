//! Rows that the file declares, put into the wanted state as it was made from nothing, where no sample row is in their way.

use std::convert::Infallible;

use pgtoml::compare::{self, Outcome, Settle, State};
use pgtoml::data::compare::{Answer, Query};
use pgtoml::data::{Bound, Rows, Value};
use pgtoml::kind::Version;
use pgtoml::model::Model;
use pgtoml::report::plural;

use super::{Proof, ProveError, SECRETS, Verdict, failed};
use crate::connect::Connection;
use crate::{catalog, data};

/// Asks the database itself what its rows are.
struct Asking<'a> {
    connection: &'a mut Connection,
    refused: Option<String>,
}

impl Settle for Asking<'_> {
    type Error = Infallible;

    fn settle(&mut self, _: &Model, _: &mut Model, _: Version) -> Result<bool, Infallible> {
        Ok(false)
    }

    fn rows(&mut self, queries: &[Query]) -> Result<Option<Vec<Answer>>, Infallible> {
        let answers = data::answers(self.connection, queries);
        Ok(answers.map_err(|error| self.refused = Some(error.message)).ok())
    }
}

/// Puts the rows in, twice: the second time there must be nothing to do.
pub(super) fn judge(connection: &mut Connection, wanted: &[Rows], proof: &mut Proof) -> Result<(), ProveError> {
    let (open, secret): (Vec<Rows>, Vec<Rows>) = wanted.iter().cloned().partition(|set| !has_secret(set));
    if !secret.is_empty() {
        let names: Vec<String> = secret.iter().map(Rows::shown_table).collect();
        let text = format!("declared rows of {} hold secrets and were left out", names.join(", "));
        proof.fact(Verdict::Note, text, None);
    }
    if open.is_empty() {
        return Ok(());
    }
    let first = left(connection, &open)?;
    if let Some(refused) = first.report.refused.first() {
        proof.fact(Verdict::Failed, "declared rows cannot be put in", Some(refused.sentence()));
        return Ok(());
    }
    if let Err(error) = crate::apply::apply(connection, &first.plan, &first.statements, SECRETS, &mut |_, _| {}) {
        let place = error.statement.as_deref().map(|sql| format!("{}\n{sql}", error.message));
        let detail = place.unwrap_or(error.message);
        // A stand-in for an extension says that it can't compute something; that says nothing about the file.
        if detail.contains("stand-in") {
            proof.fact(Verdict::Note, "declared rows need a function that this server does not have", Some(detail));
        } else {
            proof.fact(Verdict::Failed, "declared rows cannot be put in", Some(detail));
        }
        return Ok(());
    }
    let (rows, tables) = (open.iter().map(|set| set.rows.len()).sum(), open.len());
    let second = left(connection, &open)?;
    if second.report.is_empty() && second.report.refused.is_empty() {
        let text = format!(
            "{} of {} are put in; asked again, nothing is left to do",
            plural(rows, "declared row"),
            plural(tables, "set")
        );
        proof.fact(Verdict::Proven, text, None);
    } else {
        let detail = second.report.human(false).trim_end().to_owned();
        proof.fact(Verdict::Failed, "declared rows were put in, and something is left to do", Some(detail));
    }
    Ok(())
}

fn has_secret(set: &Rows) -> bool {
    set.rows.iter().flat_map(|row| row.cells.values()).any(|value| match value {
        Value::Secret(_) => true,
        Value::Computed(computed) => computed.bound.values().any(|bound| matches!(bound, Bound::Env(_))),
        Value::Null | Value::Text(_) | Value::Row(_) => false,
    })
}

/// What is to be done about the rows in a database whose schema is as it should be.
fn left(connection: &mut Connection, rows: &[Rows]) -> Result<Outcome, ProveError> {
    let (now, _) = catalog::state(connection)?;
    let wanted = State { model: now.model.clone(), rows: rows.to_vec(), ..State::default() };
    let mut asking = Asking { connection, refused: None };
    let outcome = compare::compare(now, wanted, &mut asking);
    match (asking.refused, outcome) {
        (Some(message), _) => Err(failed(message)),
        (None, Ok(outcome)) => Ok(outcome),
        (None, Err(compare::Error::Template(error))) => Err(failed(format!("a template failed: {error:#}"))),
        (None, Err(compare::Error::Settle(nobody))) => match nobody {},
    }
}
