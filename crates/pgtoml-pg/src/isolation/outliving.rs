//! Functions of the schema that set the context for longer than a transaction: whoever gets the connection next has it.
//!
//! Only what is committed shows it, so it comes last.

use std::collections::BTreeSet;

use pgtoml::isolation::attack::Way;
use pgtoml::isolation::report::{Leak, Report};
use pgtoml::isolation::{Attack, Context, Expect, Outcome, Stance, World, session as asked};
use pgtoml::kind::Tag;
use pgtoml::lint::{Routine, Subject};
use pgtoml::model::Ident;
use pgtoml::sql::quote::{comment_safe, quote_literal};

use super::run::Session;
use crate::prove::ProveError;

/// Calls them as everybody who acts for tenants.
pub(super) fn try_all(
    connection: &mut Session,
    subject: &Subject<'_>,
    world: &World,
    report: &mut Report,
) -> Result<(), ProveError> {
    let theirs = world.settings(1);
    for routine in subject.routines().filter(|routine| !routine.is_trigger() && routine.args.0.len() == 1) {
        let Some(body) = asked::body(&routine) else { continue };
        let names = |name: &&String| body.contains("set_config") && body.contains(name.as_str());
        for (name, value) in theirs.iter().filter(|(name, _)| names(name)) {
            for actor in &world.actors {
                let role = actor.acting.get(1).unwrap_or(&actor.role);
                if let Some(leak) = outlives(connection, world, &routine, (name, value), (&actor.role, role), report)? {
                    report.leaks.push(leak);
                    break;
                }
            }
        }
    }
    Ok(())
}

fn outlives(
    connection: &mut Session,
    world: &World,
    routine: &Routine<'_>,
    (name, value): (&str, &str),
    (role, acting): (&Ident, &Ident),
    report: &mut Report,
) -> Result<Option<Leak>, ProveError> {
    let call = if routine.id.tag == Tag::Procedure { "CALL" } else { "SELECT" };
    let statement = format!("{call} {}({})", routine.id.qualified(), quote_literal(value));
    let emptied = format!("SELECT set_config({}, '', false)", quote_literal(name));
    connection.batch_execute(&emptied)?;
    let member = if role == acting { String::new() } else { format!("GRANT {role} TO {acting};") };
    // Statements that come together are one transaction.
    let called = connection.batch_execute(&format!("{member} SET LOCAL ROLE {acting}; {statement}; SELECT 1"));
    if let Err(error) = called {
        let Some(said) = error.as_db_error() else { return Err(error.into()) };
        if said.code().code() != "42501" {
            let why = said.message().to_owned();
            report.untried.insert(format!("{} as {role}, which sets {name}", routine.id), why);
        }
        return Ok(None);
    }
    let left: Option<String> =
        connection.query_one(&format!("SELECT current_setting({}, true)", quote_literal(name)), &[])?.get(0);
    connection.batch_execute(&emptied)?;
    let (Some(left), Some(table)) = (left.filter(|left| !left.is_empty()), world.claims.tables.keys().next()) else {
        return Ok(None);
    };
    let title = format!("{} leaves the context of a tenant in a pooled connection", routine.id);
    let attack = Attack {
        name: "context that outlives its transaction",
        table: table.clone(),
        through: routine.id.clone(),
        role: role.clone(),
        actor: acting.clone(),
        tenant: 1,
        context: Context { stance: Stance::Unset, settings: Default::default(), before: Default::default() },
        expect: Expect::Nothing,
        setup: String::new(),
        statement: statement.clone(),
        way: Way::Plain,
        hidden: BTreeSet::new(),
        witness: String::new(),
        without: String::new(),
    };
    let said = format!("{} sets {name} for the session: the next client of the connection has it", routine.id);
    let sql = format!(
        "-- {}\nBEGIN;\n{statement};\nCOMMIT;\nSELECT current_setting({}, true);\n",
        comment_safe(&said),
        quote_literal(name)
    );
    let outcome = Outcome { found: vec![format!("{name} is still {left}")], ..Outcome::default() };
    Ok(Some(Leak { title, attack, outcome, sql }))
}
