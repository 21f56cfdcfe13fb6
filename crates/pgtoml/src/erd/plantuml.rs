//! The diagram as PlantUML, in its notation for entities.
//!
//! Its parser needs Java, which a machine that builds pgtoml may lack, so no test runs it. PlantUML 1.2026.9 (`-syntax`, and
//! drawn with `!pragma layout smetana`) finds every table of the example, of the starters and of a model of hostile names,
//! and shows each name of the last as it is.

use std::fmt::Write;

use super::diagram::{Cardinality, Diagram, EdgeKind, Node, NodeKind, RowKind};

/// Prints `diagram`.
pub fn plantuml(diagram: &Diagram) -> String {
    let mut out =
        String::from("@startuml\nhide circle\nhide methods\nleft to right direction\nskinparam linetype ortho\n");
    if !diagram.title.trim().is_empty() {
        let _ = writeln!(out, "title {}", word(&diagram.title));
    }
    for (g, group) in diagram.groups.iter().enumerate() {
        let _ = writeln!(out, "package \"{}\" as g{g} {{", word(&group.label));
        for (i, node) in diagram.nodes.iter().enumerate().filter(|(_, n)| n.group.as_deref() == Some(group.id.as_str()))
        {
            entity(&mut out, i, node);
        }
        out.push_str("}\n");
    }
    let grouped = |n: &Node| n.group.as_ref().is_some_and(|id| diagram.groups.iter().any(|g| g.id == *id));
    for (i, node) in diagram.nodes.iter().enumerate().filter(|(_, n)| !grouped(n)) {
        entity(&mut out, i, node);
    }
    let ids = diagram.numbers();
    for edge in &diagram.edges {
        let (Some(from), Some(to)) = (ids.get(edge.from.node.as_str()), ids.get(edge.to.node.as_str())) else {
            continue;
        };
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
        let _ = match edge.kind {
            EdgeKind::ForeignKey => write!(out, "e{to} {left}--{right} e{from}"),
            EdgeKind::Inheritance => write!(out, "e{to} <|-- e{from}"),
            EdgeKind::Reads | EdgeKind::UsesType => write!(out, "e{to} <.. e{from}"),
        };
        let changed = edge.change.map_or(String::new(), |change| format!("{}: ", change.label()));
        let label = changed + &if edge.from.rows.is_empty() { edge.name.clone() } else { edge.from.rows.join(", ") };
        if !label.trim().is_empty() {
            let _ = write!(out, " : {}", word(&label));
        }
        out.push('\n');
    }
    out.push_str("@enduml\n");
    out
}

fn entity(out: &mut String, index: usize, node: &Node) {
    let _ = write!(out, "entity \"{}\" as e{index}", word(&node.qualified()));
    if node.kind != NodeKind::Table {
        let _ = write!(out, " <<{}>>", node.kind.label());
    }
    if let Some(change) = node.change {
        let _ = write!(out, " <<{}>> #line:{};line.bold", change.label(), change.colour().trim_start_matches('#'));
    }
    out.push_str(" {\n");
    let (keys, rest): (Vec<_>, Vec<_>) = node.rows.iter().partition(|r| r.primary_key);
    for (i, row) in keys.iter().chain(&rest).enumerate() {
        if i == keys.len() && i > 0 {
            out.push_str("  --\n");
        }
        // A star marks what must have a value.
        let star = if row.nullable || row.type_name.is_empty() { "" } else { "*" };
        let changed = row.change.map_or(String::new(), |change| format!("{} ", change.label()));
        let policy = if row.kind == RowKind::Policy { "policy " } else { "" };
        let _ = write!(out, "  {star}{changed}{policy}{}", word(&row.name));
        if !row.type_name.is_empty() {
            let _ = write!(out, " : {}", word(&row.type_name));
        }
        for (on, mark) in [(row.primary_key, "PK"), (row.foreign_key, "FK"), (row.unique && !row.primary_key, "UK")] {
            if on {
                let _ = write!(out, " <<{mark}>>");
            }
        }
        out.push('\n');
    }
    out.push_str("}\n");
}

/// Text without what PlantUML could take for markup, for a method, for a type parameter or for the end of a block.
///
/// Numeric references stand for themselves in every place. Only `<` has to be spelled in the other way: its reference is
/// resolved before tags are looked for.
fn word(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c }).peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let special = match c {
            '"' | '>' | '{' | '}' | '[' | ']' | '(' | ')' | '\\' | '~' | '!' | '@' | '%' | '$' | '#' | '&' | '\''
            | '|' => true,
            // A list or a visibility at the beginning; two of them strike, underline, slant or separate.
            '-' | '+' | '*' => before.is_none() || before == Some(c) || chars.peek() == Some(&c),
            '_' | '/' | '.' | '=' | '^' => before == Some(c) || chars.peek() == Some(&c),
            _ => false,
        };
        let _ = match c {
            '<' => write!(out, "<U+003C>"),
            c if special => write!(out, "&#{};", u32::from(c)),
            c => write!(out, "{c}"),
        };
        before = Some(c);
    }
    // What ends with an angle would be a type parameter; nothing at all would be no name.
    if out.trim().is_empty() || out.ends_with('>') {
        out.push_str("&#8203;");
    }
    out
}
