//! INSERT: a row for the other tenant; an own row that refers to one of the other's; upserts.

use super::parts::{change, insertion};
use super::{ASKS, Attack, Expect, Ident, OTHER, Stance, Target, cleared, delete, gone, stances};

pub(super) fn make(on: &Target<'_>, found: &mut Vec<Attack>) {
    if !on.relation.allows(on.role(), "insert") {
        return;
    }
    own(on, found);
    if !on.confined("insert") {
        return;
    }
    for row in on.relation.rows.iter().filter(|row| row.tenant != Some(ASKS)).take(3) {
        // The row was there before, so it fits: only the policies can be against it.
        let Some(statement) = insertion(on, row, &[]) else { continue };
        let same: Vec<_> = on.relation.rows.iter().filter(|other| other.tenant == row.tenant).collect();
        let name = if row.tenant.is_none() { "insert of a shared row" } else { "insert" };
        let (removed, witness) = match on.of_others(row) {
            Some(query) => (same, query),
            None => (vec![row], super::here(on.table, &[row])),
        };
        let all: &[Stance] = if row.tenant == Some(OTHER) { stances(on.world) } else { &[Stance::Own] };
        for stance in all {
            let mut attack = on.attack(name, ASKS, *stance, statement.clone());
            attack.setup.push_str(&cleared(&delete(on.table, &removed)));
            attack.witness.clone_from(&witness);
            found.push(attack);
        }
        if row.tenant == Some(OTHER) && on.relation.of(OTHER).next() == Some(row) {
            upsert(on, row, found);
        }
    }
    probes(on, found);
    keys(on, found);
}

/// What must stay possible.
fn own(on: &Target<'_>, found: &mut Vec<Attack>) {
    let all = on.own();
    let colleague = all.iter().rev().find(|row| row.colleague).copied();
    // Nobody can make the membership by which they may make memberships.
    for row in all.first().copied().into_iter().chain(colleague.filter(|row| Some(row) != all.first())) {
        let Some(statement) = insertion(on, row, &[]) else { return };
        let mut own = on.attack("own insert", ASKS, Stance::Own, statement);
        own.expect = Expect::Own;
        own.setup = cleared(&delete(on.table, &[row]));
        // What defaults and triggers write is another value each time.
        own.witness =
            format!("SELECT 'it is there' WHERE (SELECT count(*) FROM {}) >= {}", on.name(), on.relation.rows.len());
        found.push(own);
    }
    super::side_effects(on, found);
}

/// A row of the other tenant is changed because an own one has its key.
fn upsert(on: &Target<'_>, row: &super::Row, found: &mut Vec<Attack>) {
    let (Some(own), true) = (on.own().first().copied(), on.relation.allows(on.role(), "update")) else { return };
    let key: Vec<&Ident> = on.relation.key.iter().collect();
    let owning = on.owning();
    if key.is_empty() || key.iter().any(|column| owning.contains(column)) {
        return;
    }
    let Some(to) = change(on, &on.theirs()) else { return };
    let other: Vec<_> = key.iter().map(|column| (*column, on.relation.value(row, column))).collect();
    let Some(statement) = insertion(on, own, &other) else { return };
    let key = key.iter().map(|column| column.to_string()).collect::<Vec<_>>().join(", ");
    let statement = format!("{statement} ON CONFLICT ({key}) DO UPDATE SET {} = {}", to.column, to.literal);
    let mut attack = on.attack("upsert", ASKS, Stance::Own, statement);
    attack.setup = cleared(&delete(on.table, &[own]));
    attack.witness = gone(on.table, &on.theirs());
    found.push(attack);
}

/// An own row with a key that another tenant's row has: a unique index sees every row, so the error tells of it.
fn keys(on: &Target<'_>, found: &mut Vec<Attack>) {
    let (Some(own), Some(theirs)) = (on.own().first().copied(), on.theirs().first().copied()) else { return };
    let owning = on.owning();
    for key in &on.relation.guessable {
        let of_row = |name: &Ident| {
            let refers = on.relation.columns.iter().any(|column| column.name == *name && column.refers.is_some());
            !refers && !owning.contains(&name) && on.relation.allows_column(on.role(), "insert", name)
        };
        if key.is_empty() || !key.iter().all(of_row) {
            continue;
        }
        let values: Vec<_> = key.iter().map(|column| (column, on.relation.value(theirs, column))).collect();
        let Some(statement) = insertion(on, own, &values) else { continue };
        let mut attack = on.attack("unique key", ASKS, Stance::Own, statement);
        attack.expect = Expect::Probe;
        attack.setup = cleared(&delete(on.table, &[own]));
        attack.without = cleared(&delete(on.table, &on.theirs()));
        found.push(attack);
    }
}

/// An own row that refers to a row of the other tenant: the check of a foreign key sees every row.
fn probes(on: &Target<'_>, found: &mut Vec<Attack>) {
    let (Some(own), Some(theirs)) = (on.own().first().copied(), on.theirs().first().copied()) else { return };
    let owning = on.owning();
    for column in on.relation.columns.iter().filter(|column| !owning.contains(&&column.name) && !column.generated) {
        let Some((to, _)) = &column.refers else { continue };
        // A row that refers to something there can refer to something else.
        let holds = |row: &&&super::Row| on.relation.value(row, &column.name).is_some();
        let own = on.own().iter().find(holds).copied().unwrap_or(own);
        let theirs = on.theirs().iter().find(holds).copied().unwrap_or(theirs);
        let Some(there) = on.relation.value(theirs, &column.name) else { continue };
        if !on.world.claims.private(to) || on.relation.value(own, &column.name) == Some(there) {
            continue;
        }
        let Some(statement) = insertion(on, own, &[(&column.name, Some(there))]) else { continue };
        let mut attack = on.attack("reference", ASKS, Stance::Own, statement);
        attack.expect = Expect::Probe;
        attack.through = to.clone();
        attack.setup = cleared(&format!("{} {}", delete(on.table, &on.theirs()), delete(on.table, &[own])));
        attack.witness = format!(
            "SELECT (r.*)::text FROM {} r WHERE r.{}::text = {}",
            on.name(),
            column.name,
            super::quote_literal(there)
        );
        found.push(attack);
    }
}
