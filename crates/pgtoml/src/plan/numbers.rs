//! The objects of a plan by numbers: where there are thousands, comparing identities takes longer than all else.

use std::collections::HashMap;

use super::nodes::Node;
use crate::model::{Id, Quick};

/// Numbers of the objects that nodes are about, and of those that parts belong to, in the order of identities.
pub(super) struct Numbers<'a> {
    ids: &'a [Id],
    known: HashMap<&'a Id, usize, Quick>,
    /// By the node.
    own: Vec<usize>,
    parents: Vec<Option<usize>>,
}

/// What has a number, each once and in order.
pub(super) fn objects(nodes: &[Node<'_>]) -> Vec<Id> {
    let mut ids: Vec<Id> = nodes.iter().map(|node| node.id.clone()).collect();
    let parts = nodes.iter().filter(|node| node.id.tag.info().part);
    ids.extend(parts.filter_map(|node| node.id.parent_id()));
    ids.sort();
    ids.dedup();
    ids
}

impl<'a> Numbers<'a> {
    /// Of nodes that are about these objects.
    pub fn new(ids: &'a [Id], nodes: &[Node<'_>]) -> Self {
        let known: HashMap<&Id, usize, Quick> = ids.iter().zip(0..).collect();
        let number = |id: &Id| known.get(id).copied();
        let own = nodes.iter().map(|node| number(&node.id).unwrap_or_default()).collect();
        let parents = nodes.iter().map(|node| number(&node.id.parent_id()?)).collect();
        Self { ids, known, own, parents }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.ids.len()
    }

    /// Of an object.
    pub fn get(&self, id: &Id) -> Option<usize> {
        self.known.get(id).copied()
    }

    /// Of the object that a node is about.
    pub fn own(&self, node: usize) -> usize {
        self.own[node]
    }

    /// Of what that object belongs to.
    pub fn parent(&self, node: usize) -> Option<usize> {
        self.parents[node]
    }

    /// The object of a number.
    pub fn id(&self, number: usize) -> &'a Id {
        &self.ids[number]
    }
}
