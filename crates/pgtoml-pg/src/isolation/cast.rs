//! What the tenants' people are: values in the rows that policies and functions look into, with which the tenants can do
//! as much as possible of what they may. Which values these are is found out by trying.
//!
//! A role in a membership, a status, a flag: whatever policies and functions compare with a constant, whatever refers to
//! reference rows, whatever has few values by its type or a check.

use std::collections::{BTreeMap, BTreeSet};

use pgtoml::isolation::world::Relation;
use pgtoml::isolation::{Attack, Expect, Outcome, World, attacks};
use pgtoml::kind::Tag;
use pgtoml::lint::Subject;
use pgtoml::model::{Id, Ident};
use pgtoml::sql::quote::quote_literal;

use super::{facts, run};
use crate::connect::Connection;
use crate::prove::ProveError;

/// So often all own uses are tried with other values.
const TRIES: usize = 80;

/// So many values of one column are tried.
const VALUES: usize = 12;

/// What a tenant should be able to do: a command of a role at a table, or the call of a function.
pub(super) type Use = (Id, Ident, &'static str);

/// A column and another value for it.
pub(super) type Part = (Id, Ident, Option<String>);

/// Chooses the values, and changes the rows.
pub(super) fn choose(
    connection: &mut run::Session,
    subject: &Subject<'_>,
    world: &mut World,
    progress: &mut dyn FnMut(&str),
) -> Result<(), ProveError> {
    let (all, mut working) = uses(connection, world, None)?;
    let mut tries = 0;
    loop {
        let before = working.len();
        let failing: BTreeSet<Use> = all.difference(&working).cloned().collect();
        for (table, column, value) in parts(subject, world, &failing) {
            let failing: BTreeSet<Use> = all.difference(&working).cloned().collect();
            if failing.is_empty() || tries >= TRIES {
                break;
            }
            let Some(old) = change(connection, world, &table, &column, value.as_deref())? else { continue };
            tries += 1;
            progress(&format!("{} of {} own uses work", working.len(), all.len()));
            // What worked must go on to work.
            let (_, gained) = uses(connection, world, Some(&failing))?;
            let now = if gained.is_empty() { gained } else { uses(connection, world, None)?.1 };
            if now.len() > working.len() {
                working = now;
            } else {
                write(connection, world, &table, &old)?;
            }
        }
        if working.len() == before || tries >= TRIES {
            break;
        }
    }
    for (id, _) in subject.model.of_kind(Tag::MaterializedView) {
        // One that cannot be filled shows nothing.
        let _ = connection.batch_execute(&format!("REFRESH MATERIALIZED VIEW {}", id.qualified()));
    }
    Ok(())
}

/// Every own use, and those that work; `only`: of these.
fn uses(
    connection: &mut run::Session,
    world: &World,
    only: Option<&BTreeSet<Use>>,
) -> Result<(BTreeSet<Use>, BTreeSet<Use>), ProveError> {
    let named = |attack: &Attack| {
        let command = attack.command().unwrap_or("call");
        (if command == "call" { attack.through.clone() } else { attack.table.clone() }, attack.role.clone(), command)
    };
    let wanted = |attack: &Attack| only.is_none_or(|only| only.contains(&named(attack)));
    let own = attacks(world).into_iter().filter(|attack| attack.expect == Expect::Own && wanted(attack));
    let own: Vec<Attack> = own.collect();
    let outcomes = run::all(connection, &own, &mut |_| {})?;
    // A role without the privilege never will.
    let can = |outcome: &Outcome| !outcome.said.as_deref().is_some_and(|said| said.starts_with("permission denied"));
    let both = own.iter().zip(&outcomes).filter(|(_, outcome)| can(outcome));
    let all = both.clone().map(|(attack, _)| named(attack)).collect();
    let works = |attack: &Attack, outcome: &Outcome| match attack.command() {
        Some(_) => outcome.works(),
        None => outcome.answers(),
    };
    let working = both.filter(|(attack, outcome)| works(attack, outcome)).map(|(attack, _)| named(attack)).collect();
    Ok((all, working))
}

/// What could be changed for the sake of uses that do not work: in the tables that decide over them, memberships first.
pub(super) fn parts(subject: &Subject<'_>, world: &World, failing: &BTreeSet<Use>) -> Vec<Part> {
    let mut deciding: BTreeMap<&Id, usize> = BTreeMap::new();
    for (id, _, _) in failing {
        let relation = world.relations.get(id).into_iter();
        for table in relation.flat_map(|relation| &relation.reads) {
            *deciding.entry(table).or_default() += 2;
        }
        let reached = world.functions.iter().filter(|function| function.id == *id);
        for table in
            reached.flat_map(|function| &function.reaches).chain([id].into_iter().filter(|id| id.tag == Tag::Table))
        {
            *deciding.entry(table).or_default() += 1;
        }
    }
    let mut order: Vec<(&Id, usize)> = deciding.into_iter().collect();
    order.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let mut found = Vec::new();
    for (table, _) in order {
        let Some(relation) = world.relations.get(table).filter(|one| one.leaves.is_empty()) else { continue };
        if subject.is_partition(table) || relation.of(0).next().is_none() {
            continue;
        }
        let claim = world.claims.tables.get(table);
        for column in relation.columns.iter().filter(|column| !column.generated) {
            if claim.is_some_and(|claim| claim.separators.contains(&column.name))
                || relation.key == [column.name.clone()]
            {
                continue;
            }
            let mut values: Vec<Option<String>> = Vec::new();
            values
                .extend(world.session.hints.get(&(table.clone(), column.name.clone())).into_iter().flatten().cloned());
            match &column.refers {
                Some((to, key)) if !world.claims.tables.contains_key(to) => {
                    let known = world.relations.get(to).into_iter();
                    let nobodys = known.flat_map(|known| {
                        let rows = known.rows.iter().filter(|row| row.tenant.is_none());
                        rows.map(|row| known.value(row, key).map(str::to_owned))
                    });
                    values.extend(nobodys);
                }
                Some(_) => {}
                None => {
                    values.extend(column.listed.iter().cloned().map(Some));
                    if column.data_type == "boolean" {
                        values.extend(["t", "f"].map(|flag| Some(flag.to_owned())));
                    }
                    if !column.not_null {
                        values.push(None);
                    }
                }
            }
            let mut seen = BTreeSet::new();
            values.retain(|value| seen.insert(value.clone()));
            let held = |value: &Option<String>| {
                relation.of(0).all(|row| relation.value(row, &column.name) == value.as_deref())
            };
            let new = values.into_iter().filter(|value| !held(value) && (value.is_some() || !column.not_null));
            found.extend(new.take(VALUES).map(|value| (table.clone(), column.name.clone(), value)));
        }
    }
    found
}

/// Statements that give those who ask another value, and their colleagues none.
pub(super) fn setup(world: &World, (table, column, value): &Part) -> Option<String> {
    let relation = world.relations.get(table)?;
    let who = relation.rows.iter().enumerate().filter(|(_, row)| row.tenant.is_some() && !row.colleague);
    let values: Values = who.map(|(at, _)| (at, vec![(column.clone(), value.clone())])).collect();
    let updates = updates(relation, table, &values);
    (!updates.is_empty()).then(|| {
        format!("SET LOCAL session_replication_role = replica; {updates} SET LOCAL session_replication_role = origin;")
    })
}

/// Values for columns of a row, by its number.
type Values = Vec<(usize, Vec<(Ident, Option<String>)>)>;

/// Gives a column of the tenants' rows another value: of all, or where that cannot be, of each tenant's first; alone, or
/// with NULL in the other columns that checks speak of. Yields what the rows held, or nothing where the value fits none.
fn change(
    connection: &mut Connection,
    world: &mut World,
    table: &Id,
    column: &Ident,
    value: Option<&str>,
) -> Result<Option<Values>, ProveError> {
    for (first, cleared) in [(false, false), (false, true), (true, false), (true, true)] {
        let Some(relation) = world.relations.get(table) else { return Ok(None) };
        let also = |known: &&pgtoml::isolation::world::Column| {
            known.name == *column || cleared && known.checked && !known.not_null && !known.generated && !known.keyed
        };
        let columns: Vec<Ident> = relation.columns.iter().filter(also).map(|known| known.name.clone()).collect();
        let mut seen = BTreeSet::new();
        let rows = relation.rows.iter().enumerate().filter(|(_, row)| row.tenant.is_some());
        let rows: Vec<_> = rows.filter(|(_, row)| !first || seen.insert(row.tenant)).collect();
        let held = |row: &pgtoml::isolation::Row| {
            columns.iter().map(|name| (name.clone(), relation.value(row, name).map(str::to_owned))).collect()
        };
        let old: Values = rows.iter().map(|(at, row)| (*at, held(row))).collect();
        let wanted = |name: &Ident| value.filter(|_| name == column).map(str::to_owned);
        let new: Vec<_> = columns.iter().map(|name| (name.clone(), wanted(name))).collect();
        let new: Values = rows.iter().map(|(at, _)| (*at, new.clone())).collect();
        if write(connection, world, table, &new)? {
            return Ok(Some(old));
        }
    }
    Ok(None)
}

/// Writes values into columns of some rows, past triggers; says whether the server took them.
fn write(connection: &mut Connection, world: &mut World, table: &Id, values: &Values) -> Result<bool, ProveError> {
    let Some(relation) = world.relations.get(table) else { return Ok(false) };
    // All of it is one transaction, so that nothing stays where one value does not fit.
    let sql = format!("SET LOCAL session_replication_role = replica; {}", updates(relation, table, values));
    match connection.batch_execute(&sql) {
        Ok(()) => {}
        Err(error) if error.as_db_error().is_some() => return Ok(false),
        Err(error) => return Err(error.into()),
    }
    reread(connection, world, table, values)?;
    Ok(true)
}

fn updates(relation: &Relation, table: &Id, values: &Values) -> String {
    let updates = values.iter().filter_map(|(at, columns)| {
        let whole = quote_literal(&relation.rows.get(*at)?.whole);
        let set = columns.iter().map(|(column, value)| {
            let value = value.as_ref().map_or_else(|| "NULL".to_owned(), |value| quote_literal(value));
            format!("{column} = {value}")
        });
        let set: Vec<String> = set.collect();
        Some(format!("UPDATE {} r SET {} WHERE (r.*)::text = {whole};", table.qualified(), set.join(", ")))
    });
    updates.collect()
}

/// Takes over what the rows are now, known by the columns that were not written.
fn reread(connection: &mut Connection, world: &mut World, table: &Id, values: &Values) -> Result<(), ProveError> {
    let Some(relation) = world.relations.get(table) else { return Ok(()) };
    let mut now = facts::rows_of(connection, table, relation, world.claims.tables.get(table))?;
    let mut found = Vec::new();
    for (at, columns) in values {
        let Some(row) = relation.rows.get(*at) else { continue };
        let same = |new: &pgtoml::isolation::Row| {
            let all = relation.columns.iter().zip(row.values.iter().zip(&new.values));
            // Types write values in their own way, and generated columns follow.
            all.into_iter()
                .all(|(known, (a, b))| known.generated || columns.iter().any(|(name, _)| *name == known.name) || a == b)
        };
        if let Some(place) = now.iter().position(same) {
            found.push((*at, now.swap_remove(place)));
        }
    }
    let Some(relation) = world.relations.get_mut(table) else { return Ok(()) };
    for (at, new) in found {
        if let Some(row) = relation.rows.get_mut(at) {
            *row = pgtoml::isolation::Row { tenant: row.tenant, colleague: row.colleague, ..new };
        }
    }
    Ok(())
}
