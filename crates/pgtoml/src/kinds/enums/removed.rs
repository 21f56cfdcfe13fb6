//! Labels that an enum type had before, and what the rows that hold them become.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::model::Id;
use crate::read::node::{Node, Value};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

/// Labels that are gone: what their rows become, or nothing where no row holds them.
///
/// In TOML `{ archived = "closed" }`, or `["archived"]` where there are no such rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Removed(pub BTreeMap<SmolStr, Option<SmolStr>>);

impl Serialize for Removed {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.values().all(Option::is_none) {
            return serializer.collect_seq(self.0.keys());
        }
        let text =
            |new: &Option<SmolStr>| new.clone().map_or(serde_json::Value::Bool(false), |new| new.as_str().into());
        serializer.collect_map(self.0.iter().map(|(old, new)| (old, text(new))))
    }
}

impl<'de> Deserialize<'de> for Removed {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Removed;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`{ old = \"new\" }`, or an array of labels that no row holds")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Removed, A::Error> {
                let mut labels = BTreeMap::new();
                while let Some(label) = seq.next_element()? {
                    labels.insert(label, None);
                }
                Ok(Removed(labels))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Removed, A::Error> {
                let mut labels = BTreeMap::new();
                while let Some((old, new)) = map.next_entry::<SmolStr, Becomes>()? {
                    labels.insert(old, new.0);
                }
                Ok(Removed(labels))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A label, or `false` where no row needs one.
struct Becomes(Option<SmolStr>);

impl<'de> Deserialize<'de> for Becomes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Becomes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("the label that rows get, or `false` if no row holds the old one")
            }
            fn visit_str<E: serde::de::Error>(self, label: &str) -> Result<Becomes, E> {
                Ok(Becomes(Some(SmolStr::new(label))))
            }
            fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Becomes, E> {
                if value { Err(E::invalid_value(serde::de::Unexpected::Bool(true), &self)) } else { Ok(Becomes(None)) }
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Reports labels that are said to be gone and are not, and rows that would get a label that is not there.
pub(super) fn check(id: &Id, node: &ObjectNode, reading: &mut Reading<'_>) {
    let (Some(labels), Some(removed)) = (node.table.get("labels"), node.table.get("removed")) else { return };
    let Value::Array(labels) = &labels.value else { return };
    let labels: Vec<&str> = labels.iter().filter_map(Node::as_str).collect();
    let mut stays = |label: &str, span| {
        if labels.contains(&label) {
            let message = format!("`{label}` is said to be removed and is one of the labels of {id}");
            let hint = "take it out of one of the two";
            reading.report(Diagnostic::error("wrong-value", span, message).hint(hint));
        }
    };
    match &removed.value {
        Value::Array(gone) => {
            gone.iter().filter_map(|one| Some((one.as_str()?, one.span))).for_each(|(l, s)| stays(l, s))
        }
        Value::Table(table) => table.entries.iter().for_each(|entry| stays(&entry.key, entry.key_span)),
        _ => {}
    }
    let Value::Table(table) = &removed.value else { return };
    for (entry, new) in table.entries.iter().filter_map(|entry| Some((entry, entry.node.as_str()?))) {
        if !labels.contains(&new) {
            let hint = match did_you_mean(new, labels.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("labels are {}", labels.join(", ")),
            };
            let message = format!("{id} has no label `{new}`, which rows with `{}` would get", entry.key);
            reading.report(Diagnostic::error("wrong-value", entry.node.span, message).hint(hint));
        }
    }
}
