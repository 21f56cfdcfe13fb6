//! From differences to an ordered list of steps. It names no kind.
//!
//! Every change becomes nodes: a drop, a creation, or the steps of an alteration. Edges say which node comes before which:
//! what is made before what uses it, what stops using before what is removed, what gives up a name before what takes it.
//! A parent's CREATE and DROP take in those of its children, unless that would close a circle.

mod beside;
mod carry;
mod casts;
mod circles;
mod edges;
mod graph;
pub(crate) mod meta;
pub(crate) mod needs;
mod nodes;
mod numbers;
mod rebuild;
mod rights;
pub mod step;
pub(crate) mod version;

use std::collections::{BTreeMap, BTreeSet};

pub use self::rights::{Lacking, Rights, rights};
pub use self::step::{Effects, Lock, Step, Tx};

use crate::diff::diff;
use crate::kind::Version;
use crate::model::{Id, Ident, Model, Way};
use crate::read::Scope;

/// What a plan starts from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The state that is there.
    pub from: &'a Model,
    /// The state that is wanted.
    pub to: &'a Model,
    /// What is there too, and the wanted state says nothing about: it may act on what is made.
    pub others: &'a Model,
    /// Pairs of an object of `from` and what it needs, where the database says so.
    pub edges: &'a [(Id, Id)],
    /// Relations of `from` that hold rows, or may.
    pub rows: Option<&'a BTreeSet<Id>>,
    /// Pairs of an object of `to` and what it needs, where the file says so.
    pub depends_on: &'a [(Id, Id)],
    /// What gets another name first: `from` has the new names already.
    pub renames: &'a [(Id, Id)],
    /// Version of the server that runs the plan.
    pub version: Version,
    /// What the wanted state speaks about; absent for all of it.
    pub scope: Option<&'a Scope>,
    /// The role that runs the plan, and so owns what it makes.
    pub applier: Option<&'a Ident>,
}

impl<'a> Input<'a> {
    /// Between two models of which nothing else is known.
    pub fn new(from: &'a Model, to: &'a Model, version: Version) -> Self {
        static NOTHING: Model = Model { objects: BTreeMap::new(), database: Way(None) };
        Self {
            from,
            to,
            others: &NOTHING,
            edges: &[],
            rows: None,
            depends_on: &[],
            renames: &[],
            version,
            scope: None,
            applier: None,
        }
    }
}

/// An object that can't become what it should.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The object.
    pub id: Id,
    /// Why, and what to declare instead.
    pub reason: String,
}

/// Steps in an order in which PostgreSQL accepts them.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps.
    pub steps: Vec<Step>,
    /// What no correct step exists for; with any of these the plan must not run.
    pub refused: Vec<Refused>,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.refused.is_empty()
    }

    /// The steps by transactions.
    pub fn segments(&self) -> Vec<Segment<'_>> {
        let mut segments: Vec<Segment<'_>> = Vec::new();
        let mut open = false;
        for step in &self.steps {
            if step.tx == Tx::Outside {
                segments.push(Segment { steps: vec![step], transaction: false });
                open = false;
                continue;
            }
            // New values are usable after the commit; values that nothing waits for yet can share one.
            let boundary = step.tx != Tx::CommitAfter
                && segments.last().is_some_and(|segment| {
                    segment.transaction && segment.steps.last().is_some_and(|last| last.tx == Tx::CommitAfter)
                });
            if !open || boundary {
                segments.push(Segment { steps: Vec::new(), transaction: true });
                open = true;
            }
            if let Some(segment) = segments.last_mut() {
                segment.steps.push(step);
            }
        }
        segments
    }

    /// Steps after which something is gone for good.
    pub fn destructive(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.effects.loss.is_some())
    }
}

/// Steps that succeed or fail together.
#[derive(Clone, Debug)]
pub struct Segment<'a> {
    /// The steps.
    pub steps: Vec<&'a Step>,
    /// Whether they run in one transaction; otherwise there is one step, which PostgreSQL refuses in a transaction.
    pub transaction: bool,
}

/// Plans the way from one model to another.
pub fn plan(input: Input<'_>) -> Plan {
    let changes = diff(input.from, input.to);
    let renames = input.renames.iter().flat_map(|(from, to)| renaming(from, to));
    if changes.is_empty() {
        return Plan { steps: renames.collect(), ..Plan::default() };
    }
    let mut depends_on = crate::inherit::waits(input.to);
    depends_on.extend_from_slice(input.depends_on);
    let input = Input { depends_on: &depends_on, ..input };
    let needs = needs::Needs::new(input);
    let mut work = nodes::Work::new(input, &changes);
    rebuild::expand(&mut work, &needs);
    beside::finish(&mut work);
    casts::refuse(&mut work);
    rebuild::refuse_outside(&mut work);
    let (nodes, refused) = work.nodes();
    match graph::order(nodes, &needs, input) {
        Ok(steps) => {
            // A schema is there before what moves into it.
            let homes: BTreeSet<Id> = input.renames.iter().filter_map(|(_, to)| to.schema_id()).collect();
            let (first, rest): (Vec<Step>, Vec<Step>) =
                steps.into_iter().partition(|step| step.makes && homes.contains(&step.id));
            let mut plan = Plan { steps: first.into_iter().chain(renames).chain(rest).collect(), refused };
            let split = carry::split(&plan);
            plan.refused.extend(split);
            plan
        }
        Err(circle) => {
            let names: Vec<String> = circle.iter().map(Id::to_string).collect();
            let reason =
                format!("these need each other: {}; break the circle by changing one of them first", names.join(", "));
            let id = circle.into_iter().next().unwrap_or_else(|| changes[0].id.clone());
            let mut refused = refused;
            refused.push(Refused { id, reason });
            Plan { steps: Vec::new(), refused }
        }
    }
}

/// Steps that give an object another name, another schema, or both.
fn renaming(from: &Id, to: &Id) -> Vec<Step> {
    let mut steps = Vec::new();
    if from.name != to.name {
        steps.push(from.tag.rename(from, &to.name));
    }
    if from.schema != to.schema && from.parent.is_none() {
        let there = Id { name: to.name.clone(), ..from.clone() };
        let step = Step::of(&there, "meta", "set_schema").arg("schema", &to.schema);
        steps.push(step.lock(Lock::AccessExclusive));
    }
    steps
}

/// A name of an operation that can be allowed: `drop-table:public.users`.
pub fn hazard(step: &Step) -> String {
    let id = &step.id;
    let mut name = String::new();
    for part in
        [id.schema.as_ref(), id.parent.as_ref().map(|parent| &parent.name), Some(&id.name)].into_iter().flatten()
    {
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(part.as_str());
    }
    if step.rows.is_some() {
        return format!("delete-rows:{name}");
    }
    format!("{}-{}:{name}", step.action.replace('_', "-"), id.tag.info().template.replace('_', "-"))
}
