//! From a diagram to graphs and back: components, lines from a box to itself, margins, rounding.

use std::collections::BTreeMap;

use super::frames;
use super::layered::{Arc, Graph, Tip, Vertex};
use super::measure::{HEAD, ROW, measure, row_middle};
use super::{BoxSize, Frame, Line, Options, Placed, PlacedBox, Point, cents};
use crate::erd::diagram::{Diagram, EdgeKind, End};

/// Round the whole picture.
const MARGIN: f64 = 40.0;
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
    let patience = if options.patience.is_finite() { options.patience.clamp(0.0, 100.0) } else { 0.0 };
    let mut graph = Graph { share: patience, ..Graph::default() };
    for (i, size) in sizes.iter().enumerate() {
        let tail = if loops[i] > 0 { LOOP + 12.0 * loops[i] as f64 } else { 0.0 };
        let earlier = options.earlier.get(&diagram.nodes[i].id);
        // Positions come from files and from people.
        let earlier = earlier.filter(|p| p.x.abs() < 1e7 && p.y.abs() < 1e7);
        let earlier = earlier.map(|p| Point { x: p.x - MARGIN, y: p.y - MARGIN });
        graph.vertices.push(Vertex { w: size.w, h: size.h, tail, earlier, ..Vertex::default() });
    }
    let mut arcs = Vec::new();
    for (i, k) in known.iter().enumerate().filter(|(_, k)| k.from.vertex != k.to.vertex) {
        graph.arcs.push(Arc { root: k.to, leaf: k.from, net: k.net });
        arcs.push(i);
    }
    // Shapes come from people too.
    let wanted = options.aspect;
    let aspect = if wanted.is_finite() { wanted.clamp(0.1, 10.0) } else { Options::default().aspect };
    let (whole, frames) = frames::arrange(diagram, &graph, aspect);
    let mut placed = Placed { width: whole.w + 2.0 * MARGIN, height: whole.h + 2.0 * MARGIN, ..Placed::default() };
    for (size, at) in sizes.into_iter().zip(&whole.at) {
        placed.boxes.push(PlacedBox { x: at.x + MARGIN, y: at.y + MARGIN, size });
    }
    placed.frames = frames.into_iter().map(|f| Frame { x: f.x + MARGIN, y: f.y + MARGIN, ..f }).collect();
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
        // Beside the line of the same key that leads elsewhere, not on it.
        if from == to {
            (from, to) = (from + 7.0, to - 7.0);
        } else {
            to += if from > to { 7.0 } else { -7.0 };
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
    let ids = diagram.numbers();
    let tip = |end: &End, whole: bool| -> Option<Tip> {
        let vertex = *ids.get(end.node.as_str())?;
        if whole {
            return Some(Tip { vertex, y: HEAD / 2.0, room: HEAD * 0.7 });
        }
        let rows = &diagram.nodes[vertex].rows;
        let shown = |name: &String| sizes[vertex].rows.iter().position(|r| rows[*r].name == *name);
        // A row that is not shown leaves the line to another of the same key.
        let anchored = end.rows.get(end.anchor).and_then(shown);
        Some(match anchored.or_else(|| end.rows.iter().find_map(shown)) {
            Some(i) => Tip { vertex, y: row_middle(i), room: ROW * 0.7 },
            None => Tip { vertex, y: HEAD / 2.0, room: HEAD * 0.7 },
        })
    };
    let mut nets = BTreeMap::new();
    let mut out = Vec::new();
    for (edge, e) in diagram.edges.iter().enumerate() {
        // A view reads a table, whichever columns of it.
        let whole = e.kind == EdgeKind::Reads;
        if let (Some(from), Some(to)) = (tip(&e.from, whole), tip(&e.to, whole)) {
            let next = nets.len();
            let key = (to.vertex, (to.y * 4.0) as u64, e.to.cardinality, e.kind);
            let net = *nets.entry(key).or_insert(next);
            out.push(Known { edge, from, to, net });
        }
    }
    out
}

/// Drops corners that are none.
fn tidy(path: Vec<Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::with_capacity(path.len());
    for mut p in path.into_iter().map(|p| Point { x: cents(p.x), y: cents(p.y) }) {
        // Two sums of one place may fall on either side of a half.
        if let Some(last) = out.last().filter(|last| last.x != p.x && last.y != p.y) {
            if (p.x - last.x).abs() < 0.02 {
                p.x = last.x;
            } else if (p.y - last.y).abs() < 0.02 {
                p.y = last.y;
            }
        }
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
    for f in &mut placed.frames {
        (f.x, f.y, f.w, f.h) = (cents(f.x), cents(f.y), cents(f.w), cents(f.h));
    }
}

#[cfg(test)]
mod tests {
    use super::{Point, tidy};

    #[test]
    fn a_line_is_orthogonal_whichever_way_its_corners_are_rounded() {
        let path =
            [(230.0, 562.874_999), (776.0, 562.875_001), (780.0, 562.875_001), (780.0, 556.875), (834.0, 556.874_9)];
        let line = tidy(path.map(|(x, y)| Point { x, y }).to_vec());
        let corners: Vec<(f64, f64)> = line.iter().map(|p| (p.x, p.y)).collect();
        assert_eq!(corners, [(230.0, 562.87), (780.0, 562.87), (780.0, 556.88), (834.0, 556.88)]);
    }
}
