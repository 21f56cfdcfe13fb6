//! `pgtoml docs` as a person uses it: every link leads somewhere, nothing of a model becomes markup, a second run changes
//! nothing, and no file that somebody else wrote is touched.

mod program;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use pgtoml_tests::servers::Server;

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(program::pgtoml);

/// Names and texts that want to be markup, paths, scripts.
const HOSTILE: &str = r##"
[project]
name = "<script>alert(1)</script> & \"co\""

[enums]
"Kind | of ]" = ["a`b", "<b>", "x'y"]

[tables."../../etc/passwd"]
comment = "# not a heading\n</td><script>alert(2)</script> | [x](javascript:alert(3)) `code`"
columns.id = "bigint primary key"
columns."<img src=x onerror=alert(4)>" = { type = "text", comment = "a | b\n- c" }
columns.kind = '"Kind | of ]"'

[tables.Users]
columns.id = "bigint primary key"
columns.other = 'bigint references "../../etc/passwd"'

[tables.users]
columns.id = "bigint primary key"
columns.me = "bigint references users"

[schemas."ظ✓ 😀"]

[schemas."ظ✓ 😀".tables."con."]
columns."```" = "text default '```\n</script>'"

[functions."f|g"]
args = "a text"
returns = "text"
language = "sql"
body = '''
select a || '</pre><script>alert(5)</script>' -- a comment & more
'''
"##;

fn pgtoml(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(&*PROGRAM).args(words).current_dir(folder).output().expect("the program runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn done(folder: &Path, words: &[&str]) -> String {
    let (code, said) = pgtoml(folder, words);
    assert_eq!(code, Some(0), "pgtoml {}\n{said}", words.join(" "));
    said
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder").flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                found.insert(entry.path());
            }
        }
    }
    found
}

/// The targets of links of a text: what stands between `open` and `close`.
fn targets<'a>(text: &'a str, open: &str, close: char) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

/// Every link of every page leads to a file that is there.
fn links(folder: &Path) {
    let all = files(folder);
    let folded: BTreeSet<String> = all.iter().map(|path| path.to_string_lossy().to_lowercase()).collect();
    assert_eq!(folded.len(), all.len(), "two files differ in case alone");
    for path in &all {
        let text = std::fs::read_to_string(path).expect("a text");
        let found = match path.extension().and_then(|end| end.to_str()) {
            Some("md") => targets(&text, "](", ')'),
            Some("html") => [targets(&text, "href=\"", '"'), targets(&text, "src=\"", '"')].concat(),
            _ => Vec::new(),
        };
        for target in found.into_iter().filter(|target| !target.starts_with('#') && !target.starts_with("javascript:"))
        {
            let home = path.parent().expect("a folder");
            assert!(home.join(target).exists(), "{}: {target} leads nowhere", path.display());
        }
    }
}

#[test]
fn starters_are_documented() {
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/starters");
    let home = tempfile::tempdir().expect("a folder");
    for entry in std::fs::read_dir(&templates).expect("starters").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let out = home.path().join(&name);
        let place = out.to_str().expect("a path");
        done(&entry.path(), &["docs", "-o", place]);
        links(&out);
        let again = done(&entry.path(), &["docs", "-o", place]);
        assert!(again.contains(", 0 changed"), "{again}");
        done(&entry.path(), &["docs", "-o", place, "--check"]);
    }
}

#[test]
fn what_people_write_is_text() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("schema.toml"), HOSTILE).expect("a file");
    done(home.path(), &["docs", "-o", "out"]);
    let out = home.path().join("out");
    links(&out);
    for path in files(&out) {
        let text = std::fs::read_to_string(&path).expect("a text");
        match path.extension().and_then(|end| end.to_str()) {
            Some("html") => {
                let scripts = text.matches("<script").count();
                let own = text.matches("<script src=\"").count();
                assert_eq!(scripts, own, "{}: a script of somebody else's", path.display());
                assert!(!text.contains("<img") && !text.contains("onerror=alert(4)>"), "{}", path.display());
            }
            Some("md") => {
                // Inside fences and code anything may stand; elsewhere no tag does.
                let mut fence: Option<String> = None;
                for line in text.lines() {
                    let ticks: String = line.chars().take_while(|c| *c == '`').collect();
                    match &fence {
                        Some(open) if line == open => fence = None,
                        Some(_) => {}
                        None if ticks.len() >= 3 => fence = Some(ticks),
                        None => {
                            let outside: String = line.split('`').step_by(2).collect();
                            assert!(!outside.contains("<script"), "{}: {line}", path.display());
                        }
                    }
                }
                assert!(fence.is_none(), "{}: a fence is open", path.display());
            }
            Some("js") => assert!(!text.contains("</script"), "{}", path.display()),
            _ => {}
        }
    }
}

#[test]
fn only_own_files_are_touched() {
    let home = tempfile::tempdir().expect("a folder");
    let schema = home.path().join("schema.toml");
    let text = "[tables.a]\ncolumns.id = \"int primary key\"\n[tables.b]\ncolumns.id = \"int primary key\"\n";
    std::fs::write(&schema, text).expect("a file");
    let out = home.path().join("out");
    std::fs::create_dir(&out).expect("a folder");
    std::fs::write(out.join("index.md"), "mine").expect("a file");
    let (code, said) = pgtoml(home.path(), &["docs", "-o", "out"]);
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("pgtoml did not write it"), "{said}");
    assert_eq!(std::fs::read_to_string(out.join("index.md")).expect("a text"), "mine");
    assert_eq!(files(&out).len(), 1, "nothing else is written either");

    std::fs::remove_file(out.join("index.md")).expect("gone");
    done(home.path(), &["docs", "-o", "out"]);
    std::fs::write(out.join("notes.md"), "mine").expect("a file");
    // One page was edited, one not; both objects go.
    std::fs::write(out.join("tables/a.md"), "edited").expect("a file");
    std::fs::write(&schema, "[tables.c]\ncolumns.id = \"int primary key\"\n").expect("a file");
    let (code, said) = pgtoml(home.path(), &["docs", "-o", "out", "--check"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("not up to date"), "{said}");
    let said = done(home.path(), &["docs", "-o", "out"]);
    assert!(said.contains("tables/a.md"), "what stays is named: {said}");
    assert!(out.join("tables/a.md").exists() && !out.join("tables/b.md").exists() && out.join("tables/c.md").exists());
    assert_eq!(std::fs::read_to_string(out.join("notes.md")).expect("a text"), "mine");
    done(home.path(), &["docs", "-o", "out", "--check"]);
}

#[test]
fn templates_of_a_person_take_the_place_of_ours() {
    let home = tempfile::tempdir().expect("a folder");
    let text = "[docs]\ntemplates = \"pages\"\n[tables.a]\ncolumns.id = \"int primary key\"\n";
    std::fs::write(home.path().join("schema.toml"), text).expect("a file");
    let (code, said) = pgtoml(home.path(), &["docs", "-o", "out"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("templates are called page.md"), "{said}");
    std::fs::create_dir(home.path().join("pages")).expect("a folder");
    std::fs::write(home.path().join("pages/page.md"), "* {{ page.title }} *\n").expect("a file");
    done(home.path(), &["docs", "-o", "out"]);
    assert_eq!(std::fs::read_to_string(home.path().join("out/tables/a.md")).expect("a text"), "* a *\n");
    std::fs::write(home.path().join("pages/page.md"), "{{ page.nothing }}\n").expect("a file");
    let (code, said) = pgtoml(home.path(), &["docs", "-o", "out"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("undefined") && said.contains("page.md"), "{said}");
    assert_eq!(std::fs::read_to_string(home.path().join("out/tables/a.md")).expect("a text"), "* a *\n");
}

#[test]
fn what_cannot_be_written_leaves_the_old_output_whole() {
    let home = tempfile::tempdir().expect("a folder");
    let schema = home.path().join("schema.toml");
    std::fs::write(&schema, "[tables.a]\ncolumns.id = \"int primary key\"\n").expect("a file");
    done(home.path(), &["docs", "-o", "out"]);
    let out = home.path().join("out");
    let before: Vec<(PathBuf, Vec<u8>)> =
        files(&out).into_iter().map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect();
    // A page of a new table, and of a view, for whose folder there is no room.
    std::fs::write(out.join("views"), "mine").expect("a file");
    let more = "[tables.a]\ncolumns.id = \"bigint primary key\"\n[views.v]\nquery = \"select id from a\"\n";
    std::fs::write(&schema, more).expect("a file");
    let (code, said) = pgtoml(home.path(), &["docs", "-o", "out"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("views/v.md cannot be written"), "{said}");
    assert_eq!(std::fs::read_to_string(out.join("views")).expect("a text"), "mine");
    std::fs::remove_file(out.join("views")).expect("gone");
    let after: Vec<(PathBuf, Vec<u8>)> =
        files(&out).into_iter().map(|path| (path.clone(), std::fs::read(path).expect("a file"))).collect();
    assert!(before == after, "something was written, or a temporary file is left");
    done(home.path(), &["docs", "-o", "out"]);
}

#[test]
fn a_server_that_does_not_answer_leaves_the_old_output_whole() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("schema.toml"), "[tables.a]\ncolumns.id = \"int primary key\"\n").expect("a file");
    done(home.path(), &["docs", "-o", "out"]);
    let page = std::fs::read(home.path().join("out/tables/a.md")).expect("a page");
    // Nobody listens on port 1.
    let (code, said) = pgtoml(home.path(), &["docs", "postgres://127.0.0.1:1/none", "-o", "out"]);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(std::fs::read(home.path().join("out/tables/a.md")).expect("a page"), page);
    done(home.path(), &["docs", "-o", "out", "--check"]);
}

#[test]
fn rows_and_sizes_are_said_when_asked() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("schema.toml"), "[tables.a]\ncolumns.id = \"int primary key\"\n").expect("a file");
    let (code, said) = pgtoml(home.path(), &["docs", "-o", "out", "--statistics"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("only a database knows"), "{said}");
    let Some(server) = Server::get(18) else { return };
    let database = server.database("docs_statistics");
    let mut client = database.connect();
    client
        .batch_execute(
            "CREATE TABLE a (id int PRIMARY KEY); INSERT INTO a SELECT generate_series(1, 1234);
             CREATE TABLE never (id int);
             CREATE TABLE parts (k int) PARTITION BY RANGE (k);
             CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (1000);
             CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (1000) TO (9000);
             INSERT INTO parts SELECT generate_series(0, 1999);
             ANALYZE a, parts;",
        )
        .expect("tables");
    drop(client);
    done(home.path(), &["docs", &database.url, "-o", "plain"]);
    let plain = std::fs::read_to_string(home.path().join("plain/tables/a.md")).expect("a page");
    assert!(!plain.contains("Rows"), "nobody asked: {plain}");
    done(home.path(), &["docs", &database.url, "-o", "known", "--statistics"]);
    let page = |name: &str| {
        let text = std::fs::read_to_string(home.path().join("known").join(name)).expect("a page");
        text.replace('\u{a0}', " ")
    };
    assert!(page("tables/a.md").contains("Rows, about: 1 234\n"), "{}", page("tables/a.md"));
    assert!(page("tables/never.md").contains("Rows, about: not known\n"), "{}", page("tables/never.md"));
    // The sum of both partitions.
    assert!(page("tables/parts.md").contains("Rows, about: 2 000\n"), "{}", page("tables/parts.md"));
    assert!(page("statistics.md").contains("Tables by size"), "{}", page("statistics.md"));
    links(&home.path().join("known"));
}
