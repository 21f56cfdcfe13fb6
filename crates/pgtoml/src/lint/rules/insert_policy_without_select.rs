//! INSERT … RETURNING that a policy forbids.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;

pub static LINT: Lint = Lint {
    id: "insert-policy-without-select",
    group: Group::Security,
    level: Level::Info,
    summary: "A policy for INSERT whose roles may read no row, so that INSERT … RETURNING fails",
    docs: "
INSERT … RETURNING reads the new row, and the policies for SELECT must allow that. Where there is none, the INSERT
fails with \"new row violates row-level security policy\" although its own policy holds; without RETURNING it goes
through (PostgreSQL 15 and 18). Many libraries add RETURNING by themselves.

A table that a role only writes to is a good thing for an audit log. Where the role has the privilege to insert and not
the one to select, that is taken as meant.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["select", "insert"]
policies.add = { for = "insert", to = "app", with_check = "author = current_user" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
grants.app = ["select", "insert"]
policies.add = { for = "insert", to = "app", with_check = "author = current_user" }
policies.read = { for = "select", to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _, who) in super::blind(subject, &[Command::Insert]) {
        let message = format!("{id} lets {who} insert, and no policy lets them read: RETURNING fails");
        hits.push(Hit::new(id, message).hint("add a policy for SELECT"));
    }
    hits
}
