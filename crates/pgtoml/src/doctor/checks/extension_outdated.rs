//! Extensions whose files are newer than what is installed.

use super::{Check, Finding, Group, Severity};
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "extension-outdated",
    group: Group::Project,
    severity: Severity::Warning,
    summary: "An installed extension is of another version than the server offers",
    docs: "
A package brings the files of a new version; each database keeps its old objects until ALTER EXTENSION … UPDATE. After an
upgrade of the server the library may be the new one and the SQL the old one. Read the extension's notes before.",
    reads: None,
    query: |_| {
        let sql = "SELECT e.extname AS name, e.extversion AS installed, a.default_version AS offered
                   FROM pg_extension e JOIN pg_available_extensions() a ON a.name = e.extname
                   WHERE e.extversion <> a.default_version ORDER BY 1";
        Some(sql.to_owned())
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let (name, installed, offered) = (row.text("name"), row.text("installed"), row.text("offered"));
                let message = format!("extension {name} is of version {installed}, and the server offers {offered}");
                Finding::warning(message).sql(format!("ALTER EXTENSION {} UPDATE", quote_ident(name)))
            })
            .collect()
    },
};
