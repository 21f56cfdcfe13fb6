//! Whose rows a table holds, told by its policies: those of the tenant in a setting of the session.

use std::collections::BTreeMap;

use super::Known;
use crate::kind::{Body, Tag};
use crate::model::{Id, Model};
use crate::sql::tokens::{Kind, tokens};

/// Functions that read a setting of the session, and which.
pub(super) fn readers(model: &Model) -> BTreeMap<String, String> {
    let mut readers = BTreeMap::new();
    for (id, object) in model.of_kind(Tag::Function) {
        let Body::Function(function) = &object.body else { continue };
        let body = function.body.as_deref().or(function.sql_body.as_ref().map(|body| body.as_str()));
        if let Some(setting) = body.and_then(setting) {
            readers.insert(id.name.as_str().to_owned(), setting);
        }
    }
    readers
}

/// The setting that decides which rows of a table are seen.
pub(super) fn of(known: &Known<'_>, id: &Id) -> Option<String> {
    let text = policies(known.model, id);
    setting(&text).or_else(|| {
        let words = tokens(&text).filter(|token| token.kind == Kind::Word);
        words.map(|token| token.text.to_ascii_lowercase()).find_map(|word| known.readers.get(&word).cloned())
    })
}

/// The expressions of the policies of a table.
pub(super) fn policies(model: &Model, id: &Id) -> String {
    let mut text = String::new();
    for (_, object) in model.children(id, Tag::Policy) {
        let Body::Policy(policy) = &object.body else { continue };
        for part in [&policy.using, &policy.with_check].into_iter().flatten() {
            text.push_str(part.as_str());
            text.push('\n');
        }
    }
    text
}

/// The first setting that a text reads with `current_setting('…')`.
fn setting(text: &str) -> Option<String> {
    let list: Vec<_> = tokens(text).collect();
    let at = list.iter().position(|token| token.is("current_setting"))?;
    let name = list.get(at + 2).filter(|token| token.kind == Kind::String)?;
    Some(name.text.trim_matches('\'').to_owned())
}
