//! Two states to a plan: what the file leaves open is taken from what is there, and what only a server can say is asked.

use std::collections::BTreeSet;

use crate::kind::{Tag, Version};
use crate::model::{Id, Ident, Model, Object};
use crate::plan::{self, Input, Plan};
use crate::read::Scope;
use crate::render::{Renderer, Statement};
use crate::report::Report;
use crate::settle;

/// One side of a comparison.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Its objects.
    pub model: Model,
    /// What it speaks about; absent for all of a database.
    pub scope: Option<Scope>,
    /// What depends on what, where a database says so.
    pub edges: Vec<(Id, Id)>,
    /// What depends on what, where the file says so.
    pub depends_on: Vec<(Id, Id)>,
    /// Version of the server, where it is one.
    pub version: Option<Version>,
    /// Role that applies.
    pub user: Option<Ident>,
}

/// A plan with all that is known about it.
#[derive(Debug)]
pub struct Outcome {
    /// The plan.
    pub plan: Plan,
    /// Its statements.
    pub statements: Vec<Statement>,
    /// The plan as people and programs read it.
    pub report: Report,
}

/// Whoever says whether two texts mean the same: makes texts of the wanted model that mean the same as those that are
/// there the same.
pub trait Settle {
    /// Why it could not.
    type Error;

    /// Settles. `false`: there is nobody to ask, and what differs in text stays undetermined.
    ///
    /// # Errors
    /// The question could not be answered; nothing may be concluded.
    fn settle(&mut self, from: &Model, to: &mut Model, version: Version) -> Result<bool, Self::Error>;
}

/// What can go wrong.
#[derive(Debug)]
pub enum Error<E> {
    /// The question of meaning could not be answered.
    Settle(E),
    /// A template failed.
    Template(minijinja::Error),
}

/// Plans the way from one state to another.
///
/// # Errors
/// A text could not be settled, or a template failed.
pub fn compare<S: Settle>(from: &State, to: &State, settler: &mut S) -> Result<Outcome, Error<S::Error>> {
    let mut old = from.model.clone();
    let mut new = to.model.clone();
    if let Some(scope) = &to.scope {
        scope.project(&mut old);
    }
    for (id, plain) in Tag::ALL.iter().filter_map(|tag| Object::plain(*tag)) {
        // What the wanted state does not say is as in a new database.
        if old.get(&id).is_some() {
            new.objects.entry(id).or_insert(plain);
        }
    }
    if let Some(scope) = &to.scope {
        scope.fit(&old, &mut new);
    }
    if let Some(scope) = &from.scope {
        scope.project(&mut new);
    }
    inherited(&mut old, &new);
    inherited(&mut new, &old);
    // A role belongs to the cluster, and other databases may need it: one that is not wanted any more is not dropped.
    new.objects.retain(|id, object| object.body.named() || old.get(id).is_none());
    old.objects.retain(|id, _| id.tag != Tag::Role || new.get(id).is_some());
    let version = from.version.or(to.version).unwrap_or(Version::NEWEST);
    plan::down_level(&mut new, version);
    for (id, object) in &mut new.objects {
        if let Some(there) = old.get(id).filter(|there| there.body != object.body) {
            object.body.agree(&there.body);
        }
    }
    let mut open = BTreeSet::new();
    if !settle::undetermined(&old, &new).is_empty() {
        let asked = settler.settle(&old, &mut new, version).map_err(Error::Settle)?;
        if !asked {
            open = settle::undetermined(&old, &new);
        }
    }
    let input = Input {
        from: &old,
        to: &new,
        edges: &from.edges,
        depends_on: &to.depends_on,
        version,
        scope: to.scope.as_ref(),
        applier: from.user.as_ref(),
    };
    let plan = plan::plan(input);
    let statements = Renderer::new().plan(&plan, &old, &new, version).map_err(Error::Template)?;
    let open = open.iter().map(|id| format!("{id}: only a server can say whether the texts mean the same"));
    let report = Report::new(&plan, &statements, open.collect());
    Ok(Outcome { plan, statements, report })
}

/// Leaves out parts of an object that it has from an ancestor in the other state alone: when it joins or leaves the
/// ancestor they stay, only not by its own words.
fn inherited(model: &mut Model, other: &Model) {
    let mut found = Vec::new();
    for id in model.objects.keys().filter(|id| id.tag.info().part && other.get(id).is_none()) {
        let Some(parent) = id.parent_id() else { continue };
        let own = ancestors(model, &parent);
        let mut todo: Vec<Id> =
            ancestors(other, &parent).into_iter().filter(|ancestor| !own.contains(ancestor)).collect();
        // Circles cannot be declared, but a half-read file may hold one.
        for _ in 0..64 {
            let Some(ancestor) = todo.pop() else { break };
            if other.get(&ancestor.child(id.tag, id.name.clone())).is_some() {
                found.push(id.clone());
                break;
            }
            todo.extend(ancestors(other, &ancestor));
        }
    }
    for id in found {
        model.objects.remove(&id);
    }
}

fn ancestors(model: &Model, id: &Id) -> Vec<Id> {
    let names = model.get(id).map(|object| object.body.ancestors()).unwrap_or_default();
    names.iter().filter_map(|name| model.relation(name).cloned()).collect()
}

/// Nobody to ask: a browser without a server, or `--scratch none`.
#[derive(Debug)]
pub struct Nobody;

impl Settle for Nobody {
    type Error = std::convert::Infallible;

    fn settle(&mut self, _: &Model, _: &mut Model, _: Version) -> Result<bool, Self::Error> {
        Ok(false)
    }
}
