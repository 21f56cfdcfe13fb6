//! Permissive policies that add up.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;
use crate::lint::subject::{is_for, listed};
use crate::model::{Id, Ident};

pub static LINT: Lint = Lint {
    id: "multiple-permissive-policies",
    group: Group::Performance,
    level: Level::Warn,
    summary: "Several permissive policies of a table for the same role and command",
    docs: "
Permissive policies for the same role and command are joined by OR: a row is let through by any of them. PostgreSQL
then evaluates all for each row, and an index that serves one of them is not searched any more (a count that took 1.0
ms became a sequential scan, PostgreSQL 18). They are also where access widens by accident, since a second policy never
takes anything away; what is meant as a further condition is `restrictive`. Rows that a person sees for two different
reasons are better said in one policy with an OR, where both are read together.

A policy for all commands and one for SELECT meet in SELECT, as do one for PUBLIC and one for a role.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
columns.published = "boolean not null"
indexes.documents_author_idx = "author"
policies.own = { to = "app", using = "author = current_user" }
policies.published = { for = "select", to = "app", using = "published" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
columns.published = "boolean not null"
indexes.documents_author_idx = "author"
policies.change = { for = "update", to = "app", using = "author = current_user" }
policies.read = { for = "select", to = "app", using = "published or author = current_user" }
"#,
    check,
};

const COMMANDS: [(Command, &str); 4] = [
    (Command::Select, "SELECT"),
    (Command::Insert, "INSERT"),
    (Command::Update, "UPDATE"),
    (Command::Delete, "DELETE"),
];

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, _) in subject.guarded() {
        let policies: Vec<_> = subject.policies(table).filter(|(_, policy)| !policy.restrictive).collect();
        let named: BTreeSet<&Ident> = policies.iter().flat_map(|(_, policy)| &policy.to.0).collect();
        let mut groups: BTreeMap<Vec<&Id>, (BTreeSet<String>, Vec<&str>)> = BTreeMap::new();
        for (command, word) in COMMANDS {
            for role in named.iter().map(|role| Some(*role)).chain([None]) {
                let holds = |to: &[Ident]| to.is_empty() || role.is_some_and(|role| to.contains(role));
                let several: Vec<&Id> = policies
                    .iter()
                    .filter(|(_, policy)| is_for(policy, command) && holds(&policy.to.0))
                    .map(|(id, _)| *id)
                    .collect();
                if several.len() > 1 {
                    let (roles, words) = groups.entry(several).or_default();
                    roles.insert(role.map_or_else(|| "PUBLIC".to_owned(), Ident::to_string));
                    if !words.contains(&word) {
                        words.push(word);
                    }
                }
            }
        }
        for (several, (mut roles, words)) in groups {
            if roles.contains("PUBLIC") {
                roles = ["PUBLIC".to_owned()].into();
            }
            let Some(last) = several.last() else { continue };
            let names = listed(several.iter().map(|id| &id.name));
            let message = format!("policies {names} of {table} add up for {} in {}", listed(roles), listed(words));
            hits.push(Hit::new(last, message).hint("make one of them, or make those restrictive that are to narrow it"));
        }
    }
    hits
}
