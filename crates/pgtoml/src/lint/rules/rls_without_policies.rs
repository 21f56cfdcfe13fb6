//! Row-level security without a policy.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "rls-without-policies",
    group: Group::Security,
    level: Level::Info,
    summary: "A table with row-level security and no policy, so that only its owner sees rows",
    docs: "
Without a policy every row is hidden from everyone but the owner of the table and roles that bypass row-level security:
a query returns nothing without an error, and an INSERT is refused (PostgreSQL 15 and 18). That is a way to lock a
table, and also what is left when a migration lost the policies, so the rule only mentions it. Partitions are passed
over: locked like this they are read through their table alone.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
row_level_security = true
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
    let locked = subject
        .guarded()
        .filter(|(id, table)| table.partition_of.is_none() && subject.policies(id).next().is_none());
    locked
        .map(|(id, _)| {
            let message = format!("{id} has row-level security and no policy: only its owner sees rows");
            Hit::new(id, message).at("row_level_security").hint("add a policy, or say in `[lint]` that it is locked")
        })
        .collect()
}
