//! Mermaid's limits, and the page that keeps them.

use super::{many, table};
use crate::erd::diagram::{Diagram, Group};
use crate::erd::markdown::markdown;
use crate::erd::mermaid::{MAX_EDGES, MAX_TEXT, parts};

/// Every box is in one part, and no part is longer than what GitHub draws.
fn check(d: &Diagram) {
    let parts = parts(d);
    let mut seen: Vec<usize> = parts.iter().flat_map(|part| part.nodes.iter().copied()).collect();
    seen.sort_unstable();
    assert_eq!(seen, (0..d.nodes.len()).collect::<Vec<_>>());
    for part in &parts {
        assert!(part.text.len() < MAX_TEXT, "{} has {} characters", part.title, part.text.len());
        let edges = part.text.lines().filter(|line| line.contains("--") && line.contains(" : ")).count();
        assert!(edges < MAX_EDGES, "{} has {edges} lines", part.title);
    }
    assert_eq!(markdown(d).matches("```mermaid").count(), parts.len() + usize::from(d.groups.len() > 1));
}

#[test]
fn large_diagrams_are_split() {
    check(&Diagram::default());
    check(&many(30, 40));
    let mut d = many(400, 900);
    check(&d);
    d.groups = ["g", "h"].map(|id| Group { id: id.into(), label: id.into() }).to_vec();
    d.nodes.iter_mut().skip(200).for_each(|node| node.group = Some("h".into()));
    check(&d);
}

#[test]
fn one_box_may_be_too_large() {
    let mut d = Diagram { nodes: vec![table("wide", 3000), table("other", 3)], ..Diagram::default() };
    check(&d);
    assert!(parts(&d).iter().any(|part| part.left_out.is_some()));
    d.edges = (0..1200).map(|i| super::reference("wide", &format!("column_{i}"), "other")).collect();
    check(&d);
}
