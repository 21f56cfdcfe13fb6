//! INSERT policies that allow nothing.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;

pub static LINT: Lint = Lint {
    id: "insert-policy-without-check",
    group: Group::Security,
    level: Level::Warn,
    summary: "A policy for INSERT without WITH CHECK, which allows no row",
    docs: "
A policy for INSERT has nothing but its WITH CHECK. Without one PostgreSQL takes the policy and then refuses every row
with \"new row violates row-level security policy\" (PostgreSQL 15 and 18).",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
policies.add = { for = "insert", to = "app" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.add = { for = "insert", to = "app", with_check = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let empty = subject.all_policies().filter(|(_, _, policy)| {
        policy.command == Command::Insert && policy.with_check.is_none() && !policy.restrictive
    });
    empty
        .map(|(id, _, _)| {
            let message = format!("{id} is for INSERT and has no `with_check`, so it allows no row");
            Hit::new(id, message).at("for").hint("say which rows may be inserted: `with_check = \"…\"`")
        })
        .collect()
}
