//! What partitions and heirs have from their ancestors, and where they differ from them.
//!
//! PostgreSQL hands every change of an ancestor down, over whatever the heir had of its own. So an override is compared with
//! what it will be after the ancestor has changed, not with what it is now.

mod definition;
mod indexes;
mod online;

use std::collections::BTreeSet;

pub(crate) use self::indexes::{index_above, leave_out_implied, waits, wrong_indexes};
pub use self::online::Online;

use crate::kind::{Body, Tag, Version};
use crate::kinds::column::Column;
use crate::model::{Id, Ident, Model, Object};
use crate::plan::Input;

/// What [`align`] has found.
pub(crate) struct Aligned {
    /// What must come after what.
    pub after: Vec<(Id, Id)>,
    /// What was left out of the state that is there.
    pub left_out: Model,
}

/// Makes what heirs share with their ancestors comparable.
pub(crate) fn align(old: &mut Model, new: &mut Model, version: Version) -> Aligned {
    hand_down(old, new);
    for (id, object) in left(old, new, version) {
        old.objects.insert(id, object);
    }
    let left_out = joined(old, new);
    Aligned { after: overrides(old, new), left_out }
}

/// Whether something has a column otherwise than its ancestor in both states.
pub(crate) fn has_overrides(old: &Model, new: &Model) -> bool {
    let overrides = |(id, object): (&Id, &Object)| {
        old.get(id).is_some() && column(&object.body).is_some_and(|column| column.inherited)
    };
    new.of_kind(Tag::Column).any(overrides)
}

/// Makes the indexes that partitions share with the tables above comparable. Returns which of them get another name.
///
/// `exact`: those that the wanted state does not name have the names that PostgreSQL chooses; otherwise those that they have.
pub(crate) fn align_indexes(old: &mut Model, new: &mut Model, exact: bool) -> Vec<(Id, Id)> {
    indexes::align(old, new, exact)
}

fn hand_down(old: &mut Model, new: &mut Model) {
    let left = handed_down(old, new);
    let joined = handed_down(new, old);
    old.objects.extend(left);
    new.objects.extend(joined);
}

/// Constraints that tables have from ancestors in one state and not in the other: PostgreSQL leaves them with a table that
/// leaves, and wants them to be there, or makes them, where one joins.
fn handed_down(model: &Model, other: &Model) -> Vec<(Id, Object)> {
    let mut found = Vec::new();
    for (id, object) in model.objects.iter().filter(|(id, _)| id.parent.is_none() && other.get(id).is_some()) {
        if object.body.ancestors().is_empty() {
            continue;
        }
        let stays = ancestors(other, id);
        for ancestor in ancestors(model, id).into_iter().filter(|ancestor| !stays.contains(ancestor)) {
            let tags = ancestor.tag.children().filter(|tag| !tag.info().part);
            for (above, object) in tags.flat_map(|tag| model.children(&ancestor, tag)) {
                let own = id.child(above.tag, above.name.clone());
                if object.body.handed_down(is_partition(model, id)) && model.get(&own).is_none() {
                    found.push((own, Object::new(object.body.clone())));
                }
            }
        }
    }
    found
}

fn is_partition(model: &Model, id: &Id) -> bool {
    match model.get(id).map(|object| &object.body) {
        Some(Body::Table(table)) => table.partition_of.is_some(),
        Some(Body::ForeignTable(table)) => table.partition_of.is_some(),
        _ => false,
    }
}

/// Columns that heirs have from ancestors alone, and will have by their own words.
fn left(old: &Model, new: &Model, version: Version) -> Vec<(Id, Object)> {
    let mut found = Vec::new();
    for id in own(new).filter(|id| old.get(id).is_none()) {
        let Some(parent) = id.parent_id() else { continue };
        let stays = ancestors(new, &parent);
        let mut leaves = ancestors(old, &parent).into_iter().filter(|ancestor| !stays.contains(ancestor));
        let Some(source) = leaves.find_map(|ancestor| source(old, &ancestor, id)) else { continue };
        if let Some(object) = old.get(&source) {
            let mut body = object.body.clone();
            body.keep_names(&source, version);
            body.canonical(&mut id.clone());
            found.push((id.clone(), Object::new(body)));
        }
    }
    found
}

/// Leaves out what an object will have from an ancestor: it keeps what it has, and PostgreSQL has no way to say that it is
/// not its own any more.
fn joined(old: &mut Model, new: &Model) -> Model {
    let mut found = Vec::new();
    for id in own(old).filter(|id| new.get(id).is_none()) {
        let inherits = |parent: Id| ancestors(new, &parent).iter().any(|ancestor| source(new, ancestor, id).is_some());
        if id.parent_id().is_some_and(inherits) {
            found.push(id.clone());
        }
    }
    let mut left_out = Model::default();
    left_out.objects.extend(found.into_iter().filter_map(|id| old.objects.remove_entry(&id)));
    left_out
}

/// Parts that are more than what an heir has otherwise than its ancestor.
fn own(model: &Model) -> impl Iterator<Item = &Id> {
    let parts = model.objects.iter().filter(|(id, _)| id.tag.info().part);
    parts.filter(|(_, object)| column(&object.body).is_none_or(|column| !column.inherited)).map(|(id, _)| id)
}

fn overrides(old: &mut Model, new: &mut Model) -> Vec<(Id, Id)> {
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
        if there == wanted && !(old.get(&id).is_some() && new.get(&id).is_some()) {
            old.objects.remove(&id);
            new.objects.remove(&id);
        } else {
            // What stays as it is may still have to step aside for a change below it.
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

/// What an object of an heir came down from, and whether the heir leaves that behind; otherwise PostgreSQL drops it with that.
pub(crate) fn handed_from(input: Input<'_>, id: &Id) -> Option<(Id, bool)> {
    let Input { from, to, .. } = input;
    let object = from.get(id)?;
    let table = id.parent_id()?;
    let handed = match column(&object.body) {
        Some(column) => column.inherited,
        None => object.body.handed_down(is_partition(from, &table)),
    };
    let above = || ancestors(from, &table).into_iter().find_map(|above| Some((source(from, &above, id)?, above)));
    let (source, above) = handed.then(above)??;
    let leaves = to.get(&table).is_some() && !ancestors(to, &table).contains(&above);
    Some((source, leaves))
}

/// The columns of a table, its own and those of its ancestors, as if they were its own.
pub(crate) fn columns(model: &Model, table: &Id) -> Vec<(Id, Body)> {
    let mut todo = vec![table.clone()];
    let mut names: Vec<Ident> = Vec::new();
    // Circles cannot be declared, but a half-read file may hold one.
    for _ in 0..64 {
        let Some(next) = todo.pop() else { break };
        for name in model.get(&next).map(|object| object.body.order()).unwrap_or_default() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        todo.extend(ancestors(model, &next));
    }
    let own = names.into_iter().map(|name| table.child(Tag::Column, name));
    own.filter_map(|id| Some((id.clone(), model.get(&source(model, table, &id)?)?.body.clone()))).collect()
}

/// Everything that has columns from this table, at any depth.
pub(crate) fn heirs(model: &Model, table: &Id) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    let mut above = BTreeSet::from([table.qualified()]);
    loop {
        let others = model.objects.iter().filter(|(id, _)| id.tag.info().holds_rows && !found.contains(*id));
        let next: BTreeSet<Id> = others
            .filter(|(_, object)| object.body.ancestors().iter().any(|name| above.contains(name)))
            .map(|(id, _)| id.clone())
            .collect();
        if next.is_empty() {
            return found;
        }
        above = next.iter().map(Id::qualified).collect();
        found.extend(next);
    }
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
