//! Policies that believe what users say about themselves.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "policy-user-metadata",
    group: Group::Security,
    level: Level::Error,
    summary: "A policy that reads metadata which users edit themselves",
    docs: "
`user_metadata` of a JSON Web Token and `raw_user_meta_data` of Supabase's auth.users can be written by the user whom
they are about. A policy that looks for a role or a tenant there gives it to whoever writes it there. What only the
server writes is in `app_metadata`. The rule goes by these names and knows no others.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
policies.admins = { for = "select", to = "app", using = "(select auth.jwt()) -> 'user_metadata' ->> 'role' = 'admin'" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
policies.admins = { for = "select", to = "app", using = "(select auth.jwt()) -> 'app_metadata' ->> 'role' = 'admin'" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _, policy) in subject.all_policies() {
        for (key, sql) in [("using", &policy.using), ("with_check", &policy.with_check)] {
            let text = sql.as_ref().map(|sql| sql.as_str().to_lowercase()).unwrap_or_default();
            let Some(name) = ["user_metadata", "raw_user_meta_data"].into_iter().find(|name| text.contains(name)) else {
                continue;
            };
            let message = format!("{id} reads {name}, which users write themselves");
            hits.push(Hit::new(id, message).at(key).hint("read what only the server writes: app_metadata"));
        }
    }
    hits
}
