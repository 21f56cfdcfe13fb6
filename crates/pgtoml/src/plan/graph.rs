//! Nodes to an order: edges, absorption of children, circles.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::Input;
use super::circles::circles;
use super::edges::{Edges, edges, needs_surely};
use super::needs::{Needs, Strength};
use super::nodes::{Node, Side};
use super::numbers::{Numbers, objects};
use super::step::{Step, Tx};
use crate::inherit;
use crate::kind::Body;
use crate::model::{Id, Model};

/// Steps in an order that PostgreSQL accepts, or the objects of a circle.
pub(crate) fn order(nodes: Vec<Node<'_>>, needs: &Needs<'_>, input: Input<'_>) -> Result<Vec<Step>, BTreeSet<Id>> {
    let ids = objects(&nodes);
    let numbers = Numbers::new(&ids, &nodes);
    let edges = edges(&nodes, &numbers, needs, input);
    let mut apart: BTreeSet<usize> = BTreeSet::new();
    let mut weakest = Strength::Chance;
    let mut dropped: BTreeSet<(usize, usize)> = BTreeSet::new();
    // Each round either orders everything or opens the circles a little more, so there are few.
    for _ in 0..64 {
        let homes = absorb(&nodes, &numbers, needs, input, &apart);
        let joined = join(&edges, &homes, &dropped);
        let order = sort(&nodes, &numbers, &homes, &joined);
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
                *strength <= weakest && circle.get(&homes[*a]).is_some_and(|c| circle.get(&homes[*b]) == Some(c))
            })
            .map(|(edge, _)| edge)
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
fn absorb(
    nodes: &[Node<'_>],
    numbers: &Numbers<'_>,
    needs: &Needs<'_>,
    input: Input<'_>,
    apart: &BTreeSet<usize>,
) -> Vec<usize> {
    // What drops an object, and what makes it.
    let mut drops: Vec<Option<usize>> = vec![None; numbers.count()];
    let mut creates = drops.clone();
    for (index, node) in nodes.iter().enumerate() {
        match node.side {
            Side::Drop => drops[numbers.own(index)] = Some(index),
            Side::Create => creates[numbers.own(index)] = Some(index),
            Side::Alter => {}
        }
    }
    let mut homes: Vec<usize> = (0..nodes.len()).collect();
    let mut guests: BTreeMap<usize, Vec<&Body>> = BTreeMap::new();
    for (index, node) in nodes.iter().enumerate() {
        let parent = numbers.parent(index).filter(|_| !apart.contains(&index));
        let home = match node.side {
            Side::Drop => {
                // What goes with a column goes with the table of the column.
                let object = node.old;
                let with = object.and_then(|object| object.body.goes_with().or_else(|| object.body.bound_to()));
                let with = with
                    .or_else(|| inherit::handed_from(input, &node.id).filter(|(_, leaves)| !leaves).map(|(id, _)| id));
                let above = with.as_ref().and_then(Id::parent_id).filter(|_| !apart.contains(&index));
                let others = [with, above].into_iter().flatten().filter_map(|id| numbers.get(&id));
                parent.into_iter().chain(others).find_map(|number| drops[number])
            }
            Side::Create => parent.and_then(|number| creates[number]),
            Side::Alter => None,
        };
        let Some(home) = home else { continue };
        let object = match node.side {
            Side::Drop => node.old,
            Side::Create | Side::Alter => node.new,
        };
        let taken = match node.side {
            Side::Drop => !node.id.tag.info().keeps_parent,
            Side::Create => object.is_some_and(|object| object.body.absorbed()),
            Side::Alter => false,
        };
        if !taken {
            continue;
        }
        if let Some(object) = object.filter(|_| node.side == Side::Create) {
            let guests = guests.entry(home).or_default();
            if guests.iter().any(|guest| guest.merges(&object.body)) {
                continue;
            }
            guests.push(&object.body);
        }
        homes[index] = home;
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

fn join(edges: &Edges, homes: &[usize], dropped: &BTreeSet<(usize, usize)>) -> Edges {
    let kept = edges.iter().filter(|(edge, _)| !dropped.contains(edge));
    let moved = kept.map(|((a, b), strength)| ((homes[a], homes[b]), strength));
    Edges::new(homes.len(), moved.filter(|((a, b), _)| a != b).collect())
}

/// Kahn's algorithm; ties go to drops, then to the order of identities.
fn sort(nodes: &[Node<'_>], numbers: &Numbers<'_>, homes: &[usize], edges: &Edges) -> Vec<usize> {
    let mut waiting: Vec<usize> = vec![0; nodes.len()];
    for ((_, b), _) in edges.iter() {
        waiting[b] += 1;
    }
    let rank: Vec<usize> = {
        let key = |node: &Node<'_>| {
            let early = node.steps.iter().any(|step| step.early);
            // What no transaction can hold splits the others as little as may be.
            let apart = node.steps.iter().any(|step| step.tx == Tx::Outside);
            (node.late, apart, !early, node.side != Side::Drop)
        };
        let keys: Vec<_> = nodes.iter().map(key).collect();
        let mut sorted: Vec<usize> = (0..nodes.len()).collect();
        sorted.sort_by(|a, b| {
            let (one, other) = (numbers.own(*a), numbers.own(*b));
            keys[*a].cmp(&keys[*b]).then_with(|| match nodes[*a].side {
                Side::Drop => other.cmp(&one),
                Side::Create | Side::Alter => one.cmp(&other).then(nodes[*a].turn.cmp(&nodes[*b].turn)),
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
        for next in edges.after(node) {
            waiting[next] -= 1;
            if waiting[next] == 0 {
                ready.push(Reverse((rank[next], next)));
            }
        }
    }
    order
}

fn emit(nodes: Vec<Node<'_>>, homes: &[usize], order: impl Iterator<Item = usize>, from: &Model) -> Vec<Step> {
    let mut guests: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, home) in homes.iter().enumerate().filter(|(node, home)| node != *home) {
        guests.entry(*home).or_default().push(node);
    }
    let mut nodes: Vec<Option<Node<'_>>> = nodes.into_iter().map(Some).collect();
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
                let body = (side == Side::Drop).then(|| from.get(&guest.id)).flatten().map(|object| &object.body);
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
