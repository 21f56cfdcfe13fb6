//! Who reaches which rows: a matrix of roles, relations and commands.
//!
//! For each role, relation and command a [`Cell`] says whether all rows are open, those that policies choose, or none, and
//! why. [`Matrix::of`] computes it from a model alone, by the rules that PostgreSQL follows:
//!
//! - Privileges are those of the role, of the roles whose rights it inherits, and of PUBLIC; a column's own privileges
//!   count for that column (manual: "Privileges" 5.8, "Role Membership" 21.3). The schema asks for USAGE besides.
//! - Row-level security is passed by superusers, by roles with BYPASSRLS and, unless it is forced, by the owner and by
//!   roles that inherit the owner's rights ("Row Security Policies" 5.9). TRUNCATE never asks for it.
//! - Of the policies for a command, one permissive must hold and every restrictive; without a permissive one no row
//!   passes (CREATE POLICY, "Application of Multiple Policies").
//! - A statement that reads columns, in WHERE, RETURNING or ON CONFLICT, needs the policies for SELECT too: UPDATE and
//!   DELETE for the rows that they find, INSERT and UPDATE for those that they leave behind (CREATE POLICY, the table
//!   "Policies Applied by Command Type"). [`Cell::alone`] is the command that reads nothing, [`Cell::reading`] the one
//!   that does. ON CONFLICT DO UPDATE is INSERT and UPDATE together, and MERGE each command that it names.
//! - A view reads its tables with the rights of its owner, or of whoever asks where it is a `security_invoker`; so do
//!   statements that write through it (CREATE VIEW, "Updatable Views").
//!
//! - A table's partitions and heirs are reached through it by its privileges and its policies alone ("Inheritance" 5.11).
//!
//! What it does not weigh: what functions do besides, and what privileges the expressions of policies ask of the role.
//! SECURITY DEFINER routines that name a relation are listed as its [`Door`]s.

mod changes;
mod culprits;
mod doors;
mod filter;
mod human;
mod json;
mod page;
mod privileges;
mod relation;
mod report;
mod roles;
mod sentences;
mod through;
mod turns;
mod view;
mod words;
mod world;
mod writable;

use std::collections::BTreeSet;
use std::rc::Rc;

pub use self::changes::{Changes, Sentence, hazard};
pub use self::filter::{Clause, Condition, Filter};
pub use self::json::Reached;
pub use self::report::{Exposure, Finding, Report, Wanted};
pub use self::roles::Role;

use self::world::World;
use crate::kind::Tag;
use crate::lint::Subject;
use crate::model::{Id, Ident, Object};

/// A command whose access is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Command {
    /// SELECT.
    Select,
    /// INSERT.
    Insert,
    /// UPDATE.
    Update,
    /// DELETE.
    Delete,
    /// TRUNCATE.
    Truncate,
}

impl Command {
    /// All of them, in the order of a matrix.
    pub const ALL: [Self; 5] = [Self::Select, Self::Insert, Self::Update, Self::Delete, Self::Truncate];

    /// The privilege that it needs, which is its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Truncate => "truncate",
        }
    }
}

/// Roles by relations by commands.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// Roles, by name; `public` stands for a role of which nothing is said.
    pub roles: Vec<Role>,
    /// Tables, foreign tables and views, by schema and name.
    pub relations: Vec<Relation>,
}

/// A relation with what every role may do in it.
#[derive(Clone, Debug)]
pub struct Relation {
    /// Its identity.
    pub id: Id,
    /// What guards its rows.
    pub guard: Guard,
    /// Its owner, where the model names one.
    pub owner: Option<Ident>,
    /// One row for each role of the matrix, in their order.
    pub rows: Vec<Row>,
    /// Routines that reach it.
    pub doors: Vec<Door>,
    /// Tables that it is a partition or an heir of, at any height: a statement that names one of them reaches its rows
    /// too, and asks for the privileges and policies of that one alone.
    pub parents: Vec<Id>,
}

impl Relation {
    /// The row of a role.
    pub fn row(&self, role: &Ident) -> Option<&Row> {
        let at = self.rows.binary_search_by(|row| row.role.cmp(role)).ok()?;
        self.rows.get(at)
    }
}

/// What guards the rows of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Guard {
    /// Nothing: privileges are all that is asked for.
    None,
    /// Row-level security, which the owner passes.
    Enabled,
    /// Row-level security, for the owner too.
    Forced,
    /// A view that reads with the rights of its owner.
    Definer,
    /// A view that reads with the rights of who asks.
    Invoker,
    /// A materialized view: a copy of rows that no policy guards.
    Copy,
}

/// What one role may do in a relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The role.
    pub role: Ident,
    /// One cell for each of [`Command::ALL`].
    pub cells: [Cell; 5],
}

impl Row {
    /// The cell of a command.
    pub fn cell(&self, command: Command) -> &Cell {
        &self.cells[command as usize]
    }

    /// Whether nothing at all is granted.
    pub fn is_closed(&self) -> bool {
        self.cells.iter().all(|cell| matches!(*cell.alone, Reach::Denied(_)))
    }
}

/// What one command reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// When it reads no column: `delete from t`. SELECT is here alone.
    pub alone: Rc<Reach>,
    /// When it reads columns: `delete from t where id = 1`. The same as `alone` for SELECT and TRUNCATE.
    pub reading: Rc<Reach>,
    /// The columns, where it is granted on some only.
    pub columns: Option<Vec<Ident>>,
}

impl Cell {
    fn denied(denial: Denial) -> Self {
        let reach = Rc::new(Reach::Denied(denial));
        Self { reading: reach.clone(), alone: reach, columns: None }
    }
}

/// Which rows a command reaches.
#[derive(Clone, Debug, PartialEq)]
pub enum Reach {
    /// All of them.
    All(Freedom),
    /// Those that policies choose.
    Filtered(Filter),
    /// A trigger or rule of a view decides.
    Routed(Id),
    /// None.
    Denied(Denial),
}

impl Reach {
    /// 0 for nothing, 1 for what is chosen, 2 for everything.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Denied(_) => 0,
            Self::Filtered(_) | Self::Routed(_) => 1,
            Self::All(_) => 2,
        }
    }
}

/// Why all rows are open.
#[derive(Clone, Debug, PartialEq)]
pub enum Freedom {
    /// The relation has no row-level security.
    Unguarded,
    /// TRUNCATE does not ask for policies.
    Unasked,
    /// The role is a superuser.
    Superuser,
    /// The role has BYPASSRLS.
    Bypass,
    /// The role has the rights of the owner, for whom policies do not hold.
    Owner(Ident),
    /// These policies are true for every row.
    Policies(Vec<Ident>),
    /// Of a view: all rows of these relations are read, with the rights of the role or of whoever owns the view.
    View {
        /// The relations.
        over: Vec<Id>,
        /// Those among them with row-level security, which is passed.
        past: Vec<Id>,
        /// Whose rights count.
        whose: Whose,
    },
}

/// Whose rights count beneath a view.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    /// Those of a role.
    Role(Ident),
    /// Those of an owner that the model does not name. It may be a superuser, and is taken for one.
    Unnamed,
}

/// Why nothing is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Denial {
    /// The privilege is not granted.
    Grant,
    /// The privilege is there, and USAGE on this schema is not.
    Usage(Ident),
    /// To read columns, SELECT is needed, and not granted.
    Unreadable,
    /// No policy is for the role and the command.
    NoPolicy,
    /// Only these restrictive policies are.
    OnlyRestrictive(Vec<Ident>),
    /// These policies let no row pass.
    False(Vec<Ident>),
    /// Relations of this kind do not know the command.
    Unknown,
    /// PostgreSQL cannot write through this view.
    NotUpdatable,
    /// A relation beneath a view denies it.
    Beneath {
        /// The relation.
        relation: Box<Id>,
        /// Whose rights count there.
        whose: Whose,
        /// Why it denies.
        why: Box<Denial>,
    },
}

impl Denial {
    /// Whether policies, not privileges, are why.
    pub fn by_policy(&self) -> bool {
        match self {
            Self::NoPolicy | Self::OnlyRestrictive(_) | Self::False(_) => true,
            Self::Beneath { why, .. } => why.by_policy(),
            _ => false,
        }
    }
}

/// A routine that names a relation and runs as its owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Door {
    /// The routine.
    pub routine: Id,
    /// Whose rights count in it.
    pub whose: Whose,
    /// Roles that may call it; `public` for everyone.
    pub callers: Vec<Ident>,
    /// Whether its text may change rows. One that only reads is no way to change them.
    pub writes: bool,
}

impl Matrix {
    /// Of a model. `cluster`: the model has every role of its cluster but the one that initdb made, as a live database
    /// has; a role that it does not have is that superuser. In a file, a role that is not declared is one without
    /// attributes and memberships, unless it is called `postgres`.
    pub fn of(subject: &Subject<'_>, cluster: bool) -> Self {
        Self::only(&World::new(subject, cluster, &BTreeSet::new()), &|_| true)
    }

    /// Of those relations of a model that are wanted.
    fn only(world: &World<'_>, wanted: &dyn Fn(&Id) -> bool) -> Self {
        let mut doors = doors::doors(world);
        let mut relations: Vec<Relation> = relations(world.subject)
            .filter(|(id, _)| wanted(id))
            .map(|(id, object)| Relation {
                id: id.clone(),
                guard: relation::guard(object),
                owner: object.meta.owner.clone(),
                rows: relation::rows(world, id),
                doors: doors.remove(id).unwrap_or_default(),
                parents: world.subject.ancestors(id),
            })
            .collect();
        relations.sort_by(|a, b| place(&a.id).cmp(&place(&b.id)));
        Self { relations, roles: world.roles.list() }
    }

    /// The role with this name.
    pub fn role(&self, name: &Ident) -> Option<&Role> {
        let at = self.roles.binary_search_by(|role| role.name.cmp(name)).ok()?;
        self.roles.get(at)
    }

    fn is_superuser(&self, name: &Ident) -> bool {
        self.role(name).is_some_and(|role| role.superuser)
    }

    /// The relation with this identity.
    pub fn relation(&self, id: &Id) -> Option<&Relation> {
        let at = self.relations.binary_search_by(|relation| place(&relation.id).cmp(&place(id))).ok()?;
        self.relations.get(at).filter(|relation| relation.id == *id)
    }
}

/// The roles and the relations that the matrix of a model tells of, without computing it; `cluster` as for [`Matrix::of`].
pub fn known(subject: &Subject<'_>, cluster: bool) -> (Vec<Ident>, Vec<Id>) {
    let world = World::new(subject, cluster, &BTreeSet::new());
    let roles = world.roles.names().cloned().collect();
    (roles, relations(subject).map(|(id, _)| id.clone()).collect())
}

/// Tables, foreign tables and views.
fn relations<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (&'a Id, &'a Object)> + use<'a> {
    let model = subject.model;
    let kinds = [Tag::Table, Tag::ForeignTable, Tag::View, Tag::MaterializedView];
    kinds.into_iter().flat_map(|tag| model.of_kind(tag))
}

/// Where a relation stands in a matrix. No two of a schema have one name.
fn place(id: &Id) -> (&Option<Ident>, &Ident) {
    (&id.schema, &id.name)
}

/// Names that occur in several places, each once.
fn distinct<T: Ord + Clone>(names: impl IntoIterator<Item = T>) -> Vec<T> {
    names.into_iter().collect::<BTreeSet<T>>().into_iter().collect()
}
