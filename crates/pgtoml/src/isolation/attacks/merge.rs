//! MERGE, which PostgreSQL has since 15.

use super::parts::{change, columns};
use super::{ASKS, Attack, Stance, Target, cleared, delete, gone};

pub(super) fn make(on: &Target<'_>, found: &mut Vec<Attack>) {
    let theirs = on.theirs();
    if on.world.major < 15 || theirs.is_empty() || !on.relation.allows(on.role(), "select") {
        return;
    }
    let into = format!("MERGE INTO {} t USING (SELECT 1) s ON", on.name());
    if on.confined("update")
        && let Some(to) = change(on, &theirs)
    {
        let statement = format!("{into} true WHEN MATCHED THEN UPDATE SET {} = {}", to.column, to.literal);
        let mut attack = on.attack("merge update", ASKS, Stance::Own, statement);
        attack.witness = gone(on.table, &theirs);
        found.push(attack);
    }
    if on.confined("delete") {
        let mut attack = on.attack("merge delete", ASKS, Stance::Own, format!("{into} true WHEN MATCHED THEN DELETE"));
        attack.witness = gone(on.table, &theirs);
        found.push(attack);
    }
    if on.confined("insert")
        && let Some(row) = theirs.first()
        && let Some((names, values)) = columns(on, row, &[])
    {
        let statement =
            format!("{into} false WHEN NOT MATCHED THEN INSERT ({names}) OVERRIDING SYSTEM VALUE VALUES ({values})");
        let mut attack = on.attack("merge insert", ASKS, Stance::Own, statement);
        attack.setup = cleared(&delete(on.table, &theirs));
        attack.witness = on.of_others(row).unwrap_or_else(|| super::here(on.table, &[row]));
        found.push(attack);
    }
}
