//! Sessions that wait for others.

use super::{Answer, Check, Finding, Group, Scene, Severity, session, shortened, span};

pub static CHECK: Check = Check {
    id: "session-blocked",
    group: Group::Sessions,
    severity: Severity::Error,
    summary: "Sessions wait for a lock that another session holds",
    docs: "
Names the session at the root of the queue, since when its transaction is open, what it runs or ran last, what it keeps others
from, and for how long the longest of them has waited. `pg_cancel_backend` ends a running statement; a session that idles in
its transaction must be ended with `pg_terminate_backend`, which rolls the transaction back. Waits shorter than `--long` are
warnings. Prepared transactions hold locks without a session.",
    reads: Some("pg_read_all_stats"),
    query: |_| Some(QUERY.to_owned()),
    found,
};

const QUERY: &str = "WITH waits AS (
     SELECT a.pid, b.pid AS by, extract(epoch FROM clock_timestamp() - a.state_change) AS waited,
            (SELECT min(CASE WHEN c.oid IS NULL THEN l.locktype ELSE quote_ident(n.nspname) || '.' || quote_ident(c.relname) END)
             FROM pg_locks l LEFT JOIN pg_class c ON c.oid = l.relation AND l.locktype = 'relation'
             LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE l.pid = a.pid AND NOT l.granted) AS lock
     FROM pg_stat_activity a, unnest(pg_blocking_pids(a.pid)) b(pid)
     WHERE a.datname = current_database())
SELECT w.by AS blocker, count(DISTINCT w.pid) AS waiting, max(w.waited) AS waited, min(w.lock) AS lock,
       json_agg(DISTINCT w.pid::text) AS pids,
       s.usename AS user, s.application_name AS application, s.state, s.query,
       extract(epoch FROM clock_timestamp() - s.xact_start) AS since
FROM waits w LEFT JOIN pg_stat_activity s ON s.pid = w.by
WHERE cardinality(pg_blocking_pids(w.by)) = 0
GROUP BY w.by, s.usename, s.application_name, s.state, s.query, s.xact_start ORDER BY waited DESC";

fn found(scene: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let count = row.count("waiting");
        let waiting = if count == 1 { "1 session waits".to_owned() } else { format!("{count} sessions wait") };
        let waiting = format!("{waiting} ({}) up to {}", row.list("pids").join(", "), span(row.number("waited")));
        let lock = match row.text("lock") {
            "" => String::new(),
            "transactionid" | "tuple" => " for a row".to_owned(),
            lock => format!(" for {lock}"),
        };
        let severity =
            if row.number("waited") >= scene.long as f64 { Severity::Error } else { Severity::Warning };
        let pid = row.count("blocker");
        if pid == 0 {
            let message = format!("{waiting}{lock}, which a prepared transaction holds");
            return Finding::new(severity, message).sql("SELECT gid, prepared, owner FROM pg_prepared_xacts");
        }
        let idle = row.text("state").starts_with("idle");
        let does = if idle { "last ran" } else { "runs" };
        let message = format!(
            "{waiting}{lock}, which {} holds since {}; it {does}: {}",
            session(row, "blocker"),
            span(row.number("since")),
            shortened(row.text("query"))
        );
        let end = if idle { "pg_terminate_backend" } else { "pg_cancel_backend" };
        Finding::new(severity, message).sql(format!("SELECT {end}({pid})"))
    };
    rows.iter().map(of).collect()
}
