//! Views: what is beneath them, and whose rights count there.

use std::collections::BTreeSet;

use super::filter::{Condition, Filter, Statement};
use super::privileges::{Asker, Granted};
use super::relation::table;
use super::roles::Roles;
use super::{Command, Denial, Freedom, Reach, Whose};
use crate::kind::{Body, Tag};
use crate::kinds::rule::Event;
use crate::kinds::trigger::Timing;
use crate::kinds::view::View;
use crate::lint::Subject;
use crate::model::{Id, Ident};
use crate::sql::tokens::{Kind, Token, tokens};

/// A view with what is beneath it.
pub(super) struct Viewed<'a> {
    id: &'a Id,
    view: &'a View,
    owner: Option<&'a Ident>,
    /// The relations that its query names.
    beneath: Vec<&'a Id>,
    /// The one that PostgreSQL writes through it, if it can.
    base: Option<&'a Id>,
}

/// Whose rights count, where a view may have passed them on.
enum Rights<'a> {
    Of(Asker<'a>),
    Unnamed,
}

impl<'a> Viewed<'a> {
    pub(super) fn of(subject: &Subject<'a>, id: &Id) -> Option<Self> {
        let (id, object) = subject.model.objects.get_key_value(id)?;
        let Body::View(view) = &object.body else { return None };
        let beneath: Vec<&Id> = subject.relations(id, view.query.as_str()).into_iter().collect();
        let base = match beneath.as_slice() {
            [one] if is_simple(subject, view.query.as_str()) => Some(*one),
            _ => None,
        };
        Some(Self { id, view, owner: object.meta.owner.as_ref(), beneath, base })
    }
}

/// What a statement of `asker` reaches in a view, whose privileges it has.
pub(super) fn reach(
    subject: &Subject<'_>,
    roles: &Roles<'_>,
    asker: &Asker<'_>,
    viewed: &Viewed<'_>,
    statement: Statement,
) -> Reach {
    within(subject, roles, asker, viewed, statement, &mut vec![viewed.id.clone()])
}

fn within(
    subject: &Subject<'_>,
    roles: &Roles<'_>,
    asker: &Asker<'_>,
    viewed: &Viewed<'_>,
    statement: Statement,
    above: &mut Vec<Id>,
) -> Reach {
    match statement.command {
        Command::Select => {
            let each: Vec<(&Id, Reach)> = viewed
                .beneath
                .iter()
                .map(|id| (*id, beneath(subject, roles, asker, viewed, id, statement, above)))
                .collect();
            merge(subject, whose(asker, viewed), each)
        }
        Command::Truncate => Reach::Denied(Denial::Unknown),
        command => {
            if let Some(id) = routed(subject, viewed.id, command) {
                return Reach::Routed(id);
            }
            let Some(base) = viewed.base else { return Reach::Denied(Denial::NotUpdatable) };
            let reach = beneath(subject, roles, asker, viewed, base, statement, above);
            merge(subject, whose(asker, viewed), vec![(base, reach)])
        }
    }
}

fn whose(asker: &Asker<'_>, viewed: &Viewed<'_>) -> Whose {
    match viewed.owner {
        _ if viewed.view.security_invoker => Whose::Role(asker.name.clone()),
        Some(owner) => Whose::Role(owner.clone()),
        None => Whose::Unnamed,
    }
}

/// What the statement reaches in a relation beneath the view. The schema is not asked for: names in a view were resolved
/// when it was made.
fn beneath(
    subject: &Subject<'_>,
    roles: &Roles<'_>,
    asker: &Asker<'_>,
    viewed: &Viewed<'_>,
    id: &Id,
    statement: Statement,
    above: &mut Vec<Id>,
) -> Reach {
    // A view that reads itself cannot be made; the text may hold one that only looks like it.
    if above.contains(id) {
        return Reach::All(Freedom::Unguarded);
    }
    let rights = match viewed.owner {
        _ if viewed.view.security_invoker => Rights::Of(Asker { held: asker.held.clone(), ..*asker }),
        Some(owner) => Rights::Of(Asker::new(roles, owner)),
        None => Rights::Unnamed,
    };
    if let Rights::Of(holder) = &rights {
        if holder.granted(subject, id, statement.command) == Granted::No {
            return Reach::Denied(Denial::Grant);
        }
        if statement.reads && holder.granted(subject, id, Command::Select) == Granted::No {
            return Reach::Denied(Denial::Unreadable);
        }
    }
    match Viewed::of(subject, id) {
        // An invoker's view asks whoever runs the whole query, also beneath another view (CREATE VIEW, "Notes").
        Some(inner) => {
            above.push(id.clone());
            let reach = within(subject, roles, asker, &inner, statement, above);
            above.pop();
            reach
        }
        None => match &rights {
            Rights::Of(holder) => table(subject, roles, holder, id, statement),
            Rights::Unnamed if id.tag == Tag::MaterializedView && statement.command != Command::Select => {
                Reach::Denied(Denial::Unknown)
            }
            Rights::Unnamed => match subject.is_guarded(id) {
                true => Reach::All(Freedom::Superuser),
                false => Reach::All(Freedom::Unguarded),
            },
        },
    }
}

/// What comes of all relations beneath a view together.
fn merge(subject: &Subject<'_>, whose: Whose, each: Vec<(&Id, Reach)>) -> Reach {
    let (mut past, mut over, mut open, mut closed) = (BTreeSet::new(), BTreeSet::new(), false, None);
    let mut filter = Filter::default();
    let mut views = Vec::new();
    for (id, reach) in each {
        match reach {
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
                filter.using.extend(more.using);
                filter.check.extend(more.check);
                if let Some(Freedom::View { over: all, past: beside, .. }) = more.beside.map(|beside| *beside) {
                    over.extend(all);
                    past.extend(beside);
                }
            }
            Reach::All(Freedom::View { over: all, past: more, .. }) => {
                open = true;
                over.extend(all);
                past.extend(more);
            }
            Reach::All(_) => {
                open = true;
                over.insert(id.clone());
                past.extend(subject.is_guarded(id).then(|| id.clone()));
            }
            Reach::Routed(by) => views.push(by),
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

/// Whether PostgreSQL can write through a query by itself (CREATE VIEW, "Updatable Views"): one relation, and no WITH,
/// DISTINCT, GROUP BY, HAVING, LIMIT, OFFSET, set operation, aggregate, window function or set-returning function.
fn is_simple(subject: &Subject<'_>, query: &str) -> bool {
    let list: Vec<Token<'_>> = tokens(query).collect();
    // `pg_get_viewdef` may put the whole query in no parentheses, and people may.
    let outer = list.iter().find(|token| token.is("select")).map_or(0, |token| token.depth);
    let flat: Vec<&Token<'_>> = list.iter().filter(|token| token.depth == outer).collect();
    let ends = [
        "with",
        "distinct",
        "group",
        "having",
        "limit",
        "offset",
        "fetch",
        "union",
        "except",
        "intersect",
        "join",
        "window",
        "tablesample",
    ];
    if flat.iter().any(|token| ends.iter().any(|word| token.is(word))) {
        return false;
    }
    let from = flat.iter().position(|token| token.is("from")).unwrap_or(flat.len());
    let selected = flat.get(..from).unwrap_or_default();
    let over = selected.iter().any(|token| token.is("over"));
    // Only calls outside of sub-selects make a query one of groups or sets.
    let called = crate::lint::expression::calls_by_row(query);
    let gathers = called.iter().any(|call| {
        let own = |(id, _): (&Id, _)| id.name.as_str() == call.last();
        GATHERING.contains(&call.last()) || subject.model.of_kind(Tag::Aggregate).any(own)
    });
    // A list of relations, or one of them twice, has a comma after FROM.
    let rest = flat.get(from..).unwrap_or_default();
    let until = rest.iter().position(|token| token.is("where") || token.is("order")).unwrap_or(rest.len());
    let joined =
        rest.get(..until).unwrap_or_default().iter().any(|token| matches!(token.kind, Kind::Comma | Kind::Open));
    !over && !gathers && !joined && from < flat.len()
}

/// PostgreSQL's own aggregates, and its functions that return sets, as far as people select them.
const GATHERING: &[&str] = &[
    "any_value",
    "array_agg",
    "avg",
    "bit_and",
    "bit_or",
    "bit_xor",
    "bool_and",
    "bool_or",
    "corr",
    "count",
    "covar_pop",
    "covar_samp",
    "every",
    "generate_series",
    "generate_subscripts",
    "json_agg",
    "json_array_elements",
    "json_array_elements_text",
    "json_each",
    "json_each_text",
    "json_object_agg",
    "json_object_keys",
    "jsonb_agg",
    "jsonb_array_elements",
    "jsonb_array_elements_text",
    "jsonb_each",
    "jsonb_each_text",
    "jsonb_object_agg",
    "jsonb_object_keys",
    "max",
    "min",
    "mode",
    "percentile_cont",
    "percentile_disc",
    "range_agg",
    "range_intersect_agg",
    "regexp_matches",
    "regexp_split_to_table",
    "stddev",
    "stddev_pop",
    "stddev_samp",
    "string_agg",
    "string_to_table",
    "sum",
    "unnest",
    "var_pop",
    "var_samp",
    "variance",
    "xmlagg",
];
