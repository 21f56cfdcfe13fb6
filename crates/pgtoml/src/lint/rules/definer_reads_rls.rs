//! SECURITY DEFINER over tables with policies.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "definer-reads-rls",
    group: Group::Security,
    level: Level::Info,
    summary: "A SECURITY DEFINER routine over a table with row-level security that a role under its policies may call",
    docs: "
In a SECURITY DEFINER routine the policies for its owner hold, and none where it owns the table. That is how a policy
asks a question that its role may not answer itself, so this is only mentioned: such a routine is a door in the wall,
and has to choose rows itself. Names that a body builds at run time are not seen.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[functions.titles]
returns = "bigint"
language = "sql"
security_definer = true
set.search_path = "public, pg_temp"
grants.public = []
grants.app = ["execute"]
body = "select count(*) from documents"
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[functions.titles]
returns = "bigint"
language = "sql"
grants.public = []
grants.app = ["execute"]
body = "select count(*) from documents"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for routine in subject.routines().filter(|routine| routine.definer && !routine.is_trigger()) {
        let found = super::past_policies_for(subject, routine.id, "execute", routine.text());
        if let Some((roles, tables)) = found {
            let message = format!("{} uses {tables} as its owner, and {roles} may call it", routine.id);
            let hint = "see that it chooses the rows, or let it run with the rights of its caller";
            hits.push(Hit::new(routine.id, message).at("security_definer").hint(hint));
        }
    }
    hits
}
