//! Rectangles side by side.

/// Places rectangles (width, height, gap included by the caller) so that all of them together are about `aspect`
/// times as wide as high. Returns top left corners, in the order of the input.
pub(super) fn pack(sizes: &[(f64, f64)], aspect: f64) -> Vec<(f64, f64)> {
    if sizes.len() < 2 {
        return vec![(0.0, 0.0); sizes.len()];
    }
    let widest = sizes.iter().map(|s| s.0).fold(0.0, f64::max);
    let total: f64 = sizes.iter().map(|s| s.0).sum();
    let mut best: Option<(f64, Vec<(f64, f64)>)> = None;
    let mut limit = widest;
    for _ in 0..40 {
        let at = skyline(sizes, limit);
        let w = at.iter().zip(sizes).map(|(p, s)| p.0 + s.0).fold(1.0, f64::max);
        let h = at.iter().zip(sizes).map(|(p, s)| p.1 + s.1).fold(1.0, f64::max);
        // The smallest window of the wanted shape that shows everything.
        let window = w.max(h * aspect);
        if best.as_ref().is_none_or(|(b, _)| window < *b) {
            best = Some((window, at));
        }
        if limit >= total {
            break;
        }
        limit = (limit * 1.12).min(total);
    }
    best.map_or_else(Vec::new, |(_, at)| at)
}

/// Largest first, each where its top is highest, then leftmost.
fn skyline(sizes: &[(f64, f64)], limit: f64) -> Vec<(f64, f64)> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|a, b| sizes[*b].1.total_cmp(&sizes[*a].1).then(sizes[*b].0.total_cmp(&sizes[*a].0)).then(a.cmp(b)));
    let mut at = vec![(0.0, 0.0); sizes.len()];
    // Steps of the skyline from left to right: (x, y).
    let mut line: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    for i in order {
        let (w, h) = sizes[i];
        let mut best: Option<(f64, f64)> = None;
        for (k, (x, _)) in line.iter().enumerate() {
            if *x + w > limit + 0.001 && *x > 0.0 {
                break;
            }
            let under = line[k..].iter().take_while(|s| s.0 < x + w);
            let y = under.map(|s| s.1).fold(0.0, f64::max);
            if best.is_none_or(|(_, b)| y < b) {
                best = Some((*x, y));
            }
        }
        let (x, y) = best.unwrap_or((0.0, 0.0));
        at[i] = (x, y);
        let after = line.iter().rev().find(|s| s.0 <= x + w).map_or(0.0, |s| s.1);
        let mut next: Vec<(f64, f64)> = line.iter().copied().filter(|s| s.0 < x).collect();
        next.push((x, y + h));
        if !line.iter().any(|s| s.0 == x + w) && x + w < limit {
            next.push((x + w, after));
        }
        next.extend(line.iter().copied().filter(|s| s.0 >= x + w));
        line = next;
    }
    at
}
