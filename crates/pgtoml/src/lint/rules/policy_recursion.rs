//! Policies that ask themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;
use crate::lint::subject::{is_for, listed};
use crate::model::{Id, Ident};

pub static LINT: Lint = Lint {
    id: "policy-recursion",
    group: Group::Security,
    level: Level::Error,
    summary: "Policies that read a table whose policies lead back to it",
    docs: "
A sub-select in a policy is subject to the SELECT policies of the table that it reads. Where those read the first table
again, every query fails with \"infinite recursion detected in policy for relation\", for a policy that reads its own
table as for two tables that read each other (PostgreSQL 15 and 18). A policy for INSERT or UPDATE may read its own
table, as long as the policies for SELECT do not.

Followed are policies of the same role, and not what happens in functions and views: a SECURITY DEFINER function that
answers the question is the usual way out.",
    bad: r#"
[tables.members]
columns.team = "integer not null"
columns.name = "text not null"
constraints.members_pkey = "primary key (team, name)"

[tables.members.policies.colleagues]
for = "select"
to = "app"
using = "exists (select from members m where m.team = members.team and m.name = current_user)"
"#,
    good: r#"
[tables.members]
columns.team = "integer not null"
columns.name = "text not null"
constraints.members_pkey = "primary key (team, name)"

[tables.members.policies.colleagues]
for = "select"
to = "app"
using = "team in (select my_teams())"

[functions.my_teams]
returns = "setof integer"
language = "sql"
stability = "stable"
security_definer = true
set.search_path = "public, pg_temp"
grants.public = []
grants.app = ["execute"]
body = "select team from members where name = session_user"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    circles(subject).iter().map(|(id, circle)| Hit::new(id, message(id, circle)).at("using").hint(HINT)).collect()
}

/// What to do instead.
pub(crate) const HINT: &str = "ask in a SECURITY DEFINER function, for whose owner the policies do not hold";

/// What is wrong with a policy that leads back to its table.
pub(crate) fn message(id: &Id, circle: &[Id]) -> String {
    match circle {
        [table] => format!("{id} reads {table} itself, and its policies without end"),
        _ => format!("{id} leads through the policies of {} back to itself", listed(circle)),
    }
}

/// Policies from which a way leads back, with the tables on it; one for each circle.
pub(crate) fn circles(subject: &Subject<'_>) -> BTreeMap<Id, Vec<Id>> {
    let guarded: Vec<&Id> = subject.guarded().map(|(id, _)| id).collect();
    let named = guarded.iter().flat_map(|table| subject.policies(table)).flat_map(|(_, policy)| &policy.to.0);
    // What holds for PUBLIC holds for a role that nothing names.
    let roles: BTreeSet<Option<&Ident>> = named.map(Some).chain([None]).collect();
    let mut hits = BTreeMap::new();
    for role in roles {
        let groups = role.map(|role| subject.memberships(role)).unwrap_or_default();
        let mut reads: BTreeMap<&Id, BTreeSet<&Id>> = BTreeMap::new();
        let mut policy: BTreeMap<&Id, &Id> = BTreeMap::new();
        for table in &guarded {
            for (id, body) in subject.policies(table) {
                let holds = body.to.is_empty() || body.to.0.iter().any(|name| groups.contains(name));
                if !holds || !is_for(body, Command::Select) {
                    continue;
                }
                let text = body.using.as_ref().map_or("", |sql| sql.as_str());
                let read: Vec<&Id> =
                    subject.relations(id, text).into_iter().filter(|other| subject.is_guarded(other)).collect();
                if !read.is_empty() {
                    policy.entry(table).or_insert(id);
                }
                reads.entry(table).or_default().extend(read);
            }
        }
        for table in reads.keys() {
            if let Some(circle) = circle(&reads, table)
                && let Some(id) = policy.get(table)
                && circle.iter().min() == Some(table)
            {
                hits.entry((*id).clone()).or_insert_with(|| circle.iter().map(|id| (*id).clone()).collect::<Vec<_>>());
            }
        }
    }
    hits
}

/// The shortest way from a table back to it.
fn circle<'a>(reads: &BTreeMap<&'a Id, BTreeSet<&'a Id>>, start: &'a Id) -> Option<Vec<&'a Id>> {
    let mut ways: Vec<Vec<&Id>> = vec![vec![start]];
    let mut seen: BTreeSet<&Id> = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in way.last().and_then(|last| reads.get(*last)).into_iter().flatten() {
                if *next == start {
                    return Some(way);
                }
                if seen.insert(next) {
                    longer.push(way.iter().copied().chain([*next]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}
