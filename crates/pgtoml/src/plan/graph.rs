//! Nodes to an order: edges, absorption of children, circles.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::Input;
use super::circles::circles;
use super::needs::{Needs, Strength, found_parents};
use super::nodes::{Node, Rows, Side};
use super::numbers::{Numbers, objects};
use super::step::{Step, Tx};
use crate::inherit;
use crate::kind::{Body, Namespace};
use crate::model::{Id, Ident, Model};

/// Pairs of a node and one that comes after it, and how sure that is.
type Edges = BTreeMap<(usize, usize), Strength>;

/// Steps in an order that PostgreSQL accepts, or the objects of a circle.
pub(crate) fn order(nodes: Vec<Node>, needs: &Needs<'_>, input: Input<'_>) -> Result<Vec<Step>, BTreeSet<Id>> {
    let ids = objects(&nodes);
    let numbers = Numbers::new(&ids, &nodes);
    let edges = edges(&nodes, &numbers, needs, input);
    let mut apart: BTreeSet<usize> = BTreeSet::new();
    let mut weakest = Strength::Chance;
    let mut dropped: BTreeSet<(usize, usize)> = BTreeSet::new();
    // Each round either orders everything or opens the circles a little more, so there are few.
    for _ in 0..64 {
        let homes = absorb(&nodes, &numbers, needs, input, &apart);
        let joined: Edges = join(&edges, &homes, &dropped);
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
fn absorb(
    nodes: &[Node],
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
                let object = input.from.get(&node.id);
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
            Side::Drop => input.from.get(&node.id),
            Side::Create | Side::Alter => input.to.get(&node.id),
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
    let moved = kept.map(|((a, b), strength)| ((homes[*a], homes[*b]), *strength));
    strongest(moved.filter(|((a, b), _)| a != b).collect())
}

/// Each edge once, as sure as anything says it is.
fn strongest(mut edges: Vec<((usize, usize), Strength)>) -> Edges {
    edges.sort_unstable();
    edges.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 = kept.1.max(next.1);
        }
        same
    });
    edges.into_iter().collect()
}

/// Kahn's algorithm; ties go to drops, then to the order of identities.
fn sort(nodes: &[Node], numbers: &Numbers<'_>, homes: &[usize], edges: &Edges) -> Vec<usize> {
    let mut waiting: Vec<usize> = vec![0; nodes.len()];
    for (_, b) in edges.keys() {
        waiting[*b] += 1;
    }
    let rank: Vec<usize> = {
        let key = |node: &Node| {
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

/// Which node comes before which, and how surely.
fn edges(nodes: &[Node], numbers: &Numbers<'_>, needs: &Needs<'_>, input: Input<'_>) -> Edges {
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
            } else if let Some(object) = input.to.get(&node.id) {
                needs.to.of(&node.id, object, &mut found);
            }
        }
        let dropped = (node.side == Side::Drop).then(|| input.from.get(&node.id)).flatten();
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
        if releases && let Some(object) = input.from.get(&node.id) {
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
            let absorbed = || input.to.get(&child.id).is_some_and(|object| object.body.absorbed());
            if within && !child.id.tag.info().part && !absorbed() {
                edge(index, other, Strength::Sure);
            }
        }
    }
    names(nodes, &mut edge);
    strongest(edges)
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
        needs.of(user, object, &mut |other, strength| found |= strength >= at_least && other == used);
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
