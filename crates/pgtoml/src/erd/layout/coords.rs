//! The y coordinate of every item, given the order in the layers.
//!
//! Layer by layer, items are put as close as their order and sizes allow to where their lines come from. That is
//! an isotonic regression, solved exactly by merging neighbours that push against each other (pool adjacent
//! violators): first with squared distances, which spreads the drawing evenly, then with absolute distances,
//! whose optimum makes as many lines as possible exactly straight.

use super::layered::{Graph, Layers};
use super::rank::GAP;
use super::straight::{snap, straighten};
use super::unswap::unswap;

/// Between lines that pass through a layer.
const LANE: f64 = 14.0;
/// Between a box and a line that passes.
const SIDE: f64 = 20.0;

/// What pulls an item: desired tops with weights.
type Pulls = Vec<(f64, f64)>;

/// Tops of all items. `stable` holds on to earlier positions; `effort` is a number of rounds.
pub(super) fn assign(graph: &Graph, l: &Layers, stable: bool, effort: usize) -> Vec<f64> {
    let floor = graph.vertices.iter().filter_map(|v| v.earlier).map(|p| p.y).fold(f64::INFINITY, f64::min);
    let floor = if stable && floor.is_finite() { floor } else { f64::NEG_INFINITY };
    let mut c = Coords {
        l,
        floor,
        tight: if stable { 0.5 } else { 1.0 },
        y: vec![0.0; l.items.len()],
        earlier: vec![None; l.items.len()],
        links: (0..l.items.len()).map(|item| links(l, item)).collect(),
    };
    for layer in &l.layers {
        let mut top = 0.0;
        for (i, item) in layer.iter().enumerate() {
            top += if i > 0 { c.gap(layer[i - 1], *item) } else { 0.0 };
            c.y[*item] = top;
            top += l.items[*item].h;
        }
        for item in layer {
            c.y[*item] -= top / 2.0;
        }
    }
    if stable {
        for (v, vertex) in graph.vertices.iter().enumerate() {
            if let Some(p) = vertex.earlier {
                c.earlier[v] = Some(p.y);
                c.y[v] = p.y;
            }
        }
    }
    let depth = l.layers.len();
    for round in 0..2 * effort {
        let both = round + 2 >= 2 * effort;
        for i in 0..depth {
            c.layer(i, true, both, true);
        }
        for i in (0..depth).rev() {
            c.layer(i, both, true, true);
        }
    }
    for _ in 0..effort {
        for i in 0..depth {
            c.layer(i, true, true, false);
        }
        for i in (0..depth).rev() {
            c.layer(i, true, true, false);
        }
    }
    let mut y = std::mem::take(&mut c.y);
    straighten(l, &mut y, floor, |a, b| c.gap(a, b));
    c.y = y;
    // Boxes follow the lines that have moved.
    for i in (0..depth).chain((0..depth).rev()) {
        c.layer(i, true, true, false);
    }
    let mut y = std::mem::take(&mut c.y);
    straighten(l, &mut y, floor, |a, b| c.gap(a, b));
    if !stable {
        snap(l, &mut y, |a, b| c.gap(a, b));
    }
    unswap(l, &mut y);
    c.y = y;
    let top = c.y.iter().copied().fold(f64::INFINITY, f64::min);
    if !stable {
        for y in &mut c.y {
            *y -= top;
        }
    }
    c.y
}

struct Coords<'a> {
    l: &'a Layers,
    /// Distances shrink to this before anything known is pushed away.
    tight: f64,
    /// Nothing goes above this: then all would have to move down.
    floor: f64,
    y: Vec<f64>,
    earlier: Vec<Option<f64>>,
    /// By item: what it is joined to on the left and on the right.
    links: Vec<[Vec<Link>; 2]>,
}

/// The other end of a segment.
struct Link {
    item: usize,
    /// How far below that item's top this item's top would be if the segment were straight.
    below: f64,
    weight: f64,
}

/// What an item is joined to. Many lines to one side shall not outvote the few on the other.
fn links(l: &Layers, item: usize) -> [Vec<Link>; 2] {
    let through = |item: usize| l.items[item].vertex.is_none();
    [(&l.left[item], false), (&l.right[item], true)].map(|(segs, right)| {
        let link = |seg: &usize| {
            let (near, far) = (l.end(*seg, !right), l.end(*seg, right));
            let weight = match (through(item), through(far.item)) {
                (true, true) => 6.0,
                (false, false) => 1.0,
                _ => 2.0,
            };
            Link { item: far.item, below: far.y - near.y, weight }
        };
        segs.iter().map(link).collect()
    })
}

impl Coords<'_> {
    fn gap(&self, a: usize, b: usize) -> f64 {
        let box_ = |i: usize| self.l.items[i].vertex.is_some() && self.l.items[i].h > 0.0;
        self.tight
            * match (box_(a), box_(b)) {
                (true, true) => GAP,
                (false, false) => LANE,
                _ => SIDE,
            }
    }

    /// Fills `pulls` with what pulls an item.
    fn pull(&self, item: usize, left: bool, right: bool, pulls: &mut Pulls) {
        pulls.clear();
        if let Some(y) = self.earlier[item] {
            pulls.push((y, 1000.0));
        }
        for (on, side) in [left, right].into_iter().zip(&self.links[item]) {
            if on {
                pulls.extend(side.iter().map(|link| (self.y[link.item] + link.below, link.weight)));
            }
        }
        // Inertia, so that ties keep what earlier rounds found.
        pulls.push((self.y[item], if pulls.is_empty() { 0.05 } else { 0.01 }));
    }

    /// Places one layer.
    fn layer(&mut self, layer: usize, left: bool, right: bool, squared: bool) {
        struct Block {
            at: f64,
            sum: f64,
            weight: f64,
            pulls: Pulls,
            items: usize,
        }
        let items = &self.l.layers[layer];
        let mut blocks: Vec<Block> = Vec::with_capacity(items.len());
        let mut spare = Pulls::new();
        let mut offset = 0.0;
        let mut offsets = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                offset += self.l.items[items[i - 1]].h + self.gap(items[i - 1], *item);
            }
            offsets.push(offset);
            let mut pulls = std::mem::take(&mut spare);
            self.pull(*item, left, right, &mut pulls);
            for p in &mut pulls {
                p.0 -= offset;
            }
            if !squared {
                pulls.sort_by(|a, b| a.0.total_cmp(&b.0));
            }
            let sum = pulls.iter().map(|p| p.0 * p.1).sum();
            let weight = pulls.iter().map(|p| p.1).sum();
            if squared {
                // Of squares, the sums say all.
                spare = std::mem::take(&mut pulls);
            }
            let mut block = Block { at: 0.0, sum, weight, pulls, items: 1 };
            loop {
                block.at = if squared { block.sum / block.weight } else { median(&block.pulls) };
                match blocks.pop() {
                    Some(mut above) if above.at > block.at => {
                        above.sum += block.sum;
                        above.weight += block.weight;
                        above.items += block.items;
                        if !squared {
                            above.pulls = merged(&above.pulls, &block.pulls);
                        }
                        block = above;
                    }
                    Some(above) => {
                        blocks.push(above);
                        break;
                    }
                    None => break,
                }
            }
            blocks.push(block);
        }
        let mut i = 0;
        for block in blocks {
            for _ in 0..block.items {
                self.y[items[i]] = block.at.max(self.floor) + offsets[i];
                i += 1;
            }
        }
    }
}

/// Two sorted lists as one.
fn merged(a: &Pulls, b: &Pulls) -> Pulls {
    let mut out = Pulls::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if a[i].0 <= b[j].0 {
            out.push(a[i]);
            i += 1;
        } else {
            out.push(b[j]);
            j += 1;
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
    out
}

/// The weighted median of a sorted list.
fn median(pulls: &Pulls) -> f64 {
    let half = pulls.iter().map(|p| p.1).sum::<f64>() / 2.0;
    let mut seen = 0.0;
    for p in pulls {
        seen += p.1;
        if seen >= half {
            return p.0;
        }
    }
    0.0
}
