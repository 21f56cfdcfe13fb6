//! Every kind of object, and everything that can happen to it, has a case or a reason: `docs/coverage.md`.
//! `BLESS=1` writes it.

use pgtoml_tests::coverage::Coverage;

#[test]
fn every_deed_has_a_case_or_a_reason() {
    let coverage = Coverage::read();
    let blanks = coverage.blanks();
    assert!(blanks.is_empty(), "\n{}", blanks.join("\n"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/coverage.md");
    let made = coverage.markdown();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &made).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(known == made, "docs/coverage.md is not what the cases prove; `BLESS=1` writes it");
}
