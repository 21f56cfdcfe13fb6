//! Whether row-level security keeps tenants apart, tried in a database of our own: the schema is made there from its
//! model, two tenants get rows, every attack of [`pgtoml::isolation`] runs, and then every mutant of the policies.
//!
//! The database that a model was read from is never touched.

mod facts;
mod ground;
mod mutants;
mod run;
mod tenants;

use std::collections::BTreeSet;

use pgtoml::compare::State;
use pgtoml::expand::tenancy::Declared;
use pgtoml::isolation::emit;
use pgtoml::isolation::report::{Leak, Report};
use pgtoml::isolation::{Attack, Expect, World, attacks};
use pgtoml::kind::Version;
use pgtoml::lint::Subject;
use pgtoml::model::Ident;

use crate::engine::Engine;
use crate::prove::{ProveError, Then};
use ground::Ground;

/// What is to be proven.
#[derive(Debug)]
pub struct Case<'a> {
    /// The schema.
    pub state: &'a State,
    /// What its tenancies declare.
    pub tenancies: &'a [Declared],
    /// Where unqualified names are looked up.
    pub search_path: &'a [Ident],
    /// Whether the policies are broken on purpose too.
    pub mutate: bool,
}

/// What was found, and what it was found with.
#[derive(Debug)]
pub struct Proof {
    /// What was found.
    pub report: Report,
    /// The tenants and their rows.
    pub world: World,
    /// What was tried.
    pub attacks: Vec<Attack>,
}

/// Tries everything on an engine. `borrowed`: others use it too. `progress` hears what goes on.
///
/// # Errors
/// The engine can't make the schema, or nothing in it tells tenants apart.
pub fn prove(
    engine: Box<dyn Engine>,
    borrowed: bool,
    case: &Case<'_>,
    progress: &mut dyn FnMut(&str),
) -> Result<Proof, ProveError> {
    let mut ground = Ground::make(engine, borrowed, case.state)?;
    progress(&format!("the schema stands on {}", ground.name()));
    let mut connection = ground.open()?;
    let (state, _) = crate::catalog::state(&mut connection)?;
    let version = Version(connection.info().version_num);
    let subject = Subject::new(&state.model, version, case.search_path);
    let mut report = Report { engine: ground.name(), ..Report::default() };
    let mut world = tenants::world(&mut connection, &mut ground, &subject, case.tenancies, &mut report)?;
    facts::read(&mut connection, &subject, &mut world)?;
    let rows: usize = world
        .relations
        .values()
        .filter(|relation| relation.leaves.is_empty())
        .map(|relation| relation.rows.len())
        .sum();
    report.rows = rows;
    report.begin(&world);
    connection.batch_execute(emit::LOOSEN)?;
    run::install(&mut connection)?;
    let attacks = attacks(&world);
    // What was once set in a session is never unset again.
    drop(connection);
    let mut connection = run::session(&mut ground)?;
    let outcomes = run::all(&mut connection, &attacks, progress)?;
    for (attack, outcome) in attacks.iter().zip(&outcomes) {
        let name = attack.table.qualified().to_string();
        if let Some(why) = &outcome.failed {
            report.untried.insert(attack.title(), why.clone());
            continue;
        }
        if outcome.unstable {
            report.untried.insert(attack.through.to_string(), "it answers differently each time".to_owned());
            continue;
        }
        if attack.expect == Expect::Own {
            continue;
        }
        report.attacks += 1;
        let leaks = outcome.leaks(attack);
        if let Some(table) = report.tables.get_mut(&name) {
            table.attacks += 1;
            table.leaks += usize::from(leaks && attack.expect == Expect::Nothing);
        }
        if leaks {
            let leak = Leak {
                title: attack.title(),
                attack: attack.clone(),
                outcome: outcome.clone(),
                sql: emit::script(&world, attack),
            };
            let list = if attack.expect == Expect::Probe { &mut report.probes } else { &mut report.leaks };
            list.push(leak);
        }
    }
    blind(&world, &attacks, &outcomes, &mut report);
    report.leaks.extend(run::outliving(&mut connection, &subject, &world)?);
    if case.mutate {
        drop(connection);
        mutants::all(&mut ground, &subject, &world, (&attacks, &outcomes), &mut report, progress)?;
    }
    Ok(Proof { report, world, attacks })
}

/// Names what says nothing: a table whose own tenant sees none of its rows is not shown to be closed to others.
fn blind(world: &World, attacks: &[Attack], outcomes: &[pgtoml::isolation::Outcome], report: &mut Report) {
    let mut seen: BTreeSet<&pgtoml::model::Id> = BTreeSet::new();
    let mut asked: BTreeSet<&pgtoml::model::Id> = BTreeSet::new();
    for (attack, outcome) in attacks.iter().zip(outcomes).filter(|(attack, _)| attack.name == "own select") {
        asked.insert(&attack.table);
        if outcome.works() {
            seen.insert(&attack.table);
        }
    }
    for table in asked.difference(&seen) {
        let why = "no tenant sees the rows that it was given there, so that others do not says nothing";
        report.untried.insert(table.qualified().to_string(), why.to_owned());
    }
    if attacks.is_empty() {
        let why = "no role can do anything that would tell tenants apart";
        report.untried.insert("everything".to_owned(), why.to_owned());
    }
    for (table, claim) in &world.claims.tables {
        let name = table.qualified().to_string();
        let tried = attacks.iter().any(|attack| attack.table == *table);
        let used = world.relations.get(table).is_some_and(|relation| !relation.rights.is_empty());
        if !tried && !used && !report.untried.contains_key(&name) {
            report.notes.push(format!("{name}: no role that acts for tenants has a privilege on it"));
        } else if !tried && !claim.public && !report.untried.contains_key(&name) {
            report.notes.push(format!("{name}: nothing that a role may do there is kept to a tenant"));
        }
    }
}

fn refused(message: impl Into<String>, hint: impl Into<String>) -> ProveError {
    ProveError { message: message.into(), hint: hint.into(), then: Then::Refused }
}
