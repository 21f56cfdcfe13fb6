//! `[policy_templates.NAME]`: policies with parameters, for many tables.
//!
//! `{parameter}` in an expression is the name of a column, table or type, and inside of quotes a piece of text: in
//! `{column} = (select nullif(current_setting('{setting}', true), '')::uuid)` both are quoted as their place needs it. A
//! number or boolean stands as it is. `{table}` is the table of the policy. Braces in a text that hold no name of a
//! parameter stay as they are.

use std::collections::BTreeMap;

use serde::Deserialize;
use smol_str::SmolStr;

use super::{Origin, as_list, conditions, declare, place_of, tables, texts_of};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kind::Tag;
use crate::kinds::policy::Command;
use crate::model::{Id, Ident};
use crate::read::de;
use crate::read::node::{Entry, Node, Value};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::TypeName;
use crate::sql::quote::quote_ident;

/// Keys of a policy that is made by a template, which no parameter can be called.
const RESERVED: &[&str] =
    &["template", "table", "for", "to", "using", "with_check", "restrictive", "comment", "renamed_from", "depends_on"];

/// Templates by their names.
pub(crate) type Templates = BTreeMap<SmolStr, Template>;

/// A template that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    said: PolicyTemplate,
    entry: Entry,
    pub(super) origin: Origin,
    /// Whether nothing is wrong with it.
    sound: bool,
}

/// The section `[policy_templates.NAME]`.
#[derive(Clone, Debug, Deserialize)]
pub struct PolicyTemplate {
    /// Parameters with their defaults.
    #[serde(default)]
    pub parameters: indexmap::IndexMap<SmolStr, Argument>,
    /// Parameters without a default: who uses the template says them.
    #[serde(default)]
    pub requires: Vec<SmolStr>,
    /// The command: `all` where absent.
    #[serde(default, rename = "for")]
    pub command: Command,
    /// Roles; everybody where absent.
    #[serde(default)]
    pub to: Vec<Ident>,
    /// Rows that are visible to the command.
    #[serde(default)]
    pub using: Option<SmolStr>,
    /// Rows that the command may leave behind; those of `using` where absent.
    #[serde(default)]
    pub check: Option<SmolStr>,
    /// `false`: the policy must hold beside the others (`AS RESTRICTIVE`).
    #[serde(default = "yes")]
    pub permissive: bool,
    /// Tables that get the policy, with the defaults of all parameters: names, or patterns with `*`. A single table takes
    /// the template with arguments of its own: `policies.NAME = { template = "…", column = "…" }`.
    #[serde(default)]
    pub tables: Vec<SmolStr>,
    /// Tables that do not.
    #[serde(default)]
    pub except: Vec<SmolStr>,
    /// Name of the policy; that of the template where absent.
    #[serde(default)]
    pub policy: Option<Ident>,
}

fn yes() -> bool {
    true
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    /// A name or text.
    Text(SmolStr),
    /// A number or boolean, as SQL.
    Plain(SmolStr),
}

impl<'de> Deserialize<'de> for Argument {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Argument;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text, a number or a boolean")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Argument, E> {
                Ok(Argument::Text(text.into()))
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Argument, E> {
                Ok(Argument::Plain(SmolStr::new(number.to_string())))
            }
            fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Argument, E> {
                Ok(Argument::Plain(SmolStr::new(flag.to_string())))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Reads all templates.
pub(super) fn read(entries: Vec<Entry>, diagnostics: &mut Vec<Diagnostic>) -> Templates {
    let mut templates = Templates::new();
    for mut entry in entries {
        if let Value::Table(table) = &mut entry.node.value {
            for key in ["requires", "to", "tables", "except"] {
                as_list(table, key);
            }
            if let Some(node) = table.get("parameters").filter(|node| matches!(node.value, Value::Array(_))) {
                let message = "parameters have a default each: `parameters = { column = \"owner_id\" }`";
                let hint = "those without a default stand in `requires = [\"column\"]`";
                diagnostics.push(Diagnostic::error("policy-template", node.span, message).hint(hint));
                continue;
            }
        }
        let Some(said) = de::decode_with::<PolicyTemplate>(&entry.node, diagnostics) else { continue };
        let origin = Origin::of("policy_templates", &entry);
        let mut template = Template { said, origin, entry, sound: true };
        let before = diagnostics.len();
        template.check(diagnostics);
        template.sound = diagnostics.len() == before;
        templates.insert(template.entry.key.clone(), template);
    }
    templates
}

impl Template {
    fn names(&self) -> impl Iterator<Item = &SmolStr> {
        self.said.parameters.keys().chain(&self.said.requires)
    }

    /// What is wrong with the template itself, whoever uses it.
    fn check(&self, diagnostics: &mut Vec<Diagnostic>) {
        let at = |keys: &[&str]| place_of(&self.entry, keys);
        let mut wrong = |span: Span, message: String, hint: &str| {
            diagnostics.push(Diagnostic::error("policy-template", span, message).hint(hint));
        };
        for name in self.names().filter(|name| RESERVED.contains(&name.as_str())) {
            let span = if self.said.requires.contains(name) { at(&["requires"]) } else { at(&["parameters", name]) };
            wrong(
                span,
                format!("a parameter cannot be called `{name}`"),
                "it is a key of policies; choose another name",
            );
        }
        match self.said.command {
            Command::Insert if self.said.using.is_some() => {
                let hint = "write it as `check`";
                wrong(at(&["using"]), "INSERT finds no rows, so its policies have no `using`".to_owned(), hint);
            }
            Command::Select | Command::Delete if self.said.check.is_some() => {
                let hint = "write it as `using`";
                let command = if self.said.command == Command::Select { "SELECT" } else { "DELETE" };
                wrong(
                    at(&["check"]),
                    format!("{command} leaves no rows behind, so its policies have no `check`"),
                    hint,
                );
            }
            _ if self.said.using.is_none() && self.said.check.is_none() => {
                let hint = "add `using = \"…\"`, the condition on rows";
                wrong(self.entry.key_span, "the template has no condition".to_owned(), hint);
            }
            _ => {}
        }
        for (key, text) in [("using", &self.said.using), ("check", &self.said.check)] {
            let Some(text) = text else { continue };
            for name in unknown(text, &|name| name == "table" || self.names().any(|known| known == name)) {
                let near = did_you_mean(&name, self.names().map(SmolStr::as_str));
                let hint = near.map_or_else(
                    || format!("add it to `parameters`: `parameters = {{ {name} = \"…\" }}`"),
                    |near| format!("did you mean `{{{near}}}`?"),
                );
                let message = format!("`{{{name}}}` is no parameter of the template");
                diagnostics.push(Diagnostic::error("policy-template", at(&[key]), message).hint(hint));
            }
        }
    }

    /// The expressions for a table.
    fn expressions(&self, table: &Id, arguments: &BTreeMap<SmolStr, Argument>) -> (Option<String>, Option<String>) {
        let one = |text: &Option<SmolStr>| Some(filled(text.as_ref()?, table, arguments));
        (one(&self.said.using), one(&self.said.check))
    }
}

/// The policies of the tables that a template names.
pub(super) fn expand(name: &SmolStr, template: &Template, reading: &mut Reading<'_>) {
    // What is wrong with the template itself is said once, and not again of each table.
    if !template.sound {
        return;
    }
    let except = tables::select(reading, &texts_of(&template.entry, &["except"]));
    let written = texts_of(&template.entry, &["tables"]);
    if let (Some(required), Some((_, span))) = (template.said.requires.first(), written.first()) {
        let message = format!("the template needs `{required}`, which a list of tables does not say");
        let hint = "give it a default in `parameters`, or use the template at each table";
        return reading.report(Diagnostic::error("policy-template", *span, message).hint(hint));
    }
    for (role, span) in texts_of(&template.entry, &["to"]) {
        super::check_role(reading, &Ident::new(role), span);
    }
    let arguments = template.said.parameters.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    for table in tables::select(reading, &written).difference(&except) {
        let (using, check) = template.expressions(table, &arguments);
        let mut sound = true;
        for (key, text) in [("using", &using), ("check", &check)] {
            let Some(text) = text else { continue };
            sound &= conditions::check(reading, table, text, place_of(&template.entry, &[key]));
        }
        if !sound {
            continue;
        }
        let policy = template.said.policy.clone().unwrap_or_else(|| Ident::new(name.clone()));
        let toml = serde_json::json!({
            "for": template.said.command,
            "to": template.said.to,
            "restrictive": !template.said.permissive,
            "using": using,
            "with_check": check,
        });
        super::tenancy::secure(reading, table, false);
        declare(reading, table.child(Tag::Policy, policy), &toml);
    }
}

/// `policies.NAME = { template = "…", column = "…" }`: the policy that the template makes of these arguments. What the
/// policy says besides wins over the template.
pub(crate) fn apply(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
    let Some(entry) = node.take("template") else { return };
    let Some(name) = reading.string(&entry) else { return };
    let Some(template) = reading.templates.get(&name) else {
        let near = did_you_mean(&name, reading.templates.keys().map(SmolStr::as_str));
        let hint = near.map_or_else(
            || format!("add a section `[policy_templates.{name}]`"),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("unknown policy template `{name}`");
        return reading.report(Diagnostic::error("unknown-template", entry.node.span, message).hint(hint));
    };
    let mut arguments = BTreeMap::new();
    for parameter in template.names() {
        let given = node.take(parameter);
        let given = given.and_then(|entry| de::decode_with::<Argument>(&entry.node, &mut reading.diagnostics));
        match given.or_else(|| template.said.parameters.get(parameter).cloned()) {
            Some(value) => {
                arguments.insert(parameter.clone(), value);
            }
            None => {
                let message = format!("the template `{name}` needs `{parameter}`");
                let hint = format!("add `{parameter} = \"…\"`");
                reading.report(Diagnostic::error("policy-template", entry.node.span, message).hint(hint));
            }
        }
    }
    let complete = template.names().all(|parameter| arguments.contains_key(parameter));
    let Some(table) = id.parent_id().filter(|_| complete) else { return };
    let (using, check) = template.expressions(&table, &arguments);
    let made = serde_json::json!({
        "for": template.said.command,
        "to": template.said.to,
        "restrictive": !template.said.permissive,
        "using": using,
        "with_check": check,
    });
    if let Value::Table(made) = Node::from_json(&made, entry.node.span).value {
        for one in made.entries {
            node.table.default_entry(one);
        }
    }
    reading.origins.insert(id.clone(), template.origin.clone());
}

/// Places in an expression where `{name}` stands, with whether it stands in a text.
pub(super) fn placeholders(text: &str) -> Vec<(std::ops::Range<usize>, &str, bool)> {
    let mut found = Vec::new();
    let mut quoted = false;
    let mut skip = 0;
    for (at, c) in text.char_indices() {
        match c {
            _ if at < skip => {}
            '\'' => quoted = !quoted,
            '{' => {
                let rest = text.get(at + 1..).unwrap_or_default();
                let Some(end) = rest.find('}') else { continue };
                let name = rest.get(..end).unwrap_or_default();
                if crate::sql::name::is_name(name) {
                    skip = at + end + 2;
                    found.push((at..skip, name, quoted));
                }
            }
            _ => {}
        }
    }
    found
}

/// Names in braces that must be parameters and are not: in a text, braces may be an array or JSON.
fn unknown(text: &str, known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let wrong = placeholders(text).into_iter().filter(|(_, name, quoted)| !quoted && !known(name));
    wrong.map(|(_, name, _)| name.to_owned()).collect()
}

/// The expression with its parameters filled in, each quoted as its place needs it.
fn filled(text: &str, table: &Id, arguments: &BTreeMap<SmolStr, Argument>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, name, quoted) in placeholders(text) {
        let before = text.get(done..range.start).unwrap_or_default();
        let value = match (arguments.get(name), name) {
            (Some(Argument::Text(value)), _) if quoted => value.replace('\'', "''"),
            (Some(Argument::Text(value)), _) => match before.trim_end().ends_with("::").then(|| TypeName::parse(value))
            {
                Some(Ok(data_type)) => data_type.to_string(),
                _ => quote_ident(value).into_owned(),
            },
            (Some(Argument::Plain(value)), _) => value.to_string(),
            (None, "table") if quoted => table.qualified().to_string().replace('\'', "''"),
            (None, "table") => table.qualified().to_string(),
            (None, _) => continue,
        };
        out.push_str(before);
        out.push_str(&value);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(text: &str, arguments: &[(&str, &str)]) -> String {
        let table = Id::of_schema(Tag::Table, "app", "Notes");
        let text_of = |(name, value): &(&str, &str)| (SmolStr::new(name), Argument::Text(SmolStr::new(value)));
        filled(text, &table, &arguments.iter().map(text_of).collect())
    }

    #[test]
    fn every_place_has_its_quotes() {
        let arguments = [("column", "Owner"), ("setting", "app.it's"), ("type", "int8")];
        assert_eq!(
            fill("{column} = current_setting('{setting}')::{type}", &arguments),
            "\"Owner\" = current_setting('app.it''s')::bigint"
        );
        assert_eq!(
            fill("tags @> '{a,b}' and x = '{}' and y = '{other}'", &arguments),
            "tags @> '{a,b}' and x = '{}' and y = '{other}'"
        );
        assert_eq!(fill("exists (select from {table})", &arguments), "exists (select from app.\"Notes\")");
        assert_eq!(fill("{column}) or (true", &[("column", "a) or (true")]), "\"a) or (true\") or (true");
    }
}
