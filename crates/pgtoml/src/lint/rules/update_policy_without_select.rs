//! UPDATE and DELETE without SELECT.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;

pub static LINT: Lint = Lint {
    id: "update-policy-without-select",
    group: Group::Security,
    level: Level::Warn,
    summary: "A policy for UPDATE or DELETE whose roles may read no row, so that only blind statements do anything",
    docs: "
A WHERE reads rows, and then the policies for SELECT must hold too. With a policy for UPDATE and none for SELECT,
`update t set v = 9 where id = 1` changed no row and said nothing, while `update t set v = 9` changed every row that
the policy allows (PostgreSQL 15 and 18). So the careful statement does nothing and the careless one everything.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["select", "update"]
policies.change = { for = "update", to = "app", using = "author = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["select", "update"]
policies.change = { for = "update", to = "app", using = "author = current_user" }
policies.read = { for = "select", to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, command, who) in super::blind(subject, &[Command::Update, Command::Delete]) {
        let verb = if command == Command::Update { "update" } else { "delete" };
        let message = format!("{id} lets {who} {verb} rows that no policy lets them read: a WHERE finds none");
        hits.push(Hit::new(id, message).hint("add a policy for SELECT"));
    }
    hits
}
