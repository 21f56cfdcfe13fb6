//! Which change of an edit is it that widens access.
//!
//! That is found by trying: each changed object of a widened relation is put, alone, into the state before. Tables do not
//! share such objects, so the first of each are tried together, then the second of each; roles and schemas, which all
//! share, and what is beneath a view are tried one by one. Only what the widened relations need takes part.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::Sentence;
use super::turns::{turns, widens};
use super::world::World;
use super::{Matrix, Subject};
use crate::kind::{Tag, Version};
use crate::model::{Id, Ident, Model};

/// What an edit touches.
pub(super) struct Edit<'a> {
    /// Objects that it changes.
    pub(super) changed: Vec<&'a Id>,
    /// Roles that either state names.
    pub(super) named: BTreeSet<Ident>,
}

/// Objects whose change widens access to relations that were there, with the relation and a sentence that says how.
pub(super) fn find(
    from: &Model,
    to: &Model,
    version: Version,
    cluster: bool,
    edit: &Edit<'_>,
    told: &[Sentence],
) -> BTreeMap<Id, Vec<(Id, String)>> {
    let mut wider: BTreeMap<&Id, &str> = BTreeMap::new();
    for sentence in told.iter().filter(|sentence| !sentence.hazards.is_empty() && sentence.by.is_none()) {
        sentence.ids.iter().for_each(|id| {
            wider.entry(id).or_insert(&sentence.text);
        });
    }
    let mut found: BTreeMap<Id, Vec<(Id, String)>> = BTreeMap::new();
    if wider.is_empty() {
        return found;
    }
    let beneath = beneath(from, to, version, &wider);
    let (mut own, mut shared) = (BTreeMap::<Id, Vec<&Id>>::new(), Vec::new());
    for id in &edit.changed {
        let whole = id.parent_id().unwrap_or_else(|| (*id).clone());
        if id.schema.is_none() || beneath.contains(&whole) {
            shared.push(*id);
        } else if wider.contains_key(&whole) {
            own.entry(whole).or_default().push(id);
        }
    }
    let needed = |id: &Id| {
        let whole = id.parent_id().unwrap_or_else(|| id.clone());
        let common = matches!(id.tag, Tag::Role | Tag::Schema | Tag::Aggregate);
        common || wider.contains_key(&whole) || beneath.contains(&whole)
    };
    let mut model = Model::default();
    model.objects.extend(from.objects.iter().filter(|(id, _)| needed(id)).map(|(id, one)| (id.clone(), one.clone())));
    let matrix = |model: &Model| {
        let subject = Subject::new(model, version, &[]);
        Matrix::only(&World::new(&subject, cluster, &edit.named), &|id| wider.contains_key(id))
    };
    let before = matrix(&model);
    let longest = own.values().map(Vec::len).max().unwrap_or(0);
    let firsts = (0..longest).map(|at| own.iter().filter_map(|(of, list)| Some((Some(of), *list.get(at)?))).collect());
    let singly = shared.iter().map(|id| vec![(None, *id)]);
    let tries: Vec<Vec<(Option<&Id>, &Id)>> = firsts.chain(singly).collect();
    let mut explained = BTreeSet::new();
    for changed in tries {
        for (_, id) in &changed {
            put(&mut model, to, id);
        }
        let after = matrix(&model);
        for (_, id) in &changed {
            put(&mut model, from, id);
        }
        for (of, id) in changed {
            let near = after.relations.iter().filter(|_| of.is_none()).chain(of.and_then(|of| after.relation(of)));
            for relation in near {
                let Some(was) = before.relation(&relation.id) else { continue };
                if widens(&turns(was, relation, &before, &after)) {
                    let text = wider.get(&relation.id).copied().unwrap_or_default();
                    explained.insert(relation.id.clone());
                    found.entry(id.clone()).or_default().push((relation.id.clone(), text.to_owned()));
                }
            }
        }
    }
    // Where no change does it alone, all that are of the relation do it together.
    for (relation, text) in wider.iter().filter(|(relation, _)| !explained.contains(**relation)) {
        let mine = own.get(*relation).into_iter().flatten().chain(&shared);
        for id in mine {
            found.entry((*id).clone()).or_default().push(((*relation).clone(), (*text).to_owned()));
        }
    }
    found
}

/// Makes an object what it is in another model.
fn put(model: &mut Model, other: &Model, id: &Id) {
    match other.get(id) {
        Some(object) => model.objects.insert(id.clone(), object.clone()),
        None => model.objects.remove(id),
    };
}

/// What views among these relations read, at any depth, with the views themselves.
fn beneath(from: &Model, to: &Model, version: Version, wider: &BTreeMap<&Id, &str>) -> BTreeSet<Id> {
    let mut found: BTreeSet<Id> = BTreeSet::new();
    for model in [from, to] {
        let subject = Subject::new(model, version, &[]);
        let mut seen: BTreeSet<&Id> = BTreeSet::new();
        let mut open: Vec<&Id> = wider.keys().copied().filter(|id| id.tag == Tag::View).collect();
        while let Some(id) = open.pop() {
            if let (true, Some(crate::kind::Body::View(view))) =
                (seen.insert(id), model.get(id).map(|object| &object.body))
            {
                open.extend(subject.relations(id, view.query.as_str()));
            }
        }
        found.extend(seen.into_iter().cloned());
    }
    found
}
