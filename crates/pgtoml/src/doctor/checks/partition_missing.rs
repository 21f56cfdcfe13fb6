//! Partitions by time that end before now, or soon.

use super::{Answer, Check, Finding, Group, Scene, Severity};
use crate::catalog::sql::user_schema;
use crate::sql::quote::{quote_ident, quote_literal};

pub static CHECK: Check = Check {
    id: "partition-missing",
    group: Group::Tables,
    severity: Severity::Error,
    summary: "A table partitioned by time has no partition for now, or none for the next period",
    docs: "
Without a partition for now INSERT fails with `no partition of relation found for row`, or fills the default partition, which then
stands in the way of the partition that is missing. Looked at are tables partitioned by range over one column of a date or
timestamp. The period is that of the last partition; advised are the partitions for now and for the
period after. That only the next one is missing is a warning; with a default partition
a missing one for now is a warning too. With pg_partman, its run_maintenance makes them: that it did not is the cause then.",
    reads: None,
    query: |_| Some(query()),
    found,
};

fn query() -> String {
    format!(
        "WITH t AS (
             SELECT c.oid, n.nspname AS schema, c.relname AS name, p.partdefid <> 0 AS fallback, a.atttypid
             FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
             WHERE p.partstrat = 'r' AND p.partnatts = 1 AND {}
               AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)),
         bounds AS (
             SELECT t.oid, CASE WHEN m[2] = 'MINVALUE' THEN '-infinity' ELSE m[3] END::timestamptz AS low,
                    CASE WHEN m[4] = 'MAXVALUE' THEN 'infinity' ELSE m[5] END::timestamptz AS high
             FROM t JOIN pg_inherits i ON i.inhparent = t.oid JOIN pg_class c ON c.oid = i.inhrelid,
             regexp_match(pg_get_expr(c.relpartbound, c.oid), '(FROM) \\((MINVALUE|''([^'']+)'')\\) TO \\((MAXVALUE|''([^'']+)'')\\)') m
             WHERE m IS NOT NULL),
         last AS (SELECT DISTINCT ON (oid) oid, low, high FROM bounds ORDER BY oid, high DESC),
         step AS (SELECT oid, high, low, CASE WHEN isfinite(low) AND isfinite(high) THEN age(high, low) END AS every FROM last)
         SELECT t.schema, t.name, t.fallback, s.oid IS NULL AS none,
                EXISTS (SELECT FROM bounds b WHERE b.oid = t.oid AND b.low <= now() AND now() < b.high) AS covered,
                to_char(s.high, 'YYYY-MM-DD HH24:MI') AS high,
                CASE WHEN s.every > interval '0' AND s.high <= now() + s.every THEN (
                    SELECT json_agg(json_build_array(g::text, (g + s.every)::text,
                               to_char(g, CASE WHEN s.every < interval '1 day' THEN '_YYYY_MM_DD_HH24' WHEN s.every < interval '28 days' THEN '_YYYY_MM_DD'
                                               ELSE '_YYYY_MM' END))::text)
                    FROM generate_series(s.high, now() + s.every, s.every) g WHERE g + s.every > now()) END AS next
         FROM t LEFT JOIN step s ON s.oid = t.oid ORDER BY 1, 2",
        user_schema("n")
    )
}

fn found(scene: &Scene, rows: &[Answer]) -> Vec<Finding> {
    rows.iter().filter_map(|row| of(scene, row)).collect()
}

fn of(scene: &Scene, row: &Answer) -> Option<Finding> {
    let table = row.name("");
    let next: Vec<[String; 3]> =
        row.list("next").iter().filter_map(|one| serde_json::from_str(one).ok()).collect();
    let finding = if row.flag("none") {
        Finding::error(format!("{table} has no partition for any time")).sql(format!(
            "CREATE TABLE {} PARTITION OF {table} FOR VALUES FROM ('…') TO ('…')",
            quote_ident(row.text("schema")).into_owned() + "." + &quote_ident(&format!("{}_…", row.text("name")))
        ))
    } else if !row.flag("covered") {
        let message = format!("{table} has no partition for now; the last one ends at {} UTC", row.text("high"));
        if row.flag("fallback") {
            Finding::warning(format!("{message}, and rows go into the default partition"))
        } else {
            Finding::error(format!("{message}, and inserts fail"))
        }
    } else if next.is_empty() {
        return None;
    } else {
        Finding::warning(format!("the last partition of {table} ends at {} UTC, and the next is not there", row.text("high")))
    };
    if let Some(schema) = scene.server.extension("pg_partman") {
        return Some(finding.sql(format!("CALL {}.run_maintenance_proc()", quote_ident(schema))));
    }
    let made = next.iter().fold(finding, |finding, [low, high, ending]| {
        let name = format!("{}.{}", quote_ident(row.text("schema")), quote_ident(&format!("{}{ending}", row.text("name"))));
        let (low, high) = (quote_literal(low), quote_literal(high));
        finding.sql(format!("CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ({low}) TO ({high})"))
    });
    Some(if made.commands.is_empty() {
        made.sql(format!("CREATE TABLE {table}_… PARTITION OF {table} FOR VALUES FROM ('…') TO ('…')"))
    } else {
        made
    })
}
