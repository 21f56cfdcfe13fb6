//! Objects of a database that no kind models, in PostgreSQL's own words.

use super::sql::user_schema;

/// Catalogs whose rows are no objects of their own for pgtoml, and why. With the classes of all kinds and the catalogs of
/// [`query`] they are all that `pg_describe_object` can name; a test walks the catalogs of PostgreSQL to prove it.
pub const PARTS: &[(&str, &str)] = &[
    ("pg_attrdef", "default or expression of a column"),
    ("pg_enum", "label of an enum"),
    ("pg_amop", "operator of an operator family"),
    ("pg_amproc", "function of an operator family"),
    ("pg_auth_members", "membership of a role"),
    ("pg_publication_rel", "table of a publication"),
    ("pg_publication_namespace", "schema of a publication"),
    ("pg_largeobject_metadata", "data, as the rows of tables are"),
    ("pg_tablespace", "a folder of the cluster's machine, which objects only name"),
    ("pg_parameter_acl", "rights on settings, which belong to the whole cluster"),
];

/// The query: one row for each such object.
pub fn query() -> String {
    let of = |class: &str, schema: &str, condition: &str| {
        format!(
            "SELECT '{class}'::regclass AS class, x.oid FROM {class} x JOIN pg_namespace n ON n.oid = x.{schema}
             WHERE {} AND {condition}",
            user_schema("n"),
        )
    };
    let global = |class: &str, condition: &str| {
        format!("SELECT '{class}'::regclass, x.oid FROM {class} x WHERE x.oid >= 16384 AND {condition}")
    };
    let parts = [
        of("pg_proc", "pronamespace", "x.prokind = 'a'"),
        of(
            "pg_type",
            "typnamespace",
            "(x.typtype = 'r' OR x.typtype IN ('b', 'p') AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = x.oid))",
        ),
        of("pg_operator", "oprnamespace", "true"),
        of("pg_opclass", "opcnamespace", "true"),
        of("pg_opfamily", "opfnamespace", "true"),
        of("pg_collation", "collnamespace", "true"),
        of("pg_conversion", "connamespace", "true"),
        of("pg_ts_config", "cfgnamespace", "true"),
        of("pg_ts_dict", "dictnamespace", "true"),
        of("pg_ts_parser", "prsnamespace", "true"),
        of("pg_ts_template", "tmplnamespace", "true"),
        global("pg_cast", "true"),
        global("pg_language", "true"),
        global("pg_am", "true"),
        global("pg_transform", "true"),
    ];
    format!(
        "SELECT pg_describe_object(u.class, u.oid, 0) AS body FROM ({}) u (class, oid)
         WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = u.class AND e.objid = u.oid AND e.deptype IN ('e', 'i'))
         ORDER BY 1",
        parts.join(" UNION ALL "),
    )
}
