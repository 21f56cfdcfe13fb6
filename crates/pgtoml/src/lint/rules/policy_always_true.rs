//! Policies that let everything be written.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;
use crate::lint::expression::is_true;

pub static LINT: Lint = Lint {
    id: "policy-always-true",
    group: Group::Security,
    level: Level::Warn,
    summary: "A permissive policy that lets every row be written",
    docs: "
`using (true)` on UPDATE, DELETE or all commands, and `with check (true)` on INSERT, allow the command on every row, as
if there were no row-level security; and since permissive policies add up, another policy on the table takes nothing of
that away. A restrictive one does, and the rule does not weigh that.

Reading everything can be meant, so policies for SELECT are passed over. For a role that is to write all rows,
BYPASSRLS or a policy of its own with a reason in `[lint]` says so.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
policies.write = { for = "update", to = "app", using = "true" }
policies.read = { for = "select", to = "app", using = "true" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.write = { for = "update", to = "app", using = "author = current_user" }
policies.read = { for = "select", to = "app", using = "true" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, table, policy) in subject.all_policies().filter(|(_, _, policy)| !policy.restrictive) {
        let (key, sql, verb) = match policy.command {
            Command::Select => continue,
            Command::Insert => ("with_check", &policy.with_check, "insert"),
            Command::Update => ("using", &policy.using, "update"),
            Command::Delete => ("using", &policy.using, "delete"),
            Command::All => ("using", &policy.using, "read and write"),
        };
        if sql.as_ref().is_some_and(is_true) {
            let who = super::roles(&policy.to.0);
            let message = format!("{id} lets {who} {verb} every row of {table}");
            hits.push(Hit::new(id, message).at(key).hint("say which rows"));
        }
    }
    hits
}
