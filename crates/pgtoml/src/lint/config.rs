//! The section `[lint]`: how loud rules are, and what they are told to pass over.
//!
//! ```toml
//! [lint]
//! rules.no-primary-key = "error"           # a rule or a group: off, info, warn, error
//! only.missing-comment = ["tables", "views"] # sections of the kinds that a rule or a group looks at
//! ignore.extension-in-public = "the hosting installs extensions there"
//!
//! [[lint.allow]]
//! rule = "unindexed-foreign-key"
//! on = "public.audit_*"
//! reason = "written once, never joined"
//! ```
//!
//! What `rls prove` gets through a relation or function is accepted in the same way, with `rule = "rls-prove"`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Level, Lint, names, rules};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kind::Tag;
use crate::model::Id;
use crate::read::node::{Entry, Node, Value};

/// What `[lint]` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    levels: BTreeMap<&'static str, Level>,
    only: BTreeMap<&'static str, BTreeSet<Tag>>,
    /// What is passed over.
    pub allow: Vec<Allow>,
}

/// What `rls prove` finds, among the names of rules.
pub const PROVE: &str = "rls-prove";

/// Findings that are passed over, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Allow {
    /// Name of a rule or a group.
    pub rule: &'static str,
    /// Objects, by their names with `*` for any characters; all of them where empty.
    pub on: Vec<String>,
    /// Why.
    pub reason: String,
    /// Where it stands.
    pub span: Span,
}

impl Config {
    /// How loud a rule is: what is said of it, of its group, or what it is by itself.
    pub fn level(&self, lint: &Lint) -> Level {
        let said = |name: &str| self.levels.get(name).copied();
        said(lint.id).or_else(|| said(lint.group.name())).unwrap_or(lint.level)
    }

    /// Whether a rule is to look at objects of this kind.
    pub fn looks_at(&self, lint: &Lint, kind: Tag) -> bool {
        let said = self.only.get(lint.id).or_else(|| self.only.get(lint.group.name()));
        said.is_none_or(|kinds| kinds.contains(&kind))
    }

    /// Reads the section. A project of several files may have several.
    pub(crate) fn read(&mut self, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
        let Some(section) = table(&entry.node, "a section `[lint]`", diagnostics) else { return };
        for entry in section {
            match entry.key.as_str() {
                "rules" => self.rules(&entry.node, diagnostics),
                "only" => self.only(&entry.node, diagnostics),
                "ignore" => self.ignore(&entry.node, diagnostics),
                "allow" => self.allowed(&entry.node, diagnostics),
                _ => diagnostics.push(unknown_key(entry, &["rules", "only", "ignore", "allow"])),
            }
        }
    }

    fn rules(&mut self, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
        for entry in table(node, "`rules.RULE = \"warn\"`", diagnostics).unwrap_or_default() {
            let rule = named(&entry.key, entry.key_span, diagnostics);
            let level = level(&entry.node, diagnostics);
            let (Some(rule), Some(level)) = (rule, level) else { continue };
            if self.levels.insert(rule, level).is_some() {
                let message = format!("the level of `{rule}` is said twice");
                diagnostics.push(Diagnostic::error("duplicate", entry.key_span, message).hint("keep one of the two"));
            }
        }
    }

    fn only(&mut self, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
        for entry in table(node, "`only.RULE = [\"tables\"]`", diagnostics).unwrap_or_default() {
            let rule = named(&entry.key, entry.key_span, diagnostics);
            let kinds = kinds(&entry.node, diagnostics);
            if let (Some(rule), false) = (rule, kinds.is_empty()) {
                self.only.entry(rule).or_default().extend(kinds);
            }
        }
    }

    fn ignore(&mut self, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
        for entry in table(node, "`ignore.RULE = \"why\"`", diagnostics).unwrap_or_default() {
            let rule = named(&entry.key, entry.key_span, diagnostics);
            let reason = reason(&entry.node, diagnostics);
            if let (Some(rule), Some(reason)) = (rule, reason) {
                self.allow.push(Allow { rule, on: Vec::new(), reason, span: entry.key_span });
            }
        }
    }

    fn allowed(&mut self, node: &Node, diagnostics: &mut Vec<Diagnostic>) {
        let Value::Array(items) = &node.value else {
            let message = format!("expected `[[lint.allow]]`, found {}", node.type_name());
            return diagnostics.push(Diagnostic::error("wrong-value", node.span, message));
        };
        for item in items {
            let form = "`rule`, `on` and `reason`";
            let Some(entries) = table(item, form, diagnostics) else { continue };
            let get = |key: &str| entries.iter().find(|entry| entry.key == key);
            for entry in entries.iter().filter(|entry| !["rule", "on", "reason"].contains(&entry.key.as_str())) {
                diagnostics.push(unknown_key(entry, &["rule", "on", "reason"]));
            }
            let mut missing = |key: &str, hint: &str| {
                let message = format!("`{key}` is missing");
                diagnostics.push(Diagnostic::error("wrong-value", item.span, message).hint(hint));
            };
            if get("rule").is_none() {
                missing("rule", "name the rule or the group: `rule = \"no-primary-key\"`");
            }
            if get("on").is_none() {
                missing("on", "name the objects: `on = \"public.audit_*\"`; `ignore.RULE = \"why\"` passes over all");
            }
            if get("reason").is_none() {
                missing("reason", "say why: `reason = \"…\"`; whoever reads the file later has to know");
            }
            let rule = get("rule").and_then(|entry| {
                let text = text(&entry.node, diagnostics)?;
                named(&text, entry.node.span, diagnostics)
            });
            let on = get("on").map(|entry| patterns(&entry.node, diagnostics)).unwrap_or_default();
            let reason = get("reason").and_then(|entry| reason(&entry.node, diagnostics));
            if let (Some(rule), Some(reason), false) = (rule, reason, on.is_empty()) {
                self.allow.push(Allow { rule, on, reason, span: get("rule").map_or(item.span, |rule| rule.node.span) });
            }
        }
    }
}

impl Allow {
    /// Whether a finding of this rule in this object is passed over.
    pub(super) fn covers(&self, lint: &Lint, object: &Id) -> bool {
        let rule = self.rule == lint.id || self.rule == lint.group.name();
        rule && (self.on.is_empty() || self.on.iter().any(|pattern| names(pattern, object)))
    }

    /// Whether what `rls prove` gets through this object is accepted.
    pub fn accepts(&self, object: &Id) -> bool {
        self.rule == PROVE && (self.on.is_empty() || self.on.iter().any(|pattern| names(pattern, object)))
    }

    /// That it passes over nothing any more.
    pub(super) fn stale(&self, config: &Config) -> Diagnostic {
        let off = super::find(self.rule).is_some_and(|lint| config.level(lint) == Level::Off);
        let why = if off { ", and the rule is off" } else { "" };
        let message = match self.on.as_slice() {
            [] => format!("nothing is found by `{}` that could be passed over{why}", self.rule),
            on => {
                format!("nothing is found by `{}` on `{}` that could be passed over{why}", self.rule, on.join("`, `"))
            }
        };
        Diagnostic::warning("stale-allow", self.span, message).hint("take it out of the file")
    }
}

fn table<'a>(node: &'a Node, form: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<&'a [Entry]> {
    match &node.value {
        Value::Table(table) => Some(&table.entries),
        _ => {
            let message = format!("expected {form}, found {}", node.type_name());
            diagnostics.push(Diagnostic::error("wrong-value", node.span, message));
            None
        }
    }
}

fn unknown_key(entry: &Entry, known: &[&str]) -> Diagnostic {
    let hint = match did_you_mean(&entry.key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known keys are `{}`", known.join("`, `")),
    };
    Diagnostic::error("unknown-key", entry.key_span, format!("unknown key `{}`", entry.key)).hint(hint)
}

/// The rule or group of this name.
fn named(name: &str, span: Span, diagnostics: &mut Vec<Diagnostic>) -> Option<&'static str> {
    let found = selectors().find(|known| *known == name);
    if found.is_none() {
        let hint = match did_you_mean(name, selectors()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`pgtoml explain` lists the rules".to_owned(),
        };
        diagnostics.push(Diagnostic::error("unknown-rule", span, format!("unknown rule `{name}`")).hint(hint));
    }
    found
}

/// Names of rules and groups.
fn selectors() -> impl Iterator<Item = &'static str> {
    rules::ALL.iter().map(|lint| lint.id).chain(Group::ALL.into_iter().map(Group::name)).chain([PROVE])
}

fn level(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<Level> {
    let written = text(node, diagnostics)?;
    let found = Level::ALL.into_iter().find(|level| level.name() == written);
    if found.is_none() {
        let near = did_you_mean(&written, Level::ALL.into_iter().map(Level::name));
        let hint = near.map_or_else(
            || "levels are `off`, `info`, `warn` and `error`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        diagnostics.push(Diagnostic::error("wrong-value", node.span, format!("unknown level `{written}`")).hint(hint));
    }
    found
}

/// Kinds of objects, by their sections.
fn kinds(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> BTreeSet<Tag> {
    let Value::Array(items) = &node.value else {
        let message = format!("expected a list of sections, found {}", node.type_name());
        diagnostics.push(Diagnostic::error("wrong-value", node.span, message).hint("write `[\"tables\", \"views\"]`"));
        return BTreeSet::new();
    };
    if items.is_empty() {
        let hint = "name the sections of the kinds, or set the rule to `off`";
        diagnostics.push(Diagnostic::error("wrong-value", node.span, "the list names no section").hint(hint));
    }
    let mut found = BTreeSet::new();
    for item in items {
        let Some(name) = text(item, diagnostics) else { continue };
        let before = found.len();
        found.extend(Tag::ALL.iter().copied().filter(|tag| tag.info().section == name));
        if found.len() == before {
            let near = did_you_mean(&name, Tag::ALL.iter().map(|tag| tag.info().section));
            let message = format!("no kind of object stands under `{name}`");
            let problem = Diagnostic::error("wrong-value", item.span, message);
            diagnostics.push(match near {
                Some(near) if near == name => problem.hint("it is there twice"),
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem.hint("name a section of schema.toml: `tables`, `columns`, `functions`"),
            });
        }
    }
    found
}

fn reason(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let reason = text(node, diagnostics)?;
    if reason.trim().is_empty() {
        let message = "the reason says nothing";
        diagnostics.push(Diagnostic::error("wrong-value", node.span, message).hint("say why in a few words"));
        return None;
    }
    Some(reason)
}

fn patterns(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let items = match &node.value {
        Value::Array(items) => items.iter().collect(),
        _ => vec![node],
    };
    if items.is_empty() {
        let message = "`on` names no object";
        diagnostics.push(Diagnostic::error("wrong-value", node.span, message).hint("write `on = \"public.audit_*\"`"));
    }
    items.into_iter().filter_map(|item| text(item, diagnostics)).collect()
}

fn text(node: &Node, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let text = node.as_str().map(str::to_owned);
    if text.is_none() {
        let message = format!("expected a string, found {}", node.type_name());
        diagnostics.push(Diagnostic::error("wrong-value", node.span, message));
    }
    text
}
