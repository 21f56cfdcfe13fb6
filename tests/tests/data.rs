//! Rows of `[data]`, as a person has them: `tests/data/<case>/`, each proven on a real server in both directions.
//!
//! - `before.toml`, `after.toml`: the file, and what becomes of it. Files that they name lie beside them.
//! - `seed.sql`: what an application does between the two; `back.sql`: between the second and the first.
//! - `rows.sql`: queries, each of one column, whose rows are kept in `rows.txt` for each of the three states. `BLESS=1`
//!   writes it.
//!
//! Behind every `apply` a second one has nothing to do.

mod program;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use pgtoml_tests::servers::{Server, TestDb};

/// The program with these words, in a folder; what it says on both streams.
fn pgtoml(folder: &Path, words: &[&str]) -> (bool, String) {
    let mut command = Command::new(program::pgtoml());
    let output = command.args(words).current_dir(folder).output().expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn done(folder: &Path, words: &[&str]) -> String {
    let (success, said) = pgtoml(folder, words);
    assert!(success, "{}: pgtoml {}\n{said}", folder.display(), words.join(" "));
    said
}

/// Makes the database what the file says, and finds nothing left to do. What `apply` said.
fn apply(folder: &Path, file: &str, server: &Server, database: &TestDb) -> String {
    let scratch = server.url_of("postgres", None);
    let here = ["-f", file, "--db", &database.url, "--scratch", &scratch];
    let said = done(folder, &[&["apply", "--yes", "--allow", "all"], &here[..]].concat());
    let again = done(folder, &[&["apply", "--yes"], &here[..]].concat());
    assert!(again.contains("nothing to do"), "{}/{file}: {again}", folder.display());
    said
}

/// The rows that the queries of a case find.
fn rows(sql: &str, database: &TestDb) -> String {
    let mut client = database.connect();
    let mut out = String::new();
    for query in sql.split(';').filter(|query| !query.trim().is_empty()) {
        for message in client.simple_query(query).unwrap_or_else(|error| panic!("{query}: {error}")) {
            if let postgres::SimpleQueryMessage::Row(row) = message {
                let _ = writeln!(out, "{}", row.get(0).unwrap_or("NULL"));
            }
        }
    }
    out
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let wanted = std::env::var("CASE").unwrap_or_default();
    let entries = std::fs::read_dir(&root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.retain(|folder| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&wanted)));
    folders.sort();
    assert!(!folders.is_empty(), "no case begins with `{wanted}`");
    folders
}

#[test]
fn rows_become_what_the_file_says() {
    let Some(server) = Server::get(18) else { return };
    let mut wrong = Vec::new();
    for folder in folders() {
        let database = server.database("data");
        let text = |file: &str| std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        let queries = text("rows.sql");
        assert!(!queries.is_empty(), "{} has no rows.sql", folder.display());
        apply(&folder, "before.toml", server, &database);
        let mut told = format!("before\n{}", rows(&queries, &database));
        database.execute(&text("seed.sql"));
        apply(&folder, "after.toml", server, &database);
        told.push_str(&format!("\nafter\n{}", rows(&queries, &database)));
        database.execute(&text("back.sql"));
        apply(&folder, "before.toml", server, &database);
        told.push_str(&format!("\nback\n{}", rows(&queries, &database)));
        let path = folder.join("rows.txt");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &told).expect("it can be written");
        } else if text("rows.txt") != told {
            wrong.push(format!("{}: found\n{told}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nBLESS=1 writes what came out", wrong.join("\n"));
}

#[test]
fn many_rows_take_few_statements() {
    let Some(server) = Server::get(18) else { return };
    let database = server.database("data");
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("it can be written");
    write(
        "schema.toml",
        "[tables.t]\ncolumns.id = \"integer primary key\"\ncolumns.name = \"text\"\n\n[data.t]\nfile = \"t.csv\"\n",
    );
    let csv = |changed: &str| {
        let rows = (1..=3000).map(|id| format!("{id},{}\n", if id == 2999 { changed } else { "same" }));
        format!("id,name\n{}", rows.collect::<String>())
    };
    write("t.csv", &csv("one"));
    let said = apply(folder.path(), "schema.toml", server, &database);
    assert!(said.contains("insert 3000 rows") && said.contains("and 2980 more rows"), "{said}");
    write("t.csv", &csv("two"));
    let said = apply(folder.path(), "schema.toml", server, &database);
    assert!(said.contains("~ t: 2999: name one → two") && said.contains("update 1 row\n"), "{said}");
    assert_eq!(rows("select count(*) from t where name = 'two'", &database), "1\n");

    // Rows that change alike change together, 500 in a statement; one by one where they must differ from each other.
    let all = (1..=3000).map(|id| format!("{id},name of {id}\n"));
    write("t.csv", &format!("id,name\n{}", all.collect::<String>()));
    let said = apply(folder.path(), "schema.toml", server, &database);
    assert!(said.contains("~ t: 1: name same → name of 1") && said.contains("update 3000 rows\n"), "{said}");
    assert!(said.contains("applied: 6 statements"), "{said}");
    assert_eq!(rows("select count(*) from t where name = 'name of ' || id", &database), "3000\n");
    write(
        "schema.toml",
        "[tables.t]\ncolumns.id = \"integer primary key\"\ncolumns.name = \"text unique\"\n\n[data.t]\nrows = [{ id = 1, name = \"name of 2\" }, { id = 2, name = \"two\" }, { id = 3, name = \"three\" }]\n",
    );
    database.execute("update t set name = 'x' where id = 2");
    let said = apply(folder.path(), "schema.toml", server, &database);
    assert!(said.contains("update 3 rows\n"), "{said}");
    assert_eq!(rows("select name from t where id < 4 order by id", &database), "name of 2\ntwo\nthree\n");
}

#[test]
fn rows_that_are_hidden_are_not_taken_for_missing() {
    let Some(server) = Server::get(18) else { return };
    let database = server.database("data");
    let role = pgtoml_tests::servers::unique("data_reader");
    server.execute(&format!("create role {role} login"));
    let folder = tempfile::tempdir().expect("a folder");
    let schema = "[tables.t]\ncolumns.id = \"integer primary key\"\npolicies.none = { using = \"false\" }\n\n[data.t]\nrows = [{ id = 1 }]\n";
    std::fs::write(folder.path().join("schema.toml"), schema).expect("it can be written");
    apply(folder.path(), "schema.toml", server, &database);
    database.execute(&format!("grant select on t to {role}"));
    let url = server.url_of(&database.name, Some(&role));
    let (success, said) = pgtoml(folder.path(), &["plan", "--db", &url, "--scratch", &server.url_of("postgres", None)]);
    assert!(!success && said.contains("row-level security"), "{said}");
    server.drop_role(&role, &[&database]);
}
