//! Tables that are dropped and made anew with their rows: PostgreSQL has no other way to make one partitioned.
//!
//! The rows are put aside before anything is dropped, and come back when all partitions are there and nothing acts on them
//! yet: no trigger, no foreign key, no row-level security.

use std::collections::{BTreeMap, BTreeSet};

use super::beside::aside;
use super::nodes::{Node, Rows, Work};
use super::rebuild::is_of;
use super::step::{Lock, Step};
use super::{Plan, Refused};
use crate::inherit;
use crate::kind::Carried;
use crate::model::{Id, Ident, Model};

/// Their steps have a template of their own.
const TEMPLATE: &str = "carry";

/// Whether the rows of `user` are carried with those of `used`, and it comes back with it.
pub(crate) fn covers(work: &Work<'_>, used: &Id, user: &Id) -> bool {
    !work.carried.is_empty() && kept(work).contains(user) && inherit::heirs(work.input.to, used).contains(user)
}

/// Everything whose rows are put aside.
pub(crate) fn kept(work: &Work<'_>) -> BTreeSet<Id> {
    let mut kept = work.carried.clone();
    for id in work.carried.iter().filter(|id| is_whole(work.input.from, id)) {
        kept.extend(inherit::heirs(work.input.from, id));
    }
    kept
}

/// The nodes that put rows aside and bring them back.
pub(crate) fn nodes<'a>(work: &mut Work<'a>) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    for id in work.carried.clone() {
        // What is above carries them too.
        let above = |other: &Id| *other != id && inherit::heirs(work.input.from, other).contains(&id);
        if !work.carried.iter().any(above) {
            nodes.extend(carry(work, &id));
        }
    }
    nodes
}

/// Refuses to put rows aside in one transaction and to bring them back in another: between the two they could be lost.
pub(super) fn split(plan: &Plan) -> Vec<Refused> {
    let mut refused = Vec::new();
    for segment in plan.segments() {
        let of = |action: &str| {
            segment
                .steps
                .iter()
                .filter(|step| step.template == TEMPLATE && step.action == action)
                .map(|step| &step.id)
                .collect::<BTreeSet<_>>()
        };
        for id in of("remake").symmetric_difference(&of("fill")) {
            let reason = format!(
                "{id} is dropped and made anew, and its rows must come back in the same transaction; make the other changes in a plan of their own"
            );
            refused.push(Refused { id: (*id).clone(), reason });
        }
    }
    refused
}

/// Whether its rows are those of its heirs.
fn is_whole(model: &Model, id: &Id) -> bool {
    model.get(id).is_some_and(|object| object.body.partitioned())
}

fn carry<'a>(work: &mut Work<'a>, id: &Id) -> [Node<'a>; 2] {
    let (from, to) = (work.input.from, work.input.to);
    let (mut columns, mut generators) = (Vec::new(), Vec::new());
    let mut reasons = Vec::new();
    let before: BTreeMap<Ident, _> = inherit::columns(from, id).into_iter().map(|(id, old)| (id.name, old)).collect();
    for (column, new) in inherit::columns(to, id) {
        let Some(old) = before.get(&column.name) else {
            let steps = new.create(&column);
            if work.input.rows.is_some_and(|rows| rows.contains(id)) {
                work.refuse_on_rows(&column, &steps);
            }
            continue;
        };
        match old.carried(&new, &column) {
            Carried::Values => columns.push(column.name.clone()),
            Carried::Generated(before, after) => {
                columns.push(column.name.clone());
                let name = Id { name: before.name.clone(), ..id.clone() };
                generators.push((aside(&name, work.input), before, after));
            }
            Carried::Computed => {}
            Carried::Refused(reason) => reasons.push(reason),
        }
        if work.beside.keys().any(|used| is_of(&column, old, used)) {
            reasons.push(format!("the type of {column} is made anew"));
        }
    }
    let made = inherit::heirs(to, id);
    let stays = |heir: &&Id| from.get(heir).is_some() && !work.fates.get(*heir).is_some_and(|fate| fate.replaced());
    reasons.extend(made.iter().filter(stays).map(|heir| format!("{heir} becomes a part of it")));
    if is_whole(from, id) {
        let lasts = |heir: &&Id| to.get(heir).is_some() && !made.contains(*heir);
        let kept = inherit::heirs(from, id);
        reasons.extend(kept.iter().filter(lasts).map(|heir| format!("{heir} leaves it")));
    }
    for reason in reasons {
        let reason = format!(
            "{id} is dropped and made anew, and its rows are carried over; but {reason}: do that in a plan of its own"
        );
        work.refused.push(Refused { id: id.clone(), reason });
    }

    let rows = aside(id, work.input);
    let step = |action| Step::of(id, TEMPLATE, action).arg("aside", &rows).arg("columns", &columns);
    let loss = format!("{id} as it stands: it is made anew, and its rows are copied while it is locked");
    let mut keep: Vec<Step> = from.get(id).and_then(|object| object.body.unlocked(id)).into_iter().collect();
    keep.extend([
        step("read_all"),
        step("remake").arg("only", !is_whole(from, id)).lock(Lock::AccessExclusive).rewrites().loses(loss),
    ]);
    let mut fill = vec![step("fill").rewrites()];
    for (aside, before, after) in generators {
        let step = |action| Step::of(id, TEMPLATE, action).arg("aside", &aside).arg("from", &before).arg("to", &after);
        keep.push(step("keep_generator"));
        fill.push(step("fill_generator"));
        fill.push(step("forget"));
    }
    fill.push(step("forget"));
    keep[0].consumes =
        kept(work).into_iter().filter(|other| other == id || inherit::heirs(from, id).contains(other)).collect();
    fill[0].consumes = made.into_iter().collect();
    [Node::of_rows(work.input, id, Rows::Kept, keep), Node::of_rows(work.input, id, Rows::Filled, fill)]
}
