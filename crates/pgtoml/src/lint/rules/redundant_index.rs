//! Indexes that are the beginning of another.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::constraint::Rule;
use crate::kinds::index::Key;
use crate::model::Id;

pub static LINT: Lint = Lint {
    id: "redundant-index",
    group: Group::Performance,
    level: Level::Info,
    summary: "An index whose keys are the first keys of another index",
    docs: "
A btree index on `(a, b)` is searched by `a` alone as well, so one on `(a)` adds writes and little else. It is smaller,
which can matter for a table that is searched by `a` all the time; so this is only mentioned. Unique and partial
indexes, and those that include columns, are passed over.",
    bad: r#"
[tables.orders]
columns.id = "bigint generated always as identity primary key"
columns.customer = "text not null"
columns.placed_at = "timestamptz not null"
indexes.orders_customer_idx = "customer"
indexes.orders_customer_placed_idx = "customer, placed_at"
"#,
    good: r#"
[tables.orders]
columns.id = "bigint generated always as identity primary key"
columns.customer = "text not null"
columns.placed_at = "timestamptz not null"
indexes.orders_customer_placed_idx = "customer, placed_at"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, _) in subject.tables() {
        let of_constraints = subject.constraints(table).filter_map(|(id, one)| match &one.rule {
            Rule::Primary(key) | Rule::Unique(key) => {
                let keys = key.columns.iter().map(|column| Key { column: Some(column.clone()), ..Key::default() });
                Some((id, keys.collect::<Vec<Key>>()))
            }
            _ => None,
        });
        let plain = subject.indexes(table).filter(|(_, index)| {
            let btree = index.using.as_ref().is_none_or(|method| method.as_str() == "btree");
            btree && index.predicate.is_none() && !index.invalid
        });
        let plain: Vec<_> = plain.collect();
        let all: Vec<(&Id, Vec<Key>)> =
            of_constraints.chain(plain.iter().map(|(id, index)| (*id, index.on.0.clone()))).collect();
        for (id, index) in plain.iter().filter(|(_, index)| !index.unique && index.include.is_empty()) {
            let longer = |keys: &[Key]| keys.len() > index.on.0.len() && keys.starts_with(&index.on.0);
            if let Some((other, _)) = all.iter().find(|(_, keys)| !index.on.is_empty() && longer(keys)) {
                let message = format!("{id} holds the first keys of {other}, which serves for both");
                hits.push(Hit::new(id, message).hint("take it out, unless its size is the point"));
            }
        }
    }
    hits
}
