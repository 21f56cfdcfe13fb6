//! Views over tables of a tenancy.

use super::Plan;
use super::read::Views;
use crate::diagnostic::Diagnostic;
use crate::expand::{tables, texts_of};
use crate::kind::{Body, Tag};
use crate::model::{Id, QName};
use crate::read::reading::Reading;
use crate::sql::references::{Role, identifiers};

/// `security_invoker` from 15 on; a view of an older server, and what holds rows itself, is reported.
pub(super) fn make(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    let except = texts_of(plan.entry, &["except"]);
    let old = reading.project.postgres.is_some_and(|major| major < 15);
    let relations: Vec<Id> = reading
        .model
        .of_kind(Tag::View)
        .chain(reading.model.of_kind(Tag::MaterializedView))
        .map(|(id, _)| id.clone())
        .collect();
    for id in relations {
        let left = except.iter().any(|(text, _)| tables::fits(reading, text, &id));
        if left || plan.said.views == Views::AsIs || reading.external.contains(&id) {
            continue;
        }
        let Some(table) = reads(plan, reading, &id) else { continue };
        let shown = tables::shown(reading, &table);
        let place = reading.places.get(&id).copied().unwrap_or_default().key;
        let body = reading.complete(&id);
        match body {
            Some(Body::View(view)) if !old => view.security_invoker = true,
            Some(Body::View(view)) if !view.security_invoker => {
                let message = format!("{id} shows `{shown}` with the rights of its owner");
                let hint = "PostgreSQL 14 has no `security_invoker`: do not grant the view, or say that it is meant with `except`";
                reading.report(Diagnostic::warning("definer-view", place, message).hint(hint));
            }
            Some(Body::MaterializedView(_)) => {
                let message = format!("{id} holds rows of `{shown}` of all tenants, and has no row-level security");
                let hint = "do not grant it to roles of the tenancy; `except` says that it is meant";
                reading.report(Diagnostic::warning("definer-view", place, message).hint(hint));
            }
            _ => {}
        }
    }
}

/// A table of the tenancy that the query of a view names.
fn reads(plan: &Plan<'_>, reading: &Reading<'_>, id: &Id) -> Option<Id> {
    let query = match &reading.model.get(id)?.body {
        Body::View(view) => &view.query,
        Body::MaterializedView(view) => &view.query,
        _ => return None,
    };
    let names = identifiers(query.as_str()).into_iter().filter(|name| matches!(name.role, Role::Name | Role::Call));
    let mut found = names.filter_map(|name| {
        let of = |parts: &[crate::model::Ident]| match parts {
            [name] => Some(QName { schema: None, name: name.clone() }),
            [schema, name] => Some(QName { schema: Some(schema.clone()), name: name.clone() }),
            _ => None,
        };
        tables::find(reading, &of(&name.names)?, id.schema.as_ref())
    });
    found.find(|table| plan.members.contains_key(table) || plan.children.contains_key(table))
}
