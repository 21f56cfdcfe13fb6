//! The diagram as DBML, the language of dbdiagram.io and its tools.
//!
//! DBML has tables, enums and references. Views are printed as tables with a note, and what they read is left out.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::diagram::{Cardinality, Change, Diagram, Edge, EdgeKind, Node, NodeKind, Row, RowKind};

/// Prints `diagram`.
pub fn dbml(diagram: &Diagram) -> String {
    let mut out = String::new();
    if !diagram.title.trim().is_empty() {
        let _ = write!(out, "Project {} {{\n  database_type: 'PostgreSQL'\n}}\n\n", name(&diagram.title));
    }
    for node in &diagram.nodes {
        if node.kind == NodeKind::Enum {
            let _ = writeln!(out, "Enum {} {{", full_name(node));
            for row in &node.rows {
                let _ = writeln!(out, "  {}{}", name(&row.name), note(row.comment.as_deref()));
            }
            out.push_str("}\n\n");
        } else {
            table(&mut out, node);
        }
    }
    // A reference may be stated once only.
    let mut seen = BTreeSet::new();
    for edge in diagram.edges.iter().filter(|e| e.kind == EdgeKind::ForeignKey) {
        if let Some(line) = reference(diagram, edge)
            && seen.insert(line.clone())
        {
            let _ = writeln!(out, "Ref: {line}");
        }
    }
    out
}

fn table(out: &mut String, node: &Node) {
    let colour = node.change.map_or(String::new(), |change| format!(" [headercolor: {}]", change.colour()));
    let _ = writeln!(out, "Table {}{colour} {{", full_name(node));
    let keys: Vec<&Row> = node.rows.iter().filter(|r| r.primary_key).collect();
    let columns: Vec<&Row> = node.rows.iter().filter(|row| row.kind == RowKind::Column).collect();
    if columns.is_empty() {
        // A table without columns is no DBML.
        out.push_str("  \"\u{a0}\" \"none\"\n");
    }
    for row in columns {
        let mut settings = Vec::new();
        if row.primary_key && keys.len() == 1 {
            settings.push("pk".to_owned());
        } else if !row.nullable {
            settings.push("not null".to_owned());
        }
        if row.unique && !row.primary_key {
            settings.push("unique".to_owned());
        }
        let changed = row.change.map(|change| change.label().to_owned());
        let notes: Vec<String> = changed.into_iter().chain(row.comment.clone()).collect();
        if !notes.is_empty() {
            let comment = &notes.join(": ");
            settings.push(format!("note: {}", text(comment)));
        }
        let kind = if row.type_name.is_empty() { "text" } else { &row.type_name };
        let _ = write!(out, "  {} {}", name(&row.name), name(kind));
        if !settings.is_empty() {
            let _ = write!(out, " [{}]", settings.join(", "));
        }
        out.push('\n');
    }
    if keys.len() > 1 {
        let list: Vec<String> = keys.iter().map(|r| name(&r.name)).collect();
        let _ = write!(out, "\n  indexes {{\n    ({}) [pk]\n  }}\n", list.join(", "));
    }
    let kind = if node.kind == NodeKind::Table { "" } else { node.kind.label() };
    let mut policies = String::new();
    for row in node.rows.iter().filter(|row| row.kind == RowKind::Policy) {
        let _ = write!(policies, " {} policy {} ({}).", row.change.map_or("", Change::label), row.name, row.type_name);
    }
    let change = node.change.map_or("", Change::label);
    let words: Vec<&str> = [kind, change, policies.trim(), node.comment.as_deref().unwrap_or("")]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    if !words.is_empty() {
        let _ = writeln!(out, "  Note: {}", text(&words.join(": ")));
    }
    out.push_str("}\n\n");
}

fn reference(diagram: &Diagram, edge: &Edge) -> Option<String> {
    let end = |end: &super::diagram::End| {
        let node = diagram.nodes.iter().find(|n| n.id == end.node)?;
        let columns: Vec<String> = end.rows.iter().map(|r| name(r)).collect();
        match columns.as_slice() {
            [] => None,
            [one] => Some(format!("{}.{one}", full_name(node))),
            many => Some(format!("{}.({})", full_name(node), many.join(", "))),
        }
    };
    let (from, to) = (end(&edge.from)?, end(&edge.to)?);
    let many = matches!(edge.from.cardinality, Cardinality::Many | Cardinality::ZeroOrMany);
    (from != to).then(|| format!("{from} {} {to}", if many { ">" } else { "-" }))
}

fn full_name(node: &Node) -> String {
    if node.schema.is_empty() { name(&node.name) } else { format!("{}.{}", name(&node.schema), name(&node.name)) }
}

/// A quoted name.
fn name(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// A string.
fn text(text: &str) -> String {
    format!("'{}'", one_line(text).replace('\\', "\\\\").replace('\'', "\\'"))
}

fn note(comment: Option<&str>) -> String {
    comment.map_or(String::new(), |c| format!(" [note: {}]", text(c)))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
