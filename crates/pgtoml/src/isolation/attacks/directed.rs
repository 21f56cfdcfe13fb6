//! One row for which two policies differ, put to the test: what each lets an actor do with it.

use std::collections::BTreeMap;

use super::parts::columns;
use super::{Actor, Attack, Ident, Row, Stance, Target, Way, World, attack, cleared, text_of, value};
use crate::isolation::differ::Pair;
use crate::model::Id;

/// Who acts, and with what in the session.
#[derive(Debug)]
pub struct Who<'w> {
    /// The actor.
    pub actor: &'w Actor,
    /// Number of the tenant.
    pub tenant: usize,
    /// The settings.
    pub settings: BTreeMap<String, String>,
}

/// The attack that shows what becomes of a row with these values; nothing if the actor has no statement for that.
pub fn directed(
    world: &World,
    table: &Id,
    partition: bool,
    who: &Who<'_>,
    pair: &Pair,
    values: &[Option<String>],
) -> Option<Attack> {
    let relation = world.relations.get(table)?;
    let row = Row { tenant: None, colleague: false, shared: false, values: values.to_vec(), whole: String::new() };
    let on = Target { world, table, relation, actor: who.actor };
    let role = on.role();
    let name = on.name();
    let same = on.matches(&row, &relation.key.iter().collect::<Vec<_>>());
    let away = same.as_ref().map(|same| format!("DELETE FROM {name} r WHERE {same};")).unwrap_or_default();
    let there = {
        let written = relation.columns.iter().filter(|column| !column.generated);
        let (names, values): (Vec<String>, Vec<String>) =
            written.map(|column| (column.name.to_string(), value(relation.value(&row, &column.name)))).unzip();
        format!("INSERT INTO {name} ({}) OVERRIDING SYSTEM VALUE VALUES ({});", names.join(", "), values.join(", "))
    };
    let may = |column: &&crate::isolation::world::Column, command| {
        !column.generated && relation.allows_column(role, command, &column.name)
    };
    let mut way = Way::Plain;
    let (setup, statement) = match (pair.command, pair.after) {
        ("select", _) => {
            let columns: Vec<&Ident> =
                relation.columns.iter().filter(|column| may(column, "select")).map(|column| &column.name).collect();
            way = Way::Answers;
            let text = if columns.is_empty() { "'a row'".to_owned() } else { text_of("r", &columns) };
            (format!("{away}{there}"), format!("SELECT {text} FROM {name} r"))
        }
        ("insert", _) => {
            let (names, values) = columns(&on, &row, &[])?;
            (away, format!("INSERT INTO {name} ({names}) OVERRIDING SYSTEM VALUE VALUES ({values})"))
        }
        ("delete", _) => (format!("{away}{there}"), format!("DELETE FROM {name}")),
        (_, false) => {
            // Any column, as it is: only which rows are found is asked.
            let usable = relation.columns.iter().filter(|column| may(column, "update"));
            let column = usable.min_by_key(|column| (column.keyed, column.refers.is_some()))?;
            let literal = value(relation.value(&row, &column.name));
            (format!("{away}{there}"), format!("UPDATE {name} SET {} = {literal}", column.name))
        }
        (_, true) => {
            let own = relation.of(who.tenant).next()?;
            let changed: Vec<String> = relation
                .columns
                .iter()
                .filter(|column| {
                    may(column, "update") && relation.value(own, &column.name) != relation.value(&row, &column.name)
                })
                .map(|column| format!("{} = {}", column.name, value(relation.value(&row, &column.name))))
                .collect();
            if changed.is_empty() {
                return None;
            }
            let rest: Vec<&Row> = relation.rows.iter().filter(|known| *known != own).collect();
            (super::delete(table, &rest), format!("UPDATE {name} SET {}", changed.join(", ")))
        }
    };
    let mut made = attack(world, table, who.actor, "row that tells policies apart", who.tenant, Stance::Own, statement);
    made.way = way;
    made.context.settings.clone_from(&who.settings);
    // Only policies shall be against it: keys and triggers look at other rows.
    let loose = if partition { String::new() } else { format!("ALTER TABLE {name} DISABLE TRIGGER ALL;") };
    made.setup = format!("{}{loose}", cleared(&setup));
    Some(made)
}

/// What an actor can do with all rows that there are, which tells policies apart by how many it reaches.
pub fn blind(world: &World, table: &Id, actor: &Actor) -> Vec<Attack> {
    let Some(relation) = world.relations.get(table) else { return Vec::new() };
    let on = Target { world, table, relation, actor };
    let (role, name) = (on.role(), on.name());
    let mut statements = Vec::new();
    if relation.allows(role, "select") {
        statements.push(format!("SELECT 1 FROM {name}"));
    }
    // As it is, so that no other row is looked for; the value of any row does.
    let free = relation
        .columns
        .iter()
        .filter(|column| !column.generated && relation.allows_column(role, "update", &column.name));
    if let Some(column) = free.min_by_key(|column| (column.keyed, column.checked, column.refers.is_some()))
        && let Some(row) = on.own().first()
    {
        statements.push(format!("UPDATE {name} SET {} = {}", column.name, value(relation.value(row, &column.name))));
    }
    if relation.allows(role, "delete") {
        statements.push(format!("DELETE FROM {name}"));
    }
    let one = |statement| attack(world, table, actor, "blind use", super::ASKS, Stance::Own, statement);
    statements.into_iter().map(one).collect()
}
