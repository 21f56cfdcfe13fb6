//! Owners that no policy holds for.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "rls-not-forced",
    group: Group::Security,
    level: Level::Warn,
    summary: "A table whose owner is a role that policies are meant for, and whose row-level security is not forced",
    docs: "
Policies do not hold for the owner of a table, nor for members of the owning role, unless row-level security is forced:
a member of the owner saw the row that a policy `using (false)` hides, and did not see it once it was forced
(PostgreSQL 15 and 18).

An application role is one that a policy names, or that has a privilege on a table whose policies are for PUBLIC. The
rule needs to know the owner: a file that names no owners is not found fault with, the live database that it made may
be.",
    bad: r#"
[roles.app]

[tables.documents]
owner = "app"
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
"#,
    good: r#"
[roles.app]

[tables.documents]
owner = "app"
columns.id = "uuid primary key"
columns.author = "text not null"
force_row_level_security = true
policies.own = { to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.guarded().filter(|(_, table)| !table.force_row_level_security) {
        let Some(owner) = subject.owner(id) else { continue };
        let Some(role) = subject.confined().iter().find(|role| subject.memberships(role).contains(owner)) else {
            continue;
        };
        let how = if role == owner { String::new() } else { format!(", of which {role} is a member") };
        let message = format!("{id} belongs to {owner}{how}, for whom no policy holds");
        let hit = Hit::new(id, message).at("owner").hint("force row-level security, or give the table another owner");
        hits.push(hit.fix(id, "force_row_level_security = true"));
    }
    hits
}
