//! Foreign keys between different types.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "foreign-key-types",
    group: Group::Design,
    level: Level::Warn,
    summary: "A foreign key whose column has another type than the one that it refers to",
    docs: "
PostgreSQL takes a foreign key from `integer` to `bigint`, and from `text` to `varchar`, as long as it can compare
them. Then the smaller type runs out first: after two thousand million rows an `integer` cannot refer to the next one.
Lengths count too, those of domains over the same type do not.",
    bad: r#"
[tables.authors]
columns.id = "bigint generated always as identity primary key"

[tables.articles]
columns.id = "bigint generated always as identity primary key"
columns.author_id = "integer not null references authors"
indexes.articles_author_idx = "author_id"
"#,
    good: r#"
[tables.authors]
columns.id = "bigint generated always as identity primary key"

[tables.articles]
columns.id = "bigint generated always as identity primary key"
columns.author_id = "bigint not null references authors"
indexes.articles_author_idx = "author_id"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, table, key) in subject.foreign_keys().filter(|(_, _, key)| !key.period) {
        let Some(other) = subject.model.relation(&key.table) else { continue };
        for (from, to) in super::pairs(key) {
            let (Some(own), Some(theirs)) = (subject.column(&table, from), subject.column(other, to)) else { continue };
            let (own, theirs) = (subject.plain_type(&own.data_type), subject.plain_type(&theirs.data_type));
            if own != theirs && !own.is_empty() && !theirs.is_empty() {
                let message = format!("{id} refers with {from}, {}, to {to}, {}", own.short(), theirs.short());
                let hit = Hit::new(id, message).hint(format!("make {from} {}", theirs.short()));
                hits.push(hit);
            }
        }
    }
    hits
}
