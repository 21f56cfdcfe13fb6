//! Uniqueness over rows that their writer cannot see.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::kinds::constraint::Rule;
use crate::lint::subject::listed;
use crate::model::{Id, Ident};

pub static LINT: Lint = Lint {
    id: "unique-past-rls",
    group: Group::Security,
    level: Level::Info,
    summary: "A unique key of a table of tenants that does not hold the tenant",
    docs: "
A unique key looks past row-level security: an INSERT of a value that another tenant has fails with \"duplicate key
value violates unique constraint\", which tells that the value is there (PostgreSQL 15 and 18), and keeps two tenants
from having the same value. With the tenant in the key each has values of its own.

Primary keys are passed over, and keys that hold a uuid or a generated number, which nobody guesses or chooses. A name
that is unique over all tenants, as in a URL, is meant to be.",
    bad: r#"
[tables.projects]
columns.id = "uuid primary key"
columns.tenant = "text not null"
columns.name = "text not null unique"
indexes.projects_tenant_idx = "tenant"
policies.own = { to = "app", using = "tenant = (select current_setting('app.tenant', true))" }
"#,
    good: r#"
[tables.projects]
columns.id = "uuid primary key"
columns.tenant = "text not null"
columns.name = "text not null"
unnamed = ["unique (tenant, name)"]
policies.own = { to = "app", using = "tenant = (select current_setting('app.tenant', true))" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for one in super::policy_columns(subject) {
        // Where the row itself is the tenant, its key is the only thing that could be in front.
        let own = subject.primary_key(&one.table).is_some_and(|key| *key == [one.column.clone()]);
        if own || !seen.insert(one.table.clone()) {
            continue;
        }
        let of_constraints = subject.constraints(&one.table).filter_map(|(id, body)| match &body.rule {
            Rule::Unique(key) => Some((id, key.columns.clone())),
            _ => None,
        });
        let of_indexes = subject.indexes(&one.table).filter(|(_, index)| index.unique).map(|(id, index)| {
            (id, index.on.iter().filter_map(|key| key.column.clone()).collect::<Vec<_>>())
        });
        for (id, columns) in of_constraints.chain(of_indexes) {
            let compared = super::policy_columns_of(subject, &one.table);
            let held = columns.iter().any(|column| compared.contains(column));
            if !held && !columns.iter().any(|column| is_unguessable(subject, &one.table, column)) {
                let over = if columns.is_empty() { "its expression".to_owned() } else { listed(&columns) };
                let message = format!("{id} is unique over all rows of {}, so it tells of hidden ones by {over}", one.table);
                let hint = format!("begin it with {}, or say in `[lint]` that values are unique for all", one.column);
                hits.push(Hit::new(id, message).at(if id.tag == Tag::Index { "on" } else { "definition" }).hint(hint));
            }
        }
    }
    hits
}

fn is_unguessable(subject: &Subject<'_>, table: &Id, column: &Ident) -> bool {
    let Some(body) = subject.column(table, column) else { return true };
    let generated = body.default.as_ref().is_some_and(|default| default.as_str().contains("nextval("));
    body.data_type.as_str() == "uuid" || body.identity.is_some() || generated
}
