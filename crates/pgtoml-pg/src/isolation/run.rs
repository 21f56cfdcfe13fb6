//! Runs attacks, each taken back at once.

use std::collections::BTreeSet;

use pgtoml::isolation::attack::Way;
use pgtoml::isolation::emit;
use pgtoml::isolation::report::Leak;
use pgtoml::isolation::{Attack, Context, Expect, Outcome, Stance, World, session as asked};
use pgtoml::lint::Subject;
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

/// Makes the function.
pub(super) fn install(connection: &mut Connection) -> Result<(), ProveError> {
    let function = emit::ATTEMPT.replace("FUNCTION pgtoml_attempt", &format!("FUNCTION {SCHEMA}.pgtoml_attempt"));
    connection
        .batch_execute(&format!("CREATE SCHEMA {SCHEMA}; GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC; {function}"))?;
    Ok(())
}

/// A session in which nothing was ever set, as an application has it.
pub(super) fn session(ground: &mut Ground) -> Result<Connection, ProveError> {
    let mut connection = ground.open()?;
    connection.batch_execute("SET search_path = \"$user\", public")?;
    Ok(connection)
}

/// Runs all of them, in their order.
pub(super) fn all(
    connection: &mut Connection,
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
pub(super) fn some(connection: &mut Connection, list: &[(&Attack, &str)]) -> Result<Vec<Outcome>, ProveError> {
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
    for (attack, setup) in list {
        if attack.way == Way::CopyOut {
            found.push(copy(connection, attack, setup)?);
        } else {
            found.push(answers.next().ok_or_else(|| failed("an attack has no answer".to_owned()))?);
        }
    }
    Ok(found)
}

/// COPY, which only a client can run.
fn copy(connection: &mut Connection, attack: &Attack, setup: &str) -> Result<Outcome, ProveError> {
    let mut before = format!("BEGIN; {setup} {}", attack.setup);
    for (name, value) in &attack.context.settings {
        before.push_str(&format!("SELECT set_config({}, {}, true);", quote_literal(name), quote_literal(value)));
    }
    if attack.actor != attack.role {
        before.push_str(&format!("GRANT {} TO {};", attack.role, attack.actor));
    }
    before.push_str(&format!("SET LOCAL ROLE {}", quote_ident(attack.actor.as_str())));
    connection.batch_execute(&before)?;
    let mut text = String::new();
    let mut outcome = Outcome::default();
    let read = match connection.copy_out(&attack.statement) {
        Ok(mut reader) => reader.read_to_string(&mut text).map_err(|error| error.to_string()),
        Err(error) => Err(error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())),
    };
    match read {
        Ok(_) => {
            let lines: BTreeSet<String> =
                text.lines().map(|line| line.trim_matches('"').replace("\"\"", "\"")).collect();
            outcome.rows = i64::try_from(lines.len()).unwrap_or(0);
            outcome.found = lines.intersection(&attack.hidden).cloned().collect();
        }
        Err(said) => (outcome.state, outcome.said) = (Some("error".to_owned()), Some(said)),
    }
    connection.batch_execute("ROLLBACK")?;
    Ok(outcome)
}

/// Functions of the schema that set the context for longer than a transaction: whoever gets the connection next has it.
pub(super) fn outliving(
    connection: &mut Connection,
    subject: &Subject<'_>,
    world: &World,
) -> Result<Vec<Leak>, ProveError> {
    let mut found = Vec::new();
    let (Some(table), Some(actor)) = (world.claims.tables.keys().next(), world.actors.first()) else {
        return Ok(found);
    };
    let theirs = world.settings(1);
    for routine in subject.routines().filter(|routine| !routine.is_trigger() && routine.args.0.len() == 1) {
        let Some(body) = asked::body(&routine) else { continue };
        for (name, value) in
            theirs.iter().filter(|(name, _)| body.contains("set_config") && body.contains(name.as_str()))
        {
            let call = if routine.id.tag == pgtoml::kind::Tag::Procedure { "CALL" } else { "SELECT" };
            let statement = format!("{call} {}({})", routine.id.qualified(), quote_literal(value));
            let emptied = format!("SELECT set_config({}, '', false)", quote_literal(name));
            connection.batch_execute(&emptied)?;
            let run = format!("BEGIN; SET LOCAL ROLE {}; {statement}; COMMIT", actor.role);
            if connection.batch_execute(&run).is_err() {
                connection.batch_execute("ROLLBACK")?;
                continue;
            }
            let left: Option<String> =
                connection.query_one(&format!("SELECT current_setting({}, true)", quote_literal(name)), &[])?.get(0);
            connection.batch_execute(&emptied)?;
            let Some(left) = left.filter(|left| !left.is_empty()) else { continue };
            let attack = Attack {
                name: "context that outlives its transaction",
                table: table.clone(),
                through: routine.id.clone(),
                role: actor.role.clone(),
                actor: actor.role.clone(),
                tenant: 0,
                context: Context { stance: Stance::Unset, settings: Default::default(), before: Default::default() },
                expect: Expect::Nothing,
                setup: String::new(),
                statement: statement.clone(),
                way: Way::Plain,
                hidden: BTreeSet::new(),
                witness: String::new(),
                without: String::new(),
            };
            let sql = format!(
                "-- {} sets {name} for the session: the next client of the connection has it\nBEGIN;\n{statement};\nCOMMIT;\n\
                 SELECT current_setting({}, true);\n",
                routine.id,
                quote_literal(name)
            );
            let outcome = Outcome { found: vec![format!("{name} is still {left}")], ..Outcome::default() };
            found.push(Leak {
                title: format!("{} leaves the context of a tenant in a pooled connection", routine.id),
                attack,
                outcome,
                sql,
            });
        }
    }
    Ok(found)
}
