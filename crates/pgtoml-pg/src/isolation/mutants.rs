//! Every mutant of the policies, and the attack that shows it.

use std::collections::BTreeMap;

use pgtoml::isolation::attack::Way;
use pgtoml::isolation::differ::difference;
use pgtoml::isolation::report::{Report, Survivor};
use pgtoml::isolation::{Attack, Expect, Mutant, Outcome, Stance, World, mutants};
use pgtoml::kind::Tag;
use pgtoml::lint::Subject;

use super::ground::Ground;
use super::run::{self, Session};
use super::survivors;
use crate::prove::ProveError;

/// So many attacks are tried before the first answer is looked at.
const BATCH: usize = 6;

/// So many attacks are made on each mutant before its conditions are compared with the right ones.
const FIRST: usize = 24;

/// So many attacks are made on a mutant whose conditions are the right ones in other words.
const CHECKS: usize = 6;

/// The attacks that showed mutants, by what was done to these.
type Known = BTreeMap<String, (&'static str, Stance)>;

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
    let leaks: Vec<&pgtoml::model::Id> = report.leaks.iter().map(|leak| &leak.attack.table).collect();
    let (mut all, unwritten) = mutants(subject, world);
    let reason = || "no statement makes it".to_owned();
    report.mutants.refused.extend(unwritten.into_iter().map(|mutant| Survivor { mutant, reason: reason() }));
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
    let mut open = all;
    let mut known = Known::new();
    for unset in [false, true] {
        let mut connection = run::session(ground)?;
        let mut left: Vec<Mutant> = Vec::new();
        for (number, mutant) in open.into_iter().enumerate() {
            if number % 32 == 0 {
                progress(&format!("{number} of {} mutants", report.mutants.all));
            }
            let list = concerned(subject, world, &mutant, tried, unset, &known);
            match shown(&mut connection, &mutant, list.get(..FIRST).unwrap_or(&list), &mut known)? {
                Shown::Caught => report.mutants.caught += 1,
                Shown::Refused(reason) => report.mutants.refused.push(Survivor { mutant: mutant.title(), reason }),
                Shown::Not => left.push(mutant),
            }
        }
        open = left;
    }
    progress("comparing what is left");
    let mut rest = survivors::judge(ground, subject, world, &open, report)?;
    // What differs and was not shown is given everything.
    for unset in [false, true] {
        let mut connection = run::session(ground)?;
        let mut left = Vec::new();
        for one in rest {
            let list = concerned(subject, world, one.mutant, tried, unset, &known);
            // What comes first depends on what showed others meanwhile.
            match shown(&mut connection, one.mutant, &list, &mut known)? {
                Shown::Caught => report.mutants.caught += 1,
                Shown::Refused(_) | Shown::Not => left.push(one),
            }
        }
        rest = left;
    }
    let survivors = rest.into_iter().map(|one| Survivor { mutant: one.mutant.title(), reason: one.reason });
    report.mutants.survivors.extend(survivors);
    Ok(())
}

/// The attacks that could show a mutant, those first that showed one of its kind.
fn concerned<'t>(
    subject: &Subject<'_>,
    world: &World,
    mutant: &Mutant,
    (attacks, outcomes): (&'t [Attack], &'t [Outcome]),
    unset: bool,
    known: &Known,
) -> Vec<(&'t Attack, &'t Outcome)> {
    let concerned = |attack: &Attack| {
        attack.table == mutant.table
            || attack.through == mutant.table
            || attack.through == mutant.id
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
                && outcome.inconclusive(attack).is_none()
                && concerned(attack)
                && (attack.expect == Expect::Own || !outcome.leaks(attack))
        })
        .collect();
    let before = known.get(&mutant.what);
    list.sort_by_key(|(attack, _)| {
        (
            before != Some(&(attack.name, attack.context.stance)),
            attack.through != mutant.id,
            attack.table != mutant.table,
            attack.through != attack.table,
            rank(attack),
        )
    });
    if mutant.id.tag == Tag::Policy || mutant.twin.is_some() {
        let difference = difference(subject, world, mutant);
        if difference.pairs.is_empty() && difference.unused.is_empty() {
            // The conditions are the same texts: a few attacks show that they are put together rightly.
            list.truncate(CHECKS);
        }
    }
    list
}

/// Whether an attack ends otherwise with the mutant.
fn shown(
    connection: &mut Session,
    mutant: &Mutant,
    list: &[(&Attack, &Outcome)],
    known: &mut Known,
) -> Result<Shown, ProveError> {
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
                known.insert(mutant.what.clone(), (attack.name, attack.context.stance));
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
