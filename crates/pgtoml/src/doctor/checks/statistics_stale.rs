//! Statistics of the planner.

use super::{Answer, Check, Finding, Group, Scene, Severity, grouped};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "statistics-stale",
    group: Group::Tables,
    severity: Severity::Warning,
    summary: "A table has never been analyzed, or has changed much since",
    docs: "
The planner chooses by what ANALYZE has counted; without, it guesses, and takes a sequential scan or a bad join where an index
is. Autovacuum analyzes a table when a tenth of it has changed (autovacuum_analyze_scale_factor), unless it is off or behind:
told is twice that. It never analyzes a partitioned table as a whole, only the partitions. After a bulk load, ANALYZE by hand.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, greatest(c.reltuples, 0)::bigint AS rows,
                    coalesce(s.n_mod_since_analyze, 0) AS changed,
                    to_char(greatest(s.last_analyze, s.last_autoanalyze), 'YYYY-MM-DD HH24:MI') AS at, c.reltuples < 0 AS never
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
             WHERE {} AND (
               c.relkind IN ('r', 'm') AND c.reltuples < 0 AND pg_relation_size(c.oid) > 0
               OR c.relkind = 'p' AND c.reltuples < 0 AND EXISTS (
                  SELECT FROM pg_partition_tree(c.oid) t WHERE t.isleaf AND pg_relation_size(t.relid) > 0)
               OR c.relkind IN ('r', 'm') AND s.n_mod_since_analyze > 2 * (current_setting('autovacuum_analyze_threshold')::float8
                  + current_setting('autovacuum_analyze_scale_factor')::float8 * greatest(c.reltuples, 0)))
             ORDER BY changed DESC, 1, 2",
            user_schema("n")
        ))
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let table = row.name("");
        let message = match (row.text("kind"), row.flag("never")) {
            ("p", _) => format!("{table} as a whole has never been analyzed, which autovacuum does not do for partitioned tables"),
            (_, true) => format!("{table} has never been analyzed"),
            _ => {
                let at = match row.text("at") {
                    "" => "statistics were last kept".to_owned(),
                    at => format!("it was analyzed ({at} UTC)"),
                };
                let (changed, rows) = (grouped(row.count("changed")), grouped(row.count("rows")));
                format!("{changed} rows of {table} have changed since {at}, when it had {rows}")
            }
        };
        Finding::warning(message).sql(format!("ANALYZE {table}"))
    };
    rows.iter().map(of).collect()
}
