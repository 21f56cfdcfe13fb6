//! Indexes that policies keep from being used.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::{Body, Tag};
use crate::kinds::index::{Index, Key};
use crate::model::{Id, QName};

pub static LINT: Lint = Lint {
    id: "index-useless-under-rls",
    group: Group::Performance,
    level: Level::Info,
    summary: "An index that queries under row-level security cannot search",
    docs: "
Under row-level security PostgreSQL first applies the policy, and only operators that it knows to be leakproof may look
at rows before that, so only those may search an index. Not leakproof are the operators of GIN and GiST indexes
(arrays, JSON, full text, ranges, trigrams), LIKE, and comparisons of numeric, enum, jsonb and array values; leakproof
are those of integers, text, uuid, boolean, bytea, dates and times (PostgreSQL 15 and 18). With an index on `tags` and
one on a numeric column a query by either read all rows of the tenant; by a text column it used the index.

Roles for which no policy holds use such an index all the same, so this is only mentioned. Indexes that begin with a
column that a policy compares are passed over, and so are unique ones, which have another purpose. A policy of few rows
makes it harmless.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
columns.tags = "text[] not null"
indexes.documents_author_idx = "author"
indexes.documents_tags_idx = { using = "gin", on = "tags" }
policies.own = { to = "app", using = "author = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
columns.title = "text not null"
indexes.documents_author_idx = "author"
indexes.documents_title_idx = "title"
policies.own = { to = "app", using = "author = current_user" }
"#,
    check,
};

/// Types by whose btree operators nothing leaks.
const LEAKPROOF: [&str; 22] = [
    "smallint", "integer", "bigint", "real", "double precision", "text", "character varying", "bpchar", "name", "uuid",
    "boolean", "bytea", "date", "timestamp without time zone", "timestamp with time zone", "time without time zone",
    "interval", "inet", "cidr", "oid", "bit varying", "\"char\"",
];

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, _) in subject.guarded().filter(|(id, _)| subject.policies(id).next().is_some()) {
        for (id, index) in subject.indexes(table).filter(|(_, index)| !index.unique) {
            let Some(first) = index.on.iter().next() else { continue };
            let compared = super::policy_columns_of(subject, table);
            if first.column.as_ref().is_some_and(|column| compared.contains(column)) {
                continue;
            }
            if let Some(why) = leaks(subject, table, index, first) {
                let message = format!("{id} cannot be searched under the policies of {table}: {why}");
                hits.push(Hit::new(id, message).at("on").hint("such queries read every row that the policy allows"));
            }
        }
    }
    hits
}

/// Why an index is not searched before the policy is applied, where that is certain.
fn leaks(subject: &Subject<'_>, table: &Id, index: &Index, first: &Key) -> Option<String> {
    match index.using.as_ref().map(crate::model::Ident::as_str) {
        None | Some("btree" | "hash") => {}
        Some(method @ ("gin" | "gist" | "spgist")) => return Some(format!("no operator of {method} is leakproof")),
        Some(_) => return None,
    }
    let column = subject.column(table, first.column.as_ref()?)?;
    let plain = column.data_type.without_modifier();
    let known = column.data_type.is_builtin();
    if known && !LEAKPROOF.contains(&plain.as_str()) {
        let listed = ["numeric", "jsonb"].contains(&plain.as_str()) || plain.is_array();
        return listed.then(|| format!("comparing {plain} is not leakproof"));
    }
    let QName { schema, name } = column.data_type.base();
    let own = Id::of_schema(Tag::Enum, schema?, name);
    let labels = subject.model.get(&own).is_some_and(|object| matches!(object.body, Body::Enum(_)));
    labels.then(|| format!("comparing {plain}, an enum, is not leakproof"))
}
