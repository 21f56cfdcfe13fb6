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
        blocks: Vec::new(),
        offsets: Vec::new(),
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
    /// Room that one layer leaves to the next.
    blocks: Vec<Block>,
    offsets: Vec<f64>,
}

/// Items that push against each other.
struct Block {
    at: f64,
    sum: f64,
    weight: f64,
    pulls: Pulls,
    items: usize,
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

    /// Calls `to` with every desired top of an item and its weight.
    fn pull(&self, item: usize, left: bool, right: bool, mut to: impl FnMut(f64, f64)) {
        let mut alone = true;
        if let Some(y) = self.earlier[item] {
            to(y, 1000.0);
            alone = false;
        }
        for (on, side) in [left, right].into_iter().zip(&self.links[item]) {
            if on {
                for link in side {
                    to(self.y[link.item] + link.below, link.weight);
                    alone = false;
                }
            }
        }
        // Inertia, so that ties keep what earlier rounds found.
        to(self.y[item], if alone { 0.05 } else { 0.01 });
    }

    /// Places one layer.
    fn layer(&mut self, layer: usize, left: bool, right: bool, squared: bool) {
        let items = &self.l.layers[layer];
        let mut blocks = std::mem::take(&mut self.blocks);
        let mut offset = 0.0;
        let mut offsets = std::mem::take(&mut self.offsets);
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                offset += self.l.items[items[i - 1]].h + self.gap(items[i - 1], *item);
            }
            offsets.push(offset);
            let mut block = Block { at: 0.0, sum: 0.0, weight: 0.0, pulls: Pulls::new(), items: 1 };
            self.pull(*item, left, right, |top, weight| {
                block.sum += (top - offset) * weight;
                block.weight += weight;
                // Of squares, the sums say all.
                if !squared {
                    block.pulls.push((top - offset, weight));
                }
            });
            block.pulls.sort_by(|a, b| a.0.total_cmp(&b.0));
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
        for block in blocks.drain(..) {
            for _ in 0..block.items {
                self.y[items[i]] = block.at.max(self.floor) + offsets[i];
                i += 1;
            }
        }
        offsets.clear();
        (self.blocks, self.offsets) = (blocks, offsets);
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
