//! Which types of `pg_catalog` PostgreSQL can cast to which.

use super::builtin;
use super::types::TypeName;

/// Whether `::` takes a value of one type of `pg_catalog` to another, as far as this list knows them; strings take and
/// give every value.
///
/// `pg_cast` of PostgreSQL 18; manual: CREATE CAST.
pub fn may_cast(from: &TypeName, to: &TypeName) -> bool {
    if is_string(from) || is_string(to) {
        return true;
    }
    if from.is_array() != to.is_array() {
        return false;
    }
    let name = |of: &TypeName| of.element().base().name;
    let (from, to) = (name(from), name(to));
    let (from, to) = (from.as_str(), to.as_str());
    let targets = |of: &str| CASTS.iter().find(|(source, _)| *source == of).map(|(_, targets)| *targets);
    let is_known = |of: &str| targets(of).is_some();
    from == to
        || !builtin::is_type(from)
        || !(is_known(from) && is_known(to))
        || targets(from).is_some_and(|targets| targets.split(' ').any(|target| target == to))
}

/// Whether it is a type of texts, which every value is cast to and from.
pub fn is_string(name: &TypeName) -> bool {
    !name.is_array() && matches!(name.base().name.as_str(), "text" | "varchar" | "bpchar" | "name")
}

/// A type, and what it can be cast to besides strings.
const CASTS: &[(&str, &str)] = &[
    ("bit", "int4 int8 varbit"),
    ("bool", "int4"),
    ("box", "circle lseg point polygon"),
    ("bytea", "int2 int4 int8"),
    ("char", "int4"),
    ("cidr", "inet"),
    ("circle", "box point polygon"),
    ("date", "timestamp timestamptz"),
    ("datemultirange", ""),
    ("daterange", "datemultirange"),
    ("float4", "float8 int2 int4 int8 numeric"),
    ("float8", "float4 int2 int4 int8 numeric"),
    ("inet", "cidr"),
    ("int2", "bytea float4 float8 int4 int8 numeric"),
    ("int4", "bit bool bytea char float4 float8 int2 int8 money numeric"),
    ("int4multirange", ""),
    ("int4range", "int4multirange"),
    ("int8", "bit bytea float4 float8 int2 int4 money numeric"),
    ("int8multirange", ""),
    ("int8range", "int8multirange"),
    ("interval", "time"),
    ("json", "jsonb"),
    ("jsonb", "bool float4 float8 int2 int4 int8 json numeric"),
    ("line", ""),
    ("lseg", "point"),
    ("macaddr", "macaddr8"),
    ("macaddr8", "macaddr"),
    ("money", "numeric"),
    ("numeric", "float4 float8 int2 int4 int8 money"),
    ("nummultirange", ""),
    ("numrange", "nummultirange"),
    ("path", "polygon"),
    ("point", "box"),
    ("polygon", "box circle path point"),
    ("time", "interval timetz"),
    ("timestamp", "date time timestamptz"),
    ("timestamptz", "date time timestamp timetz"),
    ("timetz", "time"),
    ("tsmultirange", ""),
    ("tsquery", ""),
    ("tsrange", "tsmultirange"),
    ("tstzmultirange", ""),
    ("tstzrange", "tstzmultirange"),
    ("tsvector", ""),
    ("uuid", ""),
    ("varbit", "bit"),
    ("xml", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casts_are_those_of_the_catalog() {
        let cast = |from, to| match (TypeName::parse(from), TypeName::parse(to)) {
            (Ok(from), Ok(to)) => may_cast(&from, &to),
            other => panic!("{other:?}"),
        };
        assert!(cast("bigint", "integer"));
        assert!(cast("timestamptz", "date"));
        assert!(cast("text", "integer"));
        assert!(cast("uuid", "varchar(36)"));
        assert!(cast("integer[]", "numeric[]"));
        assert!(cast("integer[]", "text"));
        assert!(!cast("bigint", "timestamptz"));
        assert!(!cast("integer", "integer[]"));
        assert!(!cast("uuid", "bytea"));
        assert!(!cast("boolean", "bigint"));
    }
}
