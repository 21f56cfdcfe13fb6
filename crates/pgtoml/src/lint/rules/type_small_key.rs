//! Keys that run out.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;

pub static LINT: Lint = Lint {
    id: "type-small-key",
    group: Group::Types,
    level: Level::Warn,
    summary: "A generated key of type integer or smallint, which runs out",
    docs: "
An `integer` ends at 2 147 483 647 and a `smallint` at 32 767, and rows that were deleted, rolled back or refused have
used up numbers as well. When it ends every INSERT fails, and making the column a bigint writes the whole table and its
indexes anew under a lock that stops everything. A bigint costs four bytes, and often none because of alignment. Keys
that the application chooses, and those of a table that stays small, are another matter; the former are passed over.",
    bad: r#"
[tables.orders]
columns.id = "integer generated always as identity primary key"
"#,
    good: r#"
[tables.orders]
columns.id = "bigint generated always as identity primary key"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, _) in subject.tables() {
        let Some([key]) = subject.primary_key(table) else { continue };
        let Some(column) = subject.column(table, key) else { continue };
        let drawn = column.default.as_ref().is_some_and(|default| default.as_str().contains("nextval("));
        let small = matches!(column.data_type.as_str(), "integer" | "smallint");
        if small && (drawn || column.identity.is_some()) {
            let id = table.child(Tag::Column, key.clone());
            let message = format!("{id} is a generated {}, which runs out", column.data_type);
            hits.push(Hit::new(&id, message).at("type").hint("make it a bigint while the table is small"));
        }
    }
    hits
}
