//! Sequences and integer keys near their end.

use super::{Answer, Check, Finding, Group, Scene, Severity, grouped};
use crate::catalog::sql::user_schema;
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "sequence-end",
    group: Group::Tables,
    severity: Severity::Error,
    summary: "A sequence, or the integer column that it fills, is near its end",
    docs: "
At its end `nextval` fails, or the value does not fit into the column, and no row can be inserted any more. An `integer` ends at
2 147 483 647, however far its sequence could go. From three quarters on it is a warning, from nine tenths an error. Changing
the type rewrites the table under its lock; `pgtoml plan` says so when the file says `bigint`. Sequences that begin again, and
those that no column owns but a default calls, are taken by their own limits only.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, s.last, s.seqincrement > 0 AS up,
                    CASE WHEN s.seqincrement > 0 THEN least(s.seqmax, x.top) ELSE greatest(s.seqmin, -x.top - 1) END AS end,
                    CASE WHEN s.seqincrement > 0 THEN x.top <= s.seqmax ELSE -x.top - 1 >= s.seqmin END AS narrow,
                    CASE WHEN s.seqincrement > 0 THEN x.top < s.seqmax ELSE -x.top - 1 > s.seqmin END AS longer,
                    tn.nspname AS table_schema, t.relname AS table_name, a.attname AS column, format_type(a.atttypid, NULL) AS type,
                    CASE WHEN NOT s.may THEN 'SELECT' END AS hidden, 'SEQUENCE' AS hidden_kind
             FROM (SELECT s.*, has_sequence_privilege(s.seqrelid, 'USAGE, SELECT') AS may,
                          CASE WHEN has_sequence_privilege(s.seqrelid, 'USAGE, SELECT') THEN pg_sequence_last_value(s.seqrelid) END AS last
                   FROM pg_sequence s) s
             JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
                  AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
             LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
             LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             LEFT JOIN LATERAL (SELECT CASE a.atttypid WHEN 'int2'::regtype THEN 32767::bigint
                                                       WHEN 'int4'::regtype THEN 2147483647 END) x(top) ON true
             WHERE {} AND NOT s.seqcycle ORDER BY 1, 2",
            user_schema("n")
        ))
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let (last, end) = (row.number("last"), row.number("end"));
        let share = if end == 0.0 || row.text("last").is_empty() { 0.0 } else { last / end };
        if share < 0.75 {
            return None;
        }
        let severity = if share >= 0.9 { Severity::Error } else { Severity::Warning };
        let (sequence, table) = (row.name(""), row.name("table_"));
        let whose = if row.text("column").is_empty() {
            sequence.clone()
        } else {
            format!("{table}.{} ({})", quote_ident(row.text("column")), row.text("type"))
        };
        let message =
            format!("{whose} is at {} of {}, {:.0} of 100", grouped(row.count("last")), grouped(row.count("end")), share * 100.0);
        let mut finding = Finding::new(severity, message);
        if !row.flag("longer") {
            let bound = if row.flag("up") { "MAXVALUE" } else { "MINVALUE" };
            finding = finding.sql(format!("ALTER SEQUENCE {sequence} AS bigint NO {bound}"));
        }
        if row.flag("narrow") {
            let column = quote_ident(row.text("column"));
            finding = finding.sql(format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE bigint"));
        }
        Some(finding)
    };
    rows.iter().filter_map(of).collect()
}
