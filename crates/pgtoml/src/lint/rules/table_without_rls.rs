//! Tables without row-level security that roles under policies may use.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "table-without-rls",
    group: Group::Security,
    level: Level::Info,
    summary: "A table without row-level security that a role under the policies of other tables may write",
    docs: "
A role whose rows policies choose elsewhere changes every row of this table. That is right for a table that all share,
and wrong for one that was forgotten; the rule cannot tell and only mentions it. Tables that such a role may only read
are passed over, as are those that `tenant-column-without-rls` has more to say about.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[tables.notes]
columns.id = "uuid primary key"
grants.app = ["select", "update"]
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[tables.countries]
columns.code = "text primary key"
grants.app = ["select"]
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.tables().filter(|(_, table)| !table.row_level_security && table.partition_of.is_none()) {
        let writes = ["insert", "update", "delete"];
        let mut roles: Vec<_> = writes.iter().flat_map(|name| subject.confined_grantees(id, Some(name))).collect();
        roles.sort();
        roles.dedup();
        if !roles.is_empty() && subject.policies(id).next().is_none() {
            let message = format!("{id} has no row-level security, and {} may write it", super::roles(&roles));
            hits.push(Hit::new(id, message).hint("add policies, or say in `[lint]` that all share it"));
        }
    }
    hits
}
