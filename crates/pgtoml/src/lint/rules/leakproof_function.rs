//! Functions that policies trust.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "leakproof-function",
    group: Group::Security,
    level: Level::Info,
    summary: "A function that is declared LEAKPROOF, which lets it see rows before a policy hides them",
    docs: "
PostgreSQL calls a LEAKPROOF function on rows that the policy of a table, or a view with a security barrier, has not
yet passed. It takes the word of the superuser who declared it that the function tells nothing of its arguments: no
error that quotes them, no notice, no table that it writes. The rule cannot check that.",
    bad: r#"
[functions.same_letters]
args = "a text, b text"
returns = "boolean"
language = "sql"
stability = "immutable"
leakproof = true
body = "select lower(a) = lower(b)"
"#,
    good: r#"
[functions.same_letters]
args = "a text, b text"
returns = "boolean"
language = "sql"
stability = "immutable"
body = "select lower(a) = lower(b)"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let marked = subject.routines().filter(|routine| routine.leakproof);
    marked
        .map(|routine| {
            let message = format!("{} is LEAKPROOF: it sees rows that a policy hides", routine.id);
            Hit::new(routine.id, message).at("leakproof").hint("be sure that no error or notice of it quotes an argument")
        })
        .collect()
}
