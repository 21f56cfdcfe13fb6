//! Whether what a file says in SQL can mean something: columns of expressions, relations of queries, and policies that ask
//! one another. Only what is certainly wrong is reported; the rest is for a server to say.

use std::collections::BTreeSet;

use super::reading::Reading;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::expand::{conditions, tables};
use crate::kind::{Body, Namespace, Version};
use crate::lint::Subject;
use crate::lint::rules::policy_recursion;
use crate::model::{Id, Ident, QName};
use crate::sql::Sql;
use crate::sql::relations::relations;
use crate::sql::tokens::{Kind, tokens};

/// Reports what is wrong, once all names are resolved.
pub(super) fn check(reading: &mut Reading<'_>) {
    columns(reading);
    queries(reading);
    recursion(reading);
}

/// Columns that an expression over rows of a table names and the table has not.
fn columns(reading: &mut Reading<'_>) {
    let mut wrong: BTreeSet<(Id, Id, Ident)> = BTreeSet::new();
    let mut columns = conditions::Columns::default();
    for (id, object) in &reading.model.objects {
        let over_row = object.body.over_row();
        let Some(table) = id.parent_id().filter(|_| !over_row.is_empty()) else { continue };
        for sql in over_row {
            let unknown = columns.unknown(reading, &table, sql.as_str());
            wrong.extend(unknown.into_iter().map(|column| (id.clone(), table.clone(), column)));
        }
    }
    for (id, table, column) in wrong {
        let span = reading.places.get(&id).copied().unwrap_or_default().value;
        tables::no_column(reading, &table, &column, span, None);
    }
}

/// The query that makes a relation.
fn query(body: &Body) -> Option<&Sql> {
    match body {
        Body::View(view) => Some(&view.query),
        Body::MaterializedView(view) => Some(&view.query),
        _ => None,
    }
}

/// Queries that do not begin as one, and relations in them that nearly are those of the file: a guess, and so no error.
fn queries(reading: &mut Reading<'_>) {
    let known: BTreeSet<QName> = reading
        .model
        .objects
        .keys()
        .chain(&reading.broken)
        .filter(|id| id.parent.is_none() && id.tag.claims().contains(&Namespace::Relation))
        .map(Id::qualified)
        .collect();
    let mut found = Vec::new();
    for (id, object) in &reading.model.objects {
        let Some(sql) = query(&object.body) else { continue };
        let span = reading.places.get(id).copied().unwrap_or_default().value;
        let begins = |word: &&str| {
            tokens(sql.as_str()).find(|token| token.kind != Kind::Open).is_some_and(|token| token.is(word))
        };
        if !["select", "with", "values", "table"].iter().any(begins) {
            let message = format!("{id}: a query begins with SELECT, WITH, VALUES or TABLE");
            found.push(Diagnostic::error("sql", span, message));
            continue;
        }
        for name in relations(sql.as_str()) {
            let own = |schema: &Ident| known.contains(&QName { schema: Some(schema.clone()), name: name.name.clone() });
            let path = id.schema.iter().chain(&reading.project.search_path);
            // Relations of PostgreSQL and of extensions are declared nowhere.
            let near = match &name.schema {
                Some(schema) if !own(schema) => {
                    let there = known.iter().filter(|one| one.schema.as_ref() == Some(schema));
                    did_you_mean(name.name.as_str(), there.map(|one| one.name.as_str()))
                }
                None if !path.clone().any(own) && !name.name.as_str().starts_with("pg_") => {
                    did_you_mean(name.name.as_str(), known.iter().map(|one| one.name.as_str()))
                }
                _ => None,
            };
            // Every short name is near to every other one.
            if let Some(near) = near.filter(|_| name.name.as_str().chars().count() > 3) {
                let message = format!("{id} reads `{name}`, which is not declared");
                let hint = format!("did you mean `{near}`?");
                found.push(Diagnostic::warning("unknown-table", span, message).hint(hint));
            }
        }
    }
    reading.diagnostics.append(&mut found);
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
