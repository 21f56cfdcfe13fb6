//! Views and materialized views: what they show must not depend on the other's rows, and nothing of the other's may
//! be written through them.

use super::{
    ASKS, Attack, Ident, OTHER, Relation, Row, Stance, Target, Way, World, attack, cleared, delete, gone, here, parts,
    private, text_of, without,
};
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
                if view.tag == Tag::MaterializedView {
                    // Nobody can write one.
                    continue;
                }
                if relation.allows(&actor.role, "delete") {
                    write("blind delete", format!("DELETE FROM {}", view.qualified()));
                }
                let shape = through(relation, base);
                let on = Target { world, table, relation: &shape, actor };
                if let Some(to) = parts::change(&on, &theirs) {
                    let statement = format!("UPDATE {} SET {} = {}", view.qualified(), to.column, to.literal);
                    write("blind update", statement);
                }
                let straight = Target { world, table, relation: base, actor };
                if let Some((names, values)) = parts::columns(&on, theirs[0], &[])
                    && world.claims.confines(table, &actor.role, "insert")
                    && relation.allows(&actor.role, "insert")
                {
                    let statement =
                        format!("INSERT INTO {} ({names}) OVERRIDING SYSTEM VALUE VALUES ({values})", view.qualified());
                    let mut insert = attack(world, table, actor, "insert", ASKS, Stance::Own, statement);
                    insert.through = view.clone();
                    insert.setup = cleared(&delete(table, &base.of(OTHER).collect::<Vec<_>>()));
                    insert.witness = straight.of_others(theirs[0]).unwrap_or_else(|| here(table, &theirs));
                    found.push(insert);
                }
            }
        }
    }
}

/// A view as its table is, in the columns that have the same names.
fn through(view: &Relation, base: &Relation) -> Relation {
    let known = |name: &Ident| base.columns.iter().position(|column| column.name == *name);
    let places: Vec<usize> = view.columns.iter().filter_map(|column| known(&column.name)).collect();
    let rows = base.rows.iter().map(|row| Row {
        values: places.iter().map(|at| row.values.get(*at).cloned().flatten()).collect(),
        ..row.clone()
    });
    Relation {
        columns: places.iter().filter_map(|at| base.columns.get(*at).cloned()).collect(),
        rows: rows.collect(),
        rights: view.rights.clone(),
        ..Relation::default()
    }
}
