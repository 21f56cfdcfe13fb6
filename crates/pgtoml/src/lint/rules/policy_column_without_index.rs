//! Policies without an index.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "policy-column-without-index",
    group: Group::Performance,
    level: Level::Warn,
    summary: "A column that a policy compares and that no index begins with",
    docs: "
The condition of a policy is added to every query on its table. Where it picks the rows of one tenant out of many and
no index begins with that column, every query reads the whole table: on a million rows of a hundred tenants a count
took 74 ms without the index and 1.0 ms with it (PostgreSQL 18). Comparisons by `=`, `= any (…)` and `in (…)` with
something that is the same for all rows are found, where no OR stands around them.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
indexes.documents_author_idx = "author"
policies.own = { to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = std::collections::BTreeMap::new();
    for one in super::policy_columns(subject) {
        let begins = |keyed: &crate::lint::subject::Keyed| !keyed.partial && keyed.columns.first() == Some(&one.column);
        // Of two columns that a policy compares, an index on one serves.
        let others = super::policy_columns_of(subject, &one.table);
        let served = |keyed: &crate::lint::subject::Keyed| {
            !keyed.partial && keyed.columns.first().is_some_and(|first| others.contains(first))
        };
        let keys = subject.keyed(&one.table);
        if keys.iter().any(begins) || keys.iter().any(served) || subject.is_partition(&one.table) {
            continue;
        }
        let (policy, column) = (&one.policy, &one.column);
        let message = format!("{policy} compares {column} in every query, and no index begins with it");
        let hit = Hit::new(policy, message).at("using").hint("add one, so that a query need not read all rows");
        let fix = super::index_line(&one.table, std::slice::from_ref(column));
        hits.entry((one.table.clone(), column.clone())).or_insert(hit.fix(&one.table, fix));
    }
    hits.into_values().collect()
}
