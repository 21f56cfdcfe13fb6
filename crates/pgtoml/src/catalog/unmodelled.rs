//! Objects of a database that no kind models, in PostgreSQL's own words.

use super::sql::{not_member, user_schema};

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

/// The query: one row for each such object. Only types that exist by name alone are left: shells without input functions.
pub fn query() -> String {
    format!(
        "SELECT pg_describe_object('pg_type'::regclass, t.oid, 0) AS body
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
         WHERE t.typtype = 'p' AND {user} AND {own}
         ORDER BY 1",
        user = user_schema("n"),
        own = not_member("pg_type", "t.oid"),
    )
}
