//! What expansions ask about tables, before names are resolved.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, Span, did_you_mean};
use crate::kind::{Body, Tag};
use crate::kinds::column::Column;
use crate::kinds::constraint::{Constraint, ForeignKey, Rule};
use crate::model::{Id, Ident, QName};
use crate::read::project::matches;
use crate::read::reading::Reading;

/// The schemas in which a name without one is looked up.
fn path(reading: &Reading<'_>) -> Vec<Ident> {
    let path = &reading.project.search_path;
    if path.is_empty() { vec!["public".into()] } else { path.clone() }
}

/// All tables that are ours.
pub(crate) fn all(reading: &Reading<'_>) -> Vec<Id> {
    let ours = reading.model.of_kind(Tag::Table).map(|(id, _)| id).filter(|id| !reading.external.contains(*id));
    ours.cloned().collect()
}

/// The table, ours or not, that a name denotes from within `own`.
pub(crate) fn find(reading: &Reading<'_>, name: &QName, own: Option<&Ident>) -> Option<Id> {
    let mut schemas: Vec<Ident> = own.into_iter().cloned().chain(path(reading)).collect();
    if let Some(schema) = &name.schema {
        schemas = vec![schema.clone()];
    }
    let ids = schemas.into_iter().map(|schema| Id::of_schema(Tag::Table, schema, name.name.clone()));
    ids.into_iter().find(|id| reading.declares(id))
}

/// The table that a name denotes; a name that denotes none is reported.
pub(crate) fn named(reading: &mut Reading<'_>, name: &QName, span: Span) -> Option<Id> {
    let found = find(reading, name, None);
    if found.is_none() {
        unknown(reading, &name.to_string(), span);
    }
    found
}

fn unknown(reading: &mut Reading<'_>, name: &str, span: Span) {
    let shown: Vec<String> = all(reading).iter().map(|id| shown(reading, id)).collect();
    let near = did_you_mean(name, shown.iter().map(String::as_str));
    let last = |full: &&String| full.rsplit('.').next() == Some(name);
    let hint =
        near.or_else(|| shown.iter().find(last).map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
    reading.report(Diagnostic::error("unknown-table", span, format!("unknown table `{name}`")).hint_if(hint));
}

/// What a person calls the table: without the schema where it is found without it.
pub(crate) fn shown(reading: &Reading<'_>, id: &Id) -> String {
    let name = id.qualified();
    match &name.schema {
        Some(schema) if !path(reading).contains(schema) => format!("{}.{}", schema.as_str(), name.name.as_str()),
        _ => name.name.as_str().to_owned(),
    }
}

/// The tables that names and patterns denote, in the order of the model. What denotes none is reported.
pub(crate) fn select(reading: &mut Reading<'_>, patterns: &[(SmolStr, Span)]) -> BTreeSet<Id> {
    let tables = all(reading);
    let mut selected = BTreeSet::new();
    for (pattern, span) in patterns {
        let found: Vec<&Id> = tables.iter().filter(|id| fits(reading, pattern, id)).collect();
        if found.is_empty() && pattern.contains('*') {
            let message = format!("no table fits `{pattern}`");
            let hint =
                "a pattern without a schema is for tables that are found without one; `*.NAME` is for all schemas";
            reading.report(Diagnostic::error("no-match", *span, message).hint(hint));
        } else if found.is_empty() {
            unknown(reading, pattern, *span);
        }
        selected.extend(found.into_iter().cloned());
    }
    selected
}

/// Whether a name or pattern denotes the relation.
pub(crate) fn fits(reading: &Reading<'_>, pattern: &str, id: &Id) -> bool {
    let Some(schema) = &id.schema else { return false };
    match pattern.split_once('.') {
        Some((of, name)) => matches(of, schema.as_str()) && matches(name, id.name.as_str()),
        None => path(reading).contains(schema) && matches(pattern, id.name.as_str()),
    }
}

/// The tables from which one has columns: that it is a partition or an heir of.
pub(crate) fn ancestors(reading: &Reading<'_>, id: &Id) -> Vec<Id> {
    let mut found: Vec<Id> = vec![id.clone()];
    let mut at = 0;
    while let Some(next) = found.get(at).cloned() {
        at += 1;
        let names = reading.model.get(&next).map(|object| object.body.ancestors()).unwrap_or_default();
        for name in names {
            if let Some(above) = find(reading, &name, next.schema.as_ref()).filter(|above| !found.contains(above)) {
                found.push(above);
            }
        }
    }
    found.split_off(1)
}

/// The table that has the column, `id` itself or one above it, and the column.
pub(crate) fn column<'a>(reading: &'a Reading<'_>, id: &Id, name: &Ident) -> Option<(Id, &'a Column)> {
    let tables = std::iter::once(id.clone()).chain(ancestors(reading, id));
    tables.into_iter().find_map(|table| {
        let column = table.child(Tag::Column, name.clone());
        match &reading.model.get(&column)?.body {
            Body::Column(body) if !body.inherited => Some((column, body.as_ref())),
            _ => None,
        }
    })
}

/// Names of all columns of a table.
pub(crate) fn columns(reading: &Reading<'_>, id: &Id) -> Vec<Ident> {
    let tables = std::iter::once(id.clone()).chain(ancestors(reading, id));
    let mut found: Vec<Ident> = Vec::new();
    for table in tables {
        let own = reading.model.children(&table, Tag::Column).map(|(column, _)| column.name.clone());
        found.extend(own.collect::<Vec<_>>());
    }
    found
}

/// Whether the file says all columns of a relation: not those of a type or of a relation that it does not declare.
pub(crate) fn has_all_columns(reading: &Reading<'_>, id: &Id) -> bool {
    let whole = |id: &Id| match reading.model.get(id).map(|object| &object.body) {
        Some(body @ (Body::Table(_) | Body::ForeignTable(_))) => {
            let typed = matches!(body, Body::Table(table) if table.of.is_some());
            let there = |name: &QName| find(reading, name, id.schema.as_ref()).is_some();
            !typed && body.ancestors().iter().all(there)
        }
        _ => false,
    };
    whole(id) && ancestors(reading, id).iter().all(whole)
}

/// Reports that a table has no such column, unless it has columns that are not understood.
pub(crate) fn no_column(reading: &mut Reading<'_>, table: &Id, name: &Ident, span: Span, hint: Option<String>) {
    if reading.broken.contains(&table.child(Tag::Column, name.clone())) || reading.broken.contains(table) {
        return;
    }
    let columns = columns(reading, table);
    let near = did_you_mean(name.as_str(), columns.iter().map(Ident::as_str));
    let hint = near.map(|near| format!("did you mean `{near}`?")).or(hint);
    let message = format!("table `{}` has no column `{}`", shown(reading, table), name.as_str());
    reading.report(Diagnostic::error("unknown-column", span, message).hint_if(hint));
}

/// Constraints of a table, those without a name too.
pub(crate) fn constraints<'a>(reading: &'a Reading<'_>, id: &'a Id) -> impl Iterator<Item = &'a Constraint> {
    let named = reading.model.children(id, Tag::Constraint).map(|(_, object)| &object.body);
    let unnamed = reading.unnamed.iter().filter(move |one| one.parent == *id).map(|one| &one.body);
    named.chain(unnamed).filter_map(|body| match body {
        Body::Constraint(constraint) => Some(constraint.as_ref()),
        _ => None,
    })
}

/// Foreign keys of a table, with the tables to which they lead.
pub(crate) fn foreign_keys(reading: &Reading<'_>, id: &Id) -> Vec<(ForeignKey, Id)> {
    let keys = constraints(reading, id).filter_map(|constraint| match &constraint.rule {
        Rule::Foreign(key) => Some((key.clone(), find(reading, &key.table, id.schema.as_ref())?)),
        _ => None,
    });
    keys.collect()
}

/// The columns to which a foreign key leads.
pub(crate) fn referenced(reading: &Reading<'_>, key: &ForeignKey, table: &Id) -> Vec<Ident> {
    if !key.referenced.is_empty() {
        return key.referenced.clone();
    }
    let primary = constraints(reading, table).find(|constraint| constraint.rule.is_primary());
    primary.map(|constraint| constraint.rule.columns().to_vec()).unwrap_or_default()
}

/// Whether an index, or the index of a key, leads with these columns and holds every row.
pub(crate) fn leads(reading: &Reading<'_>, id: &Id, columns: &[Ident]) -> bool {
    let keys = constraints(reading, id).any(|constraint| {
        matches!(constraint.rule, Rule::Primary(_) | Rule::Unique(_)) && constraint.rule.columns().starts_with(columns)
    });
    let named = reading.model.children(id, Tag::Index).map(|(_, object)| &object.body);
    let unnamed = reading.unnamed.iter().filter(|one| one.parent == *id).map(|one| &one.body);
    keys || named.chain(unnamed).any(|body| match body {
        Body::Index(index) => {
            let own: Vec<Option<&Ident>> = index.on.iter().map(|key| key.column.as_ref()).collect();
            let btree = index.using.as_ref().is_none_or(|method| method.as_str() == "btree");
            index.predicate.is_none()
                && btree
                && columns.iter().enumerate().all(|(at, column)| own.get(at).is_some_and(|own| *own == Some(column)))
        }
        _ => false,
    })
}
