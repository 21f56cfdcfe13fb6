//! Lines with rounded corners, jumps and the marks at their ends.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::boxes::{class, sign, word};
use super::{escape_xml, num};
use crate::erd::diagram::{Cardinality, Edge, EdgeKind};
use crate::erd::layout::{Line, Point};

/// Radius of corners.
const ROUND: f64 = 7.0;
/// Radius of jumps.
const JUMP: f64 = 4.0;

/// One line.
pub(super) fn line(out: &mut String, p: &str, ids: &BTreeMap<&str, usize>, edge: &Edge, line: &Line) {
    let mut points = line.points.clone();
    let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else { return };
    let n = points.len();
    if n < 2 {
        return;
    }
    let towards = |a: Point, b: Point| if b.x < a.x { -1.0 } else { 1.0 };
    let (from_dir, to_dir) = (towards(first, points[1]), towards(last, points[n - 2]));
    let mut marks = String::new();
    let (from_gap, to_gap) = match edge.kind {
        EdgeKind::ForeignKey => (
            end(&mut marks, first, from_dir, edge.from.cardinality),
            end(&mut marks, last, to_dir, edge.to.cardinality),
        ),
        EdgeKind::Inheritance => {
            let (x, y) = (last.x, last.y);
            let _ = write!(marks, "M{} {}l{} -5v10Z", num(x + to_dir), num(y), num(10.0 * to_dir));
            (0.0, 11.0)
        }
        EdgeKind::Reads | EdgeKind::UsesType => {
            let _ = write!(
                marks,
                "M{} {}l{} 4.500l{} 4.500",
                num(last.x + 8.0 * to_dir),
                num(last.y - 4.5),
                num(-7.0 * to_dir),
                num(7.0 * to_dir)
            );
            (0.0, 1.0)
        }
    };
    points[0].x += from_gap * from_dir;
    points[n - 1].x += to_gap * to_dir;
    let kind = match edge.kind {
        EdgeKind::ForeignKey => 0,
        EdgeKind::Inheritance => 1,
        EdgeKind::Reads => 2,
        EdgeKind::UsesType => 3,
    };
    let index = |id: &str| ids.get(id).copied().unwrap_or(0);
    let (a, b) = (index(&edge.from.node), index(&edge.to.node));
    let hot = format!("{} h{a} h{b}", class(edge.change));
    let _ = write!(
        out,
        "<g role=\"listitem\"><title>{}</title><path class=\"e e{kind}{hot}\" d=\"",
        escape_xml(&tooltip(edge))
    );
    path(out, &points, &line.jumps);
    if kind == 0 && edge.change.is_none() {
        let _ = write!(out, "{marks}\"/>");
    } else {
        // Marks are never dashed.
        let _ = write!(out, "\"/><path class=\"e{hot}\" style=\"stroke-dasharray:none\" d=\"{marks}\"/>");
    }
    if let Some(change) = edge.change {
        let at = middle(&points);
        let _ = write!(
            out,
            "<use class=\"sg{}\" href=\"#{p}i-{}\" x=\"{}\" y=\"{}\"/>",
            class(Some(change)),
            sign(change),
            num(at.x - 6.0),
            num(at.y - 6.0)
        );
    }
    out.push_str("</g>\n");
}

/// The middle of the longest part.
fn middle(points: &[Point]) -> Point {
    let mut best = (0.0, Point::default());
    for (a, b) in points.iter().zip(points.iter().skip(1)) {
        let long = (a.x - b.x).abs() + (a.y - b.y).abs();
        if long > best.0 {
            best = (long, Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 });
        }
    }
    best.1
}

/// The mark at an end, drawn away from the box in direction `dir`; returns how much of the line it replaces.
fn end(out: &mut String, at: Point, dir: f64, cardinality: Cardinality) -> f64 {
    let (x, y) = (at.x, at.y);
    let bar = |out: &mut String, d: f64| {
        let _ = write!(out, "M{} {}v10", num(x + d * dir), num(y - 5.0));
    };
    let ring = |out: &mut String, d: f64| {
        let _ = write!(out, "M{} {}a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0-7 0", num(x + d * dir - 3.5), num(y));
    };
    let stub = |out: &mut String, d: f64| {
        let _ = write!(out, "M{} {}H{}", num(x), num(y), num(x + d * dir));
    };
    let foot = |out: &mut String| {
        let _ =
            write!(out, "M{} {}L{} {}L{} {}", num(x), num(y - 5.5), num(x + 11.0 * dir), num(y), num(x), num(y + 5.5));
    };
    match cardinality {
        Cardinality::One => {
            bar(out, 6.0);
            bar(out, 10.0);
            0.0
        }
        Cardinality::ZeroOrOne => {
            bar(out, 6.0);
            stub(out, 9.5);
            ring(out, 13.0);
            16.5
        }
        Cardinality::Many => {
            foot(out);
            bar(out, 14.0);
            0.0
        }
        Cardinality::ZeroOrMany => {
            foot(out);
            stub(out, 11.0);
            ring(out, 14.5);
            18.0
        }
    }
}

/// The line itself.
fn path(out: &mut String, points: &[Point], jumps: &[Point]) {
    let Some(start) = points.first() else { return };
    let _ = write!(out, "M{} {}", num(start.x), num(start.y));
    let mut at = *start;
    for (i, p) in points.iter().enumerate().skip(1) {
        let next = points.get(i + 1);
        let length = (p.x - at.x).abs() + (p.y - at.y).abs();
        let turn = next.map_or(0.0, |n| {
            let after = (n.x - p.x).abs() + (n.y - p.y).abs();
            // Half of an inner part, so that the next corner has as much.
            let after = if i + 2 < points.len() { after / 2.0 } else { after };
            ROUND.min(length).min(after)
        });
        if p.y == at.y {
            let dir = if p.x < at.x { -1.0 } else { 1.0 };
            let mut over: Vec<f64> = jumps
                .iter()
                .filter(|j| j.y == p.y && (j.x - at.x) * dir > JUMP && (p.x - j.x) * dir > JUMP + turn)
                .map(|j| j.x)
                .collect();
            over.sort_by(|a, b| (a * dir).total_cmp(&(b * dir)));
            for x in over {
                let sweep = if dir > 0.0 { 1 } else { 0 };
                let _ = write!(out, "H{}a{JUMP} {JUMP} 0 0 {sweep} {} 0", num(x - JUMP * dir), num(2.0 * JUMP * dir));
            }
            let _ = write!(out, "H{}", num(p.x - turn * dir));
        } else {
            let dir = if p.y < at.y { -1.0 } else { 1.0 };
            let _ = write!(out, "V{}", num(p.y - turn * dir));
        }
        at = *p;
        if let Some(n) = next {
            let long = (n.x - p.x).abs() + (n.y - p.y).abs();
            let (dx, dy) = if long > 0.0 { ((n.x - p.x) / long * turn, (n.y - p.y) / long * turn) } else { (0.0, 0.0) };
            let _ = write!(out, "Q{} {} {} {}", num(p.x), num(p.y), num(p.x + dx), num(p.y + dy));
            at = Point { x: p.x + dx, y: p.y + dy };
        }
    }
}

fn tooltip(edge: &Edge) -> String {
    let side = |end: &crate::erd::diagram::End| {
        if end.rows.is_empty() { end.node.clone() } else { format!("{} ({})", end.node, end.rows.join(", ")) }
    };
    let (from, to) = (side(&edge.from), side(&edge.to));
    let what = match edge.kind {
        EdgeKind::ForeignKey => "references",
        EdgeKind::Inheritance => "inherits from",
        EdgeKind::Reads => "reads",
        EdgeKind::UsesType => "uses",
    };
    let mut text = format!("{}{from} {what} {to}", word(edge.change));
    if !edge.name.is_empty() {
        let _ = write!(text, " ({})", edge.name);
    }
    if edge.kind == EdgeKind::ForeignKey {
        let _ = write!(text, ": {} to {}", edge.from.cardinality.label(), edge.to.cardinality.label());
    }
    text
}
