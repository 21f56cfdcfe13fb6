//! Two diagrams as one that shows how they differ.
//!
//! What is only in one of them is added or removed. What is in both has changed where it shows, or where whoever
//! compared the models says so: a default, a check and an index are no part of a diagram.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{Change, Diagram, Edge, Group, Node, Policy, Row, RowKind};
use super::from_model::Draw;
use crate::kind::{Tag, Version};
use crate::model::{Id, Model};
use crate::plan::Plan;
use crate::read::Scope;
use crate::rename;

/// What differs between two models, by what stands for it in a diagram.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Ids of nodes.
    pub nodes: BTreeSet<String>,
    /// Ids of nodes and what belongs to them: columns, labels, policies, constraints.
    pub parts: BTreeSet<(String, Tag, String)>,
}

impl Touched {
    /// What a plan has steps for, or refuses.
    pub fn by(plan: &Plan) -> Self {
        let mut touched = Touched::default();
        for id in plan.steps.iter().map(|step| &step.id).chain(plan.refused.iter().map(|refused| &refused.id)) {
            touched.add(id);
        }
        touched
    }

    fn add(&mut self, id: &Id) {
        match id.parent_id() {
            Some(parent) => {
                let node = parent.qualified().to_string();
                self.parts.insert((node.clone(), id.tag, id.name.as_str().to_owned()));
                self.nodes.insert(node);
            }
            None => {
                self.nodes.insert(id.qualified().to_string());
            }
        }
    }

    fn part(&self, node: &str, tag: Tag, name: &str) -> bool {
        self.parts.contains(&(node.to_owned(), tag, name.to_owned()))
    }
}

/// How two models differ, given the plan from one to the other. What `scope` leaves alone is not drawn as removed.
pub fn between(draw: &Draw, from: &Model, to: &Model, scope: Option<&Scope>, plan: &Plan, title: &str) -> Diagram {
    let mut old = from.clone();
    rename::follow(&mut old, to, scope, Version::NEWEST);
    if let Some(scope) = scope {
        scope.project(&mut old);
    }
    difference(&draw.diagram(&old, title), &draw.diagram(to, title), &Touched::by(plan))
}

/// How two diagrams differ.
pub fn difference(old: &Diagram, new: &Diagram, touched: &Touched) -> Diagram {
    let before: BTreeMap<&str, &Node> = old.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let after: BTreeSet<&str> = new.nodes.iter().map(|node| node.id.as_str()).collect();
    let mut out = Diagram { title: new.title.clone(), ..Diagram::default() };
    for node in &new.nodes {
        out.nodes.push(match before.get(node.id.as_str()) {
            Some(old) => merged(old, node, touched),
            None => Node { change: Some(Change::Added), ..node.clone() },
        });
    }
    let gone = old.nodes.iter().filter(|node| !after.contains(node.id.as_str()));
    out.nodes.extend(gone.map(|node| Node { change: Some(Change::Removed), ..node.clone() }));
    out.edges = edges(old, new, touched);
    out.groups = groups(old, new, &mut out.nodes);
    out
}

fn merged(old: &Node, new: &Node, touched: &Touched) -> Node {
    let mut node = new.clone();
    let before: BTreeMap<&str, &Row> = old.rows.iter().map(|row| (row.name.as_str(), row)).collect();
    for row in &mut node.rows {
        row.change = match before.get(row.name.as_str()) {
            None => Some(Change::Added),
            Some(old) if *old != row || touched.part(&new.id, Tag::Column, &row.name) => Some(Change::Changed),
            Some(_) => None,
        };
    }
    let now: BTreeSet<&str> = new.rows.iter().map(|row| row.name.as_str()).collect();
    let gone = old.rows.iter().filter(|row| !now.contains(row.name.as_str()));
    node.rows.extend(gone.map(|row| Row { change: Some(Change::Removed), ..row.clone() }));
    node.rows.extend(policies(old, new, touched));
    let shown = node.rows.iter().any(|row| row.change.is_some());
    let same = old.kind == new.kind && old.comment == new.comment && old.badges == new.badges;
    if shown || !same || touched.nodes.contains(&new.id) {
        node.change = Some(Change::Changed);
    }
    node
}

/// A row for every policy that differs.
fn policies<'a>(old: &'a Node, new: &'a Node, touched: &'a Touched) -> impl Iterator<Item = Row> + 'a {
    let row = |policy: &Policy, change: Change| Row {
        kind: RowKind::Policy,
        name: policy.name.clone(),
        type_name: policy.about.clone(),
        nullable: true,
        change: Some(change),
        ..Row::default()
    };
    let now = new.policies.iter().filter_map(move |policy| {
        let before = old.policies.iter().find(|before| before.name == policy.name);
        let change = match before {
            None => Change::Added,
            Some(before) if before != policy || touched.part(&new.id, Tag::Policy, &policy.name) => Change::Changed,
            Some(_) => return None,
        };
        Some(row(policy, change))
    });
    let gone = old.policies.iter().filter(|policy| !new.policies.iter().any(|now| now.name == policy.name));
    now.chain(gone.map(move |policy| row(policy, Change::Removed)))
}

/// Lines of both; a key that leads elsewhere now is the new line, marked as changed.
fn edges(old: &Diagram, new: &Diagram, touched: &Touched) -> Vec<Edge> {
    // Lines without a name are told apart by where they lead.
    let key = |edge: &Edge| {
        let to = if edge.name.is_empty() { edge.to.node.clone() } else { String::new() };
        let rows = if edge.name.is_empty() { edge.from.rows.clone() } else { Vec::new() };
        (edge.from.node.clone(), edge.kind, edge.name.clone(), to, rows)
    };
    let before: BTreeMap<_, &Edge> = old.edges.iter().map(|edge| (key(edge), edge)).collect();
    let after: BTreeSet<_> = new.edges.iter().map(key).collect();
    let mut edges = Vec::new();
    for edge in &new.edges {
        let change = match before.get(&key(edge)) {
            None => Some(Change::Added),
            Some(old) if *old != edge || touched.part(&edge.from.node, Tag::Constraint, &edge.name) => {
                Some(Change::Changed)
            }
            Some(_) => None,
        };
        edges.push(Edge { change, ..edge.clone() });
    }
    let gone = old.edges.iter().filter(|edge| !after.contains(&key(edge)));
    edges.extend(gone.map(|edge| Edge { change: Some(Change::Removed), ..edge.clone() }));
    edges
}

/// Groups of the new diagram, and those that only what is gone belongs to.
fn groups(old: &Diagram, new: &Diagram, nodes: &mut [Node]) -> Vec<Group> {
    let mut groups = new.groups.clone();
    for node in nodes.iter_mut() {
        let Some(id) = node.group.as_ref().filter(|id| !groups.iter().any(|group| group.id == **id)) else { continue };
        match old.groups.iter().find(|group| group.id == *id) {
            Some(group) if !new.groups.is_empty() => groups.push(group.clone()),
            _ => node.group = None,
        }
    }
    groups
}
