//! Enum types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Id, Info, Kind, Namespace, Step, Tx, Values, Version, Way, not_member, user_schema};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

mod removed;

pub use removed::Removed;

/// An enum type.
///
/// `pg_enum`; manual: CREATE TYPE, ALTER TYPE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Enum {
    /// Labels, in their order.
    pub labels: Vec<SmolStr>,
    /// Labels that had another name before: new to old.
    #[serde(default, skip_serializing_if = "Way::is_empty")]
    pub renamed: Way<BTreeMap<SmolStr, SmolStr>>,
    /// Labels that are gone, and what their rows become.
    #[serde(default, skip_serializing_if = "nothing_removed")]
    pub removed: Way<Removed>,
}

impl Enum {
    /// The way from labels to these where PostgreSQL has none in place. `now` are the labels by their new names.
    fn rebuild(&self, labels: &[SmolStr], now: &[SmolStr], gone: &[&SmolStr], id: &Id) -> Alter {
        let unmapped: Vec<String> =
            gone.iter().filter(|label| !self.removed.0.0.contains_key(**label)).map(|label| quoted(label)).collect();
        if let Some(first) = gone.iter().find(|label| !self.removed.0.0.contains_key(**label)) {
            return Alter::Refuse(format!(
                "{id} loses the label{} {}, and rows may hold {}; declare `removed = {{ {} = \"…\" }}` with the label \
                 that such rows get, or `removed = [\"{first}\"]` if no row holds it",
                if unmapped.len() == 1 { "" } else { "s" },
                unmapped.join(", "),
                if unmapped.len() == 1 { "it" } else { "them" },
                crate::write::bare(first),
            ));
        }
        let mut mapping: BTreeMap<SmolStr, SmolStr> = labels
            .iter()
            .zip(now)
            .filter(|(old, new)| old != new)
            .map(|(old, new)| (old.clone(), new.clone()))
            .collect();
        let mut losses = Vec::new();
        for label in gone {
            match self.removed.0.0.get(*label) {
                Some(Some(new)) => {
                    losses.push(format!("the label {}, in whose place rows get {}", quoted(label), quoted(new)));
                    mapping.insert((*label).clone(), new.clone());
                }
                _ => losses.push(format!("the label {}, which no row may hold", quoted(label))),
            }
        }
        if losses.is_empty() {
            losses.push("the order of its labels, by which rows were sorted and compared".to_owned());
        }
        let loss =
            format!("{}; all that uses {id} is made anew, and tables that hold it are rewritten", losses.join(", "));
        Alter::Beside(Values { labels: mapping, array: false, loss })
    }
}

fn nothing_removed(removed: &Way<Removed>) -> bool {
    removed.0.0.is_empty()
}

fn quoted(label: &str) -> String {
    format!("`{label}`")
}

impl Kind for Enum {
    const INFO: Info = Info {
        section: "enums",
        template: "enum",
        noun: "TYPE",
        class: "pg_type",
        short: Some("labels"),
        claims: &[Namespace::Type],
        owned: true,
        privileges: &["usage"],
        public: &["usage"],
        default_privileges: Some("TYPES"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT t.oid, n.nspname AS schema, t.typname AS name, pg_get_userbyid(t.typowner) AS owner,
                    array_to_string(t.typacl, E'\\n') AS acl,
                    json_build_object('labels', coalesce(
                        (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
                        '[]')) AS body
             FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
             WHERE t.typtype = 'e' AND {} AND {}",
            user_schema("n"),
            not_member("pg_type", "t.oid"),
        )
    }

    fn desugar(id: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        removed::check(id, node, reading);
    }

    fn takes_values(&self, of: &Self) -> bool {
        of.labels.iter().all(|label| self.labels.contains(label))
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { labels, renamed: _, removed: _ } = self;
        let mut steps = Vec::new();
        let mut now: Vec<SmolStr> = labels.clone();
        for (new, old) in &to.renamed.0 {
            if let Some(at) = now.iter().position(|label| label == old)
                && !now.contains(new)
                && !to.labels.contains(old)
            {
                now[at] = new.clone();
                steps.push(Step::new(id, "rename_label").arg("old", old).arg("new", new));
            }
        }
        let gone: Vec<&SmolStr> = now.iter().filter(|label| !to.labels.contains(label)).collect();
        let moved = {
            let kept: Vec<&SmolStr> = now.iter().filter(|label| to.labels.contains(label)).collect();
            let wanted: Vec<&SmolStr> = to.labels.iter().filter(|label| now.contains(label)).collect();
            kept != wanted
        };
        if !gone.is_empty() || moved {
            return to.rebuild(labels, &now, &gone, id);
        }
        for (at, label) in to.labels.iter().enumerate() {
            if now.contains(label) {
                continue;
            }
            let step = Step::new(id, "add_label").arg("label", label).tx(Tx::CommitAfter);
            // The label before it is there already, so the order of the steps does not matter to the result.
            let step = match (at.checked_sub(1).and_then(|before| to.labels.get(before)), now.first()) {
                (Some(before), _) => step.arg("after", before),
                (None, Some(first)) => step.arg("before", first),
                (None, None) => step,
            };
            now.insert(at.min(now.len()), label.clone());
            steps.push(step);
        }
        Alter::Steps(steps)
    }
}
