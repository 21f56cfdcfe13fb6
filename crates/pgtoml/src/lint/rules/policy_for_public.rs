//! Policies for everyone.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "policy-for-public",
    group: Group::Security,
    level: Level::Info,
    summary: "A permissive policy that names no role and so holds for all of them",
    docs: "
A policy without TO holds for PUBLIC, which every role belongs to, also those that are made later. A role that is
granted SELECT for one report then sees whatever the application sees. It also has to be evaluated for roles that it
was never meant for. A project with a single application role loses nothing by it.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { using = "author = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let open = subject.all_policies().filter(|(_, _, policy)| policy.to.is_empty() && !policy.restrictive);
    open.map(|(id, _, _)| {
        let hit = Hit::new(id, format!("{id} names no role, so it holds for every one, also those to come"));
        hit.hint("name the roles: `to = \"…\"`")
    })
    .collect()
}
