//! B-tree indexes that are larger than their entries.

use super::{Check, Finding, Group, Severity, bytes};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "index-bloat",
    group: Group::Indexes,
    severity: Severity::Warning,
    summary: "A B-tree index is, by estimate, at least half empty",
    docs: "
Pages whose entries were deleted are used again only for keys that fit between their neighbours, so that an index over values
that grow keeps holes. How large it would be is estimated from the number of rows and the average width of its columns, as
ANALYZE has counted them (the formula that is in use since check_postgres); it can be wrong by much where widths vary, and it
does not know deduplication, which makes a whole index smaller. Told are indexes from a megabyte of estimated waste on.
`pgstattuple` measures. REINDEX … CONCURRENTLY builds it anew while others read and write.",
    reads: None,
    query: |_| Some(query()),
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let index = row.name("");
                let message = format!(
                    "index {index} on {} takes {}, of which by estimate {} ({:.0} of 100) are empty",
                    row.text("table"),
                    bytes(row.number("bytes")),
                    bytes(row.number("waste")),
                    100.0 * row.number("waste") / row.number("bytes").max(1.0)
                );
                Finding::warning(message).sql(format!("REINDEX INDEX CONCURRENTLY {index}"))
            })
            .collect()
    },
};

fn query() -> String {
    // Of each index: 24 bytes of page header, 16 of B-tree data, 4 of line pointer, entries aligned to 8.
    format!(
        "WITH i AS (
             SELECT c.oid, n.nspname AS schema, c.relname AS name, t.relname AS table, c.relpages, c.reltuples, x.indrelid, x.indnatts,
                    CASE WHEN row_security_active(t.oid) THEN 'RLS' WHEN NOT has_table_privilege(t.oid, 'SELECT') THEN 'SELECT' END AS blind, tn.nspname AS tschema,
                    coalesce(substring(array_to_string(c.reloptions, ' ') FROM 'fillfactor=([0-9]+)')::float8, 90) AS fill,
                    current_setting('block_size')::float8 AS bs
             FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
             JOIN pg_am m ON m.oid = c.relam
             WHERE m.amname = 'btree' AND c.relkind = 'i' AND x.indisvalid AND c.relpages > 10 AND c.reltuples >= 0
               AND x.indpred IS NULL AND {}),
         w AS (
             SELECT i.oid, sum((1 - s.null_frac) * s.avg_width) AS width, bool_or(s.null_frac > 0) AS nulls, count(*) AS known
             FROM i JOIN pg_attribute a ON a.attrelid = i.oid AND a.attnum > 0
             JOIN pg_index x ON x.indexrelid = i.oid
             LEFT JOIN pg_attribute b ON b.attrelid = i.indrelid AND b.attnum = x.indkey[a.attnum - 1] AND b.attnum > 0
             JOIN pg_stats s ON s.schemaname = i.tschema AND NOT s.inherited
               AND (s.tablename = i.table AND s.attname = b.attname OR b.attname IS NULL AND s.tablename = i.name AND s.attname = a.attname)
             GROUP BY i.oid),
         e AS (
             SELECT i.*, ceil(1 + i.reltuples / floor((i.bs - 40) * i.fill / 100 / (4 + v.tuple))) AS pages
             FROM i JOIN w ON w.oid = i.oid AND w.known >= i.indnatts,
             LATERAL (SELECT ceil(CASE WHEN w.nulls THEN 16 ELSE 8 END + ceil(w.width / 8) * 8)) v(tuple))
         SELECT schema, name, \"table\", relpages * bs AS bytes, (relpages - pages) * bs AS waste, NULL AS hidden, NULL AS hidden_kind
         FROM e WHERE (relpages - pages) * bs >= 1048576 AND pages * 2 <= relpages
         UNION ALL
         SELECT DISTINCT tschema, \"table\", NULL, NULL::float8, NULL::float8, blind, 'TABLE' FROM i WHERE blind IS NOT NULL
         ORDER BY waste DESC NULLS LAST, 1, 2",
        user_schema("n")
    )
}
