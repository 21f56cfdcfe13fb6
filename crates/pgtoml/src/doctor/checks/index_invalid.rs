//! Indexes that queries do not use because they are not whole.

use super::{Answer, Check, Finding, Group, Scene, Severity};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "index-invalid",
    group: Group::Indexes,
    severity: Severity::Error,
    summary: "An index is invalid: a build was interrupted",
    docs: "
CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY that fail leave an invalid index behind, which every write keeps up to date and
no query uses; a unique one does not keep duplicates out of what was there. What REINDEX left (`_ccnew`, `_ccold`) is dropped,
others are built anew. An index of a partitioned table is invalid until every partition has its part; `pgtoml plan` completes
those that the file declares. Indexes that are being built now are passed over.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, t.relname AS table, c.relkind AS kind, i.indisunique AS unique
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_class t ON t.oid = i.indrelid
             WHERE NOT (i.indisvalid AND i.indisready AND i.indislive) AND {}
               AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index b WHERE b.index_relid = i.indexrelid)
             ORDER BY 1, 2",
            user_schema("n")
        ))
    },
    found,
};

fn found(scene: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let index = row.name("");
        let name = row.text("name");
        let table = row.text("table");
        if row.text("kind") == "I" {
            let message = format!("index {index} of the partitioned table {table} is invalid: partitions lack their part");
            return Finding::error(message).shell(["pgtoml", "plan", "--db", scene.place.url.as_str()]);
        }
        let message = format!("index {index} on {table} is invalid: its build was interrupted");
        let left = ["_ccnew", "_ccold"].iter().any(|part| name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with(part));
        let command = if left { "DROP INDEX CONCURRENTLY" } else { "REINDEX INDEX CONCURRENTLY" };
        Finding::error(message).sql(format!("{command} {index}"))
    };
    rows.iter().map(of).collect()
}
