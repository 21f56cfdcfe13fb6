//! Changes of access in sentences.

use std::collections::BTreeMap;

use super::changes::{Sentence, hazard};
use super::roles::PUBLIC;
use super::turns::{Told, Turn};
use super::words::who;
use super::{Command, Freedom, Matrix, Reach, Relation};
use crate::kind::Tag;
use crate::lint::listed;
use crate::model::{Id, Ident};

/// One sentence for all roles and relations to which the same happens.
pub(super) fn merged(turns: Vec<Told>) -> Vec<Sentence> {
    let mut by_relation: BTreeMap<(Id, Turn, Vec<Command>), Vec<Ident>> = BTreeMap::new();
    for one in turns {
        by_relation.entry((one.relation, one.turn, one.commands)).or_default().push(one.role);
    }
    let mut by_roles: BTreeMap<(Vec<Ident>, Turn, Vec<Command>), Vec<Id>> = BTreeMap::new();
    for ((relation, turn, commands), roles) in by_relation {
        by_roles.entry((everyone(roles), turn, commands)).or_default().push(relation);
    }
    let mut told: Vec<(Turn, Sentence)> = by_roles
        .into_iter()
        .map(|((roles, turn, commands), ids)| {
            let text = format!("{} {}", subject(&roles), predicate(&turn, &commands, &names(&ids), ids.len()));
            let hazards = if turn.widens() { ids.iter().map(hazard).collect() } else { Vec::new() };
            (turn, Sentence { text, roles, relations: ids.iter().map(called_in_sql).collect(), hazards, ids, by: None })
        })
        .collect();
    told.sort_by(|(a, one), (b, two)| (&one.ids, a, &one.roles).cmp(&(&two.ids, b, &two.roles)));
    told.into_iter().map(|(_, sentence)| sentence).collect()
}

/// What happens to everyone need not be said of each.
pub(super) fn everyone(roles: Vec<Ident>) -> Vec<Ident> {
    if roles.iter().any(|role| role.as_str() == PUBLIC) { vec![PUBLIC.into()] } else { roles }
}

/// `role app`, `roles app and web`, `everyone`.
pub(super) fn subject(roles: &[Ident]) -> String {
    match roles {
        [one] if one.as_str() == PUBLIC => "everyone".to_owned(),
        [one] => format!("role {}", who(one.as_str())),
        many => format!("roles {}", listed(many)),
    }
}

pub(super) fn called_in_sql(id: &Id) -> String {
    id.qualified().to_string()
}

/// How many relations a sentence names.
const NAMED: usize = 5;

fn names(ids: &[Id]) -> String {
    let mut shown: Vec<String> = ids.iter().take(NAMED).map(called_in_sql).collect();
    if ids.len() > NAMED {
        shown.push(format!("{} more", ids.len() - NAMED));
    }
    listed(shown)
}

/// What is said of a role: `can now read all rows of public.documents`.
fn predicate(turn: &Turn, commands: &[Command], relations: &str, count: usize) -> String {
    let by = |policies: &[Ident]| match policies {
        [] => String::new(),
        [one] => format!(" (policy {one})"),
        many => format!(" (policies {})", listed(many)),
    };
    let rows = |kind: &str| statements(commands, kind, relations, count);
    match turn {
        Turn::Open => format!("can now {}", statements(commands, "all ", relations, count)),
        Turn::Gain(policies) => format!("can now {}{}", rows(""), by(policies)),
        Turn::More(policies) => format!("can now {}{}", rows("more "), by(policies)),
        Turn::Fewer(policies) => format!("can now {}{}", rows("fewer "), by(policies)),
        Turn::Other(policies) => format!("can now {} by another condition{}", rows(""), by(policies)),
        Turn::Narrow(policies) => format!("can now {} that policies let pass{}", rows("only such "), by(policies)),
        Turn::Columns(columns) => format!("can now {} of {relations}", of_columns(commands, columns)),
        Turn::NoColumns(columns) if columns.is_empty() => {
            format!("can now {} only some columns of {relations}", listed(commands.iter().map(|one| verb(*one))))
        }
        Turn::NoColumns(columns) => format!("can no longer {} of {relations}", of_columns(commands, columns)),
        Turn::Lose => {
            let verbs = commands.iter().map(|command| match command {
                Command::Insert => "insert into",
                Command::Delete => "delete from",
                other => verb(*other),
            });
            format!("can no longer {} {relations}", listed(verbs))
        }
    }
}

fn of_columns(commands: &[Command], columns: &[Ident]) -> String {
    let verbs = listed(commands.iter().map(|command| verb(*command)));
    match columns {
        [] => format!("{verbs} all columns"),
        [one] => format!("{verbs} column {one}"),
        many => format!("{verbs} columns {}", listed(many)),
    }
}

fn verb(command: Command) -> &'static str {
    match command {
        Command::Select => "read",
        other => other.name(),
    }
}

/// `read and delete all rows of public.documents and insert any into it`.
fn statements(commands: &[Command], kind: &str, relations: &str, count: usize) -> String {
    let on_rows = |command: &&Command| matches!(command, Command::Select | Command::Update | Command::Delete);
    let found: Vec<Command> = commands.iter().filter(on_rows).copied().collect();
    let it = if count == 1 { "it" } else { "them" };
    let mut parts = Vec::new();
    if !found.is_empty() {
        parts.push(of_rows(&found, kind, relations));
    }
    if commands.contains(&Command::Insert) {
        // What may be inserted is no number of rows.
        let rows = match kind {
            "all " => "any rows",
            "more " => "more kinds of rows",
            "fewer " => "fewer kinds of rows",
            "only such " => "only such rows",
            _ => "rows",
        };
        let target = if parts.is_empty() { relations } else { it };
        parts.push(format!("insert {rows} into {target}"));
    }
    if commands.contains(&Command::Truncate) {
        let target = if parts.is_empty() { relations } else { it };
        parts.push(format!("truncate {target}"));
    }
    listed(parts)
}

/// `read and delete all rows of public.documents`.
pub(super) fn of_rows(commands: &[Command], kind: &str, relations: &str) -> String {
    format!("{} {kind}rows of {relations}", listed(commands.iter().map(|command| verb(*command))))
}

/// Roles that may now become others without having their rights already: SUPERUSER and BYPASSRLS are never inherited, and
/// other rights not by all.
pub(super) fn escapes(old: &Matrix, new: &Matrix) -> Vec<Sentence> {
    let mut found: BTreeMap<(Vec<Ident>, bool), Vec<Ident>> = BTreeMap::new();
    for role in new.roles.iter().filter(|role| !role.superuser && !old.is_superuser(&role.name)) {
        let was = old.role(&role.name);
        let had = |name: &Ident| was.is_some_and(|was| was.escapes.contains(name));
        // To a role with BYPASSRLS only a superuser is more.
        let more = |name: &Ident| !role.bypassrls || new.is_superuser(name);
        let past: Vec<Ident> = role.escapes.iter().filter(|name| !had(name) && more(name)).cloned().collect();
        let could = |name: &Ident| {
            was.is_some_and(|was| {
                was.inherits.contains(name) || was.may_become.contains(name) || was.escapes.contains(name)
            })
        };
        let others: Vec<Ident> = role.may_become.iter().filter(|name| !could(name)).cloned().collect();
        for (names, free) in [(past, true), (others, false)] {
            if !names.is_empty() {
                found.entry((names, free)).or_default().push(role.name.clone());
            }
        }
    }
    let each = found.into_iter().map(|((names, free), roles)| {
        let whom = listed(names.iter().map(|name| who(name.as_str())));
        let free = if free { ", for which no policy holds" } else { "" };
        let text = format!("{} may now become {whom} by SET ROLE{free}", subject(&roles));
        let ids: Vec<Id> = roles.iter().map(|name| Id::global(Tag::Role, name.clone())).collect();
        Sentence { text, roles, relations: Vec::new(), hazards: ids.iter().map(hazard).collect(), ids, by: None }
    });
    each.collect()
}

/// New tables that are open without a filter, by who.
#[derive(Default)]
pub(super) struct Fresh {
    open: BTreeMap<Ident, Vec<Id>>,
}

impl Fresh {
    pub(super) fn add(&mut self, relation: &Relation, matrix: &Matrix) {
        for row in &relation.rows {
            let superuser = matrix.is_superuser(&row.role);
            // An owner, and who passes all policies, has nothing new in a new table.
            let open = row
                .cells
                .iter()
                .any(|cell| matches!(*cell.alone, Reach::All(Freedom::Unguarded | Freedom::Policies(_))));
            let owner = relation.owner.as_ref() == Some(&row.role);
            if open && !superuser && !owner {
                self.open.entry(row.role.clone()).or_default().push(relation.id.clone());
            }
        }
    }

    pub(super) fn sentences(self) -> Vec<Sentence> {
        let public = self.open.get(PUBLIC).cloned().unwrap_or_default();
        let mut by_tables: BTreeMap<Vec<Id>, Vec<Ident>> = BTreeMap::new();
        for (role, mut ids) in self.open {
            if role.as_str() != PUBLIC {
                ids.retain(|id| !public.contains(id));
            }
            if !ids.is_empty() {
                by_tables.entry(ids).or_default().push(role);
            }
        }
        let each = by_tables.into_iter().map(|(ids, roles)| {
            let tables = if ids.len() == 1 { "table" } else { "tables" };
            let text = format!("{} without a filter in the new {tables} {}", works(&roles), names(&ids));
            let relations = ids.iter().map(called_in_sql).collect();
            Sentence { text, roles, relations, hazards: Vec::new(), ids, by: None }
        });
        each.collect()
    }
}

/// `role app works`, `roles app and web work`.
fn works(roles: &[Ident]) -> String {
    format!("{} {}", subject(roles), if roles.len() == 1 { "works" } else { "work" })
}
