//! Settings that are emptied, not unset.

use super::{Group, Hit, Level, Lint, Subject};
use crate::lint::expression::settings_cast;

pub static LINT: Lint = Lint {
    id: "policy-empty-setting",
    group: Group::Security,
    level: Level::Warn,
    summary: "A policy that casts a session setting without expecting it to be empty",
    docs: "
After `SET LOCAL app.tenant = …` and the end of the transaction the setting is not unset but `''`, for as long as the
connection lives, and `''::uuid` raises \"invalid input syntax for type uuid\" (PostgreSQL 15 and 18). Behind a pool
the next one to use the connection gets that error in place of no rows. `nullif(…, '')` makes it null, which equals no
tenant.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
indexes.documents_tenant_idx = "tenant_id"

[tables.documents.policies.own]
to = "app"
using = "tenant_id = (select current_setting('app.tenant', true)::uuid)"
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
indexes.documents_tenant_idx = "tenant_id"

[tables.documents.policies.own]
to = "app"
using = "tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid)"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _, policy) in subject.all_policies() {
        for (key, sql) in [("using", &policy.using), ("with_check", &policy.with_check)] {
            let Some(name) = sql.as_ref().and_then(|sql| settings_cast(sql.as_str()).into_iter().next()) else { continue };
            let message = format!("{id} casts a setting to {name}, which fails once the setting has been emptied");
            let hint = format!("write `nullif(current_setting('…', true), '')::{name}`");
            hits.push(Hit::new(id, message).at(key).hint(hint));
        }
    }
    hits
}
