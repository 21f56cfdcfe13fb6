//! What exists and is not ours, as `[external]` declares it.

use crate::model::{Id, Model};
use crate::plan::Refused;
use crate::read::Scope;

/// What the two sides of a comparison declare.
pub(crate) fn declared(scopes: [Option<&Scope>; 2]) -> Model {
    let mut found = Model::default();
    for scope in scopes.into_iter().flatten() {
        let more = scope.external.objects.iter().map(|(id, object)| (id.clone(), object.clone()));
        found.objects.extend(more);
    }
    found
}

/// What a database lacks of it.
pub(crate) fn missing(external: &Model, live: &Model) -> Vec<Refused> {
    let lacks = |(id, object): &(&Id, &crate::model::Object)| {
        if object.body.goes_with().is_some() {
            return false;
        }
        match id.parent_id() {
            None => !has(live, id),
            // Of what belongs to others only parts are looked for, and only where the database shows them one by one.
            Some(parent) => {
                id.tag.info().part
                    && live.get(id).is_none()
                    && live.get(&parent).is_some_and(|parent| parent.body.order().iter().all(|name| *name != id.name))
                    && live.children(&parent, id.tag).next().is_some()
            }
        }
    };
    let refused = external.objects.iter().filter(lacks).map(|(id, _)| Refused {
        id: id.clone(),
        reason: format!(
            "{id} is declared in `[external]`, and the database does not have it; whoever it belongs to must create it \
             first, or take it out of `[external]`"
        ),
    });
    refused.collect()
}

/// Whether the object is there; what stands in for a relation or a type may be of another kind than the real one.
fn has(live: &Model, id: &Id) -> bool {
    if live.get(id).is_some() {
        return true;
    }
    let info = id.tag.info();
    live.objects.keys().any(|other| {
        let of = other.tag.info();
        let alike = info.claims.iter().any(|claim| of.claims.contains(claim)) || info.is_routine() && of.is_routine();
        alike && other.parent.is_none() && (&other.schema, &other.name, &other.args) == (&id.schema, &id.name, &id.args)
    })
}

/// Puts the stand-ins into a model. Returns which, so that they can be taken out again.
pub(crate) fn lend(external: &Model, model: &mut Model) -> Vec<Id> {
    let mut lent = Vec::new();
    for (id, object) in &external.objects {
        if model.get(id).is_none() {
            model.objects.insert(id.clone(), object.clone());
            lent.push(id.clone());
        }
    }
    lent
}

/// Takes stand-ins out again.
pub(crate) fn take_back(lent: Vec<Id>, model: &mut Model) {
    for id in lent {
        model.objects.remove(&id);
    }
}
