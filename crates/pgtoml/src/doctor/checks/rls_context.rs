//! Policies that read a setting which nobody has set.

use super::{Answer, Check, Finding, Group, Scene, Severity, few};
use crate::sql::quote::quote_literal;

pub static CHECK: Check = Check {
    id: "rls-context",
    group: Group::Access,
    severity: Severity::Warning,
    summary: "Policies ask for a setting that is not set in this session, so that the role sees no rows",
    docs: "
Policies that compare a column with `current_setting('app.tenant_id', true)` hide every row while the setting is absent or
empty; nothing says so. The settings are found in the policies that hold for the role and in the functions that they call.
Settings that are in the URL (`options=-c …`) or come with the role (ALTER ROLE … SET) count. Where the database has a function
that sets the setting, that is the command. A pool must set it for each transaction. Policies do not hold for superusers,
roles with BYPASSRLS and owners without FORCE: as such a role only a note is possible; `--role` takes the application's.",
    reads: None,
    query: |_| Some(QUERY.to_owned()),
    found,
};

const QUERY: &str = "WITH p AS (
     SELECT pol.oid, pol.polrelid, row_security_active(pol.polrelid) AS active,
            coalesce(pg_get_expr(polqual, polrelid), '') || ' ' || coalesce(pg_get_expr(polwithcheck, polrelid), '') AS text
     FROM pg_policy pol JOIN pg_class c ON c.oid = pol.polrelid
     WHERE c.relrowsecurity
       AND (NOT row_security_active(pol.polrelid) OR pol.polroles = '{0}'
            OR EXISTS (SELECT FROM unnest(pol.polroles) r(oid) WHERE r.oid = 0 OR pg_has_role(r.oid, 'USAGE')))),
 texts AS (
     SELECT polrelid, active, text FROM p
     UNION ALL
     SELECT p.polrelid, p.active, coalesce(pg_get_function_sqlbody(f.oid), f.prosrc)
     FROM p JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
     JOIN pg_proc f ON d.refclassid = 'pg_proc'::regclass AND f.oid = d.refobjid),
 read AS (
     SELECT DISTINCT polrelid, active, m[1] AS setting
     FROM texts, regexp_matches(text, 'current_setting\\(\\s*''([^'']+)''', 'g') m),
 open AS (
     SELECT polrelid, active FROM read GROUP BY 1, 2
     HAVING bool_and(coalesce(current_setting(setting, true), '') = ''))
SELECT r.setting, o.active, json_agg(quote_ident(n.nspname) || '.' || quote_ident(c.relname) ORDER BY n.nspname, c.relname) AS tables,
       (SELECT quote_ident(fn.nspname) || '.' || quote_ident(f.proname)
        FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace
        WHERE f.pronargs >= 1 AND f.prokind = 'f'
          AND strpos(coalesce(pg_get_function_sqlbody(f.oid), f.prosrc), 'set_config(''' || r.setting || '''') > 0
        ORDER BY 1 LIMIT 1) AS setter
FROM open o JOIN read r ON r.polrelid = o.polrelid
JOIN pg_class c ON c.oid = o.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
GROUP BY 1, 2 ORDER BY count(*) DESC, 1";

fn found(scene: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let user = &scene.server.user;
    let (mut active, passed): (Vec<&Answer>, Vec<&Answer>) = rows.iter().partition(|row| row.flag("active"));
    active.sort_by_key(|row| row.text("setter").is_empty());
    let mut found = Vec::new();
    // One table may read several settings, one of which lets all rows through: the one with the most tables is the tenant's.
    if let Some(first) = active.first() {
        let names: Vec<String> = active.iter().map(|row| row.text("setting").to_owned()).collect();
        let tables = first.list("tables");
        let verb = if names.len() == 1 { "is not set" } else { "are not set" };
        let message = format!(
            "{} {verb} in this session, so that policies hide the rows of {} from {user}",
            names.join(" and "),
            few(&tables)
        );
        let set = |row: &Answer| match row.text("setter") {
            "" => format!("SELECT set_config({}, '…', true)", quote_literal(row.text("setting"))),
            setter => format!("SELECT {setter}('…')"),
        };
        let mut finding = Finding::warning(message).sql(set(first));
        if first.text("setter").is_empty() {
            for row in active.iter().skip(1) {
                finding = finding.sql(set(row));
            }
        }
        found.push(finding);
    }
    if let Some(first) = passed.first().filter(|_| active.is_empty()) {
        let message = format!(
            "policies of {} read {}, and do not hold for {user}; ask as the role of the application what it sees",
            few(&first.list("tables")),
            first.text("setting")
        );
        let url = scene.place.url.as_str();
        found.push(Finding::note(message).shell(["pgtoml", "doctor", url, "--only", "rls-context", "--role", "ROLE"]));
    }
    found
}
