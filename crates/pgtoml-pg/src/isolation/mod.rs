//! Whether row-level security keeps tenants apart, tried in a database of our own: the schema is made there from its
//! model, two tenants get rows, every attack of [`pgtoml::isolation`] runs, and then every mutant of the policies.
//!
//! The database that a model was read from is never touched.

mod cast;
mod facts;
mod ground;
mod judge;
mod memberships;
mod mutants;
mod outliving;
mod outside;
mod run;
mod survivors;
mod tenants;

use pgtoml::compare::State;
use pgtoml::expand::tenancy::Declared;
use pgtoml::isolation::emit;
use pgtoml::isolation::report::Report;
use pgtoml::isolation::{Attack, Outcome, World, attacks};
use pgtoml::kind::Version;
use pgtoml::lint::Subject;
use pgtoml::lint::config::Allow;
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
    /// What may be got through, by the word of the file.
    pub allow: &'a [Allow],
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
    /// What came of each.
    pub outcomes: Vec<Outcome>,
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
    outside::disable(&mut connection, &subject, &mut report)?;
    let mut world = tenants::world(&mut connection, &mut ground, &subject, case.tenancies, &mut report)?;
    facts::read(&mut connection, &subject, &mut world, &mut report)?;
    connection.batch_execute(emit::LOOSEN)?;
    run::install(&mut connection)?;
    // What was once set in a session is never unset again.
    drop(connection);
    cast::choose(&mut run::session(&mut ground)?, &subject, &mut world, progress)?;
    let rows: usize = world
        .relations
        .values()
        .filter(|relation| relation.leaves.is_empty())
        .map(|relation| relation.rows.len())
        .sum();
    report.rows = rows;
    report.begin(&world);
    let attacks = attacks(&world);
    let mut connection = run::session(&mut ground)?;
    let outcomes = run::all(&mut connection, &attacks, progress)?;
    judge::all(&subject, &world, &attacks, &outcomes, case.allow, &mut report);
    drop(connection);
    if case.mutate {
        mutants::all(&mut ground, &subject, &world, (&attacks, &outcomes), &mut report, progress)?;
    }
    // What it does stays done.
    outliving::try_all(&mut run::session(&mut ground)?, &subject, &world, &mut report)?;
    judge::accept(case.allow, &mut report);
    judge::stale(case.allow, &mut report);
    report.plain(&world.suffix);
    report.notes.extend(ground.close());
    Ok(Proof { report, world, attacks, outcomes })
}

fn refused(message: impl Into<String>, hint: impl Into<String>) -> ProveError {
    ProveError { message: message.into(), hint: hint.into(), then: Then::Refused }
}
