//! The section `[external]`: what exists and is not ours.
//!
//! It reads like the rest of a file, but nothing of it is managed: it is there so that names denote something, and so that
//! the scratch has what our objects refer to.

use std::collections::BTreeSet;

use super::node::{Entry, Value};
use super::reading::Reading;
use super::unknown_section;
use crate::diagnostic::Diagnostic;
use crate::model::{Id, Meta, Model, Object};

/// Reads the section.
pub(super) fn read(entry: Entry, reading: &mut Reading<'_>) {
    let Value::Table(mut table) = entry.node.value else {
        let message =
            format!("expected a section `external` with sections of its own, found {}", entry.node.type_name());
        let hint = "write `[external.schemas.auth.tables.users]`, `[external.roles.app]` …";
        return reading.report(Diagnostic::error("wrong-value", entry.node.span, message).hint(hint));
    };
    let managed =
        (reading.kinds.clone(), reading.schemas.clone(), reading.roles.clone(), std::mem::take(&mut reading.public));
    let ours: BTreeSet<Id> = reading.model.objects.keys().cloned().collect();
    reading.sections(&mut table, &"public".into(), true);
    for entry in &table.entries {
        unknown_section(entry, &mut reading.diagnostics);
    }
    let found: Vec<Id> = reading.model.objects.keys().filter(|id| !ours.contains(*id)).cloned().collect();
    reading.external.extend(found);
    (reading.kinds, reading.schemas, reading.roles, reading.public) = managed;
}

/// Takes what is not ours out of what has been read, once all names are resolved.
pub(super) fn take(reading: &mut Reading<'_>) -> Model {
    let mut external = Model::default();
    if reading.external.is_empty() {
        return external;
    }
    for (id, object) in std::mem::take(&mut reading.model.objects) {
        let parent = id.parent_id();
        if reading.external.contains(&id) || parent.is_some_and(|parent| reading.external.contains(&parent)) {
            external.objects.insert(id, Object { meta: Meta::default(), ..object });
        } else {
            reading.model.objects.insert(id, object);
        }
    }
    external
}
