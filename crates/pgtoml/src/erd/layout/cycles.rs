//! A direction for every line: which of its two ends stands on the left.

use super::layered::{Graph, Pin};

/// For each arc, whether its root must stand on the right of its leaf, so that no cycle is left.
///
/// Vertices are put in a row by repeatedly taking a vertex that nothing to its left depends on, one that depends
/// on nothing, or else the one with the largest surplus of lines that point away from it (Eades, Lin and Smyth).
/// Arcs that point backwards in that row are turned.
///
/// Different tastes in what to take give different drawings; the caller tries several.
pub(super) fn backwards(graph: &Graph, taste: Taste) -> Vec<bool> {
    let place = row(graph, taste);
    graph.arcs.iter().map(|a| place.get(a.root.vertex) > place.get(a.leaf.vertex)).collect()
}

/// What to take when everything left is part of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taste {
    /// The largest surplus of lines that point away.
    Surplus,
    /// The most lines that point away: popular tables to the far left.
    Hub,
    /// The fewest lines that point to it.
    Free,
    /// The largest surplus of lines that point to it, to the far right.
    Leaf,
}

fn row(graph: &Graph, taste: Taste) -> Vec<usize> {
    let n = graph.vertices.len();
    let mut into = vec![0i64; n];
    let mut out = vec![0i64; n];
    let mut near: Vec<Vec<(usize, bool)>> = vec![Vec::new(); n];
    for a in &graph.arcs {
        out[a.root.vertex] += 1;
        into[a.leaf.vertex] += 1;
        near[a.root.vertex].push((a.leaf.vertex, true));
        near[a.leaf.vertex].push((a.root.vertex, false));
    }
    let mut done = vec![false; n];
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let (mut sources, mut sinks) = (Vec::new(), Vec::new());
    // Pins are facts, not choices.
    let fixed: Vec<usize> = (0..n).filter(|v| graph.vertices[*v].pin == Pin::First).collect();
    for v in fixed {
        left.push(v);
        done[v] = true;
    }
    for v in (0..n).filter(|v| graph.vertices[*v].pin == Pin::Last) {
        right.push(v);
        done[v] = true;
    }
    let gone: Vec<usize> = (0..n).filter(|v| done[*v]).collect();
    let forget =
        |v: usize, into: &mut Vec<i64>, out: &mut Vec<i64>, sources: &mut Vec<usize>, sinks: &mut Vec<usize>| {
            for &(u, down) in &near[v] {
                let count = if down { &mut into[u] } else { &mut out[u] };
                *count -= 1;
                if *count == 0 {
                    if down { sources.push(u) } else { sinks.push(u) }
                }
            }
        };
    for v in gone {
        forget(v, &mut into, &mut out, &mut sources, &mut sinks);
    }
    for v in 0..n {
        if out[v] == 0 {
            sinks.push(v);
        } else if into[v] == 0 {
            sources.push(v);
        }
    }
    loop {
        let next = if let Some(v) = sinks.pop() {
            if done[v] {
                continue;
            }
            right.push(v);
            v
        } else if let Some(v) = sources.pop() {
            if done[v] {
                continue;
            }
            left.push(v);
            v
        } else {
            let rest = (0..n).filter(|v| !done[*v]);
            let best = match taste {
                Taste::Surplus => rest.max_by_key(|v| (out[*v] - into[*v], n - *v)),
                Taste::Hub => rest.max_by_key(|v| (out[*v], -into[*v], n - *v)),
                Taste::Free => rest.max_by_key(|v| (-into[*v], out[*v], n - *v)),
                Taste::Leaf => rest.max_by_key(|v| (into[*v] - out[*v], n - *v)),
            };
            let Some(v) = best else { break };
            if taste == Taste::Leaf {
                right.push(v)
            } else {
                left.push(v)
            }
            v
        };
        done[next] = true;
        forget(next, &mut into, &mut out, &mut sources, &mut sinks);
    }
    let mut place = vec![0; n];
    for (i, v) in left.into_iter().chain(right.into_iter().rev()).enumerate() {
        place[v] = i;
    }
    place
}
