//! Nodes to an order: edges, absorption of children, circles.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::circles::circles;
use super::needs::{Needs, Strength, found_parents};
use super::nodes::{Node, Rows, Side};
use super::step::{Step, Tx};
use super::{ByObject, Input};
use crate::inherit;
use crate::kind::{Body, Namespace};
use crate::model::{Id, Ident, Model};

/// Steps in an order that PostgreSQL accepts, or the objects of a circle.
pub(crate) fn order(nodes: Vec<Node>, needs: &Needs<'_>, input: Input<'_>) -> Result<Vec<Step>, BTreeSet<Id>> {
    let edges = edges(&nodes, needs, input);
    let mut apart: BTreeSet<usize> = BTreeSet::new();
    let mut weakest = Strength::Chance;
    let mut dropped: BTreeSet<(usize, usize)> = BTreeSet::new();
    // Each round either orders everything or opens the circles a little more, so there are few.
    for _ in 0..64 {
        let homes = absorb(&nodes, needs, input, &apart);
        let joined: BTreeMap<(usize, usize), Strength> = join(&edges, &homes, &dropped);
        let order = sort(&nodes, &homes, &joined);
        let done: BTreeSet<usize> = order.iter().copied().collect();
        let left: BTreeSet<usize> =
            (0..nodes.len()).filter(|node| homes[*node] == *node && !done.contains(node)).collect();
        if left.is_empty() {
            return Ok(emit(nodes, &homes, order.into_iter(), input.from));
        }
        let circle = circles(&left, &joined);
        // First what is least certain, then what bodies say, then children on their own, then the rest of the words.
        let weak: Vec<(usize, usize)> = edges
            .iter()
            .filter(|((a, b), strength)| {
                **strength <= weakest && circle.get(&homes[*a]).is_some_and(|c| circle.get(&homes[*b]) == Some(c))
            })
            .map(|(edge, _)| *edge)
            .filter(|edge| !dropped.contains(edge))
            .collect();
        if !weak.is_empty() {
            dropped.extend(weak);
            continue;
        }
        if weakest == Strength::Chance {
            weakest = Strength::Body;
            continue;
        }
        let children: Vec<usize> = (0..nodes.len())
            .filter(|node| homes[*node] != *node && circle.contains_key(&homes[*node]) && !apart.contains(node))
            .filter(|node| !nodes[*node].id.tag.info().part && nodes[*node].id.parent.is_some())
            .collect();
        if !children.is_empty() {
            apart.extend(children);
            continue;
        }
        if weakest == Strength::Body {
            weakest = Strength::Word;
            continue;
        }
        let stuck = if circle.is_empty() { left } else { circle.into_keys().collect() };
        return Err(stuck.into_iter().map(|node| nodes[node].id.clone()).collect());
    }
    Err(nodes.iter().map(|node| node.id.clone()).collect())
}

/// For each node the node that takes it in; itself where none does.
fn absorb(nodes: &[Node], needs: &Needs<'_>, input: Input<'_>, apart: &BTreeSet<usize>) -> Vec<usize> {
    let mut parents: BTreeMap<(&Id, Side), usize> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        if node.side != Side::Alter {
            parents.insert((&node.id, node.side), index);
        }
    }
    let mut homes: Vec<usize> = (0..nodes.len()).collect();
    let mut guests: BTreeMap<usize, Vec<&Body>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        let object = match node.side {
            Side::Drop => input.from.get(&node.id),
            Side::Create | Side::Alter => input.to.get(&node.id),
        };
        // What goes with a column goes with the table of the column.
        let with = object
            .filter(|_| node.side == Side::Drop)
            .and_then(|object| object.body.goes_with().or_else(|| object.body.bound_to()))
            .or_else(|| {
                inherit::handed_from(input, &node.id)
                    .filter(|(_, leaves)| node.side == Side::Drop && !leaves)
                    .map(|(id, _)| id)
            });
        let parents_of = |id: &Id| id.parent_id().filter(|_| !apart.contains(&index));
        let homes_of = [parents_of(&node.id), with.clone(), with.as_ref().and_then(parents_of)];
        let Some(home) = homes_of.iter().flatten().find_map(|id| parents.get(&(id, node.side))) else { continue };
        let taken = match node.side {
            Side::Drop => !node.id.tag.info().keeps_parent,
            Side::Create => object.is_some_and(|object| object.body.absorbed()),
            Side::Alter => false,
        };
        if !taken {
            continue;
        }
        if let Some(object) = object.filter(|_| node.side == Side::Create) {
            let guests = guests.entry(*home).or_default();
            if guests.iter().any(|guest| guest.merges(&object.body)) {
                continue;
            }
            guests.push(&object.body);
        }
        homes[index] = *home;
    }
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.side == Side::Drop) {
        let Some(step) = node.steps.first().filter(|step| !step.cascades.is_empty()) else { continue };
        for (other, function) in nodes.iter().enumerate().filter(|(_, other)| other.side == Side::Drop) {
            let named = function.id.tag.info().is_routine() && step.cascades.contains(&function.id.qualified());
            if named && needs_surely(&needs.from, input.from, &function.id, &node.id) {
                homes[other] = index;
            }
        }
    }
    // A sequence goes with a column, which goes with its table.
    for index in 0..homes.len() {
        let mut home = homes[index];
        for _ in 0..4 {
            home = homes[home];
        }
        homes[index] = home;
    }
    homes
}

fn join(
    edges: &BTreeMap<(usize, usize), Strength>,
    homes: &[usize],
    dropped: &BTreeSet<(usize, usize)>,
) -> BTreeMap<(usize, usize), Strength> {
    let mut joined: BTreeMap<(usize, usize), Strength> = BTreeMap::new();
    for ((a, b), strength) in edges {
        if dropped.contains(&(*a, *b)) {
            continue;
        }
        let edge = (homes[*a], homes[*b]);
        if edge.0 != edge.1 {
            let known = joined.entry(edge).or_insert(*strength);
            *known = (*known).max(*strength);
        }
    }
    joined
}

/// Kahn's algorithm; ties go to drops, then to the order of identities.
fn sort(nodes: &[Node], homes: &[usize], edges: &BTreeMap<(usize, usize), Strength>) -> Vec<usize> {
    let mut waiting: Vec<usize> = vec![0; nodes.len()];
    for (_, b) in edges.keys() {
        waiting[*b] += 1;
    }
    let rank: Vec<usize> = {
        let mut sorted: Vec<usize> = (0..nodes.len()).collect();
        sorted.sort_by(|a, b| {
            let (a, b) = (&nodes[*a], &nodes[*b]);
            let early = |node: &Node| node.steps.iter().any(|step| step.early);
            // What no transaction can hold splits the others as little as may be.
            let apart = |node: &Node| node.steps.iter().any(|step| step.tx == Tx::Outside);
            let key = |node: &Node| (node.late, apart(node), !early(node), node.side != Side::Drop);
            key(a).cmp(&key(b)).then_with(|| match a.side {
                Side::Drop => b.id.cmp(&a.id),
                Side::Create | Side::Alter => a.id.cmp(&b.id).then(a.turn.cmp(&b.turn)),
            })
        });
        let mut rank = vec![0; nodes.len()];
        for (place, node) in sorted.into_iter().enumerate() {
            rank[node] = place;
        }
        rank
    };
    let mut ready: BinaryHeap<Reverse<(usize, usize)>> = (0..nodes.len())
        .filter(|node| homes[*node] == *node && waiting[*node] == 0)
        .map(|node| Reverse((rank[node], node)))
        .collect();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some(Reverse((_, node))) = ready.pop() {
        order.push(node);
        for (_, next) in edges.range((node, 0)..=(node, usize::MAX)).map(|(edge, _)| edge) {
            waiting[*next] -= 1;
            if waiting[*next] == 0 {
                ready.push(Reverse((rank[*next], *next)));
            }
        }
    }
    order
}

fn emit(nodes: Vec<Node>, homes: &[usize], order: impl Iterator<Item = usize>, from: &Model) -> Vec<Step> {
    let mut guests: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, home) in homes.iter().enumerate().filter(|(node, home)| node != *home) {
        guests.entry(*home).or_default().push(node);
    }
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut steps = Vec::new();
    for index in order {
        let Some(node) = nodes[index].take() else { continue };
        let side = node.side;
        let mut own = node.steps.into_iter();
        let mut after = Vec::new();
        let mut children = Vec::new();
        let mut bound = false;
        for guest in guests.get(&index).into_iter().flatten() {
            if let Some(guest) = nodes[*guest].take() {
                // What PostgreSQL does not take along by itself.
                let body = from.get(&guest.id).filter(|_| side == Side::Drop).map(|object| &object.body);
                bound |=
                    body.is_some_and(|body| body.bound_to() == Some(node.id.clone()) && body.goes_with().is_none());
                children.push(guest.id);
                // The first step is what the parent's statement does; comments and grants stay.
                after.extend(guest.steps.into_iter().skip(1));
            }
        }
        if let Some(mut first) = own.next() {
            if side == Side::Create {
                first.takes_in = children;
            }
            if bound {
                first = first.arg("cascade", true);
            }
            steps.push(first);
        }
        steps.extend(own);
        if side == Side::Create {
            steps.extend(after);
        }
    }
    steps
}

/// Which node comes before which, and how surely.
fn edges(nodes: &[Node], needs: &Needs<'_>, input: Input<'_>) -> BTreeMap<(usize, usize), Strength> {
    let mut makers: ByObject<'_> = BTreeMap::new();
    let mut removers: ByObject<'_> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.rows != Rows::Kept) {
        match node.side {
            Side::Drop => removers.entry(&node.id).or_default().push(index),
            Side::Create | Side::Alter => makers.entry(&node.id).or_default().push(index),
        }
        if node.steps.iter().any(|step| step.destroys.contains(&node.id)) {
            removers.entry(&node.id).or_default().push(index);
        }
    }
    // What uses a relation uses its columns, as far as words tell.
    let mut columns: BTreeMap<Id, Vec<&Id>> = BTreeMap::new();
    for node in nodes {
        if let Some(parent) = node.id.parent_id().filter(|_| node.id.tag.info().part) {
            columns.entry(parent).or_default().push(&node.id);
        }
    }
    let mut edges: BTreeMap<(usize, usize), Strength> = BTreeMap::new();
    let mut edge = |a: usize, b: usize, strength: Strength| {
        if a != b {
            let known = edges.entry((a, b)).or_insert(strength);
            *known = (*known).max(strength);
        }
    };
    let none = Vec::new();
    let loosened: BTreeSet<&Id> = nodes.iter().filter(|node| is_first_half(node)).map(|node| &node.id).collect();
    for (index, node) in nodes.iter().enumerate() {
        let of = |map: &ByObject<'_>, id: &Id| map.get(id).unwrap_or(&none).clone();
        if node.rows == Rows::Kept {
            for gone in node.steps.iter().flat_map(|step| &step.consumes) {
                of(&removers, gone).iter().for_each(|remover| edge(index, *remover, Strength::Sure));
            }
            continue;
        }
        // Alterations of one object keep their order, and follow its creation.
        if node.side == Side::Alter {
            for other in of(&makers, &node.id) {
                let before = nodes[other].side == Side::Create || nodes[other].turn < node.turn;
                if before && other != index {
                    edge(other, index, Strength::Sure);
                }
            }
        }
        if node.side != Side::Drop {
            for remover in of(&removers, &node.id) {
                if nodes[remover].side == Side::Drop {
                    edge(remover, index, Strength::Sure);
                }
            }
            let mut found = |used: Id, strength| {
                // What makes or alters a type whole waits for the functions that wait for its name.
                let altered = of(&makers, &used).iter().any(|maker| nodes[*maker].side == Side::Alter);
                let mutual = altered && needs_surely(&needs.to, input.to, &used, &node.id);
                wait(&makers, &columns, nodes, &node.id, &used, &mut |maker| {
                    let filled = nodes[maker].rows == Rows::Filled && nodes[maker].takes(&node.id);
                    if !filled && (!mutual || nodes[maker].side != Side::Alter) {
                        edge(maker, index, strength);
                    }
                });
            };
            if is_first_half(node) {
                // It only takes away.
            } else if is_shell(node) {
                found_parents(&node.id, &mut found);
            } else if let Some(object) = input.to.get(&node.id) {
                needs.to.of(&node.id, object, &mut found);
            }
        }
        // What came down from a table that is left stays behind, and is there to be dropped then.
        if let Some((source, true)) = inherit::handed_from(input, &node.id).filter(|_| node.side == Side::Drop) {
            let table = node.id.parent_id();
            let leaves = table.iter().flat_map(|table| of(&makers, table));
            for leave in leaves.filter(|maker| nodes[*maker].steps.iter().any(|step| step.early)) {
                edge(leave, index, Strength::Sure);
                of(&removers, &source).iter().for_each(|remover| edge(leave, *remover, Strength::Sure));
            }
        }
        // What PostgreSQL keeps for another one goes after that.
        let bound =
            input.from.get(&node.id).filter(|_| node.side == Side::Drop).and_then(|object| object.body.bound_to());
        for remover in bound.iter().flat_map(|above| of(&removers, above)) {
            if nodes[remover].side == Side::Drop {
                edge(remover, index, Strength::Sure);
            }
        }
        let releases = node.side != Side::Create;
        if releases && let Some(object) = input.from.get(&node.id) {
            needs.from.of(&node.id, object, &mut |used, strength| {
                let stays = node.side == Side::Alter && still_needs(needs, input, &node.id, &used);
                if stays && !is_first_half(node) {
                    return;
                }
                // Once its default is gone, a column uses nothing any more but its type.
                let by_default = !used.tag.claims().contains(&Namespace::Type);
                if by_default && node.side == Side::Alter && !is_first_half(node) && loosened.contains(&node.id) {
                    return;
                }
                let parts = columns.get(&used).filter(|_| !node.id.tag.info().part);
                for used in std::iter::once(&used).chain(parts.into_iter().flatten().copied()) {
                    for remover in of(&removers, used) {
                        // What only goes with it does not mind a change of it.
                        let lasts = nodes[remover].side != Side::Drop && object.body.goes_with().as_ref() == Some(used);
                        if node.id != *used && !lasts && bound.as_ref() != Some(used) {
                            edge(index, remover, strength);
                        }
                    }
                }
            });
        }
        for used in node.steps.iter().flat_map(|step| &step.consumes) {
            for maker in of(&makers, used) {
                // Two alterations that wait for each other wait for no more than the creation of the other object.
                let mutual = nodes[maker].steps.iter().any(|step| step.consumes.contains(&node.id));
                if !(mutual && nodes[maker].side == Side::Alter) {
                    edge(maker, index, Strength::Sure);
                }
            }
        }
    }
    for (index, node) in nodes.iter().enumerate().filter(|(_, node)| node.rows == Rows::Filled) {
        // Rows come back before what would act on them, or slow them down.
        for (other, child) in nodes.iter().enumerate().filter(|(_, child)| child.side != Side::Drop) {
            let within = child.id.parent_id().is_some_and(|parent| parent == node.id || node.takes(&parent));
            let absorbed = || input.to.get(&child.id).is_some_and(|object| object.body.absorbed());
            if within && !child.id.tag.info().part && !absorbed() {
                edge(index, other, Strength::Sure);
            }
        }
    }
    names(nodes, &mut edge);
    edges
}

/// Makers of what a node waits for: of the object, and of the columns that it may read.
fn wait(
    makers: &ByObject<'_>,
    columns: &BTreeMap<Id, Vec<&Id>>,
    nodes: &[Node],
    user: &Id,
    used: &Id,
    found: &mut dyn FnMut(usize),
) {
    if user == used {
        return;
    }
    let mine = makers.get(used).map_or(&[][..], Vec::as_slice);
    // A child waits for a new parent to be there, not to be finished: it may be part of its statement.
    let new_parent =
        user.parent_id().as_ref() == Some(used) && mine.iter().any(|maker| nodes[*maker].side == Side::Create);
    for maker in mine {
        // What is altered late is not needed by what is made.
        if !(nodes[*maker].late || new_parent && nodes[*maker].side == Side::Alter) {
            found(*maker);
        }
    }
    if user.tag.info().part {
        return;
    }
    for column in columns.get(used).into_iter().flatten() {
        for maker in makers.get(*column).into_iter().flatten() {
            found(*maker);
        }
    }
}

/// The step that takes something away before what it used goes: it comes first although the object needs it again later.
fn is_first_half(node: &Node) -> bool {
    node.steps.iter().any(|step| step.lets_go)
}

fn is_shell(node: &Node) -> bool {
    node.steps.first().is_some_and(|step| step.shell)
}

fn still_needs(needs: &Needs<'_>, input: Input<'_>, user: &Id, used: &Id) -> bool {
    is_needed(&needs.to, input.to, user, used, Strength::Body)
}

fn needs_surely(needs: &super::needs::Side<'_>, model: &Model, user: &Id, used: &Id) -> bool {
    is_needed(needs, model, user, used, Strength::Sure)
}

fn is_needed(needs: &super::needs::Side<'_>, model: &Model, user: &Id, used: &Id, at_least: Strength) -> bool {
    let mut found = false;
    if let Some(object) = model.get(user) {
        needs.of(user, object, &mut |other, strength| found |= strength >= at_least && other == *used);
    }
    found
}

/// A name is given up before it is taken.
fn names(nodes: &[Node], edge: &mut impl FnMut(usize, usize, Strength)) {
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
