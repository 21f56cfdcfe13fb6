//! The rows of each table before and after: none may be gone that the plan does not name.

use std::collections::BTreeMap;

use pgtoml::model::{Ident, QName};
use pgtoml::plan::Plan;

use super::{Proof, ProveError, Verdict};
use crate::connect::Connection;

/// Rows of each table that holds any itself, by oid: a name may change.
pub(super) struct Counts(BTreeMap<u32, (QName, i64)>);

const TABLES: &str = "
    SELECT c.oid, n.nspname::text, c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

impl Counts {
    pub(super) fn read(connection: &mut Connection) -> Result<Self, ProveError> {
        let mut found = BTreeMap::new();
        for row in connection.query(TABLES, &[])? {
            let (schema, name): (String, String) = (row.get(1), row.get(2));
            let name = QName { schema: Some(Ident::from(schema.as_str())), name: Ident::from(name.as_str()) };
            let count = connection.query_one(&format!("SELECT count(*) FROM ONLY {name}"), &[])?;
            found.insert(row.get(0), (name, count.get(0)));
        }
        Ok(Self(found))
    }
}

/// Says of which tables rows are gone.
pub(super) fn judge(before: &Counts, after: &Counts, plan: &Plan, proof: &mut Proof) {
    let (mut named, mut silent) = (Vec::new(), Vec::new());
    for (oid, (name, count)) in before.0.iter().filter(|(_, (_, count))| *count > 0) {
        // One that was made anew has another oid, and still its name and rows.
        let now = after.0.get(oid).or_else(|| after.0.values().find(|(now, _)| now == name));
        let now = now.map_or(0, |(_, now)| *now);
        if now >= *count {
            continue;
        }
        let says = plan.destructive().any(|step| step.id.qualified() == *name || of_parent(step, name));
        let text = format!("{name} had {count} rows and has {now}");
        if says { named.push(name.to_string()) } else { silent.push(text) }
    }
    if !silent.is_empty() {
        return proof.fact(Verdict::Failed, "rows are lost that the plan does not name", Some(silent.join("\n")));
    }
    let text = match named.as_slice() {
        [] => "no table lost a row".to_owned(),
        names => format!("no table lost a row but those that the plan names: {}", names.join(", ")),
    };
    proof.fact(Verdict::Proven, text, None);
}

fn of_parent(step: &pgtoml::plan::Step, name: &QName) -> bool {
    step.id.parent_id().is_some_and(|parent| parent.qualified() == *name)
}
