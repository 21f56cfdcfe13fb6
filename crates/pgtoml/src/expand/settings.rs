//! Settings of a session that policies read.
//!
//! PostgreSQL manual: "Customized Options" (20.16), "Configuration Settings Functions" (9.28.1).

use crate::diagnostic::{Diagnostic, Span};
use crate::read::reading::Reading;
use crate::sql::TypeName;
use crate::sql::quote::quote_literal;

/// The types that a setting is read as. Their equality is leakproof, so that an index serves a policy.
pub(super) const TYPES: &[&str] = &["uuid", "text", "bigint", "integer"];

/// Reports a name that PostgreSQL refuses for a setting of one's own: it needs a dot, and an identifier on each side of it.
pub(super) fn check(reading: &mut Reading<'_>, name: &str, span: Span) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
    let plain =
        |part: &str| part.starts_with(first) && part.chars().all(|c| first(c) || c.is_ascii_digit() || c == '$');
    let hint = if !name.contains('.') {
        // What is suggested must be a name itself.
        let name: String = name.chars().map(|c| if first(c) || c.is_ascii_digit() { c } else { '_' }).collect();
        format!("settings of an application have a prefix: `app.{name}`")
    } else if !name.split('.').all(plain) {
        "each part begins with a letter and holds letters, digits and `_`: `app.tenant_id`".to_owned()
    } else {
        return true;
    };
    let message = format!("PostgreSQL does not take `{name}` as the name of a setting");
    reading.report(Diagnostic::error("setting-name", span, message).hint(hint));
    false
}

/// The value of a setting; null where it is not set or empty, as it is after `SET LOCAL` and the end of the transaction.
pub(super) fn value(name: &str, data_type: &TypeName) -> String {
    let text = format!("nullif(current_setting({}, true), '')", quote_literal(name));
    if data_type.as_str() == "text" { text } else { format!("{text}::{data_type}") }
}

/// The same as a sub-select, which PostgreSQL evaluates once for a statement and not for every row.
pub(super) fn once(name: &str, data_type: &TypeName) -> String {
    format!("(select {})", value(name, data_type))
}
