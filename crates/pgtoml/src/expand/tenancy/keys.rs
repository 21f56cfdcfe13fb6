//! NOT NULL, indexes and foreign keys of tenants.

use super::{Link, Plan};
use crate::expand::{declare_unnamed, tables};
use crate::kind::{Body, Tag};
use crate::kinds::constraint::{Action, Constraint, ForeignKey, Rule, UniqueKey};
use crate::kinds::index::{Index, Key};
use crate::model::{Id, Ident};
use crate::read::reading::Reading;
use crate::sql::Keys;

pub(super) fn make(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    if plan.said.not_null && !plan.said.shared {
        for (table, column) in &plan.members {
            not_null(reading, table, column);
        }
    }
    if plan.said.composite_keys {
        composite(plan, reading);
    }
    if !plan.said.index {
        return;
    }
    for (table, column) in &plan.members {
        index(reading, table, std::slice::from_ref(column));
    }
    for (table, Link { columns, .. }) in &plan.children {
        index(reading, table, columns);
    }
}

fn not_null(reading: &mut Reading<'_>, table: &Id, column: &Ident) {
    let id = table.child(Tag::Column, column.clone());
    if let Some(Body::Column(column)) = reading.complete(&id) {
        column.not_null = true;
    }
}

/// An index for the condition of the policies. Partitions have that of their table.
fn index(reading: &mut Reading<'_>, table: &Id, columns: &[Ident]) {
    let partition = reading.model.get(table).is_some_and(|object| match &object.body {
        Body::Table(body) => body.partition_of.is_some(),
        _ => false,
    });
    if partition || tables::leads(reading, table, columns) {
        return;
    }
    let keys = columns.iter().map(|column| Key { column: Some(column.clone()), ..Key::default() });
    declare_unnamed(reading, table, Index { on: Keys(keys.collect()), ..Index::default() });
}

/// Foreign keys between tables of the tenancy hold the tenant.
fn composite(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    let mut wanted: Vec<(Id, Vec<Ident>)> = Vec::new();
    let tables: Vec<(Id, Ident)> = plan.members.iter().map(|(id, column)| (id.clone(), column.clone())).collect();
    for (table, tenant) in &tables {
        for (key, to) in tables::foreign_keys(reading, table) {
            let Some(there) = plan.members.get(&to).filter(|_| !key.columns.contains(tenant)) else { continue };
            let referenced = tables::referenced(reading, &key, &to);
            // The key of the tenants themselves says nothing of another tenant.
            if referenced.is_empty() || referenced.contains(there) {
                continue;
            }
            let with =
                |first: &Ident, rest: &[Ident]| -> Vec<Ident> { std::iter::once(first).chain(rest).cloned().collect() };
            let target = with(there, &referenced);
            let mut new = ForeignKey { columns: with(tenant, &key.columns), referenced: target.clone(), ..key.clone() };
            // The row stays with its tenant when what it points at goes.
            if matches!(key.on_delete, Action::SetNull | Action::SetDefault) && key.on_delete_columns.is_empty() {
                new.on_delete_columns = key.columns.clone();
            }
            replace(reading, table, &key, &new);
            if !wanted.contains(&(to.clone(), target.clone())) {
                wanted.push((to, target));
            }
        }
    }
    for (table, columns) in wanted {
        let known = tables::constraints(reading, &table).any(|constraint| match &constraint.rule {
            Rule::Primary(key) | Rule::Unique(key) => {
                key.columns.len() == columns.len() && columns.iter().all(|column| key.columns.contains(column))
            }
            _ => false,
        });
        if !known {
            let rule = Rule::Unique(UniqueKey { columns, ..UniqueKey::default() });
            let unique = Constraint { rule, deferrable: false, deferred: false, not_valid: false, not_enforced: false };
            declare_unnamed(reading, &table, unique);
        }
    }
}

/// Puts a foreign key in place of another one, under its name if it has one.
fn replace(reading: &mut Reading<'_>, table: &Id, old: &ForeignKey, new: &ForeignKey) {
    let put = |body: &mut Body| {
        if let Body::Constraint(constraint) = body
            && let Rule::Foreign(key) = &mut constraint.rule
            && key == old
        {
            *key = new.clone();
        }
    };
    let named: Vec<Id> = reading.model.children(table, Tag::Constraint).map(|(id, _)| id.clone()).collect();
    for id in named {
        let is_it = reading.model.get(&id).is_some_and(
            |object| matches!(&object.body, Body::Constraint(one) if one.rule == Rule::Foreign(old.clone())),
        );
        if let Some(body) = is_it.then(|| reading.complete(&id)).flatten() {
            put(body);
        }
    }
    for one in reading.unnamed.iter_mut().filter(|one| one.parent == *table) {
        put(&mut one.body);
    }
}
