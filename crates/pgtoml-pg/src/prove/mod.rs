//! A plan proven: the old state is made in a database of our own and filled with rows, the plan runs there, and what
//! became of it is compared with the wanted state, made from nothing in a second database.

mod declared;
mod ground;
mod losses;

use std::collections::BTreeSet;

use pgtoml::compare::{self, Nobody, Outcome, State};
use pgtoml::data::Rows;
use pgtoml::kind::Tag;
use pgtoml::model::{Id, Ident, Model, QName};
use pgtoml::report::plural;
use serde::Serialize;

use crate::catalog;
use crate::connect::{Connection, Env};
use crate::dump::{self, Dump, PgDump};
use crate::rows;
use losses::Counts;

pub(crate) use ground::failed;
pub use ground::{Ground, ProveError, Then};

/// How a part of a proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is so.
    Proven,
    /// It is not so.
    Failed,
    /// It limits what the proof says.
    Note,
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// How it ended.
    pub verdict: Verdict,
    /// In one line.
    pub text: String,
    /// The statement, the difference or the tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// All that was looked at, up to the first thing that is not so.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// Whether all of it is so.
    pub proven: bool,
    /// The server on which it was tried.
    pub engine: String,
    /// What was looked at.
    pub facts: Vec<Fact>,
}

/// What is to be proven.
pub struct Claim<'a> {
    /// The state that is there.
    pub from: &'a State,
    /// The state that is wanted.
    pub to: &'a State,
    /// The plan between the two, for a database with the name of [`Ground::database`].
    pub outcome: &'a Outcome,
    /// Tables that hold rows; absent if that is not known, and then all do.
    pub rows: Option<&'a BTreeSet<Id>>,
    /// Rows that the wanted state declares.
    pub declared: &'a [Rows],
    /// The judge, if the machine has one.
    pub pg_dump: Option<&'a PgDump>,
}

/// Whoever compares two states, as `plan` does.
pub type Compare<'a, E> = &'a mut dyn FnMut(State, State) -> Result<Outcome, E>;

impl Proof {
    fn fact(&mut self, verdict: Verdict, text: impl Into<String>, detail: Option<String>) {
        self.proven &= verdict != Verdict::Failed;
        self.facts.push(Fact { verdict, text: text.into(), detail });
    }
}

/// Secrets are not for a server that nobody knows: what they connect to is not there.
fn no_secret(_: &str) -> Option<String> {
    Some("host=127.0.0.1 port=1 dbname=nowhere".to_owned())
}

const SECRETS: Env<'static> = &no_secret;

/// Proves a plan.
///
/// # Errors
/// The engine can't make one of the two states, or a server went away: then nothing is proven or disproven.
pub fn prove<E: From<ProveError>>(ground: &mut Ground, claim: &Claim<'_>, compare: Compare<'_, E>) -> Result<Proof, E> {
    let mut proof = Proof { proven: true, engine: ground.name(), facts: Vec::new() };
    let plan = &claim.outcome.plan;
    ground.prepare(claim)?;

    let mut connection = ground.open(true)?;
    build(&mut connection, claim.from, ground.borrowed()).map_err(|why| ground.cannot("the old state", &why))?;
    let objects = plural(claim.from.model.objects.len(), "object");
    proof.fact(Verdict::Proven, format!("the old state stands on {}: {objects}", ground.name()), None);
    fill(&mut connection, claim, &mut proof)?;

    let before = Counts::read(&mut connection)?;
    if let Err(error) = crate::apply::apply(&mut connection, plan, &claim.outcome.statements, SECRETS, &mut |_, _| {}) {
        let detail = error.statement.as_deref().map(|sql| format!("{}\n{sql}", error.message));
        proof.fact(Verdict::Failed, "a statement of the plan fails", Some(detail.unwrap_or(error.message)));
        return Ok(proof);
    }
    let statements = plural(claim.outcome.statements.len(), "statement");
    let transactions = plural(plan.segments().len(), "transaction");
    proof.fact(Verdict::Proven, format!("the plan runs: {statements} in {transactions}"), None);

    let (now, _) = catalog::state(&mut connection).map_err(ProveError::from)?;
    let left = compare(now.clone(), claim.to.clone())?;
    if left.report.is_empty() {
        proof.fact(Verdict::Proven, "read back, nothing is left to do", None);
    } else {
        let detail = left.report.human(false).trim_end().to_owned();
        proof.fact(Verdict::Failed, "read back, something is left to do", Some(detail));
    }
    losses::judge(&before, &Counts::read(&mut connection)?, plan, &mut proof);
    let unseen = dump::unseen(&mut connection).map_err(ProveError::from)?;
    // The embedded server has one connection.
    drop(connection);
    let moved = claim.pg_dump.map(|judge| judge.schema(&ground.target(true)));

    let mut connection = ground.open(false)?;
    let wanted = whole(&now.model, claim.to);
    build(&mut connection, &wanted, ground.borrowed()).map_err(|why| ground.cannot("the wanted state", &why))?;
    let (made, _) = catalog::state(&mut connection).map_err(ProveError::from)?;
    let unseen_made = dump::unseen(&mut connection).map_err(ProveError::from)?;
    declared::judge(&mut connection, claim.declared, &mut proof)?;
    drop(connection);
    let other = claim.pg_dump.map(|judge| judge.schema(&ground.target(false)));
    match (moved, other) {
        (Some(moved), Some(made)) => {
            let (moved, made) = (moved.map_err(ground::failed)?, made.map_err(ground::failed)?);
            let same = dump::compare(&Dump::new(moved, unseen), &Dump::new(made, unseen_made));
            judged(&mut proof, "pg_dump", same.err());
        }
        _ => {
            let wanted = State { model: made.model, ..State::default() };
            let left =
                compare::compare(now, wanted, &mut Nobody).map_err(|_| ground::failed("a template failed".into()))?;
            let differs = (!left.report.is_empty()).then(|| left.report.human(false).trim_end().to_owned());
            judged(&mut proof, "pgtoml's own reading of the catalogs", differs);
            let major = ground.major();
            let text = format!("no pg_dump of PostgreSQL {major} or newer is here, so no other program has judged it");
            proof.fact(Verdict::Note, text, None);
        }
    }
    Ok(proof)
}

fn judged(proof: &mut Proof, judge: &str, differs: Option<String>) {
    match differs {
        None => {
            let text = format!("{judge} sees the same database as one made from nothing");
            proof.fact(Verdict::Proven, text, None);
        }
        Some(text) => {
            let what = format!("{judge} sees another database (-) than one made from nothing (+)");
            proof.fact(Verdict::Failed, what, Some(text.trim_end().to_owned()));
        }
    }
}

/// Makes an empty database what a state says.
pub(crate) fn build(connection: &mut Connection, to: &State, borrowed: bool) -> Result<(), String> {
    let (mut empty, _) = catalog::state(connection).map_err(|error| error.message)?;
    if borrowed {
        // Roles belong to the whole server, and stay what they are there.
        for (id, object) in to.model.of_kind(Tag::Role) {
            empty.model.objects.insert(id.clone(), object.clone());
        }
    }
    let outcome = compare::compare(empty, to.clone(), &mut Nobody).map_err(|error| match error {
        compare::Error::Template(error) => format!("a template failed: {error:#}"),
        compare::Error::Settle(nobody) => match nobody {},
    })?;
    if let Some(refused) = outcome.report.refused.first() {
        return Err(refused.sentence());
    }
    let applied = crate::apply::apply(connection, &outcome.plan, &outcome.statements, SECRETS, &mut |_, _| {});
    applied.map_err(|error| {
        let place = error.statement.map(|sql| format!("\n    {}", sql.replace('\n', "\n    "))).unwrap_or_default();
        format!("{}{place}", error.message)
    })
}

fn fill(connection: &mut Connection, claim: &Claim<'_>, proof: &mut Proof) -> Result<(), ProveError> {
    let only = claim.rows.map(|rows| rows.iter().map(Id::qualified).collect::<BTreeSet<QName>>());
    let filled = rows::fill(connection, &claim.from.model, &rows::Wish { only, ..rows::Wish::default() })?;
    let (count, tables) = (filled.rows.values().sum::<usize>(), filled.rows.len());
    let text = format!("{} stand in {}", plural(count, "sample row"), plural(tables, "table"));
    proof.fact(Verdict::Proven, text, None);
    if !filled.empty.is_empty() {
        let names = filled.empty.iter().map(|(name, why)| format!("{name}: {why}"));
        let text = format!("{} took no row, so nothing is said about rows there", plural(filled.empty.len(), "table"));
        proof.fact(Verdict::Note, text, Some(names.collect::<Vec<_>>().join("\n")));
    }
    Ok(())
}

/// The wanted state with what it leaves open, as it is in the database that the plan ran in.
fn whole(now: &Model, to: &State) -> State {
    let mut model = to.model.clone();
    if let Some(scope) = &to.scope {
        scope.fit(now, &mut model);
        for (id, object) in now.objects.iter().filter(|(id, _)| !scope.manages(id)) {
            model.objects.entry(id.clone()).or_insert_with(|| object.clone());
        }
    }
    State { model, depends_on: to.depends_on.clone(), ..State::default() }
}

/// Every role that a state names without declaring it.
pub(crate) fn mentioned(model: &Model) -> BTreeSet<Ident> {
    let mut found = BTreeSet::new();
    for (id, object) in &model.objects {
        found.extend(object.meta.owner.iter().chain(object.meta.grants.keys()).cloned());
        object.body.clone().parts(id, &mut |part| {
            if let pgtoml::kind::Part::Role(role) = part {
                found.insert(role.clone());
            }
        });
    }
    found.retain(|role| role.as_str() != "public" && model.get(&Id::global(Tag::Role, role.clone())).is_none());
    found
}
