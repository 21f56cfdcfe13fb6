//! Foreign keys without an index.

use super::{Group, Hit, Level, Lint, Subject};
use crate::lint::subject::listed;
use crate::model::Ident;

pub static LINT: Lint = Lint {
    id: "unindexed-foreign-key",
    group: Group::Performance,
    level: Level::Warn,
    summary: "A foreign key whose columns no index begins with",
    docs: "
PostgreSQL makes an index for the key that is referred to, and none for the one that refers. Deleting a row of the
referenced table, or changing its key, then reads the whole referring table, once per row: with a million rows one
DELETE took 332 ms without the index and 0.8 ms with it (PostgreSQL 18). Joins along the key have no index either.

The order of the columns within the beginning of the index does not matter, and of several columns one suffices that
refers to a key of its own. Partial indexes do not count unless they leave out nulls alone, nor do indexes by GIN or
BRIN. A small table, or one whose referenced rows are never deleted, can do without.",
    bad: r#"
[tables.authors]
columns.id = "bigint generated always as identity primary key"

[tables.articles]
columns.id = "bigint generated always as identity primary key"
columns.author_id = "bigint not null references authors on delete cascade"
"#,
    good: r#"
[tables.authors]
columns.id = "bigint generated always as identity primary key"

[tables.articles]
columns.id = "bigint generated always as identity primary key"
columns.author_id = "bigint not null references authors on delete cascade"
indexes.articles_author_idx = "author_id"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, table, key) in subject.foreign_keys() {
        let mut wanted = key.columns.clone();
        wanted.sort();
        // A column that refers to a key of its own finds few rows by itself.
        let alone = |column: &Ident| {
            let pair = super::pairs(key).find(|(own, _)| *own == column);
            pair.is_some_and(|(_, other)| subject.is_key(&key.table, other))
        };
        let begins = |columns: &[Ident]| {
            let mut first: Vec<_> = columns.iter().take(wanted.len()).cloned().collect();
            first.sort();
            first == wanted || columns.first().is_some_and(alone)
        };
        let indexed = subject.keyed(&table).iter().any(|keyed| !keyed.partial && begins(&keyed.columns));
        if indexed || subject.is_partition(&table) {
            continue;
        }
        let columns = listed(&key.columns);
        let message = format!("{id} refers to {} with {columns}, and no index begins with that", key.table);
        let hit = Hit::new(id, message).hint("add one, so that deleting a referenced row need not read the whole table");
        hits.push(hit.fix(&table, super::index_line(&table, &key.columns)));
    }
    hits
}
