//! Names that PostgreSQL chooses, as PostgreSQL 15 and 18 chose them.

use crate::sql::Keys;
use crate::sql::constraint::parse_constraint;
use crate::sql::expression::result_name;
use crate::sql::name::{
    choose_constraint_name, choose_index_name, make_object_name, parse_qname, serial_sequence_name, truncate_name,
};

#[test]
fn qualified_names() {
    for (text, printed) in [
        ("users", "users"),
        ("Users", "users"),
        ("\"Users\"", "\"Users\""),
        ("App.Users", "app.users"),
        (" app . \"a.b\" ", "app.\"a.b\""),
        ("\"a\"\"b\"", "\"a\"\"b\""),
        ("user", "\"user\""),
        ("Größe", "\"größe\""),
    ] {
        assert_eq!(parse_qname(text).unwrap().to_string(), printed);
        assert_eq!(parse_qname(printed).unwrap(), parse_qname(text).unwrap());
    }
    for text in ["", ".", "a.", ".a", "a.b.c", "a b", "'a'", "1", "\"\"", "\"a", "a(b)"] {
        assert!(parse_qname(text).is_err(), "{text}");
    }
}

#[test]
fn names_are_cut_between_characters() {
    assert_eq!(truncate_name("aé", 2), "a");
    assert_eq!(truncate_name("aé", 3), "aé");
    assert_eq!(truncate_name("a", 63), "a");
    let long = "é".repeat(40);
    assert_eq!(make_object_name(&long, Some("b"), Some("idx")), format!("{}_b_idx", "é".repeat(28)));
    let (a, b) = ("a".repeat(60), "b".repeat(20));
    assert_eq!(make_object_name(&a, Some(&b), Some("fkey")), format!("{}_{b}_fkey", "a".repeat(37)));
    assert_eq!(make_object_name(&a, None, None), a);
}

#[test]
fn indexes() {
    let long = "a".repeat(61);
    for (keys, name) in [
        ("a".to_owned(), "t_a_idx".to_owned()),
        ("a, b".into(), "t_a_b_idx".into()),
        ("a, a, a".into(), "t_a_a1_a2_idx".into()),
        ("lower(s), lower(s)".into(), "t_lower_lower1_idx".into()),
        ("(a+b), (b+a), ((a*2))".into(), "t_expr_expr1_expr2_idx".into()),
        ("\"B c\"".into(), "t_B c_idx".into()),
        ("(s::text)".into(), "t_s_idx".into()),
        ("date_trunc('day', at)".into(), "t_date_trunc_idx".into()),
        ("((at at time zone 'utc'))".into(), "t_timezone_idx".into()),
        ("coalesce(s,s), (coalesce(s,s))".into(), "t_coalesce_coalesce1_idx".into()),
        (format!("{long}x, {long}y"), format!("t_{}_idx", "a".repeat(57))),
    ] {
        let keys = Keys::parse(&keys).unwrap();
        assert_eq!(choose_index_name("t", &keys.0, &[], |_| false).as_str(), name);
    }
    let keys = Keys::parse("a").unwrap();
    assert_eq!(choose_index_name("t", &keys.0, &["b".into()], |_| false).as_str(), "t_a_b_idx");
    let taken = ["t_a_idx", "t_a_idx1"];
    assert_eq!(choose_index_name("t", &keys.0, &[], |name| taken.contains(&name)).as_str(), "t_a_idx2");
}

#[test]
fn constraints() {
    for (text, name) in [
        ("primary key (a, b)", "t_pkey"),
        ("unique (a, b)", "t_a_b_key"),
        ("unique (a) include (b)", "t_a_b_key"),
        ("foreign key (a, b) references u", "t_a_b_fkey"),
        ("exclude using gist (x with &&, (a + b) with =)", "t_x_expr_excl"),
        ("exclude (lower(s) with =)", "t_lower_excl"),
        ("check (a > b)", "t_check"),
    ] {
        let rule = parse_constraint(text).unwrap().rule;
        assert_eq!(choose_constraint_name("t", &rule, None, |_| false).as_str(), name);
    }
    let check = parse_constraint("check (a > 0)").unwrap().rule;
    assert_eq!(choose_constraint_name("t", &check, Some("a"), |_| false).as_str(), "t_a_check");
    assert_eq!(choose_constraint_name("t", &check, Some("a"), |name| name == "t_a_check").as_str(), "t_a_check1");
    assert_eq!(serial_sequence_name("t", "id").as_str(), "t_id_seq");
}

/// Names of the columns of views over these expressions.
#[test]
fn results() {
    for (expression, name) in [
        ("a", "a"),
        ("t.a", "a"),
        ("\"B c\"", "B c"),
        ("pg_catalog.lower(s)", "lower"),
        ("a + b", "-"),
        ("'x'", "-"),
        ("1", "-"),
        ("(a + b)::text", "text"),
        ("'x'::text", "text"),
        ("1::bigint", "int8"),
        ("a::int::text", "a"),
        ("true", "-"),
        ("case when p then a end", "case"),
        ("case when p then a else b end", "b"),
        ("coalesce(a, b)", "coalesce"),
        ("array[a]", "array"),
        ("(array[a, b])[1]", "array"),
        ("x[1]", "x"),
        ("s collate \"C\"", "s"),
        ("at at time zone 'utc'", "timezone"),
        ("current_timestamp", "current_timestamp"),
        ("a is null", "-"),
        ("extract(year from at)", "extract"),
        ("trim(s)", "btrim"),
        ("trim(leading 'x' from s)", "ltrim"),
        ("date '2020-01-01'", "date"),
        ("interval '1 day'", "interval"),
        ("cast(a + 1 as varchar(3))", "varchar"),
        ("(c).f", "f"),
        ("((c).f)::int", "f"),
        ("'{}'::int[]", "int4"),
        ("exists(select 1)", "exists"),
        ("a::\"char\"", "a"),
    ] {
        assert_eq!(result_name(expression).as_deref().unwrap_or("-"), name, "{expression}");
    }
}
