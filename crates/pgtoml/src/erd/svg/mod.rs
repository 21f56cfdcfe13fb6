//! The diagram as one SVG file that needs nothing else: no script, no font, no other file.
//!
//! Light and dark follow the reader's setting. Text stays text, so it can be searched and copied. Hovering or
//! focusing a box lights up its lines and neighbours, by CSS alone.

mod boxes;
mod lines;
mod style;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::diagram::{Badge, Change, Diagram};
use super::layout::Placed;
use super::metrics::{Face, fit, width};

/// Which colours to use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the reader has set (`prefers-color-scheme`).
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// How to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SvgOptions {
    /// Which colours to use.
    pub theme: Theme,
    /// Whether to explain the marks below the picture.
    pub legend: bool,
    /// Put in front of every `id`, so that two pictures can stand in one page.
    pub prefix: String,
}

impl Default for SvgOptions {
    fn default() -> Self {
        SvgOptions { theme: Theme::Auto, legend: true, prefix: String::new() }
    }
}

/// Above this many boxes, the highlight rules would cost more than they help.
const HOVER_LIMIT: usize = 400;

/// Draws `placed`, which must be a layout of `diagram`.
pub fn svg(diagram: &Diagram, placed: &Placed, options: &SvgOptions) -> String {
    let mut out = String::with_capacity(4096 + 1200 * placed.boxes.len() + 400 * placed.lines.len());
    let p = escape_xml(&options.prefix);
    let head = if diagram.title.is_empty() { 0.0 } else { 44.0 };
    let foot = if options.legend && !placed.boxes.is_empty() { 34.0 } else { 0.0 };
    let w = placed.width.max(if foot > 0.0 { 560.0 } else { 80.0 });
    let h = placed.height + head + foot;
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"erd\" viewBox=\"0 {} {} {}\" width=\"{}\" height=\"{}\" \
         role=\"graphics-document document\" aria-labelledby=\"{p}title {p}desc\">",
        num(-head),
        num(w),
        num(h),
        num(w),
        num(h)
    );
    let title = if diagram.title.is_empty() { "Entity-relationship diagram" } else { &diagram.title };
    let _ = write!(
        out,
        "<title id=\"{p}title\">{}</title>\n<desc id=\"{p}desc\">{}</desc>\n",
        escape_xml(title),
        escape_xml(&diagram.describe())
    );
    let near = neighbours(diagram, placed);
    style::write(
        &mut out,
        options,
        diagram.nodes.iter().any(|n| n.change.is_some() || n.rows.iter().any(|r| r.change.is_some())),
    );
    if !near.is_empty() && near.len() <= HOVER_LIMIT {
        hover(&mut out, &p, near.len());
    }
    style::symbols(&mut out, &p);
    let _ =
        writeln!(out, "<rect class=\"bg\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"12\"/>", num(-head), num(w), num(h));
    if head > 0.0 {
        let (text, long) = fit(&diagram.title, Face::SansBold, 17.0, w - 60.0);
        let _ = writeln!(
            out,
            "<text class=\"ttl\" x=\"40\" y=\"-4\" textLength=\"{}\">{}</text>",
            num(long),
            escape_xml(&text)
        );
    }
    for frame in &placed.frames {
        boxes::frame(&mut out, diagram, frame);
    }
    let ids = diagram.numbers();
    out.push_str("<g role=\"list\" class=\"es\">\n");
    // What changed is drawn last, on top of trunks that it shares with what did not.
    for changed in [false, true] {
        for line in &placed.lines {
            let Some(edge) = diagram.edges.get(line.edge) else { continue };
            if edge.change.is_some() == changed {
                lines::line(&mut out, &p, &ids, edge, line);
            }
        }
    }
    let tenants = tenants(diagram);
    out.push_str("</g>\n<g role=\"list\" class=\"ns\">\n");
    for (i, (node, at)) in diagram.nodes.iter().zip(&placed.boxes).enumerate() {
        let hot = near.get(i).filter(|_| near.len() <= HOVER_LIMIT);
        let tenant = node.tenant.as_deref().and_then(|tenant| tenants.get(tenant).copied());
        boxes::node(&mut out, &p, i, node, at, hot, tenant);
    }
    out.push_str("</g>\n");
    if foot > 0.0 {
        legend(&mut out, &p, diagram, placed.height + 8.0);
    }
    out.push_str("</svg>\n");
    out
}

/// Text for an element or an attribute. Every text of a user goes through here, and nowhere else.
pub fn escape_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            // XML 1.0 has no way to write these, not even as a reference.
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A number without trailing zeros.
fn num(v: f64) -> String {
    format!("{}", (v * 100.0).round() / 100.0 + 0.0)
}

/// The nodes at the other end of each node's lines.
fn neighbours(diagram: &Diagram, placed: &Placed) -> Vec<BTreeSet<usize>> {
    let ids = diagram.numbers();
    let mut near = vec![BTreeSet::new(); diagram.nodes.len()];
    for e in placed.lines.iter().filter_map(|l| diagram.edges.get(l.edge)) {
        if let (Some(a), Some(b)) = (ids.get(e.from.node.as_str()), ids.get(e.to.node.as_str())) {
            near[*a].insert(*b);
            near[*b].insert(*a);
        }
    }
    near
}

/// Colours of the tenancies, by their names.
fn tenants(diagram: &Diagram) -> BTreeMap<&str, usize> {
    let names: BTreeSet<&str> = diagram.nodes.iter().filter_map(|node| node.tenant.as_deref()).collect();
    names.into_iter().enumerate().map(|(i, name)| (name, i % style::TENANTS)).collect()
}

/// One rule per box: what carries the class `hI` belongs to box `I`.
fn hover(out: &mut String, p: &str, nodes: usize) {
    out.push_str("<style>@media (hover:hover){");
    for i in 0..nodes {
        let _ = write!(out, "{}.erd:has(#{p}n{i}:is(:hover,:focus-visible)) .h{i}", if i > 0 { "," } else { "" });
    }
    out.push_str("{opacity:1!important}}</style>\n");
}

/// One line that explains the marks.
fn legend(out: &mut String, p: &str, diagram: &Diagram, y: f64) {
    let any = |f: fn(&super::diagram::Row) -> bool| diagram.nodes.iter().any(|n| n.rows.iter().any(f));
    let mut marks: Vec<(&str, &str)> = Vec::new();
    if any(|r| r.primary_key) {
        marks.push(("pk", "primary key"));
    }
    if any(|r| r.foreign_key) {
        marks.push(("fk", "foreign key"));
    }
    if any(|r| r.unique && !r.primary_key) {
        marks.push(("uq", "unique"));
    }
    if any(|r| !r.nullable && !r.type_name.is_empty()) {
        marks.push(("nn", "not null"));
    }
    let badge = |f: fn(&Badge) -> bool| diagram.nodes.iter().any(|n| n.badges.iter().any(f));
    if badge(|b| matches!(b, Badge::RowSecurity { forced: false, .. })) {
        marks.push(("lock", "row-level security"));
    }
    if badge(|b| matches!(b, Badge::RowSecurity { forced: true, .. })) {
        marks.push(("force", "forced, also for the owner"));
    }
    if badge(|b| matches!(b, Badge::NoRowSecurity)) {
        marks.push(("open", "no row-level security"));
    }
    for (change, mark, text) in
        [(Change::Added, "add", "added"), (Change::Removed, "rem", "removed"), (Change::Changed, "chg", "changed")]
    {
        if diagram.nodes.iter().any(|n| n.change == Some(change) || n.rows.iter().any(|r| r.change == Some(change))) {
            marks.push((mark, text));
        }
    }
    let mut x = 40.0;
    out.push_str("<g class=\"lg\" aria-hidden=\"true\">");
    for (mark, text) in marks {
        let w = width(text, Face::Sans, 11.0);
        let _ = write!(
            out,
            "<use class=\"{}{mark}\" href=\"#{p}i-{mark}\" x=\"{}\" y=\"{}\"/><text x=\"{}\" y=\"{}\" textLength=\"{}\">{text}</text>",
            if ["add", "rem", "chg"].contains(&mark) { "sg " } else { "" },
            num(x),
            num(y - 6.0),
            num(x + 17.0),
            num(y + 4.0),
            num(w)
        );
        x += w + 36.0;
    }
    for (name, colour) in tenants(diagram) {
        let (text, w) = fit(&format!("rows by {name}"), Face::Sans, 11.0, 220.0);
        let _ = write!(
            out,
            "<path class=\"tn t{colour}\" d=\"M{} {}h12\"/><text x=\"{}\" y=\"{}\" textLength=\"{}\">{}</text>",
            num(x),
            num(y),
            num(x + 17.0),
            num(y + 4.0),
            num(w),
            escape_xml(&text)
        );
        x += w + 36.0;
    }
    out.push_str("</g>\n");
}
