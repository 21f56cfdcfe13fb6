//! Rows that belong to nobody.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "policy-column-nullable",
    group: Group::Security,
    level: Level::Info,
    summary: "A column that decides who sees a row, and that may be null",
    docs: "
`tenant_id = …` holds for no row in which `tenant_id` is null: such a row is seen by nobody under the policy, cannot be
corrected by them, and is found by whatever looks past policies. Where null means that all share the row, there is a
policy that says so, and this one can be suppressed.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text"
indexes.documents_author_idx = "author"
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
        let nullable = subject.column(&one.table, &one.column).is_some_and(|column| !column.not_null);
        if nullable {
            let id = one.table.child(crate::kind::Tag::Column, one.column);
            let message = format!("{id} may be null, and {} shows such a row to nobody", one.policy);
            hits.entry(id.clone()).or_insert(Hit::new(&id, message).at("type").hint("make it not null"));
        }
    }
    hits.into_values().collect()
}
