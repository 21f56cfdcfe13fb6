//! Reading of rows that no server at hand can make.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::{Catalog, Live, Topic};
use crate::compare::{Nobody, State, compare};
use crate::diagnostic::SourceFile;
use crate::kind::{Tag, Version};
use crate::model::Id;

fn row(columns: &[(&str, &str)]) -> BTreeMap<String, String> {
    columns.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A table with a labelled column, in a labelled database.
fn live() -> Live {
    let mut catalog = Catalog::new(Version::NEWEST);
    let body = r#"{"column_order" : ["email"]}"#;
    let database = [("oid", "5"), ("name", "shop"), ("body", "{}")];
    let schema = [("oid", "2200"), ("name", "public"), ("acl", "=U/postgres"), ("body", "{}")];
    let table = [("oid", "17000"), ("schema", "public"), ("name", "t"), ("owner", "me"), ("body", body)];
    let column = [
        ("oid", "17000"),
        ("sub", "1"),
        ("schema", "public"),
        ("parent_kind", "table"),
        ("parent", "t"),
        ("name", "email"),
        ("body", r#"{"type" : "text"}"#),
    ];
    for (tag, columns) in [
        (Tag::Database, &database[..]),
        (Tag::Schema, &schema[..]),
        (Tag::Table, &table[..]),
        (Tag::Column, &column[..]),
    ] {
        catalog.row(Topic::Objects(tag), &row(columns)).expect("a row");
    }
    for (class, oid, sub, label) in [
        ("pg_class", "17000", "1", "MASKED WITH VALUE 'x'"),
        ("pg_database", "5", "0", "it's"),
        ("pg_class", "1", "0", "gone"),
    ] {
        let columns = [("class", class), ("oid", oid), ("sub", sub), ("provider", "anon"), ("body", label)];
        catalog.row(Topic::Labels, &row(&columns)).expect("a row");
    }
    catalog.finish()
}

#[test]
fn security_labels_are_read_with_their_objects() {
    let live = live();
    let column = Id::of_schema(Tag::Table, "public", "t").child(Tag::Column, "email");
    let labels = |id: &Id| live.model.get(id).map(|object| object.meta.security_labels.clone());
    let label = |text: &str| Some([(SmolStr::new("anon"), SmolStr::new(text))].into());
    assert_eq!(labels(&column), label("MASKED WITH VALUE 'x'"));
    assert_eq!(labels(&Id::global(Tag::Database, "")), label("it's"));
}

#[test]
fn security_labels_are_set_changed_and_removed() {
    let text = r#"
[database]
security_labels.selinux = "new"

[tables.t]
security_labels.anon = "TABLESAMPLE"
columns.email = { type = "text", security_labels = { anon = "MASKED WITH VALUE ''" } }
"#;
    let files = vec![SourceFile { name: String::new(), text: text.to_owned() }];
    let loaded = crate::read::read(files, &|_| Err(String::new()));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let from = State { model: live().model, version: Some(Version::NEWEST), ..State::default() };
    let to = State { model: loaded.model, scope: Some(loaded.scope), ..State::default() };
    let outcome = compare(from, to, &mut Nobody).expect("a plan");
    let sql: Vec<&str> = outcome.statements.iter().map(|statement| statement.sql.as_str()).collect();
    assert_eq!(
        sql,
        [
            "SECURITY LABEL FOR selinux ON DATABASE shop IS 'new'",
            "SECURITY LABEL FOR anon ON DATABASE shop IS NULL",
            "SECURITY LABEL FOR anon ON TABLE public.t IS 'TABLESAMPLE'",
            "SECURITY LABEL FOR anon ON COLUMN public.t.email IS 'MASKED WITH VALUE '''''",
        ]
    );
}

#[test]
fn a_database_that_says_nothing_of_itself_is_no_object() {
    let mut catalog = Catalog::new(Version::NEWEST);
    let columns = [("oid", "5"), ("name", "shop"), ("body", r#"{"set" : {}, "connection_limit" : null}"#)];
    catalog.row(Topic::Objects(Tag::Database), &row(&columns)).expect("a row");
    let live = catalog.finish();
    assert!(live.model.objects.is_empty(), "{:?}", live.model);
    assert_eq!(live.model.database.0, Some("shop".into()));
}
