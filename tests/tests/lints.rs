//! The rules of `lint`: `tests/lints/RULE/` has a file in which the rule finds something (`bad.toml`), one in which it
//! does not (`good.toml`), and what it says (`bad.txt`, which `BLESS=1` writes). The examples of its documentation are
//! tried too, and `docs/lints.md` is made of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pgtoml::diagnostic::{Rendered, SourceFile};
use pgtoml::kind::Version;
use pgtoml::lint::{Finding, Lint, Report, Subject, explain, lint, rules};
use pgtoml::read::read;

/// What all rules say about a file.
fn report(name: &str, text: &str) -> (Report, Vec<SourceFile>) {
    let files = vec![SourceFile { name: name.to_owned(), text: text.to_owned() }];
    let loaded = read(files, &|_| Err("there is no such file".to_owned()));
    let said: Vec<String> = loaded
        .diagnostics
        .iter()
        .map(|diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string())
        .collect();
    assert!(said.is_empty(), "{name}\n{}\nin:\n{text}", said.join("\n"));
    let version = loaded.project.postgres.map_or(Version::NEWEST, Version::of_major);
    let subject = Subject::new(&loaded.model, version, &loaded.project.search_path);
    let report = lint(&subject, &loaded.lint, Some(&loaded));
    (report, loaded.files)
}

/// What one rule finds.
fn found<'a>(report: &'a Report, lint: &Lint) -> Vec<&'a Finding> {
    report.findings.iter().filter(|finding| finding.lint.id == lint.id).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("lints")
}

fn bless() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| !value.is_empty())
}

#[test]
fn rules_find_what_is_bad_and_nothing_else() {
    let mut wrong = Vec::new();
    for lint in rules::ALL {
        let text = |file: &str| {
            let path = folder().join(lint.id).join(file);
            std::fs::read_to_string(&path).map_err(|_| format!("{} is missing", path.display()))
        };
        let (bad, good) = match (text("bad.toml"), text("good.toml")) {
            (Ok(bad), Ok(good)) => (bad, good),
            (bad, good) => {
                wrong.extend(bad.err().into_iter().chain(good.err()));
                continue;
            }
        };
        let (all, files) = report("bad.toml", &bad);
        let hits = found(&all, lint);
        let said: Vec<String> = hits
            .iter()
            .map(|finding| Rendered { diagnostic: &finding.diagnostic, files: &files, color: false }.to_string())
            .collect();
        let said = said.join("\n");
        if hits.is_empty() {
            wrong.push(format!("{}: nothing is found in bad.toml", lint.id));
        }
        if text("bad.txt").ok().as_deref() != Some(&said) {
            if bless() {
                std::fs::write(folder().join(lint.id).join("bad.txt"), &said).unwrap();
            } else {
                wrong.push(format!("{}: bad.txt is not what is said:\n{said}", lint.id));
            }
        }
        for finding in &hits {
            wrong.extend(unfixed(lint, finding, &bad));
        }
        let (all, _) = report("good.toml", &good);
        wrong.extend(found(&all, lint).iter().map(|one| format!("{}: good.toml: {}", lint.id, one.diagnostic.message)));
    }
    assert!(wrong.is_empty(), "\n{}\n\nBLESS=1 writes what is said", wrong.join("\n"));
}

/// Why a fix does not make a finding go away.
fn unfixed(lint: &Lint, finding: &Finding, text: &str) -> Option<String> {
    let fix = finding.diagnostic.fix.as_ref()?;
    let mut document: toml_edit::DocumentMut = text.parse().unwrap();
    let parsed: toml_edit::DocumentMut = match fix.parse() {
        Ok(parsed) => parsed,
        Err(error) => return Some(format!("{}: the fix is no TOML: {error}\n{fix}", lint.id)),
    };
    merge(document.as_table_mut(), parsed.as_table());
    let fixed = document.to_string();
    let (again, _) = report("the fixed file", &fixed);
    let still = found(&again, lint).iter().any(|one| one.diagnostic.message == finding.diagnostic.message);
    still.then(|| format!("{}: the fix does not fix it\n{fix}", lint.id))
}

fn merge(into: &mut dyn toml_edit::TableLike, from: &dyn toml_edit::TableLike) {
    for (key, item) in from.iter() {
        match (into.get_mut(key).and_then(toml_edit::Item::as_table_like_mut), item.as_table_like()) {
            (Some(inner), Some(more)) => merge(inner, more),
            _ => {
                into.insert(key, item.clone());
            }
        }
    }
}

#[test]
fn every_folder_is_a_rule() {
    let rules: BTreeSet<&str> = rules::ALL.iter().map(|lint| lint.id).collect();
    assert_eq!(rules.len(), rules::ALL.len(), "two rules have one name");
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(rules.contains(name.as_str()), "tests/lints/{name} is no rule");
    }
}

#[test]
fn a_rule_is_named_as_its_module() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/pgtoml/src/lint");
    for lint in rules::ALL {
        let module = format!("{}.rs", lint.id.replace('-', "_"));
        let text = std::fs::read_to_string(folder.join("rules").join(&module)).unwrap_or_default();
        assert!(text.contains(&format!("id: \"{}\"", lint.id)), "rules/{module} is not about {}", lint.id);
        for file in ["mod.rs", "config.rs", "report.rs", "explain.rs", "subject.rs", "expression.rs"] {
            let text = std::fs::read_to_string(folder.join(file)).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            // Examples in texts may name one; code that asks for one may not.
            assert!(
                !code.clone().any(|line| line.contains(&format!("== \"{}\"", lint.id))),
                "{file} knows {}",
                lint.id
            );
        }
    }
}

#[test]
fn examples_of_the_documentation_are_what_they_say() {
    for lint in rules::ALL {
        let (bad, _) = report(&format!("{}: bad", lint.id), lint.bad);
        assert!(!found(&bad, lint).is_empty(), "{}: nothing is found in its bad example", lint.id);
        let (good, _) = report(&format!("{}: good", lint.id), lint.good);
        let said: Vec<&str> = found(&good, lint).iter().map(|one| one.diagnostic.message.as_str()).collect();
        assert!(said.is_empty(), "{}: its good example: {said:?}", lint.id);
        assert!(!lint.summary.ends_with('.') && lint.docs.trim().ends_with('.'), "{}: its full stops", lint.id);
        let long = lint.docs.lines().find(|line| line.chars().count() > 120);
        assert!(long.is_none(), "{}: {long:?} is longer than a line", lint.id);
    }
}

#[test]
fn the_page_is_what_the_rules_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/lints.md");
    let made = explain::book();
    if bless() {
        std::fs::write(path, &made).unwrap();
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(known == made, "docs/lints.md is not what the rules say; `BLESS=1` writes it");
}

#[test]
fn files_that_people_begin_with_are_clean() {
    for path in ["../schema.toml", "../crates/pgtoml-cli/src/commands/starter.toml"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        let (report, files) = report(path, &text);
        assert!(report.findings.is_empty() && report.stale.is_empty(), "\n{}", report.human(&files, false));
    }
}
