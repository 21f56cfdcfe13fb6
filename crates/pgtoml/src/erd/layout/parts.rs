//! Connected parts: each is drawn by itself, then they are put side by side.

use std::collections::BTreeMap;

use super::Point;
use super::layered::{Drawing, Graph, Pin, draw};
use super::pack::pack;

/// Between parts.
const GUTTER: f64 = 48.0;

/// Draws each connected part of `graph` and packs the parts.
pub(super) fn arrange(graph: &Graph, aspect: f64) -> Drawing {
    let n = graph.vertices.len();
    let mut parent: Vec<usize> = (0..n).collect();
    for a in &graph.arcs {
        let (u, v) = (find(&mut parent, a.root.vertex), find(&mut parent, a.leaf.vertex));
        let (low, high) = (u.min(v), u.max(v));
        parent[high] = low;
    }
    // The border of a frame is one thing.
    let pins: Vec<usize> = (0..n).filter(|v| graph.vertices[*v].pin != Pin::Free).collect();
    for pair in pins.windows(2) {
        let (u, v) = (find(&mut parent, pair[0]), find(&mut parent, pair[1]));
        parent[u.max(v)] = u.min(v);
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for v in 0..n {
        parts.entry(find(&mut parent, v)).or_default().push(v);
    }
    let mut index = vec![0; n];
    let mut drawings = Vec::new();
    for part in parts.values() {
        let mut sub = Graph { share: graph.share * part.len() as f64 / n as f64, ..Graph::default() };
        for (i, v) in part.iter().enumerate() {
            index[*v] = i;
            sub.vertices.push(graph.vertices[*v].clone());
            sub.ranks.extend(graph.ranks.get(*v));
        }
        drawings.push((sub, Vec::new()));
    }
    let number: BTreeMap<usize, usize> = parts.keys().enumerate().map(|(i, root)| (*root, i)).collect();
    for (i, a) in graph.arcs.iter().enumerate() {
        let part = number.get(&find(&mut parent, a.root.vertex)).copied().unwrap_or(0);
        let mut arc = *a;
        arc.root.vertex = index[a.root.vertex];
        arc.leaf.vertex = index[a.leaf.vertex];
        drawings[part].0.arcs.push(arc);
        drawings[part].1.push(i);
        drawings[part].0.turned.extend(graph.turned.get(i));
    }
    let drawn: Vec<Drawing> = drawings.iter().map(|(g, _)| draw(g, aspect)).collect();
    let sizes: Vec<(f64, f64)> = drawn.iter().map(|d| (d.w + GUTTER, d.h + GUTTER)).collect();
    let first = pins.first().and_then(|v| number.get(&find(&mut parent, *v)).copied());
    let at = positions(first, &drawn, &sizes, aspect);
    let mut whole =
        Drawing { at: vec![Point::default(); n], paths: vec![Vec::new(); graph.arcs.len()], ..Drawing::default() };
    // Nothing may end up left of or above the picture.
    let (mut left, mut top) = (0.0f64, 0.0f64);
    for (d, (x, y)) in drawn.iter().zip(&at).filter(|(d, _)| d.stable) {
        let points = d.at.iter().chain(d.paths.iter().flatten());
        (left, top) = points.fold((left, top), |(a, b), p| (a.min(p.x + x), b.min(p.y + y)));
    }
    let at = at.into_iter().map(|(x, y)| (x - left, y - top));
    for (((part, (_, arcs)), d), (x, y)) in parts.values().zip(&drawings).zip(drawn).zip(at) {
        for (v, p) in part.iter().zip(&d.at) {
            whole.at[*v] = Point { x: p.x + x, y: p.y + y };
        }
        for (arc, path) in arcs.iter().zip(d.paths) {
            whole.paths[*arc] = path.into_iter().map(|p| Point { x: p.x + x, y: p.y + y }).collect();
        }
        whole.w = whole.w.max(x + d.w);
        whole.h = whole.h.max(y + d.h);
    }
    whole
}

/// Where each part goes: parts that have been drawn before stay, others are packed below them. Part `first`, which
/// has lines to the border of the frame, has nothing beside it.
fn positions(first: Option<usize>, drawn: &[Drawing], sizes: &[(f64, f64)], aspect: f64) -> Vec<(f64, f64)> {
    let kept: Vec<bool> = drawn.iter().enumerate().map(|(i, d)| d.stable || first == Some(i)).collect();
    if !kept.contains(&true) {
        return pack(sizes, aspect);
    }
    let mut at = vec![(0.0, 0.0); sizes.len()];
    let mut bottom = 0.0f64;
    // Left, top, right, bottom of what is placed.
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut order: Vec<usize> = (0..sizes.len()).filter(|i| kept[*i]).collect();
    let bounds = |i: usize| {
        let corner = |p: &Point| (p.x, p.y);
        let (x, y) = drawn[i]
            .at
            .iter()
            .chain(drawn[i].paths.iter().flatten())
            .map(corner)
            .fold((f64::INFINITY, f64::INFINITY), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        [x, y, drawn[i].w + GUTTER, drawn[i].h + GUTTER]
    };
    // The part with the most vertices stays; smaller ones make way.
    order.sort_by_key(|i| (first != Some(*i), std::cmp::Reverse(drawn[*i].at.len()), *i));
    for i in order {
        let [mut x0, y0, mut x1, y1] = bounds(i);
        if first == Some(i) {
            (x0, x1) = (f64::NEG_INFINITY, f64::INFINITY);
        }
        // To the right or down, whichever is less.
        let (mut right, mut down) = (0.0, 0.0);
        let hit = |right: f64, down: f64| {
            // A sum may miss its goal by its last bits.
            let near = 0.001;
            taken.iter().find(|t| {
                x0 + right < t[2] - near
                    && t[0] < x1 + right - near
                    && y0 + down < t[3] - near
                    && t[1] < y1 + down - near
            })
        };
        while let Some(t) = hit(right, down) {
            if t[2] - x0 - right < t[3] - y0 - down {
                right = t[2] - x0;
            } else {
                down = t[3] - y0;
            }
        }
        at[i] = (right, down);
        taken.push([x0 + right, y0 + down, x1 + right, y1 + down]);
        bottom = bottom.max(y1 + down);
    }
    let rest: Vec<usize> = (0..sizes.len()).filter(|i| !kept[*i]).collect();
    let packed = pack(&rest.iter().map(|i| sizes[*i]).collect::<Vec<_>>(), aspect);
    for (i, (x, y)) in rest.into_iter().zip(packed) {
        at[i] = (x, y + bottom);
    }
    at
}

fn find(parent: &mut [usize], mut v: usize) -> usize {
    while parent[v] != v {
        parent[v] = parent[parent[v]];
        v = parent[v];
    }
    v
}
