//! Functions that PostgreSQL itself has.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Names in `pg_proc` of schema `pg_catalog`, of all supported majors; `tests/completeness.rs` compares them with servers.
static NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| include_str!("functions.txt").lines().collect());

/// Whether some supported server has a function of this name.
pub fn is_builtin(name: &str) -> bool {
    NAMES.contains(name)
}

/// All of them.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied()
}
