//! Whatever is read: there are diagnostics, and no panic.

use pgtoml::compare::{Nobody, State, compare};
use pgtoml::diagnostic::{Rendered, SourceFile};
use pgtoml::read::read;
use proptest::prelude::*;

const RICH: &str = include_str!("../../schema.toml");

/// Reads, prints what is wrong, and plans from nothing what could be read.
fn survive(text: &str) {
    let loaded =
        read(vec![SourceFile { name: "schema.toml".to_owned(), text: text.to_owned() }], &|_| Err("no".to_owned()));
    for diagnostic in &loaded.diagnostics {
        let shown = Rendered { diagnostic, files: &loaded.files, color: false }.to_string();
        assert!(shown.contains(diagnostic.code));
    }
    if !loaded.has_errors() {
        let wanted = State { model: loaded.model, scope: Some(loaded.scope), ..State::default() };
        let Ok(outcome) = compare(State::default(), wanted, &mut Nobody) else { panic!("a template failed on {text}") };
        assert!(outcome.plan.refused.is_empty() || outcome.plan.steps.is_empty() || !outcome.statements.is_empty());
    }
}

#[test]
fn the_example_is_read_without_a_word() {
    let loaded =
        read(vec![SourceFile { name: "schema.toml".to_owned(), text: RICH.to_owned() }], &|_| Err("no".to_owned()));
    let said: Vec<String> = loaded.diagnostics.iter().map(|one| one.message.clone()).collect();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn deep_nesting_and_odd_files() {
    survive(&"[".repeat(5_000));
    survive(&format!("x = {}{}", "[".repeat(1_000), "]".repeat(1_000)));
    survive(&format!("[tables.{}]", vec!["a"; 2_000].join(".")));
    survive("\u{feff}[tables.x]\ncolumns.a = \"int\"");
    survive("[tables.\"\"]\ncolumns.\"\" = \"\"");
    survive("[tables.x]\ncolumns = 5\nindexes = []\npolicies = \"x\"\ngrants = 1\nuse = {}\nunnamed = [1]");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in ".{0,400}") {
        survive(&text);
    }

    /// The example with a piece cut out, doubled, or replaced.
    #[test]
    fn the_example_damaged(at in 0..RICH.len(), length in 0_usize..60, piece in "[a-z0-9\"'\\[\\]{}().,=# \n$]{0,12}") {
        let mut start = at;
        while !RICH.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (start + length).min(RICH.len());
        while !RICH.is_char_boundary(end) {
            end -= 1;
        }
        survive(&format!("{}{piece}{}", &RICH[..start], &RICH[end.max(start)..]));
    }

    /// A table with hostile words in every place that takes SQL.
    #[test]
    fn any_fragment(column in "\\PC{0,40}", check in "\\PC{0,40}", on in "\\PC{0,30}", using in "\\PC{0,30}", key in "[a-z\"'; -]{1,20}") {
        let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
        survive(&format!(
            "[tables.{key}]\ncolumns.{key} = {}\nchecks.c = {}\nindexes.i = {}\npolicies.p = {{ using = {} }}\nunnamed = [{}]\n",
            quote(&column), quote(&check), quote(&on), quote(&using), quote(&check), key = quote(&key),
        ));
    }
}
