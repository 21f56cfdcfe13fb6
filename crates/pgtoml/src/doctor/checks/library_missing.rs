//! Extensions that work only when the server has loaded their library at its start.

use super::{Answer, Check, Finding, Group, Scene, Severity};
use crate::sql::quote::quote_literal;

pub static CHECK: Check = Check {
    id: "library-missing",
    group: Group::Project,
    severity: Severity::Error,
    summary: "An extension is installed or declared whose library the server has not loaded",
    docs: "
pg_cron, pg_stat_statements, pgaudit, TimescaleDB and the background worker of pg_partman do their work in libraries that
PostgreSQL loads when it starts, from shared_preload_libraries. CREATE EXTENSION of some of them fails without, others are
created and do nothing. The setting takes effect with a restart. pg_partman works without its worker where cron or pg_cron
calls run_maintenance, so that its worker is only a note. The setting can be read by superusers and pg_read_all_settings.",
    reads: Some("pg_read_all_settings"),
    query: |scene| {
        let declared = scene.project.iter().flat_map(|project| &project.extensions);
        let list: Vec<String> = declared.map(|name| quote_literal(name)).collect();
        Some(format!(
            "SELECT w.name, l.setting AS loaded, n.name IS NOT NULL AS offered
             FROM (SELECT extname::text FROM pg_extension UNION SELECT * FROM unnest(ARRAY[{}]::text[])) w(name)
             JOIN pg_settings l ON l.name = 'shared_preload_libraries'
             LEFT JOIN pg_available_extensions() n ON n.name = w.name ORDER BY 1",
            list.join(", ")
        ))
    },
    found,
};

/// Extensions with the libraries that must be loaded at the start, and whether they do their work without.
const LIBRARIES: &[(&str, &str, bool)] = &[
    ("pg_cron", "pg_cron", false),
    ("pg_stat_statements", "pg_stat_statements", false),
    ("pgaudit", "pgaudit", false),
    ("timescaledb", "timescaledb", false),
    ("pg_partman", "pg_partman_bgw", true),
];

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.flag("offered")) {
        let Some((name, library, works)) = LIBRARIES.iter().find(|(name, ..)| *name == row.text("name")) else {
            continue;
        };
        let loaded = row.text("loaded");
        let mut names: Vec<&str> =
            loaded.split(',').map(|name| name.trim().trim_matches('"')).filter(|name| !name.is_empty()).collect();
        if names.iter().any(|known| known.rsplit('/').next() == Some(library)) {
            continue;
        }
        names.push(library);
        let list: Vec<String> = names.iter().map(|name| quote_literal(name)).collect();
        let set = format!("ALTER SYSTEM SET shared_preload_libraries = {}", list.join(", "));
        let message = format!("{name} needs the library {library}, which the server has not loaded at its start");
        found.push(if *works {
            let message = format!("{message}; without it, something else has to call run_maintenance regularly");
            Finding::note(message).sql(set)
        } else {
            Finding::error(format!("{message}; restart it afterwards"))
                .sql(set)
                .shell(["sudo", "systemctl", "restart", "postgresql"])
        });
    }
    found
}
