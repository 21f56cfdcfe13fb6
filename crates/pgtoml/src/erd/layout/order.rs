//! The order of items inside their layers: few crossings.
//!
//! Layers are swept back and forth; in each, items are sorted by the middle of what they are joined to
//! (barycenter), then neighbours are swapped while that helps (transpose). Heights of ports count: two columns of
//! one table are two places. Several starts, the best result wins; all of it is deterministic.

use super::layered::{Graph, Layers};
use super::rank::GAP;

/// Finds a good order from at most so many starts.
pub(super) fn order(l: &mut Layers, starts: usize) {
    let starts = (5_000 / (l.segs.len() + 1)).clamp(2, 16).min(starts);
    let mut best: Option<(u64, Vec<Vec<usize>>)> = None;
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let mut o = Order::new(l);
    let mut shuffled = l.layers.clone();
    for start in 0..starts {
        if start > 0 {
            for layer in &mut shuffled {
                shuffle(layer, &mut seed);
            }
            o.take(&shuffled);
        }
        let crossings = o.settle(start % 2 == 0);
        if best.as_ref().is_none_or(|(b, _)| crossings < *b) {
            best = Some((crossings, o.layers.clone()));
        }
        if crossings == 0 {
            break;
        }
    }
    if let Some((_, layers)) = best {
        o.take(&layers);
    }
    o.sift_all(if l.segs.len() > 3000 { 1 } else { 4 });
    l.layers = o.layers;
}

/// Crossings after a short search: how promising a choice of layers is. Leaves the order it found, for [`order`] to
/// start from.
pub(super) fn promise(l: &mut Layers) -> u64 {
    depth_first(l);
    swept(l, 6, false)
}

/// The same for layers that are nearly those of a drawing, whose vertices have their middles at these heights.
pub(super) fn promise_near(l: &mut Layers, middles: &[f64]) -> u64 {
    by_height(l, middles);
    swept(l, 2, true)
}

/// Sweeps so many times, and swaps neighbours too where the start is a good one.
fn swept(l: &mut Layers, rounds: usize, swaps: bool) -> u64 {
    let mut o = Order::new(l);
    if swaps {
        o.transpose();
    }
    let mut best = (o.crossings(), o.layers.clone());
    for round in 0..rounds {
        let depth = o.layers.len();
        for i in 1..depth {
            let layer = if round % 2 == 0 { i } else { depth - 1 - i };
            o.sort(layer, round % 2 == 1);
        }
        if swaps {
            o.transpose();
        }
        let now = o.crossings();
        if now < best.0 {
            best = (now, o.layers.clone());
        }
    }
    l.layers = best.1;
    best.0
}

/// Items by height; a place-holder is where a straight line would pass.
fn by_height(l: &mut Layers, middles: &[f64]) {
    let mut y = vec![0.0; l.items.len()];
    for (i, item) in l.items.iter().enumerate() {
        if let Some(v) = item.vertex {
            y[i] = middles[v];
        }
    }
    let mut sums = vec![(0.0, 0.0); l.items.len()];
    for chain in &l.chains {
        let ends = chain.first().zip(chain.last()).map(|(a, b)| (&l.segs[*a], &l.segs[*b]));
        let Some((first, last)) = ends else { continue };
        let height = |port: usize| y[l.ports[port].item] + l.ports[port].y - l.items[l.ports[port].item].h / 2.0;
        // A chain runs to the right or to the left; its ends are vertices.
        let (from, to) = if first.channel <= last.channel { (first.a, last.b) } else { (first.b, last.a) };
        let (from, to) = (height(from), height(to));
        let count = chain.len() as f64;
        for (k, pair) in chain.windows(2).enumerate() {
            let (a, b) = (&l.segs[pair[0]], &l.segs[pair[1]]);
            let port = if a.channel <= b.channel { a.b } else { a.a };
            let sum = &mut sums[l.ports[port].item];
            *sum = (sum.0 + from + (to - from) * (k as f64 + 1.0) / count, sum.1 + 1.0);
        }
    }
    for (y, (sum, count)) in y.iter_mut().zip(sums).filter(|(_, (_, count))| *count > 0.0) {
        *y = sum / count;
    }
    for layer in &mut l.layers {
        layer.sort_by(|a, b| y[*a].total_cmp(&y[*b]).then(a.cmp(b)));
    }
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

/// The order of earlier positions; what is new goes to the middle of its neighbours, or where a box has no room there, to
/// the end of its layer: those that are there keep their places.
pub(super) fn from_earlier(graph: &Graph, l: &mut Layers) {
    let mut y: Vec<Option<f64>> =
        l.items.iter().map(|i| i.vertex.and_then(|v| graph.vertices[v].earlier).map(|p| p.y + i.h / 2.0)).collect();
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
    for (v, vertex) in graph.vertices.iter().enumerate() {
        l.held[v] = vertex.earlier.is_some();
    }
    for layer in &l.layers {
        let known: Vec<(f64, f64)> = layer
            .iter()
            .filter(|i| l.held[**i])
            .filter_map(|i| y[*i].map(|at| (at - l.items[*i].h / 2.0, at + l.items[*i].h / 2.0)))
            .collect();
        // Above the topmost there is no room: all would have to move down.
        let Some(bottom) = known.iter().map(|one| one.1).reduce(f64::max) else { continue };
        let boxes: Vec<usize> = layer.iter().copied().filter(|i| l.items[*i].vertex.is_some() && !l.held[*i]).collect();
        for i in boxes {
            let (at, half) = (y[i].unwrap_or(bottom), l.items[i].h / 2.0 + GAP);
            if known.iter().any(|(from, to)| at + half > *from && at - half < *to) {
                y[i] = Some(bottom + half);
                l.held[i] = true;
            }
        }
    }
    for layer in &mut l.layers {
        layer.sort_by(|a, b| y[*a].unwrap_or(0.0).total_cmp(&y[*b].unwrap_or(0.0)).then(a.cmp(b)));
    }
    let mut o = Order::new(l);
    o.sift_all(8);
    l.layers = o.layers;
}

/// A segment, seen from one of its items.
#[derive(Clone, Copy)]
struct Link {
    /// The item at the other end.
    far: u32,
    /// The number of the port there, counted from the top of that side.
    far_port: u32,
    /// The number of the port here.
    port: u32,
    /// How far down its item the other port is, from 0 to 1.
    depth: f32,
}

struct Order<'a> {
    l: &'a Layers,
    layers: Vec<Vec<usize>>,
    place: Vec<u32>,
    /// By item: links to the left and to the right, sorted by port.
    links: Vec<[Vec<Link>; 2]>,
    /// By item: how many ports it has on the left.
    ports: Vec<u32>,
    /// By item: how many ports on the left are above it in its layer.
    above: Vec<u32>,
    tree: Vec<u32>,
}

impl<'a> Order<'a> {
    fn new(l: &'a Layers) -> Self {
        let n = l.items.len();
        let mut o = Order {
            l,
            layers: l.layers.clone(),
            place: vec![0; n],
            links: vec![[Vec::new(), Vec::new()]; n],
            ports: vec![0; n],
            above: vec![0; n],
            tree: Vec::new(),
        };
        // Ports of each side of each item, numbered from the top.
        let mut number = vec![0u32; l.ports.len()];
        let mut sides: Vec<[Vec<usize>; 2]> = vec![[Vec::new(), Vec::new()]; n];
        for s in l.segs.iter().filter(|s| !s.turns) {
            for (port, side) in [(s.a, 1), (s.b, 0)] {
                let list = &mut sides[l.ports[port].item][side];
                if !list.contains(&port) {
                    list.push(port);
                }
            }
        }
        for (item, lists) in sides.iter_mut().enumerate() {
            // A place-holder's only port is on both of its sides.
            for list in lists.iter_mut() {
                list.sort_by(|a, b| l.ports[*a].y.total_cmp(&l.ports[*b].y).then(a.cmp(b)));
                for (i, port) in list.iter().enumerate() {
                    number[*port] = i as u32;
                }
            }
            o.ports[item] = lists[0].len() as u32;
        }
        for s in l.segs.iter().filter(|s| !s.turns) {
            for (near, far, side) in [(s.a, s.b, 1), (s.b, s.a, 0)] {
                let p = &l.ports[far];
                let depth = (p.y / l.items[p.item].h.max(1.0)) as f32;
                let link = Link { far: p.item as u32, far_port: number[far], port: number[near], depth };
                o.links[l.ports[near].item][side].push(link);
            }
        }
        for lists in &mut o.links {
            for list in lists {
                list.sort_by_key(|k| (k.port, k.far, k.far_port));
            }
        }
        o.number_all();
        o
    }

    /// Continues from another order of the same layers.
    fn take(&mut self, layers: &[Vec<usize>]) {
        for (layer, other) in self.layers.iter_mut().zip(layers) {
            layer.clone_from(other);
        }
        self.number_all();
    }

    fn number_all(&mut self) {
        for layer in 0..self.layers.len() {
            self.number(layer);
        }
    }

    fn number(&mut self, layer: usize) {
        for (i, item) in self.layers[layer].iter().enumerate() {
            self.place[*item] = i as u32;
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

    /// Where the other end of a link is in its layer: the item's place, and within the item the port.
    fn key(&self, link: &Link) -> u64 {
        (u64::from(self.place[link.far as usize]) << 32) | u64::from(link.far_port)
    }

    fn sort(&mut self, layer: usize, by_right: bool) {
        let mut list: Vec<(f64, usize)> = Vec::with_capacity(self.layers[layer].len());
        for (i, item) in self.layers[layer].iter().enumerate() {
            let links = &self.links[*item][usize::from(by_right)];
            let sum: f64 = links.iter().map(|k| f64::from(self.place[k.far as usize]) + f64::from(k.depth)).sum();
            // An item without lines on this side stays beside its neighbour.
            let at = if links.is_empty() { list.last().map_or(i as f64, |l| l.0) } else { sum / links.len() as f64 };
            list.push((at, *item));
        }
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.layers[layer] = list.into_iter().map(|(_, item)| item).collect();
        self.number(layer);
    }

    /// Crossings between the lines of two neighbours, when `u` is above `v`.
    fn between(&self, u: usize, v: usize) -> (u64, u64) {
        let (mut as_is, mut swapped) = (0, 0);
        for (us, vs) in self.links[u].iter().zip(&self.links[v]) {
            for a in us {
                let ka = self.key(a);
                for b in vs {
                    let kb = self.key(b);
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
                        self.place[u] = i as u32;
                        self.place[v] = i as u32 - 1;
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
            let at = self.place[item] as usize;
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
        let mut total = 0;
        let mut rights: Vec<u32> = Vec::new();
        for channel in 1..self.layers.len() {
            let mut ports = 0;
            for item in &self.layers[channel] {
                self.above[*item] = ports;
                ports += self.ports[*item];
            }
            self.tree.clear();
            self.tree.resize(ports as usize + 1, 0);
            let mut seen = 0u32;
            for item in &self.layers[channel - 1] {
                // Lines from one port do not cross each other: count the whole run before adding it.
                for run in self.links[*item][1].chunk_by(|a, b| a.port == b.port) {
                    rights.clear();
                    rights.extend(run.iter().map(|k| self.above[k.far as usize] + k.far_port + 1));
                    for at in &rights {
                        let (mut below, mut k) = (0, *at as usize);
                        while k > 0 {
                            below += self.tree[k];
                            k -= k & k.wrapping_neg();
                        }
                        total += u64::from(seen - below);
                    }
                    for at in &rights {
                        let mut k = *at as usize;
                        while k < self.tree.len() {
                            self.tree[k] += 1;
                            k += k & k.wrapping_neg();
                        }
                    }
                    seen += run.len() as u32;
                }
            }
        }
        total
    }
}
