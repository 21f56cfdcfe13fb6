//! The diagram as Graphviz DOT, with a port for every column.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::diagram::{Cardinality, Change, Diagram, Edge, EdgeKind, End, Node, RowKind};
use super::svg::escape_xml;

/// Prints `diagram`.
pub fn dot(diagram: &Diagram) -> String {
    let mut out = String::from(
        "digraph erd {\n  graph [rankdir=RL, fontname=\"Helvetica\", nodesep=0.4, ranksep=1.2]\n  \
         node [shape=plain, fontname=\"Helvetica\", fontsize=11]\n  edge [color=\"#8693a5\", dir=both]\n",
    );
    if !diagram.title.is_empty() {
        let _ = writeln!(out, "  label={}; labelloc=t", text(&diagram.title));
    }
    let ids = diagram.numbers();
    for (g, group) in diagram.groups.iter().enumerate() {
        let members =
            (0..diagram.nodes.len()).filter(|i| diagram.nodes[*i].group.as_deref() == Some(group.id.as_str()));
        let members: Vec<String> = members.map(|i| format!("n{i}")).collect();
        if !members.is_empty() {
            let _ = writeln!(
                out,
                "  subgraph cluster_{g} {{ label={}; color=\"#cfdcf5\"; {} }}",
                text(&group.label),
                members.join("; ")
            );
        }
    }
    for (i, node) in diagram.nodes.iter().enumerate() {
        table(&mut out, i, node);
    }
    for edge in &diagram.edges {
        line(&mut out, diagram, &ids, edge);
    }
    out.push_str("}\n");
    out
}

fn table(out: &mut String, index: usize, node: &Node) {
    let colour = node.change.map_or("#d3dae3", Change::colour);
    let _ = write!(
        out,
        "  n{index} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"5\" color=\"{colour}\">\
         <tr><td port=\"h\" bgcolor=\"#eef2fb\" colspan=\"2\"><b>{}</b></td></tr>",
        html(&node.heading())
    );
    for (i, row) in node.rows.iter().enumerate() {
        let changed = row.change.map_or(String::new(), |change| format!("{} ", change.label()));
        let mark = if row.kind == RowKind::Policy {
            "policy "
        } else if row.primary_key {
            "PK "
        } else if row.foreign_key {
            "FK "
        } else {
            ""
        };
        let _ = write!(
            out,
            "<tr><td port=\"l{i}\" align=\"left\">{changed}{mark}{}</td><td port=\"r{i}\" align=\"left\"><font color=\"#7b8698\">{}{}</font></td></tr>",
            html(&row.name),
            html(&row.type_name),
            if row.nullable || row.type_name.is_empty() { "" } else { " not null" }
        );
    }
    out.push_str("</table>>]\n");
}

fn line(out: &mut String, diagram: &Diagram, ids: &BTreeMap<&str, usize>, edge: &Edge) {
    let end = |end: &End, side: &str| {
        let i = *ids.get(end.node.as_str())?;
        let row = end.rows.get(end.anchor).and_then(|r| diagram.nodes[i].rows.iter().position(|x| x.name == *r));
        Some(row.map_or(format!("n{i}:h"), |r| format!("n{i}:{side}{r}")))
    };
    let (Some(from), Some(to)) = (end(&edge.from, "l"), end(&edge.to, "r")) else { return };
    let arrow = |c: Cardinality| match c {
        Cardinality::One => "teetee",
        Cardinality::ZeroOrOne => "teeodot",
        Cardinality::Many => "crowtee",
        Cardinality::ZeroOrMany => "crowodot",
    };
    let (tail, head, style) = match edge.kind {
        EdgeKind::ForeignKey => (arrow(edge.from.cardinality), arrow(edge.to.cardinality), "solid"),
        EdgeKind::Inheritance => ("none", "onormal", "dashed"),
        EdgeKind::Reads | EdgeKind::UsesType => ("none", "vee", "dotted"),
    };
    let colour = edge.change.map_or(String::new(), |c| format!(", color=\"{}\", penwidth=2", c.colour()));
    let _ = writeln!(
        out,
        "  {from} -> {to} [arrowtail={tail}, arrowhead={head}, style={style}, tooltip={}{colour}]",
        text(&edge.name)
    );
}

/// Text of an HTML-like label; an empty one would be a syntax error.
fn html(text: &str) -> String {
    if text.is_empty() { "&#8203;".to_owned() } else { escape_xml(text) }
}

/// A quoted string. A backslash before anything but a quote is kept by Graphviz, so it is doubled.
fn text(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
