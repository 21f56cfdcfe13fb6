//! Policies broken on purpose, each in one way: the attacks have to show it.

use super::claim::split;
use super::helpers::{self, Twin};
use super::{Session, World};
use crate::kind::{Body, Version};
use crate::kinds::policy::{Command, Policy};
use crate::lint::subject::{Subject, is_for};
use crate::model::{Id, Ident, Model, Names, Object};
use crate::plan::{Input, plan};
use crate::render::Renderer;
use crate::sql::Sql;
use crate::sql::quote::quote_literal;

/// One way to break a model.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What is done: `forgets WITH CHECK`.
    pub what: String,
    /// The policy, or the table.
    pub id: Id,
    /// The table.
    pub table: Id,
    /// What becomes of it; absent if it is dropped.
    pub object: Option<Object>,
    /// The statements.
    pub sql: String,
    /// Of a function: the same beside the right one.
    pub twin: Option<Twin>,
}

impl Mutant {
    /// In one line.
    pub fn title(&self) -> String {
        match self.twin {
            Some(_) => format!("{}: {} (under {})", self.id, self.what, self.table),
            None => format!("{}: {}", self.id, self.what),
        }
    }
}

/// All mutants of the policies that tenants are subject to, and the titles of those that no statement makes.
pub fn mutants(subject: &Subject<'_>, world: &World) -> (Vec<Mutant>, Vec<String>) {
    let version = Version::of_major(world.major);
    let renderer = Renderer::new();
    let (mut found, mut unwritten) = (Vec::new(), Vec::new());
    for table in world.claims.tables.keys() {
        let Some(object) = subject.model.get(table) else { continue };
        let Body::Table(body) = &object.body else { continue };
        if !body.row_level_security {
            continue;
        }
        let mut add = |what: String, id: &Id, object: Option<Object>| {
            let sql = statements(&renderer, subject.model, table, id, object.as_ref(), version);
            let (id, table, sql) = (id.clone(), table.clone(), sql.unwrap_or_default());
            let mutant = Mutant { what, id, table, object, sql, twin: None };
            if mutant.sql.is_empty() {
                unwritten.push(mutant.title());
            } else {
                found.push(mutant);
            }
        };
        let changed = |change: &dyn Fn(&mut crate::kinds::table::Table)| {
            let mut body = body.clone();
            change(&mut body);
            Some(Object { body: Body::Table(body), meta: object.meta.clone() })
        };
        add("switches row-level security off".to_owned(), table, changed(&|body| body.row_level_security = false));
        if body.force_row_level_security {
            add("forgets FORCE".to_owned(), table, changed(&|body| body.force_row_level_security = false));
        }
        for (id, policy) in subject.policies(table) {
            if !concerns(subject, world, table, policy) {
                continue;
            }
            add("is dropped".to_owned(), id, None);
            for (what, policy) in of_policy(policy, &world.session) {
                let meta = subject.model.get(id).map(|object| object.meta.clone()).unwrap_or_default();
                add(what, id, Some(Object { body: Body::from(policy), meta }));
            }
        }
    }
    views(subject, world, &mut found);
    helpers::mutants(subject, world, &renderer, &mut found);
    (found, unwritten)
}

/// Views that ask as their reader do, and then as their owner.
fn views(subject: &Subject<'_>, world: &World, found: &mut Vec<Mutant>) {
    let mut add = |what: &str, id: &Id, table: &Id, sql: String| {
        let (what, id, table) = (what.to_owned(), id.clone(), table.clone());
        found.push(Mutant { what, object: None, id, table, sql, twin: None });
    };
    for (view, tables) in &world.views {
        let Some(Body::View(body)) = subject.model.get(view).map(|object| &object.body) else { continue };
        let read = |table: &&Id| {
            world.claims.private(table)
                && world.actors.iter().any(|actor| {
                    world.claims.confines(table, &actor.role, "select")
                        && world.relations.get(view).is_some_and(|one| one.allows(&actor.role, "select"))
                })
        };
        if let Some(table) = tables.iter().find(read).filter(|_| body.security_invoker) {
            let sql = format!("ALTER VIEW {} SET (security_invoker = false);", view.qualified());
            add("forgets security_invoker", view, table, sql);
        }
    }
}

/// Whether somebody who is kept to a tenant is subject to a policy.
pub(super) fn concerns(subject: &Subject<'_>, world: &World, table: &Id, policy: &Policy) -> bool {
    let command = match policy.command {
        Command::All | Command::Select => "select",
        Command::Insert => "insert",
        Command::Update => "update",
        Command::Delete => "delete",
    };
    world.actors.iter().any(|actor| {
        let held = subject.memberships(&actor.role);
        (policy.to.is_empty() || policy.to.0.iter().any(|role| held.contains(role)))
            && world.claims.confines(table, &actor.role, command)
    })
}

/// The ways to break one policy.
fn of_policy(policy: &Policy, session: &Session) -> Vec<(String, Policy)> {
    let mut found: Vec<(String, Policy)> = Vec::new();
    let mut add = |what: String, change: &dyn Fn(&mut Policy)| {
        let mut mutant = policy.clone();
        change(&mut mutant);
        if mutant != *policy && !found.iter().any(|(_, known)| *known == mutant) {
            found.push((what, mutant));
        }
    };
    let yes = || Some(Sql::new("true"));
    let writes = is_for(policy, Command::Insert) || is_for(policy, Command::Update);
    let finds = policy.command != Command::Insert;
    if finds {
        add("USING becomes true".to_owned(), &|policy| {
            policy.with_check = policy.with_check.take().or_else(|| if writes { policy.using.clone() } else { None });
            policy.using = yes();
        });
    }
    if writes {
        add("WITH CHECK becomes true".to_owned(), &|policy| policy.with_check = yes());
        add("forgets WITH CHECK".to_owned(), &|policy| policy.with_check = None);
    }
    if finds && writes {
        add("both conditions become true".to_owned(), &|policy| (policy.using, policy.with_check) = (yes(), yes()));
    }
    let map = |policy: &mut Policy, change: &dyn Fn(&str) -> Option<String>| {
        for sql in policy.using.iter_mut().chain(&mut policy.with_check) {
            if let Some(text) = change(sql.as_str()) {
                *sql = Sql::new(text);
            }
        }
    };
    add("is inverted".to_owned(), &|policy| map(policy, &|text| Some(format!("NOT coalesce(({text}), false)"))));
    for (word, other) in [("and", "or"), ("or", "and")] {
        add(format!("{} becomes {}", word.to_uppercase(), other.to_uppercase()), &|policy| {
            map(policy, &|text| joined(text, word, other));
        });
    }
    let longest = policy.using.iter().chain(&policy.with_check).map(|sql| split(sql.as_str(), "and").len()).max();
    for at in 0..longest.filter(|parts| *parts > 1).unwrap_or(0) {
        add(format!("forgets part {} of its condition", at + 1), &|policy| {
            map(policy, &|text| {
                let parts = split(text, "and");
                let rest: Vec<String> = parts
                    .iter()
                    .enumerate()
                    .filter(|(place, _)| *place != at)
                    .map(|(_, part)| format!("({part})"))
                    .collect();
                (!rest.is_empty() && parts.len() > 1).then(|| rest.join(" AND "))
            });
        });
    }
    for name in &session.settings {
        let read = format!("current_setting({}, true)", quote_literal(name));
        let names = policy.using.iter().chain(&policy.with_check).any(|sql| sql.as_str().contains(name.as_str()));
        if names {
            add(format!("lets all in where {name} is not set"), &|policy| {
                map(policy, &|text| Some(format!("({text}) OR {read} IS NULL")));
            });
            add(format!("lets all in where {name} is empty"), &|policy| {
                map(policy, &|text| Some(format!("({text}) OR {read} = ''")));
            });
        }
    }
    add("is for another command".to_owned(), &|policy| {
        let known = policy.using.clone().or_else(|| policy.with_check.clone());
        policy.command = match policy.command {
            Command::All => Command::Select,
            Command::Select => Command::All,
            Command::Insert => Command::Delete,
            Command::Update => Command::Insert,
            Command::Delete => Command::Update,
        };
        (policy.using, policy.with_check) = match policy.command {
            Command::Insert => (None, known),
            Command::Select | Command::Delete => (known, None),
            Command::All | Command::Update => (known.clone(), policy.with_check.clone()),
        };
    });
    add("is for all roles".to_owned(), &|policy| policy.to = Names::default());
    add("is for another role".to_owned(), &|policy| policy.to = Names(vec![Ident::from("pg_monitor")]));
    let kind = if policy.restrictive { "is permissive" } else { "is restrictive" };
    add(kind.to_owned(), &|policy| policy.restrictive = !policy.restrictive);
    found
}

/// A condition with its parts joined by the other word.
fn joined(text: &str, word: &str, other: &str) -> Option<String> {
    let parts = split(text, word);
    let all: Vec<String> = parts.iter().map(|part| format!("({part})")).collect();
    (parts.len() > 1).then(|| all.join(&format!(" {} ", other.to_uppercase())))
}

/// The statements that make one object another one, or nothing.
pub(super) fn statements(
    renderer: &Renderer,
    model: &Model,
    table: &Id,
    id: &Id,
    object: Option<&Object>,
    version: Version,
) -> Option<String> {
    let mut from = Model::default();
    for known in [table, id] {
        from.objects.insert(known.clone(), model.get(known)?.clone());
    }
    // Only the object itself changes.
    for object in from.objects.values_mut() {
        object.meta = Default::default();
    }
    let mut to = from.clone();
    match object {
        Some(object) => {
            to.objects.insert(id.clone(), Object { meta: Default::default(), ..object.clone() });
        }
        None => {
            to.objects.remove(id);
        }
    }
    between(renderer, &from, &to, version)
}

/// The statements from one model to another, or nothing.
pub(super) fn between(renderer: &Renderer, from: &Model, to: &Model, version: Version) -> Option<String> {
    let steps = plan(Input::new(from, to, version));
    let statements = renderer.plan(&steps, from, to, version).ok()?;
    let all: Vec<String> = statements.iter().map(|one| one.sql.trim_end_matches(';').to_owned()).collect();
    (!all.is_empty() && steps.refused.is_empty()).then(|| format!("{};", all.join(";\n")))
}
