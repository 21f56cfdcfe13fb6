//! Roles for which no policy holds.

use super::{Check, Finding, Group, Severity};
use crate::catalog::sql::user_schema;
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "rls-bypass",
    group: Group::Access,
    severity: Severity::Warning,
    summary: "Sessions of an application run as a role for which no policy holds",
    docs: "
Superusers and roles with BYPASSRLS see all rows of all tenants. Where the database has tables with row-level security, the
sessions that are open now are looked at, apart from psql, pg_dump, pgtoml and other tools by the name that they give
themselves; and roles with BYPASSRLS that can log in, are no superusers, and hold privileges on such tables.",
    reads: Some("pg_read_all_stats"),
    query: |_| {
        Some(format!(
            "WITH guarded AS (
                 SELECT c.oid, c.relacl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relrowsecurity AND {}),
             used AS (
                 SELECT a.usename AS role, nullif(a.application_name, '') AS application, count(*) AS sessions
                 FROM pg_stat_activity a
                 WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend'
                   AND coalesce(a.application_name, '') !~* '^(psql|pg_|pgtoml|pgadmin|dbeaver|datagrip)'
                 GROUP BY 1, 2)
             SELECT r.rolname AS role, r.rolsuper AS super, u.application, u.sessions
             FROM pg_roles r LEFT JOIN used u ON u.role = r.rolname
             WHERE (r.rolsuper OR r.rolbypassrls) AND EXISTS (SELECT FROM guarded)
               AND (u.sessions > 0 OR r.rolcanlogin AND NOT r.rolsuper AND EXISTS (
                    SELECT FROM guarded g, aclexplode(g.relacl) x WHERE x.grantee = r.oid))
             ORDER BY 1, 3",
            user_schema("n")
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let role = quote_ident(row.text("role"));
                let what = if row.flag("super") { "a superuser" } else { "a role with BYPASSRLS" };
                let message = match (row.count("sessions"), row.text("application")) {
                    (0, _) => format!("{role} is {what} and may use tables with row-level security: no policy holds for it"),
                    (count, "") => format!("{count} open sessions run as {role}, {what}: no policy holds for them"),
                    (count, name) => format!("{count} open sessions of {name} run as {role}, {what}: no policy holds for them"),
                };
                let take = if row.flag("super") { "NOSUPERUSER NOBYPASSRLS" } else { "NOBYPASSRLS" };
                Finding::warning(message).sql(format!("ALTER ROLE {role} {take}"))
            })
            .collect()
    },
};
