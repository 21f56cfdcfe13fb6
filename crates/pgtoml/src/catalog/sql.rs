//! Conditions that all catalog queries share.

/// True for schemas of users; `n` is an alias of `pg_namespace`.
pub fn user_schema(n: &str) -> String {
    format!("{n}.nspname <> 'information_schema' AND {n}.nspname !~ '^pg_'")
}

/// True for objects that no extension brought; those belong to the extension.
///
/// `pg_depend` has an index by what is depended on, so that the members are found without reading all of it, and once.
pub fn not_member(class: &str, oid: &str) -> String {
    format!(
        "{oid} <> ALL (ARRAY(SELECT e.objid FROM pg_depend e WHERE e.classid = '{class}'::regclass
                             AND e.refclassid = 'pg_extension'::regclass AND e.deptype = 'e'))"
    )
}

/// True for objects that do not belong to another one, as the constructors of a range type do.
pub fn not_internal(class: &str, oid: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '{class}'::regclass AND e.objid = {oid} AND e.deptype = 'i')"
    )
}
