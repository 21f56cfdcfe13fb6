//! `[seeds.NAME]` and `[environments.NAME]`: which rows belong into which database, and what is allowed there.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::read::open;
use crate::diagnostic::{Diagnostic, SourceFile, Span, did_you_mean};
use crate::kinds::options;
use crate::read::node::{self, Entry, Value as Toml};
use crate::read::reading::Reading;

/// A database that the project has, by what it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Its database.
    pub url: Option<Url>,
    /// Sets of seeds that belong there.
    pub seeds: Vec<SmolStr>,
    /// Hazards that need no `--allow` there: `drop-table:*`.
    pub allow: Vec<SmolStr>,
    /// Seeds are refused, and what destroys something must be allowed on the command line.
    pub protected: bool,
}

/// The address of a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Url {
    /// In this environment variable.
    Env(SmolStr),
    /// As it is; it has no password.
    Plain(SmolStr),
}

const WORDS: [&str; 4] = ["url", "seeds", "allow", "protected"];

/// The entries of all sections of one name, each name once.
fn named(sections: Vec<Entry>, reading: &mut Reading<'_>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for section in sections {
        let name = section.key.clone();
        let Toml::Table(table) = section.node.value else {
            let message = format!("expected `[{name}.NAME]`, found {}", section.node.type_name());
            reading.report(Diagnostic::error("wrong-value", section.node.span, message));
            continue;
        };
        for entry in table.entries {
            if found.iter().any(|first| first.key == entry.key) {
                let message = format!("`[{name}.{}]` is declared twice", crate::write::bare(&entry.key));
                reading.report(Diagnostic::error("duplicate", entry.key_span, message).hint("keep one of the two"));
            } else {
                found.push(entry);
            }
        }
    }
    found
}

/// Reads the files of all seeds; their names.
pub(super) fn seeds(sections: Vec<Entry>, reading: &mut Reading<'_>, files: &mut Vec<SourceFile>) -> Vec<SmolStr> {
    let mut names = Vec::new();
    for entry in named(sections, reading) {
        let name = entry.key.clone();
        names.push(name.clone());
        let Toml::Table(words) = entry.node.value else {
            let message = format!("expected `[seeds.{name}]` with `files`, found {}", entry.node.type_name());
            reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
            continue;
        };
        for word in words.entries {
            if word.key != "files" {
                unknown(&word, &["files"], "[seeds]", reading);
                continue;
            }
            for (path, span) in reading.texts(&word) {
                seed_file(&path, span, &name, reading, files);
            }
        }
    }
    names
}

fn seed_file(path: &str, span: Span, name: &SmolStr, reading: &mut Reading<'_>, files: &mut Vec<SourceFile>) {
    let Some((number, text)) = open(path, span, reading, files) else { return };
    let mut root = node::parse(&text, number, &mut reading.diagnostics);
    if let Some(entry) = root.take("data") {
        super::read::sections(entry, &"public".into(), Some(name), reading);
    }
    if let Some(Toml::Table(schemas)) = root.take("schemas").map(|entry| entry.node.value) {
        for schema in schemas.entries {
            let key = schema.key.clone();
            let Toml::Table(inside) = schema.node.value else { continue };
            for entry in inside.entries {
                if entry.key == "data" {
                    super::read::sections(entry, &crate::model::Ident::new(key.clone()), Some(name), reading);
                } else {
                    outside(&entry, reading);
                }
            }
        }
    }
    for entry in &root.entries {
        outside(entry, reading);
    }
}

fn outside(entry: &Entry, reading: &mut Reading<'_>) {
    let message = format!("`{}` does not belong into a file of seeds", entry.key);
    let hint = "it holds `[data.TABLE]`; what is not rows goes into schema.toml";
    reading.report(Diagnostic::error("unknown-key", entry.key_span, message).hint(hint));
}

fn unknown(word: &Entry, known: &[&str], section: &str, reading: &mut Reading<'_>) {
    let hint = match did_you_mean(&word.key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("words of {section} are {}", known.join(", ")),
    };
    let message = format!("unknown key `{}`", word.key);
    reading.report(Diagnostic::error("unknown-key", word.key_span, message).hint(hint));
}

/// Reads the environments; `seeds` are the sets that there are.
pub(super) fn read(
    sections: Vec<Entry>,
    seeds: &[SmolStr],
    reading: &mut Reading<'_>,
) -> BTreeMap<SmolStr, Environment> {
    let mut found = BTreeMap::new();
    for entry in named(sections, reading) {
        let mut environment = Environment::default();
        let Toml::Table(words) = entry.node.value else {
            let message = format!("expected `[environments.{}]`, found {}", entry.key, entry.node.type_name());
            reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
            continue;
        };
        for word in words.entries {
            match (word.key.as_str(), &word.node.value) {
                ("url", _) => {
                    if let Some(text) = reading.string(&word) {
                        environment.url = url(&text, word.node.span, reading);
                    }
                }
                ("seeds", _) => {
                    for (name, span) in reading.texts(&word) {
                        if !seeds.contains(&name) {
                            let near = did_you_mean(&name, seeds.iter().map(SmolStr::as_str));
                            let hint = near.map_or_else(
                                || format!("declare it: `[seeds.{}]`", crate::write::bare(&name)),
                                |near| format!("did you mean `{near}`?"),
                            );
                            let message = format!("there are no seeds `{name}`");
                            reading.report(Diagnostic::error("unknown-seeds", span, message).hint(hint));
                        }
                        environment.seeds.push(name);
                    }
                }
                ("allow", _) => environment.allow = reading.strings(&word),
                ("protected", Toml::Boolean(flag)) => environment.protected = *flag,
                ("protected", _) => {
                    let message =
                        format!("expected `true` or `false` for `protected`, found {}", word.node.type_name());
                    reading.report(Diagnostic::error("wrong-value", word.node.span, message));
                }
                _ => unknown(&word, &WORDS, "[environments]", reading),
            }
        }
        found.insert(entry.key, environment);
    }
    found
}

fn url(text: &str, span: Span, reading: &mut Reading<'_>) -> Option<Url> {
    if let Some(name) = options::variable(text) {
        return Some(Url::Env(name.into()));
    }
    let authority = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = authority.split(['/', '?']).next().unwrap_or_default();
    let before = authority.rsplit_once('@').map(|(before, _)| before);
    let secret = before.is_some_and(|user| user.contains(':')) || text.to_ascii_lowercase().contains("password=");
    if secret || text.starts_with(options::ENV) {
        let message = if secret { "a password does not belong into the file" } else { "this names no variable" };
        let hint = "write `env:NAME`, the environment variable that holds the URL";
        reading.report(Diagnostic::error("secret", span, message).hint(hint));
        return None;
    }
    Some(Url::Plain(text.into()))
}
