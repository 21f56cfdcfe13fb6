//! What `pgtoml partitions` does to a database, as data: one deed is one partition, done in a transaction of its own.

use std::fmt;

use serde::Serialize;

use super::bounds::{Holds, Range};
use super::{Expired, Ruled, calendar};
use crate::inherit;
use crate::kind::{Body, Version};
use crate::model::{Id, Ident, Model, Object, QName};
use crate::plan::{Input, plan};
use crate::render::{Renderer, Statement};

/// What is done to a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is made.
    Create,
    /// It is made, and takes the rows that lie in the default partition.
    CreateAndMove,
    /// It is detached, and stays as a table.
    Detach,
    /// It is dropped with its rows.
    Drop,
    /// A detaching that was broken off is finished.
    Finish,
}

/// One deed.
#[derive(Clone, Debug, Serialize)]
pub struct Deed {
    /// What is done.
    pub action: Action,
    /// The partition.
    pub partition: QName,
    /// The first value that it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The first value after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Rows that it takes with it, or that move into it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<i64>,
    /// Statements; those of a transaction are done together.
    pub sql: Vec<String>,
    /// Whether PostgreSQL does it in a transaction, or only outside of one.
    pub transaction: bool,
    /// What a person should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Deed {
    fn new(action: Action, partition: QName, range: Option<(Range, Holds)>, sql: Vec<String>) -> Self {
        let shown = |at: i64, holds: Holds| shown(at, holds);
        let (from, to) = (range.map(|(r, holds)| shown(r.from, holds)), range.map(|(r, holds)| shown(r.to, holds)));
        Self { action, partition, from, to, rows: None, sql, transaction: true, note: None }
    }

    /// The same with a count of rows.
    #[must_use]
    pub fn with_rows(mut self, rows: i64) -> Self {
        self.rows = Some(rows);
        self
    }
}

/// A position as people read it.
pub fn shown(at: i64, holds: Holds) -> String {
    let text = calendar::shown(at);
    match (at, holds) {
        (i64::MIN, _) => "the beginning".to_owned(),
        (i64::MAX, _) => "the end".to_owned(),
        (_, Holds::Integer) => at.to_string(),
        (_, Holds::Day) => text.split('T').next().unwrap_or_default().to_owned(),
        _ => text.strip_suffix("T00:00:00Z").map_or(text.clone(), str::to_owned),
    }
}

/// One line of what was done, or would be.
impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mark, done) = match self.action {
            Action::Create | Action::CreateAndMove => ('+', ""),
            Action::Detach => ('~', ", detached"),
            Action::Drop => ('-', ", dropped"),
            Action::Finish => ('~', "detaching it is finished"),
        };
        write!(f, "{mark} {}  ", self.partition)?;
        if let (Some(from), Some(to)) = (&self.from, &self.to) {
            write!(f, "{from} to {to}")?;
        }
        f.write_str(done)?;
        if let Some(rows) = self.rows {
            let verb = if self.action == Action::CreateAndMove { "moved from the default partition" } else { "in it" };
            write!(f, ", {} {verb}", crate::report::plural(usize::try_from(rows).unwrap_or_default(), "row"))?;
        }
        match &self.note {
            Some(note) => write!(f, " ({note})"),
            None => Ok(()),
        }
    }
}

/// How a table of a database stands to its partitions.
#[derive(Clone, Debug)]
pub struct Parent<'a> {
    /// The table with its rule.
    pub ruled: &'a Ruled<'a>,
    /// The database.
    pub live: &'a Model,
    /// Version of its server.
    pub version: Version,
    /// Role that does it.
    pub user: Option<&'a Ident>,
    /// The default partition, if there is one.
    pub default: Option<Id>,
}

impl<'a> Parent<'a> {
    /// Of a database. `Err`: why nothing can be done.
    ///
    /// # Errors
    /// The database does not have the table as the file says.
    pub fn new(
        ruled: &'a Ruled<'a>,
        live: &'a Model,
        version: Version,
        user: Option<&'a Ident>,
    ) -> Result<Self, String> {
        let Some(there) = live.get(ruled.id) else {
            return Err("the database does not have it yet; run `pgtoml apply` first".to_owned());
        };
        let key = super::table(there).and_then(|table| table.partition_by.as_ref());
        let holds = live.get(&ruled.id.child(crate::kind::Tag::Column, ruled.column.clone()));
        let holds = holds.and_then(|object| match &object.body {
            Body::Column(column) => Holds::of(&column.data_type),
            _ => None,
        });
        if key.and_then(|key| super::bounds::column(key).ok()).as_ref() != Some(&ruled.column)
            || holds != Some(ruled.holds)
        {
            return Err(format!(
                "in the database it is not partitioned by `{}` as the file says; run `pgtoml apply` first",
                ruled.column
            ));
        }
        let parent = ruled.id.qualified();
        let is_default = |object: &Object| match &object.body {
            Body::Table(table) => {
                table.partition_of.as_ref() == Some(&parent)
                    && table.bound.as_ref().is_some_and(|bound| bound.as_str().trim().eq_ignore_ascii_case("default"))
            }
            _ => false,
        };
        let mut tables = live.of_kind(crate::kind::Tag::Table);
        let default = tables.find(|(_, object)| is_default(object)).map(|(id, _)| id.clone());
        Ok(Self { ruled, live, version, user, default })
    }

    fn owner(&self) -> Option<Ident> {
        self.live.get(self.ruled.id)?.meta.owner.clone()
    }

    /// Makes partitions, with all that the planner does for one that a file declares.
    ///
    /// # Errors
    /// A template failed, or no plan exists.
    pub fn make(&self, cells: &[super::schedule::Cell]) -> Result<Vec<Deed>, String> {
        let mut wanted = self.live.clone();
        let mut ids = Vec::new();
        for cell in cells {
            let id = Id { name: cell.name.clone(), ..self.ruled.id.clone() };
            let object = self.ruled.object(cell.range, self.live.get(self.ruled.id), self.owner());
            wanted.objects.insert(id.clone(), object);
            ids.push((id, cell.range));
        }
        let plan = plan(Input { applier: self.user, ..Input::new(self.live, &wanted, self.version) });
        if let Some(refused) = plan.refused.first() {
            return Err(refused.reason.clone());
        }
        let statements: Vec<Statement> =
            Renderer::new().plan(&plan, self.live, &wanted, self.version).map_err(|error| format!("{error:#}"))?;
        let deeds = ids.into_iter().map(|(id, range)| {
            let own = |step: &crate::plan::Step| step.id == id || step.id.parent_id().as_ref() == Some(&id);
            let steps = plan.steps.iter().zip(&statements).filter(|(step, _)| own(step));
            let sql = steps.map(|(_, statement)| statement.sql.clone()).collect();
            Deed::new(Action::Create, id.qualified(), Some((range, self.ruled.holds)), sql)
        });
        Ok(deeds.collect())
    }

    /// The query of how many rows of the default partition belong to this range.
    pub fn strays(&self, range: Range) -> Option<String> {
        let (default, holds) = (self.default.as_ref()?.qualified(), self.ruled.holds);
        Some(format!("SELECT count(*) FROM {default} WHERE {}", self.condition(range, holds)))
    }

    fn condition(&self, range: Range, holds: Holds) -> String {
        let column = &self.ruled.column;
        format!("{column} >= {} AND {column} < {}", holds.literal(range.from), holds.literal(range.to))
    }

    /// A partition that takes its rows out of the default partition. Both are alone while rows move, so that no trigger of
    /// the table fires, and no other session sees them anywhere else than before or after.
    pub fn moving(&self, deed: Deed, range: Range, rows: i64) -> Deed {
        let Some(default) = &self.default else { return deed };
        let (parent, partition, from) = (self.ruled.id.qualified(), deed.partition.clone(), default.qualified());
        let holds = self.ruled.holds;
        let columns = inherit::columns(self.live, default).into_iter().filter(|(_, body)| match body {
            Body::Column(column) => column.generated.is_none(),
            _ => false,
        });
        let columns = columns.map(|(id, _)| id.name.to_string()).collect::<Vec<_>>().join(", ");
        let bound = range.bound(holds);
        let mut sql = vec![
            format!("LOCK TABLE {parent} IN ACCESS EXCLUSIVE MODE"),
            format!("ALTER TABLE {parent} DETACH PARTITION {from}"),
        ];
        sql.extend(deed.sql.clone());
        sql.extend([
            format!("ALTER TABLE {parent} DETACH PARTITION {partition}"),
            format!(
                "WITH moved AS (DELETE FROM {from} WHERE {} RETURNING {columns})\nINSERT INTO {partition} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM moved",
                self.condition(range, holds)
            ),
            format!("ALTER TABLE {parent} ATTACH PARTITION {partition} {}", bound.as_str()),
            format!("ALTER TABLE {parent} ATTACH PARTITION {from} DEFAULT"),
        ]);
        Deed { action: Action::CreateAndMove, sql, rows: Some(rows), ..deed }
    }

    /// What becomes of a partition whose time is over.
    pub fn expire(&self, partition: &QName, range: Range) -> Deed {
        let parent = self.ruled.id.qualified();
        let about = Some((range, self.ruled.holds));
        match self.ruled.rule.expired {
            Expired::Drop => Deed::new(Action::Drop, partition.clone(), about, vec![format!("DROP TABLE {partition}")]),
            Expired::Detach => {
                let apart = self.default.is_none() && self.version.at_least(14);
                let how = if apart { " CONCURRENTLY" } else { "" };
                let sql = vec![format!("ALTER TABLE {parent} DETACH PARTITION {partition}{how}")];
                let deed = Deed::new(Action::Detach, partition.clone(), about, sql);
                let note = "not CONCURRENTLY, because the table has a default partition".to_owned();
                Deed { transaction: !apart, note: self.default.is_some().then_some(note), ..deed }
            }
        }
    }

    /// Finishes a detaching that was broken off.
    pub fn finish(&self, partition: &QName) -> Deed {
        let parent = self.ruled.id.qualified();
        let sql = vec![format!("ALTER TABLE {parent} DETACH PARTITION {partition} FINALIZE")];
        Deed::new(Action::Finish, partition.clone(), None, sql)
    }

    /// The query of foreign keys of other tables that lead to this one.
    pub fn referrers(&self) -> String {
        let parent = crate::sql::quote::quote_literal(&self.ruled.id.qualified().to_string());
        format!(
            "SELECT DISTINCT format('%s of %s', quote_ident(k.conname), k.conrelid::regclass) AS name FROM pg_constraint k
             WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = {parent}::regclass ORDER BY 1"
        )
    }

    /// The query of detachings that were broken off; PostgreSQL 14 was the first to have any.
    pub fn pending(&self) -> Option<String> {
        let parent = crate::sql::quote::quote_literal(&self.ruled.id.qualified().to_string());
        self.version.at_least(14).then(|| {
            format!(
                "SELECT n.nspname AS schema, c.relname AS name FROM pg_inherits i
                 JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE i.inhparent = {parent}::regclass AND i.inhdetachpending ORDER BY 2"
            )
        })
    }

    /// Queries of the greatest integer in each partition, those of the greatest numbers first: the first that has one says
    /// where the table is.
    pub fn greatest(&self) -> Vec<String> {
        let mut present = self.ruled.present(self.live);
        present.retain(|one| one.range.is_some());
        present.sort_by_key(|one| std::cmp::Reverse(one.range.map(|range| range.from)));
        let query =
            |one: &super::schedule::Present| format!("SELECT max({})::bigint FROM {}", self.ruled.column, one.name);
        present.iter().map(query).collect()
    }
}
