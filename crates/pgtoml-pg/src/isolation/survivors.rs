//! Mutants that no attack shows: their conditions and the right ones over generated rows, in every context.

use std::collections::BTreeSet;

use pgtoml::isolation::attacks::directed::{Who, blind, directed};
use pgtoml::isolation::differ::{Difference, Pair, difference, rows};
use pgtoml::isolation::report::{Report, Survivor};
use pgtoml::isolation::{Attack, Mutant, Outcome, World};
use pgtoml::kind::{Body, Tag};
use pgtoml::lint::Subject;
use pgtoml::sql::quote::quote_literal;

use super::cast;
use super::ground::Ground;
use super::run::{self, Session};
use crate::prove::ProveError;

/// What the session holds.
#[derive(Clone, Copy)]
enum Held {
    Never,
    Tenant(usize),
    Empty,
}

/// A mutant whose conditions are being compared.
struct Open<'m> {
    number: usize,
    mutant: &'m Mutant,
    difference: Difference,
    compared: i64,
    contexts: usize,
    differs: Option<String>,
    /// Rows for which the conditions differ, and how that is tried.
    found: Vec<Attack>,
}

/// So many rows are tried of those for which conditions differ.
const TRIED: usize = 12;

/// A mutant of which nothing is shown yet, and why.
pub(super) struct Left<'m> {
    pub(super) mutant: &'m Mutant,
    pub(super) reason: String,
}

/// Finds out which of them mean the same, and tries those that do not with the rows that tell them apart. Yields the rest.
pub(super) fn judge<'m>(
    ground: &mut Ground,
    subject: &Subject<'_>,
    world: &World,
    left: &'m [Mutant],
    report: &mut Report,
) -> Result<Vec<Left<'m>>, ProveError> {
    let mut rest: Vec<Left<'m>> = Vec::new();
    let mut open = Vec::new();
    let mut connection = run::session(ground)?;
    for (number, mutant) in left.iter().enumerate() {
        let survivor = |reason: String| Survivor { mutant: mutant.title(), reason };
        if mutant.id.tag == Tag::View {
            // Its rows were compared in every context with those that are there without the others.
            let reason = "the view keeps others' rows from its reader by itself".to_owned();
            report.mutants.equivalent.push(survivor(reason));
            continue;
        }
        let switched =
            |object: &pgtoml::model::Object| matches!(&object.body, Body::Table(table) if !table.row_level_security);
        let asked = mutant.id.tag == Tag::Policy || mutant.twin.is_some();
        if !asked && !mutant.object.as_ref().is_some_and(switched) {
            // What is not about policies alone has no condition that could mean the same.
            rest.push(Left { mutant, reason: "no attack shows it".to_owned() });
            continue;
        }
        let difference = difference(subject, world, mutant);
        if difference.pairs.is_empty() {
            let reason = if difference.unused.is_empty() {
                "together with the other policies it says the same for every role that acts for tenants".to_owned()
            } else {
                let uses: Vec<&str> = difference.unused.iter().map(String::as_str).collect();
                format!("it differs only in what no role that is kept to a tenant may do: {}", uses.join(", "))
            };
            report.mutants.equivalent.push(survivor(reason));
            continue;
        }
        let made = rows(world, &mutant.table, &difference.pairs);
        let unvaried = made.as_ref().map(|made| made.unvaried.as_slice()).unwrap_or_default();
        if let Some(column) = unvaried.first() {
            let reason = format!("no attack shows it, and there are too many columns to vary {column}");
            rest.push(Left { mutant, reason });
            continue;
        }
        let Some(made) = made else {
            rest.push(Left { mutant, reason: "no attack shows it, and there are no rows to compare".to_owned() });
            continue;
        };
        if let Some(twin) = &mutant.twin {
            connection.batch_execute(&twin.sql)?;
        }
        let (schema, table) = (format!("pgtoml_rows_{number}"), &mutant.table.name);
        connection.batch_execute(&format!(
            "CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC; CREATE TABLE {schema}.{table} AS {}; \
             GRANT SELECT ON {schema}.{table} TO PUBLIC",
            made.sql
        ))?;
        open.push(Open { number, mutant, difference, compared: 0, contexts: 0, differs: None, found: Vec::new() });
    }
    // What was once set in a session is never unset again.
    for held in [Held::Never, Held::Tenant(0), Held::Tenant(1), Held::Empty] {
        for one in &mut open {
            compare(&mut connection, subject, world, one, held)?;
        }
    }
    for one in open {
        match one.differs {
            Some(_) if shows(&mut connection, one.mutant, &one.found)? => report.mutants.caught += 1,
            Some(_) if recast(&mut connection, subject, world, &one)? => report.mutants.caught += 1,
            Some(reason) => {
                rest.push(Left { mutant: one.mutant, reason: format!("no attack shows it, although {reason}") })
            }
            None if one.contexts == 0 || one.compared == 0 => {
                let reason = "no attack shows it, and its condition could not be compared".to_owned();
                rest.push(Left { mutant: one.mutant, reason });
            }
            None => report.mutants.equivalent.push(Survivor {
                mutant: one.mutant.title(),
                reason: format!(
                    "its conditions agree with the right ones over {} generated rows in {} contexts",
                    one.compared, one.contexts
                ),
            }),
        }
    }
    Ok(rest)
}

/// Whether the right policies and the mutant treat one of these rows differently.
fn shows(connection: &mut Session, mutant: &Mutant, found: &[Attack]) -> Result<bool, ProveError> {
    for attack in found {
        let answers = run::some(connection, &[(attack, ""), (attack, mutant.sql.as_str())])?;
        let [right, wrong] = answers.as_slice() else { continue };
        let fails = |outcome: &Outcome| outcome.failed.is_some();
        if !fails(right)
            && !fails(wrong)
            && (right.rows, &right.state, &right.found) != (wrong.rows, &wrong.state, &wrong.found)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Compares all pairs of a mutant in one context.
fn compare(
    connection: &mut Session,
    subject: &Subject<'_>,
    world: &World,
    one: &mut Open<'_>,
    held: Held,
) -> Result<(), ProveError> {
    for (number, actor) in world.actors.iter().enumerate() {
        let pairs: Vec<Pair> = one.difference.pairs.iter().filter(|pair| pair.actor == number).cloned().collect();
        if pairs.is_empty() || one.found.len() >= TRIED {
            continue;
        }
        let (tenant, settings): (usize, Vec<(String, String)>) = match held {
            Held::Never => (0, Vec::new()),
            Held::Tenant(tenant) => (tenant, world.settings(tenant).into_iter().collect()),
            Held::Empty => (0, world.names().into_iter().map(|name| (name, String::new())).collect()),
        };
        let acting = actor.acting.get(tenant).unwrap_or(&actor.role);
        let mut before = String::new();
        if *acting != actor.role {
            before.push_str(&format!("GRANT {} TO {acting};", actor.role));
        }
        for (name, value) in &settings {
            before.push_str(&format!("SELECT set_config({}, {}, true);", quote_literal(name), quote_literal(value)));
        }
        before.push_str(&format!("SET LOCAL ROLE {acting};"));
        let counts: Vec<[String; 2]> = pairs
            .iter()
            .map(|pair| {
                let only = only(pair);
                [format!("WHERE {only}"), format!("WHERE {only} AND {}", unlike(pair))]
            })
            .collect();
        let all: Vec<&str> = counts.iter().flatten().map(String::as_str).collect();
        let found = match count(connection, &before, one, &all)? {
            Some(found) => found.chunks(2).map(|two| (two[0], two[1])).collect(),
            None => each(connection, &before, one, &pairs)?,
        };
        for (pair, (all, unlike)) in pairs.iter().zip(found) {
            one.compared = one.compared.max(all);
            one.contexts += usize::from(all > 0);
            if unlike > 0 {
                one.differs = Some(format!("{} differs for {unlike} of {all} generated rows", pair.what));
                // Without a context there is no way back to one in this session.
                if !matches!(held, Held::Never) {
                    let told = (pair, tenant, settings.as_slice());
                    let found = telling(connection, subject, world, one, &before, told)?;
                    one.found.extend(found);
                }
            }
        }
    }
    Ok(())
}

fn only(pair: &Pair) -> String {
    pair.only.as_ref().map_or_else(|| "true".to_owned(), |only| format!("coalesce(({only}), false)"))
}

/// That the right condition and the mutant's say different things of a row; null says no.
fn unlike(pair: &Pair) -> String {
    format!("coalesce(({}), false) <> coalesce(({}), false)", pair.right, pair.wrong)
}

/// Whether a mutant shows when the people of the tenants are something else than what lets them do most: as owners they
/// may do what a wrong policy lets administrators do.
fn recast(connection: &mut Session, subject: &Subject<'_>, world: &World, one: &Open<'_>) -> Result<bool, ProveError> {
    let table = &one.mutant.table;
    for actor in &world.actors {
        let uses = ["select", "update", "delete"].map(|command| (table.clone(), actor.role.clone(), command));
        let parts = cast::parts(subject, world, &BTreeSet::from(uses));
        for setup in parts.iter().filter_map(|part| cast::setup(world, part)) {
            let attacks = blind(world, table, actor);
            let attacks: Vec<Attack> =
                attacks.into_iter().map(|attack| Attack { setup: setup.clone() + &attack.setup, ..attack }).collect();
            if shows(connection, one.mutant, &attacks)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Attacks with rows for which two conditions differ.
fn telling(
    connection: &mut Session,
    subject: &Subject<'_>,
    world: &World,
    one: &Open<'_>,
    before: &str,
    (pair, tenant, settings): (&Pair, usize, &[(String, String)]),
) -> Result<Vec<Attack>, ProveError> {
    let (table, Some(actor)) = (&one.mutant.table, world.actors.get(pair.actor)) else { return Ok(Vec::new()) };
    let Some(relation) = world.relations.get(table) else { return Ok(Vec::new()) };
    let values: Vec<String> =
        relation.columns.iter().map(|column| format!("{}.{}::text", table.name, column.name)).collect();
    let sql = format!(
        "{before} SELECT 'row ' || to_json(ARRAY[{}])::text FROM pgtoml_rows_{}.{name} AS {name} \
         WHERE {} AND {} LIMIT 6; ROLLBACK",
        values.join(", "),
        one.number,
        only(pair),
        unlike(pair),
        name = table.name,
    );
    let sets = match run::sets(connection, &sql) {
        Ok(sets) => sets,
        Err(error) if error.as_db_error().is_some() => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let rows = sets.iter().flatten().filter_map(|text| text.strip_prefix("row "));
    let rows = rows.filter_map(|text| serde_json::from_str::<Vec<Option<String>>>(text).ok());
    let who = Who { actor, tenant, settings: settings.iter().cloned().collect() };
    Ok(rows.filter_map(|values| directed(world, table, subject.is_partition(table), &who, pair, &values)).collect())
}

/// Compares pairs of which at least one raises an error. A condition that raises lets nothing through.
fn each(connection: &mut Session, before: &str, one: &Open<'_>, pairs: &[Pair]) -> Result<Vec<(i64, i64)>, ProveError> {
    let mut found = Vec::new();
    for pair in pairs {
        let only = only(pair);
        let rows = format!("WHERE {only}");
        let unlike = format!("WHERE {only} AND coalesce(({}), false) <> coalesce(({}), false)", pair.right, pair.wrong);
        if let Some(counts) = count(connection, before, one, &[&rows, &unlike])? {
            found.push((counts[0], counts[1]));
            continue;
        }
        let mut lets =
            |condition: &str| count(connection, before, one, &[&format!("WHERE coalesce(({condition}), false)")]);
        let (right, wrong) = (lets(&pair.right)?, lets(&pair.wrong)?);
        found.push(match (right.and_then(|all| all.first().copied()), wrong.and_then(|all| all.first().copied())) {
            // Both raise: nothing is compared.
            (None, None) | (Some(_), Some(_)) => (0, 0),
            (Some(many), None) | (None, Some(many)) => (many.max(1), many),
        });
    }
    Ok(found)
}

/// Counts generated rows; nothing if a condition raises.
fn count(
    connection: &mut Session,
    before: &str,
    one: &Open<'_>,
    wheres: &[&str],
) -> Result<Option<Vec<i64>>, ProveError> {
    let counts: Vec<String> = wheres.iter().map(|filter| format!("count(*) FILTER ({filter})")).collect();
    // All of it is one transaction, taken back at its end.
    let sql = format!(
        "{before} SELECT concat_ws(' ', 'compared', {}) FROM pgtoml_rows_{}.{table} AS {table}; ROLLBACK",
        counts.join(", "),
        one.number,
        table = one.mutant.table.name,
    );
    match run::sets(connection, &sql) {
        Ok(sets) => {
            let said = sets.iter().flatten().find_map(|text| text.strip_prefix("compared "));
            let counts = said.unwrap_or_default().split(' ').map(|text| text.parse().unwrap_or(0));
            Ok(Some(counts.collect()))
        }
        Err(error) if error.as_db_error().is_some() => Ok(None),
        Err(error) => Err(error.into()),
    }
}
