//! Replication slots that keep write-ahead log.

use super::{Check, Finding, Group, Severity, bytes};
use crate::sql::quote::quote_literal;

pub static CHECK: Check = Check {
    id: "slot-behind",
    group: Group::Sessions,
    severity: Severity::Error,
    summary: "A replication slot that nobody reads keeps write-ahead log",
    docs: "
A slot keeps all write-ahead log since its reader was last there, until the disk is full or max_slot_wal_keep_size says
otherwise; a logical one keeps old rows of the catalogs too. A slot whose log is lost is useless. Drop it if its reader does
not come back. A slot that nobody reads is a warning, one that has lost log or is about to is an error.",
    reads: None,
    query: |_| {
        let sql = "SELECT slot_name AS name, slot_type AS type, wal_status AS status, active,
                          pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END,
                                          restart_lsn) AS kept
                   FROM pg_replication_slots WHERE NOT temporary AND (NOT active OR wal_status IN ('unreserved', 'lost')) ORDER BY 1";
        Some(sql.to_owned())
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let name = row.text("name");
                let (severity, message) = match row.text("status") {
                    "lost" => (Severity::Error, format!("replication slot {name} has lost the log that its reader needs")),
                    "unreserved" => (Severity::Error, format!("replication slot {name} is about to lose its log")),
                    _ => {
                        let kept = bytes(row.number("kept"));
                        let message = format!("nobody reads replication slot {name} ({}); it keeps {kept} of log", row.text("type"));
                        (Severity::Warning, message)
                    }
                };
                Finding::new(severity, message).sql(format!("SELECT pg_drop_replication_slot({})", quote_literal(name)))
            })
            .collect()
    },
};
