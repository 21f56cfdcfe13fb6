//! The owner of a table with FORCE: policies hold for it too, and it is kept to its tenant as others are.

use super::{ASKS, Actor, Attack, Id, Relation, Stance, Way, World, attack, gone, private, text, text_of};

pub(super) fn make(world: &World, table: &Id, relation: &Relation, found: &mut Vec<Attack>) {
    let Some(owner) = world.owner.as_ref().filter(|_| relation.forced) else { return };
    let columns: Vec<_> = relation.columns.iter().map(|column| &column.name).collect();
    let theirs: Vec<_> =
        relation.rows.iter().filter(|row| row.tenant == Some(1) && private(world, table, row)).collect();
    if theirs.is_empty() {
        return;
    }
    let actor = Actor { role: owner.clone(), acting: vec![owner.clone()] };
    let name = table.qualified();
    let query = format!("SELECT {} FROM {name} r", text_of("r", &columns));
    let mut select = attack(world, table, &actor, "select by the owner", ASKS, Stance::Own, query);
    select.way = Way::Answers;
    select.hidden = theirs.iter().map(|row| text(relation, row, &columns)).collect();
    let mut delete =
        attack(world, table, &actor, "delete by the owner", ASKS, Stance::Own, format!("DELETE FROM {name}"));
    delete.witness = gone(table, &theirs);
    for mut attack in [select, delete] {
        attack.setup = format!("ALTER TABLE {name} OWNER TO {owner};");
        found.push(attack);
    }
}
