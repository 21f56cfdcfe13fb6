//! What each role may do in one relation.

use std::rc::Rc;

use super::filter::Statement;
use super::privileges::{Asker, Granted};
use super::view;
use super::world::World;
use super::{Cell, Command, Denial, Freedom, Guard, Reach, Row};
use crate::kind::{Body, Tag};
use crate::lint::Subject;
use crate::model::{Id, Object};

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
pub(super) fn rows(world: &World<'_>, id: &Id) -> Vec<Row> {
    let each = world.askers().into_iter().map(|asker| {
        let cells = match asker.enters(world.subject, id) {
            Err(denial) => Command::ALL.map(|command| outside(&asker, world.subject, id, command, &denial)),
            Ok(()) => Command::ALL.map(|command| cell(world, &asker, id, command)),
        };
        Row { role: asker.name.clone(), cells }
    });
    each.collect()
}

/// A relation in a schema that the role may not use. That the relation itself is granted is worth saying.
fn outside(asker: &Asker, subject: &Subject<'_>, id: &Id, command: Command, denial: &Denial) -> Cell {
    let granted = asker.granted(subject, id, command) != Granted::No;
    Cell::denied(if granted { denial.clone() } else { Denial::Grant })
}

/// What a role reaches in a relation by one command, whose schema it may use.
pub(super) fn cell(world: &World<'_>, asker: &Asker, id: &Id, command: Command) -> Cell {
    let columns = match asker.granted(world.subject, id, command) {
        Granted::No => return Cell::denied(Denial::Grant),
        Granted::Columns(columns) => Some(columns),
        Granted::Whole => None,
    };
    let reads = matches!(command, Command::Insert | Command::Update | Command::Delete);
    let viewed = world.view(id);
    let reach = |reads| match &viewed {
        Some(viewed) => view::reach(world, asker, viewed, Statement { command, reads }),
        None => table(world, asker, id, Statement { command, reads }),
    };
    let alone = reach(false);
    let reading = match asker.granted(world.subject, id, Command::Select) {
        _ if !reads => alone.clone(),
        Granted::No => Rc::new(Reach::Denied(Denial::Unreadable)),
        _ => reach(true),
    };
    Cell { alone, reading, columns }
}

/// What a statement reaches in a table, a foreign table or a materialized view whose privileges are granted.
pub(super) fn table(world: &World<'_>, asker: &Asker, id: &Id, statement: Statement) -> Rc<Reach> {
    let Some(object) = world.subject.model.get(id) else { return Rc::new(Reach::Denied(Denial::Grant)) };
    if id.tag == Tag::MaterializedView && statement.command != Command::Select {
        return Rc::new(Reach::Denied(Denial::Unknown));
    }
    let freedom = match guard(object) {
        Guard::Enabled | Guard::Forced if statement.command == Command::Truncate => Freedom::Unasked,
        Guard::Enabled | Guard::Forced if asker.superuser => Freedom::Superuser,
        Guard::Enabled | Guard::Forced if asker.bypass => Freedom::Bypass,
        guard @ (Guard::Enabled | Guard::Forced) => match asker.owner_of(object) {
            Some(owner) if guard == Guard::Enabled => Freedom::Owner(owner),
            _ => return world.filtered(id, &asker.held, statement),
        },
        _ => Freedom::Unguarded,
    };
    Rc::new(Reach::All(freedom))
}
