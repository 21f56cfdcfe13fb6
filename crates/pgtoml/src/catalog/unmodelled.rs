//! Objects of a database that no kind models, in PostgreSQL's own words.

use super::sql::user_schema;

/// The query: one row for each such object.
///
/// It walks every catalog that `pg_depend` can name, so that nothing stays unseen only because nobody thought of it.
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
        of("pg_class", "relnamespace", "x.relkind = 'f'"),
        of("pg_type", "typnamespace", "x.typtype = 'p'"),
        of("pg_statistic_ext", "stxnamespace", "true"),
        global("pg_rewrite", "x.rulename <> '_RETURN'"),
        global("pg_event_trigger", "true"),
        global("pg_publication", "true"),
        global("pg_foreign_data_wrapper", "true"),
        global("pg_foreign_server", "true"),
    ];
    format!(
        "SELECT pg_describe_object(u.class, u.oid, 0) AS body FROM ({}) u (class, oid)
         WHERE NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = u.class AND e.objid = u.oid AND e.deptype IN ('e', 'i'))
         ORDER BY 1",
        parts.join(" UNION ALL "),
    )
}
