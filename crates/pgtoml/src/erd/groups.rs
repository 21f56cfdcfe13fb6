//! Which boxes stand together: as the file says, by schema, or by how they refer to each other.

use std::collections::{BTreeMap, BTreeSet};

use super::communities::communities;
use super::diagram::{Diagram, Group};
use crate::read::project::matches;

/// Above this many boxes, a picture without groups is hard to read.
const MANY: usize = 60;

/// A group of the section `[groups]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// Relations: `name` or `schema.name`, with `*` for any characters.
    pub patterns: Vec<String>,
}

impl Declared {
    /// Whether a relation belongs to it.
    pub fn has(&self, schema: &str, name: &str) -> bool {
        self.patterns.iter().any(|pattern| fits(pattern, schema, name))
    }
}

/// Whether a relation fits `name` or `schema.name`, with `*` for any characters.
pub fn fits(pattern: &str, schema: &str, name: &str) -> bool {
    let qualified = pattern.split_once('.').is_some_and(|(of, rest)| matches(of, schema) && matches(rest, name));
    qualified || matches(pattern, name)
}

/// What decides which boxes stand together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    /// What the file declares; else schemas, if there are several; else, for many boxes, communities.
    #[default]
    Auto,
    /// What the file declares.
    Declared,
    /// Schemas.
    Schema,
    /// Boxes that refer to each other more than to others.
    Community,
    /// Nothing.
    Off,
}

/// Gives every node its group. Groups come in the order in which they are declared, else in that of their names.
pub(super) fn assign(diagram: &mut Diagram, grouping: Grouping, declared: &[Declared]) {
    let schemas: BTreeSet<String> = diagram.nodes.iter().map(|node| node.schema.clone()).collect();
    let grouping = match grouping {
        Grouping::Auto if !declared.is_empty() => Grouping::Declared,
        Grouping::Auto if schemas.len() > 1 => Grouping::Schema,
        Grouping::Auto if diagram.nodes.len() > MANY => Grouping::Community,
        Grouping::Auto => Grouping::Off,
        other => other,
    };
    diagram.groups.clear();
    diagram.nodes.iter_mut().for_each(|node| node.group = None);
    match grouping {
        Grouping::Auto | Grouping::Off => {}
        Grouping::Schema => {
            diagram.nodes.iter_mut().for_each(|node| node.group = Some(node.schema.clone()));
            diagram.groups = schemas.into_iter().map(|id| Group { label: id.clone(), id }).collect();
        }
        Grouping::Declared => {
            for node in &mut diagram.nodes {
                let of = declared.iter().find(|group| group.has(&node.schema, &node.name));
                node.group = of.map(|group| group.name.clone());
            }
            diagram.groups =
                declared.iter().map(|group| Group { id: group.name.clone(), label: group.name.clone() }).collect();
        }
        Grouping::Community => by_community(diagram),
    }
    let used: BTreeSet<&String> = diagram.nodes.iter().filter_map(|node| node.group.as_ref()).collect();
    diagram.groups.retain(|group| used.contains(&group.id));
}

/// A community is called after the box in it that most lines lead to or from.
fn by_community(diagram: &mut Diagram) {
    let ids = diagram.numbers();
    let ends =
        |edge: &super::diagram::Edge| Some((*ids.get(edge.from.node.as_str())?, *ids.get(edge.to.node.as_str())?));
    let lines: Vec<(usize, usize)> = diagram.edges.iter().filter_map(ends).collect();
    let of = communities(diagram.nodes.len(), &lines);
    let mut degree = vec![0usize; diagram.nodes.len()];
    for (a, b) in &lines {
        degree[*a] += 1;
        degree[*b] += 1;
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, community) in of.iter().enumerate() {
        members.entry(*community).or_default().push(node);
    }
    for members in members.into_values().filter(|members| members.len() > 1) {
        let Some(first) = members.iter().copied().max_by_key(|node| (degree[*node], std::cmp::Reverse(*node))) else {
            continue;
        };
        let (id, label) = (diagram.nodes[first].id.clone(), diagram.nodes[first].name.clone());
        for node in members {
            diagram.nodes[node].group = Some(id.clone());
        }
        diagram.groups.push(Group { id, label });
    }
    diagram.groups.sort_by(|a, b| a.label.cmp(&b.label));
}
