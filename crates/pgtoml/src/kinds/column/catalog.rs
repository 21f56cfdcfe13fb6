//! The catalog query of columns.

use crate::catalog::sql::{not_member, user_schema};
use crate::kind::Version;
use crate::kinds::options;

/// Whether a column is otherwise than that of the first parent which has one of its name.
const DIFFERS: &str = "a.attacl IS NOT NULL OR coalesce(a.attstattarget, -1) >= 0 OR EXISTS (SELECT FROM unnest(a.attoptions) o WHERE o !~ '^pg_')
    OR EXISTS (SELECT FROM pg_description x WHERE x.classoid = 'pg_class'::regclass AND x.objoid = a.attrelid
                                              AND x.objsubid = a.attnum)
    OR coalesce((
        SELECT a.attnotnull <> pa.attnotnull OR a.attstorage <> pa.attstorage OR a.attcompression <> pa.attcompression
               OR a.attgenerated = '' AND pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM pg_get_expr(pd.adbin, pd.adrelid)
        FROM pg_inherits i JOIN pg_attribute pa ON pa.attrelid = i.inhparent AND pa.attname = a.attname
        LEFT JOIN pg_attrdef pd ON pd.adrelid = pa.attrelid AND pd.adnum = pa.attnum
        WHERE i.inhrelid = a.attrelid AND NOT pa.attisdropped ORDER BY i.inhseqno LIMIT 1), false)";

/// Columns of tables that are their own or otherwise than their parent's, and those of views and types that carry a comment,
/// a label or grants.
pub(super) fn query(version: Version) -> String {
    let named = version.at_least(18);
    format!(
        "WITH relation AS MATERIALIZED (
             SELECT c.oid, c.relname, n.nspname, c.relispartition,
                    CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized_view'
                                   WHEN 'f' THEN 'foreign_table' WHEN 'c' THEN 'composite' ELSE 'table' END AS kind
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND {user} AND {own}),
         type_name AS MATERIALIZED (
             SELECT x.atttypid, x.atttypmod, format_type(x.atttypid, x.atttypmod) AS name
             FROM (SELECT DISTINCT atttypid, atttypmod FROM pg_attribute WHERE attnum > 0) x),
         -- Equal trees print alike, and most defaults of a database are equal; only those that name columns are not.
         plain AS MATERIALIZED (
             SELECT d.adbin::text AS tree, pg_get_expr(d.adbin, d.adrelid) AS text
             FROM (SELECT min(oid) AS oid FROM pg_attrdef WHERE strpos(adbin::text, '{{VAR ') = 0
                   GROUP BY adbin::text) one
             JOIN pg_attrdef d ON d.oid = one.oid),
         expression AS MATERIALIZED (
             SELECT d.adrelid, d.adnum, d.adbin, p.text
             FROM (SELECT adrelid, adnum, adbin, adbin::text AS tree FROM pg_attrdef OFFSET 0) d
             LEFT JOIN plain p ON p.tree = d.tree)
         SELECT c.oid, a.attnum AS sub, c.nspname AS schema, c.kind AS parent_kind, c.relname AS parent,
                a.attname AS name, array_to_string(a.attacl, E'\\n') AS acl,
                CASE WHEN a.attinhcount > 0 AND (c.relispartition OR NOT a.attislocal) THEN json_build_object(
                    'inherited', true,
                    'not_null', a.attnotnull,
                    'default', CASE WHEN a.attgenerated = '' THEN coalesce(d.text, pg_get_expr(d.adbin, d.adrelid)) END,
                    'compression', {compression},
                    'storage', {storage},
                    'statistics', nullif(a.attstattarget, -1),
                    'options', {options_of_column},
                    'foreign_options', {foreign_options})
                WHEN c.kind IN ('table', 'foreign_table') AND a.attfdwoptions IS NULL AND a.attgenerated = '' AND a.attidentity = '' AND a.attcompression = ''
                          AND a.attcollation = t.typcollation AND a.attstorage = t.typstorage AND a.attoptions IS NULL
                          AND coalesce(a.attstattarget, -1) < 0 AND {not_null_name} IS NULL
                          AND (d.adbin IS NULL OR d.text IS NOT NULL)
                -- What nearly all columns are like.
                THEN json_build_object('type', y.name, 'not_null', a.attnotnull, 'default', d.text)
                ELSE json_build_object(
                    'type', CASE WHEN c.kind IN ('table', 'foreign_table') THEN y.name END,
                    'not_null', a.attnotnull,
                    'not_null_name', {not_null_name},
                    'default', CASE WHEN a.attgenerated = '' THEN coalesce(d.text, pg_get_expr(d.adbin, d.adrelid)) END,
                    'generated', CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END,
                    'virtual', a.attgenerated = 'v',
                    'identity', CASE WHEN a.attidentity <> '' THEN (
                        SELECT json_build_object('always', a.attidentity = 'a', 'options', {options},
                            'sequence', CASE WHEN sn.nspname <> c.nspname OR length(c.relname || a.attname) < 58
                                              AND q.relname <> c.relname || '_' || a.attname || '_seq'
                                            THEN quote_ident(sn.nspname) || '.' || quote_ident(q.relname) END)
                        FROM pg_depend i JOIN pg_sequence s ON s.seqrelid = i.objid
                        JOIN pg_class q ON q.oid = i.objid JOIN pg_namespace sn ON sn.oid = q.relnamespace
                        WHERE i.refclassid = 'pg_class'::regclass AND i.refobjid = c.oid AND i.refobjsubid = a.attnum
                          AND i.classid = 'pg_class'::regclass AND i.deptype = 'i') END,
                    'collation', CASE WHEN a.attcollation <> t.typcollation THEN {collation} END,
                    'compression', {compression},
                    'storage', {storage},
                    'statistics', nullif(a.attstattarget, -1),
                    'options', {options_of_column},
                    'foreign_options', {foreign_options}) END AS body
         FROM pg_attribute a
         JOIN relation c ON c.oid = a.attrelid
         JOIN pg_type t ON t.oid = a.atttypid
         JOIN type_name y ON y.atttypid = a.atttypid AND y.atttypmod = a.atttypmod
         LEFT JOIN expression d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
         {not_null_join}
         WHERE a.attnum > 0 AND NOT a.attisdropped
           AND (c.kind IN ('table', 'foreign_table')
                AND (a.attinhcount = 0 OR a.attislocal AND NOT c.relispartition OR {differs})
                OR c.kind NOT IN ('table', 'foreign_table') AND (a.attacl IS NOT NULL OR EXISTS (
                    SELECT FROM pg_seclabel x WHERE x.classoid = 'pg_class'::regclass AND x.objoid = a.attrelid
                                                AND x.objsubid = a.attnum) OR EXISTS (
                    SELECT FROM pg_description x WHERE x.classoid = 'pg_class'::regclass AND x.objoid = a.attrelid
                                                   AND x.objsubid = a.attnum)))",
        compression = "CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END",
        storage = "CASE WHEN c.kind IN ('table', 'foreign_table') AND a.attstorage <> t.typstorage THEN
             CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END",
        options_of_column = "CASE WHEN a.attoptions IS NULL THEN '{}' ELSE coalesce((
             SELECT json_object_agg(split_part(o, '=', 1), split_part(o, '=', 2))
             FROM unnest(a.attoptions) o WHERE o !~ '^pg_'), '{}') END",
        differs = DIFFERS,
        not_null_name = if named { "nn.conname" } else { "NULL::name" },
        not_null_join = if named {
            "LEFT JOIN (SELECT conrelid, conkey[1] AS num, conname FROM pg_constraint WHERE contype = 'n' OFFSET 0) nn
                 ON nn.conrelid = a.attrelid AND nn.num = a.attnum
                    AND nn.conname <> c.relname || '_' || a.attname || '_not_null'"
        } else {
            ""
        },
        options = crate::kinds::sequence_options("s"),
        foreign_options = options::catalog("a.attfdwoptions", "a.attname"),
        collation = crate::kinds::catalog_name("pg_collation", "coll", "a.attcollation"),
        user = user_schema("n"),
        own = not_member("pg_class", "c.oid"),
    )
}
