//! Sequences that will give values that are taken.

use super::{Answer, Check, Finding, Group, Scene, Severity, grouped};
use crate::catalog::sql::user_schema;
use crate::sql::quote::{quote_ident, quote_literal};

pub static CHECK: Check = Check {
    id: "sequence-behind",
    group: Group::Tables,
    severity: Severity::Error,
    summary: "A sequence is behind the values of its column, so that inserts fail as duplicates",
    docs: "
Rows that were loaded with their keys, by a seed, COPY or a restore, do not move the sequence; the next INSERT takes a value that
is there and fails with `duplicate key value violates unique constraint`. The highest value is taken from the statistics of
ANALYZE, so nothing is read but what is known; a table that was not analyzed after the load is not seen through.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT CASE WHEN s.may AND b.blind IS NOT NULL THEN tn.nspname ELSE n.nspname END AS schema,
                    CASE WHEN s.may AND b.blind IS NOT NULL THEN t.relname ELSE c.relname END AS name, s.last, h.highest,
                    tn.nspname AS table_schema, t.relname AS table_name, a.attname AS column,
                    CASE WHEN s.may THEN b.blind ELSE 'SELECT' END AS hidden,
                    CASE WHEN s.may THEN 'TABLE' ELSE 'SEQUENCE' END AS hidden_kind
             FROM (SELECT s.*, has_sequence_privilege(s.seqrelid, 'USAGE, SELECT') AS may,
                          CASE WHEN has_sequence_privilege(s.seqrelid, 'USAGE, SELECT')
                               THEN coalesce(pg_sequence_last_value(s.seqrelid), s.seqstart - 1) END AS last
                   FROM pg_sequence s WHERE s.seqincrement > 0) s
             JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                  AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
             JOIN pg_class t ON t.oid = d.refobjid JOIN pg_namespace tn ON tn.oid = t.relnamespace
             JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             JOIN LATERAL (SELECT CASE WHEN row_security_active(t.oid) THEN 'RLS'
                                       WHEN NOT has_column_privilege(t.oid, a.attnum, 'SELECT') THEN 'SELECT' END) b(blind) ON true
             LEFT JOIN LATERAL (SELECT max(v::numeric) AS highest FROM pg_stats p, unnest(p.histogram_bounds::text::text[]) v
                                WHERE p.schemaname = tn.nspname AND p.tablename = t.relname AND p.attname = a.attname
                                  AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)) h ON true
             WHERE {} AND (NOT s.may OR b.blind IS NOT NULL OR h.highest > s.last)
               AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisunique AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum)
             ORDER BY 1, 2",
            user_schema("n")
        ))
    },
    found: |_: &Scene, rows| rows.iter().map(finding).collect(),
};

fn finding(row: &Answer) -> Finding {
    let (sequence, table, column) = (row.name(""), row.name("table_"), quote_ident(row.text("column")));
    let message = format!(
        "{sequence} is at {}, and {table}.{column} has values up to {} and more: the next inserts fail as duplicates",
        grouped(row.count("last")),
        grouped(row.count("highest"))
    );
    let set = format!("SELECT setval({}, (SELECT max({column}) FROM {table}))", quote_literal(&sequence));
    Finding::error(message).sql(set)
}
