//! Policies for roles that may do nothing.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;

pub static LINT: Lint = Lint {
    id: "policy-role-without-grant",
    group: Group::Security,
    level: Level::Info,
    summary: "A policy for a role that lacks the privilege for its command",
    docs: "
A policy chooses among the rows that a privilege opens; without the privilege the command is refused before any policy
is looked at. Either the grant was forgotten or the policy is a leftover. The privileges of the roles that a role is a
member of count, as do those of PUBLIC, of the owner, and of superusers. Tables on which nothing is granted are passed
over, as their grants may be kept elsewhere.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["select"]
policies.read = { for = "select", to = "app", using = "author = current_user" }
policies.change = { for = "update", to = "app", using = "author = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["select", "update"]
policies.read = { for = "select", to = "app", using = "author = current_user" }
policies.change = { for = "update", to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, table, policy) in subject.all_policies().filter(|(_, _, policy)| !policy.restrictive) {
        if subject.grantees(&table, None).is_empty() {
            continue;
        }
        let (privilege, word) = match policy.command {
            Command::Select => (Some("select"), "SELECT"),
            Command::Insert => (Some("insert"), "INSERT"),
            Command::Update => (Some("update"), "UPDATE"),
            Command::Delete => (Some("delete"), "DELETE"),
            Command::All => (None, ""),
        };
        let holders = subject.grantees(&table, privilege);
        let without = policy.to.0.iter().find(|role| {
            let mut names = subject.memberships(role);
            names.insert("public".into());
            let owns = subject.owner(&table).is_some_and(|owner| names.contains(owner));
            let above = subject.role(role).is_some_and(|role| role.superuser);
            !owns && !above && names.is_disjoint(&holders)
        });
        if let Some(role) = without {
            let what = if word.is_empty() { "privilege".to_owned() } else { format!("{word} privilege") };
            let message = format!("{id} is for {role}, who has no {what} on {table}");
            hits.push(Hit::new(id, message).at("to").hint("grant it, or take the policy out"));
        }
    }
    hits
}
