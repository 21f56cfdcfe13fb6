//! Circles among nodes.

use std::collections::{BTreeMap, BTreeSet};

use super::edges::Edges;

/// Strongly connected components of more than one node, by a number for each (Tarjan's algorithm without recursion).
pub(super) fn circles(left: &BTreeSet<usize>, edges: &Edges) -> BTreeMap<usize, usize> {
    let next = |node: usize| -> Vec<usize> { edges.after(node).filter(|b| left.contains(b)).collect() };
    let mut index: BTreeMap<usize, usize> = BTreeMap::new();
    let mut low: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    let mut on: BTreeSet<usize> = BTreeSet::new();
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    for root in left {
        if index.contains_key(root) {
            continue;
        }
        let mut stack: Vec<(usize, Vec<usize>, usize)> = vec![(*root, next(*root), 0)];
        index.insert(*root, index.len());
        low.insert(*root, index[root]);
        open.push(*root);
        on.insert(*root);
        while let Some((node, targets, at)) = stack.last_mut() {
            if let Some(target) = targets.get(*at).copied() {
                *at += 1;
                if !index.contains_key(&target) {
                    index.insert(target, index.len());
                    low.insert(target, index[&target]);
                    open.push(target);
                    on.insert(target);
                    stack.push((target, next(target), 0));
                } else if on.contains(&target) {
                    let reach = low[node].min(index[&target]);
                    low.insert(*node, reach);
                }
                continue;
            }
            let node = *node;
            stack.pop();
            if let Some((parent, _, _)) = stack.last() {
                let reach = low[parent].min(low[&node]);
                low.insert(*parent, reach);
            }
            if low[&node] == index[&node] {
                let mut members = Vec::new();
                while let Some(member) = open.pop() {
                    on.remove(&member);
                    members.push(member);
                    if member == node {
                        break;
                    }
                }
                if members.len() > 1 {
                    found.extend(members.into_iter().map(|member| (member, node)));
                }
            }
        }
    }
    found
}
