//! What is different between two models. It names no kind.

use crate::model::{Id, Model, Object};

/// One difference.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The object.
    pub id: &'a Id,
    /// Its state before, if it was there.
    pub from: Option<&'a Object>,
    /// Its state after, if it stays.
    pub to: Option<&'a Object>,
}

/// Every difference, in the order of identities.
pub fn diff<'a>(from: &'a Model, to: &'a Model) -> Vec<Change<'a>> {
    let mut changes = Vec::new();
    let mut old = from.objects.iter().peekable();
    let mut new = to.objects.iter().peekable();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return changes,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((a, _)), Some((b, _))) => a.cmp(b),
        };
        let before = if order.is_le() { old.next() } else { None };
        let after = if order.is_ge() { new.next() } else { None };
        match (before, after) {
            (Some((_, from)), Some((_, to))) if from == to => {}
            (Some((id, from)), to) => {
                changes.push(Change { id, from: Some(from), to: to.map(|(_, object)| object) });
            }
            (None, Some((id, to))) => changes.push(Change { id, from: None, to: Some(to) }),
            (None, None) => return changes,
        }
    }
}
