//! Settings that wait for a restart.

use super::{Check, Finding, Group, Severity};
use crate::sql::quote::comment_safe;

pub static CHECK: Check = Check {
    id: "settings-pending",
    group: Group::Server,
    severity: Severity::Warning,
    summary: "A changed setting waits for a restart of the server",
    docs: "
Some settings take effect only when the server starts; until then what a person wrote and what holds differ.",
    reads: None,
    query: |_| {
        let sql = "SELECT name FROM pg_settings WHERE pending_restart ORDER BY 1";
        Some(sql.to_owned())
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let name = comment_safe(row.text("name"));
                Finding::warning(format!("{name} has been changed, and holds only after a restart of the server"))
                    .shell(["sudo", "systemctl", "restart", "postgresql"])
            })
            .collect()
    },
};
