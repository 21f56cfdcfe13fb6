//! One connected drawing: from vertices and arcs to positions and paths.
//!
//! The engine knows neither tables nor columns. A vertex is a box of a given size, an arc joins two heights on two
//! boxes, and arcs of one net share their way from the net's root. The same engine draws tables in a frame, and
//! frames in the picture.

use std::collections::BTreeMap;

use super::cycles::Taste;
use super::search::{START, Tried, search, small};
use super::{Point, coords, cycles, order, rank, refine, route};

/// Where in the row of layers a vertex must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pin {
    #[default]
    Free,
    /// On the left border of a frame.
    First,
    /// On the right border of a frame.
    Last,
}

/// A box to place.
#[derive(Debug, Clone, Default)]
pub(super) struct Vertex {
    pub w: f64,
    pub h: f64,
    /// Room to keep free on the right, for lines from the box to itself.
    pub tail: f64,
    pub pin: Pin,
    pub earlier: Option<Point>,
}

/// Where a line meets a box: around `y` (from the box's top), within `room` pixels that lines of other nets share.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tip {
    pub vertex: usize,
    pub y: f64,
    pub room: f64,
}

/// A line from the referenced end (root) to the dependent end (leaf).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arc {
    pub root: Tip,
    pub leaf: Tip,
    /// Arcs of one net have the same root and may share their way.
    pub net: usize,
}

/// The input.
#[derive(Debug, Clone, Default)]
pub(super) struct Graph {
    pub vertices: Vec<Vertex>,
    pub arcs: Vec<Arc>,
    /// For each arc, whether its root must stand on the right; empty to let the engine choose.
    pub turned: Vec<bool>,
    /// The part of the effort for the whole diagram that may be spent on this graph.
    pub share: f64,
    /// The layer of each vertex, where that is not to be chosen; else empty.
    pub ranks: Vec<usize>,
}

/// The output: the top left corner of each vertex and the path of each arc, root first.
#[derive(Debug, Clone, Default)]
pub(super) struct Drawing {
    pub at: Vec<Point>,
    pub paths: Vec<Vec<Point>>,
    /// The right and the bottom edge.
    pub w: f64,
    pub h: f64,
    /// Positions follow earlier ones.
    pub stable: bool,
}

/// Something that takes room in a layer: a vertex, or the place where a line passes through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub layer: usize,
    pub h: f64,
    pub vertex: Option<usize>,
}

/// Where lines of one net meet one side of a box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Port {
    pub item: usize,
    /// From the top of the item.
    pub y: f64,
    base: f64,
    room: f64,
    right: bool,
}

/// A part of a line between two neighbouring layers. Ends are ports.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seg {
    pub a: usize,
    pub b: usize,
    /// The channel: between layers `channel` and `channel + 1`. `a` is on its left; so is `b` if `turns`.
    pub channel: usize,
    /// Both ends are on the left side of the channel.
    pub turns: bool,
    /// Segments of one net in one channel are one tree.
    pub net: usize,
}

/// The layers with place-holders for lines that pass through.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub items: Vec<Item>,
    pub ports: Vec<Port>,
    pub segs: Vec<Seg>,
    /// Items of each layer, from top to bottom.
    pub layers: Vec<Vec<usize>>,
    /// Items that keep their place among each other.
    pub held: Vec<bool>,
    /// Segments at each item, by item: those in the channel to its left, and to its right.
    pub left: Vec<Vec<usize>>,
    pub right: Vec<Vec<usize>>,
    /// The segments of each arc, root first.
    pub chains: Vec<Vec<usize>>,
}

impl Layers {
    /// The port of a segment on the given side of its channel.
    pub fn end(&self, seg: usize, right: bool) -> &Port {
        let s = &self.segs[seg];
        &self.ports[if right { s.b } else { s.a }]
    }
}

/// Draws one graph.
pub(super) fn draw(graph: &Graph, aspect: f64) -> Drawing {
    if graph.vertices.is_empty() {
        return Drawing::default();
    }
    if graph.ranks.len() == graph.vertices.len() {
        let mut ranks = graph.ranks.clone();
        rank::compact(&mut ranks);
        let mut layers = proper(graph, &ranks);
        let stable = graph.vertices.iter().any(|v| v.earlier.is_some());
        if !stable {
            order::promise(&mut layers);
        }
        return finished(graph, layers, stable, FULL).0;
    }
    if known(graph) {
        return finished(graph, proper(graph, &rank::from_earlier(graph)), true, FULL).0;
    }
    // The most promising layers are drawn; the best drawing wins. Small graphs can afford to draw many.
    let mut best: Option<Tried> = None;
    let (small, care) = if small(graph) { (true, START) } else { (false, FULL) };
    for (ranks, layers) in promising(graph, aspect) {
        let (drawing, crossings) = finished(graph, layers, false, care);
        let tried = Tried::new(graph, ranks, drawing, crossings, aspect);
        if best.as_ref().is_none_or(|b| tried.cost < b.cost) {
            best = Some(tried);
        }
    }
    best.map(|best| if small { search(graph, best, aspect) } else { best }.drawing).unwrap_or_default()
}

/// Whether most vertices have an earlier position to stay at.
pub(super) fn known(graph: &Graph) -> bool {
    let count = |pin: bool| graph.vertices.iter().filter(|v| v.earlier.is_some() == pin && v.pin == Pin::Free).count();
    count(true) > count(false)
}

/// How carefully a drawing is finished.
#[derive(Debug, Clone, Copy)]
pub(super) struct Care {
    /// Orders to start from.
    pub starts: usize,
    /// How often neighbours are swapped on real heights.
    pub swaps: usize,
    /// How often heights are looked at again.
    pub rounds: usize,
}

/// For what will be seen.
pub(super) const FULL: Care = Care { starts: 16, swaps: 2, rounds: 5 };

/// Order, heights and paths for given layers, and about how many lines cross.
pub(super) fn finished(graph: &Graph, mut layers: Layers, stable: bool, care: Care) -> (Drawing, u64) {
    if stable {
        order::from_earlier(graph, &mut layers);
    } else {
        order::order(&mut layers, care.starts);
    }
    spread_ports(&mut layers);
    let crossings = refined(graph, &mut layers, stable, care);
    spread_ports(&mut layers);
    let y = coords::assign(graph, &layers, stable, care.rounds);
    let routed = route::route(graph, &layers, &y, stable);
    let at = (0..graph.vertices.len()).map(|v| Point { x: routed.x[layers.items[v].layer], y: y[v] }).collect();
    let paths = paths(graph, &layers, &y, &routed);
    let bottom = layers.items.iter().enumerate().map(|(i, it)| y[i] + it.h).fold(0.0, f64::max);
    (Drawing { at, paths, w: routed.w, h: bottom, stable }, crossings)
}

/// Tries several directions and fillings, and returns those with the fewest crossings for their shape.
fn promising(graph: &Graph, aspect: f64) -> Vec<(Vec<usize>, Layers)> {
    let mut candidates = Vec::new();
    if graph.turned.len() == graph.arcs.len() && !graph.arcs.is_empty() {
        rank::candidates(graph, &graph.turned, aspect, &mut candidates);
    } else {
        let mut directions = Vec::new();
        for taste in [Taste::Surplus, Taste::Hub, Taste::Free, Taste::Leaf] {
            let turned = cycles::backwards(graph, taste);
            if !directions.contains(&turned) {
                rank::candidates(graph, &turned, aspect, &mut candidates);
                directions.push(turned);
            }
        }
    }
    // Where time is short, shapes that are far off are not looked at.
    let least = candidates.iter().map(|c| c.off).fold(f64::INFINITY, f64::min);
    let far = if graph.vertices.len() > 60 { least.max(1.2) * 1.35 } else { f64::INFINITY };
    let mut tried = Vec::new();
    for c in candidates.into_iter().filter(|c| c.off <= far) {
        let mut layers = proper(graph, &c.ranks);
        let crossings = order::promise(&mut layers) as f64;
        tried.push(((crossings + 4.0) * (c.off / 1.2).max(1.0), c.ranks, layers));
    }
    tried.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = tried.first().map_or(1, |(_, _, l)| (700 / (l.segs.len() + 10)).clamp(1, 16));
    tried.into_iter().take(count).map(|(_, ranks, l)| (ranks, l)).collect()
}

/// Alternates between heights and swaps; keeps the best and returns its crossings.
fn refined(graph: &Graph, layers: &mut Layers, stable: bool, care: Care) -> u64 {
    let mut refine = refine::Refine::new(layers);
    let mut best: Option<(u64, Vec<Vec<usize>>)> = None;
    for _ in 0..if layers.segs.len() > 3000 { 0 } else { care.swaps } {
        let mut y = coords::assign(graph, layers, stable, 2);
        let now = refine.total(layers, &y);
        if best.as_ref().is_none_or(|(b, _)| now < *b) {
            best = Some((now, layers.layers.clone()));
        }
        if now == 0 || !refine.swap(layers, &mut y, 4) {
            break;
        }
    }
    let Some((crossings, order)) = best else { return 0 };
    layers.layers = order;
    crossings
}

/// Cuts arcs into segments between neighbouring layers. Items `0..vertices` are the vertices.
pub(super) fn proper(graph: &Graph, ranks: &[usize]) -> Layers {
    let mut l = Layers::default();
    for (v, vertex) in graph.vertices.iter().enumerate() {
        l.items.push(Item { layer: ranks[v], h: vertex.h, vertex: Some(v) });
    }
    let depth = ranks.iter().max().map_or(0, |m| m + 1);
    // A net that leaves its root on both sides is two nets: (net, side).
    let mut ports: BTreeMap<(usize, bool, usize, u64), usize> = BTreeMap::new();
    let mut through: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut known: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
    for arc in &graph.arcs {
        let (from, to) = (ranks[arc.root.vertex], ranks[arc.leaf.vertex]);
        let net = arc.net * 2 + usize::from(to < from);
        let mut port = |l: &mut Layers, tip: &Tip, right: bool| {
            let key = (tip.vertex, right, net, (tip.y * 8.0) as u64);
            *ports.entry(key).or_insert_with(|| {
                l.ports.push(Port { item: tip.vertex, y: tip.y, base: tip.y, room: tip.room, right });
                l.ports.len() - 1
            })
        };
        let mut seg = |l: &mut Layers, a: usize, b: usize, channel: usize, turns: bool| {
            *known.entry((net, a, b)).or_insert_with(|| {
                l.segs.push(Seg { a, b, channel, turns, net });
                l.segs.len() - 1
            })
        };
        let mut chain = Vec::new();
        if from == to {
            let (a, b) = (port(&mut l, &arc.root, true), port(&mut l, &arc.leaf, true));
            chain.push(seg(&mut l, a, b, from, true));
        } else {
            let forward = from < to;
            let mut at = port(&mut l, &arc.root, forward);
            let mut layer = from;
            loop {
                let next = if forward { layer + 1 } else { layer - 1 };
                let end = if next == to {
                    port(&mut l, &arc.leaf, !forward)
                } else {
                    *through.entry((net, next)).or_insert_with(|| {
                        l.items.push(Item { layer: next, h: 0.0, vertex: None });
                        l.ports.push(Port { item: l.items.len() - 1, y: 0.0, base: 0.0, room: 0.0, right: false });
                        l.ports.len() - 1
                    })
                };
                chain.push(if forward {
                    seg(&mut l, at, end, layer, false)
                } else {
                    seg(&mut l, end, at, next, false)
                });
                if next == to {
                    break;
                }
                (at, layer) = (end, next);
            }
        }
        l.chains.push(chain);
    }
    l.layers = vec![Vec::new(); depth];
    for (i, item) in l.items.iter().enumerate() {
        l.layers[item.layer].push(i);
    }
    l.held = vec![false; l.items.len()];
    l.left = vec![Vec::new(); l.items.len()];
    l.right = vec![Vec::new(); l.items.len()];
    for (i, s) in l.segs.iter().enumerate().filter(|(_, s)| !s.turns) {
        l.right[l.ports[s.a].item].push(i);
        l.left[l.ports[s.b].item].push(i);
    }
    l
}

/// Lines of different nets that meet the same row on the same side get a height of their own, sorted by where they
/// come from, so that they neither lie on each other nor cross in front of the box.
fn spread_ports(l: &mut Layers) {
    let mut place = vec![0.0; l.items.len()];
    for layer in &l.layers {
        for (i, item) in layer.iter().enumerate() {
            place[*item] = i as f64 / layer.len() as f64;
        }
    }
    let mut toward = vec![(0.0, 0.0); l.ports.len()];
    for s in &l.segs {
        for (p, q) in [(s.a, s.b), (s.b, s.a)] {
            toward[p].0 += place[l.ports[q].item] + l.ports[q].base / 1e6;
            toward[p].1 += 1.0;
        }
    }
    let mut same: BTreeMap<(usize, bool, u64), Vec<usize>> = BTreeMap::new();
    for (i, p) in l.ports.iter().enumerate().filter(|(_, p)| p.room > 0.0) {
        same.entry((p.item, p.right, (p.base * 8.0) as u64)).or_default().push(i);
    }
    for ports in same.into_values().filter(|p| p.len() > 1) {
        let mut ports = ports;
        ports.sort_by(|a, b| (toward[*a].0 * toward[*b].1).total_cmp(&(toward[*b].0 * toward[*a].1)));
        let count = ports.len() as f64;
        let step = (l.ports[ports[0]].room / count).min(8.0);
        for (i, p) in ports.into_iter().enumerate() {
            l.ports[p].y = l.ports[p].base + (i as f64 - (count - 1.0) / 2.0) * step;
        }
    }
}

/// Joins the segments of each arc into one path.
fn paths(graph: &Graph, l: &Layers, y: &[f64], routed: &route::Routed) -> Vec<Vec<Point>> {
    let height = |port: usize| y[l.ports[port].item] + l.ports[port].y;
    let side = |port: usize| {
        let p = &l.ports[port];
        let x = routed.x[l.items[p.item].layer];
        x + if p.right { l.items[p.item].vertex.map_or(0.0, |v| graph.vertices[v].w) } else { 0.0 }
    };
    let path = |(arc, chain): (&Arc, &Vec<usize>)| {
        // `a` is the left end of a segment; a chain whose root is on the right runs from b to a.
        let flipped = l.items[arc.root.vertex].layer > l.items[arc.leaf.vertex].layer;
        let mut points = Vec::new();
        for (i, seg) in chain.iter().enumerate() {
            let s = &l.segs[*seg];
            let (from, to) = if flipped { (s.b, s.a) } else { (s.a, s.b) };
            if i == 0 {
                points.push(Point { x: side(from), y: height(from) });
            }
            let corners = routed.corners[*seg].iter().copied();
            if flipped {
                points.extend(corners.rev())
            } else {
                points.extend(corners)
            }
            if i + 1 == chain.len() {
                points.push(Point { x: side(to), y: height(to) });
            }
        }
        points
    };
    graph.arcs.iter().zip(&l.chains).map(path).collect()
}
