//! Spellings of types and what `format_type` of PostgreSQL 15 and 18 prints for them.

use crate::model::Ident;
use crate::sql::TypeName;

#[rustfmt::skip]
const SPELLINGS: &[(&str, &str)] = &[
    ("int", "integer"), ("int4", "integer"), ("integer", "integer"), ("INTEGER", "integer"), ("Int8", "bigint"),
    ("bigint", "bigint"), ("int2", "smallint"), ("smallint", "smallint"), ("float", "double precision"),
    ("float4", "real"), ("float8", "double precision"), ("real", "real"), ("decimal", "numeric"), ("dec", "numeric"),
    ("numeric", "numeric"), ("varchar", "character varying"), ("char", "character(1)"), ("character", "character(1)"),
    ("bpchar", "bpchar"), ("text", "text"), ("bool", "boolean"), ("boolean", "boolean"),
    ("timestamptz", "timestamp with time zone"), ("timestamp", "timestamp without time zone"),
    ("timetz", "time with time zone"), ("time", "time without time zone"), ("date", "date"), ("interval", "interval"),
    ("bit", "bit(1)"), ("varbit", "bit varying"), ("name", "name"), ("oid", "oid"), ("uuid", "uuid"),
    ("json", "json"), ("jsonb", "jsonb"), ("xml", "xml"), ("bytea", "bytea"), ("money", "money"), ("inet", "inet"),
    ("cidr", "cidr"), ("macaddr", "macaddr"), ("macaddr8", "macaddr8"), ("point", "point"), ("line", "line"),
    ("lseg", "lseg"), ("box", "box"), ("path", "path"), ("polygon", "polygon"), ("circle", "circle"),
    ("tsvector", "tsvector"), ("tsquery", "tsquery"), ("regclass", "regclass"), ("regproc", "regproc"),
    ("regtype", "regtype"), ("regrole", "regrole"), ("regnamespace", "regnamespace"), ("regconfig", "regconfig"),
    ("xid", "xid"), ("xid8", "xid8"), ("tid", "tid"), ("cid", "cid"), ("pg_lsn", "pg_lsn"),
    ("int4range", "int4range"), ("numrange", "numrange"), ("tstzrange", "tstzrange"),
    ("int4multirange", "int4multirange"), ("jsonpath", "jsonpath"), ("pg_snapshot", "pg_snapshot"),
    ("refcursor", "refcursor"), ("_int4", "integer[]"), ("_text", "text[]"), ("_varchar", "character varying[]"),
    ("_bpchar", "bpchar[]"), ("_timestamptz", "timestamp with time zone[]"), ("pg_class", "pg_class"),
    ("pg_stat_activity", "pg_stat_activity"),
    ("information_schema.sql_identifier", "information_schema.sql_identifier"), ("int[]", "integer[]"),
    ("numeric[]", "numeric[]"), ("varchar[]", "character varying[]"), ("char[]", "character(1)[]"),
    ("text[]", "text[]"), ("timestamptz[]", "timestamp with time zone[]"), ("bit[]", "bit(1)[]"),
    ("information_schema.sql_identifier[]", "information_schema.sql_identifier[]"), ("int array", "integer[]"),
    ("numeric array", "numeric[]"), ("varchar array", "character varying[]"), ("char array", "character(1)[]"),
    ("text array", "text[]"), ("timestamptz array", "timestamp with time zone[]"), ("bit array", "bit(1)[]"),
    ("information_schema.sql_identifier array", "information_schema.sql_identifier[]"), ("int[3][]", "integer[]"),
    ("numeric[3][]", "numeric[]"), ("varchar[3][]", "character varying[]"), ("char[3][]", "character(1)[]"),
    ("text[3][]", "text[]"), ("timestamptz[3][]", "timestamp with time zone[]"), ("bit[3][]", "bit(1)[]"),
    ("information_schema.sql_identifier[3][]", "information_schema.sql_identifier[]"), ("int ARRAY[4]", "integer[]"),
    ("numeric ARRAY[4]", "numeric[]"), ("varchar ARRAY[4]", "character varying[]"),
    ("char ARRAY[4]", "character(1)[]"), ("text ARRAY[4]", "text[]"),
    ("timestamptz ARRAY[4]", "timestamp with time zone[]"), ("bit ARRAY[4]", "bit(1)[]"),
    ("information_schema.sql_identifier ARRAY[4]", "information_schema.sql_identifier[]"),
    ("pg_catalog.int4", "integer"), ("pg_catalog.char", "\"char\""), ("pg_catalog.bpchar", "bpchar"),
    ("pg_catalog.timestamptz", "timestamp with time zone"), ("pg_catalog.\"bit\"", "\"bit\""), ("\"char\"", "\"char\""),
    ("float(1)", "real"), ("float(3)", "real"), ("float(6)", "real"), ("float(7)", "real"), ("float(24)", "real"),
    ("float(25)", "double precision"), ("float(53)", "double precision"), ("float(20)", "real"),
    ("float ( 5 ) ", "real"), ("decimal(3)", "numeric(3,0)"), ("decimal(7)", "numeric(7,0)"),
    ("decimal(10,2)", "numeric(10,2)"), ("decimal(10, -2)", "numeric(10,-2)"), ("decimal(25)", "numeric(25,0)"),
    ("decimal(54)", "numeric(54,0)"), ("decimal ( 5 ) ", "numeric(5,0)"), ("dec(3)", "numeric(3,0)"),
    ("dec(7)", "numeric(7,0)"), ("dec(10,2)", "numeric(10,2)"), ("dec(10, -2)", "numeric(10,-2)"),
    ("dec(25)", "numeric(25,0)"), ("dec(54)", "numeric(54,0)"), ("dec ( 5 ) ", "numeric(5,0)"),
    ("numeric(3)", "numeric(3,0)"), ("numeric(7)", "numeric(7,0)"), ("numeric(10,2)", "numeric(10,2)"),
    ("numeric(10, -2)", "numeric(10,-2)"), ("numeric(25)", "numeric(25,0)"), ("numeric(54)", "numeric(54,0)"),
    ("numeric ( 5 ) ", "numeric(5,0)"), ("varchar(3)", "character varying(3)"),
    ("varchar(7)", "character varying(7)"), ("varchar(25)", "character varying(25)"),
    ("varchar(54)", "character varying(54)"), ("varchar(1001)", "character varying(1001)"),
    ("varchar ( 5 ) ", "character varying(5)"), ("char(3)", "character(3)"), ("char(7)", "character(7)"),
    ("char(25)", "character(25)"), ("char(54)", "character(54)"), ("char(1001)", "character(1001)"),
    ("char ( 5 ) ", "character(5)"), ("character(3)", "character(3)"), ("character(7)", "character(7)"),
    ("character(25)", "character(25)"), ("character(54)", "character(54)"), ("character(1001)", "character(1001)"),
    ("character ( 5 ) ", "character(5)"), ("bpchar(3)", "character(3)"), ("bpchar(7)", "character(7)"),
    ("bpchar(25)", "character(25)"), ("bpchar(54)", "character(54)"), ("bpchar(1001)", "character(1001)"),
    ("bpchar ( 5 ) ", "character(5)"), ("timestamptz(3)", "timestamp(3) with time zone"),
    ("timestamptz(7)", "timestamp(6) with time zone"), ("timestamptz(25)", "timestamp(6) with time zone"),
    ("timestamptz(54)", "timestamp(6) with time zone"), ("timestamptz(0)", "timestamp(0) with time zone"),
    ("timestamptz(1001)", "timestamp(6) with time zone"), ("timestamptz ( 5 ) ", "timestamp(5) with time zone"),
    ("timestamp(3)", "timestamp(3) without time zone"), ("timestamp(7)", "timestamp(6) without time zone"),
    ("timestamp(25)", "timestamp(6) without time zone"), ("timestamp(54)", "timestamp(6) without time zone"),
    ("timestamp(0)", "timestamp(0) without time zone"), ("timestamp(1001)", "timestamp(6) without time zone"),
    ("timestamp ( 5 ) ", "timestamp(5) without time zone"), ("timetz(3)", "time(3) with time zone"),
    ("timetz(7)", "time(6) with time zone"), ("timetz(25)", "time(6) with time zone"),
    ("timetz(54)", "time(6) with time zone"), ("timetz(0)", "time(0) with time zone"),
    ("timetz(1001)", "time(6) with time zone"), ("timetz ( 5 ) ", "time(5) with time zone"),
    ("time(3)", "time(3) without time zone"), ("time(7)", "time(6) without time zone"),
    ("time(25)", "time(6) without time zone"), ("time(54)", "time(6) without time zone"),
    ("time(0)", "time(0) without time zone"), ("time(1001)", "time(6) without time zone"),
    ("time ( 5 ) ", "time(5) without time zone"), ("interval(3)", "interval(3)"), ("interval(7)", "interval(6)"),
    ("interval(25)", "interval(6)"), ("interval(54)", "interval(6)"), ("interval(0)", "interval(0)"),
    ("interval(1001)", "interval(6)"), ("interval ( 5 ) ", "interval(5)"), ("bit(3)", "bit(3)"), ("bit(7)", "bit(7)"),
    ("bit(25)", "bit(25)"), ("bit(54)", "bit(54)"), ("bit(1001)", "bit(1001)"), ("bit ( 5 ) ", "bit(5)"),
    ("varbit(3)", "bit varying(3)"), ("varbit(7)", "bit varying(7)"), ("varbit(25)", "bit varying(25)"),
    ("varbit(54)", "bit varying(54)"), ("varbit(1001)", "bit varying(1001)"), ("varbit ( 5 ) ", "bit varying(5)"),
    ("pg_catalog.numeric(10,2)", "numeric(10,2)"), ("pg_catalog.varchar(3)", "character varying(3)"),
    ("pg_catalog.bit(3)", "bit(3)"), ("float(3)[]", "real[]"), ("decimal(3)[]", "numeric(3,0)[]"),
    ("decimal(10,2)[]", "numeric(10,2)[]"), ("dec(3)[]", "numeric(3,0)[]"), ("dec(10,2)[]", "numeric(10,2)[]"),
    ("numeric(3)[]", "numeric(3,0)[]"), ("numeric(10,2)[]", "numeric(10,2)[]"),
    ("varchar(3)[]", "character varying(3)[]"), ("char(3)[]", "character(3)[]"), ("character(3)[]", "character(3)[]"),
    ("bpchar(3)[]", "character(3)[]"), ("timestamptz(3)[]", "timestamp(3) with time zone[]"),
    ("timestamp(3)[]", "timestamp(3) without time zone[]"), ("timetz(3)[]", "time(3) with time zone[]"),
    ("time(3)[]", "time(3) without time zone[]"), ("interval(3)[]", "interval(3)[]"), ("bit(3)[]", "bit(3)[]"),
    ("varbit(3)[]", "bit varying(3)[]"), ("double precision", "double precision"),
    ("DOUBLE   PRECISION", "double precision"), ("double precision[]", "double precision[]"),
    ("character varying", "character varying"), ("character varying(30)", "character varying(30)"),
    ("char varying(3)", "character varying(3)"), ("char varying", "character varying"),
    ("national character varying(5)", "character varying(5)"), ("national char(5)", "character(5)"),
    ("nchar(3)", "character(3)"), ("nchar", "character(1)"), ("nchar varying(3)", "character varying(3)"),
    ("national character", "character(1)"), ("bit varying", "bit varying"), ("bit varying(9)", "bit varying(9)"),
    ("timestamp with time zone", "timestamp with time zone"),
    ("timestamp without time zone", "timestamp without time zone"),
    ("timestamp(3) with time zone", "timestamp(3) with time zone"),
    ("timestamp(3) without time zone", "timestamp(3) without time zone"),
    ("timestamp (0) with time zone", "timestamp(0) with time zone"), ("time with time zone", "time with time zone"),
    ("time(2) with time zone", "time(2) with time zone"), ("time(2) without time zone", "time(2) without time zone"),
    ("time without time zone[]", "time without time zone[]"),
    ("timestamp(3) with time zone[]", "timestamp(3) with time zone[]"), ("\"char\"", "\"char\""),
    ("\"char\"[]", "\"char\"[]"), ("pg_catalog.\"char\"", "\"char\""), ("pg_catalog.char", "\"char\""),
    ("\"timestamp\"(3)", "timestamp(3) without time zone"), ("\"timestamptz\" (2)", "timestamp(2) with time zone"),
    ("\"numeric\"(5,1)", "numeric(5,1)"), ("\"varchar\"(7)", "character varying(7)"), ("\"bit\"(3)", "bit(3)"),
    ("\"bpchar\"(4)", "character(4)"), ("interval year", "interval year"), ("interval month", "interval month"),
    ("interval day", "interval day"), ("interval hour", "interval hour"), ("interval minute", "interval minute"),
    ("interval second", "interval second"), ("interval year to month", "interval year to month"),
    ("interval day to hour", "interval day to hour"), ("interval day to minute", "interval day to minute"),
    ("interval day to second", "interval day to second"), ("interval hour to minute", "interval hour to minute"),
    ("interval hour to second", "interval hour to second"),
    ("interval minute to second", "interval minute to second"), ("interval second(3)", "interval second(3)"),
    ("interval day to second(3)", "interval day to second(3)"), ("interval(3)", "interval(3)"),
    ("interval (0)", "interval(0)"), ("interval minute to second (2)", "interval minute to second(2)"),
    ("interval day to second(3)[]", "interval day to second(3)[]"), ("interval hour array", "interval hour[]"),
    ("INTERVAL YEAR TO MONTH", "interval year to month"), ("app.status", "app.status"),
    ("app.status[]", "app.status[]"), ("APP.Status", "app.status"), ("\"App\".\"My Type\"", "\"App\".\"My Type\""),
    ("\"App\".\"My Type\"[]", "\"App\".\"My Type\"[]"), ("app.\"user\"", "app.\"user\""),
    ("app.user", "app.\"user\""), ("app.varchar", "app.\"varchar\""), ("app.\"varchar\"", "app.\"varchar\""),
    ("app.point3", "app.point3"), ("app.status array", "app.status[]"), ("public.vector(3)", "public.vector(3)"),
    ("public.vector(1536)[]", "public.vector(1536)[]"), ("public.halfvec(4)", "public.halfvec(4)"),
    ("public.VECTOR( 8 )", "public.vector(8)"), ("public.citext", "public.citext"),
    ("public.hstore", "public.hstore"), ("public.ltree[]", "public.ltree[]"), ("app.dom", "app.dom"),
    ("int/*c*/[]", "integer[]"), ("int [ ]", "integer[]"),
];

/// What PostgreSQL refuses as a type.
#[rustfmt::skip]
const REFUSED: &[&str] = &[
    "int array[]",
    "int(1)", "int(3)", "int(6)", "int(7)", "int(10,2)", "int(10, -2)", "int(24)", "int(25)", "int(53)", "int(54)",
    "int(0)", "int(1000)", "int(20)", "int(1001)", "int ( 5 ) ", "float(10,2)", "float(10, -2)", "float(54)",
    "float(0)", "float(1000)", "float(1001)", "numeric(0)", "numeric(1001)", "char(10,2)", "char(10, -2)", "char(0)",
    "character(10,2)", "character(10, -2)", "character(0)", "bool(3)", "timestamp(10,2)", "timestamp(10, -2)",
    "interval(10,2)", "interval(10, -2)", "bit(10,2)", "bit(10, -2)", "bit(0)", "text(3)", "int(3)[]", "int(10,2)[]",
];

fn parse(text: &str) -> TypeName {
    TypeName::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn spellings_become_what_the_server_prints() {
    for (spelling, printed) in SPELLINGS {
        assert_eq!(parse(spelling).as_str(), *printed, "{spelling}");
        assert_eq!(parse(printed).as_str(), *printed, "{printed} is canonical");
        assert_eq!(parse(parse(printed).short().as_str()).as_str(), *printed, "the short form of {printed}");
    }
}

#[test]
fn refused() {
    for text in REFUSED {
        assert!(TypeName::parse(text).is_err(), "{text}");
    }
}

#[test]
fn parts() {
    for (text, base, builtin, array, modifier) in [
        ("integer[]", "pg_catalog.int4", true, true, None),
        ("numeric(10, 2)", "pg_catalog.\"numeric\"", true, false, Some("10,2")),
        ("timestamp(3) with time zone[]", "pg_catalog.timestamptz", true, true, Some("3")),
        ("interval day to second(3)", "pg_catalog.\"interval\"", true, false, Some("3")),
        ("interval year", "pg_catalog.\"interval\"", true, false, None),
        ("char(3)", "pg_catalog.bpchar", true, false, Some("3")),
        ("bit(3)", "pg_catalog.\"bit\"", true, false, Some("3")),
        ("\"char\"", "pg_catalog.\"char\"", true, false, None),
        ("pg_class", "pg_catalog.pg_class", true, false, None),
        ("status", "status", false, false, None),
        ("app.status[]", "app.status", false, true, None),
        ("vector(1536)", "vector", false, false, Some("1536")),
        ("\"a.b\".\"c(d)\"(4)[]", "\"a.b\".\"c(d)\"", false, true, Some("4")),
        ("\"integer\"", "\"integer\"", false, false, None),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.base().to_string(), base, "{text}");
        assert_eq!((parsed.is_builtin(), parsed.is_array(), parsed.modifier()), (builtin, array, modifier), "{text}");
    }
}

#[test]
fn schemas_are_put_in_front_of_user_types_only() {
    let schema = Ident::new("App");
    for (text, expected) in [
        ("status[]", "\"App\".status[]"),
        ("vector(3)", "\"App\".vector(3)"),
        ("x.status", "x.status"),
        ("integer", "integer"),
        ("interval year", "interval year"),
        ("\"integer\"", "\"App\".\"integer\""),
    ] {
        assert_eq!(parse(text).with_schema(&schema).as_str(), expected);
    }
}

#[test]
fn modifiers_can_be_dropped() {
    for (text, expected) in [
        ("varchar(10)", "character varying"),
        ("char(3)[]", "bpchar[]"),
        ("bit(3)", "\"bit\""),
        ("timestamptz(3)", "timestamp with time zone"),
        ("geometry(point, 4326)", "geometry"),
        ("text", "text"),
    ] {
        assert_eq!(parse(text).without_modifier().as_str(), expected);
        assert_eq!(parse(expected).as_str(), expected);
    }
}

#[test]
fn postgis_prints_its_modifiers_its_own_way() {
    for (text, expected) in [
        ("public.geometry(point,4326)", "public.geometry(Point,4326)"),
        ("geometry(MULTIPOLYGON)", "geometry(MultiPolygon)"),
        ("geography(linestringzm)", "geography(LineStringZM,4326)"),
        ("geography(Point, 4326)", "geography(Point,4326)"),
        ("geometry('Point', 0)", "geometry(Point)"),
    ] {
        assert_eq!(parse(text).as_str(), expected);
    }
}

#[test]
fn percent_type_is_kept() {
    assert_eq!(parse("users.id%type").as_str(), "users.id%TYPE");
    assert_eq!(parse("app . users . \"Id\" % TYPE").as_str(), "app.users.\"Id\"%TYPE");
}

#[test]
fn errors_have_places() {
    let error = TypeName::parse("timestmap(3) with").expect_err("a word too many");
    assert_eq!((error.offset, error.len), (13, 4));
    let error = TypeName::parse("user").expect_err("reserved");
    assert!(error.hint.is_some_and(|hint| hint.contains("double quotes")));
}
