//! Materialized views that show rows which policies hide.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::lint::subject::body;

pub static LINT: Lint = Lint {
    id: "materialized-view-past-rls",
    group: Group::Security,
    level: Level::Warn,
    summary: "A materialized view over a table with row-level security that a role under its policies may read",
    docs: "
A materialized view holds the rows that whoever refreshed it saw, usually all of them, and has no row-level security of
its own: a role that saw no row of the table read all of them there (PostgreSQL 15 and 18). Found are those that are
granted to a role that some policy names, or that has a privilege on a table whose policies are for PUBLIC. Totals over
all tenants can be meant to be read; a reason in `[lint]` says so.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[materialized_views.titles]
query = "select id, author from documents"
grants.app = ["select"]
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[materialized_views.titles]
query = "select id, author from documents"

[views.own_titles]
query = "select id from titles where author = current_user"
security_barrier = true
grants.app = ["select"]
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, object) in subject.model.of_kind(Tag::MaterializedView) {
        let Some(view) = body!(object, MaterializedView) else { continue };
        let query = view.query.as_str();
        if let Some((roles, tables)) = super::past_policies_for(subject, id, "select", query) {
            let message = format!("{id} shows {roles} rows of {tables}, past its policies");
            hits.push(Hit::new(id, message).at("grants").hint("revoke SELECT and let a view or function choose the rows"));
        }
    }
    hits
}
