//! Arguments and results of routines.

use crate::sql::{Args, Returns};

#[test]
fn arguments() {
    for (text, printed, types) in [
        ("", "", ""),
        ("int", "integer", "integer"),
        ("a int, b text", "a integer, b text", "integer, text"),
        ("a int = 1, b text default 'x, y'", "a integer default 1, b text default 'x, y'", "integer, text"),
        ("a int := (1 + 2)", "a integer default (1 + 2)", "integer"),
        ("a integer DEFAULT 5, VARIADIC b text[]", "a integer default 5, variadic b text[]", "integer, text[]"),
        ("OUT x integer, INOUT y bigint", "out x integer, inout y bigint", "bigint"),
        ("in out a int, in b int", "inout a integer, b integer", "integer, integer"),
        ("a out int, b in text, c variadic int[]", "out a integer, b text, variadic c integer[]", "text, integer[]"),
        ("double precision", "double precision", "double precision"),
        ("double double precision", "double double precision", "double precision"),
        (
            "x character varying(3), timestamp with time zone",
            "x character varying(3), timestamp with time zone",
            "character varying(3), timestamp with time zone",
        ),
        ("\"A b\" app.status", "\"A b\" app.status", "app.status"),
        ("text array, app.t", "text[], app.t", "text[], app.t"),
        ("name name, type text", "name name, type text", "name, text"),
        ("p_at timestamptz default now()", "p_at timestamp with time zone default now()", "timestamp with time zone"),
        ("left int", "\"left\" integer", "integer"),
        ("a users.id%type", "a users.id%TYPE", "users.id%TYPE"),
        ("a numeric(10,2)[] = array[1,2]", "a numeric(10,2)[] default array[1,2]", "numeric(10,2)[]"),
        ("VARIADIC \"any\"", "variadic \"any\"", "\"any\""),
    ] {
        let args = Args::parse(text).unwrap();
        assert_eq!(args.to_string(), printed, "{text}");
        assert_eq!(args.identity_types(), types, "{text}");
        assert_eq!(Args::parse(printed).unwrap(), args, "{text}");
        let json = serde_json::to_string(&args).unwrap();
        assert_eq!(serde_json::from_str::<Args>(&json).unwrap(), args);
    }
}

#[test]
fn wrong_arguments() {
    for (text, offset) in [
        ("a int,", 6),
        ("a int b", 6),
        ("a setof int", 2),
        ("select int", 0),
        ("a int default", 13),
        ("a int default , b int", 14),
        ("(a int)", 0),
    ] {
        assert_eq!(Args::parse(text).unwrap_err().offset, offset, "{text}");
    }
    assert_eq!(Args::parse("a int defualt 1").unwrap_err().hint.as_deref(), Some("did you mean `default`?"));
}

#[test]
fn results() {
    for (text, printed) in [
        ("trigger", "trigger"),
        ("void", "void"),
        ("SETOF entity", "setof entity"),
        ("setof record", "setof record"),
        ("int4[]", "integer[]"),
        ("TABLE(a int, \"B\" text)", "table(a integer, \"B\" text)"),
        ("table (id uuid, at timestamptz)", "table(id uuid, at timestamp with time zone)"),
        ("\"table\"", "\"table\""),
    ] {
        let returns = Returns::parse(text).unwrap();
        assert_eq!(returns.to_string(), printed);
        assert_eq!(Returns::parse(printed).unwrap(), returns);
    }
    for text in ["", "table", "table()", "table(a)", "setof", "int text", "table(int)"] {
        assert!(Returns::parse(text).is_err(), "{text}");
    }
}

#[test]
fn types_and_defaults_can_be_visited() {
    let mut args = Args::parse("a status = 'x', b status").unwrap();
    for data_type in args.types_mut() {
        *data_type = data_type.with_schema(&"app".into());
    }
    for default in args.defaults_mut() {
        *default = "'y'".into();
    }
    assert_eq!(args.to_string(), "a app.status default 'y', b app.status");
    let mut returns = Returns::parse("table(a status, b int)").unwrap();
    for data_type in returns.types_mut() {
        *data_type = data_type.with_schema(&"app".into());
    }
    assert_eq!(returns.to_string(), "table(a app.status, b integer)");
}
