//! Fewer crossings as they will be drawn.
//!
//! `order` counts crossings of straight lines. What is drawn are trees with a vertical trunk, where a line that
//! passes a fan of five crosses it once or twice, not five times. Given real heights, this step swaps neighbours
//! as long as the trees cross less.

use super::layered::Layers;

/// A net in a channel: heights on both sides.
#[derive(Debug, Default, Clone)]
struct Tree {
    left: Vec<usize>,
    right: Vec<usize>,
    lefts: Vec<f64>,
    rights: Vec<f64>,
}

impl Tree {
    /// Fetches the heights; returns the lowest and the highest.
    fn update(&mut self, l: &Layers, y: &[f64]) -> (f64, f64) {
        let height = |p: &usize| y[l.ports[*p].item] + l.ports[*p].y;
        self.lefts.clear();
        self.lefts.extend(self.left.iter().map(height));
        self.rights.clear();
        self.rights.extend(self.right.iter().map(height));
        let all = self.lefts.iter().chain(&self.rights).copied();
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
    }
}

/// The lists that swapping needs.
pub(super) struct Refine {
    trees: Vec<Tree>,
    /// What each tree spans; apart from the trees, because most pairs are told apart by this alone.
    span: Vec<(f64, f64)>,
    channels: Vec<Vec<usize>>,
    /// Trees at each item: in the channel to its left, and to its right.
    at: Vec<[Vec<usize>; 2]>,
    mark: Vec<u32>,
    stamp: u32,
}

impl Refine {
    pub fn new(l: &Layers) -> Self {
        let mut ids = std::collections::BTreeMap::new();
        let mut r = Refine {
            trees: Vec::new(),
            span: Vec::new(),
            channels: vec![Vec::new(); l.layers.len()],
            at: vec![[Vec::new(), Vec::new()]; l.items.len()],
            mark: Vec::new(),
            stamp: 0,
        };
        for s in l.segs.iter().filter(|s| !s.turns) {
            let id = *ids.entry((s.channel, s.net)).or_insert_with(|| {
                r.trees.push(Tree::default());
                r.channels[s.channel].push(r.trees.len() - 1);
                r.trees.len() - 1
            });
            let tree = &mut r.trees[id];
            if !tree.left.contains(&s.a) {
                tree.left.push(s.a);
            }
            if !tree.right.contains(&s.b) {
                tree.right.push(s.b);
            }
            for (item, side) in [(l.ports[s.a].item, 1), (l.ports[s.b].item, 0)] {
                let list = &mut r.at[item][side];
                if !list.contains(&id) {
                    list.push(id);
                }
            }
        }
        r.mark = vec![0; r.trees.len()];
        r.span = vec![(0.0, 0.0); r.trees.len()];
        r
    }

    /// Crossings of the whole drawing.
    pub fn total(&mut self, l: &Layers, y: &[f64]) -> u64 {
        for (t, span) in self.trees.iter_mut().zip(&mut self.span) {
            *span = t.update(l, y);
        }
        let mut sum = 0;
        for channel in &self.channels {
            for (i, a) in channel.iter().enumerate() {
                for b in &channel[i + 1..] {
                    sum += u64::from(self.pair(*a, *b));
                }
            }
        }
        sum
    }

    /// Crossings between the trees at `u` or `v` and all others of the same channel.
    fn around(&mut self, l: &Layers, u: usize, v: usize) -> u32 {
        let mut sum = 0;
        for side in [0, 1] {
            self.stamp += 1;
            let mut channel = None;
            for item in [u, v] {
                for t in &self.at[item][side] {
                    self.mark[*t] = self.stamp;
                    channel = Some(if side == 1 { l.items[item].layer } else { l.items[item].layer - 1 });
                }
            }
            let Some(channel) = channel else { continue };
            for item in [u, v] {
                for t in &self.at[item][side] {
                    // A tree at both items is counted with the first only.
                    if item == v && self.at[u][side].contains(t) {
                        continue;
                    }
                    for b in &self.channels[channel] {
                        if self.mark[*b] != self.stamp || *b > *t {
                            sum += self.pair(*t, *b);
                        }
                    }
                }
            }
        }
        sum
    }

    fn touch(&mut self, l: &Layers, y: &[f64], u: usize, v: usize) {
        for item in [u, v] {
            for side in [0, 1] {
                for t in &self.at[item][side] {
                    self.span[*t] = self.trees[*t].update(l, y);
                }
            }
        }
    }

    /// Swaps neighbours while that helps; changes the order in `l` and the tops in `y`.
    pub fn swap(&mut self, l: &mut Layers, y: &mut [f64], passes: usize) -> bool {
        for (t, span) in self.trees.iter_mut().zip(&mut self.span) {
            *span = t.update(l, y);
        }
        let mut any = false;
        let depth = l.layers.len();
        // A layer is looked at again only if it or a neighbour has changed.
        let mut dirty = vec![true; depth];
        for pass in 0..passes {
            let mut better = false;
            let mut next = vec![false; depth];
            for k in 0..depth {
                let layer = if pass % 2 == 0 { k } else { depth - 1 - k };
                if !dirty[layer] {
                    continue;
                }
                for i in 1..l.layers[layer].len() {
                    let (u, v) = (l.layers[layer][i - 1], l.layers[layer][i]);
                    if l.held[u] && l.held[v] {
                        continue;
                    }
                    let before = self.around(l, u, v);
                    if before == 0 {
                        continue;
                    }
                    let (yu, yv) = (y[u], y[v]);
                    y[v] = yu;
                    y[u] = yv + l.items[v].h - l.items[u].h;
                    self.touch(l, y, u, v);
                    if self.around(l, u, v) < before {
                        l.layers[layer].swap(i - 1, i);
                        better = true;
                        next[layer.saturating_sub(1)..(layer + 2).min(depth)].fill(true);
                    } else {
                        (y[u], y[v]) = (yu, yv);
                        self.touch(l, y, u, v);
                    }
                }
            }
            any |= better;
            if !better {
                break;
            }
            dirty = next;
        }
        any
    }

    /// How often two trees cross if the better of the two stands on the left.
    fn pair(&self, a: usize, b: usize) -> u32 {
        let ((a_low, a_high), (b_low, b_high)) = (self.span[a], self.span[b]);
        if a_low > b_high || b_low > a_high {
            return 0;
        }
        let (a, b) = (&self.trees[a], &self.trees[b]);
        let inside = |list: &[f64], low: f64, high: f64| list.iter().filter(|y| **y > low && **y < high).count() as u32;
        let ab = inside(&a.rights, b_low, b_high) + inside(&b.lefts, a_low, a_high);
        if ab == 0 {
            return 0;
        }
        ab.min(inside(&b.rights, a_low, a_high) + inside(&a.lefts, b_low, b_high))
    }
}
