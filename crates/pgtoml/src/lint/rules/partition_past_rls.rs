//! Partitions that are read without their table.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "partition-past-rls",
    group: Group::Security,
    level: Level::Warn,
    summary: "A partition or heir of a table with row-level security that is granted and has none itself",
    docs: "
The policies that hold are those of the table that a statement names. Through the table a role saw no row; of the
partition, on which it had been granted SELECT as well, it saw all (PostgreSQL 15 and 18). A partition needs no grants
to be read through its table. Row-level security without policies on the partition closes it as well.",
    bad: r#"
[tables.events]
columns.id = "uuid not null"
columns.kind = "integer not null"
constraints.events_pkey = "primary key (id, kind)"
partition = "list (kind)"
grants.app = ["select"]
policies.own = { to = "app", using = "id is not null" }

[tables.events_1]
partition_of = "events"
bound = "for values in (1)"
grants.app = ["select"]
"#,
    good: r#"
[tables.events]
columns.id = "uuid not null"
columns.kind = "integer not null"
constraints.events_pkey = "primary key (id, kind)"
partition = "list (kind)"
grants.app = ["select"]
policies.own = { to = "app", using = "id is not null" }

[tables.events_1]
partition_of = "events"
bound = "for values in (1)"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.tables().filter(|(_, table)| !table.row_level_security) {
        let roles: Vec<_> = subject.grantees(id, None).into_iter().collect();
        if roles.is_empty() {
            continue;
        }
        let guarded = subject.ancestors(id).into_iter().find(|above| subject.is_guarded(above));
        let Some(guarded) = guarded else { continue };
        let message = format!("{id} is open to {} directly, past the policies of {guarded}", super::roles(&roles));
        let hint = "revoke that, or close it with row-level security of its own";
        hits.push(Hit::new(id, message).at("grants").hint(hint).fix(id, "row_level_security = true"));
    }
    hits
}
