//! Tenancies that contradict one another.

use std::collections::BTreeMap;

use super::Plan;
use crate::diagnostic::Diagnostic;
use crate::expand::tables;
use crate::model::{Id, Ident, QName};
use crate::read::reading::Reading;
use crate::sql::TypeName;

/// Reports contradictions; `true` if there are any.
pub(super) fn report(plans: &[Plan<'_>], reading: &mut Reading<'_>) -> bool {
    let before = reading.diagnostics.len();
    permissive(plans, reading);
    settings(plans, reading);
    functions(plans, reading);
    reading.diagnostics.len() > before
}

/// Permissive policies are joined by OR: a row that either of two tenancies lets through is let through.
fn permissive(plans: &[Plan<'_>], reading: &mut Reading<'_>) {
    for (at, second) in plans.iter().enumerate() {
        for first in plans.iter().take(at).filter(|first| meet(&first.said.roles, &second.said.roles)) {
            let of = |plan: &Plan<'_>, id: &Id| plan.members.contains_key(id) || plan.children.contains_key(id);
            let all = second.members.keys().chain(second.children.keys());
            let both: Vec<&Id> = all.filter(|id| of(first, id)).collect();
            let Some(table) = both.first().filter(|_| !first.said.restrictive && !second.said.restrictive) else {
                continue;
            };
            let (table, one) = (tables::shown(reading, table), &first.origin.section);
            let message = format!(
                "`{table}` is in [{one}] too: a row that one of the two allows is seen, whatever the other says"
            );
            let hint = "add `restrictive = true` to one of them if both must hold, or `except` the table in one";
            reading.report(Diagnostic::error("tenancy-conflict", second.at(&["tables"]), message).hint(hint));
        }
    }
}

/// Whether a role can be in both lists; an empty one is everybody.
fn meet(first: &[Ident], second: &[Ident]) -> bool {
    first.is_empty() || second.is_empty() || first.iter().any(|role| second.contains(role))
}

/// One setting holds values of one type, and what switches a bypass on holds nothing else.
fn settings(plans: &[Plan<'_>], reading: &mut Reading<'_>) {
    let mut known: BTreeMap<String, (String, &str)> = BTreeMap::new();
    for plan in plans {
        let value = |data_type: &TypeName| format!("a value of type {data_type}");
        let tenant = plan.said.setting.as_ref().map(|name| (name, value(&plan.data_type), "setting"));
        let user = plan.said.user.as_ref().zip(plan.user_type.as_ref());
        let user = user.map(|(name, data_type)| (name, value(data_type), "user"));
        let bypass = plan.said.bypass.as_ref().and_then(|bypass| bypass.setting.as_ref());
        let bypass = bypass.map(|name| (name, "the switch of a bypass".to_owned(), "bypass"));
        for (name, holds, key) in [tenant, user, bypass].into_iter().flatten() {
            // PostgreSQL does not tell settings apart by case.
            match known.get(&name.to_lowercase()) {
                Some((other, of)) if *other != holds => {
                    let message = format!("`{name}` holds {other} in [{of}], so it cannot hold {holds}");
                    let hint = "give each its own setting";
                    reading.report(Diagnostic::error("tenancy-conflict", plan.at(&[key]), message).hint(hint));
                }
                Some(_) => {}
                None => {
                    known.insert(name.to_lowercase(), (holds, &plan.origin.section));
                }
            }
        }
    }
}

/// One name is one function.
fn functions(plans: &[Plan<'_>], reading: &mut Reading<'_>) {
    let mut known: BTreeMap<QName, (String, &str)> = BTreeMap::new();
    for plan in plans {
        let functions = &plan.said.functions;
        let setting = plan.said.setting.as_deref().unwrap_or_default();
        let bypass = plan.said.bypass.as_ref().and_then(|bypass| bypass.setting.as_deref()).unwrap_or_default();
        let named = [
            ("set", &functions.set, setting),
            ("clear", &functions.clear, setting),
            ("get", &functions.get, setting),
            ("enable_bypass", &functions.enable_bypass, bypass),
            ("disable_bypass", &functions.disable_bypass, bypass),
            ("is_bypass", &functions.is_bypass, bypass),
            ("tenants", &functions.tenants, &plan.origin.section),
        ];
        for (key, name, about) in named {
            let Some(name) = name else { continue };
            let does = format!("{key} {about}");
            match known.get(name) {
                Some((other, of)) if *other != does => {
                    let message = format!("the function `{name}` is made by [{of}] too, for something else");
                    let hint = "give each its own name";
                    let span = plan.at(&["functions", key]);
                    reading.report(Diagnostic::error("tenancy-conflict", span, message).hint(hint));
                }
                Some(_) => {}
                None => {
                    known.insert(name.clone(), (does, &plan.origin.section));
                }
            }
        }
    }
}
