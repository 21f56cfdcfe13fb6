//! When two fragments are the same.

use crate::sql::{Sql, TypeName};

fn same(a: &str, b: &str) -> bool {
    let (a, b) = (Sql::new(a), Sql::new(b));
    let reverse = b == a;
    assert_eq!(a == b, reverse, "equality is symmetric");
    reverse
}

/// On the right, what `pg_get_expr` of PostgreSQL 18 printed for the left.
#[test]
fn what_the_server_prints_is_what_was_written() {
    for (written, printed) in [
        ("a>0", "(a > 0)"),
        ("A > 0 and b is not null", "((a > 0) AND (b IS NOT NULL))"),
        ("a > 0 AND (b > 0 OR c > 0) and not d", "((a > 0) AND ((b > 0) OR (c > 0)) AND (NOT d))"),
        ("a + b * c - -1 = 2", "(((a + (b * c)) - '-1'::integer) = 2)"),
        ("- a ^ 2 > b", "(((- a) ^ 2) > b)"),
        // Both operators have the precedence of "any other operator", and associate to the left.
        ("b || s ~ t::text", "((b || s) ~ (t)::text)"),
        ("s || t like u", "((s || t) ~~ u)"),
        ("s not ilike t escape u", "(s !~~* like_escape(t, u))"),
        ("s similar to t", "(s ~ similar_to_escape(t))"),
        ("a between 1 and b + 1", "((a >= 1) AND (a <= (b + 1)))"),
        ("a not between 1 and 5", "((a < 1) OR (a > 5))"),
        ("a in (b)", "(a = b)"),
        ("not a = b", "(NOT (a = b))"),
        ("a is not distinct from b", "(NOT (a IS DISTINCT FROM b))"),
        ("cast(a as varchar(3)) = s", "((a)::character varying(3) = s)"),
        ("a::int4 > 0", "((a)::integer > 0)"),
        ("coalesce(a, b) != 0", "(COALESCE(a, b) <> 0)"),
        ("now() at time zone s", "(now() AT TIME ZONE s)"),
        ("date_trunc('day'::text, x::timestamptz)", "date_trunc('day'::text, (x)::timestamp with time zone)"),
        ("case when a then b else null end", "CASE WHEN a THEN b ELSE NULL END"),
        ("case a when 1 then b end", "CASE a WHEN 1 THEN b ELSE NULL END"),
        ("a = some (x)", "(a = ANY (x))"),
        ("interval '1 day'", "'1 day'::interval"),
        ("extract(epoch from x)", "EXTRACT(epoch FROM x)"),
        ("substring(s, 1)", "\"substring\"(s, 1)"),
        ("trim(s)", "TRIM(BOTH FROM s)"),
        ("trim(leading t from s)", "TRIM(LEADING t FROM s)"),
        ("position(s in t)", "POSITION((s) IN (t))"),
        ("position > 0", "(\"position\" > 0)"),
        ("(c).f > 0", "((c).f > 0)"),
        ("x[1] = 2", "(x[1] = 2)"),
        ("f(a => 1)", "f(a := 1)"),
        ("true", "true"),
        ("'t'::bool", "true"),
    ] {
        assert!(same(written, printed), "{written}  {printed}");
    }
}

#[test]
fn spelling_does_not_count() {
    for (a, b) in [
        ("SELECT a FROM t", "select  A\n from /* x */ T -- y"),
        ("select \"abc\"", "select abc"),
        ("select t.\"type\"", "select t.type"),
        ("x::int4", "x :: INTEGER"),
        ("x::varchar, y", "x::character varying, y"),
        ("'it''s'", "E'it\\'s'"),
        ("$$a$$", "'a'"),
        ("'ab'", "'a'\n'b'"),
        ("1E5", "1e5"),
        ("((a))", "a"),
        ("a;", "a"),
        ("(a > 0);", "a > 0"),
        ("begin atomic select 1; end", "BEGIN ATOMIC SELECT 1; END;"),
        ("range (created_at)", "RANGE (created_at)"),
        ("for values from ('a') to ('b')", "FOR VALUES FROM ('a') TO ('b')"),
    ] {
        assert!(same(a, b), "{a}  {b}");
    }
}

#[test]
fn what_may_differ_is_not_the_same() {
    for (a, b) in [
        ("now()", "current_timestamp"),
        ("a", "\"A\""),
        ("'a'", "'A'"),
        ("'a'", "'a'::text"),
        ("a in ('x', 'y')", "a = any (array['x', 'y'])"),
        ("interval '1' year", "interval '1' \"year\""),
        ("select interval '1' year", "select interval '1' \"year\""),
        ("(a, b)", "a, b"),
        ("(a) + (b)", "a) + (b"),
        ("(a + b) * c", "a + b * c"),
        ("a - (b - c)", "a - b - c"),
        ("s ~ 'x'::text || t", "(s ~ ('x'::text || t))"),
        ("(c).f", "c.f"),
        ("f(x)", "f((x, y))"),
        ("not (a = b)", "(not a) = b"),
        ("'1'::bigint", "1"),
        ("'-1'::bigint", "-1"),
        ("'1.0'::numeric", "1"),
        ("char 'abc'", "'abc'::char"),
        ("a is null", "a is not null"),
        ("not a is null", "not (a) is not null"),
        ("a = b", "b = a"),
        ("count(distinct a)", "count(a)"),
        ("f(a) filter (where b)", "f(a)"),
        ("sum(a) over (order by b)", "sum(a) over (order by c)"),
        ("x::numeric(10,2)", "x::numeric(10,3)"),
        ("select 1; select 2", "select 1 select 2"),
        ("\"user\"", "user"),
        ("\"current_date\"", "current_date"),
        ("coalesce(a, b)", "\"coalesce\"(a, b)"),
        ("row(a, b)", "row(a, c)"),
        ("'a", "'a "),
        ("a #", "a"),
    ] {
        assert!(!same(a, b), "{a}  {b}");
    }
}

#[test]
fn a_default_takes_the_type_of_its_column() {
    for (a, b, data_type, expected) in [
        ("'x'", "'x'::text", "text", true),
        ("'x'", "'x'::character varying", "varchar(10)", true),
        ("'x'", "'x'::bpchar", "char(3)", true),
        ("'{}'", "'{}'::jsonb", "jsonb", true),
        ("'{}'", "'{}'::text[]", "text[]", true),
        ("'open'", "'open'::app.status", "app.status", true),
        ("'0'", "0", "integer", true),
        ("'t'", "true", "boolean", true),
        ("'1 day'", "'1 day'::interval", "interval", true),
        ("'1 day'", "'1 day'::interval", "interval day", false),
        ("'x'", "'x'::text", "varchar", false),
        ("'x'", "'y'::text", "text", false),
        ("now()", "now()", "timestamptz", true),
    ] {
        let data_type = TypeName::parse(data_type).unwrap();
        assert_eq!(Sql::new(a).same_default(&Sql::new(b), &data_type), expected, "{a} {b} {data_type}");
    }
}

#[test]
fn deep_and_long_fragments_are_no_danger() {
    let deep = format!("{}a{}", "(".repeat(20_000), ")".repeat(20_000));
    assert!(same(&deep, "a"));
    let nots = format!("{}a", "not ".repeat(20_000));
    assert!(!same(&nots, "a"));
    let sums = format!("{}a", "a + ".repeat(20_000));
    assert!(same(&sums, &sums.to_uppercase()));
    assert!(!same(&sums, "a"));
    let casts = format!("a{}", "::int".repeat(20_000));
    assert!(!same(&casts, "a"));
    let calls = format!("{}a{}", "substring(trim(f(".repeat(30), "), 1), 2)".repeat(30));
    assert!(same(&calls, &calls.replace("f(", "F( ")));
    let calls = format!("{}a{}", "substring(f(U&'x', ".repeat(40), "), 1)".repeat(40));
    assert!(!same(&calls, "a"));
    let cases = format!("{}a", "case when ".repeat(20_000));
    assert!(!same(&cases, "a"));
}
