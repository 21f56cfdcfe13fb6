//! Every key has words, every word has a key, and the words of fields are those of their types.

#![expect(clippy::disallowed_methods, reason = "the test reads the source; the core does not")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{INTERNAL, META, Shape, WORDS, docs, of, others, section, sections, shape, word};
use crate::kind::Tag;

#[test]
fn every_key_has_words() {
    let mut without = Vec::new();
    for tag in Tag::ALL {
        let keys = of(*tag).into_iter().filter(|key| docs(*tag, key).is_none());
        without.extend(keys.map(|key| format!("{}.{key}", tag.info().section)));
    }
    without.extend(sections(true).into_iter().filter(|name| section(name).is_none()).map(str::to_owned));
    without.extend(others("project").into_iter().filter(|key| word("project", key).is_none()).map(str::to_owned));
    assert!(without.is_empty(), "edit/words.toml says nothing of {without:?}");
}

#[test]
fn every_word_has_a_key() {
    let mut unknown = Vec::new();
    for (name, words) in WORDS.iter().filter(|(name, _)| name.as_str() != "mixins") {
        let tags: Vec<Tag> = Tag::ALL.iter().copied().filter(|tag| tag.info().section == name).collect();
        for key in words.keys() {
            let known = match name.as_str() {
                "any" => META.contains(&key.as_str()),
                "sections" => {
                    let parts = Tag::ALL.iter().map(|tag| tag.info().section);
                    sections(true).into_iter().chain(parts).any(|section| section == key)
                }
                _ if tags.is_empty() => sections(true).contains(&name.as_str()),
                _ => tags.iter().any(|tag| of(*tag).contains(&key.as_str())),
            };
            if !known {
                unknown.push(format!("{name}.{key}"));
            }
        }
    }
    assert!(unknown.is_empty(), "nothing reads {unknown:?}");
}

#[test]
fn shapes_are_those_of_types() {
    assert_eq!(shape(Tag::Table, "unlogged"), Shape::Flag);
    assert_eq!(shape(Tag::Policy, "for"), Shape::Words(&["all", "select", "insert", "update", "delete"]));
    assert_eq!(shape(Tag::Policy, "using"), Shape::Text);
    assert!(matches!(shape(Tag::Constraint, "on_delete"), Shape::Words(words) if words.contains(&"cascade")));
    assert!(of(Tag::Index).contains(&"where"));
    assert!(!of(Tag::Table).contains(&"column_order"));
}

/// `fields.toml` is made of the comments on fields. `BLESS=1` writes it.
#[test]
fn words_of_fields_are_those_of_their_types() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![source.join("read/project.rs")];
    listed(&source.join("kinds"), &mut files);
    for file in ["expand/tenancy/read.rs", "expand/rbac/read.rs", "expand/templates.rs"] {
        files.push(source.join(file));
    }
    let mut types: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for file in files {
        comments(&fs::read_to_string(file).unwrap(), &mut types);
    }
    let mut text =
        String::from("# Made of the comments on the types that files are read into, by a test of `keys.rs`.\n");
    let mut print = |section: &str, names: &[String]| {
        let mut fields: BTreeMap<&str, &str> = BTreeMap::new();
        for (field, words) in names.iter().filter_map(|name| types.get(name)).flatten() {
            if !field.is_empty() && !INTERNAL.contains(&field.as_str()) {
                fields.entry(field).or_insert(words);
            }
        }
        if !fields.is_empty() {
            let _ = writeln!(text, "\n[{section}]");
        }
        for (field, words) in fields {
            let _ = writeln!(text, "{field} = {}", crate::write::string(words));
        }
    };
    for (section, name) in
        [("project", "Project"), ("tenancy", "Tenancy"), ("rbac", "Rbac"), ("policy_templates", "PolicyTemplate")]
    {
        print(section, &[name.to_owned()]);
    }
    for tag in Tag::ALL {
        let mut names = vec![format!("{tag:?}")];
        if *tag == Tag::Constraint {
            names.extend(["UniqueKey", "ForeignKey", "Check", "Exclude"].map(str::to_owned));
        }
        print(tag.info().section, &names);
    }
    let mut sections: BTreeMap<&str, &str> = BTreeMap::new();
    for tag in Tag::ALL {
        let own = types.get(&format!("{tag:?}")).into_iter().flatten().find(|(field, _)| field.is_empty());
        sections.extend(own.map(|(_, words)| (tag.info().section, words.as_str())));
    }
    let _ = writeln!(text, "\n[sections]");
    for (section, words) in sections {
        let _ = writeln!(text, "{section} = {}", crate::write::string(words));
    }
    let path = source.join("edit/fields.toml");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(fs::read_to_string(&path).is_ok_and(|there| there == text), "stale: BLESS=1 writes it");
}

fn listed(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            listed(&entry, into);
        } else {
            into.push(entry);
        }
    }
}

/// Fields of structs with what is said of them; under no name what is said of the struct, in its first paragraph.
fn comments(source: &str, types: &mut BTreeMap<String, Vec<(String, String)>>) {
    let (mut inside, mut words, mut renamed) = (None, String::new(), None);
    for line in source.lines() {
        let bare = line.trim();
        if let Some(name) = line.strip_prefix("pub struct ").and_then(|rest| rest.strip_suffix(" {")) {
            let first = words.split("  ").next().unwrap_or_default().to_owned();
            // Those of kinds come first.
            inside = (!types.contains_key(name)).then(|| name.to_owned());
            types.entry(name.to_owned()).or_insert_with(|| vec![(String::new(), first)]);
        } else if line == "}" {
            inside = None;
        } else if let Some(comment) = bare.strip_prefix("///") {
            // An empty line leaves two spaces, where a paragraph ends.
            words = format!("{words} {}", comment.trim()).trim_start().to_owned();
            continue;
        } else if bare.starts_with("#[") {
            if let Some((_, rest)) = bare.split_once("rename = \"") {
                renamed = rest.split('"').next().map(str::to_owned);
            }
            continue;
        } else if let (Some(name), Some(field)) =
            (&inside, bare.strip_prefix("pub ").and_then(|rest| rest.split(':').next()))
        {
            let field = renamed.take().unwrap_or_else(|| field.trim_start_matches("r#").to_owned());
            types.entry(name.clone()).or_default().push((field, words.trim().replace("  ", " ")));
        }
        words.clear();
        renamed = None;
    }
}
