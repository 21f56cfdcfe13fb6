//! From a diagram to graphs and back: components, lines from a box to itself, margins, rounding.

use std::collections::BTreeMap;

use super::layered::{Arc, Drawing, Graph, Tip, Vertex, draw};
use super::measure::{HEAD, ROW, measure, row_middle};
use super::pack::pack;
use super::{BoxSize, Line, Options, Placed, PlacedBox, Point, cents};
use crate::erd::diagram::{Diagram, End};

/// Round the whole picture.
const MARGIN: f64 = 40.0;
/// Between components.
const GUTTER: f64 = 48.0;
/// How far a line from a box to itself stands out.
const LOOP: f64 = 30.0;

/// An edge whose ends are known, as indexes.
struct Known {
    edge: usize,
    from: Tip,
    to: Tip,
    net: usize,
}

/// Places `diagram`.
pub(super) fn layout(diagram: &Diagram, options: &Options) -> Placed {
    let sizes: Vec<BoxSize> = diagram.nodes.iter().map(|n| measure(n, options.detail)).collect();
    let known = edges(diagram, &sizes);
    let mut loops = vec![0usize; sizes.len()];
    for k in known.iter().filter(|k| k.from.vertex == k.to.vertex) {
        loops[k.from.vertex] += 1;
    }
    let mut graph = Graph::default();
    for (i, size) in sizes.iter().enumerate() {
        let tail = if loops[i] > 0 { LOOP + 12.0 * loops[i] as f64 } else { 0.0 };
        let earlier = options.earlier.get(&diagram.nodes[i].id);
        let earlier = earlier.map(|p| Point { x: p.x - MARGIN, y: p.y - MARGIN });
        graph.vertices.push(Vertex { w: size.w, h: size.h, tail, earlier, ..Vertex::default() });
    }
    let mut arcs = Vec::new();
    for (i, k) in known.iter().enumerate().filter(|(_, k)| k.from.vertex != k.to.vertex) {
        graph.arcs.push(Arc { root: k.to, leaf: k.from, net: k.net });
        arcs.push(i);
    }
    let whole = arrange(&graph, options.aspect);
    let mut placed = Placed { width: whole.w + 2.0 * MARGIN, height: whole.h + 2.0 * MARGIN, ..Placed::default() };
    for (size, at) in sizes.into_iter().zip(&whole.at) {
        placed.boxes.push(PlacedBox { x: at.x + MARGIN, y: at.y + MARGIN, size });
    }
    let mut paths: Vec<Vec<Point>> = vec![Vec::new(); known.len()];
    for (path, i) in whole.paths.into_iter().zip(arcs) {
        paths[i] = path.into_iter().rev().map(|p| Point { x: p.x + MARGIN, y: p.y + MARGIN }).collect();
    }
    let mut turn = vec![0usize; placed.boxes.len()];
    for (k, path) in known.iter().zip(&mut paths).filter(|(k, _)| k.from.vertex == k.to.vertex) {
        let b = &placed.boxes[k.from.vertex];
        let (x, out) = (b.x + b.size.w, b.x + b.size.w + LOOP + 12.0 * turn[k.from.vertex] as f64);
        turn[k.from.vertex] += 1;
        let (mut from, mut to) = (b.y + k.from.y, b.y + k.to.y);
        if from == to {
            (from, to) = (from - 7.0, to + 7.0);
        }
        *path = [(x, from), (out, from), (out, to), (x, to)].map(|(x, y)| Point { x, y }).to_vec();
    }
    for (k, path) in known.iter().zip(paths) {
        placed.lines.push(Line { edge: k.edge, points: tidy(path), jumps: Vec::new() });
    }
    round(&mut placed);
    super::jumps::find(&mut placed.lines, &known.iter().map(|k| k.net).collect::<Vec<_>>());
    placed
}

/// Finds the ends of every edge, and which edges share a net: those that end at the same rows with the same mark.
fn edges(diagram: &Diagram, sizes: &[BoxSize]) -> Vec<Known> {
    let ids: BTreeMap<&str, usize> = diagram.nodes.iter().enumerate().map(|(i, n)| (n.id.as_str(), i)).collect();
    let tip = |end: &End| -> Option<Tip> {
        let vertex = *ids.get(end.node.as_str())?;
        let rows = &diagram.nodes[vertex].rows;
        let shown = |name: &String| sizes[vertex].rows.iter().position(|r| rows[*r].name == *name);
        Some(match end.rows.iter().find_map(shown) {
            Some(i) => Tip { vertex, y: row_middle(i), room: ROW * 0.7 },
            None => Tip { vertex, y: HEAD / 2.0, room: HEAD * 0.7 },
        })
    };
    let mut nets = BTreeMap::new();
    let mut out = Vec::new();
    for (edge, e) in diagram.edges.iter().enumerate() {
        if let (Some(from), Some(to)) = (tip(&e.from), tip(&e.to)) {
            let next = nets.len();
            let key = (to.vertex, (to.y * 4.0) as u64, e.to.cardinality, e.kind);
            let net = *nets.entry(key).or_insert(next);
            out.push(Known { edge, from, to, net });
        }
    }
    out
}

/// Draws each connected part of `graph` and packs the parts.
pub(super) fn arrange(graph: &Graph, aspect: f64) -> Drawing {
    let n = graph.vertices.len();
    let mut parent: Vec<usize> = (0..n).collect();
    for a in &graph.arcs {
        let (u, v) = (find(&mut parent, a.root.vertex), find(&mut parent, a.leaf.vertex));
        let (low, high) = (u.min(v), u.max(v));
        parent[high] = low;
    }
    let mut parts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for v in 0..n {
        parts.entry(find(&mut parent, v)).or_default().push(v);
    }
    let mut index = vec![0; n];
    let mut drawings = Vec::new();
    for part in parts.values() {
        let mut sub = Graph::default();
        for (i, v) in part.iter().enumerate() {
            index[*v] = i;
            sub.vertices.push(graph.vertices[*v].clone());
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
    }
    let drawn: Vec<Drawing> = drawings.iter().map(|(g, _)| draw(g, aspect)).collect();
    let sizes: Vec<(f64, f64)> = drawn.iter().map(|d| (d.w + GUTTER, d.h + GUTTER)).collect();
    let at = positions(&drawn, &sizes, aspect);
    let mut whole = Drawing { at: vec![Point::default(); n], paths: vec![Vec::new(); graph.arcs.len()], ..Drawing::default() };
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

/// Where each part goes: parts that have been drawn before stay, others are packed below them.
fn positions(drawn: &[Drawing], sizes: &[(f64, f64)], aspect: f64) -> Vec<(f64, f64)> {
    let kept: Vec<bool> = drawn.iter().map(|d| d.stable).collect();
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
        let (x, y) = drawn[i].at.iter().map(corner).fold((f64::INFINITY, f64::INFINITY), |a, b| (a.0.min(b.0), a.1.min(b.1)));
        [x, y, drawn[i].w + GUTTER, drawn[i].h + GUTTER]
    };
    order.sort_by(|a, b| bounds(*a)[1].total_cmp(&bounds(*b)[1]).then(a.cmp(b)));
    for i in order {
        let [x0, y0, x1, y1] = bounds(i);
        let mut down = 0.0;
        while let Some(t) = taken.iter().find(|t| x0 < t[2] && t[0] < x1 && y0 + down < t[3] && t[1] < y1 + down) {
            down = t[3] - y0;
        }
        at[i] = (0.0, down);
        taken.push([x0, y0 + down, x1, y1 + down]);
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

/// Drops corners that are none.
fn tidy(path: Vec<Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(path.len());
    for p in path.into_iter().map(|p| Point { x: cents(p.x), y: cents(p.y) }) {
        if let [.., a, b] = out.as_slice()
            && ((a.x == b.x && b.x == p.x) || (a.y == b.y && b.y == p.y))
        {
            out.pop();
        }
        if out.last() != Some(&p) {
            out.push(p);
        }
    }
    out
}

fn round(placed: &mut Placed) {
    placed.width = cents(placed.width);
    placed.height = cents(placed.height);
    for b in &mut placed.boxes {
        (b.x, b.y) = (cents(b.x), cents(b.y));
    }
}
