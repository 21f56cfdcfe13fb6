//! Properties over arbitrary text: nothing panics, places lie inside the text, and what is printed is read back the same.

use proptest::prelude::*;

use crate::sql::column::parse_column;
use crate::sql::constraint::{constraint_text, parse_constraint};
use crate::sql::name::parse_qname;
use crate::sql::quote::{dollar_quote, quote_ident, quote_literal};
use crate::sql::references::identifiers;
use crate::sql::script::split_statements;
use crate::sql::tokens::{Kind, tokens};
use crate::sql::{Args, Keys, Returns, Sql, SqlError, TypeName};

const VALID: &[&str] = &[
    "uuid not null default gen_random_uuid() primary key references oracles (id) on delete cascade check (x > 0)",
    "int generated always as identity (start 5 increment -2 cycle)",
    "text default case when a is not null then E'x\\'y' else $t$z$t$ end collate \"C\" not null",
    "foreign key (a, period b) references s.t (x, period y) match full on delete set null (a) on update cascade not valid",
    "exclude using gist (a with =, (lower(b)) text_ops desc with &&) where (c > 0) deferrable initially deferred",
    "unique nulls not distinct (a, \"B\" without overlaps) with (fillfactor=70) using index tablespace x",
    "created_at desc, lower(email) text_pattern_ops, (a + b) collate \"C\" nulls last, t gist_trgm_ops(siglen=32)",
    "a int, out b text, variadic c app.t[] default array[1, 2], d numeric(10,2) := 3",
    "table(a int, b timestamp(3) with time zone)",
    "interval day to second(3)[]",
    "a between 1 and 2 + b and not (c like 'x' or d in (1, 2)) or case e when f then g::int4[] end[1] = any (h)",
    "create function f() returns int begin atomic select 1; end; copy t from stdin;\n1\n\\.\nselect $$;$$;",
    "select a.b, \"c\".d from e where nextval('f') > 'g'::regclass::oid",
];

/// Arbitrary text, half of it pieces of SQL in any order.
fn anything() -> impl Strategy<Value = String> {
    let words = VALID.iter().flat_map(|text| text.split_inclusive([' ', '(', ')', ','])).collect::<Vec<_>>();
    let piece = prop_oneof![
        6 => prop::sample::select(words).prop_map(str::to_owned),
        1 => "\\PC{0,3}",
        1 => prop::sample::select(vec!["'", "\"", "$$", "(", ")", "[", "]", "--", "/*", "*/", "\\", "\n", "::", "é", ";", "E'", "U&\""])
            .prop_map(str::to_owned),
    ];
    prop_oneof![
        ".{0,60}".prop_map(|text: String| text),
        prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat()),
        mutated(),
    ]
}

/// A valid fragment with a few bytes changed, moved or lost.
fn mutated() -> impl Strategy<Value = String> {
    let edit = (0..400usize, 0..4u8, any::<char>());
    (prop::sample::select(VALID), prop::collection::vec(edit, 1..4)).prop_map(|(text, edits)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, edit, c) in edits {
            let at = at % chars.len().max(1);
            match edit {
                _ if chars.is_empty() => chars.push(c),
                0 => chars[at] = c,
                1 => chars.insert(at, c),
                2 => {
                    chars.remove(at);
                }
                _ => chars.truncate(at),
            }
        }
        chars.into_iter().collect()
    })
}

fn inside<T>(text: &str, result: Result<T, SqlError>) -> Option<T> {
    result
        .map_err(|error| {
            assert!(text.get(error.offset..error.offset + error.len).is_some(), "{error:?} in {text:?}");
            assert!(!error.message.is_empty());
        })
        .ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn tokens_tile_the_text(text in anything()) {
        let mut end = 0;
        for token in tokens(&text) {
            prop_assert!(token.offset >= end && !token.text.is_empty());
            prop_assert_eq!(text.get(token.offset..token.end()), Some(token.text));
            end = token.end();
        }
    }

    #[test]
    fn columns(text in anything()) {
        inside(&text, parse_column(&text));
    }

    #[test]
    fn constraints(text in anything()) {
        if let Some(parsed) = inside(&text, parse_constraint(&text)) {
            prop_assert_eq!(parse_constraint(&constraint_text(&parsed)), Ok(parsed));
        }
    }

    #[test]
    fn keys(text in anything()) {
        if let Some(parsed) = inside(&text, Keys::parse(&text)) {
            prop_assert_eq!(Keys::parse(&parsed.to_string()), Ok(parsed));
        }
    }

    #[test]
    fn arguments(text in anything()) {
        if let Some(parsed) = inside(&text, Args::parse(&text)) {
            prop_assert_eq!(Args::parse(&parsed.to_string()), Ok(parsed));
        }
        if let Some(parsed) = inside(&text, Returns::parse(&text)) {
            prop_assert_eq!(Returns::parse(&parsed.to_string()), Ok(parsed));
        }
    }

    #[test]
    fn types(text in anything()) {
        if let Some(parsed) = inside(&text, TypeName::parse(&text)) {
            prop_assert_eq!(TypeName::parse(parsed.as_str()), Ok(parsed.clone()));
            prop_assert_eq!(TypeName::parse(&parsed.short()), Ok(parsed.clone()));
            let qualified = parsed.with_schema(&"S x".into());
            prop_assert_eq!(TypeName::parse(qualified.as_str()), Ok(qualified.clone()));
            prop_assert!(qualified.base().schema.is_some() || parsed.as_str().ends_with("%TYPE"));
            prop_assert_eq!(parsed.element().array().is_array(), true);
        }
    }

    #[test]
    fn names(text in anything()) {
        if let Some(parsed) = inside(&text, parse_qname(&text)) {
            prop_assert_eq!(parse_qname(&parsed.to_string()), Ok(parsed));
        }
    }

    #[test]
    fn any_name_can_be_quoted(name in "[^\0]{1,20}") {
        let parsed = parse_qname(&quote_ident(&name));
        prop_assert_eq!(parsed.map(|parsed| parsed.name.as_str().to_owned()), Ok(name));
    }

    #[test]
    fn any_text_can_be_quoted(text in "[^\0]{0,20}|[$abody]{0,12}") {
        let one = |quoted: &str| tokens(quoted).collect::<Vec<_>>().len() == 1;
        prop_assert!(one(&quote_literal(&text)));
        prop_assert!(one(&dollar_quote(&text)));
        prop_assert_eq!(Sql::new(quote_literal(&text)), Sql::new(dollar_quote(&text)));
    }

    #[test]
    fn equality(a in anything(), b in anything()) {
        let (a, b) = (Sql::new(a), Sql::new(b));
        let reverse = b == a;
        prop_assert_eq!(a == b, reverse);
        let spaced = Sql::new(format!("\n{} -- x\n", a.as_str()));
        if tokens(a.as_str()).all(|token| !matches!(token.kind, Kind::Invalid(_))) {
            prop_assert_eq!(&a, &spaced);
        }
    }

    #[test]
    fn references_and_scripts(text in anything()) {
        for reference in identifiers(&text) {
            prop_assert!(text.is_char_boundary(reference.offset) && reference.offset < text.len());
            prop_assert!(!reference.names.is_empty());
        }
        let mut end = 0;
        for statement in split_statements(&text) {
            prop_assert!(statement.offset >= end);
            prop_assert_eq!(text.get(statement.offset..statement.offset + statement.text.len()), Some(statement.text));
            prop_assert_eq!(statement.line, 1 + text[..statement.offset].matches('\n').count());
            end = statement.offset + statement.text.len();
        }
    }
}
