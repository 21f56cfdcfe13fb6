//! What the outcomes say: what leaks, and what says nothing.

use std::collections::BTreeSet;

use pgtoml::isolation::claim::By;
use pgtoml::isolation::differ::lets_in;
use pgtoml::isolation::emit;
use pgtoml::isolation::report::{Accepted, Leak, Report};
use pgtoml::isolation::{Attack, Expect, Outcome, World, unfilled};
use pgtoml::lint::Subject;
use pgtoml::lint::config::{Allow, PROVE};
use pgtoml::model::{Id, Ident};

/// Counts, collects leaks, and names what could not be tried.
pub(super) fn all(
    subject: &Subject<'_>,
    world: &World,
    attacks: &[Attack],
    outcomes: &[Outcome],
    allow: &[Allow],
    report: &mut Report,
) {
    for (attack, outcome) in attacks.iter().zip(outcomes) {
        if let Some(why) = outcome.inconclusive(attack) {
            report.untried.insert(attack.title(), why);
            continue;
        }
        if attack.expect == Expect::Own {
            continue;
        }
        report.attacks += 1;
        let leaks = outcome.leaks(attack);
        if let Some(table) = report.tables.get_mut(&attack.table.qualified().to_string()) {
            table.attacks += 1;
            table.leaks += usize::from(leaks && attack.expect == Expect::Nothing && !outcome.tells_a_key());
        }
        if leaks {
            let leak = Leak {
                title: attack.title(),
                attack: attack.clone(),
                outcome: outcome.clone(),
                sql: emit::script(world, attack),
            };
            let probes = attack.expect == Expect::Probe || outcome.tells_a_key();
            let list = if probes { &mut report.probes } else { &mut report.leaks };
            list.push(leak);
        }
    }
    if attacks.is_empty() {
        let why = "no role can do anything that would tell tenants apart";
        report.untried.insert("everything".to_owned(), why.to_owned());
    }
    let tried: Vec<(&Attack, &Outcome)> = attacks.iter().zip(outcomes).collect();
    accept(allow, report);
    refusing(&tried, report);
    for (function, data_type) in unfilled(world) {
        let why = format!("it was only called with NULL for its argument of type {data_type}");
        report.untried.insert(function.to_string(), why);
    }
    for (table, to) in &world.claims.open {
        report.notes.push(format!(
            "{} is claimed to be nobody's: no policy speaks of its rows, and they need not refer to {}",
            table.qualified(),
            to.qualified()
        ));
    }
    for (table, claim) in &world.claims.tables {
        for condition in &claim.doubtful {
            report.untried.insert(
                format!("{} where {condition}", table.qualified()),
                "everybody may read these rows, and nothing says that this is meant".to_owned(),
            );
        }
    }
    for table in world.claims.tables.keys() {
        reached(subject, world, table, attacks, report);
        let leaks = report.leaks.iter().any(|leak| leak.attack.table == *table);
        let known = report.untried.contains_key(&table.qualified().to_string());
        if !leaks && !known {
            controls(subject, world, table, &tried, report);
        }
    }
}

/// Names functions that refuse everybody: that others get nothing from them says something only where the tenants
/// themselves do.
fn refusing(tried: &[(&Attack, &Outcome)], report: &mut Report) {
    let mut seen = BTreeSet::new();
    for (attack, outcome) in tried.iter().filter(|(attack, _)| attack.name == "call") {
        let of = |one: &&(&Attack, &Outcome)| one.0.through == attack.through && one.0.role == attack.role;
        let answered = tried.iter().filter(of).any(|(attack, outcome)| match attack.expect {
            Expect::Own => outcome.answers(),
            _ => outcome.state.is_none() && outcome.failed.is_none(),
        });
        let own = tried.iter().filter(of).find(|(attack, _)| attack.expect == Expect::Own);
        // Without a privilege on what it needs nobody gets anything.
        let denied = own.is_some_and(|(_, own)| own.state.as_deref() == Some("42501"));
        if answered || denied || !seen.insert((&attack.through, &attack.role)) {
            continue;
        }
        let said = own.and_then(|(_, own)| own.said.as_deref()).or(outcome.said.as_deref()).unwrap_or_default();
        let what = format!("{} as {}", attack.through, attack.role);
        report
            .untried
            .insert(what, format!("it answers nobody, not with values of the tenant's own rows either: {said}"));
    }
}

/// Leaks that the file accepts are none.
pub(super) fn accept(allow: &[Allow], report: &mut Report) {
    for leak in std::mem::take(&mut report.leaks) {
        let Some(one) = allow.iter().find(|one| one.accepts(&leak.attack.through)) else {
            report.leaks.push(leak);
            continue;
        };
        if let Some(table) = report.tables.get_mut(&leak.attack.table.qualified().to_string()) {
            table.leaks = table.leaks.saturating_sub(1);
        }
        let id = leak.attack.through;
        report.accepted.push(Accepted { title: leak.title, through: id.to_string(), id, reason: one.reason.clone() });
    }
}

/// Names what the file accepts although it does not come to pass.
pub(super) fn stale(allow: &[Allow], report: &mut Report) {
    for one in allow.iter().filter(|one| one.rule == PROVE) {
        if !report.accepted.iter().any(|accepted| one.accepts(&accepted.id)) {
            let on = if one.on.is_empty() { "anything".to_owned() } else { one.on.join(", ") };
            let note = format!("nothing leaks through {on}, which `[lint]` accepts: take `rule = \"{PROVE}\"` out");
            report.notes.push(note);
        }
    }
}

/// Names tables at which nobody who acts for tenants could try anything.
fn reached(subject: &Subject<'_>, world: &World, table: &Id, attacks: &[Attack], report: &mut Report) {
    let (Some(claim), Some(relation)) = (world.claims.tables.get(table), world.relations.get(table)) else { return };
    let name = table.qualified().to_string();
    let known = report.untried.contains_key(&name) || attacks.iter().any(|attack| attack.table == *table);
    if claim.public || known {
        return;
    }
    if !relation.rights.is_empty() {
        report.notes.push(format!("{name}: nothing that a role may do there is kept to a tenant"));
    } else if matches!(claim.by, By::Reference(_) | By::Column(_)) || subject.is_partition(table) {
        report.notes.push(format!("{name}: no role that acts for tenants has a privilege on it"));
    } else {
        report.untried.insert(name, "no role that acts for tenants has a privilege on it".to_owned());
    }
}

/// That others can do nothing says something only where the tenants themselves can: for each role and command one own use
/// must work, and one attack be decided.
fn controls(subject: &Subject<'_>, world: &World, table: &Id, tried: &[(&Attack, &Outcome)], report: &mut Report) {
    let Some(relation) = world.relations.get(table) else { return };
    for role in world.actors.iter().map(|actor| &actor.role) {
        for command in ["select", "insert", "update", "delete"] {
            let wanted = relation.allows(role, command) && world.claims.confines(table, role, command);
            let private = command != "select" || world.claims.private(table);
            // Where no policy lets anybody in, there is no own use.
            if !wanted || !private || !lets_in(subject, table, role, command) {
                continue;
            }
            let of =
                |attack: &Attack| attack.table == *table && attack.role == *role && attack.command() == Some(command);
            let own = |(attack, outcome): &&(&Attack, &Outcome)| {
                of(attack) && attack.expect == Expect::Own && outcome.works()
            };
            let decided = |(attack, outcome): &&(&Attack, &Outcome)| {
                of(attack) && attack.expect == Expect::Nothing && outcome.inconclusive(attack).is_none()
            };
            let why = if !tried.iter().any(|one| own(&one)) {
                said(tried, &|attack| of(attack) && attack.expect == Expect::Own)
            } else if !tried.iter().any(|one| decided(&one)) {
                "no attack could be made".to_owned()
            } else {
                continue;
            };
            report.untried.insert(what(table, role, command), why);
        }
    }
}

fn what(table: &Id, role: &Ident, command: &str) -> String {
    format!("{command} of {} as {role}", table.qualified())
}

/// Why no own use works.
fn said(tried: &[(&Attack, &Outcome)], of: &dyn Fn(&Attack) -> bool) -> String {
    let error = tried
        .iter()
        .filter(|(attack, _)| of(attack))
        .find_map(|(_, outcome)| outcome.failed.clone().or_else(|| outcome.said.clone()));
    let plain = "no tenant can do it with the rows that it was given there, so that no other can says nothing";
    error.map_or_else(|| plain.to_owned(), |error| format!("{plain}: {error}"))
}
