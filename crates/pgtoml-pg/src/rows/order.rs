//! Which table comes when: those that are referred to first.

use std::collections::{BTreeMap, BTreeSet};

use super::catalog::Reference;
use super::{Filler, RowsError, judge};

impl Filler<'_> {
    /// Fills the tables.
    pub(super) fn all(&mut self, tables: &BTreeSet<u32>) -> Result<(), RowsError> {
        let mut left = tables.clone();
        let above = self.leaves(tables)?;
        while !left.is_empty() {
            let waits = |oid: &u32, soft: bool| {
                let references = self.database.tables.get(oid).map_or(&[] as &[Reference], |table| &table.references);
                references.iter().filter(|one| soft || self.firm(*oid, one)).any(|one| {
                    let to = above.get(&one.to).map_or_else(|| BTreeSet::from([one.to]), Clone::clone);
                    to.iter().any(|to| to != oid && left.contains(to))
                })
            };
            let mut next: BTreeSet<u32> = left.iter().filter(|oid| !waits(oid, true)).copied().collect();
            if next.is_empty() {
                // A circle: begin where null can stand until it is closed.
                next = left.iter().find(|oid| !waits(oid, false)).copied().into_iter().collect();
            }
            if next.is_empty() {
                self.circle(&left)?;
                return Ok(());
            }
            for oid in next {
                left.remove(&oid);
                self.table(oid)?;
            }
        }
        Ok(())
    }

    /// Whether the reference needs a row on the other side.
    fn firm(&self, oid: u32, reference: &Reference) -> bool {
        let Some(table) = self.database.tables.get(&oid) else { return false };
        let columns = table.columns.iter().filter(|column| reference.columns.contains(&column.number));
        columns.into_iter().all(|column| column.not_null)
    }

    /// The tables in which the rows of each partitioned table live.
    fn leaves(&mut self, tables: &BTreeSet<u32>) -> Result<BTreeMap<u32, BTreeSet<u32>>, RowsError> {
        let rows = self.connection.query("SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits", &[])?;
        let above: BTreeMap<u32, u32> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        let mut found: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for leaf in tables {
            let mut at = *leaf;
            while let Some(parent) = above.get(&at) {
                found.entry(*parent).or_default().insert(*leaf);
                at = *parent;
            }
        }
        Ok(found)
    }

    /// Tables that need each other's rows: in one transaction, if their foreign keys wait for its end.
    fn circle(&mut self, tables: &BTreeSet<u32>) -> Result<(), RowsError> {
        let mut circle = tables.clone();
        // What only hangs on the circle comes after it.
        loop {
            let needed: BTreeSet<u32> = circle
                .iter()
                .filter(|oid| {
                    circle.iter().any(|other| {
                        let table = self.database.tables.get(other);
                        table.is_some_and(|table| table.references.iter().any(|one| one.to == **oid && other != *oid))
                    })
                })
                .copied()
                .collect();
            if needed.len() == circle.len() {
                break;
            }
            circle = needed;
        }
        self.together = circle.clone();
        let made = self.at_once(&circle);
        self.together.clear();
        self.parents.clear();
        let rest: BTreeSet<u32> = match made {
            Ok(()) => tables.difference(&circle).copied().collect(),
            Err(why) => {
                let _ = self.connection.batch_execute("ROLLBACK");
                let mut rest = tables.difference(&circle).copied().collect::<BTreeSet<u32>>();
                for oid in &circle {
                    if let Some(table) = self.database.tables.get(oid) {
                        let why = format!("it is in a circle of tables that need each other's rows: {why}");
                        self.filled.rows.remove(&table.name);
                        self.filled.empty.insert(table.name.clone(), why);
                    }
                    rest.remove(oid);
                }
                rest
            }
        };
        self.all(&rest)
    }

    fn at_once(&mut self, tables: &BTreeSet<u32>) -> Result<(), String> {
        let run =
            |filler: &mut Self, sql: &str| filler.connection.batch_execute(sql).map_err(|error| judge::said(&error));
        run(self, "BEGIN; SET CONSTRAINTS ALL DEFERRED")?;
        for oid in tables {
            let Some(table) = self.database.tables.get(oid) else { continue };
            let waits = |one: &&Reference| tables.contains(&one.to) && one.to != *oid && !one.deferrable;
            if table.references.iter().find(waits).is_some_and(|one| self.firm(*oid, one)) {
                return Err(format!("a foreign key of {} is not deferrable", table.name));
            }
            let mut rows = Vec::new();
            for number in self.wish.first..self.wish.first + self.wish.rows {
                rows.push(self.row(*oid, number, true)?);
            }
            run(self, &Self::insert(table, &rows))?;
            self.filled.rows.insert(table.name.clone(), rows.len());
        }
        run(self, "COMMIT")
    }
}
