//! What an edit does to a matrix, in one sentence each.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::culprits::Edit;
use super::sentences::{Fresh, escapes, merged};
use super::turns::turns;
use super::world::World;
use super::{Matrix, doors, through};
use crate::diff::diff;
use crate::kind::{Tag, Version};
use crate::kinds::role::Role;
use crate::lint::Subject;
use crate::model::{Id, Ident, Model, Object};
use crate::plan::{Plan, Step};

/// What an edit does to who reaches which rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// In the order of what they are about.
    pub sentences: Vec<Sentence>,
    /// Objects whose change widens access to a relation, with the relation and a sentence that says how.
    pub culprits: BTreeMap<Id, Vec<(Id, String)>>,
}

/// What an edit does to who reaches which rows, in one sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Sentence {
    /// The sentence, without a full stop.
    pub text: String,
    /// Roles; `public` for everyone.
    pub roles: Vec<Ident>,
    /// Relations, as `schema.name`; none where it is about what a role may become.
    pub relations: Vec<String>,
    /// Names of the hazards, `widens-access:schema.name` or `widens-access:role`, where somebody may see or change more
    /// than before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    pub hazards: Vec<String>,
    #[serde(skip)]
    pub(super) ids: Vec<Id>,
    /// The view or routine through which it is so.
    #[serde(skip)]
    pub(super) by: Option<Id>,
}

/// The name of the hazard that access to a relation gets wider, or that a role may become another one. Names are quoted
/// as in SQL.
pub fn hazard(id: &Id) -> String {
    format!("widens-access:{}", id.qualified())
}

impl Changes {
    /// Between two states. `roles` are those of the cluster, for a state that does not speak of them, and `cluster` says
    /// whether they are all that there are, as for [`Matrix::of`].
    ///
    /// A new table is left to the matrix, but for one sentence that names those which are open without a filter; a new
    /// view is told where it opens rows of a table that was there.
    pub fn between(from: &Model, to: &Model, version: Version, roles: &BTreeMap<Id, Object>, cluster: bool) -> Self {
        let changed: Vec<&Id> = diff(from, to).into_iter().map(|change| change.id).collect();
        if changed.is_empty() {
            return Self::default();
        }
        let (mut from, to) = (lent(from, roles), lent(to, roles));
        // A role that is to be made had nothing before but what everyone has.
        for (id, _) in to.of_kind(Tag::Role) {
            from.objects.entry(id.clone()).or_insert_with(|| Object::new(Role::default()));
        }
        let everywhere = changed.iter().any(|id| id.schema.is_none());
        let near: BTreeSet<Id> = changed.iter().map(|id| id.parent_id().unwrap_or_else(|| (*id).clone())).collect();
        // What is beneath a view is known only when it is looked at.
        let routines = near.iter().any(|id| matches!(id.tag, Tag::Function | Tag::Procedure));
        let wanted = |id: &Id| everywhere || routines || id.tag == Tag::View || near.contains(id);
        let (a, b) = (Subject::new(&from, version, &[]), Subject::new(&to, version, &[]));
        let named: BTreeSet<Ident> = [&a, &b].into_iter().flat_map(super::roles::mentioned).collect();
        let (past, future) = (World::new(&a, cluster, &named), World::new(&b, cluster, &named));
        let (old, new) = (Matrix::only(&past, &wanted), Matrix::only(&future, &wanted));
        let mut sentences = Vec::new();
        let mut turned = Vec::new();
        let mut fresh = Fresh::default();
        for relation in &new.relations {
            let before = old.relation(&relation.id);
            if through::is_query(relation) {
                sentences.extend(through::through(&past, &future, before, relation));
            }
            match before {
                Some(before) => {
                    turned.extend(turns(before, relation, &old, &new));
                    sentences.extend(doors::opened(before, relation, &past, &future));
                    sentences.extend(through::inherited(&past, &future, before, relation));
                }
                None if through::is_query(relation) => {}
                None => fresh.add(relation, &new),
            }
        }
        let mut told = merged(turned);
        told.append(&mut sentences);
        told.extend(fresh.sentences());
        let becoming = escapes(&old, &new);
        let mut culprits = super::culprits::find(&from, &to, version, cluster, &Edit { changed, named }, &told);
        for sentence in &becoming {
            for (role, id) in sentence.roles.iter().zip(&sentence.ids) {
                // A membership may be given to the role itself or to one that it is a member of; an attribute to that
                // which it may become.
                for held in b.memberships(role).into_iter().map(|name| Id::global(Tag::Role, name)) {
                    if from.get(&held) != to.get(&held) {
                        culprits.entry(held).or_default().push((id.clone(), sentence.text.clone()));
                    }
                }
            }
        }
        told.extend(becoming);
        for sentence in &told {
            for id in sentence.by.iter().filter(|_| !sentence.hazards.is_empty()) {
                let of = sentence.ids.iter().map(|relation| (relation.clone(), sentence.text.clone()));
                culprits.entry(id.clone()).or_default().extend(of);
            }
        }
        Self { sentences: told, culprits }
    }

    /// Says of each step of a plan whose change widens access that it does. Of an object that is made anew that is its
    /// creation, and of one that is altered the step that is known to widen something, where there is one.
    pub fn mark(&self, plan: &mut Plan) {
        let mut steps: BTreeMap<&Id, Vec<&mut Step>> = BTreeMap::new();
        for step in plan.steps.iter_mut().filter(|step| step.action != "comment") {
            if let Some((id, _)) = self.culprits.get_key_value(&step.id) {
                steps.entry(id).or_default().push(step);
            }
        }
        for (id, list) in steps {
            let Some(wider) = self.culprits.get(id) else { continue };
            let names: BTreeSet<String> = wider.iter().map(|(relation, _)| hazard(relation)).collect();
            let text = wider.first().map(|(_, text)| text);
            let widens = list.iter().any(|step| step.effects.widens.is_some());
            let creates = list.iter().any(|step| step.action == "create");
            for step in list {
                let marked = match (widens, creates) {
                    (true, _) => step.effects.widens.is_some(),
                    (false, true) => step.action == "create",
                    (false, false) => true,
                };
                if !marked {
                    continue;
                }
                let known: BTreeSet<&String> = step.effects.hazards.iter().collect();
                let more: Vec<String> = names.iter().filter(|name| !known.contains(name)).cloned().collect();
                step.effects.hazards.extend(more);
                if step.effects.widens.is_none() {
                    step.effects.widens = text.cloned();
                }
            }
        }
    }
}

/// A model with the roles of its cluster.
fn lent(model: &Model, roles: &BTreeMap<Id, Object>) -> Model {
    let mut model = model.clone();
    for (id, object) in roles {
        model.objects.entry(id.clone()).or_insert_with(|| object.clone());
    }
    model
}
