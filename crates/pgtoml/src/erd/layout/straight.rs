//! Long lines without needless steps.
//!
//! Moving one place-holder at a time can't straighten a line that bends twice: each half of the way looks worse
//! than the start. Here the place-holders of a line move together, as far as their neighbours in each layer leave
//! room, so a line steps only where something is in its way.

use super::layered::Layers;

/// Moves place-holders in `y`, not above `floor`; `gap` is the least distance between two items, the upper one first.
pub(super) fn straighten(l: &Layers, y: &mut [f64], floor: f64, gap: impl Fn(usize, usize) -> f64) {
    let runs = runs(l);
    let mut index = vec![(0, 0); l.items.len()];
    for (layer, items) in l.layers.iter().enumerate() {
        for (i, item) in items.iter().enumerate() {
            index[*item] = (layer, i);
        }
    }
    let room = |y: &[f64], item: usize| {
        let (layer, i) = index[item];
        let items = &l.layers[layer];
        let low = if i == 0 { floor } else { y[items[i - 1]] + l.items[items[i - 1]].h + gap(items[i - 1], item) };
        let high = items.get(i + 1).map_or(f64::INFINITY, |next| y[*next] - gap(item, *next) - l.items[item].h);
        // Sums differ in the last bits; what stands where it is always has room to stand there.
        (low.min(y[item]), high.max(y[item]))
    };
    for round in 0..3 {
        for run in &runs {
            let rooms: Vec<(f64, f64)> = run.iter().map(|i| room(y, *i)).collect();
            // From both ends in turn, so that steps do not all gather at one end.
            let mut cuts = Vec::new();
            let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
            let mut start = 0;
            let order = |k: usize| if round % 2 == 0 { k } else { run.len() - 1 - k };
            for k in 0..run.len() {
                let (a, b) = rooms[order(k)];
                if low.max(a) > high.min(b) {
                    cuts.push((start, k, low, high));
                    (start, low, high) = (k, a, b);
                } else {
                    (low, high) = (low.max(a), high.min(b));
                }
            }
            cuts.push((start, run.len(), low, high));
            for (start, end, low, high) in cuts {
                let part: Vec<usize> = (start..end).map(|k| run[order(k)]).collect();
                let mut ends = ends(l, y, &part);
                ends.sort_by(f64::total_cmp);
                if let Some(want) = ends.get(ends.len() / 2) {
                    let at = want.max(low).min(high);
                    for item in part {
                        y[item] = at;
                    }
                }
            }
        }
    }
}

/// Moves boxes a little where that makes more of their lines straight.
pub(super) fn snap(l: &Layers, y: &mut [f64], gap: impl Fn(usize, usize) -> f64) {
    const REACH: f64 = 40.0;
    for items in l.layers.iter().chain(l.layers.iter().rev()) {
        for (i, item) in items.iter().enumerate().filter(|(_, item)| l.items[**item].vertex.is_some()) {
            let low = if i == 0 {
                f64::NEG_INFINITY
            } else {
                y[items[i - 1]] + l.items[items[i - 1]].h + gap(items[i - 1], *item)
            };
            let high = items.get(i + 1).map_or(f64::INFINITY, |next| y[*next] - gap(*item, *next) - l.items[*item].h);
            let steps: Vec<f64> = [(&l.left[*item], false), (&l.right[*item], true)]
                .into_iter()
                .flat_map(|(segs, right)| segs.iter().map(move |s| (l.end(*s, !right), l.end(*s, right))))
                .map(|(near, far)| y[far.item] + far.y - y[*item] - near.y)
                .collect();
            let straight = |by: f64| steps.iter().filter(|d| (**d - by).abs() < 0.01).count();
            let here = straight(0.0);
            let inside = |d: f64| d.abs() < REACH && y[*item] + d >= low && y[*item] + d <= high;
            let best = steps
                .iter()
                .copied()
                .filter(|d| inside(*d))
                .max_by(|a, b| straight(*a).cmp(&straight(*b)).then(b.abs().total_cmp(&a.abs())));
            if let Some(by) = best.filter(|d| straight(*d) > here) {
                y[*item] += by;
            }
        }
    }
}

/// Place-holders that follow each other on one line, from left to right.
fn runs(l: &Layers) -> Vec<Vec<usize>> {
    let through = |item: usize| l.items[item].vertex.is_none();
    let next = |item: usize| l.right[item].iter().map(|s| l.end(*s, true).item).find(|i| through(*i));
    let mut out = Vec::new();
    for item in (0..l.items.len()).filter(|i| through(*i)) {
        if l.left[item].iter().any(|s| through(l.end(*s, false).item)) {
            continue;
        }
        let mut run = vec![item];
        let mut at = item;
        while let Some(n) = next(at) {
            run.push(n);
            at = n;
        }
        out.push(run);
    }
    out
}

/// Heights of everything outside `part` that its lines lead to.
fn ends(l: &Layers, y: &[f64], part: &[usize]) -> Vec<f64> {
    let mut out = Vec::new();
    for item in part {
        for (segs, right) in [(&l.left[*item], false), (&l.right[*item], true)] {
            for s in segs {
                let p = l.end(*s, right);
                if !part.contains(&p.item) {
                    out.push(y[p.item] + p.y);
                }
            }
        }
    }
    out
}
