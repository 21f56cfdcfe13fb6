//! SECURITY DEFINER without a fixed search_path.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "definer-search-path",
    group: Group::Security,
    level: Level::Warn,
    summary: "A SECURITY DEFINER routine that looks names up where its caller says",
    docs: "
A SECURITY DEFINER routine has the rights of its owner, and without `SET search_path` it looks names up along the path
of whoever calls it. The caller makes a table or function of the same name in a schema of their own, and the routine
uses it: a function that should have read a setting of the owner's returned the forged row of a temporary table instead
(PostgreSQL 15 and 18).

Bodies in standard SQL (`sql_body`) keep what their names meant when they were made, and are passed over.",
    bad: r#"
[functions.is_admin]
returns = "boolean"
language = "sql"
security_definer = true
grants.public = []
body = "select exists (select from admins where name = session_user)"

[tables.admins]
columns.name = "text primary key"
"#,
    good: r#"
[functions.is_admin]
returns = "boolean"
language = "sql"
security_definer = true
set.search_path = "public, pg_temp"
grants.public = []
body = "select exists (select from admins where name = session_user)"

[tables.admins]
columns.name = "text primary key"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let loose = super::without_path(subject).filter(|routine| routine.definer);
    let hit = |routine: crate::lint::subject::Routine<'_>| {
        let message = format!("{} runs as its owner and looks names up along the search_path of its caller", routine.id);
        super::pinned(subject, routine.id, Hit::new(routine.id, message).hint("pin the path, with pg_temp at its end"))
    };
    loose.map(hit).collect()
}
