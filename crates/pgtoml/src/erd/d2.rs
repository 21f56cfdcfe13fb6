//! The diagram as D2, with its `sql_table` shape.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::diagram::{Cardinality, Diagram, EdgeKind, Node, NodeKind, Row, RowKind};

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
    let rows: Vec<Vec<String>> = diagram.nodes.iter().map(row_keys).collect();
    for ((node, key), names) in diagram.nodes.iter().zip(&keys).zip(&rows) {
        let _ = write!(out, "{key}: {} {{\n  shape: sql_table\n", text(&node.heading()));
        if let Some(change) = node.change {
            let _ = writeln!(out, "  style.stroke: '{}'", change.colour());
        }
        for (row, name) in node.rows.iter().zip(names) {
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
            let _ = write!(out, "  {name}: {}", text(&kind));
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
    let ids = diagram.numbers();
    for edge in &diagram.edges {
        let end = |end: &super::diagram::End| {
            let at = *ids.get(end.node.as_str())?;
            let (node, key) = (diagram.nodes.get(at)?, keys.get(at)?);
            let anchor = end.rows.get(end.anchor).and_then(|name| node.rows.iter().position(|row| row.name == *name));
            let row = anchor.and_then(|row| rows.get(at)?.get(row));
            Some(row.map_or(key.clone(), |row| format!("{key}.{row}")))
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

/// What the rows of a box are called. D2 takes names that differ in capitals only for one; a space without width tells them
/// apart.
fn row_keys(node: &Node) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let key = |row: &Row| {
        let mut name = row.name.clone();
        while !taken.insert(name.to_lowercase()) {
            name.push('\u{200b}');
        }
        text(&name)
    };
    node.rows.iter().map(key).collect()
}

/// A string in which nothing but the quote is special.
fn text(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{}'", text.replace('\'', "''"))
}
