//! Frames and boxes.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::{escape_xml, num};
use crate::erd::diagram::{Badge, Change, Diagram, Node, NodeKind, Row, RowKind};
use crate::erd::layout::{Frame, HEAD, PlacedBox, ROW, badge_text, badge_width, frame_label, style as size, type_max};
use crate::erd::metrics::{Face, fit, width};

/// The class of a change.
pub(super) fn class(change: Option<Change>) -> &'static str {
    match change {
        None => "",
        Some(Change::Added) => " add",
        Some(Change::Removed) => " rem",
        Some(Change::Changed) => " chg",
    }
}

/// A change in words, for tooltips.
pub(super) fn word(change: Option<Change>) -> &'static str {
    match change {
        None => "",
        Some(Change::Added) => "added: ",
        Some(Change::Removed) => "removed: ",
        Some(Change::Changed) => "changed: ",
    }
}

/// A group's frame.
pub(super) fn frame(out: &mut String, diagram: &Diagram, frame: &Frame) {
    let label = diagram.groups.get(frame.group).map_or("", |g| g.label.as_str());
    let room = frame.w - 28.0;
    // A narrow frame has a smaller label rather than half of one.
    let usual = frame_label(0);
    let size =
        (room / width(label, Face::SansBold, 1.0).max(0.01)).min(frame_label(diagram.nodes.len())).max(usual).floor();
    let (text, w) = fit(label, Face::SansBold, size, room + 4.0);
    let style = if size > usual { format!(" style=\"font-size:{}px\"", num(size)) } else { String::new() };
    let _ = writeln!(
        out,
        "<g class=\"f{}\"><rect class=\"fr\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\"/><text class=\"fl\"{style} x=\"{}\" y=\"{}\" textLength=\"{}\">{}</text></g>",
        frame.group % 6,
        num(frame.x),
        num(frame.y),
        num(frame.w),
        num(frame.h),
        num(frame.x + 14.0),
        num(frame.y + 9.0 + size),
        num(w),
        escape_xml(&text)
    );
}

/// A box with its rows.
pub(super) fn node(
    out: &mut String,
    p: &str,
    index: usize,
    node: &Node,
    at: &PlacedBox,
    near: Option<&BTreeSet<usize>>,
    tenant: Option<usize>,
) {
    let (w, h) = (at.size.w, at.size.h);
    let kind = match node.kind {
        NodeKind::Table => 0,
        NodeKind::View => 1,
        NodeKind::MaterializedView => 2,
        NodeKind::ForeignTable => 3,
        NodeKind::Enum => 4,
    };
    let _ = write!(out, "<g class=\"n k{kind}{}", class(node.change));
    for n in near.into_iter().flatten() {
        let _ = write!(out, " h{n}");
    }
    let _ = writeln!(
        out,
        "\" id=\"{p}n{index}\" role=\"listitem\" tabindex=\"0\" transform=\"translate({} {})\"><title>{}</title>",
        num(at.x),
        num(at.y),
        escape_xml(&tooltip(node))
    );
    let _ = write!(out, "<rect class=\"sh\" y=\"2\" width=\"{}\" height=\"{}\" rx=\"8\"/>", num(w), num(h));
    let _ = write!(out, "<rect class=\"c\" width=\"{}\" height=\"{}\" rx=\"8\"/>", num(w), num(h));
    let r = 7.3;
    let bottom = if at.size.rows.is_empty() && at.size.hidden == 0 {
        format!("V{}a{r} {r} 0 0 1-{r} {r}H8a{r} {r} 0 0 1-{r}-{r}Z", num(h - 8.0))
    } else {
        format!("V{HEAD}H.7Z")
    };
    let _ = write!(
        out,
        "<path class=\"hd\" d=\"M.7 8a{r} {r} 0 0 1 {r}-{r}H{}a{r} {r} 0 0 1 {r} {r}{bottom}\"/>",
        num(w - 8.0)
    );
    if let Some(colour) = tenant {
        let _ = write!(
            out,
            "<path class=\"tn t{colour}\" d=\"M2 8.5a6.5 6.5 0 0 1 6.5-6.5H{}a6.5 6.5 0 0 1 6.5 6.5\"/>",
            num(w - 8.5)
        );
    }
    let _ = write!(out, "<use class=\"ki\" href=\"#{p}i-k{kind}\" x=\"11\" y=\"12\"/>");
    let mut x = size::GUTTER;
    if !node.schema.is_empty() {
        let (text, long) = fit(&node.schema, Face::Sans, size::SCHEMA, 120.0);
        let dot = width(".", Face::Sans, size::SCHEMA);
        let _ = write!(
            out,
            "<text class=\"s\" x=\"{x}\" y=\"22.500\" textLength=\"{}\">{}.</text>",
            num(long + dot),
            escape_xml(&text)
        );
        x += long + dot + 2.0;
    }
    let (text, long) = fit(&node.name, Face::SansBold, size::NAME, size::NAME_MAX);
    let _ = writeln!(
        out,
        "<text class=\"t\" x=\"{}\" y=\"22.500\" textLength=\"{}\">{}</text>",
        num(x),
        num(long),
        escape_xml(&text)
    );
    badges(out, p, node, w);
    rules(out, at);
    for (i, row) in at.size.rows.iter().filter_map(|r| node.rows.get(*r)).enumerate() {
        line(out, p, node, row, HEAD + ROW * i as f64, w);
    }
    if at.size.hidden > 0 {
        let more = format!("{} more", at.size.hidden);
        let y = HEAD + ROW * at.size.rows.len() as f64 + 16.0;
        let _ = write!(out, "<text class=\"s m\" x=\"{}\" y=\"{}\">{more}</text>", size::GUTTER, num(y));
    }
    if let Some(change) = node.change {
        let _ =
            write!(out, "<use class=\"sg{}\" href=\"#{p}i-{}\" x=\"-6\" y=\"-6\"/>", class(Some(change)), sign(change));
    }
    out.push_str("</g>\n");
}

/// The icon of a change: a circle, a square, a diamond.
pub(super) fn sign(change: Change) -> &'static str {
    match change {
        Change::Added => "add",
        Change::Removed => "rem",
        Change::Changed => "chg",
    }
}

fn badges(out: &mut String, p: &str, node: &Node, w: f64) {
    let mut x = w - 8.0;
    for badge in node.badges.iter().rev() {
        let long = badge_width(badge);
        x -= long;
        let (text, tw) = fit(&badge_text(badge), Face::SansBold, size::BADGE, 90.0);
        let (icon, tip) = match badge {
            Badge::RowSecurity { policies, forced: false } => {
                ("lock", format!("row-level security, not for the owner; policies: {policies}"))
            }
            Badge::RowSecurity { policies, forced: true } => {
                ("force", format!("row-level security, forced: also for the owner; policies: {policies}"))
            }
            Badge::NoRowSecurity => ("open", "no row-level security".to_owned()),
            Badge::Partitioned { by, partitions } => ("part", format!("partitioned by {by}; partitions: {partitions}")),
            Badge::Text(text) => ("", text.clone()),
        };
        let _ = write!(
            out,
            "<g><title>{}</title><rect class=\"b\" x=\"{}\" y=\"9\" width=\"{}\" height=\"18\" rx=\"9\"/>",
            escape_xml(&tip),
            num(x),
            num(long)
        );
        let mut tx = x + 6.0;
        if !icon.is_empty() {
            let _ = write!(out, "<use class=\"{icon}\" href=\"#{p}i-{icon}\" x=\"{}\" y=\"12\"/>", num(x + 4.0));
            tx = x + 18.0;
        }
        if text.is_empty() {
            out.push_str("</g>");
            x -= 4.0;
            continue;
        }
        let _ = write!(
            out,
            "<text class=\"bt\" x=\"{}\" y=\"21.500\" textLength=\"{}\">{}</text></g>",
            num(tx),
            num(tw),
            escape_xml(&text)
        );
        x -= 4.0;
    }
}

/// Lines between the rows, as one path.
fn rules(out: &mut String, at: &PlacedBox) {
    let lines = at.size.rows.len() + usize::from(at.size.hidden > 0);
    if lines < 2 {
        return;
    }
    out.push_str("<path class=\"ln\" d=\"");
    for i in 1..lines {
        let _ = write!(out, "M1 {}H{}", num(HEAD + ROW * i as f64), num(at.size.w - 1.0));
    }
    out.push_str("\"/>\n");
}

fn line(out: &mut String, p: &str, node: &Node, row: &Row, top: f64, w: f64) {
    let _ = write!(out, "<g><title>{}</title>", escape_xml(&row_tooltip(row)));
    if row.change.is_some() {
        let _ = write!(
            out,
            "<rect class=\"rw{}\" x=\"1\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            class(row.change),
            num(top + 0.5),
            num(w - 2.0),
            ROW - 1.0
        );
    }
    let icon = if row.kind == RowKind::Policy {
        "lock"
    } else if row.primary_key {
        "pk"
    } else if row.foreign_key {
        "fk"
    } else if row.unique {
        "uq"
    } else {
        ""
    };
    if !icon.is_empty() {
        let _ = write!(out, "<use class=\"{icon}\" href=\"#{p}i-{icon}\" x=\"11\" y=\"{}\"/>", num(top + 6.0));
    }
    let face = if row.primary_key { Face::SansBold } else { Face::Sans };
    let (text, long) = fit(&row.name, face, size::COLUMN, size::COLUMN_MAX);
    let bold = if row.primary_key { " p" } else { "" };
    let gone = if row.change == Some(Change::Removed) { " x" } else { "" };
    let _ = write!(
        out,
        "<text class=\"r{bold}{gone}\" x=\"{}\" y=\"{}\" textLength=\"{}\">{}</text>",
        size::GUTTER,
        num(top + 16.0),
        num(long),
        escape_xml(&text)
    );
    if !row.type_name.is_empty() {
        let (text, long) = fit(&row.type_name, Face::Mono, size::TYPE, type_max(node.kind));
        let _ = write!(
            out,
            "<text class=\"y{gone}\" x=\"{}\" y=\"{}\" textLength=\"{}\">{}</text>",
            num(w - size::TAIL - long),
            num(top + 16.0),
            num(long),
            escape_xml(&text)
        );
    }
    if !row.nullable && node.kind != NodeKind::Enum && !row.type_name.is_empty() {
        let _ = write!(out, "<use class=\"nn\" href=\"#{p}i-nn\" x=\"{}\" y=\"{}\"/>", num(w - 20.0), num(top + 6.0));
    }
    if let Some(change) = row.change {
        let mark = match change {
            Change::Added => "+",
            Change::Removed => "\u{2212}",
            Change::Changed => "~",
        };
        let _ = write!(
            out,
            "<text class=\"mk{}\" x=\"2.5\" y=\"{}\" aria-hidden=\"true\">{mark}</text>",
            class(row.change),
            num(top + 16.0)
        );
    }
    out.push_str("</g>\n");
}

fn tooltip(node: &Node) -> String {
    let dot = if node.schema.is_empty() { "" } else { "." };
    let mut text = format!("{}{} {}{dot}{}", word(node.change), node.kind.label(), node.schema, node.name);
    if let Some(tenant) = &node.tenant {
        let _ = write!(text, " (rows by {tenant})");
    }
    if let Some(comment) = &node.comment {
        let _ = write!(text, ": {comment}");
    }
    text
}

fn row_tooltip(row: &Row) -> String {
    let mut parts = Vec::new();
    for (on, what) in [
        (row.primary_key, "primary key"),
        (row.foreign_key, "foreign key"),
        (row.unique && !row.primary_key, "unique"),
        (!row.nullable && !row.type_name.is_empty(), "not null"),
    ] {
        if on {
            parts.push(what);
        }
    }
    let kind = if row.kind == RowKind::Policy { "policy " } else { "" };
    let mut text = format!("{}{kind}{} {}", word(row.change), row.name, row.type_name).trim_end().to_owned();
    if !parts.is_empty() {
        let _ = write!(text, ", {}", parts.join(", "));
    }
    if let Some(comment) = &row.comment {
        let _ = write!(text, ": {comment}");
    }
    text
}
