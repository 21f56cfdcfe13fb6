//! Views and materialized views: what they show must not depend on the other's rows, and nothing of the other's may
//! be written through them.

use super::{ASKS, Attack, OTHER, Stance, Way, World, attack, gone, private, text_of, without};
use crate::kind::Tag;

pub(super) fn make(world: &World, found: &mut Vec<Attack>) {
    for (view, tables) in &world.views {
        let Some(relation) = world.relations.get(view) else { continue };
        let refresh = if view.tag == Tag::MaterializedView {
            format!(" REFRESH MATERIALIZED VIEW {};", view.qualified())
        } else {
            String::new()
        };
        for actor in &world.actors {
            let confined: Vec<_> =
                tables.iter().filter(|table| world.claims.confines(table, &actor.role, "select")).cloned().collect();
            let Some(table) = confined.first() else { continue };
            let may = |column: &&crate::model::Ident| relation.allows_column(&actor.role, "select", column);
            let columns: Vec<_> = relation.columns.iter().map(|column| &column.name).filter(may).collect();
            let away = without(world, &confined.iter().cloned().collect(), ASKS);
            if !columns.is_empty() && !away.is_empty() {
                let query = format!("SELECT {} FROM {} r", text_of("r", &columns), view.qualified());
                for stance in [Stance::Own, Stance::Unset] {
                    let mut read = attack(world, table, actor, "select", ASKS, stance, query.clone());
                    read.through = view.clone();
                    read.way = Way::Answers;
                    read.without = format!("{away}{refresh}");
                    found.push(read);
                }
            }
            for table in &confined {
                let Some(base) = world.relations.get(table) else { continue };
                let theirs: Vec<_> = base.of(OTHER).filter(|row| private(world, table, row)).collect();
                if theirs.is_empty() {
                    continue;
                }
                let mut write = |name, statement| {
                    let mut one = attack(world, table, actor, name, ASKS, Stance::Own, statement);
                    one.through = view.clone();
                    one.witness = gone(table, &theirs);
                    found.push(one);
                };
                if relation.allows(&actor.role, "delete") {
                    write("blind delete", format!("DELETE FROM {}", view.qualified()));
                }
                let same = |column: &&crate::isolation::world::Column| {
                    let plain = base.columns.iter().find(|known| known.name == column.name);
                    plain.is_some_and(|known| {
                        !known.keyed && !known.generated && known.refers.is_none() && !known.checked
                    }) && relation.allows_column(&actor.role, "update", &column.name)
                };
                let claim = world.claims.tables.get(table);
                let column = relation
                    .columns
                    .iter()
                    .filter(same)
                    .find(|column| !claim.is_some_and(|claim| claim.separators.contains(&column.name)));
                if let Some(column) = column {
                    let held: Vec<_> = theirs.iter().map(|row| base.value(row, &column.name)).collect();
                    let all = base.rows.iter().map(|row| base.value(row, &column.name));
                    let texts = matches!(column.data_type.as_str(), "text" | "character varying");
                    let changed = texts.then_some(Some("changed by an attack"));
                    let other = changed.into_iter().chain(all).chain([None]).find(|value| !held.contains(value));
                    if let Some(other) = other {
                        let set = format!("{} = {}", column.name, super::value(other));
                        write("blind update", format!("UPDATE {} SET {set}", view.qualified()));
                    }
                }
            }
        }
    }
}
