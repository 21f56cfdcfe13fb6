//! The order of items inside their layers: few crossings.
//!
//! Layers are swept back and forth; in each, items are sorted by the middle of what they are joined to
//! (barycenter), then neighbours are swapped while that helps (transpose). Heights of ports count: two columns of
//! one table are two places. Several starts, the best result wins; all of it is deterministic.

use super::layered::{Graph, Layers};

/// Finds a good order.
pub(super) fn order(l: &mut Layers) {
    let starts = (5_000 / (l.segs.len() + 1)).clamp(2, 16);
    let mut best: Option<(u64, Vec<Vec<usize>>)> = None;
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let first = l.layers.clone();
    for start in 0..starts {
        l.layers.clone_from(&first);
        if start > 0 {
            for layer in &mut l.layers {
                shuffle(layer, &mut seed);
            }
        }
        let mut now = Order::new(l);
        let crossings = now.settle(start % 2 == 0);
        if best.as_ref().is_none_or(|(b, _)| crossings < *b) {
            best = Some((crossings, now.layers));
        }
        if crossings == 0 {
            break;
        }
    }
    if let Some((_, layers)) = best {
        l.layers = layers;
    }
    let mut o = Order::new(l);
    o.sift_all(if l.segs.len() > 3000 { 1 } else { 4 });
    l.layers = o.layers;
}

/// Crossings after a short search: how promising a choice of layers is. Leaves the order it found, for [`order`] to
/// start from.
pub(super) fn promise(l: &mut Layers) -> u64 {
    depth_first(l);
    let mut o = Order::new(l);
    let mut best = (o.crossings(), o.layers.clone());
    for round in 0..6 {
        let depth = o.layers.len();
        for i in 1..depth {
            let layer = if round % 2 == 0 { i } else { depth - 1 - i };
            o.sort(layer, round % 2 == 1);
        }
        let now = o.crossings();
        if now < best.0 {
            best = (now, o.layers.clone());
        }
    }
    l.layers = best.1;
    best.0
}

/// A plain linear generator: the same on every machine, good enough to leave a bad start.
fn shuffle(list: &mut [usize], seed: &mut u64) {
    for i in (1..list.len()).rev() {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        list.swap(i, (*seed >> 33) as usize % (i + 1));
    }
}

/// Items in the order in which a walk along the lines meets them.
fn depth_first(l: &mut Layers) {
    let mut seen = vec![false; l.items.len()];
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); l.layers.len()];
    let mut stack = Vec::new();
    for start in 0..l.items.len() {
        stack.push(start);
        while let Some(i) = stack.pop() {
            if std::mem::replace(&mut seen[i], true) {
                continue;
            }
            out[l.items[i].layer].push(i);
            for s in l.left[i].iter().rev() {
                stack.push(l.end(*s, false).item);
            }
            for s in l.right[i].iter().rev() {
                stack.push(l.end(*s, true).item);
            }
        }
    }
    l.layers = out;
}

/// The order of earlier positions; what is new goes to the middle of its neighbours.
pub(super) fn from_earlier(graph: &Graph, l: &mut Layers) {
    let mut y: Vec<Option<f64>> = l
        .items
        .iter()
        .map(|i| i.vertex.and_then(|v| graph.vertices[v].earlier).map(|p| p.y + i.h / 2.0))
        .collect();
    for _ in 0..l.layers.len() + 2 {
        let mut open = false;
        let before = y.clone();
        for i in 0..l.items.len() {
            if before[i].is_some() {
                continue;
            }
            let mut sum = (0.0, 0.0);
            for (segs, right) in [(&l.left[i], false), (&l.right[i], true)] {
                for s in segs {
                    let p = l.end(*s, right);
                    if let Some(at) = before[p.item] {
                        sum = (sum.0 + at + p.y - l.items[p.item].h / 2.0, sum.1 + 1.0);
                    }
                }
            }
            open = true;
            if sum.1 > 0.0 {
                y[i] = Some(sum.0 / sum.1);
            }
        }
        if !open {
            break;
        }
    }
    for layer in &mut l.layers {
        layer.sort_by(|a, b| y[*a].unwrap_or(0.0).total_cmp(&y[*b].unwrap_or(0.0)).then(a.cmp(b)));
    }
    for (v, vertex) in graph.vertices.iter().enumerate() {
        l.held[v] = vertex.earlier.is_some();
    }
    let mut o = Order::new(l);
    o.sift_all(8);
    l.layers = o.layers;
}

struct Order<'a> {
    l: &'a Layers,
    layers: Vec<Vec<usize>>,
    place: Vec<usize>,
    tree: Vec<u32>,
}

impl<'a> Order<'a> {
    fn new(l: &'a Layers) -> Self {
        let mut o = Order { l, layers: l.layers.clone(), place: vec![0; l.items.len()], tree: Vec::new() };
        for layer in 0..o.layers.len() {
            o.number(layer);
        }
        o
    }

    fn number(&mut self, layer: usize) {
        for (i, item) in self.layers[layer].iter().enumerate() {
            self.place[*item] = i;
        }
    }

    /// Sweeps until nothing gets better; returns the crossings that remain.
    fn settle(&mut self, forward: bool) -> u64 {
        let mut best = (self.crossings(), self.layers.clone());
        let mut idle = 0;
        let mut down = forward;
        for _ in 0..24 {
            let depth = self.layers.len();
            for i in 1..depth {
                let layer = if down { i } else { depth - 1 - i };
                self.sort(layer, !down);
            }
            self.transpose();
            let now = self.crossings();
            if now < best.0 {
                best = (now, self.layers.clone());
                idle = 0;
            } else {
                idle += 1;
                if idle > 3 {
                    break;
                }
            }
            down = !down;
        }
        self.layers = best.1;
        best.0
    }

    /// Where a port is in its layer: the item's place, and within the item the port's height.
    fn key(&self, seg: usize, right: bool) -> u64 {
        let p = self.l.end(seg, right);
        ((self.place[p.item] as u64) << 24) | ((p.y * 64.0) as u64 & 0xff_ffff)
    }

    fn sort(&mut self, layer: usize, by_right: bool) {
        let mut list: Vec<(f64, usize)> = Vec::with_capacity(self.layers[layer].len());
        for (i, item) in self.layers[layer].iter().enumerate() {
            let segs = if by_right { &self.l.right[*item] } else { &self.l.left[*item] };
            let mut sum = 0.0;
            for s in segs {
                let p = self.l.end(*s, by_right);
                let h = self.l.items[p.item].h.max(1.0);
                sum += self.place[p.item] as f64 + p.y / h;
            }
            // An item without lines on this side stays beside its neighbour.
            let at = if segs.is_empty() { list.last().map_or(i as f64, |l| l.0) } else { sum / segs.len() as f64 };
            list.push((at, *item));
        }
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.layers[layer] = list.into_iter().map(|(_, item)| item).collect();
        self.number(layer);
    }

    /// Crossings between the lines of two neighbours, when `u` is above `v`.
    fn between(&self, u: usize, v: usize) -> (u64, u64) {
        let (mut as_is, mut swapped) = (0, 0);
        for right in [false, true] {
            let (us, vs) = if right { (&self.l.right[u], &self.l.right[v]) } else { (&self.l.left[u], &self.l.left[v]) };
            for a in us {
                let ka = self.key(*a, right);
                for b in vs {
                    let kb = self.key(*b, right);
                    as_is += u64::from(ka > kb);
                    swapped += u64::from(ka < kb);
                }
            }
        }
        (as_is, swapped)
    }

    fn transpose(&mut self) {
        let depth = self.layers.len();
        // A layer is looked at again only if it or a neighbour has changed.
        let mut dirty = vec![true; depth];
        for _ in 0..8 {
            let mut next = vec![false; depth];
            let mut better = false;
            for layer in (0..depth).filter(|i| dirty[*i]) {
                for i in 1..self.layers[layer].len() {
                    let (u, v) = (self.layers[layer][i - 1], self.layers[layer][i]);
                    if self.l.held[u] && self.l.held[v] {
                        continue;
                    }
                    let (as_is, swapped) = self.between(u, v);
                    if swapped < as_is {
                        self.layers[layer].swap(i - 1, i);
                        self.place[u] = i;
                        self.place[v] = i - 1;
                        better = true;
                        next[layer.saturating_sub(1)..(layer + 2).min(depth)].fill(true);
                    }
                }
            }
            if !better {
                break;
            }
            dirty = next;
        }
    }

    /// Takes each free item out and puts it back where it crosses least.
    fn sift(&mut self, layer: usize) -> bool {
        let mut better = false;
        for item in self.layers[layer].clone() {
            if self.l.held[item] {
                continue;
            }
            let at = self.place[item];
            let (mut sum, mut best) = (0i64, (0i64, at));
            for i in (0..at).rev() {
                let (as_is, swapped) = self.between(self.layers[layer][i], item);
                sum += swapped as i64 - as_is as i64;
                if sum < best.0 {
                    best = (sum, i);
                }
            }
            sum = 0;
            for i in at + 1..self.layers[layer].len() {
                let (as_is, swapped) = self.between(item, self.layers[layer][i]);
                sum += swapped as i64 - as_is as i64;
                if sum < best.0 {
                    best = (sum, i);
                }
            }
            if best.1 != at {
                let item = self.layers[layer].remove(at);
                self.layers[layer].insert(best.1, item);
                self.number(layer);
                better = true;
            }
        }
        better
    }

    fn sift_all(&mut self, rounds: usize) {
        for round in 0..rounds {
            let mut better = false;
            for i in 0..self.layers.len() {
                let layer = if round % 2 == 0 { i } else { self.layers.len() - 1 - i };
                better |= self.sift(layer);
            }
            if !better {
                break;
            }
        }
    }

    fn crossings(&mut self) -> u64 {
        let mut channels: Vec<Vec<(u64, u64)>> = vec![Vec::new(); self.layers.len()];
        for (i, s) in self.l.segs.iter().enumerate().filter(|(_, s)| !s.turns) {
            channels[s.channel].push((self.key(i, false), self.key(i, true)));
        }
        let mut total = 0;
        for mut segs in channels {
            segs.sort_unstable();
            let mut rights: Vec<u64> = segs.iter().map(|s| s.1).collect();
            rights.sort_unstable();
            rights.dedup();
            self.tree.clear();
            self.tree.resize(rights.len() + 1, 0);
            let mut seen = 0u64;
            let mut i = 0;
            while i < segs.len() {
                // Lines from one port do not cross each other: count the whole run before adding it.
                let mut end = i;
                while end < segs.len() && segs[end].0 == segs[i].0 {
                    end += 1;
                }
                for s in &segs[i..end] {
                    let at = rights.binary_search(&s.1).unwrap_or(0) + 1;
                    let (mut below, mut k) = (0u64, at);
                    while k > 0 {
                        below += u64::from(self.tree[k]);
                        k -= k & k.wrapping_neg();
                    }
                    total += seen - below;
                }
                for s in &segs[i..end] {
                    let mut k = rights.binary_search(&s.1).unwrap_or(0) + 1;
                    while k < self.tree.len() {
                        self.tree[k] += 1;
                        k += k & k.wrapping_neg();
                    }
                }
                seen += (end - i) as u64;
                i = end;
            }
        }
        total
    }
}
