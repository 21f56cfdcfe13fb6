//! Functions and procedures: what they answer must not depend on the other's rows, and they change none of them.

use std::collections::BTreeSet;

use super::{ASKS, Attack, Expect, Id, OTHER, Stance, Way, World, attack, gone, private, without};
use crate::isolation::world::{Argument, Callable, Column, Relation};
use crate::model::Ident;
use crate::sql::TypeName;
use crate::sql::quote::quote_literal;

/// So many combinations of arguments are tried, with the least that must be given and with all.
const MOST: usize = 8;

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
            let own_away = without(world, &confined, OTHER);
            let witness = confined.iter().filter_map(|table| {
                let relation = world.relations.get(table)?;
                let theirs: Vec<_> = relation.of(OTHER).filter(|row| private(world, table, row)).collect();
                (!theirs.is_empty()).then(|| gone(table, &theirs))
            });
            let witness: Vec<String> = witness.collect();
            if away.is_empty() && witness.is_empty() {
                continue;
            }
            let mut add = |name, arguments: &str| {
                let name_of = function.id.qualified();
                let statement = if function.procedure {
                    format!("CALL {name_of}({arguments})")
                } else {
                    format!("SELECT coalesce((q.*)::text, 'null') FROM {name_of}({arguments}) q")
                };
                let mut one = attack(world, table, actor, name, ASKS, Stance::Own, statement);
                one.through = function.id.clone();
                if !function.procedure {
                    one.way = Way::Answers;
                }
                found.push(one);
            };
            let mut calls = BTreeSet::new();
            for arguments in combined(world, function, &[ASKS]) {
                add("own call", &arguments);
            }
            for arguments in combined(world, function, &[OTHER, ASKS]) {
                if calls.insert(arguments.clone()) {
                    add("call", &arguments);
                }
            }
            for one in found.iter_mut().filter(|one| one.through == function.id && one.role == actor.role) {
                if one.name == "own call" {
                    (one.expect, one.way) = (Expect::Own, Way::Plain);
                    one.witness = "SELECT 'it was not refused'".to_owned();
                    // Where it refuses, it does so for a reason that is in the tenant's own rows.
                    one.without.clone_from(&own_away);
                } else {
                    one.without.clone_from(&away);
                    one.witness = witness.join(" UNION ALL ");
                }
            }
        }
    }
}

/// Lists of arguments: the values of rows of the first tenant that belong together; then one argument of it, the others
/// of the second tenant; with the arguments that must be given, and with all.
fn combined(world: &World, function: &Callable, tenants: &[usize]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let lengths = BTreeSet::from([function.args.iter().filter(|one| !one.has_default).count(), function.args.len()]);
    for length in lengths {
        let args = function.args.get(..length).unwrap_or_default();
        let of = |tenant: &usize| -> Vec<Vec<String>> {
            args.iter().map(|argument| values(world, function, argument, *tenant)).collect()
        };
        let all: Vec<Vec<Vec<String>>> = tenants.iter().map(of).collect();
        let Some(first) = all.first() else { continue };
        let pick = |values: &[String], at: usize| values.get(at % values.len().max(1)).cloned().unwrap_or_default();
        let mut lists: Vec<Vec<String>> = Vec::new();
        let most = first.iter().map(Vec::len).max().unwrap_or(1);
        lists.extend((0..most).map(|at| first.iter().map(|values| pick(values, at)).collect()));
        // Values that no row has yet, for what makes a new one.
        lists.push(first.iter().map(|values| values.first().map(|value| fresh(value)).unwrap_or_default()).collect());
        for own in all.get(1..).unwrap_or_default() {
            for one in 0..length {
                let of_one = |at: usize| if at == one { first.get(at) } else { own.get(at) };
                lists.push((0..length).filter_map(of_one).map(|values| pick(values, 0)).collect());
            }
        }
        let mut seen = BTreeSet::new();
        lists.retain(|list| seen.insert(list.clone()));
        found.extend(lists.into_iter().take(MOST).map(|list| list.join(", ")));
    }
    found
}

/// A text as it is in a row, and longer.
fn fresh(value: &str) -> String {
    match value.strip_suffix("'::text").or_else(|| value.strip_suffix("'::character varying")) {
        Some(text) => format!("{text}x'::text"),
        None => value.to_owned(),
    }
}

/// What an argument can be: values of columns that are called like it, else keys and other values of its type, of the rows
/// of a tenant and of nobody.
fn values(world: &World, function: &Callable, argument: &Argument, tenant: usize) -> Vec<String> {
    let data_type = &argument.data_type;
    let typed = |text: &str| format!("{}::{data_type}", quote_literal(text));
    let mut found: Vec<String> = Vec::new();
    let counts = matches!(data_type.as_str(), "smallint" | "integer" | "bigint" | "numeric");
    let (reached, others): (Vec<_>, Vec<_>) =
        world.relations.iter().partition(|(id, _)| function.reaches.contains(*id));
    let wholes = world.relations.iter().filter(|(id, _)| id.name == data_type.base().name);
    let wholes = wholes.flat_map(|(_, relation)| relation.of(tenant).map(|row| row.whole.clone()));
    found.extend(wholes.map(|row| typed(&row)));
    let named = |id: &Id, column: &Column| {
        argument.name.as_ref().is_some_and(|name| calls(name.as_str(), id.name.as_str(), column.name.as_str()))
    };
    // What a column of that name could refer to, where no row does.
    let referred: Vec<&(Id, Ident)> = reached
        .iter()
        .flat_map(|(id, relation)| relation.columns.iter().filter(|column| named(id, column)))
        .filter_map(|column| column.refers.as_ref())
        .collect();
    let mut add = |relations: &[(&Id, &Relation)], fits: &dyn Fn(&Id, &Relation, &Column) -> bool| {
        for (id, relation) in relations {
            let columns = relation.columns.iter().filter(|column| same_type(&column.data_type, data_type));
            for column in columns.filter(|column| fits(id, relation, column)) {
                let rows = relation.rows.iter().filter(|row| row.tenant.is_none_or(|of| of == tenant));
                // What belongs to somebody before what belongs to nobody.
                let (own, shared): (Vec<_>, Vec<_>) = rows.partition(|row| row.tenant.is_some());
                for value in own.into_iter().chain(shared).filter_map(|row| relation.value(row, &column.name)) {
                    let value = typed(value);
                    if !found.contains(&value) {
                        found.push(value);
                    }
                }
            }
        }
        !found.is_empty()
    };
    let known = add(&reached, &|id, _, column| named(id, column))
        || add(&others, &|id, _, column| referred.iter().any(|(to, key)| to == id && *key == column.name))
        || add(&others, &|id, _, column| named(id, column))
        || add(&reached, &|_, relation, column| relation.key.contains(&column.name))
        // A number may say how much is to be done.
        || (!counts && add(&reached, &|_, _, _| true));
    if !known {
        found.push(match common(data_type.as_str()) {
            Some(value) => typed(value),
            None => format!("NULL::{data_type}"),
        });
    }
    found.truncate(3);
    found
}

/// Whether an argument is called like a column: `p_user_id`, `_user_id` and `p_user` like `user_id`, or like `id` of `user`.
fn calls(argument: &str, table: &str, column: &str) -> bool {
    let prefixes = ["p_", "v_", "in_", "arg_", "_"];
    let bare = prefixes.iter().find_map(|prefix| argument.strip_prefix(prefix)).unwrap_or(argument);
    let of_table =
        column == "id" && bare.strip_suffix("_id").is_some_and(|name| table.strip_suffix('s').unwrap_or(table) == name);
    bare == column || column.strip_suffix("_id") == Some(bare) || of_table
}

/// Whether values of a column fit an argument: arguments have no lengths.
fn same_type(column: &str, argument: &TypeName) -> bool {
    let bare = |text: &str| match (text.split_once('('), text.split_once(')')) {
        (Some((before, _)), Some((_, after))) => format!("{before}{after}"),
        _ => text.to_owned(),
    };
    bare(column) == bare(argument.as_str())
}

/// A value of a type of which no row has any.
pub(super) fn common(data_type: &str) -> Option<&'static str> {
    Some(match data_type {
        "text" | "character varying" | "name" => "a",
        "text[]" | "character varying[]" => "{a}",
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
        for argument in function.args.iter().filter(|argument| !argument.has_default) {
            let null = format!("NULL::{}", argument.data_type);
            if values(world, function, argument, OTHER) == [null] {
                found.push((function.id.clone(), argument.data_type.clone()));
            }
        }
    }
    found
}
