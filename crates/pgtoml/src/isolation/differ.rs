//! Whether a mutant that no attack shows says anything else at all: its conditions and the right ones over generated rows.

use std::collections::BTreeSet;

use super::mutate::Mutant;
use super::world::World;
use crate::kind::Body;
use crate::kinds::policy::{Command, Policy};
use crate::lint::expression::is_false;
use crate::lint::subject::{Subject, is_for};
use crate::model::{Id, Ident};
use crate::sql::Sql;
use crate::sql::quote::quote_literal;
use crate::sql::tokens::tokens;

/// Two conditions that hold for the same rows, or do not.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// For people: `update as app`.
    pub what: String,
    /// The command.
    pub command: &'static str,
    /// It is about the row that an UPDATE leaves.
    pub after: bool,
    /// Number of the actor.
    pub actor: usize,
    /// Rows that can be at all; any where absent.
    pub only: Option<String>,
    /// The condition of the policies.
    pub right: String,
    /// That of the mutant.
    pub wrong: String,
}

/// What there is to compare.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// Conditions that are not the same text.
    pub pairs: Vec<Pair>,
    /// Uses that nobody has a privilege for, although the conditions differ.
    pub unused: BTreeSet<String>,
}

const COMMANDS: [(Command, &str); 4] = [
    (Command::Select, "select"),
    (Command::Insert, "insert"),
    (Command::Update, "update"),
    (Command::Delete, "delete"),
];

/// What a mutant says otherwise, for every actor and command.
pub fn difference(subject: &Subject<'_>, world: &World, mutant: &Mutant) -> Difference {
    let mut found = Difference::default();
    let right: Vec<Policy> = subject.policies(&mutant.table).map(|(_, policy)| policy.clone()).collect();
    let secured = matches!(subject.model.get(&mutant.table).map(|one| &one.body), Some(Body::Table(table)) if table.row_level_security);
    let wrong: Vec<Policy> = subject
        .policies(&mutant.table)
        .filter(|(id, _)| **id != mutant.id)
        .map(|(_, policy)| match &mutant.twin {
            Some(twin) => twin.asked_by(policy, &mutant.table, subject.path()),
            None => policy.clone(),
        })
        .chain(match mutant.object.as_ref().map(|object| &object.body) {
            Some(Body::Policy(policy)) => Some((**policy).clone()),
            _ => None,
        })
        .collect();
    let secured_wrong = match mutant.object.as_ref().map(|object| &object.body) {
        Some(Body::Table(table)) => table.row_level_security,
        _ => secured,
    };
    let relation = world.relations.get(&mutant.table);
    for (number, actor) in world.actors.iter().enumerate() {
        let roles = subject.memberships(&actor.role);
        for (command, word) in COMMANDS {
            for after in [false, true] {
                if (after && matches!(command, Command::Select | Command::Delete))
                    || (!after && command == Command::Insert)
                {
                    continue;
                }
                // Where a role can't change what the conditions are about, the row after is as the row before, and both
                // conditions are asked about the same row.
                let stays = command == Command::Update && {
                    let both = [&right, &wrong].map(|all| {
                        let texts = [false, true].map(|after| effective(all, &roles, command, after));
                        texts.join(" ")
                    });
                    !named(world, &mutant.table, &both.join(" "))
                        .any(|column| relation.is_some_and(|one| one.allows_column(&actor.role, "update", column)))
                };
                if stays && after {
                    continue;
                }
                let of = |policies: &[Policy], secured: bool| {
                    let one = |after| effective(policies, &roles, command, after);
                    match (secured, stays) {
                        (false, _) => "true".to_owned(),
                        (true, true) if one(false) != one(true) => format!("({}) AND ({})", one(false), one(true)),
                        (true, _) => one(after),
                    }
                };
                let (right, wrong) = (of(&right, secured), of(&wrong, secured_wrong));
                if right == wrong {
                    continue;
                }
                let what = format!("{word} as {}", actor.role);
                let allowed = relation.is_some_and(|relation| relation.allows(&actor.role, word));
                let confined = world.claims.confines(&mutant.table, &actor.role, word);
                if !allowed || !confined {
                    found.unused.insert(what);
                    continue;
                }
                let only = (command == Command::Insert)
                    .then(|| defaults(subject, world, &mutant.table, &actor.role, &format!("{right} {wrong}")))
                    .flatten();
                found.pairs.push(Pair {
                    only,
                    what,
                    command: word,
                    after: after && command == Command::Update,
                    actor: number,
                    right,
                    wrong,
                });
            }
        }
    }
    found
}

/// Whether the policies of a table let a role do a command with any row at all.
pub fn lets_in(subject: &Subject<'_>, table: &Id, role: &Ident, command: &str) -> bool {
    let secured =
        matches!(subject.model.get(table).map(|one| &one.body), Some(Body::Table(table)) if table.row_level_security);
    let policies: Vec<Policy> = subject.policies(table).map(|(_, policy)| policy.clone()).collect();
    let roles = subject.memberships(role);
    let conditions = |command: Command| {
        let kinds: &[bool] = match command {
            Command::Update => &[false, true],
            Command::Insert => &[true],
            _ => &[false],
        };
        kinds.iter().all(|after| !is_false(&Sql::new(effective(&policies, &roles, command, *after))))
    };
    // Rows that are changed or removed are found first.
    let found = command == "insert" || conditions(Command::Select);
    let Some((command, _)) = COMMANDS.iter().find(|(_, word)| *word == command) else { return false };
    !secured || (found && conditions(*command))
}

/// Columns of a table of which a text speaks.
fn named<'w>(world: &'w World, table: &Id, text: &str) -> impl Iterator<Item = &'w Ident> {
    let words: BTreeSet<String> = tokens(text).map(|token| token.text.trim_matches('"').to_lowercase()).collect();
    let columns = world.relations.get(table).map(|relation| relation.columns.as_slice()).unwrap_or_default();
    let columns = columns.iter().map(|column| &column.name);
    columns.filter(move |name| words.contains(&name.as_str().to_lowercase()))
}

/// That columns which a role can't give a value have their defaults, as far as conditions speak of them.
fn defaults(subject: &Subject<'_>, world: &World, table: &Id, role: &Ident, text: &str) -> Option<String> {
    let relation = world.relations.get(table)?;
    let fixed = named(world, table, text).filter(|name| !relation.allows_column(role, "insert", name));
    let all = fixed.filter_map(|name| {
        let column = subject.column(table, name).filter(|column| column.identity.is_none())?;
        let default = column.default.as_ref().map_or("NULL", Sql::as_str);
        Some(format!("{}.{name} IS NOT DISTINCT FROM ({default})", table.name))
    });
    let all: Vec<String> = all.collect();
    (!all.is_empty()).then(|| all.join(" AND "))
}

/// The condition that policies together put on a command.
fn effective(policies: &[Policy], roles: &BTreeSet<Ident>, command: Command, after: bool) -> String {
    let applies = |policy: &&Policy| {
        is_for(policy, command) && (policy.to.is_empty() || policy.to.0.iter().any(|role| roles.contains(role)))
    };
    // A policy without a condition for a command says nothing about it: a permissive one lets nothing in.
    let condition = |policy: &Policy| {
        let sql = if after { policy.with_check.as_ref().or(policy.using.as_ref()) } else { policy.using.as_ref() };
        sql.map(|sql| format!("({})", sql.as_str()))
    };
    let of = |restrictive: bool| {
        let all = policies.iter().filter(applies).filter(|one| one.restrictive == restrictive);
        all.filter_map(condition).collect::<Vec<String>>()
    };
    let (mut some, mut all) = (of(false), of(true));
    some.sort();
    some.dedup();
    all.sort();
    if some.is_empty() {
        return "false".to_owned();
    }
    all.insert(0, format!("({})", some.join(" OR ")));
    all.join(" AND ")
}

/// Rows to compare conditions over.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The query that yields them.
    pub sql: String,
    /// Columns of which the conditions speak, but that there was no room to vary.
    pub unvaried: Vec<Ident>,
}

/// So many rows are made at the most, for each that is there.
const MOST: usize = 4000;

/// So many values of one column.
const VALUES: usize = 8;

/// The rows of the table, with other values in the columns that the conditions speak of: those with which policies compare
/// them first, then those of other rows.
pub fn rows(world: &World, table: &Id, pairs: &[Pair]) -> Option<Generated> {
    let relation = world.relations.get(table)?;
    let claim = world.claims.tables.get(table)?;
    let texts = pairs.iter().flat_map(|pair| [&pair.right, &pair.wrong]);
    let words: BTreeSet<String> =
        texts.flat_map(|text| tokens(text).map(|token| token.text.trim_matches('"').to_lowercase())).collect();
    let hints = |column: &Ident| world.session.hints.get(&(table.clone(), column.clone()));
    let mut named: Vec<_> =
        relation.columns.iter().filter(|column| words.contains(&column.name.as_str().to_lowercase())).collect();
    named.sort_by_key(|column| (!claim.separators.contains(&column.name), hints(&column.name).is_none()));
    let mut varied: Vec<(&Ident, Vec<String>)> = Vec::new();
    let (mut unvaried, mut product) = (Vec::new(), 1);
    for column in named {
        let known = hints(&column.name).into_iter().flatten().flatten().cloned();
        let flags = ["t", "f"].into_iter().filter(|_| column.data_type == "boolean").map(str::to_owned);
        let held = relation.rows.iter().filter_map(|row| relation.value(row, &column.name).map(str::to_owned));
        let mut values: Vec<String> = Vec::new();
        for value in known.chain(flags).chain(held) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values.truncate(VALUES);
        if product * (values.len() + 1) > MOST {
            unvaried.push(column.name.clone());
            continue;
        }
        product *= values.len() + 1;
        let mut values: Vec<String> =
            values.iter().map(|value| format!("({}::{})", quote_literal(value), column.data_type)).collect();
        values.push(format!("(NULL::{})", column.data_type));
        varied.push((&column.name, values));
    }
    let list = relation.columns.iter().map(|column| match varied.iter().position(|(name, _)| **name == column.name) {
        Some(at) => format!("v{at}.x AS {}", column.name),
        None => format!("r.{}", column.name),
    });
    let joins = varied
        .iter()
        .enumerate()
        .map(|(at, (_, values))| format!(" CROSS JOIN (VALUES {}) v{at}(x)", values.join(", ")));
    let sql = format!(
        "SELECT {} FROM {} r{}",
        list.collect::<Vec<_>>().join(", "),
        table.qualified(),
        joins.collect::<String>()
    );
    Some(Generated { sql, unvaried })
}
