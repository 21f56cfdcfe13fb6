//! Restrictive policies alone.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "only-restrictive-policies",
    group: Group::Security,
    level: Level::Warn,
    summary: "A table whose policies are all restrictive, so that they allow nothing",
    docs: "
A restrictive policy takes away from what permissive ones give. Where there is no permissive one, nothing is given:
with a single policy `as restrictive using (true)` a role saw no row (PostgreSQL 15 and 18).",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.archived = "boolean not null default false"
policies.live = { to = "app", restrictive = true, using = "not archived" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.archived = "boolean not null default false"
policies.read = { for = "select", to = "app", using = "true" }
policies.live = { to = "app", restrictive = true, using = "not archived" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, _) in subject.guarded() {
        let mut policies = subject.policies(table).peekable();
        if policies.peek().is_some() && policies.all(|(_, policy)| policy.restrictive) {
            let message = format!("{table} has restrictive policies only, which allow no row to anyone");
            hits.push(Hit::new(table, message).hint("add a permissive policy for what they take away from"));
        }
    }
    hits
}
