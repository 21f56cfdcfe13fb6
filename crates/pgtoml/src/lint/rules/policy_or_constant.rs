//! Conditions beside the one that an index serves.

use super::{Group, Hit, Level, Lint, Subject};
use crate::lint::expression::disjuncts;

pub static LINT: Lint = Lint {
    id: "policy-or-constant",
    group: Group::Performance,
    level: Level::Info,
    summary: "A policy with an OR beside a column, which keeps the index on the column from being searched",
    docs: "
`tenant_id = … or (select is_admin())` holds for all rows or for those of a tenant, and PostgreSQL plans once for both:
it reads everything. On a million rows a count of one tenant took 1.0 ms by the index and 76 ms with the OR (PostgreSQL
18). Two policies, of which each names its role, are planned apart.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
indexes.documents_author_idx = "author"
policies.own = { to = "app", using = "author = current_user or (select is_admin())" }

[functions.is_admin]
returns = "boolean"
language = "sql"
stability = "stable"
sql_body = "return pg_has_role('admin', 'member')"
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
indexes.documents_author_idx = "author"
policies.own = { to = "app", using = "author = current_user" }
policies.admin = { to = "admin", using = "true" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, table, policy) in subject.all_policies().filter(|(_, _, policy)| !policy.restrictive) {
        let Some(sql) = &policy.using else { continue };
        let constant = super::disjuncts_without_columns(subject, &table, sql).len();
        if constant > 0 && disjuncts(sql).len() > constant {
            let message = format!("{id} has an OR that no column is in, so no index is searched for the others");
            hits.push(Hit::new(id, message).at("using").hint("make two policies of it, for different roles"));
        }
    }
    hits
}
