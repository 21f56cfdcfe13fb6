//! Connection slots.

use super::{Answer, Check, Finding, Group, Scene, Severity, span};
use crate::report::plural;
use crate::sql::quote::{quote_ident, quote_literal};

pub static CHECK: Check = Check {
    id: "session-idle",
    group: Group::Sessions,
    severity: Severity::Error,
    summary: "Few connection slots are left, or many sessions have been idle for long",
    docs: "
Every connection takes one of max_connections, idle or not; when they are used up the server answers `sorry, too many clients
already`. From four fifths on it is a warning, from 95 of 100 an error. Sessions that have been idle for twelve times `--long`
(an hour by default) are told apart by role and application: a pool that is too large, or a client that went away without
closing. idle_session_timeout lets the server end them.",
    reads: Some("pg_read_all_stats"),
    query: |scene| {
        Some(format!(
            "SELECT a.usename AS user, a.application_name AS application, count(*) AS sessions,
                    count(*) FILTER (WHERE a.datname = current_database() AND a.state = 'idle'
                                       AND a.state_change <= clock_timestamp() - interval '{0} s' AND a.pid <> pg_backend_pid()) AS idle,
                    extract(epoch FROM clock_timestamp() - min(a.state_change) FILTER (WHERE a.state = 'idle')) AS longest,
                    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS slots
             FROM pg_stat_activity a WHERE a.backend_type = 'client backend' GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2",
            scene.long.saturating_mul(12)
        ))
    },
    found,
};

fn found(scene: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let mut found = Vec::new();
    let used: i64 = rows.iter().map(|row| row.count("sessions")).sum();
    let slots = rows.first().map_or(0, |row| row.count("slots"));
    if slots > 0 && used * 5 >= slots * 4 {
        let severity = if used * 100 >= slots * 95 { Severity::Error } else { Severity::Warning };
        let message = format!("{used} of {slots} connection slots are taken; a pooler lets many clients share few of them");
        let list = "SELECT usename, application_name, state, count(*) FROM pg_stat_activity \
                    WHERE backend_type = 'client backend' GROUP BY 1, 2, 3 ORDER BY 4 DESC";
        found.push(Finding::new(severity, message).sql(list));
    }
    for row in rows.iter().filter(|row| row.count("idle") > 0) {
        let (user, application) = (row.text("user"), row.text("application"));
        let count = plural(row.count("idle").unsigned_abs() as usize, "session");
        let of = if application.is_empty() { String::new() } else { format!(" of {application}") };
        let longest = span(row.number("longest"));
        let message = format!("{count}{of} as {} idle for up to {longest}", quote_ident(user));
        let end = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {} AND usename = {} AND state = 'idle' \
             AND state_change < now() - interval '{} s' AND pid <> pg_backend_pid()",
            quote_literal(&scene.place.database),
            quote_literal(user),
            scene.long.saturating_mul(12)
        );
        found.push(Finding::note(message).sql(end));
    }
    found
}
