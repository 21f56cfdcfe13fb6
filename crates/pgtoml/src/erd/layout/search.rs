//! A better drawing of a small graph, found by trying.
//!
//! The layers that the rules of [`super::rank`] lead to are a good start. Of a graph of a few boxes so many others can be
//! drawn in the time that a big one takes that it pays to look: each box is tried in every other layer and between the
//! layers, as long as the drawing gets better and the effort lasts.

use super::layered::{Arc, Care, Drawing, FULL, Graph, Pin, finished, proper};
use super::{Point, order, rank};

/// What a crossing costs, and a line whose referenced table stands on its right.
const CROSSING: f64 = 8.0;
const TURNED: f64 = 2.0;
/// How much is tried for one diagram: finished drawings, times the size of their graph.
const EFFORT: f64 = 2_000.0;
/// Up to this many boxes and lines a graph is small.
const SMALL: usize = 80;

/// Enough to see where to begin.
pub(super) const START: Care = Care { starts: 6, swaps: 1, rounds: 2 };
/// Enough to see whether a try is worth more.
const QUICK: Care = Care { starts: 1, swaps: 1, rounds: 1 };
/// Enough for what begins with a good order.
const AGAIN: Care = Care { starts: 4, swaps: 2, rounds: 3 };

/// A finished drawing, what it costs and the layers it came from.
pub(super) struct Tried {
    pub cost: f64,
    pub ranks: Vec<usize>,
    pub drawing: Drawing,
    /// By vertex: how many of its lines' crossings there are, as far as they have been counted.
    crossed: Vec<usize>,
}

impl Tried {
    /// `crossings` is what the search for an order has counted, which is near enough for large drawings.
    pub fn new(graph: &Graph, ranks: Vec<usize>, drawing: Drawing, crossings: u64, aspect: f64) -> Self {
        let mut crossed = vec![0; graph.vertices.len()];
        let crossings = if graph.arcs.len() > SMALL { crossings } else { drawn(graph, &drawing, &mut crossed) };
        let against = turned(graph, &ranks).filter(|turned| *turned).count() as f64 * TURNED;
        Tried { cost: cost(&drawing, crossings as f64 * CROSSING + against, aspect), ranks, drawing, crossed }
    }

    /// How high the middle of each vertex is.
    fn middles(&self, graph: &Graph) -> Vec<f64> {
        self.drawing.at.iter().zip(&graph.vertices).map(|(p, v)| p.y + v.h / 2.0).collect()
    }
}

/// Whether looking for a better drawing is worth it.
pub(super) fn small(graph: &Graph) -> bool {
    graph.share > 0.0 && graph.arcs.len() > 1 && graph.arcs.len() + graph.vertices.len() <= SMALL
}

/// The best drawing near one that has been found.
pub(super) fn search(graph: &Graph, mut best: Tried, aspect: f64) -> Tried {
    let size = (graph.arcs.len() + graph.vertices.len()) as f64;
    let pinned = |pin: Pin| usize::from(graph.vertices.iter().any(|v| v.pin == pin));
    let (first, last) = (pinned(Pin::First), pinned(Pin::Last));
    let mut effort = EFFORT * graph.share;
    let mut middles = best.middles(graph);
    let mut hope = hope(graph, &best.ranks, &middles);
    let mut open = most_crossed(&best);
    while let Some(v) = open.pop() {
        if graph.vertices[v].pin != Pin::Free {
            continue;
        }
        if effort <= 0.0 {
            break;
        }
        let depth = best.ranks.iter().max().map_or(0, |m| m + 1);
        // Odd numbers are layers, even numbers lie between two.
        let start: Vec<usize> = best.ranks.iter().map(|r| 2 * r + 1).collect();
        for to in 2 * first..=2 * (depth - last) {
            let mut ranks = start.clone();
            ranks[v] = to;
            rank::compact(&mut ranks);
            if effort <= 0.0 || ranks == best.ranks || !allowed(graph, &ranks) {
                continue;
            }
            let mut layers = proper(graph, &ranks);
            effort -= size / 8.0;
            let promise = order::promise_near(&mut layers, &middles);
            if promise as f64 > hope {
                continue;
            }
            effort -= size;
            let (drawing, crossings) = finished(graph, layers, false, QUICK);
            let quick = Tried::new(graph, ranks, drawing, crossings, aspect);
            if quick.cost > best.cost * 1.05 {
                continue;
            }
            effort -= size * 2.0;
            let mut layers = proper(graph, &quick.ranks);
            order::promise_near(&mut layers, &quick.middles(graph));
            let (drawing, crossings) = finished(graph, layers, false, AGAIN);
            let full = Tried::new(graph, quick.ranks, drawing, crossings, aspect);
            if full.cost < best.cost {
                best = full;
                middles = best.middles(graph);
                hope = self::hope(graph, &best.ranks, &middles);
                open = most_crossed(&best);
                break;
            }
        }
    }
    // What has been found in a hurry is drawn again at leisure.
    let mut layers = proper(graph, &best.ranks);
    order::promise_near(&mut layers, &middles);
    let (drawing, crossings) = finished(graph, layers, false, FULL);
    let full = Tried::new(graph, best.ranks.clone(), drawing, crossings, aspect);
    if full.cost < best.cost { full } else { best }
}

/// How many crossings of straight lines a try may have that is worth finishing: fewer than the best, for there are more
/// of them than time. A single one may stay.
fn hope(graph: &Graph, ranks: &[usize], middles: &[f64]) -> f64 {
    order::promise_near(&mut proper(graph, ranks), middles) as f64 * 0.9 + 0.5
}

/// All vertices, those whose lines cross most often last.
fn most_crossed(tried: &Tried) -> Vec<usize> {
    let mut all: Vec<usize> = (0..tried.crossed.len()).rev().collect();
    all.sort_by_key(|v| tried.crossed[*v]);
    all
}

/// Whether every line leaves its ends on the sides that have been promised, if any have.
fn allowed(graph: &Graph, ranks: &[usize]) -> bool {
    graph.arcs.iter().zip(&graph.turned).all(|(a, turned)| {
        let (root, leaf) = (ranks[a.root.vertex], ranks[a.leaf.vertex]);
        if *turned { root > leaf } else { root < leaf }
    })
}

/// Whether each line runs against the reading direction.
fn turned<'a>(graph: &'a Graph, ranks: &'a [usize]) -> impl Iterator<Item = bool> + 'a {
    graph.arcs.iter().map(|a| ranks[a.root.vertex] >= ranks[a.leaf.vertex])
}

/// How unpleasant a drawing is: crossings, bends, length, and a shape that is far from the wanted one.
fn cost(d: &Drawing, crossings: f64, aspect: f64) -> f64 {
    let (mut bends, mut length) = (0.0, 0.0);
    for path in &d.paths {
        for (a, b) in path.iter().zip(path.iter().skip(1)) {
            length += (a.x - b.x).abs() + (a.y - b.y).abs();
            bends += if a.x == b.x && a.y != b.y { 2.0 } else { 0.0 };
        }
    }
    let ratio = d.w / (d.h * aspect).max(1.0);
    let off = if ratio < 1.0 { 1.0 / ratio.max(0.01) } else { ratio };
    (crossings + bends * 0.25 + length / 400.0 + 4.0) * (off / 1.25).max(1.0) * (off / 2.0).max(1.0)
}

/// How many points there are in which lines of different nets cross; counts them in `crossed` too.
fn drawn(graph: &Graph, d: &Drawing, crossed: &mut [usize]) -> u64 {
    let mut parts: [Vec<(Point, Point, &Arc)>; 2] = [Vec::new(), Vec::new()];
    for (path, arc) in d.paths.iter().zip(&graph.arcs) {
        for (a, b) in path.iter().zip(path.iter().skip(1)).filter(|(a, b)| *a != *b) {
            parts[usize::from(a.x == b.x)].push((*a, *b, arc));
        }
    }
    let [across, down] = parts;
    let mut points = Vec::new();
    for (a, b, arc) in &across {
        for (c, d, other) in down.iter().filter(|part| part.2.net != arc.net) {
            let inside = |v: f64, p: f64, q: f64| v > p.min(q) + 0.01 && v < p.max(q) - 0.01;
            if inside(c.x, a.x, b.x) && inside(a.y, c.y, d.y) {
                for end in [arc.root, arc.leaf, other.root, other.leaf] {
                    crossed[end.vertex] += 1;
                }
                let nets = (arc.net.min(other.net), arc.net.max(other.net));
                points.push(((c.x * 8.0) as i64, (a.y * 8.0) as i64, nets));
            }
        }
    }
    points.sort_unstable();
    points.dedup();
    points.len() as u64
}
