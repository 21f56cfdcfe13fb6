//! Vertical tracks in the channels between layers, and with them x.
//!
//! In each channel, the segments of a net are one tree: horizontal lines from both sides that meet one vertical
//! trunk. Which of two overlapping trunks stands further left decides how often they cross; the cheaper order is
//! taken where the choices do not contradict each other.

use std::collections::BTreeMap;

use super::Point;
use super::layered::{Graph, Layers};

/// Between trunks.
const TRACK: f64 = 12.0;
/// Between a box and the first trunk: room for the marks at the end of a line.
const MARGIN: f64 = 30.0;
/// Between layers without lines.
const EMPTY: f64 = 48.0;
/// Horizontal lines closer than this would look like one.
const NEAR: f64 = 5.0;

/// The result.
#[derive(Debug, Default)]
pub(super) struct Routed {
    /// Left edge of each layer.
    pub x: Vec<f64>,
    pub w: f64,
    /// Corners of each segment, from its `a` to its `b`.
    pub corners: Vec<Vec<Point>>,
}

/// A net in a channel.
struct Trunk {
    lefts: Vec<f64>,
    rights: Vec<f64>,
    low: f64,
    high: f64,
    segs: Vec<usize>,
    track: usize,
}

/// Routes everything.
pub(super) fn route(graph: &Graph, l: &Layers, y: &[f64], stable: bool) -> Routed {
    let depth = l.layers.len();
    let mut channels: Vec<BTreeMap<usize, Trunk>> = (0..depth).map(|_| BTreeMap::new()).collect();
    let height = |port: usize| y[l.ports[port].item] + l.ports[port].y;
    for (i, s) in l.segs.iter().enumerate() {
        let trunk = channels[s.channel].entry(s.net).or_insert_with(|| Trunk {
            lefts: Vec::new(),
            rights: Vec::new(),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            segs: Vec::new(),
            track: 0,
        });
        let (a, b) = (height(s.a), height(s.b));
        trunk.lefts.push(a);
        if s.turns {
            trunk.lefts.push(b)
        } else {
            trunk.rights.push(b)
        }
        trunk.low = trunk.low.min(a).min(b);
        trunk.high = trunk.high.max(a).max(b);
        trunk.segs.push(i);
    }
    let mut out = Routed { corners: vec![Vec::new(); l.segs.len()], ..Routed::default() };
    let mut x = 0.0;
    let mut unknown = 0;
    for (layer, channel) in channels.into_iter().enumerate() {
        if stable {
            // Stay where the layer was, unless what is to the left needs the room.
            let was = earlier(graph, l, layer);
            if was.is_finite() && out.x.len() == unknown {
                // What precedes the first known layer goes wherever that layer leaves it.
                for other in out.x.iter_mut().chain(out.corners.iter_mut().flatten().map(|p| &mut p.x)) {
                    *other += was - x;
                }
                x = was;
            } else if was.is_finite() {
                x = x.max(was);
            } else if out.x.len() == unknown {
                unknown += 1;
            }
        }
        out.x.push(x);
        let vertices = l.layers[layer].iter().filter_map(|i| l.items[*i].vertex).map(|v| &graph.vertices[v]);
        let width = vertices.map(|v| v.w + v.tail).fold(0.0, f64::max);
        x += width;
        if layer + 1 == depth && channel.is_empty() {
            break;
        }
        // The border of a frame has no marks that need room.
        let boxes = |layer: &Vec<usize>| layer.iter().any(|i| l.items[*i].h > 0.0);
        let margin = if boxes(&l.layers[layer]) { MARGIN } else { 4.0 };
        let after = if l.layers.get(layer + 1).is_none_or(boxes) { MARGIN } else { 4.0 };
        let mut trunks: Vec<Trunk> = channel.into_values().collect();
        let tracks = assign(&mut trunks);
        let mut step = TRACK;
        if stable && tracks > 1 && layer + 1 < depth {
            // Rather draw the tracks a little closer than push everything to the right of them away.
            let free = earlier(graph, l, layer + 1) - x - margin - after;
            if free.is_finite() {
                step = (free / (tracks - 1) as f64).clamp(TRACK * 0.5, TRACK);
            }
        }
        for t in trunks.iter().filter(|t| t.high - t.low > 0.0) {
            let at = x + margin + step * t.track as f64;
            for seg in &t.segs {
                let s = &l.segs[*seg];
                let (a, b) = (height(s.a), height(s.b));
                if a != b {
                    out.corners[*seg] = vec![Point { x: at, y: a }, Point { x: at, y: b }];
                }
            }
        }
        let span = if tracks == 0 { 0.0 } else { step * (tracks - 1) as f64 };
        x += (margin + span + after).max(if margin + after < 2.0 * MARGIN { 0.0 } else { EMPTY });
    }
    out.w = x;
    out
}

/// Where the layer's left edge was; infinite if nothing in it was known.
fn earlier(graph: &Graph, l: &Layers, layer: usize) -> f64 {
    let known = l.layers[layer].iter().filter_map(|i| l.items[*i].vertex).filter_map(|v| graph.vertices[v].earlier);
    known.map(|p| p.x).fold(f64::INFINITY, f64::min)
}

/// Gives every trunk a track; returns how many there are.
fn assign(trunks: &mut [Trunk]) -> usize {
    let mut list: Vec<usize> = (0..trunks.len()).filter(|i| trunks[*i].high > trunks[*i].low).collect();
    list.sort_by(|a, b| trunks[*a].low.total_cmp(&trunks[*b].low).then(a.cmp(b)));
    for t in trunks.iter_mut() {
        t.lefts.sort_by(f64::total_cmp);
        t.rights.sort_by(f64::total_cmp);
    }
    let n = list.len();
    // before[i] holds what must stand left of i, with what it costs not to.
    let mut surplus = vec![0i64; n];
    let mut pairs: Vec<(usize, usize, i64)> = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            let (a, b) = (&trunks[list[i]], &trunks[list[j]]);
            if b.low > a.high + NEAR {
                break;
            }
            let gain = cost(b, a) - cost(a, b);
            pairs.push((i, j, gain));
            surplus[i] += gain;
            surplus[j] -= gain;
        }
    }
    // Start from the strongest wish and insert by adjacent exchange: a cheap linear ordering.
    let mut near: Vec<BTreeMap<usize, i64>> = vec![BTreeMap::new(); n];
    for (i, j, gain) in &pairs {
        near[*i].insert(*j, *gain);
        near[*j].insert(*i, -*gain);
    }
    let mut row: Vec<usize> = (0..n).collect();
    row.sort_by_key(|i| (-surplus[*i], *i));
    for _ in 0..8 {
        let mut better = false;
        for i in 0..n {
            // Move row[i] to the place in the row where its wishes are met best.
            let v = row[i];
            let (mut sum, mut best) = (0, (0, i));
            for j in (0..i).rev() {
                sum += near[v].get(&row[j]).copied().unwrap_or(0);
                if sum > best.0 {
                    best = (sum, j);
                }
            }
            sum = 0;
            for (j, u) in row.iter().enumerate().skip(i + 1) {
                sum -= near[v].get(u).copied().unwrap_or(0);
                if sum > best.0 {
                    best = (sum, j);
                }
            }
            if best.1 != i {
                row.remove(i);
                row.insert(best.1, v);
                better = true;
            }
        }
        if !better {
            break;
        }
    }
    let mut track = vec![0usize; n];
    let mut done = vec![false; n];
    let mut count = 0;
    for v in row {
        track[v] = near[v].keys().filter(|u| done[**u]).map(|u| track[*u] + 1).max().unwrap_or(0);
        done[v] = true;
        count = count.max(track[v] + 1);
    }
    for (i, t) in list.into_iter().enumerate() {
        trunks[t].track = track[i];
    }
    count
}

/// What it costs to have `a` left of `b`: crossings, and lines that lie on each other.
fn cost(a: &Trunk, b: &Trunk) -> i64 {
    let inside = |list: &[f64], t: &Trunk| {
        let low = list.partition_point(|y| *y <= t.low);
        let high = list.partition_point(|y| *y < t.high);
        high.saturating_sub(low) as i64
    };
    let mut cost = inside(&a.rights, b) + inside(&b.lefts, a);
    let (mut i, mut j) = (0, 0);
    while i < a.rights.len() && j < b.lefts.len() {
        let d = a.rights[i] - b.lefts[j];
        if d < NEAR && d > -NEAR {
            cost += 100;
        }
        if d < 0.0 { i += 1 } else { j += 1 }
    }
    cost
}
