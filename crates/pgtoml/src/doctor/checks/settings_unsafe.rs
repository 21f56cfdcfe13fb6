//! Settings that lose data or keep the server from caring for itself.

use super::{Answer, Check, Finding, Group, Scene, Severity};

pub static CHECK: Check = Check {
    id: "settings-unsafe",
    group: Group::Server,
    severity: Severity::Error,
    summary: "A setting risks the data, or keeps the server from caring for itself",
    docs: "
`fsync` or `full_page_writes` off: a crash of the machine can destroy the cluster. `zero_damaged_pages` or
`ignore_checksum_failure` on: damage is thrown away instead of said. `autovacuum` or `track_counts` off: dead rows stay,
statistics age. `synchronous_commit` off: the last transactions before a crash may be lost, though nothing is damaged.
`password_encryption` of md5: hashes that are broken in hours. The first four are errors.",
    reads: None,
    query: |_| {
        let sql = "SELECT name, setting FROM pg_settings
                   WHERE (name, setting) IN (('fsync', 'off'), ('full_page_writes', 'off'), ('zero_damaged_pages', 'on'),
                         ('ignore_checksum_failure', 'on'), ('autovacuum', 'off'), ('track_counts', 'off'),
                         ('synchronous_commit', 'off'), ('password_encryption', 'md5')) ORDER BY 1";
        Some(sql.to_owned())
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let name = row.text("name");
        let (severity, why) = match name {
            "fsync" | "full_page_writes" => (Severity::Error, "a crash of the machine can destroy the cluster"),
            "zero_damaged_pages" | "ignore_checksum_failure" => (Severity::Error, "damaged pages are thrown away unsaid"),
            "autovacuum" => (Severity::Warning, "dead rows stay and statistics age"),
            "track_counts" => (Severity::Warning, "autovacuum does not know what to do"),
            "synchronous_commit" => (Severity::Note, "the last transactions before a crash may be lost"),
            _ => (Severity::Warning, "stored passwords are easily found"),
        };
        let message = format!("{name} is {}: {why}", row.text("setting"));
        Finding::new(severity, message).sql(format!("ALTER SYSTEM RESET {name}")).sql("SELECT pg_reload_conf()")
    };
    rows.iter().map(of).collect()
}
