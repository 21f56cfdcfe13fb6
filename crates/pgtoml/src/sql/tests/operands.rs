//! Operators without an operand. What is told here is a syntax error to PostgreSQL 14 and 18, and what is not told is none.

use crate::sql::operands::missing;

#[test]
fn operators_without_an_operand_are_told() {
    for (text, told) in [
        ("id = = 3", "5: `=` has nothing on its left"),
        ("= 3", "0: `=` has nothing on its left"),
        ("(a + b) * (< 3)", "11: `<` has nothing on its left"),
        ("f(a, = b)", "5: `=` has nothing on its left"),
        ("a = 3 and = b", "10: `=` has nothing on its left"),
        ("not <> b", "4: `<>` has nothing on its left"),
        ("1 +", "2: `+` has nothing on its right"),
        ("f(a ||)", "4: `||` has nothing on its right"),
        ("a = and b", "2: `=` has nothing on its right"),
        ("case when a > then 1 end", "12: `>` has nothing on its right"),
        ("a = 1 or", "6: `or` has nothing on its right"),
        ("and a", "0: `and` has nothing on its left"),
        ("a and or b", "2: `and` has nothing on its right"),
        ("(not)", "1: `not` has nothing on its right"),
        ("select a from t where a = ;", "24: `=` has nothing on its right"),
        ("a = ::int", "2: `=` has nothing on its right"),
    ] {
        let error = missing(text).map(|error| format!("{}: {}", error.offset, error.message));
        assert_eq!(error.as_deref(), Some(told), "{text}");
    }
}

#[test]
fn what_can_be_read_is_not_told() {
    for text in [
        "",
        "a = -1 and b = @ c",
        "a = - - 1",
        "!! a = 3",
        "count(*) = 3",
        "select * from t where t.* = u.*",
        "select t.* , * from t",
        "a operator(pg_catalog.=) b and a operator(=) b",
        "select a from t order by a using <, b using >",
        "a = any (array['x']) and not (b or c)",
        "select 1 as and, t.or from t",
        "a between 1 and 2 and c",
        "case when a = 1 then -1 else +1 end",
        "a is not null and b is distinct from c",
        "data @> '{}' and data ? 'x' or data ->> 'k' = ''",
        "a[1:2] = b[:]",
        "not exists (select 1) or not a",
        "f(a => 1, b := -2)",
        "'and' = ' = = ' -- and or =",
        "a not in (1) and a not like 'x'",
    ] {
        assert_eq!(missing(text), None, "{text}");
    }
}
