//! The diagram as Mermaid `erDiagram` text, which GitHub draws.
//!
//! Mermaid's grammar takes few characters: an entity may be any quoted text without quotes, an attribute's type and
//! name must be one word each. What does not fit is replaced, and said in the attribute's comment.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::diagram::{Cardinality, Change, Diagram, Edge, EdgeKind, Node, Row, RowKind};

/// The longest text that GitHub draws.
pub const MAX_TEXT: usize = 50_000;
/// The most lines that Mermaid draws.
pub const MAX_EDGES: usize = 500;

/// Prints `diagram`, whole, whatever its size.
pub fn mermaid(diagram: &Diagram) -> String {
    let mut out = String::new();
    if !diagram.title.trim().is_empty() {
        let _ = write!(out, "---\ntitle: \"{}\"\n---\n", quoted(&diagram.title));
    }
    out.push_str(&body(diagram, &(0..diagram.nodes.len()).collect::<Vec<_>>(), Rows::All));
    out
}

/// A diagram that is not longer than what GitHub draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The group, with a number where it needed several.
    pub title: String,
    /// The text.
    pub text: String,
    /// Indexes of the nodes that it is about. Others may stand there by name because lines lead to them.
    pub nodes: Vec<usize>,
    /// What had to be left out for the limits, as a sentence.
    pub left_out: Option<String>,
}

/// Which rows are printed.
#[derive(Clone, Copy, PartialEq)]
enum Rows {
    All,
    Keys,
    None,
}

/// Prints `diagram` in one part for each group, and more where Mermaid's limits ask for it.
pub fn parts(diagram: &Diagram) -> Vec<Part> {
    let mut parts = Vec::new();
    let known = |node: &Node| diagram.groups.iter().any(|group| node.group.as_ref() == Some(&group.id));
    for group in &diagram.groups {
        let nodes = (0..diagram.nodes.len()).filter(|i| diagram.nodes[*i].group.as_ref() == Some(&group.id)).collect();
        split(diagram, nodes, &group.label, &mut parts);
    }
    let rest: Vec<usize> = (0..diagram.nodes.len()).filter(|i| !known(&diagram.nodes[*i])).collect();
    if !rest.is_empty() || parts.is_empty() {
        let title = if diagram.groups.is_empty() { "Tables" } else { "Other tables" };
        split(diagram, rest, title, &mut parts);
    }
    parts
}

/// As few parts as fit, of about the same size, neighbours in the list together.
fn split(diagram: &Diagram, nodes: Vec<usize>, title: &str, parts: &mut Vec<Part>) {
    let mut waiting = vec![nodes];
    let mut done = Vec::new();
    while let Some(nodes) = waiting.pop() {
        let text = body(diagram, &nodes, Rows::All);
        if fits(&text) {
            done.push(Part { title: title.to_owned(), text, nodes, left_out: None });
        } else if nodes.len() > 1 {
            let (first, second) = nodes.split_at(nodes.len() / 2);
            waiting.push(second.to_vec());
            waiting.push(first.to_vec());
        } else {
            done.push(shortened(diagram, nodes, title));
        }
    }
    let several = done.len() > 1;
    for (i, mut part) in done.into_iter().enumerate() {
        if several {
            let _ = write!(part.title, ", {}", i + 1);
        }
        parts.push(part);
    }
}

/// One box that is too large by itself: without rows that are no keys, without rows, or without some of its lines.
fn shortened(diagram: &Diagram, nodes: Vec<usize>, title: &str) -> Part {
    for (rows, what) in [(Rows::Keys, "columns that are part of no key"), (Rows::None, "columns")] {
        let text = body(diagram, &nodes, rows);
        if fits(&text) {
            let left_out = Some(format!("Left out for the limits of Mermaid: {what}."));
            return Part { title: title.to_owned(), text, nodes, left_out };
        }
    }
    let mut few = diagram.clone();
    let mut kept = 0;
    few.edges.retain(|edge| {
        let near = nodes.iter().any(|i| diagram.nodes[*i].id == edge.from.node || diagram.nodes[*i].id == edge.to.node);
        kept += usize::from(near);
        near && kept <= MAX_EDGES / 4
    });
    let text = body(&few, &nodes, Rows::None);
    let left_out = Some("Left out for the limits of Mermaid: columns, and most of the lines.".to_owned());
    Part { title: title.to_owned(), text, nodes, left_out }
}

fn fits(text: &str) -> bool {
    // A line of its own for every relation; nothing of an entity has that separator.
    text.len() < MAX_TEXT && text.lines().filter(|line| line.contains("--") || line.contains("..")).count() < MAX_EDGES
}

/// The entities of `nodes` with their lines, and by name alone what lines lead to.
fn body(diagram: &Diagram, nodes: &[usize], rows: Rows) -> String {
    let mut out = String::from("erDiagram\n    direction LR\n");
    let ids = diagram.numbers();
    let own: BTreeSet<usize> = nodes.iter().copied().collect();
    for i in nodes {
        entity(&mut out, *i, &diagram.nodes[*i], rows);
    }
    let mut lines = String::new();
    let mut others = BTreeSet::new();
    for edge in &diagram.edges {
        let ends = (ids.get(edge.from.node.as_str()), ids.get(edge.to.node.as_str()));
        let (Some(from), Some(to)) = ends else { continue };
        if own.contains(from) {
            others.extend([*from, *to].into_iter().filter(|end| !own.contains(end)));
            relation(&mut lines, diagram, edge, *from, *to);
        }
    }
    for i in others {
        entity(&mut out, i, &diagram.nodes[i], Rows::None);
    }
    out.push_str(&lines);
    changes(&mut out, diagram, nodes);
    out
}

/// Colours of what differs.
fn changes(out: &mut String, diagram: &Diagram, nodes: &[usize]) {
    for change in [Change::Added, Change::Removed, Change::Changed] {
        let of = nodes.iter().filter(|i| diagram.nodes[**i].change == Some(change));
        let list: Vec<String> = of.map(|i| alias(*i, &diagram.nodes[*i])).collect();
        if !list.is_empty() {
            let (name, colour) = (change.label(), change.colour());
            let _ = writeln!(out, "    classDef {name} stroke:{colour},stroke-width:3px");
            let _ = writeln!(out, "    class {} {name}", list.join(","));
        }
    }
}

fn entity(out: &mut String, index: usize, node: &Node, rows: Rows) {
    let _ = write!(out, "    {}[\"{}\"]", alias(index, node), label(node));
    let shown = |row: &&Row| rows == Rows::All || rows == Rows::Keys && row.is_key();
    if !node.rows.iter().any(|row| shown(&row)) {
        out.push('\n');
        return;
    }
    out.push_str(" {\n");
    for row in node.rows.iter().filter(shown) {
        attribute(out, row);
    }
    out.push_str("    }\n");
}

/// What is printed on the box.
fn label(node: &Node) -> String {
    let text = quoted(&node.heading());
    if text.is_empty() { "(no name)".to_owned() } else { text }
}

/// The name that relations use. A number makes it unique and keeps it clear of reserved words.
fn alias(index: usize, node: &Node) -> String {
    let word = word(&node.name, "entity");
    format!("{word}_{index}")
}

fn attribute(out: &mut String, row: &Row) {
    let policy = row.kind == RowKind::Policy;
    let type_name = if policy { "policy".to_owned() } else { word(&row.type_name.replace("[]", "_array"), "value") };
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
    notes.extend(row.change.map(|change| change.label().to_owned()));
    if name != row.name {
        notes.push(quoted(&row.name));
    }
    if type_name != row.type_name && !row.type_name.is_empty() {
        notes.push(quoted(&row.type_name));
    }
    if !row.nullable && !row.primary_key && !row.type_name.is_empty() {
        notes.push("not null".to_owned());
    }
    notes.extend(row.comment.as_deref().map(quoted));
    notes.retain(|n| !n.trim().is_empty());
    if !notes.is_empty() {
        let _ = write!(out, " \"{}\"", notes.join("; "));
    }
    out.push('\n');
}

fn relation(out: &mut String, diagram: &Diagram, edge: &Edge, from: usize, to: usize) {
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
    let what = edge.change.map_or(what.clone(), |change| format!("{}: {what}", change.label()));
    let (a, b) = (&diagram.nodes[to], &diagram.nodes[from]);
    let _ = writeln!(out, "    {} {left}{line}{right} {} : \"{}\"", alias(to, a), alias(from, b), quoted(&what));
}

/// Text that may stand between double quotes: no quotes, no line ends, no markup. Mermaid reads `#code;` entities.
pub(super) fn quoted(text: &str) -> String {
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
