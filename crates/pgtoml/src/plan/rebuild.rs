//! What else must be dropped and made anew, because PostgreSQL won't let it stand while something below it changes.

use std::collections::{BTreeMap, BTreeSet};

use super::Refused;
use super::beside::Followed;
use super::carry;
use super::needs::{Needs, Strength};
use super::nodes::{Fate, Work};
use super::step::Step;
use crate::kind::{Body, Namespace, Part};
use crate::model::Id;

/// How much of an object goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Blow {
    /// Its type changes; PostgreSQL follows up on some dependents by itself.
    Changed,
    /// Another type takes its place and its name.
    Beside,
    /// It is dropped and comes back.
    Gone,
}

/// Extends the work to the dependents of what is dropped or disturbed.
pub(crate) fn expand(work: &mut Work<'_>, needs: &Needs<'_>) {
    let users = users(work, needs);
    let mut todo: Vec<(Id, Blow)> = Vec::new();
    for (id, fate) in &work.fates {
        if fate.drop {
            todo.push((id.clone(), Blow::Gone));
        } else if work.beside.contains_key(id) {
            todo.push((id.clone(), Blow::Beside));
        } else if fate.alter.iter().any(|step| step.destroys.contains(id)) {
            todo.push((id.clone(), Blow::Changed));
        }
    }
    let mut seen: BTreeSet<(Id, Blow)> = todo.iter().cloned().collect();
    while let Some((id, blow)) = todo.pop() {
        let bound = work.old(&id).filter(|_| blow == Blow::Gone).and_then(|old| old.body.bound_to());
        let stays = id.parent_id().is_some_and(|parent| !work.fates.get(&parent).is_some_and(|fate| fate.drop));
        if let Some(other) = bound.filter(|_| stays)
            && strike(work, &other, &id, false)
            && seen.insert((other.clone(), Blow::Gone))
        {
            todo.push((other, Blow::Gone));
        }
        let gone_for_good = work.fates.get(&id).is_some_and(|fate| fate.drop && !fate.create);
        for user in users.get(&id).into_iter().flatten() {
            let old = work.old(user);
            let lasts = old.is_some_and(|old| old.body.survives_retype() || old.body.goes_with().as_ref() == Some(&id));
            if blow == Blow::Changed && lasts {
                continue;
            }
            if blow == Blow::Beside {
                let next = match work.follow(user, &id) {
                    Followed::Stays => continue,
                    Followed::Changed => Blow::Changed,
                    Followed::Beside => Blow::Beside,
                    Followed::Not => Blow::Gone,
                };
                if next != Blow::Gone {
                    if seen.insert((user.clone(), next)) {
                        todo.push((user.clone(), next));
                    }
                    continue;
                }
            }
            if strike(work, user, &id, gone_for_good) && seen.insert((user.clone(), Blow::Gone)) {
                todo.push((user.clone(), Blow::Gone));
            }
        }
    }
}

/// Refuses to drop what objects need that the file does not manage, and that therefore can't be made anew.
pub(crate) fn refuse_outside(work: &mut Work<'_>) {
    let Some(scope) = work.input.scope else { return };
    let mut refused = Vec::new();
    for (user, used) in work.input.edges {
        let dropped = work.fates.get(used).is_some_and(|fate| fate.drop);
        if dropped && work.old(user).is_none() && !scope.manages(user) {
            let reason =
                format!("{user} needs {used}, and the file does not manage it; drop it first, or manage its schema");
            refused.push(Refused { id: used.clone(), reason });
        }
    }
    work.refused.extend(refused);
}

/// Makes a dependent give way. Returns whether it is dropped by that.
fn strike(work: &mut Work<'_>, user: &Id, used: &Id, gone_for_good: bool) -> bool {
    let (Some(old), Some(new)) = (work.old(user), work.new_state(user)) else {
        // It goes for good anyway.
        return false;
    };
    let fate = work.fates.entry(user.clone()).or_default();
    if fate.replaced() {
        return false;
    }
    if gone_for_good && !fate.alter.is_empty() {
        // It is altered so that it does not need it any more.
        return false;
    }
    let belongs = user.parent_id().as_ref() == Some(used);
    // Without its default it is still of its type.
    let loosened = if belongs || is_of(user, &old.body, used) { None } else { old.body.loosen(&new.body, user) };
    if let Some((before, after)) = loosened {
        if !fate.alter.iter().any(|step| step.action == before.action) {
            fate.alter.insert(0, before);
        }
        if let Some(after) = after
            && !fate.alter.iter().any(|step: &Step| step.action == after.action)
        {
            fate.alter.push(after);
        }
        return false;
    }
    let rebuilds = belongs || old.body.rebuilds() || carry::covers(work, used, user);
    if user.tag.info().holds_rows && !rebuilds {
        let reason = format!("{used} must be dropped for the change, but {user} holds rows that depend on it");
        work.refused.push(Refused { id: user.clone(), reason });
        return false;
    }
    work.fates.insert(user.clone(), Fate { drop: true, create: true, alter: Vec::new() });
    true
}

/// Whether an object has values of a type.
pub(super) fn is_of(user: &Id, body: &Body, used: &Id) -> bool {
    let mut found = false;
    body.clone().parts(user, &mut |part| {
        found |= matches!(part, Part::Type(name) if name.base() == used.qualified());
    });
    found && used.tag.claims().contains(&Namespace::Type)
}

/// Who needs what in the old state: as the database says, or as names and words say.
fn users(work: &Work<'_>, needs: &Needs<'_>) -> BTreeMap<Id, Vec<Id>> {
    let mut users: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    let disturbs = work.fates.values().any(|fate| fate.drop || fate.alter.iter().any(|step| !step.destroys.is_empty()));
    if !disturbs {
        return users;
    }
    if needs.from.is_told() {
        for (user, used) in work.input.edges {
            users.entry(used.clone()).or_default().push(user.clone());
        }
        for id in work.input.from.objects.keys() {
            if let Some(parent) = id.parent_id() {
                users.entry(parent).or_default().push(id.clone());
            }
        }
        return users;
    }
    for (id, object) in &work.input.from.objects {
        needs.from.of(id, object, &mut |used, strength| {
            if used != id && used.schema.is_some() && strength > Strength::Chance {
                users.entry(used.clone()).or_default().push(id.clone());
            }
        });
    }
    users
}
