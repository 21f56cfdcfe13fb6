//! The policies of a tenancy.

use serde_json::{Value as Json, json};

use super::read::{Command, Visible};
use super::{Link, Plan, functions, policy, secure, sql_name};
use crate::expand::{joined, settings, tables};
use crate::model::{Id, Ident};
use crate::read::reading::Reading;
use crate::sql::quote::quote_literal;

pub(super) fn make(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    for (table, column) in &plan.members {
        let of = |command, kind| row(plan, None, column, command, kind);
        policies(plan, reading, table, &of);
        grants(plan, reading, table);
    }
    for (table, link) in &plan.children {
        let of = |command, kind| child(plan, table, link, command, kind);
        policies(plan, reading, table, &of);
        grants(plan, reading, table);
    }
    memberships(plan, reading);
}

/// Which rows a condition is about.
#[derive(Clone, Copy, PartialEq)]
enum Rows {
    /// Those that a command finds.
    Before,
    /// Those that it leaves behind.
    After,
}

/// The condition for the row `alias` of a table with the tenant.
fn row(plan: &Plan<'_>, alias: Option<&str>, column: &Ident, command: Command, rows: Rows) -> String {
    let name = |column: &Ident| alias.map_or_else(|| column.to_string(), |alias| format!("{alias}.{column}"));
    let rule = plan.rule(command);
    let mut all = vec![tenant(plan, &name(column), rule.roles.as_deref())];
    if let Some(owner) = plan.said.owner.as_ref().filter(|owner| owner.commands.contains(&command)) {
        all.extend(user(plan).map(|user| format!("{} = {user}", name(&owner.column))));
    }
    // What is said of a row by its own columns is said of the tables that have them, and of an update before it.
    let own = alias.is_none() && (rows == Rows::Before || command == Command::Insert);
    all.extend(rule.condition.as_ref().filter(|_| own).map(|condition| format!("({condition})")));
    let condition = all.join(" and ");
    if plan.said.shared && command == Command::Read {
        let condition = if all.len() > 1 { format!("({condition})") } else { condition };
        let shared = format!("{} is null or {condition}", name(column));
        return if alias.is_some() { format!("({shared})") } else { shared };
    }
    condition
}

/// The condition that a column has a tenant whose rows the statement may use.
fn tenant(plan: &Plan<'_>, column: &str, roles: Option<&[smol_str::SmolStr]>) -> String {
    if plan.has_set() {
        let roles = roles.map(|roles| {
            let list: Vec<String> = roles.iter().map(|role| quote_literal(role)).collect();
            format!("array[{}]::text[]", list.join(", "))
        });
        let function = sql_name(&functions::tenants(plan));
        return format!("{column} = any (array(select {function}({})))", roles.unwrap_or_default());
    }
    let setting = plan.said.setting.as_deref().unwrap_or_default();
    format!("{column} = {}", settings::once(setting, &plan.data_type))
}

/// The user for whom the statement runs.
fn user(plan: &Plan<'_>) -> Option<String> {
    Some(settings::once(plan.said.user.as_ref()?, plan.user_type.as_ref()?))
}

/// The condition for a row of a table that follows another one. It does not lean on the policies of the other one, which
/// the reader of this table need not be subject to.
fn child(plan: &Plan<'_>, table: &Id, link: &Link, command: Command, rows: Rows) -> String {
    follow(plan, &table.name.to_string(), link, command, rows, 1)
}

fn follow(plan: &Plan<'_>, own: &str, link: &Link, command: Command, rows: Rows, level: usize) -> String {
    // No alias may hide the table that the condition is about.
    let alias = if own == "parent" || level > 1 { format!("parent_{level}") } else { "parent".to_owned() };
    let keys = link.referenced.iter().zip(&link.columns).map(|(there, here)| format!("{alias}.{there} = {own}.{here}"));
    let keys: Vec<String> = keys.collect();
    let rest = match (plan.members.get(&link.parent), plan.children.get(&link.parent)) {
        (Some(column), _) => row(plan, Some(&alias), column, command, rows),
        (None, Some(next)) => follow(plan, &alias, next, command, rows, level + 1),
        (None, None) => "false".to_owned(),
    };
    format!("exists (select from {} {alias} where {} and {rest})", sql_name(&link.parent), keys.join(" and "))
}

/// The policies of one table. A row that a command leaves behind is checked even where it only had to be found.
fn policies(plan: &Plan<'_>, reading: &mut Reading<'_>, table: &Id, of: &dyn Fn(Command, Rows) -> String) {
    let read_by_functions = plan.hierarchy.as_ref() == Some(table);
    secure(reading, table, plan.said.force && !read_by_functions);
    let name = plan.said.policy.clone().unwrap_or_else(|| Ident::new(plan.name));
    let commands = Command::all();
    let allowed: Vec<Command> = commands.iter().copied().filter(|command| plan.rule(*command).allow).collect();
    let same = |command: Command| {
        let one = of(Command::Read, Rows::Before);
        of(command, Rows::Before) == one && of(command, Rows::After) == one
    };
    if allowed == commands && commands.iter().all(|command| same(*command)) {
        let condition = of(Command::Read, Rows::Before);
        let toml = json!({ "using": condition, "with_check": condition });
        policy(reading, table, &name, &whom(plan, toml));
    } else {
        for command in allowed {
            let mut toml = json!({ "for": command.sql() });
            if command != Command::Insert {
                toml["using"] = of(command, Rows::Before).into();
            }
            if matches!(command, Command::Insert | Command::Update) {
                toml["with_check"] = of(command, Rows::After).into();
            }
            policy(reading, table, &joined(name.as_str(), command.key()), &whom(plan, toml));
        }
    }
    bypass(plan, reading, table, &name);
}

/// The policy with the roles that it is for.
fn whom(plan: &Plan<'_>, mut toml: Json) -> Json {
    toml["to"] = plan.said.roles.iter().map(Ident::as_str).collect();
    if plan.said.restrictive {
        toml["restrictive"] = true.into();
    }
    toml
}

/// The policy of those who see everything.
fn bypass(plan: &Plan<'_>, reading: &mut Reading<'_>, table: &Id, name: &Ident) {
    let Some(bypass) = &plan.said.bypass else { return };
    let toml = match &bypass.role {
        Some(role) => json!({ "to": [role.as_str()], "using": "true", "with_check": "true" }),
        None => {
            let condition = format!("(select {}())", sql_name(&super::bypass::is_bypass(plan, reading)));
            let roles = if bypass.roles.is_empty() { &plan.said.roles } else { &bypass.roles };
            let roles: Vec<&str> = roles.iter().map(Ident::as_str).collect();
            json!({ "to": roles, "using": condition, "with_check": condition })
        }
    };
    policy(reading, table, &joined(name.as_str(), "bypass"), &toml);
}

/// What users see of the tables that say to which tenants they belong.
fn memberships(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    let name = plan.said.policy.clone().unwrap_or_else(|| Ident::new(plan.name));
    for (membership, table, tenant_column) in &plan.memberships {
        let condition = match membership.visible {
            Visible::AsIs => continue,
            Visible::Own => user(plan).map(|user| format!("{} = {user}", membership.user)),
            Visible::Tenants => Some(tenant(plan, &tenant_column.to_string(), None)),
        };
        let Some(condition) = condition else { continue };
        // The function that reads it runs as its owner, whom FORCE would subject to this policy, which asks the function.
        secure(reading, table, false);
        let toml = json!({ "for": "select", "using": condition });
        policy(reading, table, &joined(name.as_str(), "members"), &whom(plan, toml));
        bypass(plan, reading, table, &name);
    }
}

/// Privileges on a table, for roles of which the file says nothing there.
fn grants(plan: &Plan<'_>, reading: &mut Reading<'_>, table: &Id) {
    // Who uses a table needs no rights on its partitions.
    if plan.said.grants.is_empty() || !tables::ancestors(reading, table).is_empty() {
        return;
    }
    for role in &plan.said.roles {
        let says = reading.model.get(table).is_some_and(|object| object.meta.grants.contains_key(role));
        if says {
            continue;
        }
        for (text, span) in crate::expand::texts_of(plan.entry, &["grants"]) {
            let privileges = reading.privilege(table, &text, span);
            let Some(object) = reading.model.objects.get_mut(table) else { continue };
            object.meta.grants.entry(role.clone()).or_default().extend(privileges);
        }
        reading.roles.insert(role.clone());
    }
}
