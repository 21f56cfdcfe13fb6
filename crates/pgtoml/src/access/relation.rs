//! What each role may do in one relation.

use std::collections::{BTreeMap, BTreeSet};

use super::filter::{Policies, Statement};
use super::privileges::{Asker, Granted};
use super::roles::{PUBLIC, Roles};
use super::view::{self, Viewed};
use super::{Cell, Command, Denial, Door, Freedom, Guard, Reach, Row, Whose};
use crate::kind::{Body, Tag};
use crate::lint::Subject;
use crate::model::{Id, Ident, Object};

/// What guards the rows of a relation.
pub(super) fn guard(object: &Object) -> Guard {
    match &object.body {
        Body::Table(table) if table.row_level_security && table.force_row_level_security => Guard::Forced,
        Body::Table(table) if table.row_level_security => Guard::Enabled,
        Body::View(view) if view.security_invoker => Guard::Invoker,
        Body::View(_) => Guard::Definer,
        Body::MaterializedView(_) => Guard::Copy,
        _ => Guard::None,
    }
}

/// One row for each role.
pub(super) fn rows(subject: &Subject<'_>, roles: &Roles<'_>, askers: &[Asker<'_>], id: &Id) -> Vec<Row> {
    let viewed = Viewed::of(subject, id);
    let each = askers.iter().map(|asker| {
        let inside = asker.enters(subject, id);
        let cells = Command::ALL.map(|command| match &inside {
            Err(denial) => outside(asker, subject, id, command, denial),
            Ok(()) => cell(subject, roles, asker, id, command, viewed.as_ref()),
        });
        Row { role: asker.name.clone(), cells }
    });
    each.collect()
}

/// A relation in a schema that the role may not use. That the relation itself is granted is worth saying.
fn outside(asker: &Asker<'_>, subject: &Subject<'_>, id: &Id, command: Command, denial: &Denial) -> Cell {
    let granted = asker.granted(subject, id, command) != Granted::No;
    Cell::same(Reach::Denied(if granted { denial.clone() } else { Denial::Grant }))
}

/// What a role reaches in a relation by one command, whose schema it may use.
fn cell(
    subject: &Subject<'_>,
    roles: &Roles<'_>,
    asker: &Asker<'_>,
    id: &Id,
    command: Command,
    viewed: Option<&Viewed<'_>>,
) -> Cell {
    let granted = asker.granted(subject, id, command);
    let columns = match granted {
        Granted::No => return Cell::same(Reach::Denied(Denial::Grant)),
        Granted::Columns(columns) => Some(columns),
        Granted::Whole => None,
    };
    let reads = matches!(command, Command::Insert | Command::Update | Command::Delete);
    let statement = |reads| Statement { command, reads };
    let reach = |statement| match viewed {
        Some(viewed) => view::reach(subject, roles, asker, viewed, statement),
        None => table(subject, roles, asker, id, statement),
    };
    let alone = reach(statement(false));
    let reading = match asker.granted(subject, id, Command::Select) {
        _ if !reads => alone.clone(),
        Granted::No => Reach::Denied(Denial::Unreadable),
        _ => reach(statement(true)),
    };
    Cell { alone, reading, columns }
}

/// What a statement reaches in a table, a foreign table or a materialized view whose privileges are granted.
pub(super) fn table(
    subject: &Subject<'_>,
    roles: &Roles<'_>,
    asker: &Asker<'_>,
    id: &Id,
    statement: Statement,
) -> Reach {
    let Some(object) = subject.model.get(id) else { return Reach::Denied(Denial::Grant) };
    if id.tag == Tag::MaterializedView && statement.command != Command::Select {
        return Reach::Denied(Denial::Unknown);
    }
    let freedom = match guard(object) {
        Guard::Enabled | Guard::Forced if statement.command == Command::Truncate => Freedom::Unasked,
        Guard::Enabled | Guard::Forced if asker.superuser => Freedom::Superuser,
        Guard::Enabled | Guard::Forced if asker.bypass => Freedom::Bypass,
        guard @ (Guard::Enabled | Guard::Forced) => match asker.owner_of(object) {
            Some(owner) if guard == Guard::Enabled => Freedom::Owner(owner),
            _ => return Policies::new(id, &roles.policies(id), &asker.held).reach(statement),
        },
        _ => Freedom::Unguarded,
    };
    Reach::All(freedom)
}

/// Routines that run as their owner and name a relation, by the relation.
pub(super) fn doors(subject: &Subject<'_>, askers: &[Asker<'_>]) -> BTreeMap<Id, Vec<Door>> {
    let mut found: BTreeMap<Id, Vec<Door>> = BTreeMap::new();
    for routine in subject.routines().filter(|routine| routine.definer && !routine.is_trigger()) {
        let text = routine.body.or(routine.sql_body.map(crate::sql::Sql::as_str)).unwrap_or_default();
        let Some(object) = subject.model.get(routine.id) else { continue };
        let may = |asker: &&Asker<'_>| {
            !asker.superuser && asker.has(routine.id, object, "execute") && asker.enters(subject, routine.id).is_ok()
        };
        let callers: BTreeSet<Ident> = askers.iter().filter(may).map(|asker| asker.name.clone()).collect();
        // Where everyone may, nobody need be named.
        let public = object.meta.grants.get(PUBLIC).is_some_and(|held| held.contains_key("execute"));
        let callers = if public { vec![PUBLIC.into()] } else { callers.into_iter().collect() };
        let whose = object.meta.owner.clone().map_or(Whose::Unnamed, Whose::Role);
        for id in subject.relations(routine.id, text) {
            let door = Door { routine: routine.id.clone(), whose: whose.clone(), callers: callers.clone() };
            found.entry(id.clone()).or_default().push(door);
        }
    }
    found
}
