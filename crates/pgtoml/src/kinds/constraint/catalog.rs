//! The catalog query of constraints.

use crate::catalog::sql::{not_member, user_schema};
use crate::kind::Version;

/// Constraints of tables and domains that are their own: inherited ones come with the parent's.
pub(super) fn query(version: Version) -> String {
    let names = |keys: &str, relation: &str| {
        format!(
            "CASE WHEN cardinality({keys}) = 1
                  THEN json_build_array((SELECT a.attname FROM pg_attribute a
                                         WHERE a.attrelid = {relation} AND a.attnum = {keys}[1]))
                  ELSE (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest({keys}) WITH ORDINALITY k(num, n)
                        JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.num) END"
        )
    };
    let action = |column: &str| {
        format!(
            "CASE {column} WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set_null'
                           WHEN 'd' THEN 'set_default' ELSE 'no_action' END"
        )
    };
    let index =
        "'include', CASE WHEN i.indnatts = i.indnkeyatts THEN '[]' ELSE (SELECT json_agg(a.attname ORDER BY k.n)
                              FROM unnest(i.indkey) WITH ORDINALITY k(num, n)
                              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
                              WHERE k.n > i.indnkeyatts) END,
         'with', CASE WHEN ic.reloptions IS NULL THEN '{}' ELSE (
             SELECT json_object_agg(split_part(o, '=', 1), split_part(o, '=', 2)) FROM unnest(ic.reloptions) o) END,
         'tablespace', CASE WHEN ic.reltablespace <> 0 THEN
             (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = ic.reltablespace) END";
    let period = if version.at_least(18) { "c.conperiod" } else { "false" };
    let enforced = if version.at_least(18) { "c.conenforced" } else { "true" };
    let nulls = if version.at_least(15) { "i.indnullsnotdistinct" } else { "false" };
    let delete_columns = if version.at_least(15) { names("c.confdelsetcols", "c.conrelid") } else { "NULL".to_owned() };
    format!(
        "SELECT c.oid, n.nspname AS schema, CASE WHEN c.contypid <> 0 THEN 'domain' WHEN r.relkind = 'f' THEN 'foreign_table' ELSE 'table' END AS parent_kind,
                coalesce(r.relname, t.typname) AS parent, c.conname AS name,
                (CASE
                    WHEN c.contype IN ('p', 'u') THEN json_build_object(
                        'type', CASE c.contype WHEN 'p' THEN 'primary' ELSE 'unique' END,
                        'columns', {columns},
                        'without_overlaps', {period},
                        'nulls_not_distinct', {nulls},
                        'clustered', i.indisclustered,
                        'replica_identity', i.indisreplident AND r.relreplident = 'i',
                        'deferrable', c.condeferrable, 'deferred', c.condeferred,
                        'invalid', NOT i.indisvalid,
                        'bound', CASE WHEN ic.relispartition THEN {above} END,
                        {index})
                    WHEN c.contype = 'f' THEN json_build_object(
                        'type', 'foreign',
                        'columns', {columns},
                        'period', {period},
                        'table', quote_ident(fn.nspname) || '.' || quote_ident(f.relname),
                        'referenced', {referenced},
                        'match_full', c.confmatchtype = 'f',
                        'on_delete', {on_delete},
                        'on_delete_columns', coalesce({delete_columns}, '[]'::json),
                        'on_update', {on_update},
                        'deferrable', c.condeferrable, 'deferred', c.condeferred,
                        'not_valid', NOT c.convalidated AND {enforced},
                        'not_enforced', NOT {enforced})
                    WHEN c.contype = 'c' THEN json_build_object(
                        'type', 'check',
                        'expression', pg_get_expr(c.conbin, c.conrelid),
                        'no_inherit', c.connoinherit AND c.contypid = 0,
                        'not_valid', NOT c.convalidated AND {enforced},
                        'not_enforced', NOT {enforced})
                    ELSE json_build_object(
                        'type', 'exclude',
                        'using', (SELECT nullif(m.amname, 'btree') FROM pg_am m WHERE m.oid = ic.relam),
                        'elements', (SELECT json_agg(k.key::jsonb || jsonb_build_object('operator', o.operator) ORDER BY k.n)
                            FROM {keys} k
                            JOIN LATERAL (SELECT CASE y.nspname WHEN 'pg_catalog' THEN '' ELSE quote_ident(y.nspname) || '.'
                                                 END || x.oprname AS operator
                                          FROM pg_operator x JOIN pg_namespace y ON y.oid = x.oprnamespace
                                          WHERE x.oid = c.conexclop[k.n]) o ON true),
                        'where', pg_get_expr(i.indpred, i.indrelid),
                        'deferrable', c.condeferrable, 'deferred', c.condeferred,
                        {index})
                END) AS body
         FROM pg_constraint c
         JOIN pg_namespace n ON n.oid = c.connamespace
         LEFT JOIN pg_class r ON r.oid = c.conrelid
         LEFT JOIN pg_type t ON t.oid = c.contypid
         LEFT JOIN pg_class f ON f.oid = c.confrelid
         LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
         LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u', 'x')
         LEFT JOIN pg_class ic ON ic.oid = i.indexrelid
         WHERE c.contype IN ('p', 'u', 'f', 'c', 'x') AND c.conislocal AND c.conparentid = 0
           AND (c.contypid <> 0 OR r.relkind IN ('r', 'p', 'f'))
           AND {user} AND {own} AND {own_type}",
        columns = names("c.conkey", "c.conrelid"),
        referenced = names("c.confkey", "c.confrelid"),
        on_delete = action("c.confdeltype"),
        on_update = action("c.confupdtype"),
        above = crate::kinds::index::catalog_above("ic"),
        keys = crate::kinds::index::catalog_keys("i"),
        user = user_schema("n"),
        own = not_member("pg_class", "c.conrelid"),
        own_type = not_member("pg_type", "c.contypid"),
    )
}
