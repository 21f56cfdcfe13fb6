//! Keys of indexes.

use crate::kinds::index::Key;
use crate::sql::Keys;

#[test]
fn keys() {
    for (text, printed) in [
        ("a", "a"),
        ("a, \"B\"", "a, \"B\""),
        ("created_at DESC", "created_at desc"),
        ("a asc nulls last", "a"),
        ("a desc nulls first", "a desc"),
        ("a nulls first, b desc nulls last", "a nulls first, b desc nulls last"),
        ("lower(email) text_pattern_ops", "lower(email) text_pattern_ops"),
        ("(lower(email))", "lower(email)"),
        ("(a + b) collate \"C\" nulls first", "(a + b) collate \"C\" nulls first"),
        ("(a+b),(c), ((\"D\")) desc", "(a+b), c, \"D\" desc"),
        ("t gist_trgm_ops(siglen=32) desc", "t gist_trgm_ops(siglen=32) desc"),
        ("t gist_trgm_ops (siglen = '32')", "t gist_trgm_ops(siglen=32)"),
        ("embedding vector_cosine_ops", "embedding vector_cosine_ops"),
        ("embedding public.vector_cosine_ops", "embedding public.vector_cosine_ops"),
        ("a collate pg_catalog.\"de_DE\" text_ops", "a collate pg_catalog.\"de_DE\" text_ops"),
        ("app.f(a, b) desc", "app.f(a, b) desc"),
        ("coalesce(a, b)", "coalesce(a, b)"),
        ("(x::text)", "(x::text)"),
        ("(data ->> 'k')", "(data ->> 'k')"),
        ("date_trunc('day', at)", "date_trunc('day', at)"),
        ("value", "value"),
        ("(f(a) || g(b))", "(f(a) || g(b))"),
    ] {
        let keys = Keys::parse(text).unwrap();
        assert_eq!(keys.to_string(), printed, "{text}");
        assert_eq!(Keys::parse(printed).unwrap(), keys, "{text}");
        let json = serde_json::to_string(&keys).unwrap();
        assert_eq!(serde_json::from_str::<Keys>(&json).unwrap(), keys, "{text}");
    }
}

#[test]
fn wrong_keys() {
    for (text, offset) in [
        ("", 0),
        ("a,", 2),
        ("a + b", 2),
        ("a b c", 4),
        ("select", 0),
        ("a nulls", 7),
        ("()", 0),
        ("t.a", 1),
        ("a desx d", 7),
    ] {
        assert_eq!(Keys::parse(text).unwrap_err().offset, offset, "{text}");
    }
    assert!(Keys::parse("a::text").unwrap_err().hint.unwrap().contains("parentheses"));
    assert_eq!(Keys::parse("a text_ops desk").unwrap_err().hint.as_deref(), Some("did you mean `desc`?"));
}

#[test]
fn catalog_rows_and_lists_are_read_too() {
    let keys: Keys = serde_json::from_str(
        r#"[{"column":"a","desc":true,"nulls_first":true},{"expression":"lower(b)","opclass":"text_pattern_ops"},"c, d desc"]"#,
    )
    .unwrap();
    assert_eq!(keys.to_string(), "a desc, lower(b) text_pattern_ops, c, d desc");
    assert_eq!(keys.0[0], Key { column: Some("a".into()), desc: true, ..Key::default() });
    assert!(serde_json::from_str::<Keys>("3").is_err());
    assert!(serde_json::from_str::<Keys>("[3]").is_err());
}
