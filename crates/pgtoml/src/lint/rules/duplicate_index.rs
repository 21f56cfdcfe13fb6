//! Indexes that are there twice.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::constraint::Rule;
use crate::kinds::index::{Index, Key};
use crate::model::Id;
use crate::sql::Keys;

pub static LINT: Lint = Lint {
    id: "duplicate-index",
    group: Group::Performance,
    level: Level::Warn,
    summary: "An index that another index or a constraint of the table already is",
    docs: "
Every INSERT and most UPDATEs write all indexes of a table, and they take their space in memory and on disk; a second
one with the same keys answers nothing that the first does not. Primary keys and unique constraints bring an index of
their own. Compared are keys with their order, operator classes and collations, the method, the predicate and the
included columns.",
    bad: r#"
[tables.users]
columns.id = "uuid primary key"
columns.email = "text not null unique"
indexes.users_email_idx = "email"
"#,
    good: r#"
[tables.users]
columns.id = "uuid primary key"
columns.email = "text not null unique"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, _) in subject.tables() {
        let mut known: Vec<(&Id, Index)> = subject.constraints(table).filter_map(of_constraint).collect();
        for (id, index) in subject.indexes(table).filter(|(_, index)| !index.on.is_empty()) {
            let plain = shape(index);
            let twin = known.iter().find(|(_, other)| covers(other, &plain));
            if let Some((other, _)) = twin {
                let message = format!("{id} has the same keys as {other}");
                hits.push(Hit::new(id, message).hint("take one of the two out"));
            }
            known.push((id, plain));
        }
    }
    hits
}

fn of_constraint<'a>((id, constraint): (&'a Id, &crate::kinds::constraint::Constraint)) -> Option<(&'a Id, Index)> {
    let (Rule::Primary(key) | Rule::Unique(key)) = &constraint.rule else { return None };
    let keys = key.columns.iter().map(|column| Key { column: Some(column.clone()), ..Key::default() });
    let (on, include) = (Keys(keys.collect()), key.include.clone());
    (!key.without_overlaps).then(|| (id, Index { on, include, unique: true, ..Index::default() }))
}

/// What an index can be searched by.
fn shape(index: &Index) -> Index {
    let using = index.using.clone().filter(|method| method.as_str() != "btree");
    Index {
        on: index.on.clone(),
        using,
        include: index.include.clone(),
        predicate: index.predicate.clone(),
        unique: index.unique,
        nulls_not_distinct: index.nulls_not_distinct,
        ..Index::default()
    }
}

/// Whether the one serves for the other: a unique index for one that is not.
fn covers(index: &Index, other: &Index) -> bool {
    let plain = |index: &Index| Index { unique: false, nulls_not_distinct: false, ..index.clone() };
    let demands = index.unique == other.unique && index.nulls_not_distinct == other.nulls_not_distinct;
    plain(index) == plain(other) && (demands || index.unique != other.unique)
}
