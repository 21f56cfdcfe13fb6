//! What partitions and heirs have from their ancestors, and where they differ from them.
//!
//! PostgreSQL hands every change of an ancestor down, over whatever the heir had of its own. So an override is compared with
//! what it will be after the ancestor has changed, not with what it is now.

mod definition;
mod indexes;

use std::collections::BTreeSet;

pub(crate) use self::indexes::{index_above, leave_out_implied, waits, wrong_indexes};

use crate::kind::{Body, Tag};
use crate::kinds::column::Column;
use crate::model::{Id, Model, Object};

/// Makes the indexes that partitions share with the tables above comparable. Returns which of them get another name.
///
/// `exact`: those that the wanted state does not name have the names that PostgreSQL chooses; otherwise those that they have.
pub(crate) fn align_indexes(old: &mut Model, new: &mut Model, exact: bool) -> Vec<(Id, Id)> {
    indexes::align(old, new, exact)
}

/// Leaves out parts of an object that it has from an ancestor in the other state alone: when it joins or leaves the
/// ancestor they stay, only not by its own words.
pub(crate) fn leave_out_kept(old: &mut Model, new: &mut Model) {
    kept(old, new);
    kept(new, old);
}

fn kept(model: &mut Model, other: &Model) {
    let mut found = Vec::new();
    for id in model.objects.keys().filter(|id| id.tag.info().part && other.get(id).is_none()) {
        let Some(parent) = id.parent_id() else { continue };
        let own = ancestors(model, &parent);
        let mut joins = ancestors(other, &parent).into_iter().filter(|ancestor| !own.contains(ancestor));
        if joins.any(|ancestor| source(other, &ancestor, id).is_some()) {
            found.push(id.clone());
        }
    }
    for id in found {
        model.objects.remove(&id);
    }
}

/// Makes the columns that heirs share with their ancestors comparable. Returns what must come after what.
pub(crate) fn align_columns(old: &mut Model, new: &mut Model) -> Vec<(Id, Id)> {
    let is_override =
        |(id, object): (&Id, &Object)| column(&object.body).is_some_and(|c| c.inherited).then(|| id.clone());
    let ids = |model: &Model| model.of_kind(Tag::Column).filter_map(is_override).collect::<BTreeSet<Id>>();
    let mut after = Vec::new();
    let mut work: Vec<Id> = ids(old).union(&ids(new)).cloned().collect();
    // A partition of a partition is compared with its parent as it was declared, so the youngest come first.
    work.sort_by_key(|id| std::cmp::Reverse(depth(new, id)));
    for id in work {
        let Some(parent) = id.parent_id() else { continue };
        let from = inherited(old, &parent, &id);
        let Some((source, to)) = inherited(new, &parent, &id) else { continue };
        let is_new = old.get(&parent).is_none();
        let wanted = new.get(&id).map_or_else(|| Object::new(to.clone()), Clone::clone);
        if is_new || from.is_none() {
            let same = column(&wanted.body) == Some(&to) && wanted.meta == Object::new(to.clone()).meta;
            if same {
                new.objects.remove(&id);
            } else {
                after.push((id, source));
            }
            continue;
        }
        let before = from.map(|(_, before)| before).unwrap_or_default();
        let mut there = old.get(&id).map_or_else(|| Object::new(before.clone()), Clone::clone);
        if let Body::Column(column) = &mut there.body {
            column.handed_down(&before, &to);
        }
        if there == wanted {
            old.objects.remove(&id);
            new.objects.remove(&id);
        } else {
            old.objects.insert(id.clone(), there);
            new.objects.insert(id.clone(), wanted);
            after.push((id, source));
        }
    }
    after
}

/// The column that one of this name is inherited from, and what it hands down.
pub(crate) fn inherited(model: &Model, table: &Id, id: &Id) -> Option<(Id, Column)> {
    let source = ancestors(model, table).iter().find_map(|ancestor| source(model, ancestor, id))?;
    let found = column(&model.get(&source)?.body)?;
    Some((source, found.as_inherited()))
}

/// The nearest column of this name, of the table itself or an ancestor.
fn source(model: &Model, table: &Id, id: &Id) -> Option<Id> {
    let mut todo = vec![table.clone()];
    // Circles cannot be declared, but a half-read file may hold one.
    for _ in 0..64 {
        let table = todo.pop()?;
        let own = table.child(id.tag, id.name.clone());
        if model.get(&own).is_some() {
            return Some(own);
        }
        todo.extend(ancestors(model, &table));
    }
    None
}

fn depth(model: &Model, id: &Id) -> usize {
    let mut table = id.parent_id();
    let mut depth = 0;
    while let Some(parent) = table.filter(|_| depth < 64).and_then(|table| ancestors(model, &table).into_iter().next())
    {
        depth += 1;
        table = Some(parent);
    }
    depth
}

fn ancestors(model: &Model, id: &Id) -> Vec<Id> {
    let names = model.get(id).map(|object| object.body.ancestors()).unwrap_or_default();
    names.iter().filter_map(|name| model.relation(name).cloned()).collect()
}

fn column(body: &Body) -> Option<&Column> {
    match body {
        Body::Column(column) => Some(column),
        _ => None,
    }
}
