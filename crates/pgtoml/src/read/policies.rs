//! What is wrong with policies, whoever wrote them: columns that are not there, and policies that ask one another.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::Reading;
use crate::diagnostic::Diagnostic;
use crate::expand::{conditions, tables};
use crate::kind::{Body, Tag};
use crate::kinds::policy::{Command, Policy};
use crate::model::{Id, Ident, QName};
use crate::sql::tokens::{Kind, tokens};

/// Reports what is wrong with the policies of a file, once all names are resolved.
pub(super) fn check(reading: &mut Reading<'_>) {
    columns(reading);
    recursion(reading);
}

fn policies<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = (&'r Id, &'r Policy)> {
    reading.model.of_kind(Tag::Policy).filter_map(|(id, object)| match &object.body {
        Body::Policy(policy) => Some((id, policy.as_ref())),
        _ => None,
    })
}

fn columns(reading: &mut Reading<'_>) {
    let mut wrong: BTreeSet<(Id, Id, Ident)> = BTreeSet::new();
    for (id, policy) in policies(reading) {
        let Some(table) = id.parent_id() else { continue };
        for sql in policy.using.iter().chain(&policy.with_check) {
            let unknown = conditions::unknown_columns(reading, &table, sql.as_str());
            wrong.extend(unknown.into_iter().map(|column| (id.clone(), table.clone(), column)));
        }
    }
    for (id, table, column) in wrong {
        let span = reading.places.get(&id).copied().unwrap_or_default().value;
        tables::no_column(reading, &table, &column, span, None);
    }
}

/// PostgreSQL asks the policies for SELECT of every table that a policy reads. Where those lead back, every statement on
/// the table ends with "infinite recursion detected in policy".
fn recursion(reading: &mut Reading<'_>) {
    let mut edges: BTreeMap<Id, Vec<(Id, Id)>> = BTreeMap::new();
    for (id, policy) in policies(reading).filter(|(_, policy)| matches!(policy.command, Command::All | Command::Select))
    {
        let Some(table) = id.parent_id() else { continue };
        if let Some(using) = &policy.using {
            for read in read_tables(using.as_str()) {
                let found = tables::find(reading, &read, id.schema.as_ref());
                edges.entry(table.clone()).or_default().extend(found.map(|found| (found, id.clone())));
            }
        }
    }
    let secured = |id: &Id| matches!(reading.model.get(id).map(|object| &object.body), Some(Body::Table(table)) if table.row_level_security);
    edges.retain(|table, _| secured(table));
    let mut found: Vec<Vec<(Id, Id)>> = Vec::new();
    for start in edges.keys() {
        // Each table of a circle leads back to itself; one says it for all.
        let said = |way: &Vec<(Id, Id)>| way.iter().any(|(table, _)| table == start);
        if let Some(way) = way_back(&edges, start, reading).filter(|_| !found.iter().any(said)) {
            found.push(way);
        }
    }
    for way in found {
        let Some((_, first)) = way.first() else { continue };
        let span = reading.places.get(first).copied().unwrap_or_default().value;
        let names: Vec<String> = way.iter().map(|(table, _)| format!("`{}`", tables::shown(reading, table))).collect();
        let message = match names.as_slice() {
            [one] => {
                format!("{first} reads {one}, the table that it is for, so PostgreSQL refuses every statement on it")
            }
            _ => format!("{first} leads back to its own table through the policies of {}", names.join(", ")),
        };
        let hint = "let a function with `security_definer` read the table, as a `membership` of [tenancy] does";
        // A database can hold such policies, so that only what sugar makes of itself is refused.
        let sugar = reading.origins.contains_key(first);
        let found = match sugar {
            true => Diagnostic::error("policy-recursion", span, message),
            false => Diagnostic::warning("policy-recursion", span, message),
        };
        reading.report(found.hint(hint));
    }
}

/// The tables and policies by which one comes back to where one started.
fn way_back(edges: &BTreeMap<Id, Vec<(Id, Id)>>, start: &Id, reading: &Reading<'_>) -> Option<Vec<(Id, Id)>> {
    let roles = |policy: &Id| match reading.model.get(policy).map(|object| &object.body) {
        Some(Body::Policy(policy)) => policy.to.0.clone(),
        _ => Vec::new(),
    };
    let meet = |first: &[Ident], second: &[Ident]| {
        first.is_empty() || second.is_empty() || first.iter().any(|role| second.contains(role))
    };
    let mut seen: BTreeSet<&Id> = BTreeSet::new();
    let mut ways: Vec<Vec<(Id, Id)>> = edges.get(start)?.iter().map(|edge| vec![edge.clone()]).collect();
    while let Some(way) = ways.pop() {
        let Some((last, _)) = way.last() else { continue };
        if last == start {
            return Some(way);
        }
        let Some((_, next)) = edges.get_key_value(last).filter(|(last, _)| seen.insert(last)) else { continue };
        for (table, policy) in next {
            // What holds for other roles is not asked.
            if way.iter().all(|(_, before)| meet(&roles(before), &roles(policy))) {
                ways.push(way.iter().cloned().chain([(table.clone(), policy.clone())]).collect());
            }
        }
    }
    None
}

/// The names behind FROM and JOIN in the sub-selects of an expression.
fn read_tables(text: &str) -> Vec<QName> {
    let list: Vec<_> = tokens(text).collect();
    let mut found = Vec::new();
    let mut from: Option<u32> = None;
    let mut at = 0;
    while let Some(token) = list.get(at) {
        at += 1;
        let begins = token.is("from") || token.is("join");
        let more = token.kind == Kind::Comma && from == Some(token.depth);
        if token.is("from") {
            from = Some(token.depth);
        } else if ["where", "group", "order", "limit", "union", "select"].iter().any(|word| token.is(word)) {
            from = None;
        }
        // `is distinct from x` and `extract(year from x)` name no table.
        let distinct = at >= 2 && list.get(at - 2).is_some_and(|before| before.is("distinct"));
        if !(begins || more) || distinct {
            continue;
        }
        while list.get(at).is_some_and(|token| token.is("only") || token.is("lateral")) {
            at += 1;
        }
        let Some(first) = list.get(at).filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted)) else {
            continue;
        };
        let mut end = at;
        while list.get(end + 1).is_some_and(|token| token.kind == Kind::Dot) && list.get(end + 2).is_some() {
            end += 2;
        }
        let last = list.get(end).map_or(first.end(), |token| token.end());
        // A function in FROM is no table.
        let call = list.get(end + 1).is_some_and(|token| token.kind == Kind::Open);
        let name = text.get(first.offset..last).and_then(|name| crate::sql::name::parse_qname(name).ok());
        found.extend(name.filter(|_| !call));
    }
    found
}
