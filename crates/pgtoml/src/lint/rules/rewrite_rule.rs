//! Rules.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;

pub static LINT: Lint = Lint {
    id: "rewrite-rule",
    group: Group::Style,
    level: Level::Info,
    summary: "A rewrite rule, which changes queries and not rows",
    docs: "
A rule rewrites the query that names its table. It looks like a trigger and is none: a function in the query can be
called twice, a rule for INSERT does not see the values that defaults gave, COPY passes it by, and the count of rows
that comes back is that of another statement. Triggers do what is mostly meant, and `INSTEAD OF` triggers do it on
views.",
    bad: r#"
[tables.log]
columns.id = "uuid primary key"
rules.keep = "on delete to log do instead nothing"
"#,
    good: r#"
[tables.log]
columns.id = "uuid primary key"
triggers.keep = { timing = "before", on = "delete", function = "refuse" }

[functions.refuse]
returns = "trigger"
language = "plpgsql"
body = "begin raise exception 'rows stay'; end"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let all = subject.model.of_kind(Tag::Rule).map(|(id, _)| id);
    let hit = |id| Hit::new(id, format!("{id} changes queries, not rows")).hint("use a trigger");
    all.map(hit).collect()
}
