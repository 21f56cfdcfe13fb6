//! Groups: each is drawn by itself, then the frames are drawn as if they were tables.
//!
//! A line that leaves a frame is three lines: from its table to the frame's border, between the frames, and from
//! the other border to the other table. The border's ends are vertices without size, pinned to the left or the
//! right of the inner drawing.

use std::collections::BTreeMap;

use super::cycles::{Taste, backwards};
use super::layered::{Arc, Drawing, Graph, Pin, Tip, Vertex, known};
use super::measure::frame_label;
use super::parts;
use super::rank::{GAP, from_earlier};
use super::{Frame, Point};
use crate::erd::diagram::Diagram;

/// Inside a frame.
const PAD: f64 = 22.0;
/// Above and below the label.
const LABEL: f64 = 22.0;
/// How far from its shape a drawing may be before it is drawn again.
const NEARLY: f64 = 1.2;
/// How much too wide a row of frames may be before some go below each other: there each gives way when one above it grows.
const ROW: f64 = 1.6;

/// The vertex of the outer graph that a table belongs to, and where it is in the inner graph, if it has a frame.
#[derive(Clone, Copy)]
struct Home {
    outer: usize,
    inner: Option<usize>,
}

/// A frame while it is built.
#[derive(Clone, Default)]
struct Inner {
    group: usize,
    /// The room for the label.
    label: f64,
    graph: Graph,
    /// The tables of the first vertices.
    tables: Vec<usize>,
    /// Ends on the border, by (net, on the right, the root is inside).
    border: BTreeMap<(usize, bool, bool), usize>,
}

/// The table at one end of an outer arc.
type Crossing = (Home, Tip);

/// Of an arc that crosses a border, the inner arcs at its root and at its leaf: (frame, arc, border vertex).
type Piece = [Option<(usize, usize, usize)>; 2];

/// Frames, their sizes, where they stand, and which lines of theirs belong to which outer arc.
struct Whole {
    drawn: Vec<Drawing>,
    sizes: Vec<(f64, f64)>,
    whole: Drawing,
    pieces: Vec<Piece>,
}

/// Draws `graph`, whose vertices are the diagram's nodes, with a frame round each group.
pub(super) fn arrange(diagram: &Diagram, graph: &Graph, aspect: f64) -> (Drawing, Vec<Frame>) {
    let groups = diagram.numbers_of_groups();
    let group_of = |v: usize| diagram.nodes[v].group.as_deref().and_then(|g| groups.get(g).copied());
    let n = graph.vertices.len();
    if (0..n).all(|v| group_of(v).is_none()) {
        return (parts::arrange(graph, aspect), Vec::new());
    }
    let label = frame_label(n) + LABEL;
    // Frames come first in the outer graph, then tables without a group.
    let mut inners: Vec<Inner> = Vec::new();
    let mut frame_of: BTreeMap<usize, usize> = BTreeMap::new();
    for v in 0..n {
        if let Some(group) = group_of(v) {
            let next = frame_of.len();
            let frame = *frame_of.entry(group).or_insert(next);
            if frame == inners.len() {
                inners.push(Inner { group, label, ..Inner::default() });
            }
        }
    }
    // What is between the frames is seen first.
    let mut outer =
        Graph { vertices: vec![Vertex::default(); inners.len()], share: graph.share * 0.4, ..Graph::default() };
    let mut homes = Vec::with_capacity(n);
    for v in 0..n {
        homes.push(match group_of(v).and_then(|g| frame_of.get(&g)) {
            Some(frame) => {
                let inner = &mut inners[*frame];
                inner.graph.vertices.push(graph.vertices[v].clone());
                inner.tables.push(v);
                Home { outer: *frame, inner: Some(inner.tables.len() - 1) }
            }
            None => {
                outer.vertices.push(graph.vertices[v].clone());
                Home { outer: outer.vertices.len() - 1, inner: None }
            }
        });
    }
    let outside: Vec<usize> = (0..graph.arcs.len())
        .filter(|i| homes[graph.arcs[*i].root.vertex].outer != homes[graph.arcs[*i].leaf.vertex].outer)
        .collect();
    for i in &outside {
        let a = &graph.arcs[*i];
        let end = |tip: &Tip| Tip { vertex: homes[tip.vertex].outer, ..*tip };
        outer.arcs.push(Arc { root: end(&a.root), leaf: end(&a.leaf), net: a.net });
    }
    let mut inside: Vec<Vec<usize>> = vec![Vec::new(); inners.len()];
    for (i, a) in graph.arcs.iter().enumerate() {
        let (r, l) = (homes[a.root.vertex], homes[a.leaf.vertex]);
        if let (true, Some(root), Some(leaf)) = (r.outer == l.outer, r.inner, l.inner) {
            inside[r.outer].push(i);
            // A net number of its own for each role: one net may leave and enter a frame.
            inners[r.outer].graph.arcs.push(Arc {
                root: Tip { vertex: root, ..a.root },
                leaf: Tip { vertex: leaf, ..a.leaf },
                net: 2 * a.net,
            });
        }
    }
    for inner in &mut inners {
        inner.graph.share = graph.share * 0.6 * inner.tables.len() as f64 / n as f64;
    }
    let crossing: Vec<[Crossing; 2]> = outside
        .iter()
        .map(|i| [graph.arcs[*i].root, graph.arcs[*i].leaf].map(|tip| (homes[tip.vertex], tip)))
        .collect();
    let Whole { drawn, whole, sizes, pieces } = nearest(&inners, &mut outer, &crossing, aspect);
    let mut out = Drawing {
        at: vec![Point::default(); n],
        paths: vec![Vec::new(); graph.arcs.len()],
        w: whole.w,
        h: whole.h,
        stable: whole.stable,
    };
    let shift =
        |frame: usize, p: &Point| Point { x: p.x + whole.at[frame].x + PAD, y: p.y + whole.at[frame].y + label };
    for (v, home) in homes.iter().enumerate() {
        out.at[v] = home.inner.map_or(whole.at[home.outer], |i| shift(home.outer, &drawn[home.outer].at[i]));
    }
    for (frame, inside) in inside.iter().enumerate() {
        for (k, arc) in inside.iter().enumerate() {
            out.paths[*arc] = drawn[frame].paths[k].iter().map(|p| shift(frame, p)).collect();
        }
    }
    for ((arc, piece), middle) in outside.iter().zip(&pieces).zip(&whole.paths) {
        let part = |piece: &Option<(usize, usize, usize)>| {
            piece
                .map_or(Vec::new(), |(frame, arc, _)| drawn[frame].paths[arc].iter().map(|p| shift(frame, p)).collect())
        };
        let mut path: Vec<Point> = part(&piece[0]);
        path.extend(middle);
        path.extend(part(&piece[1]));
        out.paths[*arc] = path;
    }
    let frames = inners.iter().enumerate().map(|(i, inner)| {
        let (at, (w, h)) = (whole.at[i], sizes[i]);
        Frame { group: inner.group, x: at.x, y: at.y, w, h }
    });
    let frames = frames.collect();
    (out, frames)
}

/// Draws the frames and what is between them. Frames that depend on each other stand in a row. Where the whole has become
/// too wide, neighbours in that row go below each other; then, where it is still too wide or too high, the frames are drawn
/// higher or wider.
fn nearest(inners: &[Inner], outer: &mut Graph, crossing: &[[Crossing; 2]], aspect: f64) -> Whole {
    let ratio = |d: &Drawing| d.w.max(1.0) / (d.h * aspect).max(1.0);
    let off = |d: &Drawing| ratio(d).max(1.0 / ratio(d));
    let mut ends = sides(outer, inners);
    let mut wanted = aspect;
    let mut best = within(inners, outer, crossing, &ends, wanted, aspect);
    if !best.whole.stable && ratio(&best.whole) > ROW {
        let mut other = Graph { ranks: folded(outer, &best.whole, aspect), turned: Vec::new(), ..outer.clone() };
        let by_rank = sides_by_rank(&other);
        let again = within(inners, &mut other, crossing, &by_rank, wanted, aspect);
        if off(&again.whole) < off(&best.whole) {
            (best, ends, *outer) = (again, by_rank, other);
        }
    }
    for _ in 0..2 {
        let d = &best.whole;
        if d.stable || off(d) < NEARLY {
            break;
        }
        wanted = (wanted * aspect * d.h / d.w.max(1.0)).clamp(aspect / 5.0, aspect * 5.0);
        let again = within(inners, outer, crossing, &ends, wanted, aspect);
        if off(&again.whole) >= off(&best.whole) {
            break;
        }
        best = again;
    }
    best
}

/// Layers for the frames of a drawing that is too wide: its columns, of which those that stand side by side become one
/// while that brings the whole nearer to its shape.
fn folded(outer: &Graph, whole: &Drawing, aspect: f64) -> Vec<usize> {
    let mut drawn = outer.clone();
    for (vertex, at) in drawn.vertices.iter_mut().zip(&whole.at) {
        vertex.earlier = Some(*at);
    }
    let ranks = from_earlier(&drawn);
    let mut columns = vec![(0.0f64, 0.0f64); ranks.iter().max().map_or(0, |last| last + 1)];
    for (rank, vertex) in ranks.iter().zip(&outer.vertices) {
        let column = &mut columns[*rank];
        *column = (column.0.max(vertex.w), column.1 + vertex.h + GAP);
    }
    let filled: f64 = columns.iter().map(|column| column.0).sum();
    let channel = (whole.w - filled).max(0.0) / columns.len().max(1) as f64;
    let mut best: Option<(f64, Vec<usize>)> = None;
    let mut limit = columns.iter().map(|column| column.1).fold(1.0, f64::max);
    for _ in 0..40 {
        let (mut into, mut width, mut height) = (Vec::new(), 0.0, 0.0f64);
        let (mut widest, mut used, mut next) = (0.0f64, 0.0, 0);
        for (w, h) in &columns {
            if used > 0.0 && used + h > limit {
                width += widest + channel;
                (widest, used, next) = (0.0, 0.0, next + 1);
            }
            (widest, used) = (widest.max(*w), used + h);
            height = height.max(used);
            into.push(next);
        }
        let ratio = (width + widest + channel) / (height * aspect);
        let off = ratio.max(1.0 / ratio);
        if best.as_ref().is_none_or(|(known, _)| off < *known) {
            best = Some((off, into));
        }
        limit *= 1.12;
    }
    best.map_or_else(Vec::new, |(_, into)| ranks.iter().map(|rank| into[*rank]).collect())
}

/// The frames with ends on their borders where lines cross them, and which of their lines belong to which outer arc.
fn bordered(
    inners: &[Inner],
    outer: &Graph,
    crossing: &[[Crossing; 2]],
    ends: &[[bool; 2]],
) -> (Vec<Inner>, Vec<Piece>) {
    let mut inners = inners.to_vec();
    let mut pieces = Vec::with_capacity(crossing.len());
    for ((arc, tips), ends) in outer.arcs.iter().zip(crossing).zip(ends) {
        let mut piece: Piece = [None, None];
        for (k, (home, tip)) in tips.iter().enumerate() {
            let Home { outer: frame, inner: Some(vertex) } = *home else { continue };
            let root_inside = k == 0;
            let inner = &mut inners[frame];
            let key = (arc.net, ends[k], root_inside);
            let border = *inner.border.entry(key).or_insert_with(|| {
                let pin = if key.1 { Pin::Last } else { Pin::First };
                inner.graph.vertices.push(Vertex { pin, ..Vertex::default() });
                inner.graph.vertices.len() - 1
            });
            let (near, far) = (Tip { vertex, ..*tip }, Tip { vertex: border, ..Tip::default() });
            let (root, leaf) = if root_inside { (near, far) } else { (far, near) };
            inner.graph.arcs.push(Arc { root, leaf, net: 2 * arc.net + usize::from(!root_inside) });
            piece[k] = Some((frame, inner.graph.arcs.len() - 1, border));
        }
        pieces.push(piece);
    }
    (inners, pieces)
}

/// Draws the frames, each about `inner` times as wide as high, and the whole.
fn within(
    inners: &[Inner],
    outer: &mut Graph,
    crossing: &[[Crossing; 2]],
    ends: &[[bool; 2]],
    inner: f64,
    aspect: f64,
) -> Whole {
    let (inners, pieces) = bordered(inners, outer, crossing, ends);
    let mut drawn: Vec<Drawing> = inners.iter().map(|i| parts::arrange(&i.graph, inner)).collect();
    for ((d, inner), vertex) in drawn.iter_mut().zip(&inners).zip(&mut outer.vertices) {
        let corner = normalize(d, inner);
        vertex.w = d.w + 2.0 * PAD;
        vertex.h = d.h + PAD + inner.label;
        vertex.earlier = known(&inner.graph).then_some(Point { x: corner.x - PAD, y: corner.y - inner.label });
    }
    for (arc, piece) in outer.arcs.iter_mut().zip(&pieces) {
        for (tip, end) in [&mut arc.root, &mut arc.leaf].into_iter().zip(piece) {
            if let Some((frame, _, border)) = end {
                (tip.y, tip.room) = (drawn[*frame].at[*border].y + inners[*frame].label, 0.0);
            }
        }
    }
    let sizes = outer.vertices.iter().take(inners.len()).map(|v| (v.w, v.h)).collect();
    Whole { drawn, whole: parts::arrange(outer, aspect), sizes, pieces }
}

/// For each outer arc, whether it leaves its root and its leaf on the right. Fixes the direction of the arcs, so
/// that the outer drawing agrees.
fn sides(outer: &mut Graph, inners: &[Inner]) -> Vec<[bool; 2]> {
    for (vertex, inner) in outer.vertices.iter_mut().zip(inners) {
        let members = inner.graph.vertices.iter().filter_map(|v| v.earlier.map(|p| (p, v.w)));
        let (left, right) =
            members.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), (p, w)| (a.min(p.x), b.max(p.x + w)));
        if known(&inner.graph) {
            vertex.earlier = Some(Point { x: left - 2.0 * PAD, y: 0.0 });
            vertex.w = right - left + 4.0 * PAD;
        }
    }
    if known(outer) {
        outer.ranks = from_earlier(outer);
        return sides_by_rank(outer);
    }
    outer.turned = backwards(outer, Taste::Surplus);
    outer.turned.iter().map(|turned| [!turned, *turned]).collect()
}

/// The same where layers are known: lines between frames of one layer leave both on the right.
fn sides_by_rank(outer: &Graph) -> Vec<[bool; 2]> {
    let rank = |tip: &Tip| outer.ranks[tip.vertex];
    outer.arcs.iter().map(|a| [rank(&a.root) <= rank(&a.leaf), rank(&a.root) >= rank(&a.leaf)]).collect()
}

/// Moves a drawing to the origin; returns where it was.
fn normalize(d: &mut Drawing, inner: &Inner) -> Point {
    let boxes = d.at.iter().take(inner.tables.len());
    let points = boxes.chain(d.paths.iter().flatten());
    let (x, y) = points.fold((f64::INFINITY, f64::INFINITY), |(a, b), p| (a.min(p.x), b.min(p.y)));
    for p in d.at.iter_mut().chain(d.paths.iter_mut().flatten()) {
        (p.x, p.y) = (p.x - x, p.y - y);
    }
    (d.w, d.h) = (d.w - x, d.h - y);
    Point { x, y }
}
