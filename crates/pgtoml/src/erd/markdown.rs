//! ERD.md: an overview of the groups, and a Mermaid diagram for each, which GitHub draws.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::diagram::{Badge, Diagram, EdgeKind, Node};
use super::mermaid::{self, MAX_EDGES};
use crate::report::code;
use crate::sql::quote::comment_safe;

/// Prints `diagram` as a page. No diagram on it is longer than what GitHub draws.
pub fn markdown(diagram: &Diagram) -> String {
    let title = if diagram.title.trim().is_empty() { "Entity relationship diagram" } else { &diagram.title };
    let mut out = format!("# {}\n\n{}\n", text(title), diagram.describe());
    let parts = mermaid::parts(diagram);
    if diagram.groups.len() > 1 {
        overview(&mut out, diagram);
    }
    for part in &parts {
        if parts.len() > 1 {
            let _ = write!(out, "\n## {}\n", text(&part.title));
        }
        let _ = write!(out, "\n```mermaid\n{}```\n", part.text);
        if let Some(left_out) = &part.left_out {
            let _ = write!(out, "\n{left_out}\n");
        }
        out.push_str("\n| | Columns | Row-level security | Comment |\n|---|---:|---|---|\n");
        for node in part.nodes.iter().filter_map(|node| diagram.nodes.get(*node)) {
            line(&mut out, node);
        }
    }
    out
}

/// How many lines lead from which group to which.
fn overview(out: &mut String, diagram: &Diagram) {
    let groups = diagram.numbers_of_groups();
    let group = |node: &Node| node.group.as_deref().and_then(|id| groups.get(id).copied());
    let of: BTreeMap<&str, Option<usize>> = diagram.nodes.iter().map(|node| (node.id.as_str(), group(node))).collect();
    let mut between: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for edge in diagram.edges.iter().filter(|edge| edge.kind == EdgeKind::ForeignKey) {
        let end = |id: &str| of.get(id).copied().flatten();
        if let (Some(from), Some(to)) = (end(&edge.from.node), end(&edge.to.node))
            && from != to
        {
            *between.entry((from, to)).or_default() += 1;
        }
    }
    out.push_str("\n## Overview\n\n```mermaid\nflowchart LR\n");
    for (i, group) in diagram.groups.iter().enumerate() {
        let count = of.values().filter(|of| **of == Some(i)).count();
        let _ = writeln!(out, "    g{i}[\"{} ({count})\"]", mermaid::quoted(&group.label));
    }
    for ((from, to), count) in between.iter().take(MAX_EDGES) {
        let _ = writeln!(out, "    g{from} -->|{count}| g{to}");
    }
    out.push_str("```\n\nBoxes are groups with the number of their tables, arrows the number of foreign keys.\n");
}

fn line(out: &mut String, node: &Node) {
    let security = node.badges.iter().find_map(|badge| match badge {
        Badge::RowSecurity { policies, forced } => {
            let forced = if *forced { "forced" } else { "on" };
            Some(format!("{forced}, {policies} {}", if *policies == 1 { "policy" } else { "policies" }))
        }
        Badge::NoRowSecurity => Some("off".to_owned()),
        _ => None,
    });
    let mut what = vec![node.kind.label().to_owned()];
    what.extend(node.change.map(|change| change.label().to_owned()));
    for badge in &node.badges {
        if let Badge::Partitioned { by, partitions } = badge {
            what.push(format!("{partitions} partitions by {by}"));
        }
    }
    let what = if what == ["table"] { String::new() } else { format!(" {}", text(&what.join(", "))) };
    let comment = node.comment.as_deref().map(text).unwrap_or_default();
    let _ = writeln!(
        out,
        "| {}{what} | {} | {} | {comment} |",
        text(&node.qualified()),
        node.rows.len(),
        security.unwrap_or_default()
    );
}

/// Any text: no name can end a code span, and a bar would end a cell even there.
fn text(text: &str) -> String {
    code(&comment_safe(text)).replace('|', "\\|")
}
