//! A part of a diagram.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{Diagram, Node};
use super::groups::fits;
use crate::diagnostic::did_you_mean;

/// What to keep. Everything, unless something is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Boxes to begin at: names, or patterns with `*`.
    pub focus: Vec<String>,
    /// How many lines away from those a box may be.
    pub depth: usize,
    /// Only boxes that fit one of these.
    pub include: Vec<String>,
    /// No box that fits one of these.
    pub exclude: Vec<String>,
    /// Only boxes of this group.
    pub group: Option<String>,
}

/// A name in a filter that nothing has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// What was asked for, in words.
    pub message: String,
    /// A name that is near, or all that there are.
    pub hint: Option<String>,
}

impl Filter {
    /// Leaves what is asked for in `diagram`.
    ///
    /// # Errors
    /// A focus, a pattern to include or a group that nothing fits. `diagram` is as it was.
    pub fn apply(&self, diagram: &mut Diagram) -> Result<(), Unknown> {
        let names = || diagram.nodes.iter().map(|node| node.name.as_str());
        let fit = |pattern: &str, node: &Node| fits(pattern, schema(node), &node.name);
        for pattern in self.focus.iter().chain(&self.include) {
            if !diagram.nodes.iter().any(|node| fit(pattern, node)) {
                let bare = pattern.rsplit('.').next().unwrap_or(pattern);
                let near = did_you_mean(bare, names()).map(|near| format!("did you mean `{near}`?"));
                return Err(Unknown { message: format!("no table or view is called `{pattern}`"), hint: near });
            }
        }
        if let Some(group) = &self.group
            && !diagram.groups.iter().any(|known| known.id == *group || known.label == *group)
        {
            let labels: Vec<&str> = diagram.groups.iter().map(|group| group.label.as_str()).collect();
            let hint = match did_you_mean(group, labels.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if labels.is_empty() => {
                    "the diagram has no groups; declare them in the section `[groups]`".to_owned()
                }
                None => format!("groups are {}", labels.join(", ")),
            };
            return Err(Unknown { message: format!("there is no group `{group}`"), hint: Some(hint) });
        }
        let mut keep: BTreeSet<String> = diagram.nodes.iter().map(|node| node.id.clone()).collect();
        if !self.focus.is_empty() {
            keep = self.near(diagram, |node| self.focus.iter().any(|pattern| fit(pattern, node)));
        }
        let labels: BTreeMap<&str, &str> = diagram.groups.iter().map(|g| (g.id.as_str(), g.label.as_str())).collect();
        let in_group = |node: &Node| {
            let Some(wanted) = &self.group else { return true };
            let of = node.group.as_deref();
            of == Some(wanted) || of.and_then(|of| labels.get(of)) == Some(&wanted.as_str())
        };
        diagram.nodes.retain(|node| {
            let included = self.include.is_empty() || self.include.iter().any(|pattern| fit(pattern, node));
            let excluded = self.exclude.iter().any(|pattern| fit(pattern, node));
            keep.contains(&node.id) && included && !excluded && in_group(node)
        });
        let kept: BTreeSet<&str> = diagram.nodes.iter().map(|node| node.id.as_str()).collect();
        diagram.edges.retain(|edge| kept.contains(edge.from.node.as_str()) && kept.contains(edge.to.node.as_str()));
        let groups: BTreeSet<&String> = diagram.nodes.iter().filter_map(|node| node.group.as_ref()).collect();
        diagram.groups.retain(|group| groups.contains(&group.id));
        Ok(())
    }

    /// The boxes at most [`Filter::depth`] lines away from those that fit.
    fn near(&self, diagram: &Diagram, start: impl Fn(&Node) -> bool) -> BTreeSet<String> {
        let mut found: BTreeSet<String> =
            diagram.nodes.iter().filter(|node| start(node)).map(|node| node.id.clone()).collect();
        for _ in 0..self.depth {
            let mut next = found.clone();
            for edge in &diagram.edges {
                if found.contains(&edge.from.node) || found.contains(&edge.to.node) {
                    next.insert(edge.from.node.clone());
                    next.insert(edge.to.node.clone());
                }
            }
            if next.len() == found.len() {
                break;
            }
            found = next;
        }
        found
    }
}

/// The schema of a node, which its name leaves out where there is only one.
fn schema(node: &Node) -> &str {
    if node.schema.is_empty() { node.id.split_once('.').map_or("public", |(schema, _)| schema) } else { &node.schema }
}

/// Drops rows that are no part of a key, for formats that cannot say how many they leave out.
pub fn keys_only(diagram: &mut Diagram) {
    for node in diagram.nodes.iter_mut().filter(|node| node.kind.has_keys()) {
        node.rows.retain(|row| row.is_key() || row.change.is_some());
    }
}
