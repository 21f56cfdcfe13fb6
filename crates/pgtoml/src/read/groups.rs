//! The section `[groups]`: which tables stand together in pictures and documents.
//!
//! ```toml
//! [groups]
//! billing = ["invoices", "payment_*"]
//! access = ["auth.*", "members"]
//! ```

use super::node::{Entry, Node, Value};
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::erd::groups::{Declared, fits};
use crate::kind::Tag;
use crate::model::{Id, Model};

/// The sections of all files, with the places of their patterns.
#[derive(Debug, Default)]
pub(super) struct Groups {
    list: Vec<(String, Vec<(String, Span)>)>,
}

impl Groups {
    /// Reads the section. A project of several files may have several.
    pub(super) fn read(&mut self, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
        const FORM: &str = "`billing = [\"invoices\", \"payment_*\"]`";
        let Value::Table(table) = &entry.node.value else {
            let message = format!("expected a section `[groups]`, found {}", entry.node.type_name());
            return diagnostics.push(Diagnostic::error("wrong-value", entry.node.span, message).hint(FORM));
        };
        for group in &table.entries {
            if self.list.iter().any(|(name, _)| *name == group.key) {
                let message = format!("the group `{}` is declared twice", group.key);
                diagnostics.push(Diagnostic::error("duplicate", group.key_span, message).hint("put all into one list"));
                continue;
            }
            let items = match &group.node.value {
                Value::Array(items) => items.as_slice(),
                _ => std::slice::from_ref(&group.node),
            };
            let mut pattern = |item: &Node| {
                let found = item.as_str().map(|text| (text.to_owned(), item.span));
                if found.is_none() {
                    let message = format!("expected the name of a table, found {}", item.type_name());
                    diagnostics.push(Diagnostic::error("wrong-value", item.span, message).hint(FORM));
                }
                found
            };
            let patterns = items.iter().filter_map(&mut pattern).collect();
            self.list.push((group.key.to_string(), patterns));
        }
    }

    /// What the sections say; every pattern must fit a relation, and no name may be in two groups.
    pub(super) fn check(self, model: &Model, external: &Model, diagnostics: &mut Vec<Diagnostic>) -> Vec<Declared> {
        let relations: Vec<&Id> = [model, external]
            .iter()
            .flat_map(|m| Tag::RELATIONS.iter().flat_map(|tag| m.of_kind(*tag)))
            .map(|(id, _)| id)
            .collect();
        let fit =
            |pattern: &str, id: &Id| fits(pattern, id.schema.as_ref().map_or("", |s| s.as_str()), id.name.as_str());
        let mut named: Vec<(&str, &str)> = Vec::new();
        for (group, patterns) in &self.list {
            for (pattern, span) in patterns {
                if !relations.iter().any(|id| fit(pattern, id)) {
                    diagnostics.push(unknown(pattern, group, *span, &relations));
                } else if let Some((_, other)) = named.iter().find(|(name, _)| name == pattern) {
                    let message = format!("`{pattern}` is in the groups `{other}` and `{group}`");
                    diagnostics
                        .push(Diagnostic::error("duplicate", *span, message).hint("a table stands in one group"));
                } else {
                    named.push((pattern, group));
                }
            }
        }
        let only = |patterns: Vec<(String, Span)>| patterns.into_iter().map(|(pattern, _)| pattern).collect();
        self.list.into_iter().map(|(name, patterns)| Declared { name, patterns: only(patterns) }).collect()
    }
}

fn unknown(pattern: &str, group: &str, span: Span, relations: &[&Id]) -> Diagnostic {
    if pattern.contains('*') {
        let message = format!("no table or view fits `{pattern}` in the group `{group}`");
        return Diagnostic::warning("unknown-table", span, message).hint("`*` stands for any characters");
    }
    let bare = pattern.rsplit('.').next().unwrap_or(pattern);
    let near = did_you_mean(bare, relations.iter().map(|id| id.name.as_str()));
    Diagnostic::error("unknown-table", span, format!("unknown table `{pattern}` in the group `{group}`"))
        .hint_if(near.map(|near| format!("did you mean `{near}`?")))
}
