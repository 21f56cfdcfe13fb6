//! Policies on a table without row-level security.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "policies-without-rls",
    group: Group::Security,
    level: Level::Error,
    summary: "A table with policies whose row-level security is off",
    docs: "
Policies do nothing until row-level security is enabled on their table: a role with a policy `using (false)` read every
row (PostgreSQL 15 and 18). PostgreSQL says nothing about it. In schema.toml a table with policies has row-level
security unless it says otherwise, so this comes from a database, or from `row_level_security = false`.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.owner = "text not null"
row_level_security = false
policies.own = { to = "app", using = "owner = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.owner = "text not null"
policies.own = { to = "app", using = "owner = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let off = subject.tables().filter(|(id, table)| !table.row_level_security && subject.policies(id).next().is_some());
    off.map(|(id, _)| {
        let message = format!("{id} has policies, and none of them holds: its row-level security is off");
        Hit::new(id, message).at("row_level_security").hint("enable it").fix(id, "row_level_security = true")
    })
    .collect()
}
