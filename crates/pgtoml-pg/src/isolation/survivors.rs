//! Mutants that no attack shows: their conditions and the right ones over generated rows, in every context.

use pgtoml::isolation::differ::{Difference, Pair, difference, rows};
use pgtoml::isolation::report::{Report, Survivor};
use pgtoml::isolation::{Mutant, World};
use pgtoml::kind::{Body, Tag};
use pgtoml::lint::Subject;
use pgtoml::sql::quote::quote_literal;

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
}

/// Finds out which of them mean the same.
pub(super) fn judge(
    ground: &mut Ground,
    subject: &Subject<'_>,
    world: &World,
    left: &[Mutant],
    report: &mut Report,
) -> Result<(), ProveError> {
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
        let switched = |object: &pgtoml::model::Object| {
            matches!(&object.body, Body::Table(table) if !table.row_level_security)
        };
        if mutant.id.tag != Tag::Policy && !mutant.object.as_ref().is_some_and(switched) {
            // What is not about a policy alone has no condition that could mean the same.
            report.mutants.survivors.push(survivor("no attack shows it".to_owned()));
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
            report.mutants.survivors.push(survivor(reason));
            continue;
        }
        let Some(made) = made else {
            report.mutants.survivors.push(survivor("no attack shows it, and there are no rows to compare".to_owned()));
            continue;
        };
        let (schema, table) = (format!("pgtoml_rows_{number}"), &mutant.table.name);
        connection.batch_execute(&format!(
            "CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC; CREATE TABLE {schema}.{table} AS {}; \
             GRANT SELECT ON {schema}.{table} TO PUBLIC",
            made.sql
        ))?;
        open.push(Open { number, mutant, difference, compared: 0, contexts: 0, differs: None });
    }
    // What was once set in a session is never unset again.
    for held in [Held::Never, Held::Tenant(0), Held::Tenant(1), Held::Empty] {
        for one in &mut open {
            compare(&mut connection, world, one, held)?;
        }
    }
    for one in open {
        let mutant = one.mutant.title();
        let (list, reason) = match one.differs {
            Some(reason) => (&mut report.mutants.survivors, format!("no attack shows it, although {reason}")),
            None if one.contexts == 0 || one.compared == 0 => (
                &mut report.mutants.survivors,
                "no attack shows it, and its condition could not be compared".to_owned(),
            ),
            None => (
                &mut report.mutants.equivalent,
                format!(
                    "its conditions agree with the right ones over {} generated rows in {} contexts",
                    one.compared, one.contexts
                ),
            ),
        };
        list.push(Survivor { mutant, reason });
    }
    Ok(())
}

/// Compares all pairs of a mutant in one context.
fn compare(connection: &mut Session, world: &World, one: &mut Open<'_>, held: Held) -> Result<(), ProveError> {
    for (number, actor) in world.actors.iter().enumerate() {
        let pairs: Vec<Pair> = one.difference.pairs.iter().filter(|pair| pair.actor == number).cloned().collect();
        if pairs.is_empty() || one.differs.is_some() {
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
                let unlike = format!("coalesce(({}), false) <> coalesce(({}), false)", pair.right, pair.wrong);
                ["WHERE true".to_owned(), format!("WHERE {unlike}")]
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
            }
        }
    }
    Ok(())
}

/// Compares pairs of which at least one raises an error. A condition that raises lets nothing through.
fn each(connection: &mut Session, before: &str, one: &Open<'_>, pairs: &[Pair]) -> Result<Vec<(i64, i64)>, ProveError> {
    let mut found = Vec::new();
    for pair in pairs {
        let unlike = format!("WHERE coalesce(({}), false) <> coalesce(({}), false)", pair.right, pair.wrong);
        if let Some(counts) = count(connection, before, one, &["WHERE true", &unlike])? {
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
