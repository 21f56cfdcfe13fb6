//! Runs attacks, each taken back at once.

use std::collections::BTreeSet;

use pgtoml::isolation::attack::Way;
use pgtoml::isolation::emit;
use pgtoml::isolation::{Attack, Outcome};
use pgtoml::sql::quote::{quote_ident, quote_literal};
use postgres::SimpleQueryMessage;
use std::io::Read as _;

use super::ground::Ground;
use crate::connect::Connection;
use crate::prove::{ProveError, failed};

/// Where the function that tries attacks lives.
pub(super) const SCHEMA: &str = "pgtoml_proof";

/// So many attacks go in one round trip.
const BATCH: usize = 16;

/// How long a statement may take: what calls out of the database, or never ends, is named.
const PATIENCE: &str = "30s";

/// A session that attacks.
pub(super) struct Session {
    connection: Connection,
    /// The server can't catch errors in functions, as the embedded one: each attack goes step by step.
    steps: bool,
}

impl Session {
    /// Whether each attack goes step by step.
    pub(super) fn steps(&self) -> bool {
        self.steps
    }
}

impl std::ops::Deref for Session {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl std::ops::DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// Makes the function.
pub(super) fn install(connection: &mut Connection) -> Result<(), ProveError> {
    let function = emit::ATTEMPT.replace("FUNCTION pgtoml_attempt", &format!("FUNCTION {SCHEMA}.pgtoml_attempt"));
    connection
        .batch_execute(&format!("CREATE SCHEMA {SCHEMA}; GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC; {function}"))?;
    Ok(())
}

/// A session in which nothing was ever set, as an application has it.
pub(super) fn session(ground: &mut Ground) -> Result<Session, ProveError> {
    let mut connection = ground.open()?;
    connection.batch_execute(&format!("SET statement_timeout = '{PATIENCE}'"))?;
    Ok(Session { connection, steps: !ground.catches_errors() })
}

/// Runs all of them, in their order.
pub(super) fn all(
    connection: &mut Session,
    attacks: &[Attack],
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<Outcome>, ProveError> {
    let mut found = Vec::with_capacity(attacks.len());
    for (number, batch) in attacks.chunks(BATCH).enumerate() {
        if number % 8 == 0 {
            progress(&format!("{} of {} attacks", number * BATCH, attacks.len()));
        }
        let list: Vec<(&Attack, &str)> = batch.iter().map(|attack| (attack, "")).collect();
        found.extend(some(connection, &list)?);
    }
    Ok(found)
}

/// Runs some of them, each after statements of its own.
pub(super) fn some(connection: &mut Session, list: &[(&Attack, &str)]) -> Result<Vec<Outcome>, ProveError> {
    if connection.steps {
        let one = |(attack, setup): &(&Attack, &str)| match attack.way {
            Way::CopyOut => copy(connection, attack),
            Way::Plain | Way::Answers => step(connection, attack, setup),
        };
        return list.iter().map(one).collect();
    }
    let calls: Vec<String> = list
        .iter()
        .filter(|(attack, _)| attack.way != Way::CopyOut)
        .map(|(attack, setup)| format!("SELECT {}", emit::call(SCHEMA, attack, setup)))
        .collect();
    let mut answers = Vec::new();
    if !calls.is_empty() {
        for message in connection.simple_query(&calls.join(";\n"))? {
            if let SimpleQueryMessage::Row(row) = message {
                let text = row.get(0).unwrap_or("{}");
                answers
                    .push(serde_json::from_str::<Outcome>(text).map_err(|error| failed(format!("{error}: {text}")))?);
            }
        }
    }
    let mut answers = answers.into_iter();
    let mut found = Vec::new();
    for (attack, _) in list {
        if attack.way == Way::CopyOut {
            found.push(copy(connection, attack)?);
        } else {
            found.push(answers.next().ok_or_else(|| failed("an attack has no answer".to_owned()))?);
        }
    }
    Ok(found)
}

/// What comes before the statement of an attack, in its transaction.
fn before(attack: &Attack, setup: &str) -> String {
    let mut text = format!("{}{setup} {}", emit::membership(attack), attack.setup);
    for (settings, local) in [(&attack.context.before, false), (&attack.context.settings, true)] {
        for (name, value) in settings {
            text.push_str(&format!("SELECT set_config({}, {}, {local});", quote_literal(name), quote_literal(value)));
        }
    }
    text
}

fn become_actor(attack: &Attack) -> String {
    format!("SET LOCAL ROLE {};", quote_ident(attack.actor.as_str()))
}

/// What a statement answered.
#[derive(Default)]
struct Answer {
    /// Its rows, each as its first column.
    rows: Vec<String>,
    /// How many rows it yielded or touched.
    touched: u64,
}

/// The answers to some statements.
fn answers(connection: &mut Connection, sql: &str) -> Result<Vec<Answer>, postgres::Error> {
    let mut found = Vec::new();
    let mut open = Answer::default();
    for message in connection.simple_query(sql)? {
        match message {
            SimpleQueryMessage::Row(row) => open.rows.push(row.get(0).unwrap_or_default().to_owned()),
            SimpleQueryMessage::CommandComplete(touched) => {
                found.push(Answer { touched, ..std::mem::take(&mut open) });
            }
            _ => {}
        }
    }
    Ok(found)
}

/// The result sets of some statements, each row as its first column.
pub(super) fn sets(connection: &mut Connection, sql: &str) -> Result<Vec<Vec<String>>, postgres::Error> {
    Ok(answers(connection, sql)?.into_iter().map(|answer| answer.rows).collect())
}

/// What the statements after the mark `ready` answered; those before it answer too.
fn marked(answers: Vec<Answer>) -> impl Iterator<Item = Answer> {
    let is = |one: &Answer| matches!(one.rows.as_slice(), [text] if text == "ready");
    let mark = answers.iter().rposition(is);
    answers.into_iter().skip(mark.map_or(0, |at| at + 1))
}

/// One attack without the function: all statements at once, which is one transaction that ends with the first error.
/// (After an error in a transaction of its own, the embedded server does not find back.)
fn step(connection: &mut Connection, attack: &Attack, setup: &str) -> Result<Outcome, ProveError> {
    let mut outcome = Outcome::default();
    let begin = before(attack, setup);
    let (become_actor, statement) = (become_actor(attack), &attack.statement);
    let first = format!("{begin} SELECT 'ready'; {become_actor} {statement};");
    let witness = if attack.witness.is_empty() { "SELECT WHERE false" } else { attack.witness.as_str() };
    let rest = format!("SET LOCAL ROLE NONE; {witness}; ROLLBACK");
    let mut told = match answers(connection, &format!("{first} {rest}")) {
        Ok(answers) => marked(answers),
        Err(error) => {
            let Some(said) = error.as_db_error().cloned() else { return Err(error.into()) };
            // What came before the statement may have failed, or the look at what came of it.
            let denied = said.code().code() == "42501"
                && (said.message().contains("row-level security") || (attack.setup.is_empty() && setup.is_empty()));
            let begun = format!("{begin} {become_actor} ROLLBACK");
            if !denied && let Some(why) = refusal(connection, &begun)? {
                outcome.failed = Some(why);
                return Ok(outcome);
            }
            if !denied && refusal(connection, &format!("{first} ROLLBACK"))?.is_none() {
                outcome.failed = Some(said.message().to_owned());
                return Ok(outcome);
            }
            (outcome.state, outcome.said) = (Some(said.code().code().to_owned()), Some(said.message().to_owned()));
            if !attack.without.is_empty() {
                let away = format!("{begin} {} {become_actor} {statement}; ROLLBACK", attack.without);
                outcome.same = match sets(connection, &away) {
                    // Without the other's rows it works: that tells that they were there.
                    Ok(_) => false,
                    Err(error) => {
                        let Some(other) = error.as_db_error() else { return Err(error.into()) };
                        other.code() == said.code() && masked(other.message()) == masked(said.message())
                    }
                };
                if !outcome.same {
                    outcome.found.push(said.message().to_owned());
                }
            }
            return Ok(outcome);
        }
    };
    let Answer { rows: mut seen, touched } = told.nth(1).unwrap_or_default();
    seen.sort();
    outcome.rows = i64::try_from(touched).unwrap_or(i64::MAX);
    if attack.way == Way::Answers {
        outcome.found = seen.iter().filter(|text| attack.hidden.contains(*text)).cloned().collect();
    }
    outcome.found.extend(told.nth(1).unwrap_or_default().rows);
    if !attack.without.is_empty() && attack.way == Way::Answers {
        let twice = answers(connection, &format!("{first} ROLLBACK"))?;
        let mut second = marked(twice).nth(1).unwrap_or_default().rows;
        second.sort();
        let masks = second != seen;
        let plain = |list: &mut Vec<String>| {
            if masks {
                list.iter_mut().for_each(|text| *text = masked(text));
                list.sort();
            }
        };
        plain(&mut second);
        plain(&mut seen);
        outcome.unstable = second != seen;
        let away = format!("{begin} {} SELECT 'ready'; {become_actor} {statement}; ROLLBACK", attack.without);
        match answers(connection, &away) {
            Ok(answers) => {
                let mut left = marked(answers).nth(1).unwrap_or_default().rows;
                plain(&mut left);
                // What shows only without them tells of them too.
                for text in seen {
                    match left.iter().position(|known| *known == text) {
                        Some(at) => {
                            left.swap_remove(at);
                        }
                        None => outcome.found.push(text),
                    }
                }
                outcome.found.extend(left);
            }
            // Without the other's rows it fails: that too tells that they were there.
            Err(error) if error.as_db_error().is_some() => outcome.found.extend(seen),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(outcome)
}

/// A text without its uuids, with hyphens or without: those that are made anew each time tell nothing.
fn masked(text: &str) -> String {
    let digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
    let long = |part: &[u8]| {
        part.iter()
            .enumerate()
            .all(|(at, byte)| if [8, 13, 18, 23].contains(&at) { *byte == b'-' } else { digit(byte) })
    };
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        if bytes.get(at..at + 36).is_some_and(long) {
            at += 36;
        } else if bytes.get(at..at + 32).is_some_and(|part| part.iter().all(digit)) {
            at += 32;
        } else {
            found.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&found).into_owned()
}

/// Why some statements fail, if they do.
fn refusal(connection: &mut Connection, sql: &str) -> Result<Option<String>, ProveError> {
    match sets(connection, sql) {
        Ok(_) => Ok(None),
        Err(error) => match error.as_db_error() {
            Some(said) => Ok(Some(said.message().to_owned())),
            None => Err(error.into()),
        },
    }
}

/// COPY, which only a client can run, and not among other statements.
fn copy(connection: &mut Session, attack: &Attack) -> Result<Outcome, ProveError> {
    // The embedded server does not find back from an error in a transaction; nobody else sees what it holds meanwhile.
    let (mut start, mut end) = match connection.steps {
        true => (String::new(), "RESET ROLE;".to_owned()),
        false => ("BEGIN;".to_owned(), "ROLLBACK;".to_owned()),
    };
    start.push_str(&emit::membership(attack));
    for (name, value) in &attack.context.settings {
        start.push_str(&format!(
            "SELECT set_config({}, {}, {});",
            quote_literal(name),
            quote_literal(value),
            !connection.steps
        ));
        if connection.steps {
            end.push_str(&format!("SELECT set_config({}, '', false);", quote_literal(name)));
        }
    }
    if connection.steps && attack.actor != attack.role {
        end.push_str(&format!("REVOKE {} FROM {};", attack.role, attack.actor));
    }
    connection.batch_execute(&format!("{start} SET ROLE {}", quote_ident(attack.actor.as_str())))?;
    let mut text = String::new();
    let mut outcome = Outcome::default();
    let read = match connection.copy_out(&attack.statement) {
        // The server may find out in the middle that it must not go on.
        Ok(mut reader) => reader.read_to_string(&mut text).map_err(|error| {
            error.into_inner().and_then(|inner| inner.downcast::<postgres::Error>().ok()).map(|it| *it)
        }),
        Err(error) => Err(Some(error)),
    };
    match read {
        Ok(_) => {
            let lines: BTreeSet<String> =
                text.lines().map(|line| line.trim_matches('"').replace("\"\"", "\"")).collect();
            outcome.rows = i64::try_from(lines.len()).unwrap_or(0);
            outcome.found = lines.intersection(&attack.hidden).cloned().collect();
        }
        Err(error) => match error.as_ref().and_then(postgres::Error::as_db_error) {
            Some(said) => {
                (outcome.state, outcome.said) = (Some(said.code().code().to_owned()), Some(said.message().to_owned()));
            }
            None => outcome.failed = Some("the connection did not carry it".to_owned()),
        },
    }
    connection.batch_execute(&end)?;
    Ok(outcome)
}
