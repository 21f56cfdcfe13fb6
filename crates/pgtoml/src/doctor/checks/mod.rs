//! The checks, one module each, and the one list of them. What several of them need stands below it.

use super::{Answer, Check, Finding, Group, Place, Scene, Severity, nothing};

macro_rules! checks {
    ($($module:ident),* $(,)?) => {
        $(pub(super) mod $module;)*

        /// Every check, in the order in which they are made.
        pub static ALL: &[&Check] = &[$(&$module::CHECK),*];
    };
}

checks! {
    connection,
    pooler,
    tls,
    server_version,
    project_file,
    extension_missing,
    extension_outdated,
    library_missing,
    unapplied,
    rights_missing,
    history_broken,
    table_access,
    rls_context,
    rls_owner,
    rls_bypass,
    unseen,
    session_blocked,
    session_idle,
    transaction_idle,
    transaction_long,
    transaction_prepared,
    slot_behind,
    statistics_stale,
    dead_rows,
    wraparound,
    key_missing,
    sequence_end,
    sequence_behind,
    constraint_unvalidated,
    matview_stale,
    partition_missing,
    partition_default,
    index_invalid,
    index_doubled,
    index_unused,
    index_bloat,
    vector_lists,
    settings_unsafe,
    settings_memory,
    settings_pending,
}

/// Bytes for people: `8.5 MB`, with the units of PostgreSQL (1024).
fn bytes(count: f64) -> String {
    let mut rest = count;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if rest < 1024.0 {
            return if unit == "bytes" { format!("{rest:.0} {unit}") } else { format!("{rest:.1} {unit}") };
        }
        rest /= 1024.0;
    }
    format!("{rest:.1} TB")
}

/// Seconds for people: `3 s`, `5 min`, `2 h`, `4 d`.
fn span(seconds: f64) -> String {
    match seconds {
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3_600.0),
        s => format!("{:.0} d", s / 86_400.0),
    }
}

/// A whole number for people: `1 234 567`.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(' ');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// The first few, and how many more.
fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match names.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{shown} and {more} more"),
        _ => shown,
    }
}

/// A query as it fits into a sentence.
fn shortened(query: &str) -> String {
    const LENGTH: usize = 100;
    let line = crate::sql::quote::comment_safe(query);
    if line.chars().count() <= LENGTH {
        return line;
    }
    line.chars().take(LENGTH).collect::<String>() + "…"
}

/// A session in words: `pid 42 (app, psql)`.
fn session(row: &Answer, pid: &str) -> String {
    let who = [row.text("user"), row.text("application")];
    let who: Vec<&str> = who.into_iter().filter(|text| !text.is_empty()).collect();
    let pid = row.count(pid);
    if who.is_empty() { format!("pid {pid}") } else { format!("pid {pid} ({})", who.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::{bytes, grouped, span};

    #[test]
    fn figures_for_people() {
        assert_eq!([bytes(12.0), bytes(8.5 * 1_048_576.0)], ["12 bytes", "8.5 MB"]);
        assert_eq!([span(3.0), span(300.0), span(86_400.0), span(400_000.0)], ["3 s", "5 min", "24 h", "5 d"]);
        assert_eq!([grouped(1_234_567), grouped(-12), grouped(100)], ["1 234 567", "-12", "100"]);
    }
}
