//! UPDATE: in place, blind and targeted; and moving an own row to the other tenant.

use super::parts::change;
use super::{
    ASKS, Attack, Expect, OTHER, Stance, Target, Way, back, cleared, delete, gone, stances, text, text_of, value,
};

pub(super) fn make(on: &Target<'_>, found: &mut Vec<Attack>) {
    if !on.relation.allows(on.role(), "update") {
        return;
    }
    if let Some(to) = change(on, &on.own())
        && let Some(row) = on.own().first().copied()
    {
        // Who may not read the rows can't name one.
        let condition = on.naming().and_then(|columns| on.matches(row, &columns));
        let condition = condition.map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
        let statement = format!("UPDATE {} r SET {} = {}{condition}", on.name(), to.column, to.literal);
        let mut own = on.attack("own update", ASKS, Stance::Own, statement);
        own.expect = Expect::Own;
        own.witness = gone(on.table, &[row]);
        found.push(own);
    }
    if change(on, &on.own()).is_none() {
        unchanged(on, found);
    }
    if !on.confined("update") || on.theirs().is_empty() {
        return;
    }
    in_place(on, found);
    take_over(on, found);
    reparent(on, found);
}

fn in_place(on: &Target<'_>, found: &mut Vec<Attack>) {
    let theirs: Vec<_> = on.relation.rows.iter().filter(|row| row.tenant != Some(ASKS)).collect();
    let Some(to) = change(on, &theirs) else { return };
    let set = format!("{} = {}", to.column, to.literal);
    let blind = format!("UPDATE {} SET {set}", on.name());
    for stance in stances(on.world) {
        let mut attack = on.attack("blind update", ASKS, *stance, blind.clone());
        attack.witness = gone(on.table, &theirs);
        found.push(attack);
    }
    if let Some(to) = change(on, &on.own()) {
        back(on, "blind update", format!("UPDATE {} SET {} = {}", on.name(), to.column, to.literal), found);
    }
    let Some(columns) = on.naming() else { return };
    let Some(row) = on.theirs().first().copied() else { return };
    let mut returning = on.attack(
        "update returning",
        ASKS,
        Stance::Own,
        format!("UPDATE {} r SET {set} RETURNING {}", on.name(), text_of("r", &columns)),
    );
    returning.way = Way::Answers;
    returning.hidden = on.theirs().iter().map(|row| text(on.relation, row, &columns)).collect();
    returning.witness = gone(on.table, &theirs);
    found.push(returning);
    if let Some(condition) = on.matches(row, &columns) {
        let mut targeted = on.attack(
            "targeted update",
            ASKS,
            Stance::Own,
            format!("UPDATE {} r SET {set} WHERE {condition}", on.name()),
        );
        targeted.witness = gone(on.table, &theirs);
        found.push(targeted);
    }
}

/// Where every column that can be written is a key, rows are written as they are.
fn unchanged(on: &Target<'_>, found: &mut Vec<Attack>) {
    let Some(columns) = on.naming() else { return };
    let usable = |column: &&crate::isolation::world::Column| {
        !column.generated && may(on, &column.name) && on.relation.allows_column(on.role(), "select", &column.name)
    };
    let Some(column) = on.relation.columns.iter().find(usable) else { return };
    let statement =
        format!("UPDATE {} r SET {1} = r.{1} RETURNING {2}", on.name(), column.name, text_of("r", &columns));
    for (expect, rows) in [(Expect::Own, on.own()), (Expect::Nothing, on.theirs())] {
        if rows.is_empty() || (expect == Expect::Nothing && !on.confined("update")) {
            continue;
        }
        let name = if expect == Expect::Own { "own update" } else { "update returning" };
        let mut attack = on.attack(name, ASKS, Stance::Own, statement.clone());
        attack.expect = expect;
        attack.way = Way::Answers;
        attack.hidden = rows.iter().map(|row| text(on.relation, row, &columns)).collect();
        found.push(attack);
    }
}

/// Rows of the other tenant get the values that say that they are the attacker's: a right WITH CHECK lets that through.
fn take_over(on: &Target<'_>, found: &mut Vec<Attack>) {
    let Some(own) = on.own().first().copied() else { return };
    let owning = on.owning();
    let set: Vec<String> = owning
        .iter()
        .filter(|column| may(on, column))
        .map(|column| format!("{column} = {}", value(on.relation.value(own, column))))
        .collect();
    if set.is_empty() || set.len() < owning.len() {
        return;
    }
    let theirs: Vec<_> = on.relation.rows.iter().filter(|row| row.tenant != Some(ASKS)).collect();
    let (kept, others) = theirs.split_at(1);
    let mut attack = on.attack("take over", ASKS, Stance::Own, format!("UPDATE {} SET {}", on.name(), set.join(", ")));
    // One row is left, so that no unique key is in the way.
    attack.setup = cleared(&format!("{} {}", delete(on.table, &on.own()), delete(on.table, others)));
    attack.witness = gone(on.table, kept);
    found.push(attack);
}

fn may(on: &Target<'_>, column: &super::Ident) -> bool {
    on.relation.allows_column(on.role(), "update", column)
}

/// An own row gets the values that say that it is another's, or nobody's.
fn reparent(on: &Target<'_>, found: &mut Vec<Attack>) {
    let Some((own, rest)) = on.own().split_first().map(|(own, rest)| (*own, rest.to_vec())) else { return };
    let owning: Vec<_> = on.owning().into_iter().filter(|column| may(on, column)).collect();
    for tenant in [Some(OTHER), None] {
        let Some(row) = on.relation.rows.iter().find(|row| row.tenant == tenant) else { continue };
        let changed: Vec<_> =
            owning.iter().filter(|column| on.relation.value(own, column) != on.relation.value(row, column)).collect();
        let set: Vec<String> =
            changed.iter().map(|column| format!("{column} = {}", value(on.relation.value(row, column)))).collect();
        if set.is_empty() {
            continue;
        }
        let same: Vec<_> = on.relation.rows.iter().filter(|other| other.tenant == tenant).collect();
        let conditions = changed.iter().map(|column| match on.relation.value(row, column) {
            Some(value) => format!("r.{column}::text = {}", super::quote_literal(value)),
            None => format!("r.{column} IS NULL"),
        });
        let conditions: Vec<String> = conditions.collect();
        let witness = format!("SELECT (r.*)::text FROM {} r WHERE {}", on.name(), conditions.join(" AND "));
        // Those in the way of a unique key are gone, so that only policies can be against it.
        let setup = cleared(&format!("{} {}", delete(on.table, &same), delete(on.table, &rest)));
        let name = if tenant.is_some() { "reparent" } else { "reparent to nobody" };
        let mut blind = on.attack(name, ASKS, Stance::Own, format!("UPDATE {} SET {}", on.name(), set.join(", ")));
        blind.setup = setup;
        blind.witness = witness;
        if let Some(columns) = on.naming()
            && let Some(condition) = on.matches(own, &columns)
        {
            let mut targeted = blind.clone();
            targeted.name = "targeted reparent";
            targeted.statement = format!("UPDATE {} r SET {} WHERE {condition}", on.name(), set.join(", "));
            found.push(targeted);
        }
        found.push(blind);
    }
}
