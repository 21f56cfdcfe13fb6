//! What objects of all kinds may say: a comment, an owner, privileges, labels, former names.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::node::{Entry, Table};
use super::object::ObjectNode;
use super::reading::Reading;
use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::model::{Grants, Id, Ident, Meta};

impl Reading<'_> {
    pub(super) fn meta(&mut self, id: &Id, node: &mut ObjectNode) -> Meta {
        let mut meta = Meta::default();
        if let Some(entry) = node.take("comment") {
            meta.comment = self.string(&entry).filter(|comment| !comment.is_empty());
        }
        if id.tag.info().owned
            && let Some(entry) = node.take("owner")
        {
            meta.owner = self.string(&entry).map(Ident::new);
            self.roles.extend(meta.owner.clone());
        }
        if let Some(entry) = node.take("renamed_from") {
            meta.renamed_from.0 = self.strings(&entry).into_iter().map(Ident::new).collect();
        }
        if let Some(entry) = node.take("depends_on") {
            let names = self.strings(&entry);
            self.depends_on.extend(names.into_iter().map(|name| (id.clone(), name, entry.node.span)));
        }
        if let Some(entry) = node.take("security_labels") {
            let none = Table::default();
            let table = entry.node.as_table().unwrap_or_else(|| {
                let message = format!("expected `security_labels.PROVIDER = \"…\"`, found {}", entry.node.type_name());
                self.report(Diagnostic::error("wrong-value", entry.node.span, message));
                &none
            });
            for label in &table.entries {
                if let Some(text) = self.string(label) {
                    meta.security_labels.insert(label.key.clone(), text);
                }
            }
        }
        meta.grants = id.default_grants();
        if !id.tag.info().privileges.is_empty()
            && let Some(entry) = node.take("grants")
        {
            self.grants(id, &entry, &mut meta.grants);
        }
        meta
    }

    fn grants(&mut self, id: &Id, entry: &Entry, grants: &mut Grants) {
        let Some(table) = entry.node.as_table() else {
            let message = format!("expected `grants.ROLE = [\"…\"]`, found {}", entry.node.type_name());
            return self.report(Diagnostic::error("wrong-value", entry.node.span, message));
        };
        for role in &table.entries {
            let name = Ident::new(role.key.clone());
            let mut privileges = BTreeMap::new();
            for (text, span) in self.texts(role) {
                for (privilege, grantable) in self.privilege(id, &text, span) {
                    privileges.insert(privilege, grantable);
                }
            }
            if role.key == "public" {
                self.public.insert(id.clone());
            } else {
                self.roles.insert(name.clone());
            }
            if privileges.is_empty() && name.as_str() == "public" {
                grants.remove(&name);
            } else {
                // That a role has nothing says something of the owner, whom the file need not name.
                grants.insert(name, privileges);
            }
        }
    }

    /// One entry of `grants.ROLE`: `select`, `all`, `insert with grant option`.
    pub(crate) fn privilege(&mut self, id: &Id, text: &str, span: Span) -> Vec<(SmolStr, bool)> {
        let known = id.tag.info().privileges;
        let lower = text.trim().to_lowercase();
        let (name, grantable) = match lower.strip_suffix("with grant option") {
            Some(name) => (name.trim_end().to_owned(), true),
            None => (lower, false),
        };
        if name == "all" || name == "all privileges" {
            return known.iter().map(|name| (SmolStr::new(*name), grantable)).collect();
        }
        if known.contains(&name.as_str()) {
            return vec![(SmolStr::new(name), grantable)];
        }
        let hint = match did_you_mean(&name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("privileges of a {}: {}", id.tag.noun().to_lowercase(), known.join(", ")),
        };
        self.report(Diagnostic::error("unknown-privilege", span, format!("unknown privilege `{text}`")).hint(hint));
        Vec::new()
    }
}
