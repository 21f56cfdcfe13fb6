//! Every mutant of the policies, and the attack that shows it.

use pgtoml::isolation::attack::Way;
use pgtoml::isolation::differ::{difference, rows};
use pgtoml::isolation::report::{Report, Survivor};
use pgtoml::isolation::{Attack, Expect, Mutant, Outcome, Stance, World, mutants};
use pgtoml::lint::Subject;
use pgtoml::sql::quote::quote_literal;

use super::ground::Ground;
use super::run::{self, Session};
use crate::prove::ProveError;

/// So many attacks are tried before the first answer is looked at.
const BATCH: usize = 6;

/// What shows a mutant.
enum Shown {
    Caught,
    Refused(String),
    Not,
}

/// Runs them all.
pub(super) fn all(
    ground: &mut Ground,
    subject: &Subject<'_>,
    world: &World,
    tried: (&[Attack], &[Outcome]),
    report: &mut Report,
    progress: &mut dyn FnMut(&str),
) -> Result<(), ProveError> {
    let (attacks, outcomes) = tried;
    let leaks: Vec<&pgtoml::model::Id> = report.leaks.iter().map(|leak| &leak.attack.table).collect();
    let mut all = mutants(subject, world);
    let before = all.len();
    all.retain(|mutant| !leaks.contains(&&mutant.table));
    if all.len() < before {
        report.notes.push("the policies of tables that leak are not broken further".to_owned());
    }
    // Without rows nothing can be shown, and nothing be said to be the same.
    let rows =
        |mutant: &Mutant, tenant| world.relations.get(&mutant.table).is_some_and(|one| one.of(tenant).next().is_some());
    let before = all.len();
    all.retain(|mutant| rows(mutant, 0) && rows(mutant, 1));
    if all.len() < before {
        report.notes.push("the policies of tables without rows are not broken".to_owned());
    }
    report.mutants.all = all.len();
    // What was once set in a session is never unset again, so attacks without a context come in a new one. Few are left then.
    let mut connection = run::session(ground)?;
    let mut open: Vec<Mutant> = Vec::new();
    for (number, mutant) in all.into_iter().enumerate() {
        if number % 32 == 0 {
            progress(&format!("{number} of {} mutants", report.mutants.all));
        }
        match shown(&mut connection, world, &mutant, attacks, outcomes, false)? {
            Shown::Caught => report.mutants.caught += 1,
            Shown::Refused(reason) => report.mutants.refused.push(Survivor { mutant: mutant.title(), reason }),
            Shown::Not => open.push(mutant),
        }
    }
    drop(connection);
    let mut connection = run::session(ground)?;
    let mut left: Vec<Mutant> = Vec::new();
    for mutant in open {
        match shown(&mut connection, world, &mutant, attacks, outcomes, true)? {
            Shown::Caught => report.mutants.caught += 1,
            Shown::Refused(reason) => report.mutants.refused.push(Survivor { mutant: mutant.title(), reason }),
            Shown::Not => left.push(mutant),
        }
    }
    for mutant in &left {
        survivor(&mut connection, subject, world, mutant, report)?;
    }
    Ok(())
}

/// Whether an attack on the table, or on one whose policies read it, ends otherwise with the mutant.
fn shown(
    connection: &mut Session,
    world: &World,
    mutant: &Mutant,
    attacks: &[Attack],
    outcomes: &[Outcome],
    unset: bool,
) -> Result<Shown, ProveError> {
    let concerned = |attack: &Attack| {
        attack.table == mutant.table
            || attack.through == mutant.table
            || world.relations.get(&attack.table).is_some_and(|relation| relation.reads.contains(&mutant.table))
            || world.views.get(&attack.through).is_some_and(|tables| tables.contains(&mutant.table))
    };
    let mut list: Vec<(&Attack, &Outcome)> = attacks
        .iter()
        .zip(outcomes)
        .filter(|(attack, outcome)| {
            (attack.context.stance == Stance::Unset) == unset
                && attack.way != Way::CopyOut
                && attack.expect != Expect::Probe
                && outcome.failed.is_none()
                && concerned(attack)
                && (attack.expect == Expect::Own || (!outcome.leaks(attack) && !outcome.unstable))
        })
        .collect();
    list.sort_by_key(|(attack, _)| (attack.table != mutant.table, attack.through != attack.table, rank(attack)));
    // Step by step each attack waits for its answer anyway.
    for batch in list.chunks(if connection.steps() { 1 } else { BATCH }) {
        let calls: Vec<(&Attack, &str)> = batch.iter().map(|(attack, _)| (*attack, mutant.sql.as_str())).collect();
        let answers = run::some(connection, &calls)?;
        for ((attack, before), answer) in batch.iter().zip(answers) {
            if let Some(reason) = answer.failed {
                return Ok(Shown::Refused(reason));
            }
            let differs = if attack.expect == Expect::Own {
                // Gained is as wrong as lost.
                sorted(&answer) != sorted(before) || answer.works() != before.works()
            } else {
                answer.leaks(attack)
            };
            if differs {
                return Ok(Shown::Caught);
            }
        }
    }
    Ok(Shown::Not)
}

/// The own rows that were seen, or traces of what was done.
fn sorted(outcome: &Outcome) -> Vec<&str> {
    let mut rows: Vec<&str> = outcome.found.iter().map(String::as_str).collect();
    rows.sort_unstable();
    rows
}

/// What shows most mutants comes first.
fn rank(attack: &Attack) -> usize {
    let order = [
        "own select",
        "select",
        "own insert",
        "insert",
        "blind update",
        "blind delete",
        "own update",
        "own delete",
        "reparent",
    ];
    let place = order.iter().position(|name| *name == attack.name).unwrap_or(order.len());
    if attack.context.stance == Stance::Own { place } else { place + 5 }
}

/// Compares the conditions of a mutant with the right ones over generated rows, in every context.
fn survivor(
    connection: &mut Session,
    subject: &Subject<'_>,
    world: &World,
    mutant: &Mutant,
    report: &mut Report,
) -> Result<(), ProveError> {
    let title = mutant.title();
    let difference = difference(subject, world, mutant);
    if difference.pairs.is_empty() {
        let reason = if difference.unused.is_empty() {
            "together with the other policies it says the same for every role that acts for tenants".to_owned()
        } else {
            let uses: Vec<&str> = difference.unused.iter().map(String::as_str).collect();
            format!("it differs only in what no role may do: {}", uses.join(", "))
        };
        report.mutants.equivalent.push(Survivor { mutant: title, reason });
        return Ok(());
    }
    let Some(rows) = rows(world, &mutant.table) else { return Ok(()) };
    let (table, mut compared, mut contexts) = (&mutant.table.name, 0_i64, 0);
    let made = format!(
        "CREATE SCHEMA pgtoml_rows; GRANT USAGE ON SCHEMA pgtoml_rows TO PUBLIC; CREATE TABLE pgtoml_rows.{table} AS {rows}; \
         GRANT SELECT ON pgtoml_rows.{table} TO PUBLIC;"
    );
    let mut differs = None;
    let names = world.names();
    'pairs: for pair in &difference.pairs {
        let Some(actor) = world.actors.get(pair.actor) else { continue };
        for context in 0..4 {
            let settings: Vec<(String, String)> = match context {
                0 | 1 => world.settings(context).into_iter().collect(),
                2 => names.iter().map(|name| (name.clone(), String::new())).collect(),
                _ => Vec::new(),
            };
            let acting = actor.acting.get(context.min(1)).unwrap_or(&actor.role);
            let mut sql = made.clone();
            if *acting != actor.role {
                sql.push_str(&format!("GRANT {} TO {acting};", actor.role));
            }
            for (name, value) in &settings {
                sql.push_str(&format!("SELECT set_config({}, {}, true);", quote_literal(name), quote_literal(value)));
            }
            let only =
                pair.only.as_ref().map_or_else(|| "true".to_owned(), |only| format!("coalesce(({only}), false)"));
            // All of it is one transaction, taken back at its end.
            let query = format!(
                "{sql} SET LOCAL ROLE {acting}; \
                 SELECT 'compared ' || count(*) || ' ' || count(*) FILTER (WHERE coalesce(({}), false) <> coalesce(({}), false)) \
                   FROM pgtoml_rows.{table} AS {table} WHERE {only}; ROLLBACK",
                pair.right, pair.wrong
            );
            match run::sets(connection, &query) {
                Ok(sets) => {
                    let said = sets.iter().flatten().find_map(|text| text.strip_prefix("compared "));
                    let (all, other) = said.and_then(|text| text.split_once(' ')).unwrap_or(("0", "0"));
                    compared = compared.max(all.parse().unwrap_or(0));
                    contexts += 1;
                    if other != "0" {
                        differs = Some(format!("{} differs for {other} of {all} generated rows", pair.what));
                        break 'pairs;
                    }
                }
                // A condition that raises lets nothing through; the other one is compared in the other contexts.
                Err(error) if error.as_db_error().is_some() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    match differs {
        Some(reason) => report
            .mutants
            .survivors
            .push(Survivor { mutant: title, reason: format!("no attack shows it, although {reason}") }),
        None if contexts == 0 || compared == 0 => {
            let reason = "no attack shows it, and its condition could not be compared".to_owned();
            report.mutants.survivors.push(Survivor { mutant: title, reason });
        }
        None => {
            let reason = format!(
                "its conditions agree with the right ones over {compared} generated rows in {contexts} contexts"
            );
            report.mutants.equivalent.push(Survivor { mutant: title, reason });
        }
    }
    Ok(())
}
