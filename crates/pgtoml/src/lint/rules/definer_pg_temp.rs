//! SECURITY DEFINER that looks into temporary tables first.

use super::{Group, Hit, Level, Lint, Subject};
use crate::sql::relations::relations;

pub static LINT: Lint = Lint {
    id: "definer-pg-temp",
    group: Group::Security,
    level: Level::Warn,
    summary: "A SECURITY DEFINER routine whose search_path leaves temporary tables in the first place",
    docs: "
Where `search_path` does not name `pg_temp`, PostgreSQL looks for tables and types there first. A function with `set
search_path = public` read the temporary table of its caller instead of the table of the same name in public; with
`public, pg_temp` it read the right one (PostgreSQL 15 and 18).

Found are routines in SQL and PL/pgSQL that name a relation without its schema.",
    bad: r#"
[tables.admins]
columns.name = "text primary key"

[functions.is_admin]
returns = "boolean"
language = "sql"
security_definer = true
set.search_path = "public"
grants.public = []
body = "select exists (select from admins where name = session_user)"
"#,
    good: r#"
[tables.admins]
columns.name = "text primary key"

[functions.is_admin]
returns = "boolean"
language = "sql"
security_definer = true
set.search_path = "public, pg_temp"
grants.public = []
body = "select exists (select from admins where name = session_user)"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for routine in subject.routines().filter(|routine| routine.definer) {
        let (Some(path), Some(body)) = (routine.search_path, routine.body) else { continue };
        let readable = matches!(routine.language.as_str(), "sql" | "plpgsql");
        let Some(name) = relations(body).into_iter().find(|name| name.schema.is_none()) else { continue };
        // An empty path has no table to hide behind a temporary one: the name must be of one.
        if !readable || path.split(',').any(|schema| schema.trim().trim_matches('"') == "pg_temp") {
            continue;
        }
        let message = format!("{} runs as its owner and looks for {name} among temporary tables first", routine.id);
        let hit = Hit::new(routine.id, message).at("set").hint("put pg_temp at the end of its search_path");
        let path = if path.is_empty() { "pg_temp".to_owned() } else { format!("{path}, pg_temp") };
        hits.push(if subject.is_overloaded(routine.id) {
            hit
        } else {
            hit.fix(routine.id, format!("set.search_path = {}", crate::write::string(&path)))
        });
    }
    hits
}
