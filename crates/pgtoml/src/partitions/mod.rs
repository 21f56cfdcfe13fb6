//! Partitions by interval: `partition = { by = "range (created_at)", every = "1 month", ahead = 3, keep = "24 months" }`.
//!
//! The file has the rule, the database has the partitions. `pgtoml partitions` makes those that are missing and takes away
//! those whose time is over, as time goes by; so no comparison speaks about partitions that fit the rule of their table.
//! Nothing here knows what time it is: the moment comes from a server, or from a person.

pub mod bounds;
pub mod calendar;
mod check;
pub mod deeds;
pub mod emit;
pub mod names;
pub(crate) mod read;
pub mod schedule;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

pub(crate) use self::check::check;

use self::bounds::{Holds, Range};
use self::calendar::Every;
use self::schedule::{Present, Work};
use crate::kind::{Body, Tag};
use crate::kinds::table::Table;
use crate::model::{Id, Ident, Model, Object, QName};
use crate::sql::Sql;

/// The key of the advisory lock that keeps two runs apart: `pgtoml` in ASCII, and one more.
pub const LOCK: i64 = 0x7067_746f_6d6d;

/// What becomes of a partition whose time is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expired {
    /// It is detached, and stays as a table with its rows.
    #[default]
    Detach,
    /// It is dropped with its rows.
    Drop,
}

/// By which partitions are made and taken away as time goes by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// What one partition holds.
    pub every: Every,
    /// How many there are after the one that holds now.
    pub ahead: u32,
    /// How long rows are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<Every>,
    /// What becomes of those that are not kept.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub expired: Expired,
    /// Pattern of their names.
    pub name: SmolStr,
    /// Where the first one begins, where that is earlier than now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<SmolStr>,
    /// Tablespace of the partitions that are made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablespace: Option<Ident>,
}

fn is_usual(expired: &Expired) -> bool {
    *expired == Expired::default()
}

impl Rule {
    /// Where the first partition begins, if the file says so.
    pub fn start(&self, holds: Holds) -> Option<i64> {
        holds.position(self.start.as_deref()?)
    }

    /// Where integers are before there is a row: at 0, unless they begin later.
    pub fn origin(&self, holds: Holds) -> i64 {
        self.start(holds).unwrap_or(0).max(0)
    }
}

/// A table with a rule.
#[derive(Clone, Debug)]
pub struct Ruled<'a> {
    /// The partitioned table.
    pub id: &'a Id,
    /// Its rule.
    pub rule: &'a Rule,
    /// The column that is its key.
    pub column: Ident,
    /// What that holds.
    pub holds: Holds,
    /// Names that the table had before.
    former: &'a [Ident],
}

/// All tables with a rule; those whose key is none for it are left out.
pub fn ruled(model: &Model) -> impl Iterator<Item = Ruled<'_>> {
    model.of_kind(Tag::Table).filter_map(|(id, object)| {
        let table = table(object)?;
        let rule = table.schedule.0.as_ref()?;
        let column = bounds::column(table.partition_by.as_ref()?).ok()?;
        let Body::Column(key) = &model.get(&id.child(Tag::Column, column.clone()))?.body else { return None };
        let holds = Holds::of(&key.data_type)?;
        Some(Ruled { id, rule, column, holds, former: &object.meta.renamed_from.0 })
    })
}

fn table(object: &Object) -> Option<&Table> {
    match &object.body {
        Body::Table(table) => Some(table),
        _ => None,
    }
}

impl Ruled<'_> {
    /// The table as a model has it, by its name or one that it had before.
    fn there(&self, model: &Model) -> Option<Id> {
        let former = self.former.iter().map(|name| Id { name: name.clone(), ..self.id.clone() });
        std::iter::once(self.id.clone()).chain(former).find(|id| model.get(id).is_some())
    }

    /// The partitions that a model has.
    pub fn present(&self, model: &Model) -> Vec<Present> {
        let Some(parent) = self.there(model).map(|id| id.qualified()) else { return Vec::new() };
        let partitions = model.objects.iter().filter_map(|(id, object)| {
            let (of, bound) = match &object.body {
                Body::Table(table) => (table.partition_of.as_ref()?, table.bound.as_ref()),
                Body::ForeignTable(table) => (table.partition_of.as_ref()?, table.bound.as_ref()),
                _ => return None,
            };
            let range = bound.and_then(|bound| Range::parse(bound.as_str(), self.holds));
            (*of == parent).then(|| Present { name: id.qualified(), range })
        });
        partitions.collect()
    }

    /// Whether the rule could have made the partition: by its bounds, or by its name.
    pub fn fits(&self, one: &Present) -> bool {
        one.range.is_some_and(|range| range.on_grid(self.rule.every) || self.is_name(&one.name.name))
    }

    fn is_name(&self, name: &Ident) -> bool {
        let mut tables = std::iter::once(&self.id.name).chain(self.former);
        tables.any(|table| names::fits(&self.rule.name, table, name.as_str()))
    }

    /// Tables that the rule has detached: they are no partitions, and have such a name and the key of the table. Columns that
    /// the table got or lost since then say nothing.
    fn detached<'m>(&self, model: &'m Model) -> Vec<&'m Id> {
        let Some(parent) = self.there(model) else { return Vec::new() };
        let key = |table: &Id| {
            let object = model.get(&table.child(Tag::Column, self.column.clone()))?;
            match &object.body {
                Body::Column(column) => Holds::of(&column.data_type),
                _ => None,
            }
        };
        let alone = |id: &Id, object: &Object| {
            id.schema == parent.schema
                && self.is_name(&id.name)
                && table(object).is_some_and(|table| table.partition_of.is_none() && table.inherits.is_empty())
                && key(id) == Some(self.holds)
        };
        model.of_kind(Tag::Table).filter(|(id, object)| alone(id, object)).map(|(id, _)| id).collect()
    }

    /// What there is to do at a position.
    pub fn work(&self, model: &Model, now: i64) -> Work {
        let taken = |name: &Ident| {
            let name = QName { schema: self.id.schema.clone(), name: name.clone() };
            model.relation(&name).is_some()
        };
        let present = self.present(model);
        schedule::work(self.rule, &self.id.name, self.holds, now, &present, &|one| self.fits(one), &taken)
    }

    /// A partition as a file would declare it: it belongs to whom the table belongs to.
    ///
    /// Where the table has row-level security it is on, without a policy: who is not the owner reaches rows through the
    /// table alone, and so does not pass by the policies of that.
    pub fn object(&self, range: Range, parent: Option<&Object>, owner: Option<Ident>) -> Object {
        let mut made = object(self.id, range.bound(self.holds), owner, self.rule.tablespace.clone());
        if let Body::Table(partition) = &mut made.body {
            partition.row_level_security = parent.and_then(table).is_some_and(|table| table.row_level_security);
        }
        made
    }
}

/// A partition that says nothing of itself.
pub(crate) fn object(parent: &Id, bound: Sql, owner: Option<Ident>, tablespace: Option<Ident>) -> Object {
    let (partition_of, bound) = (Some(parent.qualified()), Some(bound));
    let mut object = Object::new(Table { partition_of, bound, tablespace, ..Table::default() });
    object.meta.owner = owner;
    object
}

/// Partitions of `model` that rules of `ruling` have made, or could have, and what they have detached.
pub fn run_time(model: &Model, ruling: &Model) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    for ruled in ruled(ruling) {
        for one in ruled.present(model).iter().filter(|one| ruled.fits(one)) {
            if let Some(id) = model.relation(&one.name) {
                found.extend(crate::inherit::heirs(model, id));
                found.insert(id.clone());
            }
        }
        found.extend(ruled.detached(model).into_iter().cloned());
    }
    found
}

/// Declares the partitions that tables with a rule begin with: of `now` and those ahead, for a table that `from` does not
/// have as a partitioned one, or has without any partition of the rule. Without a partition a table refuses every row.
///
/// `now` is in seconds since 1970-01-01 00:00 UTC.
pub fn begin(from: &Model, to: &mut Model, now: i64) {
    let mut made = Vec::new();
    for ruled in ruled(to) {
        let there = ruled.there(from).filter(|id| from.get(id).is_some_and(|object| object.body.partitioned()));
        let begun = there.is_some() && ruled.present(from).iter().any(|one| ruled.fits(one));
        if begun {
            continue;
        }
        let parent = to.get(ruled.id);
        let owner = parent.and_then(|object| object.meta.owner.clone());
        let now = if ruled.holds == Holds::Integer { ruled.rule.origin(ruled.holds) } else { now };
        for cell in ruled.work(to, now).make {
            let id = Id { name: cell.name, ..ruled.id.clone() };
            made.push((id, ruled.object(cell.range, parent, owner.clone())));
        }
    }
    to.objects.extend(made);
}

/// Gives new partitions that say nothing of their owner to whom the table belongs.
pub fn belong(from: &Model, to: &mut Model) {
    let open = |(id, object): (&Id, &Object)| {
        let parent = table(object)?.partition_of.as_ref().filter(|_| object.meta.owner.is_none())?;
        let owner = to.get(to.relation(parent)?)?.meta.owner.clone()?;
        from.get(id).is_none().then(|| (id.clone(), owner))
    };
    let found: Vec<(Id, Ident)> = to.of_kind(Tag::Table).filter_map(open).collect();
    for (id, owner) in found {
        if let Some(object) = to.objects.get_mut(&id) {
            object.meta.owner = Some(owner);
        }
    }
}

/// Rows that would belong to other partitions, so that PostgreSQL would refuse the new bounds: tables that keep their place
/// below a table by hash, with another modulus or remainder. `rows`: what holds rows.
pub fn refused(from: &Model, to: &Model, rows: Option<&BTreeSet<Id>>) -> Vec<crate::plan::Refused> {
    let hash = |sql: &Option<Sql>| sql.as_ref().is_some_and(|sql| sql.as_str().to_lowercase().contains("modulus"));
    let mut found = Vec::new();
    for (id, object) in to.of_kind(Tag::Table) {
        let (Some(old), Some(new)) = (from.get(id).and_then(table), table(object)) else { continue };
        let moved = old.partition_of == new.partition_of && old.bound != new.bound && hash(&old.bound);
        if moved && rows.is_some_and(|rows| rows.contains(id)) {
            let parent = new.partition_of.as_ref().map(ToString::to_string).unwrap_or_default();
            let reason = format!(
                "{id} holds rows that belong to other partitions when their number changes; make {parent} anew under another name and copy its rows"
            );
            found.push(crate::plan::Refused { id: id.clone(), reason });
        }
    }
    found
}
