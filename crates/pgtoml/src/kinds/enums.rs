//! Enum types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Id, Info, Kind, Namespace, Step, Tx, Version, Way, not_member, user_schema};

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
    #[serde(default, skip_serializing_if = "Way::is_empty")]
    pub removed: Way<BTreeMap<SmolStr, SmolStr>>,
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
            let unmapped: Vec<String> = gone
                .iter()
                .filter(|label| !to.removed.0.contains_key(**label))
                .map(|label| format!("`{label}`"))
                .collect();
            if let Some(first) = unmapped.first() {
                return Alter::Refuse(format!(
                    "{id} loses the label {}, and rows may hold it; declare `removed = {{ {} = \"…\" }}` with the label \
                     that such rows get",
                    unmapped.join(", "),
                    first.trim_matches('`'),
                ));
            }
            return Alter::Refuse(format!(
                "{id}: PostgreSQL can neither remove nor reorder labels in place; give the type a new name, or keep the \
                 labels and their order"
            ));
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
