//! Indexes that no query has used.

use super::{Check, Finding, Group, Severity, bytes};
use crate::catalog::sql::{not_member, user_schema};

pub static CHECK: Check = Check {
    id: "index-unused",
    group: Group::Indexes,
    severity: Severity::Note,
    summary: "No query has used an index since statistics are counted",
    docs: "
Every write keeps it up to date. Counted is since pg_stat_database.stats_reset, which is named, on this server alone: a replica
counts its own queries, and a report that runs once a year needs its index once a year. Unique indexes and those of constraints
are passed over, because they keep rows out without being searched; so are those below ten pages, and the parts of the index
of a partitioned table.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, t.relname AS table, pg_relation_size(c.oid) AS bytes,
                    to_char(d.stats_reset AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS since
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_class t ON t.oid = i.indrelid JOIN pg_stat_all_indexes s ON s.indexrelid = i.indexrelid
             JOIN pg_stat_database d ON d.datname = current_database()
             WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisexclusion AND i.indisvalid AND NOT i.indisreplident
               AND NOT c.relispartition AND pg_relation_size(c.oid) >= 10 * current_setting('block_size')::bigint AND {} AND {}
             ORDER BY pg_relation_size(c.oid) DESC, 1, 2",
            user_schema("n"),
            not_member("pg_class", "t.oid")
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let since = match row.text("since") {
                    "" => "statistics of this database are counted".to_owned(),
                    at => format!("{at} UTC"),
                };
                let size = bytes(row.number("bytes"));
                let index = row.name("");
                let message = format!("no query has used index {index} on {} ({size}) since {since}", row.text("table"));
                Finding::note(message).sql(format!("DROP INDEX CONCURRENTLY {index}"))
            })
            .collect()
    },
};
