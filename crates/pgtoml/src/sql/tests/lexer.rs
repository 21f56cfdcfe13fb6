//! The lexer against "Lexical Structure" of the manual.

use crate::sql::tokens::{Kind, tokens};

fn cut(text: &str) -> Vec<(Kind, &str)> {
    tokens(text).map(|token| (token.kind, token.text)).collect()
}

fn texts(text: &str) -> String {
    tokens(text).map(|token| token.text).collect::<Vec<_>>().join("␣")
}

#[test]
fn tokens_are_cut_as_postgresql_cuts_them() {
    for (text, expected) in [
        ("a@>b", "a␣@>␣b"),
        ("a->>'b'#>>'{c}'", "a␣->>␣'b'␣#>>␣'{c}'"),
        ("||/ 27", "||/␣27"),
        ("a!~~*b", "a␣!~~*␣b"),
        ("a<->b<=>c", "a␣<->␣b␣<=>␣c"),
        ("1_000 0x1F .5 1e10 1.5E-3 2.", "1_000␣0x1F␣.5␣1e10␣1.5E-3␣2."),
        ("1..2", "1␣..␣2"),
        ("a::int[1:2]", "a␣::␣int␣[␣1␣:␣2␣]"),
        ("f(a:=1,b=>2)", "f␣(␣a␣:=␣1␣,␣b␣=>␣2␣)"),
        ("$1+$2", "$1␣+␣$2"),
        // Standard operators do not end in a sign, others do.
        ("a=-1", "a␣=␣-␣1"),
        ("a*-1", "a␣*␣-␣1"),
        ("a@-1", "a␣@-␣1"),
        ("a<>-1", "a␣<>␣-␣1"),
        ("a+--b", "a␣+"),
        ("a*/*x*/b", "a␣*␣b"),
        ("/* a /* b */ c */d", "d"),
        ("a--x\n,b", "a␣,␣b"),
        ("E'it\\'s' e'\\\\' 'a\\'", "E'it\\'s'␣e'\\\\'␣'a\\'"),
        ("'a''b'", "'a''b'"),
        ("'a'\n 'b'", "'a'\n 'b'"),
        ("'a' -- x'y\n'b'", "'a' -- x'y\n'b'"),
        ("'a' 'b'", "'a'␣'b'"),
        ("$$a$b$$", "$$a$b$$"),
        ("$x$a$$b$y$x$c", "$x$a$$b$y$x$␣c"),
        ("a$$b", "a$$b"),
        ("\"a\"\"b\".\"C\"", "\"a\"\"b\"␣.␣\"C\""),
        ("U&\"d\\0061\" u&'x'", "U&\"d\\0061\"␣u&'x'"),
        ("B'01' X'1f' n'x'", "B'01'␣X'1f'␣n'x'"),
        ("größe > 1", "größe␣>␣1"),
    ] {
        assert_eq!(texts(text), expected, "{text}");
        assert!(!cut(text).iter().any(|(kind, _)| matches!(kind, Kind::Invalid(_))), "{text}");
    }
}

#[test]
fn what_postgresql_refuses_is_the_last_token() {
    for text in ["'a", "\"a", "\"\"", "/* a", "$a$b", "$a", "1a", "a \\ b", "{", "E'a\\'"] {
        assert!(matches!(cut(text).last(), Some((Kind::Invalid(_), _))), "{text}");
    }
}

#[test]
fn depth_counts_what_is_open() {
    let depths: Vec<u32> = tokens("a(b[c],(d))e)").map(|token| token.depth).collect();
    assert_eq!(depths, [0, 0, 1, 1, 2, 1, 1, 1, 2, 1, 0, 0, 0]);
}
