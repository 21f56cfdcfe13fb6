//! Where lines cross.

use super::{Line, Point};

/// Closer than this to a corner, a jump would run into the corner's curve.
const CLEAR: f64 = 9.0;

/// Fills [`Line::jumps`]: horizontal parts pass over vertical parts of other nets. `nets` has the net of each line.
pub(super) fn find(lines: &mut [Line], nets: &[usize]) {
    // Vertical parts: (x, top, bottom, net), each once however many lines share it.
    let mut verticals: Vec<(f64, f64, f64, usize)> = Vec::new();
    for (line, net) in lines.iter().zip(nets) {
        for (a, b) in line.points.iter().zip(line.points.iter().skip(1)) {
            if a.x == b.x {
                verticals.push((a.x, a.y.min(b.y), a.y.max(b.y), *net));
            }
        }
    }
    verticals
        .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.3.cmp(&b.3)).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
    // Parts of one trunk overlap; joined, they are crossed once.
    verticals.dedup_by(|next, kept| {
        let same = next.0 == kept.0 && next.3 == kept.3 && next.1 <= kept.2;
        if same {
            kept.2 = kept.2.max(next.2);
        }
        same
    });
    for (line, net) in lines.iter_mut().zip(nets) {
        let mut jumps = Vec::new();
        for (a, b) in line.points.iter().zip(line.points.iter().skip(1)) {
            if a.y != b.y {
                continue;
            }
            let (low, high) = (a.x.min(b.x) + CLEAR, a.x.max(b.x) - CLEAR);
            let from = verticals.partition_point(|v| v.0 < low);
            for v in verticals[from..].iter().take_while(|v| v.0 <= high) {
                if v.3 != *net && v.1 + 1.0 < a.y && a.y < v.2 - 1.0 {
                    jumps.push(Point { x: v.0, y: a.y });
                }
            }
        }
        line.jumps = jumps;
    }
}
