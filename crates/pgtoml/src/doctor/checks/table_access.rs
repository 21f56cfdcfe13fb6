//! Tables that the role cannot use at all.

use super::{Check, Finding, Group, Severity, few};
use crate::catalog::sql::user_schema;
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "table-access",
    group: Group::Access,
    severity: Severity::Warning,
    summary: "The role may not use a schema, or has no privilege on tables in it",
    docs: "
Every statement on such a table fails with `permission denied`. A role needs USAGE on the schema and privileges on the table;
tables that are made later need ALTER DEFAULT PRIVILEGES of whoever makes them. That a role has no privilege may be meant: for
the role of the application it is a mistake, for others seldom. `--role` asks for another role.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, has_schema_privilege(n.oid, 'USAGE') AS usage, count(*) AS tables,
                    json_agg(quote_ident(c.relname) ORDER BY c.relname)
                        FILTER (WHERE NOT has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')
                                  AND NOT has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE')) AS denied
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND {}
             GROUP BY n.oid, n.nspname ORDER BY 1",
            user_schema("n")
        ))
    },
    found: |scene, rows| {
        let user = &scene.server.user;
        let role = quote_ident(user);
        let mut found = Vec::new();
        for row in rows {
            let schema = quote_ident(row.text("schema"));
            if !row.flag("usage") {
                let message = format!("{user} may not use schema {schema}, and so none of its {} tables", row.count("tables"));
                found.push(Finding::warning(message).sql(format!("GRANT USAGE ON SCHEMA {schema} TO {role}")));
            }
            let denied = row.list("denied");
            if !denied.is_empty() {
                let message = format!("{user} has no privilege on {} in schema {schema}", few(&denied));
                let tables: Vec<String> = denied.iter().map(|table| format!("{schema}.{table}")).collect();
                let grant = format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {role}", tables.join(", "));
                found.push(Finding::warning(message).sql(grant));
            }
        }
        found
    },
};
