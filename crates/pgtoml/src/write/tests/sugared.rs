//! Sugar stays in a file where it still stands for what is there, and gives way where it does not.

use super::merging::merged_model;
use super::*;
use crate::kind::{Body, Tag};
use crate::model::{Id, Object};

const FILE: &str = r#"# Who sees what.
[tenancy.tenant]
column = "tenant_id bigint"
setting = "app.tenant_id"
tables = "auto"  # all of them
functions = { set = "set_tenant", get = "current_tenant" }

# What is sold.
[tables.orders]
columns.id = "bigint primary key"
columns.tenant_id = "bigint"

[tables.lines]
columns.id = "bigint primary key"
columns.tenant_id = "bigint"
"#;

fn table(name: &str) -> Id {
    Id::of_schema(Tag::Table, "public", name)
}

fn policy(wanted: &mut Model, table: &Id) -> Option<Object> {
    wanted.objects.remove(&table.child(Tag::Policy, "tenant"))
}

#[test]
fn what_still_holds_changes_no_byte() {
    assert_eq!(merged_model(FILE, &model(FILE)), FILE);
}

#[test]
fn what_is_otherwise_is_said_as_a_whole() {
    let mut wanted = model(FILE);
    let id = table("orders").child(Tag::Policy, "tenant");
    if let Some(Body::Policy(policy)) = wanted.objects.get_mut(&id).map(|object| &mut object.body) {
        policy.using = Some("tenant_id = 7".into());
    }
    let result = merged_model(FILE, &wanted);
    assert!(
        result.starts_with("# Who sees what.\n[tenancy.tenant]\n") && result.contains("# What is sold."),
        "{result}"
    );
    assert!(result.contains("[tables.orders.policies.tenant]\nusing = \"tenant_id = 7\"\nwith_check ="), "{result}");
    assert!(result.matches("policies").count() == 1, "{result}");
}

#[test]
fn a_table_for_which_it_says_too_much_is_left_out() {
    let mut wanted = model(FILE);
    policy(&mut wanted, &table("lines"));
    let result = merged_model(FILE, &wanted);
    assert!(result.contains("except = [\"lines\"]") && result.contains("tables = \"auto\"  # all of them"), "{result}");
    // What it made of the table besides is said there.
    assert!(result.contains("force_row_level_security = true"), "{result}");
    // A column that may be null is no column of the tenancy either.
    let mut wanted = model(FILE);
    let column = table("orders").child(Tag::Column, "tenant_id");
    if let Some(Body::Column(column)) = wanted.objects.get_mut(&column).map(|object| &mut object.body) {
        column.not_null = false;
    }
    let result = merged_model(FILE, &wanted);
    assert!(result.contains("except = [\"orders\"]"), "{result}");
}

#[test]
fn a_function_that_is_not_there_is_not_named() {
    let mut wanted = model(FILE);
    wanted.objects.retain(|id, _| id.name.as_str() != "set_tenant");
    let result = merged_model(FILE, &wanted);
    assert_eq!(result, FILE.replace(" set = \"set_tenant\",", ""));
}

#[test]
fn sugar_that_makes_something_else_that_is_not_there_goes() {
    let file = FILE.replace("functions = {", "bypass = \"app.bypass\"\nfunctions = {");
    let mut wanted = model(&file);
    wanted.objects.retain(|id, _| id.name.as_str() != "tenant_is_bypass");
    for table in [table("orders"), table("lines")] {
        wanted.objects.remove(&table.child(Tag::Policy, "tenant_bypass"));
    }
    let result = merged_model(&file, &wanted);
    assert!(!result.contains("[tenancy") && result.contains("[functions.current_tenant]"), "{result}");
}

const WORDS: &str = r#"[mixins.stamped]
columns.made_at = "timestamptz not null default now()"
columns.note = "text"

# Kept for ever.
[tables.entry]
use = ["stamped"]  # all of it
columns.id = "bigint primary key"
immutable = true

[tables.page]
columns.id = "bigint primary key"
soft_delete = { keep = "7 days" }
"#;

#[test]
fn words_and_mixins_that_still_hold_change_no_byte() {
    assert_eq!(merged_model(WORDS, &model(WORDS)), WORDS);
}

#[test]
fn an_object_that_a_word_makes_and_is_not_there_is_left_out() {
    let mut wanted = model(WORDS);
    wanted.objects.remove(&table("entry").child(Tag::Trigger, "immutable_truncate"));
    let result = merged_model(WORDS, &wanted);
    assert_eq!(result, WORDS.replace("immutable = true", "immutable = { except = [\"immutable_truncate\"] }"));
    let mut wanted = model(WORDS);
    wanted.objects.remove(&table("page").child(Tag::Index, "page_live_idx"));
    let result = merged_model(WORDS, &wanted);
    assert!(result.contains("keep = \"7 days\"") && result.contains("except = [\"page_live_idx\"]"), "{result}");
}

#[test]
fn a_word_of_which_nothing_is_there_goes() {
    let mut wanted = model(WORDS);
    wanted.objects.retain(|id, _| id.tag != Tag::Trigger && id.name.as_str() != "refuse_change");
    let result = merged_model(WORDS, &wanted);
    assert_eq!(result, WORDS.replace("immutable = true\n", ""));
}

#[test]
fn what_a_word_makes_and_is_otherwise_is_said() {
    let mut wanted = model(WORDS);
    let id = wanted.objects.keys().find(|id| id.name.as_str() == "purge_page").cloned();
    let function = id.and_then(|id| wanted.objects.get_mut(&id)).map(|object| &mut object.body);
    if let Some(Body::Function(function)) = function {
        function.body = Some("select 7".into());
    }
    let result = merged_model(WORDS, &wanted);
    assert!(result.contains("[functions.purge_page]") && result.contains("soft_delete = {"), "{result}");
}

#[test]
fn a_column_that_a_mixin_gives_and_is_not_there_is_left_out_of_its_use() {
    let mut wanted = model(WORDS);
    wanted.objects.remove(&table("entry").child(Tag::Column, "note"));
    let result = merged_model(WORDS, &wanted);
    assert!(result.contains("use = [{ mixin = \"stamped\", except = [\"note\"] }]  # all of it"), "{result}");
    // One that is otherwise is the table's own.
    let mut wanted = model(WORDS);
    let column = table("entry").child(Tag::Column, "note");
    if let Some(Body::Column(column)) = wanted.objects.get_mut(&column).map(|object| &mut object.body) {
        column.not_null = true;
    }
    let result = merged_model(WORDS, &wanted);
    assert!(result.contains("columns.note = \"text not null\"") && result.contains("use = [\"stamped\"]"), "{result}");
}
