//! Constraints that were never checked against the rows that were there.

use super::{Answer, Check, Finding, Group, Severity};
use crate::catalog::sql::user_schema;
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "constraint-unvalidated",
    group: Group::Tables,
    severity: Severity::Warning,
    summary: "A constraint is NOT VALID: rows that were there before may break it",
    docs: "
NOT VALID adds a constraint without reading the table; what is written from then on is checked. Until VALIDATE CONSTRAINT, which
reads the table and lets others write meanwhile, the planner does not rely on it, and rows that break it stay. Where it was
left on purpose between two steps of a migration, the second is missing. Constraints that are NOT ENFORCED are passed over.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, coalesce(c.relname, t.typname) AS name, k.conname AS constraint, k.contypid <> 0 AS domain
             FROM pg_constraint k LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid
             JOIN pg_namespace n ON n.oid = coalesce(c.relnamespace, t.typnamespace)
             WHERE NOT k.convalidated AND k.conparentid = 0 AND {}
               AND coalesce((to_jsonb(k) ->> 'conenforced')::boolean, true)
             ORDER BY 1, 2, 3",
            user_schema("n")
        ))
    },
    found: |_, rows| rows.iter().map(finding).collect(),
};

fn finding(row: &Answer) -> Finding {
    let (on, name) = (row.name(""), quote_ident(row.text("constraint")));
    let kind = if row.flag("domain") { "DOMAIN" } else { "TABLE" };
    let message = format!("constraint {name} on {on} was never validated");
    Finding::warning(message).sql(format!("ALTER {kind} {on} VALIDATE CONSTRAINT {name}"))
}
