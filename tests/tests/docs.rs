//! `pgtoml docs` as a person uses it: every link leads somewhere, nothing of a model becomes markup, a second run changes
//! nothing, and no file that somebody else wrote is touched.

mod program;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

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
