//! TRUNCATE, which policies do not see.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "truncate-past-rls",
    group: Group::Security,
    level: Level::Warn,
    summary: "A table with row-level security that others than its owner may truncate",
    docs: "
TRUNCATE looks at no policy: a role whose policy was `using (false)` emptied the table of all tenants (PostgreSQL 15
and 18). `GRANT ALL` includes it.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["all"]
policies.own = { to = "app", using = "author = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["select", "insert", "update", "delete"]
policies.own = { to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.guarded() {
        let roles: Vec<_> = subject.grantees(id, Some("truncate")).into_iter().collect();
        if !roles.is_empty() {
            let message = format!("{id} can be emptied by {}: TRUNCATE looks at no policy", super::roles(&roles));
            hits.push(Hit::new(id, message).at("grants").hint("grant what is needed without TRUNCATE"));
        }
    }
    hits
}
