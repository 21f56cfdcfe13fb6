//! What there is to do at a moment: partitions to make, and partitions whose time is over.

use super::bounds::{Holds, Range};
use super::{Rule, names};
use crate::model::{Ident, QName};

/// More partitions than this are not made at once: whoever wants that many has an interval that is too short.
pub const MOST: usize = 10_000;

/// A partition that is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Present {
    /// The table.
    pub name: QName,
    /// What it holds; absent for the default partition, and where the bounds are no positions.
    pub range: Option<Range>,
}

/// A partition to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its name.
    pub name: Ident,
    /// What it holds.
    pub range: Range,
}

/// What there is to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Work {
    /// Partitions to make, in their order.
    pub make: Vec<Cell>,
    /// Partitions whose time is over, in their order.
    pub expired: Vec<(QName, Range)>,
    /// What cannot be made, and why.
    pub refused: Vec<String>,
}

/// What there is to do for a table at a position, when these partitions are there. `fits`: whether one is the rule's.
/// `taken`: whether a table has a name.
pub fn work(
    rule: &Rule,
    table: &Ident,
    holds: Holds,
    now: i64,
    present: &[Present],
    fits: &dyn Fn(&Present) -> bool,
    taken: &dyn Fn(&Ident) -> bool,
) -> Work {
    let mut work = Work::default();
    let limit = rule.keep.map(|keep| keep.before(now));
    let over = |range: &Range| limit.flatten().is_some_and(|limit| range.to <= limit);
    for one in present {
        if let Some(range) = one.range.filter(|range| over(range) && fits(one)) {
            work.expired.push((one.name.clone(), range));
        }
    }
    work.expired.sort_by_key(|(_, range)| range.from);
    let Some(present_cell) = rule.every.floor(now) else {
        work.refused.push("the moment lies outside of the years 1 to 9999".to_owned());
        return work;
    };
    let start = rule.start(holds).and_then(|start| rule.every.floor(start)).filter(|start| *start < present_cell);
    let mut from = start.unwrap_or(present_cell);
    let mut left = None;
    while left != Some(0) {
        if from == present_cell {
            left = Some(rule.ahead.saturating_add(1));
        }
        if work.make.len() >= MOST {
            work.refused.push(format!("more than {MOST} partitions would be made; choose a longer `every`"));
            return work;
        }
        let Some(to) = rule.every.next(from) else {
            work.refused.push("the next partition would end after the last position that a bound can say".to_owned());
            return work;
        };
        let range = Range { from, to };
        if !over(&range) {
            cell(rule, table, holds, range, present, taken, &mut work);
        }
        from = to;
        left = left.map(|left| left - 1);
    }
    work
}

/// Makes one cell of the grid, or what of it is free.
fn cell(
    rule: &Rule,
    table: &Ident,
    holds: Holds,
    cell: Range,
    present: &[Present],
    taken: &dyn Fn(&Ident) -> bool,
    work: &mut Work,
) {
    let mut held: Vec<Range> = present.iter().filter_map(|one| one.range).filter(|one| one.overlaps(cell)).collect();
    held.sort_by_key(|range| range.from);
    let mut free = Vec::new();
    let mut from = cell.from;
    for range in held {
        if from < range.from {
            free.push(Range { from, to: range.from });
        }
        from = from.max(range.to);
    }
    if from < cell.to {
        free.push(Range { from, to: cell.to });
    }
    let name = names::name(&rule.name, table, cell.from);
    match free.as_slice() {
        [] => {}
        // Partitions of an interval that was another one before hold the rest.
        [range] if !taken(&name) => work.make.push(Cell { name, range: *range }),
        [range] => work.refused.push(format!(
            "{name} would hold {} to {}, but a table of this name is there; attach or rename it",
            holds.literal(range.from),
            holds.literal(range.to)
        )),
        _ => work.refused.push(format!(
            "{name} would hold {} to {}, but other partitions hold parts in the middle of that",
            holds.literal(cell.from),
            holds.literal(cell.to)
        )),
    }
}
