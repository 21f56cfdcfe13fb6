//! Memory that sessions may take together.

use super::{Answer, Check, Finding, Group, Scene, Severity, bytes};

pub static CHECK: Check = Check {
    id: "settings-memory",
    group: Group::Server,
    severity: Severity::Warning,
    summary: "Sessions together may take more memory than PostgreSQL was told that there is",
    docs: "
PostgreSQL does not know how much memory its machine has, and this check does not guess. It knows what it was told:
effective_cache_size is an estimate of what is there for caching, its own buffers included. Where max_connections sessions
that each sort once (work_mem) would take more than that, one of the three is wrong. A query may take work_mem several times,
times hash_mem_multiplier for hashes.",
    reads: None,
    query: |_| {
        let sql = "SELECT pg_size_bytes(current_setting('work_mem')) AS work, current_setting('max_connections')::bigint AS slots,
                          pg_size_bytes(current_setting('effective_cache_size')) AS told";
        Some(sql.to_owned())
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let (work, slots, told) = (row.number("work"), row.number("slots"), row.number("told"));
        (work * slots > told).then(|| {
            let message = format!(
                "{slots} sessions (max_connections) with {} each (work_mem) may take {}, and effective_cache_size says that there are {}",
                bytes(work),
                bytes(work * slots),
                bytes(told)
            );
            let fitting = ((told / slots / 1_048_576.0).floor()).max(1.0);
            Finding::warning(message).sql(format!("ALTER SYSTEM SET work_mem = '{fitting}MB'")).sql("SELECT pg_reload_conf()")
        })
    };
    rows.iter().filter_map(of).collect()
}
