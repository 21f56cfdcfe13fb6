//! Routines without a fixed search_path.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "routine-search-path",
    group: Group::Security,
    level: Level::Off,
    summary: "A routine that looks names up where its caller says, though it runs with the rights of its caller",
    docs: "
Without `SET search_path` a routine finds tables and functions along the path of whoever calls it: it can do something
else in another session, and fails in one whose path is empty, as `pg_dump` and `pg_restore` have it. It cannot be made
to do what its caller may not do, so this rule is off; `definer-search-path` is about routines that can.

Pinning the path has its price: PostgreSQL does not put a function in SQL into the query that calls it (inlining) when
it has a `SET` of its own. Bodies in standard SQL (`sql_body`) keep what their names meant, and are passed over, as are
routines that name nothing but what is in `pg_catalog` for all that can be seen: those whose body names no relation.",
    bad: r#"
[lint]
rules.routine-search-path = "info"

[functions.count_documents]
returns = "bigint"
language = "sql"
body = "select count(*) from documents"

[tables.documents]
columns.id = "uuid primary key"
"#,
    good: r#"
[lint]
rules.routine-search-path = "info"

[functions.count_documents]
returns = "bigint"
language = "sql"
sql_body = "return (select count(*) from documents)"

[tables.documents]
columns.id = "uuid primary key"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let loose = super::without_path(subject).filter(|routine| !routine.definer);
    let named = loose.filter(|routine| !subject.relations(routine.id, routine.text()).is_empty());
    let hit = |routine: crate::lint::subject::Routine<'_>| {
        let message = format!("{} looks names up along the search_path of its caller", routine.id);
        super::pinned(subject, routine.id, Hit::new(routine.id, message).hint("pin the path, or write a `sql_body`"))
    };
    named.map(hit).collect()
}
