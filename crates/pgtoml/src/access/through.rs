//! Rows that are reached through something else than their table: through views, and through the tables that theirs is a
//! partition or an heir of.

use std::collections::BTreeMap;

use super::sentences::{called_in_sql, everyone, of_rows, subject};
use super::world::World;
use super::{Command, Freedom, Guard, Reach, Relation, Row, Sentence, hazard};
use crate::kind::{Body, Tag};
use crate::lint::Subject;
use crate::model::{Id, Ident};

/// Whether it reads other relations.
pub(super) fn is_query(relation: &Relation) -> bool {
    relation.id.tag == Tag::View || relation.guard == Guard::Copy
}

/// Tables that were there and can now be read through a view, by roles that could not read so much of them before, be it
/// through the view as it was.
pub(super) fn through(old: &World<'_>, new: &World<'_>, known: Option<&Relation>, view: &Relation) -> Vec<Sentence> {
    let mut found: BTreeMap<(Id, bool), Vec<Ident>> = BTreeMap::new();
    for row in view.rows.iter().filter(|row| !new.roles.is_superuser(&row.role)) {
        let was = known.and_then(|known| Some(reads(old.subject, known, known.row(&row.role)?)));
        let before: BTreeMap<Id, u8> = was.into_iter().flatten().collect();
        for (id, rank) in reads(new.subject, view, row) {
            let more = before.get(&id).is_none_or(|had| *had < rank) && old.subject.model.get(&id).is_some();
            if more && old.rank(&id, &row.role, Command::Select) < rank {
                found.entry((id, rank == 2)).or_default().push(row.role.clone());
            }
        }
    }
    let word = if known.is_none() { "new " } else { "" };
    let each = found.into_iter().map(|((id, all), roles)| {
        let roles = everyone(roles);
        let name = called_in_sql(&id);
        let rows = if all { "all rows" } else { "rows" };
        let text = format!("{} can now read {rows} of {name} through the {word}{}", subject(&roles), view.id);
        let (hazards, by) = (vec![hazard(&id)], Some(view.id.clone()));
        Sentence { text, roles, relations: vec![name], hazards, ids: vec![id], by }
    });
    each.collect()
}

/// The relations beneath a view that a role reads through it: 2 for all rows, 1 for some.
fn reads(subject: &Subject<'_>, view: &Relation, row: &Row) -> Vec<(Id, u8)> {
    let copied = || {
        let query = match subject.model.get(&view.id).map(|object| &object.body) {
            Some(Body::MaterializedView(copy)) => copy.query.as_str(),
            _ => "",
        };
        subject.relations(&view.id, query)
    };
    match &*row.cell(Command::Select).alone {
        Reach::All(Freedom::View { over, .. }) => over.iter().map(|id| (id.clone(), 2)).collect(),
        Reach::All(_) if view.guard == Guard::Copy => copied().into_iter().map(|id| (id.clone(), 2)).collect(),
        Reach::Filtered(filter) => {
            let some = filter.using.iter().filter(|one| !one.closed).map(|one| (one.table.clone(), 1));
            some.chain(filter.whole().iter().map(|id| (id.clone(), 2))).collect()
        }
        _ => Vec::new(),
    }
}

/// Commands that reach the rows of partitions and heirs through their parent, whose rows these count as.
pub(super) const THROUGH: [Command; 3] = [Command::Select, Command::Update, Command::Delete];

/// Rows of a table that was there, and that can now be reached through a table that it has become a partition or an heir
/// of.
pub(super) fn inherited(old: &World<'_>, new: &World<'_>, before: &Relation, after: &Relation) -> Vec<Sentence> {
    let mut found: BTreeMap<(&Id, bool, Vec<Command>), Vec<Ident>> = BTreeMap::new();
    for parent in after.parents.iter().filter(|parent| !before.parents.contains(parent)) {
        for row in after.rows.iter().filter(|row| !new.roles.is_superuser(&row.role)) {
            let mut by_rank: BTreeMap<u8, Vec<Command>> = BTreeMap::new();
            for command in THROUGH {
                let rank = new.rank(parent, &row.role, command);
                if rank > old.rank(&after.id, &row.role, command) {
                    by_rank.entry(rank).or_default().push(command);
                }
            }
            for (rank, commands) in by_rank {
                found.entry((parent, rank == 2, commands)).or_default().push(row.role.clone());
            }
        }
    }
    let each = found.into_iter().map(|((parent, all, commands), roles)| {
        let roles = everyone(roles);
        let name = called_in_sql(&after.id);
        let does = of_rows(&commands, if all { "all " } else { "" }, &name);
        let text = format!("{} can now {does} through {parent}, whose policies hold there", subject(&roles));
        let (hazards, ids, by) = (vec![hazard(&after.id)], vec![after.id.clone()], Some(after.id.clone()));
        Sentence { text, roles, relations: vec![name], hazards, ids, by }
    });
    each.collect()
}
