//! Foreign tables that roles under policies may use.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;

pub static LINT: Lint = Lint {
    id: "foreign-table-past-rls",
    group: Group::Security,
    level: Level::Info,
    summary: "A foreign table that a role under policies may use: it has no policies of its own",
    docs: "
PostgreSQL has no row-level security on foreign tables (`ENABLE ROW LEVEL SECURITY` is refused on them), so whoever has
a privilege sees every row that the user mapping sees at the other end. What the other server allows is not known here.",
    bad: r#"
[foreign_data_wrappers.files]

[servers.disk]
wrapper = "files"

[foreign_tables.old_documents]
server = "disk"
columns.id = "uuid"
grants.app = ["select"]

[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
"#,
    good: r#"
[foreign_data_wrappers.files]

[servers.disk]
wrapper = "files"

[foreign_tables.old_documents]
server = "disk"
columns.id = "uuid"

[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.model.of_kind(Tag::ForeignTable) {
        let roles = subject.confined_grantees(id, None);
        if !roles.is_empty() {
            let message = format!("{id} is open to {}, and no policy can choose its rows", super::roles(&roles));
            hits.push(Hit::new(id, message).at("grants").hint("grant it to a view or function that chooses the rows"));
        }
    }
    hits
}
