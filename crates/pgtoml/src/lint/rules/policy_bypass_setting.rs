//! Policies that a session setting opens.

use super::{Group, Hit, Level, Lint, Subject};
use crate::lint::expression::disjuncts;

pub static LINT: Lint = Lint {
    id: "policy-bypass-setting",
    group: Group::Security,
    level: Level::Info,
    summary: "A policy that lets all rows through while a session setting says so",
    docs: "
Every session can set a setting with a dot in its name, so who can run SQL of their own (and who can inject it) opens
such a policy with `set app.bypass = 'on'`, and nothing records it. A policy of its own for a role with those rights,
`to \"support\"`, opens for members of that role alone, and SET ROLE and logins can be audited. Whether a function that
sets the setting keeps a record is not known here, so this is only mentioned.

Found are conditions joined by OR that read a setting and no column.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"

[tables.documents.policies.own]
to = "app"
using = "author = current_user or (select current_setting('app.bypass', true)) = 'on'"
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
policies.support = { for = "select", to = "support", using = "true" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, table, policy) in subject.all_policies().filter(|(_, _, policy)| !policy.restrictive) {
        for (key, sql) in [("using", &policy.using), ("with_check", &policy.with_check)] {
            let Some(sql) = sql else { continue };
            let open = super::disjuncts_without_columns(subject, &table, sql);
            if disjuncts(sql).len() > 1 && open.iter().any(reads_setting) {
                let message = format!("{id} holds for all rows while a setting says so, which every session can set");
                hits.push(Hit::new(id, message).at(key).hint("make a policy of it for a role of its own"));
            }
        }
    }
    hits
}

fn reads_setting(node: &crate::sql::expression::Node) -> bool {
    let own = node.text.split('.').next_back() == Some("current_setting");
    own || node.kids.iter().any(reads_setting)
}
