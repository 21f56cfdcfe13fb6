//! SELECT and COPY: rows of the other tenant.

use super::{Attack, Expect, Stance, Target, Way, has_settings, private, text, text_of};

pub(super) fn make(on: &Target<'_>, found: &mut Vec<Attack>) {
    let world = on.world;
    if !on.relation.allows(on.role(), "select") {
        return;
    }
    let Some(columns) = on.naming() else { return };
    let query = format!("SELECT {} FROM {} r", text_of("r", &columns), on.name());
    if on.confined("select") && world.claims.private(on.table) {
        let both: [(Stance, &[usize]); 6] = [
            (Stance::Unset, &[0]),
            (Stance::Empty, &[0]),
            (Stance::Malformed, &[0]),
            (Stance::Own, &[0, 1]),
            (Stance::LeftOver, &[0]),
            (Stance::Reset, &[0]),
        ];
        for (stance, tenants) in both {
            // Without settings the role says who asks, and there is nothing to forget.
            if stance != Stance::Own && !has_settings(world) {
                continue;
            }
            for tenant in tenants {
                let nobody = matches!(stance, Stance::Unset | Stance::Empty | Stance::Malformed | Stance::Reset);
                let by_role = on.actor.acting.len() > 1;
                let theirs = on.relation.rows.iter().filter(|row| {
                    private(world, on.table, row) && (row.tenant != Some(*tenant) || (nobody && !by_role))
                });
                let mut attack = on.attack("select", *tenant, stance, query.clone());
                attack.way = Way::Answers;
                attack.hidden = theirs.map(|row| text(on.relation, row, &columns)).collect();
                let own: Vec<String> = on.relation.of(*tenant).map(|row| text(on.relation, row, &columns)).collect();
                if !nobody || by_role {
                    // Two rows may look the same to a role that may not read their keys.
                    attack.hidden.retain(|text| !own.contains(text));
                }
                if attack.hidden.is_empty() {
                    continue;
                }
                if stance == Stance::Own && *tenant == 0 {
                    let mut copy = attack.clone();
                    copy.name = "copy";
                    copy.way = Way::CopyOut;
                    copy.statement = format!(
                        "COPY (SELECT {} FROM {} r) TO STDOUT (FORMAT csv, FORCE_QUOTE *)",
                        text_of("r", &columns),
                        on.name()
                    );
                    found.push(copy);
                }
                found.push(attack);
            }
        }
    }
    for tenant in [0, 1] {
        let mut own = on.attack("own select", tenant, Stance::Own, query.clone());
        own.expect = Expect::Own;
        own.way = Way::Answers;
        own.hidden = on.relation.of(tenant).map(|row| text(on.relation, row, &columns)).collect();
        if !own.hidden.is_empty() {
            found.push(own);
        }
    }
}
