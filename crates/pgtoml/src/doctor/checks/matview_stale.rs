//! Materialized views without rows, or with old ones.

use super::{Answer, Check, Finding, Group, Scene, Severity, span};
use crate::catalog::sql::user_schema;

pub static CHECK: Check = Check {
    id: "matview-stale",
    group: Group::Tables,
    severity: Severity::Error,
    summary: "A materialized view was never filled, or refreshed longest ago",
    docs: "
One that was made WITH NO DATA fails with `has not been populated` until its first REFRESH. PostgreSQL does not keep when a
materialized view was refreshed (`pg_matviews` has no such column). It can be known where track_commit_timestamp is on and
the view has no unique index, so that every refresh makes it anew: then one that is older than a day is told. For others a note
is not possible; a table that the refresh writes its time into is.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, c.relispopulated AS filled,
                    CASE WHEN current_setting('track_commit_timestamp') = 'on'
                          AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indpred IS NULL)
                         THEN extract(epoch FROM clock_timestamp() - pg_xact_commit_timestamp(c.xmin)) END AS age
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND {} ORDER BY 1, 2",
            user_schema("n")
        ))
    },
    found,
};

fn found(_: &Scene, rows: &[Answer]) -> Vec<Finding> {
    let of = |row: &Answer| {
        let view = row.name("");
        let refresh = format!("REFRESH MATERIALIZED VIEW {view}");
        if !row.flag("filled") {
            let message = format!("materialized view {view} was never filled; queries on it fail");
            return Some(Finding::error(message).sql(refresh));
        }
        let age = row.number("age");
        let old = age >= 86_400.0;
        old.then(|| Finding::note(format!("materialized view {view} was refreshed {} ago", span(age))).sql(refresh))
    };
    rows.iter().filter_map(of).collect()
}
