//! SECURITY DEFINER routines: ways to a relation with the rights of somebody else.

use std::collections::{BTreeMap, BTreeSet};

use super::roles::PUBLIC;
use super::sentences::{called_in_sql, everyone, subject};
use super::world::World;
use super::{Command, Denial, Door, Reach, Relation, Sentence, Whose, hazard};
use crate::lint::{Routine, Subject};
use crate::model::{Id, Ident};
use crate::sql::tokens::tokens;

/// Routines that run as their owner and that somebody can call.
pub(super) fn definers<'a>(subject: &Subject<'a>) -> impl Iterator<Item = Routine<'a>> + use<'a> {
    subject.routines().filter(|routine| routine.definer && !routine.is_trigger())
}

/// Routines that run as their owner, by the relations that they name, and by tables with row-level security that they
/// reach through views.
pub(super) fn doors(world: &World<'_>) -> BTreeMap<Id, Vec<Door>> {
    let subject = world.subject;
    let askers = world.askers();
    let mut found: BTreeMap<Id, Vec<Door>> = BTreeMap::new();
    for routine in definers(subject) {
        let Some(object) = subject.model.get(routine.id) else { continue };
        // Where everyone may, nobody need be named.
        let public = object.meta.grants.get(PUBLIC).is_some_and(|held| held.contains_key("execute"));
        let may = askers.iter().filter(|asker| {
            !asker.superuser && asker.has(routine.id, object, "execute") && asker.enters(subject, routine.id).is_ok()
        });
        let callers = if public { vec![PUBLIC.into()] } else { may.map(|asker| asker.name.clone()).collect() };
        let whose = object.meta.owner.clone().map_or(Whose::Unnamed, Whose::Role);
        let door = Door { routine: routine.id.clone(), whose, callers, writes: writes(routine.text()) };
        let named = subject.relations(routine.id, routine.text());
        let beneath = subject.guarded_relations(routine.id, routine.text());
        for id in named.union(&beneath) {
            found.entry((*id).clone()).or_default().push(door.clone());
        }
    }
    found
}

/// Whether a text may change rows: it has a word of a command that does, or runs what it builds.
fn writes(text: &str) -> bool {
    let words = ["insert", "update", "delete", "merge", "truncate", "copy", "execute"];
    tokens(text).any(|token| words.iter().any(|word| token.is(word)))
}

/// The commands for which a door is a way.
fn commands(door: &Door) -> &'static [Command] {
    if door.writes { &Command::ALL } else { &[Command::Select] }
}

/// How far the rights of a door go in a relation, by its commands.
fn power(world: &World<'_>, relation: &Id, door: &Door) -> Vec<u8> {
    let rank = |command: &Command| match &door.whose {
        Whose::Role(role) => world.rank(relation, role, *command),
        Whose::Unnamed => 2,
    };
    commands(door).iter().map(rank).collect()
}

/// Whether a door that was there goes further: its owner has more rights, or others, or its text began to write.
fn grows(old: (&World<'_>, &Door), new: (&World<'_>, &Door), relation: &Id) -> bool {
    let (was, is) = (power(old.0, relation, old.1), power(new.0, relation, new.1));
    let chosen = old.1.whose != new.1.whose;
    let more = was.iter().zip(&is).any(|(was, is)| is > was || (chosen && (*was, *is) == (1, 1)));
    more || is.iter().skip(was.len()).any(|is| *is > 0)
}

/// Routines that are a way to a relation for roles that had none so far before.
pub(super) fn opened(before: &Relation, after: &Relation, old: &World<'_>, new: &World<'_>) -> Vec<Sentence> {
    let mut found = Vec::new();
    for door in &after.doors {
        let was = before.doors.iter().find(|was| was.routine == door.routine);
        let could = |role: &Ident| {
            was.is_some_and(|was| was.callers.contains(role) || was.callers.iter().any(|one| one.as_str() == PUBLIC))
        };
        // Whoever may do all of it without the door gets nothing from it.
        let open = |role: &Ident| {
            let whole = |command: &Command| match &*before.row(role)?.cell(*command).alone {
                Reach::Denied(Denial::Unknown | Denial::NotUpdatable) => Some(true),
                reach => Some(reach.rank() == 2),
            };
            commands(door).iter().all(|command| whole(command).unwrap_or(false))
        };
        let power: u8 = power(new, &after.id, door).into_iter().sum();
        let further = was.is_some_and(|was| grows((old, was), (new, door), &after.id));
        let callers: BTreeSet<Ident> = door.callers.iter().filter(|role| power > 0 && !open(role)).cloned().collect();
        let (had, fresh): (Vec<Ident>, Vec<Ident>) = callers.into_iter().partition(could);
        let name = called_in_sql(&after.id);
        let told = |roles: Vec<Ident>, text: String| Sentence {
            text,
            roles,
            relations: vec![name.clone()],
            hazards: vec![hazard(&after.id)],
            ids: vec![after.id.clone()],
            by: Some(door.routine.clone()),
        };
        if !fresh.is_empty() {
            let roles = everyone(fresh);
            let text = format!("{} can now call {}, which uses {name} as its owner", subject(&roles), door.routine);
            found.push(told(roles, text));
        }
        if further && !had.is_empty() {
            let roles = everyone(had);
            let owner = match &door.whose {
                Whose::Role(role) => format!("as {role}"),
                Whose::Unnamed => "as its owner".to_owned(),
            };
            let text =
                format!("{} can now do more with {name} by {}, which runs {owner}", subject(&roles), door.routine);
            found.push(told(roles, text));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::writes;

    #[test]
    fn texts_that_write() {
        for (text, is) in [
            ("select count(*) from documents", false),
            ("select 'delete', updated_at from t", false),
            ("begin Delete from t; end", true),
            ("with x as (insert into t values (1) returning a) select * from x", true),
            ("begin execute format('select 1'); end", true),
        ] {
            assert_eq!(writes(text), is, "{text}");
        }
    }
}
