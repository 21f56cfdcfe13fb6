//! UPDATE and DELETE beyond what is read.

use std::collections::BTreeSet;

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::{Command, Policy};
use crate::lint::expression::columns;
use crate::lint::is_for;
use crate::lint::subject::listed;
use crate::model::{Id, Ident};
use crate::sql::Sql;
use crate::sql::expression::parse;

pub static LINT: Lint = Lint {
    id: "policy-wider-than-select",
    group: Group::Security,
    level: Level::Warn,
    summary: "A policy for UPDATE or DELETE that asks for none of the columns by which its roles are let read",
    docs: "
A statement that reads no column asks the policies for its own command alone. With a policy for SELECT by tenant and one
for DELETE that was true for every row, `delete from t where id > 0` deleted the two rows that the role could see, and
`delete from t` all four; an `update t set note = 'x'` without a condition changed all four as well (PostgreSQL 15 and
18). So the policy for SELECT hides the mistake from everyone who tries the usual statements.

Found are permissive policies for UPDATE or DELETE, with the restrictive ones beside them, that name no column of those
that every policy for SELECT of one of their roles names. A policy that reaches the same rows by another column, as its
own author and not its tenant, is found too, since what it reaches is not known to be within what is read.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant = "text not null"
grants.app = ["select", "delete"]
indexes.documents_tenant_idx = "tenant"
policies.read = { for = "select", to = "app", using = "tenant = current_user" }
policies.remove = { for = "delete", to = "app", using = "current_user <> 'guest'" }
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant = "text not null"
grants.app = ["select", "delete"]
indexes.documents_tenant_idx = "tenant"
policies.read = { for = "select", to = "app", using = "tenant = current_user" }
policies.remove = { for = "delete", to = "app", using = "tenant = current_user and current_user <> 'guest'" }
"#,
    check,
};

/// Policies of one table.
struct Table<'a> {
    known: BTreeSet<&'a str>,
    policies: Vec<(&'a Id, &'a Policy)>,
}

impl Table<'_> {
    fn named(&self, sql: Option<&Sql>) -> BTreeSet<Ident> {
        let node = sql.and_then(|sql| parse(sql.as_str()));
        node.map(|node| columns(&node, &self.known)).unwrap_or_default()
    }

    /// Columns that rows of a command are chosen by, whichever permissive policy lets them through: those of all of them,
    /// and of any restrictive one. `None` without a permissive policy.
    fn chosen_by(&self, command: Command, held: &BTreeSet<Ident>) -> Option<BTreeSet<Ident>> {
        let (any, all) = self.split(command, held);
        let mut each = any.into_iter().map(|policy| self.named(policy.using.as_ref()));
        let first = each.next()?;
        let common = each.fold(first, |common, next| common.intersection(&next).cloned().collect());
        Some(common.into_iter().chain(self.beside(&all)).collect())
    }

    fn beside(&self, restrictive: &[&Policy]) -> BTreeSet<Ident> {
        restrictive.iter().flat_map(|policy| self.named(policy.using.as_ref())).collect()
    }

    /// The permissive and the restrictive policies for a command of a role with these rights.
    fn split(&self, command: Command, held: &BTreeSet<Ident>) -> (Vec<&Policy>, Vec<&Policy>) {
        let holds = |policy: &&Policy| {
            is_for(policy, command) && (policy.to.is_empty() || policy.to.0.iter().any(|role| held.contains(role)))
        };
        self.policies.iter().map(|(_, policy)| *policy).filter(holds).partition(|policy| !policy.restrictive)
    }
}

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.guarded() {
        let known = subject.columns(id).map(|(id, _)| id.name.as_str()).collect();
        let table = Table { known, policies: subject.policies(id).collect() };
        for (id, policy) in &table.policies {
            let verb = match policy.command {
                _ if policy.restrictive => continue,
                Command::Update => "update",
                Command::Delete => "delete",
                _ => continue,
            };
            let everyone = [Ident::from("public")];
            let roles = if policy.to.is_empty() { &everyone[..] } else { &policy.to.0[..] };
            let own = table.named(policy.using.as_ref());
            let wider = roles.iter().find_map(|role| {
                let held = subject.rights_of(role);
                let read = table.chosen_by(Command::Select, &held)?;
                let (_, beside) = table.split(policy.command, &held);
                let asked: BTreeSet<Ident> = own.union(&table.beside(&beside)).cloned().collect();
                (!read.is_empty() && read.is_disjoint(&asked)).then_some((role, read))
            });
            let Some((role, read)) = wider else { continue };
            let who = super::roles(std::slice::from_ref(role));
            let message =
                format!("{id} lets {who} {verb} rows whatever their {}, by which they are let read", listed(&read));
            let hint = "ask for the same as the policy for SELECT: a statement without WHERE asks this policy alone";
            hits.push(Hit::new(id, message).at("using").hint(hint));
        }
    }
    hits
}
