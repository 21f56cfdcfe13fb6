//! Views: what is beneath them, and whose rights count there.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::filter::{Condition, Filter, Statement};
use super::privileges::{Asker, Granted};
use super::relation::table;
use super::world::World;
use super::{Command, Denial, Freedom, Reach, Whose, writable};
use crate::kind::{Body, Tag};
use crate::kinds::rule::Event;
use crate::kinds::trigger::Timing;
use crate::kinds::view::View;
use crate::lint::Subject;
use crate::model::{Id, Ident};

/// A view with what is beneath it.
pub(super) struct Viewed<'a> {
    pub(super) id: &'a Id,
    view: &'a View,
    owner: Option<&'a Ident>,
    /// The relations that its query names.
    beneath: Vec<&'a Id>,
    /// The one that PostgreSQL writes through it, if it can.
    base: Option<&'a Id>,
}

impl<'a> Viewed<'a> {
    pub(super) fn of(subject: &Subject<'a>, id: &Id) -> Option<Self> {
        let (id, object) = subject.model.objects.get_key_value(id)?;
        let Body::View(view) = &object.body else { return None };
        let query = view.query.as_str();
        let beneath: Vec<&Id> = subject.relations(id, query).into_iter().collect();
        let aggregates = subject.model.of_kind(Tag::Aggregate).map(|(id, _)| id.name.as_str()).collect();
        let base = writable::base(query, &aggregates).and_then(|name| subject.resolve(id.schema.as_ref(), &name));
        Some(Self { id, view, owner: object.meta.owner.as_ref(), beneath, base })
    }

    /// The relations beneath it that a statement is for.
    fn asked(&self, statement: Statement) -> &[&'a Id] {
        match statement.command {
            Command::Select => &self.beneath,
            Command::Truncate => &[],
            _ => self.base.as_slice(),
        }
    }
}

/// What a statement of `asker` reaches in a view, whose privileges it has.
pub(super) fn reach(world: &World<'_>, asker: &Asker, viewed: &Rc<Viewed<'_>>, statement: Statement) -> Rc<Reach> {
    // Views beneath views come first, so that each is looked at once, however many stand on it, and none is too deep.
    let mut above = vec![viewed.id];
    while let Some(id) = above.last().copied() {
        if world.viewed(id, asker, statement).is_some() {
            above.pop();
            continue;
        }
        let Some(top) = world.view(id) else { break };
        let is_next = |inner: &&&Id| {
            world.view(inner).is_some() && world.viewed(inner, asker, statement).is_none() && !above.contains(*inner)
        };
        match top.asked(statement).iter().find(is_next) {
            Some(inner) => above.push(inner),
            None => world.keep(id, asker, statement, Rc::new(within(world, asker, &top, statement))),
        }
    }
    world.viewed(viewed.id, asker, statement).unwrap_or_else(|| Rc::new(Reach::Denied(Denial::Unknown)))
}

/// The same, where what the views beneath it reach is known.
fn within(world: &World<'_>, asker: &Asker, viewed: &Viewed<'_>, statement: Statement) -> Reach {
    if statement.command == Command::Truncate {
        return Reach::Denied(Denial::Unknown);
    }
    if statement.command != Command::Select {
        if let Some(id) = routed(world.subject, viewed.id, statement.command) {
            return Reach::Routed(id);
        }
        if viewed.base.is_none() {
            return Reach::Denied(Denial::NotUpdatable);
        }
    }
    let each = viewed.asked(statement).iter().map(|id| (*id, beneath(world, asker, viewed, id, statement)));
    merge(world.subject, whose(asker, viewed), each.collect())
}

fn whose(asker: &Asker, viewed: &Viewed<'_>) -> Whose {
    match viewed.owner {
        _ if viewed.view.security_invoker => Whose::Role(asker.name.clone()),
        Some(owner) => Whose::Role(owner.clone()),
        None => Whose::Unnamed,
    }
}

/// What the statement reaches in a relation beneath the view. The schema is not asked for: names in a view were resolved
/// when it was made.
fn beneath(world: &World<'_>, asker: &Asker, viewed: &Viewed<'_>, id: &Id, statement: Statement) -> Rc<Reach> {
    let subject = world.subject;
    let holder = match whose(asker, viewed) {
        Whose::Role(role) => Some(world.asker(&role)),
        Whose::Unnamed => None,
    };
    if let Some(holder) = &holder {
        if holder.granted(subject, id, statement.command) == Granted::No {
            return Rc::new(Reach::Denied(Denial::Grant));
        }
        if statement.reads && holder.granted(subject, id, Command::Select) == Granted::No {
            return Rc::new(Reach::Denied(Denial::Unreadable));
        }
    }
    if world.view(id).is_some() {
        // An invoker's view asks whoever runs the whole query, also beneath another view (CREATE VIEW, "Notes"). A view
        // that reads itself cannot be made; the text may hold one that only looks like it.
        let known = world.viewed(id, asker, statement);
        return known.unwrap_or_else(|| Rc::new(Reach::All(Freedom::Unguarded)));
    }
    match holder {
        Some(holder) => table(world, &holder, id, statement),
        None if id.tag == Tag::MaterializedView && statement.command != Command::Select => {
            Rc::new(Reach::Denied(Denial::Unknown))
        }
        None if subject.is_guarded(id) => Rc::new(Reach::All(Freedom::Superuser)),
        None => Rc::new(Reach::All(Freedom::Unguarded)),
    }
}

/// Adds those conditions that are not there yet: several views may stand on one table.
fn add(to: &mut Vec<Condition>, more: &[Condition]) {
    for one in more {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
}

/// What comes of all relations beneath a view together.
fn merge(subject: &Subject<'_>, whose: Whose, each: Vec<(&Id, Rc<Reach>)>) -> Reach {
    let (mut past, mut over, mut open, mut closed) = (BTreeSet::new(), BTreeSet::new(), false, None);
    let mut filter = Filter::default();
    let mut views = Vec::new();
    for (id, reach) in &each {
        let id = *id;
        match &**reach {
            Reach::Denied(why) => {
                let deepest = matches!(why, Denial::Beneath { .. });
                let told = if deepest {
                    why.clone()
                } else {
                    Denial::Beneath { relation: Box::new(id.clone()), whose: whose.clone(), why: Box::new(why.clone()) }
                };
                if !why.by_policy() {
                    return Reach::Denied(told);
                }
                filter.using.push(Condition { table: id.clone(), any: Vec::new(), all: Vec::new(), closed: true });
                closed = closed.or(Some(told));
            }
            Reach::Filtered(more) => {
                open = true;
                add(&mut filter.using, &more.using);
                add(&mut filter.check, &more.check);
                if let Some(Freedom::View { over: all, past: beside, .. }) = more.beside.as_deref() {
                    over.extend(all.iter().cloned());
                    past.extend(beside.iter().cloned());
                }
            }
            Reach::All(Freedom::View { over: all, past: more, .. }) => {
                open = true;
                over.extend(all.iter().cloned());
                past.extend(more.iter().cloned());
            }
            Reach::All(_) => {
                open = true;
                over.insert(id.clone());
                past.extend(subject.is_guarded(id).then(|| id.clone()));
            }
            Reach::Routed(by) => views.push(by.clone()),
        }
    }
    match (closed, views.pop()) {
        (_, Some(by)) => Reach::Routed(by),
        (Some(why), None) if !open => Reach::Denied(why),
        _ => {
            let whole = !over.is_empty();
            let open = Freedom::View { over: over.into_iter().collect(), past: past.into_iter().collect(), whose };
            match filter == Filter::default() {
                true => Reach::All(open),
                false => Reach::Filtered(Filter { beside: whole.then(|| Box::new(open)), ..filter }),
            }
        }
    }
}

/// What takes the place of a command on a view: a trigger INSTEAD OF it, or a rule that says INSTEAD without a condition.
fn routed(subject: &Subject<'_>, view: &Id, command: Command) -> Option<Id> {
    let mut triggers = subject.model.children(view, Tag::Trigger).filter_map(|(id, object)| match &object.body {
        Body::Trigger(trigger) => Some((id, trigger)),
        _ => None,
    });
    let trigger = triggers.find(|(_, trigger)| {
        let on = trigger.on.0.iter().any(|event| event.as_str().eq_ignore_ascii_case(command.name()));
        trigger.timing == Timing::InsteadOf && on
    });
    let mut rules = subject.model.children(view, Tag::Rule).filter_map(|(id, object)| match &object.body {
        Body::Rule(rule) => Some((id, rule)),
        _ => None,
    });
    let rule = rules.find(|(_, rule)| {
        let event = match rule.on {
            Event::Insert => Command::Insert,
            Event::Update => Command::Update,
            Event::Delete => Command::Delete,
        };
        rule.instead && rule.condition.is_none() && event == command
    });
    trigger.map(|(id, _)| id.clone()).or(rule.map(|(id, _)| id.clone()))
}
