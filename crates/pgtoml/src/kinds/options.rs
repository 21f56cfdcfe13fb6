//! Options of foreign data, whose names only the wrapper knows, and the secrets among them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Id, Part, Step};
use crate::diagnostic::Diagnostic;
use crate::read::node::{Entry, Node, Table};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::quote::quote_literal;

/// What a secret begins with in place of its value: the name of an environment variable follows.
pub(crate) const ENV: &str = "env:";

/// Endings of names of options that hold secrets.
const ENDINGS: [&str; 4] = ["password", "passwd", "passphrase", "pwd"];

/// Words in names of options that hold secrets.
const WORDS: [&str; 7] = ["secret", "token", "credential", "api_key", "apikey", "private_key", "access_key"];

/// The value of an option: a text, or `env:NAME` for one that is never read, written and shown.
///
/// Of a secret nothing is known but that it is there, so any two values are equal where one is a secret: it is set once,
/// and whoever changes it sets it again by hand.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Setting(SmolStr);

impl Setting {
    /// The environment variable that a secret is in.
    pub fn variable(&self) -> Option<&str> {
        variable(&self.0)
    }
}

impl PartialEq for Setting {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.variable().is_some() || other.variable().is_some()
    }
}

/// The name in `env:NAME`.
pub(crate) fn variable(text: &str) -> Option<&str> {
    let name = text.strip_prefix(ENV)?;
    let mut bytes = name.bytes();
    let first = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    (first && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then_some(name)
}

/// Options by name.
///
/// `pg_options_to_table`; manual: CREATE SERVER, CREATE FOREIGN TABLE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Options(BTreeMap<SmolStr, Setting>);

impl Options {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Shows the secrets.
    pub(crate) fn parts(&self, show: &mut dyn FnMut(Part<'_>)) {
        self.0.values().filter_map(Setting::variable).for_each(|name| show(Part::Secret(name)));
    }

    /// Adds to a step what ALTER … OPTIONS has to say, as word, name and value.
    pub(crate) fn changes(&self, to: &Self, step: Step) -> Step {
        let mut list: Vec<(&str, &str, Option<&Setting>)> = Vec::new();
        for name in self.0.keys().filter(|name| !to.0.contains_key(*name)) {
            list.push(("drop", name, None));
        }
        for (name, value) in &to.0 {
            match self.0.get(name) {
                None => list.push(("add", name, Some(value))),
                Some(old) if old != value => list.push(("set", name, Some(value))),
                Some(_) => {}
            }
        }
        step.arg("options", list)
    }

    /// The step of that name, if an option is another one.
    pub(crate) fn step(&self, to: &Self, id: &Id, action: &'static str) -> Option<Step> {
        (self != to).then(|| self.changes(to, Step::new(id, action)))
    }
}

/// JSON of an array of options. What looks like a secret is not read: a variable stands for it, named after `of`, which
/// is SQL of a text.
pub(crate) fn catalog(options: &str, of: &str) -> String {
    let like = ENDINGS.iter().map(|ending| format!("%{ending}")).chain(WORDS.iter().map(|word| format!("%{word}%")));
    let like = like.map(|pattern| quote_literal(&pattern)).collect::<Vec<_>>().join(", ");
    format!(
        "CASE WHEN {options} IS NULL THEN '{{}}' ELSE (
            SELECT json_object_agg(o.option_name, CASE WHEN lower(o.option_name) LIKE ANY (ARRAY[{like}])
                THEN '{ENV}' || regexp_replace(upper('PG_' || {of} || '_' || o.option_name), '[^A-Z0-9_]', '_', 'g')
                ELSE o.option_value END)
            FROM pg_options_to_table({options}) o) END"
    )
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending)) || WORDS.iter().any(|word| name.contains(word))
}

/// Refuses secrets that stand in the file, and numbers and booleans, which options are not.
pub(crate) fn check(node: &ObjectNode, key: &str, reading: &mut Reading<'_>) {
    let Some(options) = node.table.get(key).and_then(Node::as_table) else { return };
    secrets(options, reading);
}

fn secrets(options: &Table, reading: &mut Reading<'_>) {
    for Entry { key, node, .. } in &options.entries {
        let Some(text) = node.as_str() else { continue };
        let misspelt = text.starts_with(ENV) && variable(text).is_none();
        if (is_secret(key) || misspelt) && variable(text).is_none() {
            let message = format!("`{key}` is a secret, and secrets do not belong into the file");
            let hint = "write `env:NAME`, the environment variable that holds it when the plan is applied";
            reading.report(Diagnostic::error("secret", node.span, message).hint(hint));
        }
    }
}

/// The variables that are named, each once.
pub(crate) fn variables<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    names.map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{Setting, is_secret, variable};

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in ["password", "sslpassword", "Secret_Access_Key", "oauth_token", "API_KEY"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["user", "password_required", "host", "sslkey", "key_column"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_secret_in_a_file_is_refused() {
        let text = "[servers]\ns.wrapper = \"w\"\ns.user_mappings.me.options = { user = \"me\", password = \"hunter2\" }\n\
                    [subscriptions]\nx = { connection = \"host=x password=y\" }\ny = { connection = \"env:no name\" }\n";
        let files = vec![crate::diagnostic::SourceFile { name: String::new(), text: text.to_owned() }];
        let loaded = crate::read::read(files, &|_| Err(String::new()));
        let found: Vec<&str> = loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(found, ["secret", "secret", "secret"]);
        let said: String = loaded.diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert!(!said.contains("hunter2") && !said.contains("password=y"), "{said}");
    }

    #[test]
    fn of_a_secret_nothing_is_known() {
        let (a, b, c) = (Setting("env:A".into()), Setting("x".into()), Setting("y".into()));
        assert_eq!((a == b, b == c), (true, false));
        assert_eq!(variable("env:A_1"), Some("A_1"));
        for text in ["env:", "env:1", "env:A'B", "A", "env:a b"] {
            assert_eq!(variable(text), None, "{text}");
        }
    }
}
