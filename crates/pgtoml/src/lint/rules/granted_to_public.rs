//! Tables that everyone may write.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "granted-to-public",
    group: Group::Security,
    level: Level::Warn,
    summary: "A table that everyone may write",
    docs: "
PUBLIC is every role of the server, those of other applications and those to come among them. Privileges to insert,
update, delete or truncate belong to the roles that need them. Row-level security narrows the first three; reading is
left out, as some tables are for everyone.",
    bad: r#"
[tables.notes]
columns.id = "uuid primary key"
grants.public = ["select", "insert"]
"#,
    good: r#"
[tables.notes]
columns.id = "uuid primary key"
grants.public = ["select"]
grants.app = ["insert"]
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.tables() {
        let open = |name: &&&str| subject.grantees(id, Some(name)).contains("public");
        let open: Vec<String> =
            ["insert", "update", "delete", "truncate"].iter().filter(open).map(|name| name.to_uppercase()).collect();
        if !open.is_empty() {
            let message = format!("everyone has {} on {id}", crate::lint::subject::listed(open));
            hits.push(Hit::new(id, message).at("grants").hint("grant it to the roles that need it"));
        }
    }
    hits
}
