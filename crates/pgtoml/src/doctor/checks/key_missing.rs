//! Tables without a primary key.

use super::{Check, Finding, Group, Severity};
use crate::catalog::sql::{not_member, user_schema};

pub static CHECK: Check = Check {
    id: "key-missing",
    group: Group::Tables,
    severity: Severity::Warning,
    summary: "A table has no primary key",
    docs: "
Equal rows cannot be told apart, nothing can refer to them, and where the table is published, UPDATE and DELETE fail until it
has another replica identity: then it is an error. Partitions, and tables of extensions, are passed over. The lint
`no-primary-key` says the same of a file.",
    reads: None,
    query: |_| {
        Some(format!(
            "SELECT n.nspname AS schema, c.relname AS name, c.relreplident IN ('d', 'n') AND EXISTS (
                    SELECT FROM pg_publication_tables p JOIN pg_publication b ON b.pubname = p.pubname
                    WHERE p.schemaname = n.nspname AND p.tablename = c.relname AND (b.pubupdate OR b.pubdelete)) AS published
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {} AND {}
               AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
             ORDER BY 1, 2",
            user_schema("n"),
            not_member("pg_class", "c.oid")
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let table = row.name("");
                let finding = if row.flag("published") {
                    Finding::error(format!("{table} is published and has no primary key: UPDATE and DELETE on it fail"))
                } else {
                    Finding::warning(format!("{table} has no primary key"))
                };
                finding.sql(format!("ALTER TABLE {table} ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
            })
            .collect()
    },
};
