//! Rows in default partitions.

use super::{Check, Finding, Group, Severity, grouped};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "partition-default",
    group: Group::Tables,
    severity: Severity::Warning,
    summary: "A default partition holds rows",
    docs: "
Rows that fit no other partition are in the default one. A partition for their range cannot be made while they are there, and
attaching any partition scans the default one under its lock. Move them: make the table of the missing partition, INSERT into
it what DELETE … RETURNING takes out of the default one, then ATTACH it, in one transaction. The number of rows is that of the
statistics.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, tn.nspname AS table_schema, t.relname AS table_name,
                    coalesce(s.n_live_tup, 0) AS rows
             FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partdefid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_class t ON t.oid = p.partrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
             LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
             WHERE {} AND greatest(s.n_live_tup, c.reltuples) > 0 ORDER BY 1, 2",
            user_schema("n")
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let (partition, table) = (row.name(""), row.name("table_"));
                let message = format!("the default partition {partition} of {table} holds about {} rows", grouped(row.count("rows")));
                Finding::warning(message).sql(format!("SELECT * FROM {partition} LIMIT 100"))
            })
            .collect()
    },
};
