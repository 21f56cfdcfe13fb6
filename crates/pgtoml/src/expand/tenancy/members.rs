//! Which tables a tenancy is about.

use super::read::{Child, Visible};
use super::{Link, Plan, near_hint, user_column};
use crate::diagnostic::{Diagnostic, Span};
use crate::expand::tables;
use crate::kind::Tag;
use crate::kinds::constraint::Action;
use crate::model::{Id, Ident};
use crate::read::reading::Reading;

/// Looks up the tables with the tenant, and those that follow them.
pub(super) fn resolve(plan: &mut Plan<'_>, reading: &mut Reading<'_>) {
    with_column(plan, reading);
    children(plan, reading);
    heirs(plan, reading);
    owners(plan, reading);
    unguarded(plan, reading);
    if plan.members.is_empty() && plan.said.columns.is_empty() && !asks_for_tables(plan) {
        let hint = "add `tables = [\"…\"]`, or `tables = \"auto\"` for every table that has the column";
        plan.wrong(reading, &[], "the tenancy is about no table", hint);
    }
}

fn asks_for_tables(plan: &Plan<'_>) -> bool {
    !plan.said.tables.is_empty()
}

fn with_column(plan: &mut Plan<'_>, reading: &mut Reading<'_>) {
    let except = except(plan, reading);
    let said = crate::expand::texts_of(plan.entry, &["tables"]);
    let (auto, named): (Vec<_>, Vec<_>) = said.into_iter().partition(|(text, _)| text == "auto");
    let own_name = plan.said.columns.clone();
    for (table, column) in &own_name {
        let span = plan.at(&["columns", table]);
        for id in tables::select(reading, &[(table.clone(), span)]) {
            if plan.typed(reading, &id, column, span, None) {
                plan.members.insert(id, column.clone());
            }
        }
    }
    for (text, span) in named {
        // A pattern fits what has the column; a name says that the table has it.
        let pattern = text.contains('*');
        let mut found = false;
        for id in tables::select(reading, &[(text.clone(), span)]) {
            let has = tables::column(reading, &id, &plan.column).is_some();
            found = true;
            if except.contains(&id) || plan.members.contains_key(&id) || (pattern && !has) {
                continue;
            }
            if plan.memberships.iter().any(|(_, membership, _)| *membership == id) {
                if !pattern {
                    recursion(reading, &id, span);
                }
                continue;
            }
            if plan.typed(reading, &id, &plan.column.clone(), span, Some(&hint(plan))) {
                plan.members.insert(id, plan.column.clone());
            }
        }
        let none = found && pattern && !plan.members.keys().any(|id| tables::fits(reading, &text, id));
        if none {
            let message = format!("no table that fits `{text}` has a column `{}`", plan.column.as_str());
            reading.report(Diagnostic::error("no-match", span, message).hint(hint(plan)));
        }
    }
    for (_, span) in auto {
        let before = reading.diagnostics.len();
        for id in tables::all(reading) {
            let known = plan.members.contains_key(&id) || except.contains(&id);
            let membership = plan.memberships.iter().any(|(_, membership, _)| *membership == id);
            let has = tables::column(reading, &id, &plan.column).is_some();
            if !known && !membership && has && plan.typed(reading, &id, &plan.column.clone(), span, None) {
                plan.members.insert(id, plan.column.clone());
            }
        }
        if plan.members.is_empty() && reading.diagnostics.len() == before {
            let message = format!("no table has a column `{}`", plan.column.as_str());
            let all: Vec<Id> = tables::all(reading);
            let columns: Vec<Ident> = all.iter().flat_map(|id| tables::columns(reading, id)).collect();
            let near = near_hint(plan.column.as_str(), columns.iter().map(Ident::as_str));
            reading.report(Diagnostic::error("no-match", span, message).hint_if(near));
        }
    }
    plan.members.retain(|id, _| !except.contains(id));
}

fn hint(plan: &Plan<'_>) -> String {
    let (column, data_type) = (plan.column.as_str(), &plan.data_type);
    format!("add `columns.{column} = \"{data_type} not null\"` to the table, or name it in `children` or `columns`")
}

fn recursion(reading: &mut Reading<'_>, id: &Id, span: Span) {
    let shown = tables::shown(reading, id);
    let message = format!("`{shown}` says who belongs to a tenant, so to ask who may see it would never end");
    let hint = "what users see of it is said in the membership: `visible = \"own\"` or `\"tenants\"`";
    reading.report(Diagnostic::error("policy-recursion", span, message).hint(hint));
}

/// The tables that are left out.
fn except(plan: &Plan<'_>, reading: &mut Reading<'_>) -> std::collections::BTreeSet<Id> {
    let written = crate::expand::texts_of(plan.entry, &["except"]);
    let is_view = |reading: &Reading<'_>, text: &str| {
        [Tag::View, Tag::MaterializedView]
            .into_iter()
            .flat_map(|tag| reading.model.of_kind(tag))
            .any(|(id, _)| tables::fits(reading, text, id))
    };
    let of_tables: Vec<_> = written.into_iter().filter(|(text, _)| !is_view(reading, text)).collect();
    tables::select(reading, &of_tables)
}

/// Tables that follow others through a foreign key; one may follow another one that follows.
fn children(plan: &mut Plan<'_>, reading: &mut Reading<'_>) {
    let except = except(plan, reading);
    let mut waiting: Vec<(Child, Span, Id)> = Vec::new();
    for child in plan.said.children.clone() {
        let span = child_span(plan, &child);
        let found = tables::select(reading, &[(child.table.clone(), span)]);
        for id in found.into_iter().filter(|id| !except.contains(id)) {
            waiting.push((child.clone(), span, id));
        }
    }
    // Each round finds those whose parent has been found.
    loop {
        let before = waiting.len();
        let mut rest = Vec::new();
        for (child, span, id) in waiting {
            let mut links = links(plan, reading, &id);
            if let Some(through) = &child.through {
                links.retain(|link| link.columns.contains(through));
            }
            links.dedup_by(|a, b| a.columns == b.columns);
            match links.as_slice() {
                [] => rest.push((child, span, id)),
                [link] => {
                    plan.children.insert(id, link.clone());
                }
                [first, ..] => {
                    let table = tables::shown(reading, &id);
                    let message = format!("several foreign keys of `{table}` lead to tables of the tenancy");
                    let column = first.columns.first().map_or("", Ident::as_str);
                    let hint = format!("say which one: `children = {{ {table} = \"{column}\" }}`");
                    reading.report(Diagnostic::error("tenancy", span, message).hint(hint));
                }
            }
        }
        waiting = rest;
        if waiting.is_empty() || waiting.len() == before {
            break;
        }
    }
    for (child, span, id) in waiting {
        let shown = tables::shown(reading, &id);
        if let Some(through) = child.through.as_ref().filter(|name| tables::column(reading, &id, name).is_none()) {
            tables::no_column(reading, &id, through, span, None);
            continue;
        }
        let message = match &child.through {
            Some(column) => format!("`{shown}.{}` leads to no table of the tenancy", column.as_str()),
            None => format!("no foreign key of `{shown}` leads to a table of the tenancy"),
        };
        let hint = "add one, or the column of the tenant and the table to `tables`";
        reading.report(Diagnostic::error("tenancy", span, message).hint(hint));
    }
}

fn child_span(plan: &Plan<'_>, child: &Child) -> Span {
    let node = plan.entry.node.as_table().and_then(|table| table.get("children"));
    let entry = node.and_then(|node| node.as_table()).and_then(|table| table.entry(&child.table));
    if let Some(entry) = entry {
        return entry.node.span;
    }
    let texts = crate::expand::texts_of(plan.entry, &["children"]);
    texts.into_iter().find(|(text, _)| *text == child.table).map_or_else(|| plan.at(&["children"]), |(_, span)| span)
}

/// Foreign keys that lead to tables of the tenancy.
fn links(plan: &Plan<'_>, reading: &Reading<'_>, id: &Id) -> Vec<Link> {
    let keys = tables::foreign_keys(reading, id).into_iter();
    let known = keys.filter(|(_, to)| to != id && (plan.members.contains_key(to) || plan.children.contains_key(to)));
    let link =
        |(key, parent)| Link { referenced: tables::referenced(reading, &key, &parent), columns: key.columns, parent };
    known.map(link).filter(|link| link.columns.len() == link.referenced.len()).collect()
}

/// Partitions and heirs have the rows of their tables, and no policy of those when a statement names them.
fn heirs(plan: &mut Plan<'_>, reading: &mut Reading<'_>) {
    let except = except(plan, reading);
    for id in tables::all(reading) {
        if except.contains(&id) || plan.members.contains_key(&id) || plan.children.contains_key(&id) {
            continue;
        }
        for above in tables::ancestors(reading, &id) {
            if let Some(column) = plan.members.get(&above).cloned() {
                plan.members.insert(id, column);
                break;
            }
            if let Some(link) = plan.children.get(&above).cloned() {
                plan.children.insert(id, link);
                break;
            }
        }
    }
    for (id, column) in plan.members.clone() {
        nullable(plan, reading, &id, &column);
    }
}

/// What says at once that the tenant may be missing and that it may not.
fn nullable(plan: &Plan<'_>, reading: &mut Reading<'_>, id: &Id, name: &Ident) {
    let Some((column, body)) = tables::column(reading, id, name) else { return };
    let not_null = body.not_null
        || tables::constraints(reading, id)
            .any(|constraint| constraint.rule.is_primary() && constraint.rule.columns().contains(name));
    let place = reading.places.get(&column).copied().unwrap_or_default().value;
    let shown = format!("{}.{}", tables::shown(reading, id), name.as_str());
    if plan.said.shared {
        // A key of its own says who the tenant is, not whose the row is.
        if not_null && !plan.said.columns.values().any(|own| own == name) {
            let message =
                format!("`{shown}` is NOT NULL, but the rows that [{}] shares have no tenant", plan.origin.section);
            let hint = "leave `not null` away, or put the table into a tenancy without `shared`";
            reading.report(Diagnostic::error("tenancy-null", place, message).hint(hint));
        }
        return;
    }
    let loses = tables::foreign_keys(reading, id).into_iter().any(|(key, _)| {
        key.columns.contains(name) && key.on_delete == Action::SetNull && key.on_delete_columns.is_empty()
    });
    if loses {
        let message =
            format!("`on delete set null` takes the tenant of `{shown}` away, and nobody sees the row any more");
        let hint = "write `on delete cascade` or `restrict`, or `shared = true` if everybody is to read such rows";
        reading.report(Diagnostic::error("tenancy-null", place, message).hint(hint));
    } else if !not_null && !plan.said.not_null {
        let message = format!("`{shown}` may be null, and nobody sees a row without a tenant");
        let hint = "remove `not_null = false`, or write `shared = true` if everybody is to read such rows";
        reading.report(Diagnostic::error("tenancy-null", place, message).hint(hint));
    } else if let (false, Some(span)) = (not_null, reading.denies(&column, "not_null")) {
        let message = format!("`{shown}` may be null, and nobody sees a row without a tenant");
        let hint = "write `not null`, or `shared = true` in the tenancy if everybody is to read such rows";
        reading.report(Diagnostic::error("tenancy-null", span, message).hint(hint));
    } else if !not_null && column.parent_id().as_ref() == Some(id) {
        let message = format!("`{shown}` may be null here, and [{}] makes it NOT NULL", plan.origin.section);
        let hint = "write `not null` where the column is; `shared = true` leaves it as it is";
        reading.report(Diagnostic::warning("tenancy-null", place, message).hint(hint));
    }
}

/// Tables that say themselves that they have no row-level security.
fn unguarded(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    let visible = plan.memberships.iter().filter(|(membership, ..)| membership.visible != Visible::AsIs);
    let memberships: Vec<Id> = visible.map(|(_, id, _)| id.clone()).collect();
    let tables = plan.members.keys().chain(plan.children.keys());
    let all = tables.map(|id| (id, false)).chain(memberships.iter().map(|id| (id, true)));
    for (id, membership) in all.collect::<Vec<_>>() {
        let Some(span) = reading.denies(id, "row_level_security") else { continue };
        let (shown, section) = (tables::shown(reading, id), &plan.origin.section);
        let message = format!("`{shown}` is a table of [{section}], which turns its row-level security on");
        let hint = match membership {
            true => "remove the line, or write `visible = \"as_is\"` in the membership".to_owned(),
            false => {
                format!("remove the line, or leave the table out: `except = [{}]`", crate::write::string(&shown))
            }
        };
        reading.report(Diagnostic::error("tenancy", span, message).hint(hint));
    }
}

/// The column of the owner, in every table that has the tenant.
fn owners(plan: &mut Plan<'_>, reading: &mut Reading<'_>) {
    let Some(owner) = plan.said.owner.clone() else { return };
    let span = plan.at(&["owner"]);
    for id in plan.members.keys().cloned().collect::<Vec<_>>() {
        if let Some(found) = user_column(reading, &id, &owner.column, span) {
            let first = plan.user_type.get_or_insert(found.clone()).clone();
            if first != found {
                let shown = format!("{}.{}", tables::shown(reading, &id), owner.column.as_str());
                let message = format!("column `{shown}` is of type {found}, other users are of type {first}");
                let hint = "one setting has the user, so all columns with one are of one type";
                reading.report(Diagnostic::error("tenancy-type", span, message).hint(hint));
            }
        }
    }
}
