//! Two lines that exchange their heights between two layers would lie on each other, whichever of them turns first.
//! One of them steps aside.

use std::collections::BTreeMap;

use super::layered::Layers;

/// Horizontal parts closer than this look like one.
const NEAR: f64 = 5.0;
/// How far to step aside.
const STEP: f64 = 6.0;

/// Moves place-holders in `y`.
pub(super) fn unswap(l: &Layers, y: &mut [f64]) {
    // Ends of each net in each channel, left and right, as ports.
    let mut nets: BTreeMap<(usize, usize), [Vec<usize>; 2]> = BTreeMap::new();
    for s in l.segs.iter().filter(|s| !s.turns) {
        let ends = nets.entry((s.channel, s.net)).or_default();
        for (list, port) in ends.iter_mut().zip([s.a, s.b]) {
            if !list.contains(&port) {
                list.push(port);
            }
        }
    }
    let nets: Vec<(usize, [Vec<usize>; 2])> = nets.into_iter().map(|((channel, _), ends)| (channel, ends)).collect();
    for channel in nets.chunk_by(|a, b| a.0 == b.0) {
        for (i, (_, a)) in channel.iter().enumerate() {
            for (_, b) in &channel[i + 1..] {
                let meet = |y: &[f64], p: &[usize], q: &[usize]| {
                    let height = |p: &usize| y[l.ports[*p].item] + l.ports[*p].y;
                    p.iter()
                        .flat_map(|p| q.iter().map(move |q| (*p, *q)))
                        .find(|(p, q)| (height(p) - height(q)).abs() < NEAR)
                };
                let (Some(first), Some(second)) = (meet(y, &a[0], &b[1]), meet(y, &b[0], &a[1])) else { continue };
                let ports = [first.0, first.1, second.0, second.1];
                let free = ports.into_iter().map(|p| l.ports[p].item).find(|item| l.items[*item].vertex.is_none());
                if let Some(item) = free {
                    y[item] += aside(l, y, item);
                }
            }
        }
    }
}

/// A step to the side that has more room, at most half of that room.
fn aside(l: &Layers, y: &[f64], item: usize) -> f64 {
    let items = &l.layers[l.items[item].layer];
    let at = items.iter().position(|i| *i == item).unwrap_or(0);
    let above = at.checked_sub(1).map_or(f64::INFINITY, |i| y[item] - y[items[i]] - l.items[items[i]].h);
    let below = items.get(at + 1).map_or(f64::INFINITY, |next| y[*next] - y[item]);
    // Downwards on a tie: above the topmost line there may be the edge of the picture.
    if below >= above { STEP.min(below / 2.0) } else { -STEP.min(above / 2.0) }
}
