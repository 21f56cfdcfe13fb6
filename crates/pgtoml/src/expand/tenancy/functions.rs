//! The functions of a tenancy: its context, and which tenants a user sees.

use serde_json::{Value as Json, json};

use super::read::Hierarchy;
use super::{Plan, sql_name};
use crate::expand::{declare, home, joined, settings};
use crate::kind::Tag;
use crate::model::{Id, Ident, QName};
use crate::read::reading::Reading;
use crate::sql::quote::quote_literal;

/// Where a function looks for names: what a user can make comes last, so that nothing of it stands in for what is meant.
pub(in crate::expand) const SEARCH_PATH: &str = "pg_catalog, pg_temp";

/// The identity of a function with the name that the user gave it, or one made from that of the tenancy.
pub(super) fn named(plan: &Plan<'_>, reading: &Reading<'_>, name: Option<&QName>, suffix: &str) -> Id {
    let own = QName { schema: None, name: joined(plan.name, suffix) };
    home(reading, Tag::Function, name.unwrap_or(&own))
}

/// The function that lists the tenants that a user sees.
pub(super) fn tenants(plan: &Plan<'_>) -> Id {
    plan.tenants.clone()
}

pub(super) fn make(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    context(plan, reading);
    if plan.has_set() {
        let takes_roles = plan.said.membership.iter().any(|membership| membership.role.is_some());
        let mut toml = json!({
            "returns": format!("setof {}", plan.data_type),
            "language": "sql",
            "stability": "stable",
            "parallel": "safe",
            "security_definer": true,
            "set": { "search_path": SEARCH_PATH },
            "body": body(plan),
        });
        toml["comment"] = format!("Tenants of {} that the user sees", plan.name).into();
        if let Some(grants) = grants(&[&plan.said.roles]) {
            toml["grants"] = grants;
        }
        if takes_roles {
            toml["args"] = "p_roles text[] default null".into();
        }
        declare(reading, tenants(plan), &toml);
    }
}

/// EXECUTE for these roles and nobody else; `None` where no role is named, and the policies are for everyone.
pub(super) fn grants(roles: &[&[Ident]]) -> Option<Json> {
    let mut grants = json!({ "public": [] });
    for role in roles.iter().copied().flatten() {
        grants[role.as_str()] = json!(["execute"]);
    }
    roles.iter().any(|roles| !roles.is_empty()).then_some(grants)
}

/// The functions that set, forget and tell the tenant.
fn context(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    let Some(setting) = plan.said.setting.as_deref() else { return };
    let functions = &plan.said.functions;
    let name = quote_literal(setting);
    let text = if plan.data_type.as_str() == "text" { "p_id".to_owned() } else { "p_id::text".to_owned() };
    let set = format!("select set_config({name}, coalesce({text}, ''), true)");
    let mut add = |function: &Option<QName>, toml: Json| {
        if let Some(function) = function {
            let id = home(reading, Tag::Function, function);
            declare(reading, id, &toml);
        }
    };
    let args = format!("p_id {}", plan.data_type);
    let path = json!({ "search_path": SEARCH_PATH });
    let comment = format!("Sets the tenant of {} for the running transaction", plan.name);
    add(
        &functions.set,
        json!({ "comment": comment, "args": args, "returns": "void", "language": "sql", "set": path, "body": set }),
    );
    let clear = format!("select set_config({name}, '', true)");
    let comment = format!("Forgets the tenant of {} in the running transaction", plan.name);
    add(
        &functions.clear,
        json!({ "comment": comment, "returns": "void", "language": "sql", "set": path, "body": clear }),
    );
    let get = format!("select {}", settings::value(setting, &plan.data_type));
    let returns = plan.data_type.as_str();
    let comment = format!("The tenant of {} for which statements run; null where none is set", plan.name);
    add(
        &functions.get,
        json!({
            "comment": comment, "returns": returns, "language": "sql", "stability": "stable", "parallel": "safe", "set": path, "body": get,
        }),
    );
}

/// The tenants that a user belongs to, the one that is set, or those of both, with all that are below them.
fn body(plan: &Plan<'_>) -> String {
    let mut sets = Vec::new();
    if !plan.memberships.is_empty() {
        sets.push(("mine", mine(plan)));
    }
    if let Some(setting) = &plan.said.setting {
        sets.push(("chosen", format!("select {}", settings::value(setting, &plan.data_type))));
    }
    let (Some(hierarchy), Some(table)) = (&plan.said.hierarchy, &plan.hierarchy) else {
        let selects: Vec<String> = sets.into_iter().map(|(_, select)| select).collect();
        return match selects.as_slice() {
            [one] => one.clone(),
            many => many.iter().map(|one| format!("({one})")).collect::<Vec<_>>().join("\nintersect\n"),
        };
    };
    let with: Vec<String> = sets.iter().map(|(name, select)| below(name, select, hierarchy, table)).collect();
    let all: Vec<String> = sets.iter().map(|(name, _)| format!("select id from {name}")).collect();
    let recursive = if hierarchy.parent.is_some() { " recursive" } else { "" };
    format!("with{recursive} {}\n{}", with.join(",\n"), all.join("\nintersect\n"))
}

/// A common table expression: what `select` yields, and all that is below it.
fn below(name: &str, select: &str, hierarchy: &Hierarchy, table: &Id) -> String {
    let (table, id) = (sql_name(table), &hierarchy.id);
    match (&hierarchy.parent, &hierarchy.ancestor) {
        // UNION, so that a circle ends.
        (Some(parent), _) => format!(
            "{name}(id) as (\n    {select}\n    union\n    select h.{id} from {table} h join {name} on h.{parent} = {name}.id\n)"
        ),
        (None, Some(ancestor)) => format!(
            "{name}(id) as (\n    {select}\n    union\n    select h.{id} from {table} h where h.{ancestor} in ({select})\n)"
        ),
        (None, None) => format!("{name}(id) as ({select})"),
    }
}

/// The tenants that a user belongs to.
fn mine(plan: &Plan<'_>) -> String {
    let user = match (&plan.said.user, &plan.user_type) {
        (Some(user), Some(data_type)) => settings::value(user, data_type),
        _ => "null".to_owned(),
    };
    let one = |(membership, table, tenant): &(super::Membership, Id, Ident)| {
        let mut all = vec![format!("m.{} = {user}", membership.user)];
        if let Some(role) = &membership.role {
            all.push(if membership.roles.is_empty() {
                format!("($1 is null or m.{role}::text = any ($1))")
            } else {
                let list: Vec<String> = membership.roles.iter().map(|role| quote_literal(role)).collect();
                format!("m.{role}::text = any (coalesce($1, array[{}]))", list.join(", "))
            });
        }
        all.extend(membership.condition.as_ref().map(|condition| format!("({condition})")));
        format!("select m.{tenant} from {} m where {}", sql_name(table), all.join(" and "))
    };
    plan.memberships.iter().map(one).collect::<Vec<_>>().join(" union ")
}
