//! SECURITY DEFINER for everyone.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "definer-executable-by-public",
    group: Group::Security,
    level: Level::Warn,
    summary: "A SECURITY DEFINER routine that everyone may call",
    docs: "
PostgreSQL lets PUBLIC execute every new function, and a SECURITY DEFINER one does what its owner may. So whoever can
connect can do that too. Trigger functions are passed over, since nobody can call them. A function that checks by
itself who calls it may well be for everyone.",
    bad: r#"
[functions.purge]
returns = "void"
language = "sql"
security_definer = true
set.search_path = "public, pg_temp"
body = "delete from public.old_rows"
"#,
    good: r#"
[functions.purge]
returns = "void"
language = "sql"
security_definer = true
set.search_path = "public, pg_temp"
grants.public = []
grants.janitor = ["execute"]
body = "delete from public.old_rows"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for routine in subject.routines().filter(|routine| routine.definer && !routine.is_trigger()) {
        if !subject.grantees(routine.id, Some("execute")).contains("public") {
            continue;
        }
        let message = format!("{} runs as its owner, and everyone may call it", routine.id);
        let hit = Hit::new(routine.id, message).at("security_definer");
        let hit = hit.hint("take EXECUTE from PUBLIC and grant it to who needs it");
        hits.push(if subject.is_overloaded(routine.id) { hit } else { hit.fix(routine.id, "grants.public = []") });
    }
    hits
}
