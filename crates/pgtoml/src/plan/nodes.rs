//! Changes to nodes: what is dropped, made and altered, with the steps of each.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::beside::Beside;
use super::step::Step;
use super::{Input, Refused, carry, meta};
use crate::diff::Change;
use crate::inherit::Online;
use crate::kind::Alter;
use crate::model::{Id, Meta, Model, Object, Quick};

/// What happens to an object.
#[derive(Debug, Default)]
pub(crate) struct Fate {
    /// It is dropped.
    pub drop: bool,
    /// It is made, perhaps anew.
    pub create: bool,
    /// Steps that alter it in place, in their order.
    pub alter: Vec<Step>,
}

impl Fate {
    /// Dropped and made anew.
    pub fn replaced(&self) -> bool {
        self.drop && self.create
    }
}

/// Everything that happens.
pub(crate) struct Work<'a> {
    pub input: Input<'a>,
    pub fates: BTreeMap<Id, Fate>,
    /// Types that are made anew beside the old ones.
    pub beside: BTreeMap<Id, Beside>,
    /// What is dropped and made anew, and has its rows carried over.
    pub carried: BTreeSet<Id>,
    pub refused: Vec<Refused>,
}

/// Which side of a change a node is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    /// It removes the object.
    Drop,
    /// It makes the object.
    Create,
    /// It changes the object in place, or adds to a new one.
    Alter,
}

/// What a node does with the rows of what is dropped and made anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Nothing.
    #[default]
    None,
    /// Puts them aside. What its steps consume is the old state.
    Kept,
    /// Brings them back.
    Filled,
}

/// Steps that stay together.
#[derive(Clone, Debug)]
pub(crate) struct Node<'a> {
    pub id: Id,
    /// The object before, and after.
    pub old: Option<&'a Object>,
    pub new: Option<&'a Object>,
    pub side: Side,
    pub steps: Vec<Step>,
    pub late: bool,
    /// Position among the alterations of one object.
    pub turn: usize,
    pub rows: Rows,
}

impl<'a> Node<'a> {
    fn new(id: &Id, [old, new]: [Option<&'a Object>; 2], side: Side, steps: Vec<Step>) -> Self {
        let late = steps.iter().any(|step| step.late);
        Self { id: id.clone(), old, new, side, steps, late, turn: 0, rows: Rows::None }
    }

    /// With its place among the alterations of the object.
    fn turn(self, turn: usize) -> Self {
        Self { turn, ..self }
    }

    /// That handles rows.
    pub fn of_rows(input: Input<'a>, id: &Id, rows: Rows, steps: Vec<Step>) -> Self {
        Self { rows, ..Self::new(id, [input.from.get(id), input.to.get(id)], Side::Alter, steps) }
    }

    /// Whether a step waits for this object.
    pub fn takes(&self, id: &Id) -> bool {
        self.steps.iter().any(|step| step.consumes.contains(id))
    }
}

impl<'a> Work<'a> {
    pub fn new(input: Input<'a>, changes: &[Change<'a>]) -> Self {
        let mut work = Self {
            input,
            fates: BTreeMap::new(),
            beside: BTreeMap::new(),
            carried: BTreeSet::new(),
            refused: Vec::new(),
        };
        work.fates = changes.iter().map(|change| (change.id.clone(), work.fate(change))).collect();
        work
    }

    fn fate(&mut self, change: &Change<'a>) -> Fate {
        let id = change.id;
        match (change.from, change.to) {
            (Some(from), Some(to)) => {
                let mut alter = Vec::new();
                if from.body != to.body {
                    match from.body.alter(&to.body, id, self.input.version) {
                        Alter::Steps(steps)
                            if (steps.iter().any(|step| step.undivided) && self.divided(id))
                                || (steps.iter().any(|step| step.unchecked) && self.checked(id)) =>
                        {
                            return Fate { drop: true, create: true, alter };
                        }
                        Alter::Steps(steps) => alter = steps,
                        Alter::Replace => return Fate { drop: true, create: true, alter },
                        Alter::Carry => {
                            self.carried.insert(id.clone());
                            return Fate { drop: true, create: true, alter };
                        }
                        Alter::Beside(values) => return self.beside(id, values),
                        Alter::Refuse(reason) => self.refused.push(Refused { id: id.clone(), reason }),
                    }
                }
                let own = |step: &Step| step.action != "owner" || to.body.goes_with().is_none();
                // What belongs to a column has the owner of the table.
                let mut old = from.meta.clone();
                if id.tag.info().single {
                    old.owner = old.owner.or_else(|| self.input.applier.cloned());
                }
                let steps = meta::alter(id, &old, &to.meta, self.input.version);
                let restored = self.restored(id, &steps);
                alter.extend(steps.into_iter().filter(own).chain(restored));
                Fate { alter, ..Fate::default() }
            }
            // What only carries a comment or grants (a column of a view) is not dropped: it loses them.
            (Some(from), None)
                if id.tag.info().part
                    && from.body.create(id).is_empty()
                    && id.parent_id().is_some_and(|parent| self.input.to.get(&parent).is_some()) =>
            {
                Fate { alter: meta::alter(id, &from.meta, &Meta::default(), self.input.version), ..Fate::default() }
            }
            (from, to) => Fate { drop: from.is_some(), create: to.is_some(), alter: Vec::new() },
        }
    }

    /// What takes a privilege on the whole takes it on the parts too: those that are to keep it get it again.
    fn restored(&self, id: &Id, steps: &[Step]) -> Vec<Step> {
        let revoked = steps.iter().filter(|step| matches!(step.action, "revoke" | "revoke_option"));
        let mut found = Vec::new();
        for (step, kind) in revoked.flat_map(|step| id.tag.children().map(move |kind| (step, kind))) {
            for (part, object) in self.input.to.children(id, kind).filter(|(part, _)| part.tag.info().part) {
                if self.input.from.get(part).is_some() {
                    found.extend(meta::again(part, &object.meta, step));
                }
            }
        }
        found
    }

    /// Whether its parent is partitioned.
    fn divided(&self, id: &Id) -> bool {
        let parent = id.parent_id().and_then(|parent| self.input.to.get(&parent));
        parent.is_some_and(|parent| parent.body.partitioned())
    }

    /// Whether its parent has checks.
    fn checked(&self, id: &Id) -> bool {
        let Some(parent) = id.parent_id() else { return false };
        let checks = |model: &Model| {
            let mut children = parent.tag.children().flat_map(|kind| model.children(&parent, kind));
            children.any(|(_, child)| child.body.is_check())
        };
        checks(self.input.from) || checks(self.input.to)
    }

    /// The object before.
    pub fn old(&self, id: &Id) -> Option<&'a Object> {
        self.input.from.get(id)
    }

    /// The object after.
    pub fn new_state(&self, id: &Id) -> Option<&'a Object> {
        self.input.to.get(id)
    }

    /// The nodes of all changes.
    pub fn nodes(mut self) -> (Vec<Node<'a>>, Vec<Refused>) {
        let input = self.input;
        let mut nodes = carry::nodes(&mut self);
        let kept = carry::kept(&self);
        let fates = std::mem::take(&mut self.fates);
        let made: HashSet<Id, Quick> = fates.iter().filter(|(_, fate)| fate.create).map(|(id, _)| id.clone()).collect();
        let online = Online::new(input, &made);
        for (id, fate) in fates {
            let parent = id.parent_id();
            let (there, wanted) = (input.from.get(&id), input.to.get(&id));
            let node = |side, steps| Node::new(&id, [there, wanted], side, steps);
            let goes_with = wanted.and_then(|object| object.body.goes_with());
            let new_parent = parent.iter().chain(&goes_with).any(|parent| made.contains(parent));
            let rows = parent.as_ref().is_some_and(|parent| input.rows.is_some_and(|rows| rows.contains(parent)));
            if let Some(old) = there.filter(|_| fate.drop) {
                let mut step = old.body.drop(&id);
                step.effects.loss.take_if(|_| kept.contains(&id));
                nodes.push(node(Side::Drop, vec![step]));
            }
            if let Some(new) = wanted.filter(|_| fate.create) {
                let mut steps = new.body.create_online(&id, &online).unwrap_or_else(|| new.body.create(&id));
                steps.retain(|step| !(step.only_existing && new_parent));
                steps.iter_mut().take(1).for_each(|step| step.makes = true);
                steps.iter_mut().for_each(|step| step.replaces = fate.drop);
                if !new_parent && rows {
                    self.refuse_on_rows(&id, &steps);
                }
                // Without a statement of its own (a column of a view) it is only added to.
                let side = if steps.is_empty() { Side::Alter } else { Side::Create };
                let mut steps = steps.into_iter().peekable();
                // A shell has neither owner nor comment yet.
                let shell = steps.next_if(|step| step.shell);
                let (side, turn) = if shell.is_some() { (Side::Alter, 1) } else { (side, 0) };
                if let Some(step) = shell {
                    nodes.push(node(Side::Create, vec![step]));
                }
                let first: Vec<Step> = steps.next().into_iter().chain(meta::create(&id, &new.meta, input)).collect();
                if !first.is_empty() {
                    nodes.push(node(side, first).turn(turn));
                }
                for (more, step) in steps.enumerate() {
                    nodes.push(node(Side::Alter, vec![step]).turn(turn + more + 1));
                }
            }
            if rows {
                self.refuse_on_rows(&id, &fate.alter);
            }
            for (turn, step) in fate.alter.into_iter().enumerate() {
                nodes.push(node(Side::Alter, vec![step]).turn(turn));
            }
        }
        (nodes, self.refused)
    }

    pub fn refuse_on_rows(&mut self, id: &Id, steps: &[Step]) {
        let reasons = steps.iter().filter_map(|step| step.unless_rows.clone());
        self.refused.extend(reasons.map(|reason| Refused { id: id.clone(), reason }));
    }
}
