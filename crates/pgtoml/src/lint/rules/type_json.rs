//! json in place of jsonb.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "type-json",
    group: Group::Types,
    level: Level::Info,
    summary: "A column of type json, which has no equality and no index",
    docs: "
`json` keeps the text as it was written and parses it on every use. It has no `=`, so `distinct`, `group by` and
`union` fail with \"could not identify an equality operator for type json\" (PostgreSQL 15 and 18), and no GIN index.
`jsonb` has both. Where the exact text counts, with its blanks, order and repeated keys, `json` is right.",
    bad: r#"
[tables.events]
columns.id = "uuid primary key"
columns.payload = "json not null"
"#,
    good: r#"
[tables.events]
columns.id = "uuid primary key"
columns.payload = "jsonb not null"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    super::columns_of(subject, "json", "has no equality and no index", "use jsonb, unless the exact text counts")
}
