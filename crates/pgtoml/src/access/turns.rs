//! What becomes of the commands of a role in a relation that was there and stays.

use std::collections::BTreeMap;

use super::{Cell, Command, Matrix, Reach, Relation};
use crate::model::{Id, Ident};

/// What becomes of some commands of a role in a relation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// All rows are open now.
    Open,
    /// Some rows are open, and none were.
    Gain(Vec<Ident>),
    /// More rows are open.
    More(Vec<Ident>),
    /// Other rows are open.
    Other(Vec<Ident>),
    /// More columns are open.
    Columns(Vec<Ident>),
    /// All rows were open, and some are.
    Narrow(Vec<Ident>),
    /// Fewer rows are open.
    Fewer(Vec<Ident>),
    /// Fewer columns are open.
    NoColumns(Vec<Ident>),
    /// Nothing is open any more.
    Lose,
}

impl Turn {
    /// Whether somebody may see or change more than before.
    pub(super) fn widens(&self) -> bool {
        matches!(self, Self::Open | Self::Gain(_) | Self::More(_) | Self::Other(_) | Self::Columns(_))
    }
}

/// What becomes of one role's commands in one relation.
pub(super) struct Told {
    pub(super) relation: Id,
    pub(super) role: Ident,
    pub(super) turn: Turn,
    pub(super) commands: Vec<Command>,
}

/// What becomes of each role's commands in a relation that was there and stays.
pub(super) fn turns(before: &Relation, after: &Relation, old: &Matrix, new: &Matrix) -> Vec<Told> {
    let mut found = Vec::new();
    for row in &after.rows {
        let Some(was) = before.row(&row.role) else { continue };
        if was == row || (old.is_superuser(&row.role) && new.is_superuser(&row.role)) {
            continue;
        }
        let mut of_role: BTreeMap<Turn, Vec<Command>> = BTreeMap::new();
        for command in Command::ALL {
            for turn in turn(was.cell(command), row.cell(command)) {
                of_role.entry(turn).or_default().push(command);
            }
        }
        found.extend(of_role.into_iter().map(|(turn, commands)| Told {
            relation: after.id.clone(),
            role: row.role.clone(),
            turn,
            commands,
        }));
    }
    found
}

/// Whether one of these is a widening.
pub(super) fn widens(told: &[Told]) -> bool {
    told.iter().any(|one| one.turn.widens())
}

/// What becomes of one command; columns can come and go at once.
fn turn(was: &Cell, is: &Cell) -> Vec<Turn> {
    let names = match &*is.alone {
        Reach::Filtered(filter) => filter.policies().into_iter().cloned().collect(),
        _ => Vec::new(),
    };
    let turn = match (&*was.alone, &*is.alone) {
        (Reach::Denied(_), Reach::Denied(_)) => return Vec::new(),
        (Reach::All(_), Reach::All(_)) => return columns(was, is),
        (_, Reach::All(_)) => Turn::Open,
        (_, Reach::Denied(_)) => Turn::Lose,
        (Reach::Denied(_), _) => Turn::Gain(names),
        (Reach::All(_), _) => Turn::Narrow(names),
        (Reach::Filtered(a), Reach::Filtered(b)) if a.same(b) => return columns(was, is),
        (Reach::Filtered(a), Reach::Filtered(b)) if a.implies(b) => Turn::More(names),
        (Reach::Filtered(a), Reach::Filtered(b)) if b.implies(a) => Turn::Fewer(names),
        (a, b) if a == b => return columns(was, is),
        _ => Turn::Other(names),
    };
    let open = |cell: &Cell| !matches!(*cell.alone, Reach::Denied(_));
    let columns = if open(was) && open(is) { columns(was, is) } else { Vec::new() };
    std::iter::once(turn).chain(columns).collect()
}

/// Columns that are open now and were not, and the other way round.
fn columns(was: &Cell, is: &Cell) -> Vec<Turn> {
    let without = |list: &[Ident], other: &[Ident]| -> Vec<Ident> {
        list.iter().filter(|name| !other.contains(name)).cloned().collect()
    };
    match (&was.columns, &is.columns) {
        (None, None) => Vec::new(),
        // All columns, among them those to come.
        (Some(_), None) => vec![Turn::Columns(Vec::new())],
        (None, Some(_)) => vec![Turn::NoColumns(Vec::new())],
        (Some(a), Some(b)) => {
            let (more, fewer) = (without(b, a), without(a, b));
            let more = (!more.is_empty()).then_some(Turn::Columns(more));
            more.into_iter().chain((!fewer.is_empty()).then_some(Turn::NoColumns(fewer))).collect()
        }
    }
}
