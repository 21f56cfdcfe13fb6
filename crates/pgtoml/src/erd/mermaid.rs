//! The diagram as Mermaid `erDiagram` text, which GitHub draws.
//!
//! Mermaid's grammar takes few characters: an entity may be any quoted text without quotes, an attribute's type and
//! name must be one word each. What does not fit is replaced, and said in the attribute's comment.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::diagram::{Cardinality, Diagram, Edge, EdgeKind, Node, Row};

/// Prints `diagram`.
pub fn mermaid(diagram: &Diagram) -> String {
    let mut out = String::new();
    if !diagram.title.trim().is_empty() {
        let _ = write!(out, "---\ntitle: \"{}\"\n---\n", quoted(&diagram.title));
    }
    out.push_str("erDiagram\n    direction LR\n");
    for (i, node) in diagram.nodes.iter().enumerate() {
        entity(&mut out, i, node);
    }
    for edge in &diagram.edges {
        relation(&mut out, diagram, edge);
    }
    out
}

fn entity(out: &mut String, index: usize, node: &Node) {
    let _ = write!(out, "    {}[\"{}\"]", alias(index, node), label(node));
    if node.rows.is_empty() {
        out.push('\n');
        return;
    }
    out.push_str(" {\n");
    for row in &node.rows {
        attribute(out, row);
    }
    out.push_str("    }\n");
}

/// What is printed on the box.
fn label(node: &Node) -> String {
    let mut text = quoted(&node.name);
    if !node.schema.is_empty() {
        text = format!("{}.{text}", quoted(&node.schema));
    }
    if node.kind != super::diagram::NodeKind::Table {
        let _ = write!(text, " ({})", node.kind.label());
    }
    if text.trim().is_empty() { "(no name)".to_owned() } else { text }
}

/// The name that relations use. A number makes it unique and keeps it clear of reserved words.
fn alias(index: usize, node: &Node) -> String {
    let word = word(&node.name, "entity");
    format!("{word}_{index}")
}

fn attribute(out: &mut String, row: &Row) {
    let type_name = word(&row.type_name.replace("[]", "_array"), "value");
    let name = word(&row.name, "column");
    let _ = write!(out, "        {type_name} {name}");
    let mut keys = Vec::new();
    if row.primary_key {
        keys.push("PK");
    }
    if row.foreign_key {
        keys.push("FK");
    }
    if row.unique && !row.primary_key {
        keys.push("UK");
    }
    if !keys.is_empty() {
        let _ = write!(out, " {}", keys.join(", "));
    }
    let mut notes = Vec::new();
    if name != row.name {
        notes.push(quoted(&row.name));
    }
    if type_name != row.type_name && !row.type_name.is_empty() {
        notes.push(quoted(&row.type_name));
    }
    if !row.nullable && !row.primary_key && !row.type_name.is_empty() {
        notes.push("not null".to_owned());
    }
    if let Some(comment) = &row.comment {
        notes.push(quoted(comment));
    }
    notes.retain(|n| !n.trim().is_empty());
    if !notes.is_empty() {
        let _ = write!(out, " \"{}\"", notes.join("; "));
    }
    out.push('\n');
}

fn relation(out: &mut String, diagram: &Diagram, edge: &Edge) {
    let find = |id: &str| diagram.nodes.iter().position(|n| n.id == id);
    let (Some(from), Some(to)) = (find(&edge.from.node), find(&edge.to.node)) else { return };
    let left = match edge.to.cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "|o",
        Cardinality::Many => "}|",
        Cardinality::ZeroOrMany => "}o",
    };
    let right = match edge.from.cardinality {
        Cardinality::One => "||",
        Cardinality::ZeroOrOne => "o|",
        Cardinality::Many => "|{",
        Cardinality::ZeroOrMany => "o{",
    };
    let line = if edge.kind == EdgeKind::ForeignKey { "--" } else { ".." };
    let what = match edge.kind {
        EdgeKind::ForeignKey if edge.from.rows.is_empty() => edge.name.clone(),
        EdgeKind::ForeignKey => edge.from.rows.join(", "),
        EdgeKind::Inheritance => "inherits".to_owned(),
        EdgeKind::Reads => "reads".to_owned(),
        EdgeKind::UsesType => "uses".to_owned(),
    };
    let (a, b) = (&diagram.nodes[to], &diagram.nodes[from]);
    let _ = writeln!(out, "    {} {left}{line}{right} {} : \"{}\"", alias(to, a), alias(from, b), quoted(&what));
}

/// Text that may stand between double quotes: no quotes, no line ends, no markup. Mermaid reads `#code;` entities.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '`' => out.push('\''),
            '%' | '\\' => {
                let _ = write!(out, "#{};", c as u32);
            }
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// One word of the grammar: letters, digits, `_`; it begins with a letter and is no key of an attribute.
fn word(text: &str, fallback: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_alphanumeric() { c } else { '_' };
        if c != '_' || !out.ends_with('_') {
            out.push(c);
        }
    }
    let out = out.trim_end_matches('_');
    let reserved: BTreeSet<&str> = ["PK", "FK", "UK"].into();
    if out.trim_matches('_').is_empty() {
        fallback.to_owned()
    } else if !out.starts_with(|c: char| c.is_ascii_alphabetic()) || reserved.contains(out.to_uppercase().as_str()) {
        format!("{}_{}", &fallback[..1], out.trim_start_matches('_'))
    } else {
        out.to_owned()
    }
}
