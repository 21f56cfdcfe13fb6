//! Owners that pass by the policies of their tables.

use super::{Check, Finding, Group, Severity, few};
use crate::catalog::sql::user_schema;
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "rls-owner",
    group: Group::Access,
    severity: Severity::Warning,
    summary: "The owner of a table with row-level security can log in and passes its policies by",
    docs: "
Policies do not hold for the owner of a table unless row-level security is forced. An application that connects as the role
that owns its tables, as many do, sees all tenants and nothing shows it. Owners that cannot log in, and superusers, for whom
nothing would change, are passed over.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT o.rolname AS owner,
                    json_agg(quote_ident(n.nspname) || '.' || quote_ident(c.relname) ORDER BY n.nspname, c.relname) AS tables
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles o ON o.oid = c.relowner
             WHERE c.relrowsecurity AND NOT c.relforcerowsecurity AND o.rolcanlogin AND NOT o.rolsuper AND {}
             GROUP BY 1 ORDER BY 1",
            user_schema("n")
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let tables = row.list("tables");
                let owner = quote_ident(row.text("owner"));
                let message = format!("{owner} owns {}, can log in, and sees all of their rows", few(&tables));
                tables.iter().fold(Finding::warning(message), |finding, table| {
                    finding.sql(format!("ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
                })
            })
            .collect()
    },
};
