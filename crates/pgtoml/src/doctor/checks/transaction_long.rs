//! Transactions that take long.

use super::{Check, Finding, Group, Severity, session, shortened, span};

pub static CHECK: Check = Check {
    id: "transaction-long",
    group: Group::Sessions,
    severity: Severity::Warning,
    summary: "A transaction has been running for long",
    docs: "
While it runs, vacuum cannot remove rows that were deleted after it began, in all tables of the database, and a change of a
schema that waits for it makes everybody else wait behind. Sessions that idle in theirs are told by `transaction-idle`.
`--long` says from how many seconds on (300 by default). Vacuum and backups are passed over.",
    reads: Some("pg_read_all_stats"),
    query: |scene| {
        Some(format!(
            "SELECT pid, usename AS user, application_name AS application, query,
                    extract(epoch FROM clock_timestamp() - xact_start) AS open
             FROM pg_stat_activity
             WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()
               AND backend_type = 'client backend' AND coalesce(application_name, '') <> 'pg_dump' AND query !~* '^\\s*vacuum'
               AND xact_start <= clock_timestamp() - interval '{} s' ORDER BY xact_start",
            scene.long
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let message = format!(
                    "the transaction of {} is open for {}; it runs: {}",
                    session(row, "pid"),
                    span(row.number("open")),
                    shortened(row.text("query"))
                );
                Finding::warning(message).sql(format!("SELECT pg_cancel_backend({})", row.count("pid")))
            })
            .collect()
    },
};
