//! Histories of migration tools that have stopped half way.

use super::{Answer, Check, Finding, Group, Severity};

pub static CHECK: Check = Check {
    id: "history-broken",
    group: Group::Project,
    severity: Severity::Error,
    summary: "The history table of a migration tool says that a migration failed, or has several heads",
    docs: "
Tools keep what they have run in a table: `alembic_version` (several rows are several heads), `schema_migrations` of
golang-migrate (`dirty`), `flyway_schema_history` and `_sqlx_migrations` (`success` is false), `databasechangeloglock` of
Liquibase (locked by a run that died). Such a tool refuses to go on. Before its marker is set right, the database must be
what the marker will say: `pgtoml plan` shows what is missing. Tables of all schemas are looked at.",
    reads: None,
    query: |_| {
        // A table of a user's is read by its name: that is only possible inside of a query as XML, which leaves what the
        // role may not read out.
        let sql = "WITH t AS (
             SELECT n.nspname AS schema, c.relname AS name, h.tool, h.count,
                    has_table_privilege(c.oid, 'SELECT') AND has_schema_privilege(n.oid, 'USAGE') AS may
             FROM (VALUES ('alembic_version', 'alembic', 'version_num', 'SELECT count(*) - 1 AS n FROM %s'),
                          ('schema_migrations', 'golang-migrate', 'dirty', 'SELECT count(*) AS n FROM %s WHERE dirty'),
                          ('flyway_schema_history', 'flyway', 'success', 'SELECT count(*) AS n FROM %s WHERE NOT success'),
                          ('_sqlx_migrations', 'sqlx', 'success', 'SELECT count(*) AS n FROM %s WHERE NOT success'),
                          ('databasechangeloglock', 'liquibase', 'locked', 'SELECT count(*) AS n FROM %s WHERE locked'))
                  h(name, tool, needs, count)
             JOIN pg_class c ON c.relname = h.name AND c.relkind = 'r'
             JOIN pg_namespace n ON n.oid = c.relnamespace
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = h.needs
                  AND (h.needs = 'version_num' OR a.atttypid = 'bool'::regtype))
            SELECT schema, name, tool, CASE WHEN NOT may THEN 'SELECT' END AS hidden, 'TABLE' AS hidden_kind,
                   CASE WHEN may THEN (xpath('/table/row/n/text()', query_to_xml(
                       format(count, quote_ident(schema) || '.' || quote_ident(name)), false, false, '')))[1]::text END AS wrong
            FROM t ORDER BY 1, 2";
        Some(sql.to_owned())
    },
    found: |scene, rows| {
        let broken = rows.iter().filter(|row| row.count("wrong") > 0);
        broken.map(|row| finding(row, &scene.place.url)).collect()
    },
};

fn finding(row: &Answer, url: &str) -> Finding {
    let table = row.name("");
    let (why, words): (String, &[&str]) = match row.text("tool") {
        "alembic" => (format!("alembic has {} heads in {table}", row.count("wrong") + 1), &["alembic", "heads"]),
        "golang-migrate" => (format!("golang-migrate calls {table} dirty: a migration failed half way"), &["migrate", "version"]),
        "flyway" => (format!("flyway has failed migrations in {table}"), &["flyway", "repair"]),
        "sqlx" => (format!("sqlx has failed migrations in {table}"), &["sqlx", "migrate", "info"]),
        _ => (format!("liquibase holds its lock in {table}; a run may have died"), &["liquibase", "release-locks"]),
    };
    let message = format!("{why}; see what is really there before its marker is set");
    Finding::error(message).shell(["pgtoml", "plan", "--db", url]).shell(words.iter().copied())
}
