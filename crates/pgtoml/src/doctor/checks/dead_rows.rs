//! Tables that vacuum does not keep up with.

use super::{Answer, Check, Finding, Group, Scene, Severity, grouped};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "dead-rows",
    group: Group::Tables,
    severity: Severity::Warning,
    summary: "Autovacuum does not keep up with a table, or is off for it",
    docs: "
Rows that were updated or deleted stay until vacuum removes them; every scan reads them, and the table and its indexes grow.
Autovacuum comes when a fifth of a table is dead (autovacuum_vacuum_scale_factor); told is twice that. Where it is on and still
behind, a long or prepared transaction or a replication slot may keep it from removing anything (see those checks), or it is
too slow for the writes: autovacuum_vacuum_cost_limit.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, s.n_dead_tup AS dead, s.n_live_tup AS live,
                    coalesce(c.reloptions && ARRAY['autovacuum_enabled=false', 'autovacuum_enabled=off', 'autovacuum_enabled=0'], false) AS off,
                    to_char(greatest(s.last_vacuum, s.last_autovacuum), 'YYYY-MM-DD HH24:MI') AS at
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_stat_all_tables s ON s.relid = c.oid
             WHERE {} AND c.relkind IN ('r', 'm') AND s.n_dead_tup > 2 * (current_setting('autovacuum_vacuum_threshold')::float8
                   + current_setting('autovacuum_vacuum_scale_factor')::float8 * greatest(c.reltuples, 0))
             ORDER BY s.n_dead_tup DESC",
            user_schema("n")
        ))
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let table = row.name("");
        let at = if row.text("at").is_empty() { "never".to_owned() } else { format!("at {} UTC", row.text("at")) };
        let off = if row.flag("off") { "; autovacuum is off for it" } else { "" };
        let (dead, live) = (grouped(row.count("dead")), grouped(row.count("live")));
        let message = format!("{table} has {dead} dead rows beside {live} live ones, vacuumed last {at}{off}");
        let finding = Finding::warning(message).sql(format!("VACUUM (ANALYZE) {table}"));
        if row.flag("off") { finding.sql(format!("ALTER TABLE {table} RESET (autovacuum_enabled)")) } else { finding }
    };
    rows.iter().map(of).collect()
}
