//! The diagram as D2, with its `sql_table` shape.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::diagram::{Cardinality, Diagram, EdgeKind, Node, NodeKind, RowKind};

/// Prints `diagram`.
pub fn d2(diagram: &Diagram) -> String {
    let mut out = String::from("direction: left\n");
    if !diagram.title.trim().is_empty() {
        let _ = write!(out, "title: {} {{\n  near: top-center\n  shape: text\n}}\n", text(&diagram.title));
    }
    for (g, group) in
        diagram.groups.iter().enumerate().filter(|(_, g)| diagram.nodes.iter().any(|n| n.group.as_ref() == Some(&g.id)))
    {
        let _ = writeln!(out, "g{g}: {}", text(&group.label));
    }
    let keys: Vec<String> = diagram.nodes.iter().enumerate().map(|(i, n)| key(diagram, i, n)).collect();
    for (node, key) in diagram.nodes.iter().zip(&keys) {
        let _ = write!(out, "{key}: {} {{\n  shape: sql_table\n", text(&node.heading()));
        if let Some(change) = node.change {
            let _ = writeln!(out, "  style.stroke: '{}'", change.colour());
        }
        for row in &node.rows {
            let mut kind = row.type_name.clone();
            if row.kind == RowKind::Policy {
                kind = format!("policy, {kind}");
            }
            if let Some(change) = row.change {
                kind = format!("{kind} ({})", change.label());
            }
            if !row.nullable && !kind.is_empty() && node.kind != NodeKind::Enum {
                kind.push_str(" NOT NULL");
            }
            let _ = write!(out, "  {}: {}", text(&row.name), text(&kind));
            let marks = [
                (row.primary_key, "primary_key"),
                (row.foreign_key, "foreign_key"),
                (row.unique && !row.primary_key, "unique"),
            ];
            let marks: Vec<&str> = marks.iter().filter(|m| m.0).map(|m| m.1).collect();
            if !marks.is_empty() {
                let _ = write!(out, " {{constraint: [{}]}}", marks.join("; "));
            }
            out.push('\n');
        }
        out.push_str("}\n");
    }
    let ids: BTreeMap<&str, usize> = diagram.nodes.iter().enumerate().map(|(i, n)| (n.id.as_str(), i)).collect();
    for edge in &diagram.edges {
        let end = |end: &super::diagram::End| {
            let key = keys.get(*ids.get(end.node.as_str())?)?;
            Some(end.rows.get(end.anchor).map_or(key.clone(), |row| format!("{key}.{}", text(row))))
        };
        let (Some(from), Some(to)) = (end(&edge.from), end(&edge.to)) else { continue };
        let shape = |c: Cardinality| match c {
            Cardinality::One => "cf-one-required",
            Cardinality::ZeroOrOne => "cf-one",
            Cardinality::Many => "cf-many-required",
            Cardinality::ZeroOrMany => "cf-many",
        };
        let _ = match edge.kind {
            EdgeKind::ForeignKey => writeln!(
                out,
                "{from} <-> {to}: {{source-arrowhead.shape: {}; target-arrowhead.shape: {}}}",
                shape(edge.from.cardinality),
                shape(edge.to.cardinality)
            ),
            _ => writeln!(out, "{from} -> {to}: {{style.stroke-dash: 4}}"),
        };
    }
    out
}

/// The path of a node: its number is unique, and free of D2's keywords.
fn key(diagram: &Diagram, index: usize, node: &Node) -> String {
    let group = diagram.groups.iter().position(|g| node.group.as_ref() == Some(&g.id));
    group.map_or(format!("t{index}"), |g| format!("g{g}.t{index}"))
}

/// A string in which nothing but the quote is special.
fn text(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{}'", text.replace('\'', "''"))
}
