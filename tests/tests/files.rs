//! Plans between two files: no database says what depends on what, so names and words must.

use pgtoml::compare::{Nobody, State, compare};
use pgtoml::diagnostic::SourceFile;
use pgtoml::kind::Version;
use pgtoml::read::read;

fn state(text: &str) -> State {
    let loaded =
        read(vec![SourceFile { name: "schema.toml".to_owned(), text: text.to_owned() }], &|_| Err(String::new()));
    let said: Vec<&str> = loaded.diagnostics.iter().map(|one| one.message.as_str()).collect();
    assert!(said.is_empty(), "{said:?}");
    State { model: loaded.model, scope: Some(loaded.scope), depends_on: loaded.depends_on, ..State::default() }
}

/// The statements from one file to another; each of `order` begins one, in this order.
fn planned(old: &str, new: &str, order: &[&str]) {
    let Ok(outcome) = compare(state(old), state(new), &mut Nobody) else { panic!("a template failed") };
    let statements: Vec<&str> = outcome.statements.iter().map(|statement| statement.sql.as_str()).collect();
    assert!(outcome.plan.refused.is_empty(), "{:?}", outcome.plan.refused);
    let mut rest = statements.iter();
    for wanted in order {
        assert!(rest.any(|statement| statement.starts_with(wanted)), "{wanted}\n{statements:#?}");
    }
}

const OPERATOR: &str = r#"
[functions.f]
args = "a integer, b integer"
returns = "boolean"
language = "sql"
stability = "immutable"
body = "select a > b"

[functions.g]
args = "a integer, b integer"
returns = "boolean"
language = "sql"
stability = "immutable"
body = "select b < a"

[operators."|>(integer, integer)"]
function = "f"

[tables.t]
columns.a = "integer"
checks.c = "a |> 0"
indexes.i = "(a |> 1)"

[views.v]
query = "select a |> 1 as n from t"
"#;

#[test]
fn what_holds_an_operator_comes_after_it_and_gives_way_to_it() {
    planned("", OPERATOR, &["CREATE OR REPLACE FUNCTION", "CREATE OPERATOR", "CREATE TABLE", "CREATE INDEX"]);
    let new = OPERATOR.replace("function = \"f\"", "function = \"g\"");
    let order = ["DROP VIEW", "DROP OPERATOR", "CREATE OPERATOR", "CREATE VIEW"];
    planned(OPERATOR, &new, &order);
    planned(OPERATOR, &new, &["DROP INDEX", "DROP OPERATOR", "CREATE OPERATOR", "CREATE INDEX"]);
}

#[test]
fn casts_come_before_what_may_use_them_unseen() {
    let text = r#"
[types.euro.attributes]
cents = "bigint"

[functions.from_number]
args = "n numeric"
returns = "euro"
language = "sql"
stability = "immutable"
body = "select row(n * 100)::euro"

[casts."numeric as euro"]
function = "from_number"
as = "implicit"

[tables.a_table]
columns.price = "euro default 12.5"

[views.a_view]
query = "select 1::numeric::euro as e"
"#;
    planned("[casts]", text, &["CREATE OR REPLACE FUNCTION", "CREATE CAST", "CREATE TABLE"]);
    planned("[casts]", text, &["CREATE CAST", "CREATE VIEW"]);
}

#[test]
fn configurations_are_found_in_strings() {
    let text = r#"
[text_search_configurations.mine]
copy = "simple"

[tables.a]
columns.t = "text"
columns.v = "tsvector generated always as (to_tsvector('mine', t)) stored"

[views.v]
query = "select to_tsvector('public.mine'::regconfig, t) as v from a"
"#;
    let order = ["CREATE TEXT SEARCH CONFIGURATION", "ALTER TEXT SEARCH CONFIGURATION", "CREATE TABLE", "CREATE VIEW"];
    planned("", text, &order);
    let other = text.replace("copy = \"simple\"", "parser = \"other\"\nmappings.word = \"simple\"")
        + "[text_search_parsers.other]\nstart = \"prsd_start\"\ngettoken = \"prsd_nexttoken\"\nend = \"prsd_end\"\nlextypes = \"prsd_lextype\"\n";
    let without =
        |text: &str| text.lines().filter(|line| !line.starts_with("columns.v")).collect::<Vec<_>>().join("\n");
    let order = ["DROP VIEW", "DROP TEXT SEARCH CONFIGURATION", "CREATE TEXT SEARCH CONFIGURATION", "CREATE VIEW"];
    planned(&without(text), &without(&other), &order);
}

#[test]
fn types_that_need_themselves_begin_as_shells() {
    let text = r#"
[functions.code_in]
args = "cstring"
returns = "code"
language = "internal"
body = "textin"

[functions.code_out]
args = "code"
returns = "cstring"
language = "internal"
body = "textout"

[base_types.code]
input = "code_in"
output = "code_out"

[functions.other]
args = "c code"
returns = "integer"
language = "sql"
body = "select 1"

[tables.t]
columns.c = "code"
"#;
    let order = [
        "CREATE TYPE public.code",
        "CREATE OR REPLACE FUNCTION public.code_in",
        "CREATE OR REPLACE FUNCTION public.code_out",
        "CREATE TYPE public.code (",
        "CREATE OR REPLACE FUNCTION public.other",
    ];
    planned("", text, &order);
    planned("", text, &["CREATE TYPE public.code (", "CREATE TABLE"]);
    planned(text, "", &["DROP TABLE", "DROP TYPE public.code CASCADE"]);
}

#[test]
fn classes_of_operators_come_before_indexes_that_do_not_name_them() {
    let text = r#"
[types.code.attributes]
v = "integer"

[functions.code_hash]
args = "a code"
returns = "integer"
language = "sql"
stability = "immutable"
body = "select hashint4(a.v)"

[operator_classes.codes]
using = "hash"
for = "code"
default = true
functions.1 = "code_hash(code)"

[tables.t]
columns.a = "code"
indexes.i = { using = "hash", on = "a" }
"#;
    planned("", text, &["CREATE OPERATOR FAMILY", "CREATE OPERATOR CLASS", "CREATE INDEX"]);
}

#[test]
fn an_old_server_is_not_asked_for_what_it_does_not_know() {
    let new = r#"
[tables.t]
columns.id = "integer primary key"
columns.a = "text"
columns.twice = "integer generated always as (id * 2) virtual"
indexes.t_idx = { on = "a", unique = true, nulls_not_distinct = true }
constraints.positive = "check (id > 0) not enforced"
grants.one = ["maintain"]
grants.all = ["all"]

[views.v]
query = "select id from t"
security_invoker = true
"#;
    let refused = |major: u32| {
        let from = State { version: Some(Version::of_major(major)), ..state("") };
        let Ok(outcome) = compare(from, state(new), &mut Nobody) else { panic!("a template failed") };
        assert!(outcome.statements.is_empty() || outcome.plan.refused.is_empty());
        outcome.plan.refused.into_iter().map(|refused| refused.reason).collect::<Vec<_>>()
    };
    let virtual_column = "column public.t.twice: PostgreSQL 18 was the first to know a virtual generated column, and the server is PostgreSQL 17";
    let enforced = "constraint public.t.positive: PostgreSQL 18 was the first to know NOT ENFORCED, and the server is PostgreSQL 17";
    assert_eq!(refused(17), [virtual_column, enforced]);
    assert_eq!(refused(16).len(), 3, "and MAINTAIN, which `all` does not ask for");
    assert_eq!(refused(14).len(), 5, "and NULLS NOT DISTINCT and security_invoker");
    assert!(refused(18).is_empty());
}
