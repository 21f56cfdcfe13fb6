//! Indexes that are made apart, so that the tables stay in use: for a partitioned table one on it alone, then one for
//! each partition, which is attached.
//!
//! Manual: CREATE INDEX, "Building Indexes Concurrently" and "Table Partitioning" (5.12).

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::definition::is_used;
use super::indexes::{Found, Pair, attached, find, partitions};
use crate::kind::{Body, Tag};
use crate::model::{Id, Ident, Model, QName, Quick};
use crate::plan::{Input, Lock, Step};

/// What can be made while it is in use.
pub struct Online<'a> {
    from: &'a Model,
    to: &'a Model,
    others: &'a Model,
    rows: Option<&'a BTreeSet<Id>>,
    made: &'a HashSet<Id, Quick>,
    trees: OnceCell<Trees>,
}

/// What partitions have, looked up once for a plan.
struct Trees {
    before: BTreeMap<Id, Vec<Id>>,
    after: BTreeMap<Id, Vec<Id>>,
    /// What partitions have from above, by the index above all.
    pairs: BTreeMap<Id, Vec<Pair>>,
    /// Those of them that the model has, with the index above all.
    named: BTreeMap<Id, Id>,
    /// Indexes for which a partition uses that of a key of its own.
    backed: BTreeSet<Id>,
}

/// The index of a partition.
pub(crate) struct Branch {
    /// The partition.
    pub table: Id,
    /// What the index is attached to.
    pub above: QName,
    /// Its name.
    pub name: Ident,
    /// Whether the partition holds rows of its own.
    pub leaf: bool,
    /// Whether the index is there already.
    pub there: bool,
}

impl Branch {
    /// A step of the index above that makes this one.
    pub fn of(&self, step: Step) -> Step {
        step.arg("table", self.table.qualified()).arg("name", &self.name).takes_name(self.qualified()).makes()
    }

    fn qualified(&self) -> QName {
        QName { name: self.name.clone(), ..self.table.qualified() }
    }

    /// The step that makes it a part of the index above.
    pub fn attach(&self, id: &Id) -> Step {
        Step::new(id, "attach")
            .arg("above", &self.above)
            .arg("part", self.qualified())
            .lock(Lock::AccessExclusive)
            .makes()
    }
}

impl<'a> Online<'a> {
    /// `made`: what is made by the plan.
    pub(crate) fn new(input: Input<'a>, made: &'a HashSet<Id, Quick>) -> Self {
        let Input { from, to, others, rows, .. } = input;
        Self { from, to, others, rows, made, trees: OnceCell::new() }
    }

    /// Whether the table that the key is for lets one of the columns be null so far.
    pub(crate) fn may_be_null(&self, key: &Id, columns: &[Ident]) -> bool {
        let not_null = |column: &Ident| {
            let id = key.parent_id().map(|table| table.child(Tag::Column, column.clone()));
            let object = id.and_then(|id| self.from.get(&id));
            matches!(object.map(|object| &object.body), Some(Body::Column(column)) if column.not_null)
        };
        !columns.iter().all(not_null)
    }

    /// The indexes of partitions that an index or a key needs, from above to below; none where its table is not
    /// partitioned. Absent where there is nothing to spare, or PostgreSQL has no way but one statement.
    pub(crate) fn branches(&self, id: &Id) -> Option<Vec<Branch>> {
        let table = id.parent_id().filter(|table| self.from.get(table).is_some() && !self.made.contains(table))?;
        // What takes the place of another one must not leave a gap.
        if self.from.get(id).is_some_and(|there| is_used(&there.body)) {
            return None;
        }
        if !self.to.get(&table)?.body.partitioned() {
            return self.holds_rows(&table).then(Vec::new);
        }
        let trees = self.trees.get_or_init(|| self.trees());
        let mut branches = Vec::new();
        for pair in trees.pairs.get(id).map_or(&[][..], Vec::as_slice) {
            let known = attached(self.from, &pair.partition, &pair.above);
            let name = known.clone().or_else(|| attached(self.to, &pair.partition, &pair.above));
            branches.push(Branch {
                table: pair.partition.clone(),
                above: pair.above.qualified(),
                name: name.map_or_else(|| pair.name.clone(), |id| id.name),
                leaf: !self.to.get(&pair.partition)?.body.partitioned(),
                // What was attached to one that is not whole goes with it.
                there: known.is_some() && self.from.get(id).is_none(),
            });
        }
        if branches.is_empty() {
            return None;
        }
        let tables: Vec<&Id> = branches.iter().map(|branch| &branch.table).chain([&table]).collect();
        let stays = |table: &Id| trees.before.get(table) == trees.after.get(table) && !self.made.contains(table);
        let same = tables.iter().all(|table| stays(table)) && !trees.backed.contains(id) && !self.has_more(&tables);
        let needed = same && tables.iter().any(|table| self.holds_rows(table));
        needed.then_some(branches)
    }

    /// Whether the index of a partition is made apart, and so by the name that the model has for it.
    pub(crate) fn is_branch(&self, id: &Id) -> bool {
        let root = self.trees.get_or_init(|| self.trees()).named.get(id);
        root.is_some_and(|root| self.branches(root).is_some())
    }

    fn holds_rows(&self, table: &Id) -> bool {
        self.rows.is_none_or(|rows| rows.contains(table))
    }

    /// Whether an index above would never be complete: foreign tables have none, and what the wanted state says nothing
    /// about gets none.
    fn has_more(&self, tables: &[&Id]) -> bool {
        let foreign = self.to.of_kind(Tag::ForeignTable).chain(self.others.of_kind(Tag::Table));
        let names: Vec<QName> = tables.iter().map(|table| table.qualified()).collect();
        foreign.flat_map(|(_, object)| object.body.ancestors()).any(|above| names.contains(&above))
    }

    fn trees(&self) -> Trees {
        let Found { pairs, backed } = find(self.to);
        let own = |pair: &Pair| Some((attached(self.to, &pair.partition, &pair.above)?, pair.root.clone()));
        let named = pairs.iter().filter_map(own).collect();
        let mut by_root: BTreeMap<Id, Vec<Pair>> = BTreeMap::new();
        for pair in pairs {
            by_root.entry(pair.root.clone()).or_default().push(pair);
        }
        let sorted = |model: &Model| {
            let mut tables = partitions(model);
            tables.values_mut().for_each(|all| all.sort());
            tables
        };
        Trees {
            before: sorted(self.from),
            after: sorted(self.to),
            pairs: by_root,
            named,
            backed: backed.into_iter().map(|(above, _)| above).collect(),
        }
    }
}
