//! A second import changes what differs, and nothing else.

use super::*;
use crate::kind::{Body, Tag};
use crate::model::Id;

/// Merges the model of `wanted` into `existing`; the result reads as that model.
fn merged(existing: &str, wanted: &str) -> String {
    merged_model(existing, &model(wanted))
}

pub(super) fn merged_model(existing: &str, wanted: &Model) -> String {
    let loaded = read(existing);
    let result = merge(existing, &loaded, wanted);
    let again = read(&result);
    same(wanted, &again.model, &result);
    assert!(!again.has_errors(), "{:?}\n{result}", again.diagnostics);
    assert_eq!(merge(&result, &again, wanted), result, "not stable");
    result
}

/// How many steps a merge takes; more than `STEPS` write objects anew.
pub(super) fn steps(existing: &str, wanted: &Model) -> usize {
    let files = vec![SourceFile { name: String::new(), text: existing.into() }];
    merge::merge_texts(files, &read(existing), wanted).1
}

#[test]
fn the_same_model_changes_no_byte() {
    for text in examples::EXAMPLES {
        assert_eq!(merged(text, text), *text);
        // Nor do other words for the same.
        let other = toml(&model(text), &Options::default());
        assert_eq!(merged(text, &other), *text);
    }
}

#[test]
fn any_model_goes_into_any_file() {
    for existing in examples::EXAMPLES {
        for wanted in examples::EXAMPLES {
            merged(existing, wanted);
        }
    }
}

const FILE: &str = r#"# The shop.
[project]
name = "shop"   # a name

# States of an order.
[enums]
state = ["open", "closed"]  # in this order
kind = ["a"]

[mixins.timestamps]
columns.created_at = "timestamptz not null default now()"

# People who buy.
[tables.customers]
comment = "Buyers"
use = ["timestamps"]
# The key.
columns.id   = "bigserial primary key"
columns.email = { type = "text", not_null = true, comment = "where to write" }   # one each
columns.name = "TEXT"
checks.email_check = "email <> ''"   # not empty
grants = { app = ["select"] }

[tables.orders]
columns.id = "uuid primary key"
columns.customer = "bigint references customers"
columns.state = "state not null"

# Who sees what.
[tables.orders.policies.own]
for = "select"
# The rule.
using = "customer = 1"

[functions.touch]
language = "plpgsql"
returns = "trigger"
body = '''
begin return new; end
'''
"#;

/// The file with one piece replaced, as a person would have edited it.
fn edited(from: &str, to: &str) -> String {
    assert!(FILE.contains(from), "{from}");
    FILE.replacen(from, to, 1)
}

#[test]
fn only_what_differs_is_touched() {
    let mut checked = 0;
    for (from, to) in [
        ("columns.name = \"TEXT\"", "columns.name = \"text not null\""),
        ("[\"open\", \"closed\"]", "[\"open\", \"paid\", \"closed\"]"),
        ("kind = [\"a\"]\n", ""),
        ("kind = [\"a\"]\n", "kind = [\"a\"]\nlevel = [\"low\", \"high\"]\n"),
        ("comment = \"Buyers\"\n", ""),
        ("comment = \"Buyers\"", "comment = \"Those who buy\""),
        ("columns.name = \"TEXT\"\n", "columns.name = \"TEXT\"\ncolumns.age = \"integer\"\n"),
        ("columns.name = \"TEXT\"\n", ""),
        ("email <> ''", "email <> '-'"),
        ("checks.email_check = \"email <> ''\"   # not empty\n", ""),
        ("using = \"customer = 1\"", "using = \"customer = 2\""),
        ("using = \"customer = 1\"\n", "using = \"customer = 1\"\nwith_check = \"true\"\n"),
        ("references customers", "references customers on delete cascade"),
        ("[\"select\"]", "[\"insert\", \"select\"]"),
        ("begin return new; end", "begin return null; end"),
        (
            "columns.state = \"state not null\"\n",
            "columns.state = \"state not null\"\nindexes.orders_state_idx = \"state\"\n",
        ),
        // A comment belongs to what it stands above.
        ("# The key.\ncolumns.id   = \"bigserial primary key\"\n", ""),
        (
            "# Who sees what.\n[tables.orders.policies.own]\nfor = \"select\"\n# The rule.\nusing = \"customer = 1\"\n\n",
            "",
        ),
        ("[functions.touch]", "[views]\nv = \"select 1 as one\"\n\n[functions.touch]"),
    ] {
        let wanted = edited(from, to);
        if read(&wanted).has_errors() {
            // Only the model of it counts: other references would not hold.
            continue;
        }
        let mut target = model(&wanted);
        if !wanted.contains("policies") {
            // Policies switch row-level security on; without them it is off, as in a database.
            if let Some(Body::Table(table)) =
                target.objects.get_mut(&Id::of_schema(Tag::Table, "public", "orders")).map(|object| &mut object.body)
            {
                table.row_level_security = false;
            }
        }
        assert_eq!(merged_model(FILE, &target), wanted, "{from} to {to}");
        assert_eq!(steps(FILE, &target), 1);
        checked += 1;
    }
    assert!(checked > 16, "{checked}");
}

#[test]
fn long_forms_stay_long() {
    let result = merged(
        FILE,
        &edited("not_null = true, comment = \"where to write\"", "not_null = false, comment = \"a mail\""),
    );
    assert!(result.contains("columns.email = { type = \"text\", comment = \"a mail\" }   # one each\n"), "{result}");
}

#[test]
fn sugar_stays_where_it_still_holds() {
    let result = merged(FILE, &edited("comment = \"Buyers\"", "comment = \"x\""));
    assert!(result.contains("use = [\"timestamps\"]"), "{result}");
    // A later explicit key wins over the mixin.
    let wanted = edited("columns.name = \"TEXT\"\n", "columns.name = \"TEXT\"\ncolumns.created_at = \"timestamptz\"\n");
    assert_eq!(merged(FILE, &wanted), wanted);
    // What the mixin must not bring is said where it is used.
    let wanted = edited("use = [\"timestamps\"]\n", "");
    let result = merged(FILE, &wanted);
    let except = "use = [{ mixin = \"timestamps\", except = [\"created_at\"] }]";
    assert!(result.contains(except) && result.contains("# States of an order."), "{result}");
}

#[test]
fn names_from_a_database_replace_chosen_ones() {
    let existing =
        "[tables.a]\n# the key\ncolumns.id = \"integer primary key\"\ncolumns.b = \"text unique\" # one each\n";
    let wanted = "[tables.a]\n# the key\ncolumns.id = \"integer primary key\"\ncolumns.b = \"text\" # one each\nconstraints.b_once = \"unique (b)\"\n";
    assert_eq!(merged(existing, wanted), wanted);
    let existing = "[tables.a]\ncolumns.id = \"integer constraint a_key primary key\"\n";
    let wanted = "[tables.a]\ncolumns.id = \"bigint\"\nconstraints.a_key = \"primary key (id)\"\n";
    let wanted = merged(existing, wanted);
    assert!(wanted.contains("columns.id = \"bigint"), "{wanted}");
}

#[test]
fn serial_columns_partitions_and_schemas() {
    for (existing, wanted) in [
        // A sequence of a serial column that is no longer usual.
        (
            "[tables.a]\ncolumns.id = \"serial\" # number\n",
            "[tables.a]\ncolumns.id = \"serial\" # number\n[sequences.a_id_seq]\ntype = \"integer\"\ncache = 5\nowned_by = { table = \"a\", column = \"id\" }\n",
        ),
        ("[tables.a]\ncolumns.id = \"serial\"\n", "[tables.a]\ncolumns.id = \"bigserial\"\n"),
        ("[tables.a]\ncolumns.id = \"serial\"\n", "[tables.a]\ncolumns.id = \"integer\"\n"),
        (
            "[tables.e]\npartition = \"range (a)\"\ncolumns.a = \"integer\"\n[tables.e.partitions]\n# first\ne1 = \"for values from (1) to (2)\"\n",
            "[tables.e]\npartition = \"range (a)\"\ncolumns.a = \"integer\"\n[tables.e.partitions]\n# first\ne1 = \"for values from (1) to (2)\"\ne2 = \"default\"\n",
        ),
        (
            "[tables.e]\npartition = \"range (a)\"\ncolumns.a = \"integer\"\n[tables.e1]\npartition_of = \"e\"\nbound = \"default\"\n",
            "[tables.e]\npartition = \"range (a)\"\ncolumns.a = \"integer\"\n[tables.e1]\ncomment = \"x\"\npartition_of = \"e\"\nbound = \"default\"\n",
        ),
        (
            "[schemas.a]\n[schemas.b.enums]\nx = [\"a\"]\n",
            "[schemas.a.enums]\ny = [\"b\"]\n[schemas.b.enums]\nx = [\"a\"]\nz = [\"c\"]\n",
        ),
        ("[project]\nschemas = [\"public\", \"a\"] # ours\n", "[project]\nschemas = [\"public\"] # ours\n"),
        (
            "[schemas.a]\ncomment = \"x\"\n\n[schemas.a.tables.t]\ncolumns.a = \"integer\"\n",
            "[tables.t]\ncolumns.a = \"integer\"\n",
        ),
        ("enums = { a = [\"x\"], b = [\"y\"] }\n[project]\nname = \"p\"\n", "[enums]\na = [\"x\", \"z\"]\n"),
        (
            "[functions.f]\nargs = \"a integer\"\nreturns = \"integer\"\nlanguage = \"sql\"\nbody = \"select a\"\n",
            "[functions.\"f(integer)\"]\nargs = \"a integer\"\nreturns = \"integer\"\nlanguage = \"sql\"\nbody = \"select a\"\n[functions.\"f(text)\"]\nargs = \"a text\"\nreturns = \"text\"\nlanguage = \"sql\"\nbody = \"select a\"\n",
        ),
        (
            "[[default_privileges]]\nowner = \"a\" # who\non = \"tables\"\ngrants.b = [\"select\"]\n\n# second\n[[default_privileges]]\nowner = \"b\"\non = \"types\"\ngrants.b = [\"usage\"]\n",
            "[[default_privileges]]\nowner = \"b\"\non = \"types\"\ngrants.b = [\"usage\"]\n[[default_privileges]]\nowner = \"c\"\non = \"types\"\ngrants.b = [\"usage\"]\n",
        ),
        (
            "default_privileges = [{ owner = \"a\", on = \"tables\", grants = { b = [\"select\"] } }]\n",
            "[[default_privileges]]\nowner = \"b\"\non = \"types\"\ngrants.b = [\"usage\"]\n",
        ),
        (
            "[tables]\na.columns.id = \"integer\"\nb.columns.id = \"integer\"\n",
            "[tables.a]\ncolumns.id = \"bigint\"\npolicies.p = { using = \"a long text that does not fit on the line\", with_check = \"another long text that does not fit\" }\n[tables.b]\ncolumns.id = \"integer\"\n[tables.c]\n",
        ),
        (
            "[views]\nv = \"select 1 as a\"\nw = \"select 2 as a\"\n",
            "[views.v]\nquery = '''\nselect 1\n  as a'''\n[views]\nw = \"select 2 as a\"\n",
        ),
    ] {
        merged(existing, wanted);
        merged(wanted, existing);
        println!("{} {} steps for\n{existing}", steps(existing, &model(wanted)), steps(wanted, &model(existing)));
    }
}

#[test]
fn what_is_no_toml_is_left_alone() {
    let text = "[tables.a\n";
    assert_eq!(merge(text, &read(text), &Model::default()), text);
}

#[test]
fn bodies_in_files_stay_there() {
    let text = "[functions.f]\nreturns = \"integer\"\nlanguage = \"sql\"\nbody_file = \"f.sql\"\n\n[functions.g]\nreturns = \"integer\"\nlanguage = \"sql\"\nbody = \"select 2\"\n";
    let files = vec![SourceFile { name: "schema.toml".into(), text: text.into() }];
    let open = |path: &str| if path == "f.sql" { Ok("select 1\n".to_owned()) } else { Err(String::new()) };
    let loaded = crate::read::read(files, &open);
    let mut wanted = loaded.model.clone();
    assert_eq!(merge(text, &loaded, &wanted), text);
    let change = |model: &mut Model, name: &str, body: &str| {
        for (id, object) in &mut model.objects {
            if let (true, Body::Function(function)) = (id.name.as_str() == name, &mut object.body) {
                function.body = Some(body.into());
            }
        }
    };
    change(&mut wanted, "g", "select 3");
    assert_eq!(merge(text, &loaded, &wanted), text.replace("select 2", "select 3"));
    change(&mut wanted, "f", "select 4");
    let result = merge(text, &loaded, &wanted);
    assert_eq!(result, text.replace("select 2", "select 3").replace("body_file = \"f.sql\"", "body = \"select 4\""));
}

#[test]
fn new_objects_go_where_their_kind_lives() {
    let files = vec![
        SourceFile {
            name: "schema.toml".into(),
            text: "include = [\"enums.toml\"]\n[project]\nname = \"x\"\n[tables.a]\ncolumns.id = \"integer\"\n".into(),
        },
        SourceFile { name: "enums.toml".into(), text: "# all of them\n[enums]\na_kind = [\"x\"]\n".into() },
    ];
    let loaded = crate::read::read(files, &|_| Err(String::new()));
    let wanted =
        model("[enums]\na_kind = [\"x\"]\nb_kind = [\"y\"]\n[tables.a]\ncolumns.id = \"bigint\"\n[tables.b]\n");
    let texts = merge_files(&loaded, &wanted);
    assert_eq!(
        texts,
        [
            "include = [\"enums.toml\"]\n[project]\nname = \"x\"\n[tables.a]\ncolumns.id = \"bigint\"\n\n[tables.b]\n",
            "# all of them\n[enums]\na_kind = [\"x\"]\nb_kind = [\"y\"]\n",
        ]
    );
}
