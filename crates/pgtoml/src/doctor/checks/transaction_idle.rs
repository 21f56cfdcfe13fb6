//! Transactions that nobody goes on with.

use super::{Check, Finding, Group, Severity, session, shortened, span};

pub static CHECK: Check = Check {
    id: "transaction-idle",
    group: Group::Sessions,
    severity: Severity::Warning,
    summary: "A session has been idle inside a transaction for long",
    docs: "
It keeps its locks, and vacuum keeps every row that it might still see. Usually an application that does something else between
BEGIN and COMMIT, or a client that died. `--long` says from how many seconds on (300 by default).
idle_in_transaction_session_timeout lets the server end such sessions.",
    reads: Some("pg_read_all_stats"),
    query: |scene| {
        Some(format!(
            "SELECT pid, usename AS user, application_name AS application, query,
                    extract(epoch FROM clock_timestamp() - state_change) AS idle
             FROM pg_stat_activity
             WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()
               AND state_change <= clock_timestamp() - interval '{} s' ORDER BY state_change",
            scene.long
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let message = format!(
                    "{} has been idle in its transaction for {}; it last ran: {}",
                    session(row, "pid"),
                    span(row.number("idle")),
                    shortened(row.text("query"))
                );
                Finding::warning(message).sql(format!("SELECT pg_terminate_backend({})", row.count("pid")))
            })
            .collect()
    },
};
