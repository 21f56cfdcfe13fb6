//! The section `[docs]`.

use super::node::{Table, Value};
use crate::diagnostic::Diagnostic;

/// The folder with templates, beside the file.
pub(super) fn templates(roots: &mut [Table], diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let mut found = None;
    for entry in roots.iter_mut().filter_map(|root| root.take("docs")) {
        let Value::Table(mut table) = entry.node.value else {
            let message = format!("expected `[docs]`, found {}", entry.node.type_name());
            diagnostics.push(Diagnostic::error("wrong-value", entry.node.span, message));
            continue;
        };
        if let Some(entry) = table.take("templates") {
            match entry.node.value {
                Value::String(folder) => found = Some(folder.to_string()),
                _ => {
                    let message = format!("expected the name of a folder, found {}", entry.node.type_name());
                    diagnostics.push(Diagnostic::error("wrong-value", entry.node.span, message));
                }
            }
        }
        for entry in &table.entries {
            let message = format!("unknown key `{}`", entry.key);
            let hint = "the known key is `templates`";
            diagnostics.push(Diagnostic::error("unknown-key", entry.key_span, message).hint(hint));
        }
    }
    found
}
