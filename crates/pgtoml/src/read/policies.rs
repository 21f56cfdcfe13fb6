//! What is wrong with policies: columns that are not there, and sugar whose policies ask one another.

use std::collections::BTreeSet;

use super::reading::Reading;
use crate::diagnostic::Diagnostic;
use crate::expand::{conditions, tables};
use crate::kind::{Body, Tag, Version};
use crate::kinds::policy::Policy;
use crate::lint::Subject;
use crate::lint::rules::policy_recursion;
use crate::model::{Id, Ident};

/// Reports what is wrong with the policies of a file, once all names are resolved.
pub(super) fn check(reading: &mut Reading<'_>) {
    columns(reading);
    recursion(reading);
}

fn policies<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = (&'r Id, &'r Policy)> {
    reading.model.of_kind(Tag::Policy).filter_map(|(id, object)| match &object.body {
        Body::Policy(policy) => Some((id, policy.as_ref())),
        _ => None,
    })
}

fn columns(reading: &mut Reading<'_>) {
    let mut wrong: BTreeSet<(Id, Id, Ident)> = BTreeSet::new();
    for (id, policy) in policies(reading) {
        let Some(table) = id.parent_id() else { continue };
        for sql in policy.using.iter().chain(&policy.with_check) {
            let unknown = conditions::unknown_columns(reading, &table, sql.as_str());
            wrong.extend(unknown.into_iter().map(|column| (id.clone(), table.clone(), column)));
        }
    }
    for (id, table, column) in wrong {
        let span = reading.places.get(&id).copied().unwrap_or_default().value;
        tables::no_column(reading, &table, &column, span, None);
    }
}

/// Refuses what sugar makes of itself. A database can hold such policies too: of those that are written by hand the lint speaks.
fn recursion(reading: &mut Reading<'_>) {
    if reading.origins.is_empty() {
        return;
    }
    let subject = Subject::new(&reading.model, Version::NEWEST, &reading.project.search_path);
    let circles = policy_recursion::circles(&subject);
    for (id, circle) in circles.iter().filter(|(id, _)| reading.origins.contains_key(*id)).collect::<Vec<_>>() {
        let span = reading.places.get(id).copied().unwrap_or_default().value;
        let message = policy_recursion::message(id, circle);
        reading.report(Diagnostic::error(policy_recursion::LINT.id, span, message).hint(policy_recursion::HINT));
    }
}
