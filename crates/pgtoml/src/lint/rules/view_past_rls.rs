//! Views that show rows which policies hide.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::lint::subject::body;

pub static LINT: Lint = Lint {
    id: "view-past-rls",
    group: Group::Security,
    level: Level::Warn,
    summary: "A view over a table with row-level security that reads it as its owner",
    docs: "
A view reads its tables with the rights of its owner, so the policies that hold are those for the owner of the view,
and none where that owns the table too. A role that saw no row of the table saw all of them through the view; with
`security_invoker` it saw none there either (PostgreSQL 15 and 18).

Views that nobody is granted are passed over, unless nothing at all is granted in the model, where grants are kept
elsewhere. Before 15 there is no `security_invoker`; there a function or a policy for the owner has to do it.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[views.recent]
query = "select id from documents"
grants.app = ["select"]
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }

[views.recent]
query = "select id from documents"
security_invoker = true
grants.app = ["select"]
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, object) in subject.model.of_kind(Tag::View) {
        let Some(view) = body!(object, View).filter(|view| !view.security_invoker) else { continue };
        if subject.grantees(id, Some("select")).is_empty() && subject.grants_known() {
            continue;
        }
        let Some(tables) = super::past_policies(subject, id, view.query.as_str()) else { continue };
        let message = format!("{id} reads {tables} as its owner, past the policies for who reads the view");
        let hit = Hit::new(id, message).at("query");
        hits.push(if subject.version.at_least(15) {
            hit.hint("read with the rights of the reader").fix(id, "security_invoker = true")
        } else {
            hit.hint("give the view an owner for whom policies hold; PostgreSQL 15 has `security_invoker`")
        });
    }
    hits
}
