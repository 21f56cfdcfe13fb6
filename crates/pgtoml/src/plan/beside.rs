//! Types that another one of the same name takes the place of: the old one steps aside, the new one is made, what holds
//! values takes them over, and the old one goes. PostgreSQL has no other way to take a label out of an enum.

use super::meta;
use super::nodes::{Fate, Work};
use super::step::{Lock, Step};
use super::{Input, Refused};
use crate::inherit;
use crate::kind::{Follow, Values};
use crate::model::{Id, Ident};
use crate::sql::name::truncate_name;

/// A type that is made anew beside the old one.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    values: Values,
    /// What has taken over its values when the old one goes.
    holders: Vec<Id>,
}

/// What a user of such a type does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Followed {
    /// Nothing that anything else would notice.
    Stays,
    /// It changes its type.
    Changed,
    /// It is made anew beside the old one too.
    Beside,
    /// It must be dropped and made anew.
    Not,
}

impl Work<'_> {
    /// What happens to a type that is made anew beside the old one.
    pub fn beside(&mut self, id: &Id, values: Values) -> Fate {
        let Some(new) = self.new_state(id) else { return Fate::default() };
        let name = aside(id, self.input);
        let step = |action| Step::of(id, "meta", action).arg("aside", &name);
        let mut rebuild = step("rebuild").disturbs();
        if !values.loss.is_empty() {
            rebuild = rebuild.loses(values.loss.clone());
        }
        let mut alter = vec![rebuild];
        alter.extend(new.body.create(id).into_iter().map(|step| Step { replaces: true, ..step.arg("beside", true) }));
        alter.extend(meta::create(id, &new.meta, self.input));
        alter.push(step("drop_aside").lock(Lock::AccessExclusive).late());
        self.beside.insert(id.clone(), Beside { values, holders: Vec::new() });
        Fate { alter, ..Fate::default() }
    }

    /// Makes a user of a type that is made anew beside the old one take over its values.
    pub fn follow(&mut self, user: &Id, used: &Id) -> Followed {
        let (Some(old), Some(new)) = (self.old(user), self.new_state(user)) else { return Followed::Not };
        let gone = self.fates.get(user).is_some_and(|fate| fate.drop);
        let Some(beside) = self.beside.get_mut(used).filter(|_| !gone) else { return Followed::Not };
        match old.body.follow(&new.body, user, used, &beside.values, self.input.version) {
            Follow::Rebuild => Followed::Not,
            Follow::Steps(steps) => {
                beside.holders.push(user.clone());
                let changed = steps.iter().any(|step| step.destroys.contains(user));
                let fate = self.fates.entry(user.clone()).or_default();
                // What is said of its comment and its grants holds as before.
                let rest = std::mem::take(&mut fate.alter).into_iter().filter(|step| step.template == "meta");
                fate.alter = steps.into_iter().chain(rest).collect();
                if changed { Followed::Changed } else { Followed::Stays }
            }
            Follow::Beside(values) => {
                beside.holders.push(user.clone());
                if !self.beside.contains_key(user) {
                    let fate = self.beside(user, values);
                    self.fates.insert(user.clone(), fate);
                }
                Followed::Beside
            }
            Follow::Refuse(reason) => {
                self.refused.push(Refused { id: user.clone(), reason });
                Followed::Stays
            }
        }
    }
}

/// Lets the old types go last, and refuses what must keep its type.
pub(crate) fn finish(work: &mut Work<'_>) {
    for (id, beside) in &work.beside {
        let last = work.fates.get_mut(id).and_then(|fate| fate.alter.iter_mut().rfind(|step| step.late));
        if let Some(step) = last {
            step.consumes.extend(beside.holders.iter().cloned());
        }
    }
    let retyped = work.fates.iter().filter(|(id, fate)| fate.alter.iter().any(|step| step.destroys.contains(id)));
    let parts: Vec<Id> = retyped.map(|(id, _)| id.clone()).filter(|id| id.tag.info().part).collect();
    if parts.is_empty() {
        return;
    }
    let mut refused = Vec::new();
    for (table, object) in &work.input.from.objects {
        for part in &parts {
            let here = part.parent_id().as_ref() == Some(table);
            let above = || {
                let id = table.child(part.tag, part.name.clone());
                inherit::inherited(work.input.from, table, &id).is_some_and(|(source, _)| source == *part)
            };
            if let Some(reason) = object.body.pins(&part.name)
                && (here || above())
            {
                refused.push(Refused {
                    id: part.clone(),
                    reason: format!("{part} cannot change its type: {table} {reason}"),
                });
            }
        }
    }
    work.refused.append(&mut refused);
}

/// A name for the old type that nothing else has.
pub(super) fn aside(id: &Id, input: Input<'_>) -> Ident {
    let taken = |name: &Ident| {
        let same = |other: &Id| other.name == *name && other.schema == id.schema;
        input.from.objects.keys().chain(input.to.objects.keys()).any(same)
    };
    let mut number = 0_usize;
    loop {
        let suffix = if number == 0 { "__old".to_owned() } else { format!("__old{number}") };
        let name = Ident::new(format!("{}{suffix}", truncate_name(id.name.as_str(), Ident::MAX_BYTES - suffix.len())));
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}
