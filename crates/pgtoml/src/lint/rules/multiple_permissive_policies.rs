//! Permissive policies that add up.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
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

A policy for all commands and one for SELECT meet in SELECT, as do one for PUBLIC and one for a role, and those for two
roles of which one inherits the rights of the other, or whose rights a third one inherits.",
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
    let public = Ident::from("public");
    let declared = subject.model.of_kind(Tag::Role).map(|(id, _)| &id.name);
    let held: BTreeMap<&Ident, BTreeSet<Ident>> = declared.map(|role| (role, subject.rights_of(role))).collect();
    let held_by = |role: &Ident| held.get(role).cloned().unwrap_or_default();
    for (table, _) in subject.guarded() {
        let policies: Vec<_> = subject.policies(table).filter(|(_, policy)| !policy.restrictive).collect();
        let named: BTreeSet<&Ident> = policies.iter().flat_map(|(_, policy)| &policy.to.0).collect();
        // Members have the policies of the roles whose rights they inherit.
        let members = held.iter().filter(|(_, rights)| named.iter().any(|role| rights.contains(*role)));
        let named: BTreeSet<&Ident> = named.iter().copied().chain(members.map(|(role, _)| *role)).collect();
        let mut groups: BTreeMap<Vec<&Id>, (BTreeSet<&Ident>, Vec<&str>)> = BTreeMap::new();
        for (command, word) in COMMANDS {
            for role in named.iter().copied().chain([&public]) {
                let rights = held.get(role).cloned().unwrap_or_else(|| subject.rights_of(role));
                let holds = |to: &[Ident]| to.is_empty() || to.iter().any(|name| rights.contains(name));
                let several: Vec<&Id> = policies
                    .iter()
                    .filter(|(_, policy)| is_for(policy, command) && holds(&policy.to.0))
                    .map(|(id, _)| *id)
                    .collect();
                if several.len() > 1 {
                    let (roles, words) = groups.entry(several).or_default();
                    roles.insert(role);
                    if !words.contains(&word) {
                        words.push(word);
                    }
                }
            }
        }
        for (several, (roles, words)) in groups {
            // What holds for a role need not be said of its members.
            let above = |role: &Ident| roles.iter().any(|of| **of != *role && held_by(role).contains(*of));
            let roles: Vec<String> = match roles.contains(&public) {
                true => vec!["PUBLIC".to_owned()],
                false => roles.iter().filter(|role| !above(role)).map(|role| role.to_string()).collect(),
            };
            let Some(last) = several.last() else { continue };
            let names = listed(several.iter().map(|id| &id.name));
            let message = format!("policies {names} of {table} add up for {} in {}", listed(roles), listed(words));
            hits.push(Hit::new(last, message).hint("make one of them, or make those restrictive that are to narrow it"));
        }
    }
    hits
}
