//! Which node of a plan comes before which, and how surely.

use std::collections::BTreeMap;

use super::Input;
use super::needs::{self, Needs, Strength, found_parents};
use super::nodes::{Node, Rows, Side};
use super::numbers::Numbers;
use crate::inherit;
use crate::kind::Namespace;
use crate::model::{Id, Ident, Model};

/// For each node those that come after it: each once, in their order, and as sure as anything says it is.
#[derive(Debug)]
pub(super) struct Edges {
    /// Where those of a node begin; those of the next one follow.
    begin: Vec<usize>,
    after: Vec<(usize, Strength)>,
}

impl Edges {
    /// Of pairs of a node and one that comes after it.
    pub fn new(nodes: usize, pairs: Vec<((usize, usize), Strength)>) -> Self {
        let mut begin = vec![0; nodes + 1];
        for ((a, _), _) in &pairs {
            begin[a + 1] += 1;
        }
        for node in 0..nodes {
            begin[node + 1] += begin[node];
        }
        let mut next = begin.clone();
        let mut sorted = vec![(0, Strength::Chance); pairs.len()];
        for ((a, b), strength) in pairs {
            sorted[next[a]] = (b, strength);
            next[a] += 1;
        }
        let mut after: Vec<(usize, Strength)> = Vec::with_capacity(sorted.len());
        for node in 0..nodes {
            let all = &mut sorted[begin[node]..begin[node + 1]];
            all.sort_unstable();
            begin[node] = after.len();
            // Of two of one node the surer one stands second.
            let last = |at: usize| all.get(at + 1).is_none_or(|next| next.0 != all[at].0);
            after.extend((0..all.len()).filter(|at| last(*at)).map(|at| all[at]));
        }
        begin[nodes] = after.len();
        Self { begin, after }
    }

    /// All of them, as pairs.
    pub fn iter(&self) -> impl Iterator<Item = ((usize, usize), Strength)> {
        let nodes = self.begin.len() - 1;
        (0..nodes).flat_map(|a| self.of(a).iter().map(move |(b, strength)| ((a, *b), *strength)))
    }

    /// What comes after a node.
    pub fn after(&self, node: usize) -> impl Iterator<Item = usize> {
        self.of(node).iter().map(|(b, _)| *b)
    }

    fn of(&self, node: usize) -> &[(usize, Strength)] {
        &self.after[self.begin[node]..self.begin[node + 1]]
    }
}

/// Which node comes before which, and how surely.
pub(super) fn edges(nodes: &[Node<'_>], numbers: &Numbers<'_>, needs: &Needs<'_>, input: Input<'_>) -> Edges {
    let mut makers: Vec<Vec<usize>> = vec![Vec::new(); numbers.count()];
    let mut removers = makers.clone();
    // What uses a relation uses its columns, as far as words tell.
    let mut columns = makers.clone();
    for (index, node) in nodes.iter().enumerate() {
        let own = numbers.own(index);
        if let Some(parent) = numbers.parent(index).filter(|_| node.id.tag.info().part) {
            columns[parent].push(own);
        }
        if node.rows == Rows::Kept {
            continue;
        }
        match node.side {
            Side::Drop => removers[own].push(index),
            Side::Create | Side::Alter => makers[own].push(index),
        }
        if node.steps.iter().any(|step| step.destroys.contains(&node.id)) {
            removers[own].push(index);
        }
    }
    let mut edges: Vec<((usize, usize), Strength)> = Vec::new();
    // What an object uses, most of its words and parts say again.
    let mut last: Vec<Option<(usize, Strength)>> = vec![None; nodes.len()];
    let mut edge = |a: usize, b: usize, strength: Strength| {
        let known = last[a].is_some_and(|(to, known)| to == b && known >= strength);
        if a != b && !known {
            last[a] = Some((b, strength));
            edges.push(((a, b), strength));
        }
    };
    let none = Vec::new();
    let makers_of = |id: &Id| numbers.get(id).map_or(&none, |number| &makers[number]);
    let removers_of = |id: &Id| numbers.get(id).map_or(&none, |number| &removers[number]);
    let mut loosened = vec![false; numbers.count()];
    for (index, _) in nodes.iter().enumerate().filter(|(_, node)| is_first_half(node)) {
        loosened[numbers.own(index)] = true;
    }
    for (index, node) in nodes.iter().enumerate() {
        let own = numbers.own(index);
        if node.rows == Rows::Kept {
            for gone in node.steps.iter().flat_map(|step| &step.consumes) {
                removers_of(gone).iter().for_each(|remover| edge(index, *remover, Strength::Sure));
            }
            continue;
        }
        // Alterations of one object keep their order, and follow its creation.
        if node.side == Side::Alter {
            for other in &makers[own] {
                let before = nodes[*other].side == Side::Create || nodes[*other].turn < node.turn;
                if before {
                    edge(*other, index, Strength::Sure);
                }
            }
        }
        if node.side != Side::Drop {
            for remover in removers[own].iter().filter(|remover| nodes[**remover].side == Side::Drop) {
                edge(*remover, index, Strength::Sure);
            }
            let part = node.id.tag.info().part;
            let mut found = |used: &Id, strength| {
                let Some(number) = numbers.get(used).filter(|number| *number != own) else { return };
                let mine = &makers[number];
                // What makes or alters a type whole waits for the functions that wait for its name.
                let mut mutual = None;
                let mut wait = |maker: usize| {
                    let maker_of = &nodes[maker];
                    let filled = maker_of.rows == Rows::Filled && maker_of.takes(&node.id);
                    let alters = maker_of.side == Side::Alter;
                    let is_mutual = || {
                        let altered = mine.iter().any(|maker| nodes[*maker].side == Side::Alter);
                        altered && needs_surely(&needs.to, input.to, used, &node.id)
                    };
                    if !(filled || alters && *mutual.get_or_insert_with(is_mutual)) {
                        edge(maker, index, strength);
                    }
                };
                // A child waits for a new parent to be there, not to be finished: it may be part of its statement.
                let new_parent = numbers.parent(index) == Some(number)
                    && mine.iter().any(|maker| nodes[*maker].side == Side::Create);
                for maker in mine {
                    // What is altered late is not needed by what is made.
                    if !(nodes[*maker].late || new_parent && nodes[*maker].side == Side::Alter) {
                        wait(*maker);
                    }
                }
                if !part {
                    columns[number].iter().flat_map(|column| &makers[*column]).for_each(|maker| wait(*maker));
                }
            };
            if is_first_half(node) {
                // It only takes away.
            } else if is_shell(node) {
                found_parents(&node.id, &mut found);
            } else if let Some(object) = node.new {
                needs.to.of(&node.id, object, &mut found);
            }
        }
        let dropped = node.old.filter(|_| node.side == Side::Drop);
        // What came down from a table that is left stays behind, and is there to be dropped then.
        if let Some((source, true)) = dropped.and_then(|_| inherit::handed_from(input, &node.id)) {
            let table = node.id.parent_id();
            let leaves = table.iter().flat_map(&makers_of);
            for leave in leaves.filter(|maker| nodes[**maker].steps.iter().any(|step| step.early)) {
                edge(*leave, index, Strength::Sure);
                removers_of(&source).iter().for_each(|remover| edge(*leave, *remover, Strength::Sure));
            }
        }
        // What PostgreSQL keeps for another one goes after that.
        let bound = dropped.and_then(|object| object.body.bound_to());
        for remover in bound.iter().flat_map(&removers_of) {
            if nodes[*remover].side == Side::Drop {
                edge(*remover, index, Strength::Sure);
            }
        }
        let releases = node.side != Side::Create;
        if releases && let Some(object) = node.old {
            needs.from.of(&node.id, object, &mut |used, strength| {
                let Some(number) = numbers.get(used) else { return };
                let stays = node.side == Side::Alter && still_needs(needs, input, &node.id, used);
                if stays && !is_first_half(node) {
                    return;
                }
                // Once its default is gone, a column uses nothing any more but its type.
                let by_default = !used.tag.claims().contains(&Namespace::Type);
                if by_default && node.side == Side::Alter && !is_first_half(node) && loosened[own] {
                    return;
                }
                let parts = if node.id.tag.info().part { &none } else { &columns[number] };
                for number in std::iter::once(&number).chain(parts) {
                    let used = numbers.id(*number);
                    for remover in &removers[*number] {
                        // What only goes with it does not mind a change of it.
                        let lasts =
                            nodes[*remover].side != Side::Drop && object.body.goes_with().as_ref() == Some(used);
                        if own != *number && !lasts && bound.as_ref() != Some(used) {
                            edge(index, *remover, strength);
                        }
                    }
                }
            });
        }
        for used in node.steps.iter().flat_map(|step| &step.consumes) {
            for maker in makers_of(used) {
                // Two alterations that wait for each other wait for no more than the creation of the other object.
                let mutual = nodes[*maker].steps.iter().any(|step| step.consumes.contains(&node.id));
                if !(mutual && nodes[*maker].side == Side::Alter) {
                    edge(*maker, index, Strength::Sure);
                }
            }
        }
    }
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.rows == Rows::Filled) {
        // Rows come back before what would act on them, or slow them down.
        for (other, child) in nodes.iter().enumerate().filter(|(_, child)| child.side != Side::Drop) {
            let within = child.id.parent_id().is_some_and(|parent| parent == node.id || node.takes(&parent));
            let absorbed = || child.new.is_some_and(|object| object.body.absorbed());
            if within && !child.id.tag.info().part && !absorbed() {
                edge(index, other, Strength::Sure);
            }
        }
    }
    names(nodes, &mut edge);
    Edges::new(nodes.len(), edges)
}

/// The step that takes something away before what it used goes: it comes first although the object needs it again later.
fn is_first_half(node: &Node<'_>) -> bool {
    node.steps.iter().any(|step| step.lets_go)
}

fn is_shell(node: &Node<'_>) -> bool {
    node.steps.first().is_some_and(|step| step.shell)
}

fn still_needs(needs: &Needs<'_>, input: Input<'_>, user: &Id, used: &Id) -> bool {
    is_needed(&needs.to, input.to, user, used, Strength::Body)
}

pub(super) fn needs_surely(needs: &needs::Side<'_>, model: &Model, user: &Id, used: &Id) -> bool {
    is_needed(needs, model, user, used, Strength::Sure)
}

fn is_needed(needs: &needs::Side<'_>, model: &Model, user: &Id, used: &Id, at_least: Strength) -> bool {
    let mut found = false;
    if let Some(object) = model.get(user) {
        needs.of(user, object, &mut |other, strength| found |= strength >= at_least && other == used);
    }
    found
}

/// A name is given up before it is taken.
fn names(nodes: &[Node<'_>], edge: &mut impl FnMut(usize, usize, Strength)) {
    let mut given: BTreeMap<(Namespace, Option<&Ident>, &Ident), Vec<usize>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.side == Side::Drop) {
        for claim in node.id.tag.claims() {
            given.entry((*claim, node.id.schema.as_ref(), &node.id.name)).or_default().push(index);
        }
    }
    for (index, node) in nodes.iter().enumerate() {
        for name in node.steps.iter().filter_map(|step| step.gives_name.as_ref()) {
            given.entry((Namespace::Relation, name.schema.as_ref(), &name.name)).or_default().push(index);
        }
    }
    for (index, node) in nodes.iter().enumerate() {
        for name in node.steps.iter().filter_map(|step| step.takes_name.as_ref()) {
            let key = (Namespace::Relation, name.schema.as_ref(), &name.name);
            for giver in given.get(&key).into_iter().flatten() {
                edge(*giver, index, Strength::Sure);
            }
        }
    }
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.side == Side::Create) {
        for claim in node.id.tag.claims() {
            for giver in given.get(&(*claim, node.id.schema.as_ref(), &node.id.name)).into_iter().flatten() {
                edge(*giver, index, Strength::Sure);
            }
        }
    }
}
