//! Which layer every vertex stands in.

use super::layered::{Graph, Pin};

/// Between boxes of a layer.
pub(super) const GAP: f64 = 36.0;

/// Layers such that every line runs to the right (left, if turned).
pub(super) struct Candidate {
    pub ranks: Vec<usize>,
    /// How far from the wanted shape the drawing is likely to be: 1 is perfect, 2 is twice as wide or as high.
    pub off: f64,
}

/// Several ways to fill layers: a layer that is full sends what can wait to the next one, so the drawing gets
/// wider and less high.
pub(super) fn candidates(graph: &Graph, turned: &[bool], aspect: f64, out: &mut Vec<Candidate>) {
    let n = graph.vertices.len();
    let job = Job::new(graph, turned);
    let total: f64 = graph.vertices.iter().map(|v| v.h + GAP).sum();
    let tallest = graph.vertices.iter().map(|v| v.h + GAP).fold(0.0, f64::max);
    let short = job.shortest();
    for split in [true, false] {
        let mut limit = total;
        while limit == total || limit > tallest {
            let start = if split { job.split(&short, limit) } else { job.scheduled(limit) };
            let mut ranks = job.improved(start, limit);
            let (w, h) = job.extent(&ranks);
            let ratio = w / (h * aspect);
            compact(&mut ranks);
            if out.iter().all(|c| c.ranks != ranks) {
                out.push(Candidate { ranks, off: if ratio < 1.0 { 1.0 / ratio } else { ratio } });
            }
            if ratio > 1.6 {
                break;
            }
            // Half the height is reached within a few steps, however tall one layer would be.
            // Small graphs can afford smaller steps.
            limit = if n > 60 { (limit * 0.8).min(h * 0.92) } else { (limit * 0.92).min(h * 0.95) };
        }
    }
}

/// Layers from earlier positions: boxes whose left edges lie in one column are one layer.
pub(super) fn from_earlier(graph: &Graph) -> Vec<usize> {
    let n = graph.vertices.len();
    let mut known: Vec<(f64, f64, usize)> =
        (0..n).filter_map(|v| graph.vertices[v].earlier.map(|p| (p.x, p.x + graph.vertices[v].w, v))).collect();
    known.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut rank = vec![usize::MAX; n];
    // Boxes of a layer share their left edge, unless someone moved them.
    let mut columns: Vec<(f64, Vec<usize>)> = Vec::new();
    for (x0, x1, v) in known {
        match columns.last_mut() {
            Some((end, column)) if x0 < *end => column.push(v),
            _ => columns.push(((x0 + x1) / 2.0, vec![v])),
        }
    }
    for (i, (_, column)) in columns.iter().enumerate() {
        for v in column {
            rank[*v] = 2 * i + 2;
        }
    }
    let last = 2 * columns.len() + 2;
    for (rank, vertex) in rank.iter_mut().zip(&graph.vertices) {
        match vertex.pin {
            Pin::First => *rank = 0,
            Pin::Last => *rank = last + 2,
            Pin::Free => {}
        }
    }
    // New vertices: right of what they depend on, else left of what depends on them.
    loop {
        let mut moved = false;
        for v in 0..n {
            if rank[v] != usize::MAX {
                continue;
            }
            let roots = graph.arcs.iter().filter(|a| a.leaf.vertex == v && a.root.vertex != v);
            let left = roots.map(|a| rank[a.root.vertex]).filter(|r| *r != usize::MAX).max();
            let leaves = graph.arcs.iter().filter(|a| a.root.vertex == v && a.leaf.vertex != v);
            let right = leaves.map(|a| rank[a.leaf.vertex]).filter(|r| *r != usize::MAX).min();
            rank[v] = match (left, right) {
                (Some(l), _) => (l + 2).clamp(2, last),
                // Never a new first layer: it would push away all others.
                (None, Some(r)) => r.saturating_sub(2).max(2),
                (None, None) => continue,
            };
            moved = true;
        }
        if !moved {
            break;
        }
    }
    for r in &mut rank {
        if *r == usize::MAX {
            *r = 2;
        }
    }
    compact(&mut rank);
    rank
}

/// Closes up empty layers.
pub(super) fn compact(ranks: &mut [usize]) {
    let mut used: Vec<usize> = ranks.to_vec();
    used.sort_unstable();
    used.dedup();
    for r in ranks {
        *r = used.binary_search(r).unwrap_or(0);
    }
}

struct Job<'a> {
    graph: &'a Graph,
    /// Neighbours to the left and to the right, each once.
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    /// Nets as (root, leaves, root is on the right).
    nets: Vec<(usize, Vec<usize>, bool)>,
    nets_of: Vec<Vec<usize>>,
}

impl<'a> Job<'a> {
    fn new(graph: &'a Graph, turned: &[bool]) -> Self {
        let n = graph.vertices.len();
        let (mut left, mut right) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        let mut nets: std::collections::BTreeMap<(usize, bool), (usize, Vec<usize>)> = Default::default();
        for (a, turned) in graph.arcs.iter().zip(turned) {
            let (l, r) = if *turned { (a.leaf.vertex, a.root.vertex) } else { (a.root.vertex, a.leaf.vertex) };
            left[r].push(l);
            right[l].push(r);
            let net = nets.entry((a.net, *turned)).or_insert((a.root.vertex, Vec::new()));
            net.1.push(a.leaf.vertex);
        }
        for list in left.iter_mut().chain(&mut right) {
            list.sort_unstable();
            list.dedup();
        }
        let nets: Vec<_> = nets.into_iter().map(|((_, turned), (root, leaves))| (root, leaves, turned)).collect();
        let mut nets_of = vec![Vec::new(); n];
        for (i, (root, leaves, _)) in nets.iter().enumerate() {
            nets_of[*root].push(i);
            for leaf in leaves {
                if nets_of[*leaf].last() != Some(&i) {
                    nets_of[*leaf].push(i);
                }
            }
        }
        Job { graph, left, right, nets, nets_of }
    }

    /// Layers filled one after the other with what is ready, the longest way to the right first.
    fn scheduled(&self, limit: f64) -> Vec<usize> {
        let n = self.graph.vertices.len();
        let mut open: Vec<usize> = self.left.iter().map(Vec::len).collect();
        let mut order: Vec<usize> = (0..n).filter(|v| open[*v] == 0).collect();
        let mut i = 0;
        while let Some(v) = order.get(i).copied() {
            for u in &self.right[v] {
                open[*u] -= 1;
                if open[*u] == 0 {
                    order.push(*u);
                }
            }
            i += 1;
        }
        let mut depth = vec![0usize; n];
        for v in order.iter().rev() {
            depth[*v] = self.right[*v].iter().map(|u| depth[*u] + 1).max().unwrap_or(0);
        }
        let mut rank = vec![usize::MAX; n];
        let mut open: Vec<usize> = self.left.iter().map(Vec::len).collect();
        let pin = |v: usize| self.graph.vertices[v].pin;
        let mut ready: Vec<usize> = Vec::new();
        let mut next: Vec<usize> = Vec::new();
        for (v, waits) in open.iter().enumerate() {
            if *waits == 0 {
                if pin(v) == Pin::First { next.push(v) } else { ready.push(v) }
            }
        }
        let mut layer = 0;
        // Layer 0 is the frame's border if anything is pinned there.
        if !next.is_empty() {
            for v in std::mem::take(&mut next) {
                rank[v] = 0;
                for u in &self.right[v] {
                    open[*u] -= 1;
                    if open[*u] == 0 {
                        ready.push(*u);
                    }
                }
            }
            layer = 1;
        }
        let mut placed = rank.iter().filter(|r| **r != usize::MAX).count();
        let free = n - (0..n).filter(|v| pin(*v) == Pin::Last).count();
        while placed < free {
            ready.sort_by_key(|v| (std::cmp::Reverse(depth[*v]), std::cmp::Reverse(self.right[*v].len()), *v));
            let mut height = 0.0;
            let mut later = Vec::new();
            for v in std::mem::take(&mut ready) {
                if pin(v) == Pin::Last {
                    continue;
                }
                let h = self.graph.vertices[v].h + GAP;
                if height > 0.0 && height + h > limit {
                    later.push(v);
                    continue;
                }
                height += h;
                rank[v] = layer;
                placed += 1;
                for u in &self.right[v] {
                    open[*u] -= 1;
                    if open[*u] == 0 {
                        next.push(*u);
                    }
                }
            }
            if height == 0.0 {
                break;
            }
            ready = later;
            ready.append(&mut next);
            layer += 1;
        }
        // Pinned to the right border; whatever is left over would be a cycle, which `cycles` has removed.
        for r in rank.iter_mut().filter(|r| **r == usize::MAX) {
            *r = layer;
        }
        rank
    }

    /// Layers with the shortest lines, however full they get. Starts from the longest way to each vertex; then a
    /// vertex moves by one layer together with everything that it pushes, as long as that makes lines shorter.
    fn shortest(&self) -> Vec<usize> {
        let n = self.graph.vertices.len();
        let start = self.scheduled(f64::INFINITY);
        let mut rank: Vec<i64> = start.iter().map(|r| *r as i64).collect();
        let free = |v: usize| self.graph.vertices[v].pin == Pin::Free;
        let pinned = (0..n).any(|v| self.graph.vertices[v].pin == Pin::First);
        let deepest = rank.iter().copied().max().unwrap_or(0);
        let last = if (0..n).any(|v| self.graph.vertices[v].pin == Pin::Last) { deepest - 1 } else { deepest };
        let (first, mut seen, mut stamp) = (i64::from(pinned), vec![0u32; n], 0u32);
        for _ in 0..12 {
            let mut moved = false;
            for i in 0..2 * n {
                // Rightmost first to the right, leftmost first to the left.
                let (v, step) = if i < n { (n - 1 - i, 1) } else { (i - n, -1) };
                while free(v) {
                    stamp += 1;
                    let mut set = vec![v];
                    seen[v] = stamp;
                    let (mut k, mut gain, mut stuck) = (0, 0i64, false);
                    while let Some(u) = set.get(k).copied() {
                        k += 1;
                        let at = rank[u] + step;
                        stuck |= !free(u) || at < first || at > last;
                        let (ahead, behind) =
                            if step > 0 { (&self.right, &self.left) } else { (&self.left, &self.right) };
                        for w in &ahead[u] {
                            if rank[*w] == at && seen[*w] != stamp {
                                seen[*w] = stamp;
                                set.push(*w);
                            }
                        }
                        gain += ahead[u].len() as i64 - behind[u].len() as i64;
                    }
                    if stuck || gain <= 0 {
                        break;
                    }
                    for u in set {
                        rank[u] += step;
                    }
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        let mut out: Vec<usize> = rank.into_iter().map(|r| r.max(0) as usize).collect();
        compact(&mut out);
        out
    }

    /// Cuts layers that are higher than `limit` into several. Nothing in a layer depends on anything else in it, so
    /// any cut will do; what has most of its lines to the left goes left. The border of a frame stays in one piece:
    /// lines beyond it would have to run back through the boxes.
    fn split(&self, ranks: &[usize], limit: f64) -> Vec<usize> {
        let depth = ranks.iter().max().map_or(0, |m| m + 1);
        let mut layers = vec![Vec::new(); depth];
        for (v, r) in ranks.iter().enumerate() {
            layers[*r].push(v);
        }
        let size = |v: &usize| self.graph.vertices[*v].h + GAP;
        let mut out = vec![0; ranks.len()];
        let mut next = 0;
        for mut layer in layers {
            layer.sort_by_key(|v| (self.right[*v].len() as i64 - self.left[*v].len() as i64, *v));
            let total: f64 = layer.iter().map(size).sum();
            let border = layer.iter().any(|v| self.graph.vertices[*v].pin != Pin::Free);
            let share = if border { f64::INFINITY } else { total / (total / limit).ceil().max(1.0) };
            let mut height = 0.0;
            for v in layer {
                if height > 0.0 && height + size(&v) * 0.5 > share {
                    next += 1;
                    height = 0.0;
                }
                height += size(&v);
                out[v] = next;
            }
            next += 1;
        }
        out
    }

    /// Moves single vertices to where their lines are shortest, as far as neighbours and room allow.
    fn improved(&self, mut rank: Vec<usize>, limit: f64) -> Vec<usize> {
        let n = rank.len();
        let depth = rank.iter().max().map_or(0, |m| m + 1);
        let mut fill = vec![0.0; depth];
        let size = |v: usize| self.graph.vertices[v].h + GAP;
        for v in 0..n {
            fill[rank[v]] += size(v);
        }
        let pinned = |pin: Pin| usize::from(self.graph.vertices.iter().any(|v| v.pin == pin));
        let (first, last) = (pinned(Pin::First), (depth - 1).saturating_sub(pinned(Pin::Last)));
        for pass in 0..6 {
            let mut moved = false;
            for i in 0..n {
                let v = if pass % 2 == 0 { n - 1 - i } else { i };
                if self.graph.vertices[v].pin != Pin::Free {
                    continue;
                }
                let low = self.left[v].iter().map(|u| rank[*u] + 1).max().unwrap_or(first);
                let high = self.right[v].iter().map(|u| rank[*u] - 1).min().unwrap_or(last);
                let here = rank[v];
                let mut best = (self.cost(v, &mut rank), here);
                for (r, used) in fill.iter().enumerate().take(high + 1).skip(low) {
                    if r == here || used + size(v) > limit {
                        continue;
                    }
                    rank[v] = r;
                    let cost = self.cost(v, &mut rank);
                    if cost < best.0 {
                        best = (cost, r);
                    }
                }
                rank[v] = best.1;
                if best.1 != here {
                    fill[here] -= size(v);
                    fill[best.1] += size(v);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
        rank
    }

    /// Length of the nets at `v`: their span counts most, since a shared trunk is drawn once.
    fn cost(&self, v: usize, rank: &mut [usize]) -> usize {
        let mut cost = 0;
        for net in &self.nets_of[v] {
            let (root, leaves, _) = &self.nets[*net];
            let at = rank[*root];
            let mut far = 0;
            for leaf in leaves {
                let d = at.abs_diff(rank[*leaf]);
                far = far.max(d);
                if *root == v || *leaf == v {
                    cost += d;
                }
            }
            cost += 8 * far;
        }
        cost
    }

    /// A guess at width and height.
    fn extent(&self, rank: &[usize]) -> (f64, f64) {
        let depth = rank.iter().max().map_or(0, |m| m + 1);
        let mut size = vec![(0.0f64, 0.0f64); depth];
        for (v, vertex) in self.graph.vertices.iter().enumerate() {
            let s = &mut size[rank[v]];
            *s = (s.0.max(vertex.w + vertex.tail), s.1 + vertex.h + GAP);
        }
        let mut trunks = vec![0.0f64; depth];
        for (root, leaves, _) in &self.nets {
            let low = leaves.iter().map(|l| rank[*l]).min().unwrap_or(0).min(rank[*root]);
            let high = leaves.iter().map(|l| rank[*l]).max().unwrap_or(0).max(rank[*root]);
            for s in size.iter_mut().take(high).skip(low + 1) {
                s.1 += 14.0;
            }
            for t in trunks.iter_mut().take(high).skip(low) {
                *t += 1.0;
            }
        }
        // About half of the trunks of a channel find a track that another one uses higher up or further down.
        let channels = trunks.iter().map(|t| 48.0 + 12.0 * 0.45 * t).sum::<f64>();
        let w = size.iter().map(|s| s.0).sum::<f64>() + channels;
        let h = size.iter().map(|s| s.1).fold(1.0, f64::max) * 1.15;
        (w, h)
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Graph, Pin, candidates};
    use crate::erd::layout::layered::{Arc, Tip, Vertex};

    /// A few boxes side by side with lines to both borders of a frame, and far more lines than a layer takes boxes.
    #[test]
    fn borders_stand_in_one_layer_outside() {
        let mut graph = Graph::default();
        let mut vertex = |h: f64, pin: Pin| {
            graph.vertices.push(Vertex { w: 100.0, h, pin, ..Vertex::default() });
            graph.vertices.len() - 1
        };
        let boxes: Vec<usize> = (0..4).map(|_| vertex(40.0, Pin::Free)).collect();
        let left: Vec<usize> = (0..16).map(|_| vertex(0.0, Pin::First)).collect();
        let right: Vec<usize> = (0..16).map(|_| vertex(0.0, Pin::Last)).collect();
        let mut join = |root: usize, leaf: usize| {
            let tip = |vertex: usize| Tip { vertex, ..Tip::default() };
            graph.arcs.push(Arc { root: tip(root), leaf: tip(leaf), net: graph.arcs.len() });
        };
        left.iter().enumerate().for_each(|(i, border)| join(*border, boxes[i % 4]));
        right.iter().enumerate().for_each(|(i, border)| join(boxes[i % 4], *border));
        let mut found: Vec<Candidate> = Vec::new();
        candidates(&graph, &vec![false; graph.arcs.len()], 10.0, &mut found);
        assert!(found.len() > 1);
        for Candidate { ranks, .. } in found {
            let last = ranks.iter().max().copied();
            assert!(left.iter().all(|v| ranks[*v] == 0) && right.iter().all(|v| Some(ranks[*v]) == last), "{ranks:?}");
            assert!(boxes.iter().all(|v| ranks[*v] > 0 && Some(ranks[*v]) < last), "{ranks:?}");
        }
    }
}
