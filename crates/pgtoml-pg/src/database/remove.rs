//! Dropping a database.

use pgtoml::sql::quote::quote_ident;
use postgres::error::SqlState;

use super::{DatabaseError, beside, row};
use crate::connect::{ConnectErrorKind, Target};

/// What would go with a database.
#[derive(Clone, Debug, Default)]
pub struct Inspected {
    /// Why it is none that should go: a template, the maintenance database.
    pub protected: Option<String>,
    /// Whether it is a template, which PostgreSQL does not drop.
    pub template: bool,
    /// Relations, routines and types in it; `None` where nobody may look.
    pub objects: Option<i64>,
    /// A few of its tables.
    pub tables: Vec<String>,
    /// Who is connected: `app (psql), pid 42`.
    pub sessions: Vec<String>,
}

/// Looks at the database of the target; `None` where it does not exist.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn inspect(target: &Target) -> Result<Option<Inspected>, DatabaseError> {
    let name = target.database();
    let mut connection = beside(target)?;
    let known = "SELECT datistemplate FROM pg_catalog.pg_database WHERE datname = $1";
    let Some(there) = row(&mut connection, known, &[name])? else { return Ok(None) };
    let template: bool = there.get(0);
    let mut found = Inspected { template, ..Inspected::default() };
    if template {
        found.protected = Some("a template of new databases".to_owned());
    } else if name == "postgres" {
        found.protected = Some("the database that tools connect to by default".to_owned());
    }
    match target.connect() {
        Ok(mut inside) => {
            let count = "SELECT pg_catalog.count(*), pg_catalog.array_agg(x.table_name) FILTER (WHERE x.table_name IS NOT NULL)
                 FROM (SELECT c.oid, CASE WHEN c.relkind IN ('r', 'p') THEN pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) END AS table_name,
                              c.relnamespace AS schema FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                       WHERE c.relkind <> 'i' AND c.relkind <> 't'
                       UNION ALL SELECT p.oid, NULL, p.pronamespace FROM pg_catalog.pg_proc p
                       UNION ALL SELECT t.oid, NULL, t.typnamespace FROM pg_catalog.pg_type t WHERE t.typtype IN ('e', 'd')
                       ORDER BY 2) x
                 JOIN pg_catalog.pg_namespace n ON n.oid = x.schema
                 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                   AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = x.oid AND d.deptype = 'e')";
            let there = row(&mut inside, count, &[])?;
            found.objects = there.as_ref().map(|row| row.get(0));
            let tables: Option<Vec<String>> = there.and_then(|row| row.get(1));
            found.tables = tables.unwrap_or_default();
        }
        // It may hold anything.
        Err(error) if error.kind == ConnectErrorKind::NotAllowed => {}
        Err(error) => return Err(error.into()),
    }
    let sessions =
        "SELECT pid, coalesce(usename, '')::text, coalesce(application_name, '') FROM pg_catalog.pg_stat_activity
                    WHERE datname = $1 AND pid <> pg_catalog.pg_backend_pid() ORDER BY pid";
    // The connection above ends with its drop, but its backend only a moment later.
    let mut left = Vec::new();
    for _ in 0..20 {
        let rows = connection
            .query(sessions, &[&name])
            .map_err(|error| DatabaseError::said("sessions could not be read", &error))?;
        left = rows
            .iter()
            .map(|row| {
                let (pid, user, application): (i32, String, String) = (row.get(0), row.get(1), row.get(2));
                if application.is_empty() {
                    format!("{user}, pid {pid}")
                } else {
                    format!("{user} ({application}), pid {pid}")
                }
            })
            .collect::<Vec<String>>();
        if left.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    found.sessions = left;
    Ok(Some(found))
}

/// Drops the database of the target; `force` ends the sessions that use it.
///
/// # Errors
/// The server refuses: somebody uses it, or it is not the role's.
pub fn remove(target: &Target, force: bool) -> Result<(), DatabaseError> {
    let name = target.database();
    let with = if force { " WITH (FORCE)" } else { "" };
    let sql = format!("DROP DATABASE {}{with}", quote_ident(name));
    beside(target)?.batch_execute(&sql).map_err(|error| {
        let failed = DatabaseError::said(&format!("database {name} could not be dropped"), &error);
        let code = error.code();
        let hint = if code == Some(&SqlState::INSUFFICIENT_PRIVILEGE) {
            "connect as its owner, who may end the sessions of other roles, or as a superuser"
        } else if failed.message.contains("replication slot") {
            "drop its logical replication slots first: SELECT pg_drop_replication_slot(…)"
        } else if failed.message.contains("subscription") {
            "drop its subscriptions first: DROP SUBSCRIPTION …"
        } else {
            return failed;
        };
        DatabaseError { hint: hint.to_owned(), ..failed }
    })
}
