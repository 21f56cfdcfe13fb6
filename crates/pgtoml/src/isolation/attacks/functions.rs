//! Functions and procedures: what they answer must not depend on the other's rows, and they change none of them.

use std::collections::BTreeSet;

use super::{ASKS, Attack, Id, OTHER, Stance, Way, World, attack, gone, private, without};
use crate::isolation::world::Callable;
use crate::sql::TypeName;
use crate::sql::quote::quote_literal;

/// So many combinations of arguments are tried.
const MOST: usize = 6;

pub(super) fn make(world: &World, found: &mut Vec<Attack>) {
    for function in &world.functions {
        for actor in world.actors.iter().filter(|actor| function.roles.contains(&actor.role)) {
            let confined: BTreeSet<_> = function
                .reaches
                .iter()
                .filter(|table| world.claims.confines(table, &actor.role, "select"))
                .cloned()
                .collect();
            let Some(table) = confined.first() else { continue };
            let away = without(world, &confined, ASKS);
            let witness = confined.iter().filter_map(|table| {
                let relation = world.relations.get(table)?;
                let theirs: Vec<_> = relation.of(OTHER).filter(|row| private(world, table, row)).collect();
                (!theirs.is_empty()).then(|| gone(table, &theirs))
            });
            let witness: Vec<String> = witness.collect();
            if away.is_empty() && witness.is_empty() {
                continue;
            }
            let name = function.id.qualified();
            for arguments in arguments(world, function) {
                let statement = if function.procedure {
                    format!("CALL {name}({arguments})")
                } else {
                    format!("SELECT coalesce((q.*)::text, 'null') FROM {name}({arguments}) q")
                };
                let mut one = attack(world, table, actor, "call", ASKS, Stance::Own, statement);
                one.through = function.id.clone();
                if !function.procedure {
                    one.way = Way::Answers;
                    one.without.clone_from(&away);
                }
                one.witness = witness.join(" UNION ALL ");
                found.push(one);
            }
        }
    }
}

/// Arguments: keys and other values of the other's rows, by their types.
fn arguments(world: &World, function: &Callable) -> Vec<String> {
    let mut lists: Vec<Vec<String>> = vec![Vec::new()];
    for data_type in &function.args {
        let mut values: Vec<String> = Vec::new();
        for keyed in [true, false] {
            for relation in function.reaches.iter().filter_map(|table| world.relations.get(table)) {
                for column in relation.columns.iter().filter(|column| column.data_type == data_type.as_str()) {
                    if relation.key.contains(&column.name) != keyed {
                        continue;
                    }
                    let of_others = relation.of(OTHER).filter_map(|row| relation.value(row, &column.name));
                    for value in of_others.map(|value| format!("{}::{data_type}", quote_literal(value))) {
                        if !values.contains(&value) {
                            values.push(value);
                        }
                    }
                }
            }
        }
        if values.is_empty() {
            values.push(match common(data_type) {
                Some(value) => format!("{}::{data_type}", quote_literal(value)),
                None => format!("NULL::{data_type}"),
            });
        }
        values.truncate(3);
        lists = lists
            .iter()
            .flat_map(|list| values.iter().map(|value| list.iter().cloned().chain([value.clone()]).collect()))
            .take(MOST)
            .collect();
    }
    lists.into_iter().map(|list: Vec<String>| list.join(", ")).collect()
}

/// A value of a type of which no row has any.
fn common(data_type: &TypeName) -> Option<&'static str> {
    Some(match data_type.as_str() {
        "text" | "character varying" | "name" => "a",
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => "1",
        "boolean" => "true",
        "json" | "jsonb" => "{}",
        "uuid" => "b0000000-0000-4000-8000-000000000000",
        "date" | "timestamp without time zone" | "timestamp with time zone" => "2030-01-01",
        "interval" => "1 day",
        _ => return None,
    })
}

/// Arguments of functions for which there was nothing but NULL.
pub fn unfilled(world: &World) -> Vec<(Id, TypeName)> {
    let mut found = Vec::new();
    for function in world.functions.iter().filter(|function| !function.roles.is_empty()) {
        for data_type in &function.args {
            let held = function.reaches.iter().filter_map(|table| world.relations.get(table)).any(|relation| {
                let mut same = relation.columns.iter().filter(|column| column.data_type == data_type.as_str());
                same.any(|column| relation.of(OTHER).any(|row| relation.value(row, &column.name).is_some()))
            });
            if !held && common(data_type).is_none() {
                found.push((function.id.clone(), data_type.clone()));
            }
        }
    }
    found
}
