//! Rows that change hands.

use std::collections::BTreeSet;

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::kinds::policy::{Command, Policy};
use crate::kinds::trigger::{Timing, Trigger};
use crate::lint::expression::one_of_several;
use crate::lint::is_for;
use crate::lint::subject::body;
use crate::model::{Id, Ident};
use crate::sql::tokens::tokens;

pub static LINT: Lint = Lint {
    id: "tenant-column-updatable",
    group: Group::Security,
    level: Level::Info,
    summary: "A column that decides whose a row is, which members of several tenants may change",
    docs: "
Where a policy lets a session see the rows of all tenants that somebody is a member of, its condition holds before and
after `update documents set tenant_id = …` from one of them to another: the row changes hands, with it what refers to
it, and the first tenant has lost it. No policy can compare the old row with the new one. What can is a privilege on the
other columns only, or a trigger that refuses the change.

A condition that compares the column with one value, as the tenant of the session, holds it fast by itself; of one that
asks a function for a set it is not known how many tenants that yields. A trigger before UPDATE counts as a guard if its
function names the column, or never returns a row.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
columns.title = "text not null"
indexes.documents_tenant_idx = "tenant_id"
grants.app = ["select", "update"]
policies.own = { to = "app", using = "tenant_id in (select m.tenant_id from members m where m.name = current_user)" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant_id = "uuid not null"
columns.title = "text not null"
indexes.documents_tenant_idx = "tenant_id"
grants.app = ["select", "update (title)"]
policies.own = { to = "app", using = "tenant_id in (select m.tenant_id from members m where m.name = current_user)" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (table, _) in subject.guarded() {
        let known: BTreeSet<&str> = subject.columns(table).map(|(id, _)| id.name.as_str()).collect();
        let mut seen = BTreeSet::new();
        for (_, policy) in subject.policies(table) {
            if policy.restrictive || !is_for(policy, Command::Update) {
                continue;
            }
            for column in several(policy, &table.name, &known) {
                let id = table.child(Tag::Column, column);
                let who = writers(subject, table, &id, policy);
                if !who.is_empty() && !is_held(subject, table, &id.name) && seen.insert(id.clone()) {
                    let message = format!("{id} can be changed by {} from one tenant to another", super::roles(&who));
                    let hint = "grant UPDATE on the other columns only, or refuse the change in a trigger";
                    hits.push(Hit::new(&id, message).hint(hint));
                }
            }
        }
    }
    hits
}

/// Columns that must be one of several values before and after.
fn several(policy: &Policy, table: &Ident, known: &BTreeSet<&str>) -> BTreeSet<Ident> {
    let of = |sql: Option<&crate::sql::Sql>| -> BTreeSet<Ident> {
        sql.map(|sql| one_of_several(sql, table, known).into_iter().collect()).unwrap_or_default()
    };
    let before = of(policy.using.as_ref());
    let after = of(policy.with_check.as_ref().or(policy.using.as_ref()));
    before.intersection(&after).cloned().collect()
}

/// Roles under the policy that may update the column.
fn writers(subject: &Subject<'_>, table: &Id, column: &Id, policy: &Policy) -> Vec<Ident> {
    let mut roles = subject.column_grantees(table, column, "update");
    roles.retain(|role| {
        let held = subject.memberships(role);
        policy.to.is_empty() || policy.to.0.iter().any(|to| held.contains(to))
    });
    subject.confine(roles)
}

/// Whether a trigger stands guard over a column.
fn is_held(subject: &Subject<'_>, table: &Id, column: &Ident) -> bool {
    let triggers = subject.model.children(table, Tag::Trigger).filter_map(|(_, object)| body!(object, Trigger));
    triggers.into_iter().any(|trigger: &Trigger| {
        let fires = trigger.timing == Timing::Before
            && trigger.on.0.iter().any(|event| event.as_str() == "update")
            && (trigger.columns.is_empty() || trigger.columns.contains(column));
        fires && refuses(subject, trigger, column)
    })
}

fn refuses(subject: &Subject<'_>, trigger: &Trigger, column: &Ident) -> bool {
    let named = |id: &Id| {
        let schema = trigger.function.schema.as_ref();
        id.name == trigger.function.name && (schema.is_none() || schema == id.schema.as_ref())
    };
    subject.routines().filter(|routine| routine.is_trigger() && named(routine.id)).any(|routine| {
        let words = |word: &str| tokens(routine.text()).any(|token| token.is(word));
        words(column.as_str()) || !words("return")
    })
}
