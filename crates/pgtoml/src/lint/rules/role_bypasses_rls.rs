//! Roles that get past the policies that name them.

use std::collections::BTreeSet;

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::model::{Id, Ident};

pub static LINT: Lint = Lint {
    id: "role-bypasses-rls",
    group: Group::Security,
    level: Level::Warn,
    summary: "A role that a policy names and that gets past all policies",
    docs: "
For a superuser and a role with BYPASSRLS no policy holds. A role that is a member of such a role does not inherit
that, but can become it with SET ROLE, and then sees every row (PostgreSQL 15 and 18). Since 16 a membership can forbid
SET ROLE, which a schema.toml does not say, so such a member is found too.",
    bad: r#"
[roles.app]
bypassrls = true

[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
"#,
    good: r#"
[roles.app]

[tables.documents]
columns.id = "uuid primary key"
columns.author = "text not null"
policies.own = { to = "app", using = "author = current_user" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let of_guarded = subject.all_policies().filter(|(_, table, _)| subject.is_guarded(table));
    let named: BTreeSet<&Ident> = of_guarded.flat_map(|(_, _, policy)| &policy.to.0).collect();
    let mut hits = Vec::new();
    for role in named {
        let past = subject.memberships(role).into_iter().filter_map(|name| {
            let body = subject.role(&name)?;
            let what = if body.superuser { "superuser" } else { "bypassrls" };
            (body.superuser || body.bypassrls).then_some((name, what))
        });
        // What the role is itself comes before what it can become.
        let Some((name, what)) = past.min_by_key(|(name, _)| name != role) else { continue };
        let id = Id::global(Tag::Role, role.clone());
        let word = if what == "superuser" { "a superuser" } else { "a role with BYPASSRLS" };
        let hit = if name == *role {
            let message = format!("policies name {id}, and for {word} no policy holds");
            Hit::new(&id, message).at(what).hint("take the attribute away").fix(&id, format!("{what} = false"))
        } else {
            let message = format!("policies name {id}, which can become {name}, {word}");
            Hit::new(&id, message).at("member_of").hint("end the membership")
        };
        hits.push(hit);
    }
    hits
}
