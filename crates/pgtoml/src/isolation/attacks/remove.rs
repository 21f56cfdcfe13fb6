//! DELETE, blind and targeted, and TRUNCATE.

use super::{ASKS, Attack, Expect, Stance, Target, Way, back, gone, stances, text, text_of};

pub(super) fn make(on: &Target<'_>, found: &mut Vec<Attack>) {
    let theirs: Vec<_> = on.relation.rows.iter().filter(|row| row.tenant != Some(ASKS)).collect();
    if theirs.is_empty() {
        return;
    }
    if on.relation.allows(on.role(), "truncate") && on.world.claims.confines(on.table, on.role(), "truncate") {
        let mut attack = on.attack("truncate", ASKS, Stance::Own, format!("TRUNCATE {}", on.name()));
        attack.witness = gone(on.table, &theirs);
        let mut cascade = attack.clone();
        cascade.statement.push_str(" CASCADE");
        found.extend([attack, cascade]);
    }
    if !on.relation.allows(on.role(), "delete") {
        return;
    }
    let naming = on.naming();
    if let Some(row) = on.own().first().copied() {
        // Who may not read the rows can't name one.
        let condition = naming.as_ref().and_then(|columns| on.matches(row, columns));
        let condition = condition.map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
        let mut own = on.attack("own delete", ASKS, Stance::Own, format!("DELETE FROM {} r{condition}", on.name()));
        own.expect = Expect::Own;
        own.witness = gone(on.table, &[row]);
        found.push(own);
    }
    if !on.confined("delete") {
        return;
    }
    for stance in stances(on.world) {
        let mut attack = on.attack("blind delete", ASKS, *stance, format!("DELETE FROM {}", on.name()));
        attack.witness = gone(on.table, &theirs);
        found.push(attack);
    }
    back(on, "blind delete", format!("DELETE FROM {}", on.name()), found);
    let Some(columns) = naming else { return };
    let mut returning = on.attack(
        "delete returning",
        ASKS,
        Stance::Own,
        format!("DELETE FROM {} r RETURNING {}", on.name(), text_of("r", &columns)),
    );
    returning.way = Way::Answers;
    returning.hidden = on.theirs().iter().map(|row| text(on.relation, row, &columns)).collect();
    returning.witness = gone(on.table, &theirs);
    found.push(returning);
    if let Some(condition) = on.theirs().first().and_then(|row| on.matches(row, &columns)) {
        let statement = format!("DELETE FROM {} r WHERE {condition}", on.name());
        let mut targeted = on.attack("targeted delete", ASKS, Stance::Own, statement);
        targeted.witness = gone(on.table, &theirs);
        found.push(targeted);
    }
}
