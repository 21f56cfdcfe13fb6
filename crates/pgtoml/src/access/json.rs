//! The report for programs.

use serde::Serialize;
use serde_json::{Value, json};

use super::report::Report;
use super::words::{denied, free};
use super::{Clause, Command, Condition, Door, Filter, Guard, Reach, Relation, Row, Whose};
use crate::model::Ident;

/// A table or view, and what each role may do with it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Reached<'a> {
    /// In words: `table public.documents`.
    relation: String,
    /// `table`, `materialized_view`.
    kind: &'static str,
    schema: &'a str,
    name: &'a Ident,
    owner: Option<&'a Ident>,
    /// What guards its rows: nothing, row-level security, or for a view whose rights it reads with.
    guard: Guard,
    /// Roles for which there is something to say.
    access: Vec<Cells<'a>>,
    /// Routines that reach it with the rights of their owner.
    doors: Vec<Way<'a>>,
    /// Tables that it is a partition or an heir of, as `schema.name`.
    parents: Vec<String>,
}

/// What a role may do.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AccessRow"))]
struct Cells<'a> {
    role: &'a Ident,
    select: Cell<'a>,
    insert: Cell<'a>,
    update: Cell<'a>,
    delete: Cell<'a>,
    truncate: Cell<'a>,
}

/// What a role may do by one command.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Cell<'a> {
    #[serde(flatten)]
    reach: Told<'a>,
    /// Only these columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    columns: Option<&'a [Ident]>,
    /// The same for a statement that reads what it writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    reading: Option<Told<'a>>,
}

/// Which rows a command reaches.
#[derive(Debug, Serialize)]
#[serde(tag = "reach", rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Reach"))]
enum Told<'a> {
    /// All of them.
    All {
        /// Why no row is filtered.
        why: String,
    },
    /// Those that policies choose.
    Rows {
        /// What those must fulfil that are there.
        using: Vec<Policies<'a>>,
        /// What those must fulfil that the command leaves behind.
        check: Vec<Policies<'a>>,
        /// What is read whole beside them.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        beside: Option<String>,
    },
    /// Those that a trigger or rule decides on.
    Trigger {
        /// The trigger or rule, in words.
        by: String,
    },
    /// None.
    None {
        /// Why nothing is open.
        why: String,
    },
}

/// The policies of one table: one permissive must hold, and each restrictive.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Condition"))]
struct Policies<'a> {
    /// As `schema.name`.
    table: String,
    /// Whether no row of the table passes.
    closed: bool,
    /// None if one of them is true for every row.
    permissive: Vec<Policy<'a>>,
    restrictive: Vec<Policy<'a>>,
}

/// A policy by its name, and what it asks for.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Policy<'a> {
    policy: &'a Ident,
    sql: &'a str,
}

/// A routine that reaches a relation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Door"))]
struct Way<'a> {
    /// In words.
    routine: String,
    /// The role whose rights count in it; `null` for an owner that is not named.
    runs_as: Option<&'a Ident>,
    /// Roles that may call it; `public` for everyone.
    callers: &'a [Ident],
    /// Whether its text may change rows.
    writes: bool,
}

impl Report {
    /// For programs. `reach` is `all`, `rows`, `trigger` or `none`.
    pub fn json(&self) -> Value {
        json!({
            "exposed": self.exposed,
            "findings": self.findings,
            "remarks": self.remarks,
            "roles": self.matrix.roles,
            "relations": self.relations().collect::<Vec<_>>(),
        })
    }

    /// The relations of the matrix, in their order.
    pub fn relations(&self) -> impl Iterator<Item = Reached<'_>> {
        self.matrix.relations.iter().map(|one| Reached::new(one, &self.rows(one)))
    }
}

impl<'a> Reached<'a> {
    fn new(relation: &'a Relation, rows: &[&'a Row]) -> Self {
        Self {
            relation: relation.id.to_string(),
            kind: relation.id.tag.info().template,
            schema: relation.id.schema.as_ref().map_or("", Ident::as_str),
            name: &relation.id.name,
            owner: relation.owner.as_ref(),
            guard: relation.guard,
            access: rows.iter().map(|row| Cells::new(row)).collect(),
            doors: relation.doors.iter().map(Way::new).collect(),
            parents: relation.parents.iter().map(|parent| parent.qualified().to_string()).collect(),
        }
    }
}

impl<'a> Cells<'a> {
    fn new(row: &'a Row) -> Self {
        let cell = |command| Cell::new(row.cell(command));
        Self {
            role: &row.role,
            select: cell(Command::Select),
            insert: cell(Command::Insert),
            update: cell(Command::Update),
            delete: cell(Command::Delete),
            truncate: cell(Command::Truncate),
        }
    }
}

impl<'a> Cell<'a> {
    fn new(cell: &'a super::Cell) -> Self {
        let reading = (cell.reading != cell.alone).then(|| Told::new(&cell.reading));
        Self { reach: Told::new(&cell.alone), columns: cell.columns.as_deref(), reading }
    }
}

impl<'a> Told<'a> {
    fn new(reach: &'a Reach) -> Self {
        match reach {
            Reach::All(freedom) => Self::All { why: free(freedom) },
            Reach::Filtered(Filter { using, check, beside }) => {
                let list = |list: &'a [Condition]| list.iter().map(Policies::new).collect();
                Self::Rows { using: list(using), check: list(check), beside: beside.as_deref().map(free) }
            }
            Reach::Routed(by) => Self::Trigger { by: by.to_string() },
            Reach::Denied(denial) => Self::None { why: denied(denial) },
        }
    }
}

impl<'a> Policies<'a> {
    fn new(condition: &'a Condition) -> Self {
        let list = |list: &'a [Clause]| {
            list.iter().map(|Clause { policy, sql }| Policy { policy, sql: sql.as_str() }).collect()
        };
        Self {
            table: condition.table.qualified().to_string(),
            closed: condition.closed,
            permissive: list(&condition.any),
            restrictive: list(&condition.all),
        }
    }
}

impl<'a> Way<'a> {
    fn new(door: &'a Door) -> Self {
        let runs_as = match &door.whose {
            Whose::Role(role) => Some(role),
            Whose::Unnamed => None,
        };
        Self { routine: door.routine.to_string(), runs_as, callers: &door.callers, writes: door.writes }
    }
}
