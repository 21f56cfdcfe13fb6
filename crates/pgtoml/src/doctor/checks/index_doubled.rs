//! Indexes that another one does the work of.

use super::{Check, Finding, Group, Severity, bytes};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "index-doubled",
    group: Group::Indexes,
    severity: Severity::Warning,
    summary: "An index is the same as another one, or its keys are the first keys of another one",
    docs: "
Every write keeps both up to date, both take memory, and queries need one. Compared are access method, keys with operator class,
collation and order, condition, and columns that are only included; a unique index is never called needless for one that is
not. That the keys begin another B-tree index is a note: the shorter one is smaller and may be meant. Indexes that belong to a
constraint, or to the index of a partitioned table, are never the ones to drop.",
    reads: None,
    query: |_| Some(query()),
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let (index, other) = (row.name(""), row.name("other_"));
                let size = bytes(row.number("bytes"));
                let finding = if row.flag("equal") {
                    Finding::warning(format!("index {index} ({size}) is the same as {other}"))
                } else {
                    Finding::note(format!("the keys of index {index} ({size}) are the first keys of {other}"))
                };
                finding.sql(format!("DROP INDEX CONCURRENTLY {index}"))
            })
            .collect()
    },
};

fn query() -> String {
    format!(
        "WITH k AS (
             SELECT i.indexrelid AS id, i.indrelid AS table, n.nspname AS schema, c.relname AS name, c.relam AS am,
                    m.amname = 'btree' AS btree, i.indisunique AS uniq, i.indnkeyatts AS nk,
                    (i.indkey::int2[])[0:i.indnkeyatts - 1] AS keys, (i.indkey::int2[])[i.indnkeyatts:] AS included,
                    (i.indclass::oid[])[0:i.indnkeyatts - 1] AS classes, (i.indcollation::oid[])[0:i.indnkeyatts - 1] AS collations,
                    (i.indoption::int2[])[0:i.indnkeyatts - 1] AS options, (i.indkey::int2[])[0:] AS columns,
                    pg_get_expr(i.indexprs, i.indrelid) AS exprs, pg_get_expr(i.indpred, i.indrelid) AS pred, c.reloptions,
                    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls,
                    EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) OR i.indisreplident
                      OR c.relispartition OR EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype = 'f') AS bound
             FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_am m ON m.oid = c.relam
             WHERE i.indisvalid AND c.relkind = 'i' AND {}),
         pairs AS (
             SELECT a.*, b.schema AS other_schema, b.name AS other_name, a.nk = b.nk AND a.included <@ b.columns AS equal, b.id AS other
             FROM k a JOIN k b ON b.table = a.table AND b.id <> a.id AND b.am = a.am
              AND a.pred IS NOT DISTINCT FROM b.pred AND a.exprs IS NOT DISTINCT FROM b.exprs
              AND (a.nk = b.nk OR a.btree AND a.nk < b.nk AND a.exprs IS NULL AND NOT a.uniq)
              AND (a.btree OR a.reloptions IS NOT DISTINCT FROM b.reloptions)
              AND b.keys[1:a.nk] = a.keys AND b.classes[1:a.nk] = a.classes AND b.collations[1:a.nk] = a.collations
              AND b.options[1:a.nk] = a.options AND a.included <@ b.columns
              AND (NOT a.uniq OR b.uniq AND a.nk = b.nk AND a.nulls = b.nulls)
             WHERE NOT a.bound)
         SELECT DISTINCT ON (p.schema, p.name) p.schema, p.name, p.other_schema, p.other_name, p.equal, pg_relation_size(p.id) AS bytes
         FROM pairs p
         -- Of two that stand for each other, the older one stays.
         WHERE NOT EXISTS (SELECT FROM pairs q WHERE q.id = p.other AND q.other = p.id AND q.id > p.id)
         ORDER BY 1, 2, p.equal DESC, 4",
        user_schema("n")
    )
}
