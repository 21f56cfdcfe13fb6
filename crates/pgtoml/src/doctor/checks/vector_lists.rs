//! Lists of IVFFlat indexes.

use super::{Answer, Check, Finding, Group, Scene, Severity, grouped};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "vector-lists",
    group: Group::Indexes,
    severity: Severity::Warning,
    summary: "An IVFFlat index has lists for another number of rows than the table has",
    docs: "
pgvector advises rows / 1000 lists up to a million rows and the square root of the rows above. With too many, a search that
probes few of them misses neighbours; with too few, it reads much. The lists are cut when the index is built, so that one that
was built on an empty table finds badly and has to be built anew when the rows are there. Told is more than four times off, for
tables of at least 1000 rows. The number of rows is that of the last ANALYZE.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, t.relname AS table, greatest(t.reltuples, 0)::bigint AS rows,
                    coalesce(substring(array_to_string(c.reloptions, ' ') FROM 'lists=''?([0-9]+)')::int, 100) AS lists
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_class t ON t.oid = i.indrelid JOIN pg_am m ON m.oid = c.relam
             WHERE m.amname = 'ivfflat' AND c.relkind = 'i' AND {} ORDER BY 1, 2",
            user_schema("n")
        ))
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let (count, lists) = (row.number("rows"), row.number("lists"));
        if count < 1000.0 {
            return None;
        }
        let right = if count <= 1_000_000.0 { (count / 1000.0).max(1.0) } else { count.sqrt() }.round();
        if lists <= 4.0 * right && right <= 4.0 * lists {
            return None;
        }
        let index = row.name("");
        let message = format!(
            "index {index} has {lists} lists, and for the {} rows of {} about {right} are right",
            grouped(row.count("rows")),
            row.text("table")
        );
        let set = format!("ALTER INDEX {index} SET (lists = {right})");
        Some(Finding::warning(message).sql(set).sql(format!("REINDEX INDEX CONCURRENTLY {index}")))
    };
    rows.iter().filter_map(of).collect()
}
