//! Policies that call a function for each row.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::lint::expression::calls_by_row;
use crate::model::{Ident, QName};
use crate::sql::references::Reference;

pub static LINT: Lint = Lint {
    id: "policy-call-per-row",
    group: Group::Performance,
    level: Level::Warn,
    summary: "A policy that reads the session for every row instead of once per query",
    docs: "
A function that stands in a policy as it is can be called for every row that the query looks at. In a sub-select,
`(select current_setting('app.tenant_id', true))`, it is called once per query and its result compared with every row.
On a million rows, where no index helped, that made 160 ms out of 520 ms (PostgreSQL 18); functions in PL/pgSQL cost
far more.

Found are `current_setting`, `auth.uid()` and its like, and functions of the model that take no argument from the row.
Where the call is compared with an indexed column by `=`, PostgreSQL looks it up in the index and calls it once; then
the sub-select costs nothing either. A distributed database that refuses sub-selects in policies (Citus) needs the rule
off.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.owner = "text not null"
indexes.documents_owner_idx = "owner"

[tables.documents.policies.own]
to = "app"
using = "owner = current_setting('app.user', true)"
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.owner = "text not null"
indexes.documents_owner_idx = "owner"

[tables.documents.policies.own]
to = "app"
using = "owner = (select current_setting('app.user', true))"
"#,
    check,
};

/// Functions that read the session, besides those of the model.
const KNOWN: [(&str, &str); 5] =
    [("auth", "uid"), ("auth", "jwt"), ("auth", "role"), ("auth", "email"), ("pg_catalog", "current_setting")];

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _, policy) in subject.all_policies() {
        for (key, sql) in [("using", &policy.using), ("with_check", &policy.with_check)] {
            let Some(sql) = sql else { continue };
            let calls = calls_by_row(sql.as_str());
            let Some(call) = calls.iter().find(|call| reads_session(subject, id, call, sql.as_str())) else { continue };
            let name: Vec<String> = call.names.iter().map(Ident::to_string).collect();
            let name = name.join(".");
            let message = format!("{id} can call {name}() for every row");
            let hint = format!("write `(select {name}(…))`, which is called once per query");
            hits.push(Hit::new(id, message).at(key).hint(hint));
        }
    }
    hits
}

fn reads_session(subject: &Subject<'_>, policy: &crate::model::Id, call: &Reference, text: &str) -> bool {
    let (schema, name) = match call.names.as_slice() {
        [name] => (None, name),
        [schema, name] => (Some(schema), name),
        _ => return false,
    };
    let known = |(of, known): &(&str, &str)| {
        name.as_str() == *known && (schema.is_some_and(|schema| schema.as_str() == *of) || (*of == "pg_catalog" && schema.is_none()))
    };
    if KNOWN.iter().any(known) {
        return true;
    }
    // A function without arguments says the same for all rows.
    let rest = text.get(call.end..).unwrap_or_default().trim_start();
    let empty = rest.strip_prefix('(').is_some_and(|rest| rest.trim_start().starts_with(')'));
    let wanted = QName { schema: schema.cloned().or_else(|| policy.schema.clone()), name: name.clone() };
    empty && subject.model.of_kind(Tag::Function).any(|(id, _)| id.qualified() == wanted)
}
