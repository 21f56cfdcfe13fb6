//! What a role that is no superuser can do, as services give it to their users: either a plan works, or it was said before
//! what the role lacks.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pgtoml::compare::State;
use pgtoml::kind::Tag;
use pgtoml_pg::scratch::Scratch;

use super::database::{Database, Host, compare, load};
use super::proof::{Roles, accepted, settled};
use super::{Case, chosen, each};
use crate::servers::Server;

/// Where rights are other ones than since 16.
const OLDER: u32 = 15;

/// The role, which owns the databases.
const ROLE: &str = "case_limited";

/// Makes the schemas of the cases, and their changes, as such a role. Panics with all that came as a surprise.
///
/// A complete run takes each case once, on the older server or the newest one; those that `CASE` names go both ways on both.
pub fn run(server: &'static Server, workers: usize) {
    server.execute(&format!(
        "do $$ begin create role {ROLE} login createdb createrole; exception when duplicate_object then null; end $$"
    ));
    each(
        workers,
        || Host::shared(server),
        |case, _, host| chosen() || case.majors().contains(&OLDER) == (host.major == OLDER),
        attempt,
    );
}

fn attempt(case: &Case, host: &Host, scratch: &mut Scratch) -> Result<(), String> {
    let done = catch_unwind(AssertUnwindSafe(|| make(case, host, scratch)));
    let done = done.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(text.unwrap_or("a panic").to_owned())
    });
    done.map_err(|reason| format!("=== {} as {ROLE} on PostgreSQL {}\n{reason}\n", case.name, host.major))
}

fn make(case: &Case, host: &Host, scratch: &mut Scratch) -> Result<(), String> {
    let side = |file: &str| load(file, case.text(file).unwrap_or_default(), &case.folder);
    let (old, new) = (side("old.toml")?, side("new.toml")?);
    let named = [&old, &new].into_iter().flat_map(|side| side.model.of_kind(Tag::Role));
    let roles = Roles::new(host, named.map(|(id, _)| id.name.as_str().to_owned()).chain(case.roles.iter().cloned()));
    let ways = [[&old, &new], [&new, &old]];
    for states in ways.into_iter().take(if chosen() { 2 } else { 1 }) {
        roles.reset(&case.roles);
        let database = host.database();
        host.execute(&format!("alter database {} owner to {ROLE}", database.name()));
        if let Some(sql) = case.text("before.sql") {
            database.execute("before.sql", &sql)?;
        }
        let database = database.seen_by(ROLE);
        for state in states {
            if !step(&database, state, scratch)? {
                break;
            }
        }
        drop(database);
        host.sweep();
    }
    Ok(())
}

/// One plan. Returns whether it was possible.
fn step(database: &Database<'_>, to: &State, scratch: &mut Scratch) -> Result<bool, String> {
    let outcome = compare(&database.live()?, to, scratch)?;
    let lacks: Vec<&str> = outcome.lacking.iter().map(|lack| lack.text.as_str()).collect();
    let lacks = lacks.join("\n");
    if accepted(&outcome.report).is_err() {
        return Ok(false);
    }
    match (database.apply(&outcome), lacks.is_empty()) {
        (Ok(()), true) => settled(database, to, scratch).map(|_| true),
        (Err(_), false) => Ok(false),
        (Ok(()), false) => Err(format!("it worked, although it was said before:\n{lacks}")),
        (Err(error), true) => Err(format!("nothing was said before of this:\n{error}")),
    }
}
