//! Transaction numbers that run out.

use super::{Answer, Check, Finding, Group, Scene, Severity, grouped};

pub static CHECK: Check = Check {
    id: "wraparound",
    group: Group::Tables,
    severity: Severity::Error,
    summary: "The oldest rows of a table are so many transactions old that autovacuum should have frozen them",
    docs: "
A transaction number has 32 bits, and rows older than two thousand million transactions could not be told from new ones: some
forty million before that PostgreSQL takes no more writes (manual, 24.1.5). Autovacuum freezes old rows in time, at
autovacuum_freeze_max_age, unless it fails or is held up by a long or prepared transaction or a replication slot. Told is half
as much again, for transaction numbers and for multixacts; from 1 500 million on it is an error.",
    reads: None,
    query: |_| {
        let sql = "SELECT n.nspname AS schema, c.relname AS name, x.what, x.age, x.usual
                   FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid,
                   LATERAL (VALUES
                     ('transactions', greatest(age(c.relfrozenxid), age(t.relfrozenxid)), current_setting('autovacuum_freeze_max_age')::int),
                     ('multixacts', greatest(mxid_age(c.relminmxid), mxid_age(t.relminmxid)), current_setting('autovacuum_multixact_freeze_max_age')::int)
                   ) x(what, age, usual)
                   WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND x.age > 1.5 * x.usual ORDER BY x.age DESC, 1, 2";
        Some(sql.to_owned())
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let (age, table) = (row.count("age"), row.name(""));
        let severity = if age >= 1_500_000_000 { Severity::Error } else { Severity::Warning };
        let message = format!(
            "the oldest rows of {table} are {} {} old; autovacuum should have frozen them at {}",
            grouped(age),
            row.text("what"),
            grouped(row.count("usual"))
        );
        Finding::new(severity, message).sql(format!("VACUUM (FREEZE) {table}"))
    };
    rows.iter().map(of).collect()
}
