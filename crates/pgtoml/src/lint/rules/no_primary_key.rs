//! Tables without a primary key.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "no-primary-key",
    group: Group::Design,
    level: Level::Warn,
    summary: "A table without a primary key",
    docs: "
Without a primary key two equal rows cannot be told apart, foreign keys have nothing to refer to, and logical
replication refuses UPDATE and DELETE on the table until it has another replica identity. Partitions are passed over:
their key is that of their table.",
    bad: r#"
[tables.visits]
columns.at = "timestamptz not null default now()"
columns.path = "text not null"
"#,
    good: r#"
[tables.visits]
columns.id = "bigint generated always as identity primary key"
columns.at = "timestamptz not null default now()"
columns.path = "text not null"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let without = subject
        .tables()
        .filter(|(id, table)| table.partition_of.is_none() && subject.primary_key(id).is_none());
    without
        .map(|(id, _)| {
            let hint = "add one: `columns.id = \"bigint generated always as identity primary key\"`";
            Hit::new(id, format!("{id} has no primary key")).hint(hint)
        })
        .collect()
}
