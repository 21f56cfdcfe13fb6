//! serial in place of identity.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::lint::subject::body;

pub static LINT: Lint = Lint {
    id: "type-serial",
    group: Group::Types,
    level: Level::Info,
    summary: "A serial column, whose sequence is a second object with rights of its own",
    docs: "
`serial` is a default that calls a sequence. Who may insert into the table also needs USAGE on the sequence, else
\"permission denied for sequence\" (PostgreSQL 15 and 18), anyone may write another value without the sequence
noticing, and a copy made by `LIKE … INCLUDING DEFAULTS` draws from the same sequence. `generated always as identity`
has none of that. There is no way in place that keeps the sequence, so for a table that is there the rule only mentions
it.",
    bad: r#"
[tables.orders]
columns.id = "bigserial primary key"
"#,
    good: r#"
[tables.orders]
columns.id = "bigint generated always as identity primary key"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (_, object) in subject.model.of_kind(Tag::Sequence) {
        let Some(owner) = body!(object, Sequence).and_then(|sequence| sequence.owned_by.as_ref()) else { continue };
        let Some(table) = subject.model.relation(&owner.table) else { continue };
        let id = table.child(Tag::Column, owner.column.clone());
        let drawn = subject.column(table, &owner.column).and_then(|column| column.default.as_ref());
        if drawn.is_some_and(|default| default.as_str().contains("nextval(")) {
            let message = format!("{id} is a serial");
            hits.push(Hit::new(&id, message).at("type").hint("use `generated always as identity`"));
        }
    }
    hits
}
