//! What the text looks like.

use super::*;

#[test]
fn the_project_comes_first() {
    let model = model("[project]\nschemas = [\"public\", \"b\"]\n[enums]\na = [\"x\"]");
    let options = Options {
        name: Some("my project".into()),
        postgres: Some(16),
        schemas: vec!["public".into(), "b".into(), "no_such".into()],
        roles_all: true,
    };
    let written = toml(&model, &options);
    assert_eq!(
        written,
        "[project]\nname = \"my project\"\npostgres = 16\nschemas = [\"public\", \"b\"]\nroles = \"*\"\n\n[enums]\na = [\"x\"]\n"
    );
    same(&model, &super::model(&written), &written);
}

#[test]
fn what_people_write_comes_back() {
    // Each of these is exactly what is written for its model.
    for text in [
        "[enums]\nstatus = [\"open\", \"closed\"]\n",
        "[tables.a]\ncolumns.id = \"uuid primary key default gen_random_uuid()\"\ncolumns.b = \"uuid not null references a on delete cascade\"\n",
        "[tables.a]\ncolumns.id = \"bigserial primary key\"\ncolumns.email = \"citext not null unique\"\n\n[extensions]\ncitext = {}\n",
        "[tables.a]\nowner = \"app\"\npartition = \"range (at)\"\ncolumns.id = \"serial\"\ncolumns.at = \"timestamptz not null\"\n\n[tables.a.partitions]\na_1 = \"for values from ('2026-01-01') to ('2026-02-01')\"\n",
        "[domains]\nemail = \"text check (value ~ '@')\"\n",
        "[views]\nv = \"select 1 as one\"\n",
        "[views.v]\nquery = '''\nselect 1 as one\n  from b'''\n",
        "[functions.\"f(a)(integer)\"]\nargs = \"a integer\"\nreturns = \"integer\"\nlanguage = \"sql\"\nbody = \"select a\"\n",
        "[enums]\nlong_list = [\n    \"a label that is long enough\",\n    \"another label that is long enough\",\n    \"a third label that is long enough for the line\",\n]\n",
    ] {
        let written = roundtrip(text);
        let first = |text: &str| {
            text.split("\n\n").map(|part| part.trim().to_owned()).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(first(&written), first(text), "{written}");
    }
}

#[test]
fn keys_and_strings() {
    for (name, key) in [
        ("a-b_1", "a-b_1"),
        ("", "\"\""),
        ("a.b", "\"a.b\""),
        ("ü", "\"ü\""),
        ("a\"b", "'a\"b'"),
        ("a\nb", "\"a\\nb\""),
    ] {
        assert_eq!(text::key(name), key);
    }
    for (from, to) in [
        ("it's", "\"it's\""),
        ("say \"x\"", "'say \"x\"'"),
        ("a\\b", "'a\\b'"),
        ("\"it's\"", "\"\\\"it's\\\"\""),
        ("\r", "\"\\r\""),
        ("a\nb", "'''\na\nb'''"),
        ("a\n'b'", "\"\"\"\na\n'b'\"\"\""),
    ] {
        assert_eq!(text::string(from), to);
    }
}

proptest::proptest! {
    #[test]
    fn any_string_comes_back(given in "[\\PC\n\r\t\"'\\\\\u{0}-\u{20}\u{7f}]{0,40}") {
        let written = format!("{} = {}\n{} = {}\n", text::key("k"), text::string(&given), text::key(&format!("x{given}")), text::line(&given));
        let read: toml_edit::DocumentMut = written.parse().unwrap();
        proptest::prop_assert_eq!(read["k"].as_str(), Some(given.as_str()));
        proptest::prop_assert_eq!(read[&format!("x{given}")].as_str(), Some(given.as_str()));
    }
}
