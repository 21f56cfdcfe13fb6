//! A matrix in words: short cells with numbered notes, the same in every format for people.

use super::filter::{Clause, Condition, Filter};
use super::{Cell, Command, Denial, Door, Freedom, Guard, Reach, Relation, Role, Row, Whose};
use crate::lint::listed;
use crate::model::Id;

/// A relation as it is shown.
#[derive(Debug)]
pub(super) struct Sheet {
    /// `table public.documents`.
    pub(super) title: String,
    /// `row-level security, forced`.
    pub(super) guard: String,
    pub(super) rows: Vec<(String, [Short; 5])>,
    /// In the order of their numbers, from 1.
    pub(super) notes: Vec<String>,
    /// Other ways to it.
    pub(super) doors: Vec<String>,
}

/// A cell as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Short {
    pub(super) word: &'static str,
    pub(super) tone: Tone,
    /// Number of the note.
    pub(super) note: Option<usize>,
}

impl Short {
    pub(super) fn text(&self) -> String {
        self.note.map_or_else(|| self.word.to_owned(), |note| format!("{} {note}", self.word))
    }
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Tone {
    Open,
    Chosen,
    Closed,
}

/// What the words of cells mean.
pub(super) const LEGEND: [(&str, &str); 5] = [
    ("all", "every row"),
    ("rows", "by the note"),
    ("trigger", "it decides"),
    ("none", "granted in vain"),
    ("-", "not granted"),
];

impl Sheet {
    pub(super) fn of(relation: &Relation, rows: &[&Row]) -> Self {
        let mut notes: Vec<String> = Vec::new();
        let mut shorts = |row: &Row| {
            Command::ALL.map(|command| {
                let cell = row.cell(command);
                let (word, tone) = word(&cell.alone);
                let note = note(relation, command, cell).map(|text| {
                    let known = notes.iter().position(|known| *known == text);
                    known.unwrap_or_else(|| {
                        notes.push(text);
                        notes.len() - 1
                    }) + 1
                });
                Short { word, tone, note }
            })
        };
        let rows = rows.iter().map(|row| (role_name(row.role.as_str()), shorts(row))).collect();
        let doors = relation.doors.iter().filter_map(door).chain(parents(relation)).collect();
        Self { title: relation.id.to_string(), guard: guard(relation), rows, notes, doors }
    }
}

fn role_name(name: &str) -> String {
    if name == super::roles::PUBLIC { "public (everyone)".to_owned() } else { name.to_owned() }
}

fn word(reach: &Reach) -> (&'static str, Tone) {
    match reach {
        Reach::All(_) => ("all", Tone::Open),
        Reach::Filtered(_) => ("rows", Tone::Chosen),
        Reach::Routed(_) => ("trigger", Tone::Chosen),
        Reach::Denied(Denial::Grant | Denial::Unknown) => ("-", Tone::Closed),
        Reach::Denied(_) => ("none", Tone::Closed),
    }
}

fn guard(relation: &Relation) -> String {
    let text = match relation.guard {
        Guard::None => "no row-level security",
        Guard::Enabled => "row-level security",
        Guard::Forced => "row-level security, forced",
        Guard::Definer => "reads with the rights of its owner",
        Guard::Invoker => "reads with the rights of who asks",
        Guard::Copy => "a copy, which no policy guards",
    };
    match &relation.owner {
        Some(owner) => format!("{text}; owner {owner}"),
        None => text.to_owned(),
    }
}

/// What is to be said about a cell besides its word.
fn note(relation: &Relation, command: Command, cell: &Cell) -> Option<String> {
    let alone = match &*cell.alone {
        Reach::Denied(Denial::Grant | Denial::Unknown) => return None,
        Reach::All(Freedom::Unguarded | Freedom::Unasked) => None,
        reach => Some(why(&relation.id, reach)),
    };
    let reading = match (&*cell.alone, &*cell.reading) {
        (Reach::Denied(_), _) => None,
        (Reach::Filtered(alone), Reach::Filtered(reading)) if alone.same(reading) => None,
        (alone, reading) if alone == reading => None,
        (_, Reach::All(_)) => None,
        (_, Reach::Denied(Denial::Unreadable)) => Some("no column can be read".to_owned()),
        (Reach::Filtered(alone), Reach::Filtered(reading)) => {
            let more = |all: &[Condition], known: &[Condition]| -> Vec<Condition> {
                all.iter().filter(|one| !known.iter().any(|other| other.same(one))).cloned().collect()
            };
            let rest = Filter {
                using: more(&reading.using, &alone.using),
                check: more(&reading.check, &alone.check),
                beside: None,
            };
            Some(format!("{} also {}", reads(command), filter(&relation.id, &rest)))
        }
        (_, reading) => Some(format!("{} {}", reads(command), why(&relation.id, reading))),
    };
    let columns = cell
        .columns
        .as_ref()
        .map(|columns| format!("only column{} {}", if columns.len() == 1 { "" } else { "s" }, listed(columns)));
    let parts: Vec<String> = [columns, alone, reading].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The statement that reads columns.
fn reads(command: Command) -> &'static str {
    match command {
        Command::Insert => "with RETURNING or ON CONFLICT",
        _ => "with WHERE or RETURNING",
    }
}

/// Why a command reaches what it does.
pub(super) fn why(of: &Id, reach: &Reach) -> String {
    match reach {
        Reach::All(freedom) => free(freedom),
        Reach::Filtered(one) => match one.past() {
            Some(past) => format!("{}; and it {}", filter(of, one), free(past)),
            None => filter(of, one),
        },
        Reach::Routed(by) => format!("{by} decides"),
        Reach::Denied(denial) => denied(denial),
    }
}

/// Why all rows are open.
pub(super) fn free(freedom: &Freedom) -> String {
    match freedom {
        Freedom::Unguarded => "there is no row-level security".to_owned(),
        Freedom::Unasked => "TRUNCATE does not ask for policies".to_owned(),
        Freedom::Superuser => "no policy holds for a superuser".to_owned(),
        Freedom::Bypass => "BYPASSRLS: no policy holds for the role".to_owned(),
        Freedom::Owner(owner) => format!("policies do not hold for the owner {owner}: they are not forced"),
        Freedom::Policies(names) => {
            format!("{} true for every row", policies(names, "is", "are"))
        }
        Freedom::View { over, .. } if over.is_empty() => "it names no relation of this model".to_owned(),
        Freedom::View { past, whose, over: _ } => match past.as_slice() {
            [] => format!("nothing that it reads has row-level security; {}", rights(whose)),
            past => format!("reads {} past the policies, {}", listed(past), rights(whose)),
        },
    }
}

/// Whose rights count, in words.
fn rights(whose: &Whose) -> String {
    match whose {
        Whose::Role(role) => format!("with the rights of {role}"),
        Whose::Unnamed => "with the rights of its owner, who may be a superuser".to_owned(),
    }
}

fn policies(names: &[crate::model::Ident], one: &str, many: &str) -> String {
    match names {
        [name] => format!("policy {name} {one}"),
        names => format!("policies {} {many}", listed(names)),
    }
}

/// Why nothing is open.
pub(super) fn denied(denial: &Denial) -> String {
    match denial {
        Denial::Grant => "not granted".to_owned(),
        Denial::Usage(schema) => format!("no USAGE on schema {schema}"),
        Denial::Unreadable => "no column can be read".to_owned(),
        Denial::NoPolicy => "no policy for it: row-level security leaves no row".to_owned(),
        Denial::OnlyRestrictive(names) => {
            format!("only restrictive policies, which open nothing: {}", listed(names))
        }
        Denial::False(names) => format!("{} false for every row", policies(names, "is", "are")),
        Denial::Unknown => "the kind of relation does not know it".to_owned(),
        Denial::NotUpdatable => "PostgreSQL cannot write through this query".to_owned(),
        Denial::Beneath { relation, whose, why } => {
            let of = match whose {
                Whose::Role(role) => format!(" for {role}"),
                Whose::Unnamed => String::new(),
            };
            format!("{relation} beneath it{of}: {}", denied(why))
        }
    }
}

/// A filter in words: what rows are seen, and what new rows must fulfil.
pub(super) fn filter(of: &Id, filter: &Filter) -> String {
    let same =
        filter.using.len() == filter.check.len() && filter.using.iter().zip(&filter.check).all(|(a, b)| a.same(b));
    let using = conditions(of, &filter.using);
    match (using, conditions(of, &filter.check)) {
        (using, _) if same => using,
        (using, check) if check.is_empty() => using,
        (using, check) if using.is_empty() => format!("new rows: {check}"),
        (using, check) => format!("{using}; new rows: {check}"),
    }
}

fn conditions(of: &Id, list: &[Condition]) -> String {
    let each: Vec<String> = list
        .iter()
        .map(|one| {
            let text = condition(one);
            if one.table == *of { text } else { format!("{}: {text}", one.table) }
        })
        .collect();
    each.join("; and ")
}

fn condition(condition: &Condition) -> String {
    if condition.closed {
        return "no row".to_owned();
    }
    let restrictive =
        condition.all.iter().map(|one| clause(one, "restrictive policy")).collect::<Vec<_>>().join(" and ");
    let permissive: Vec<String> = condition.any.iter().map(|one| clause(one, "policy")).collect();
    match (permissive.is_empty(), restrictive.is_empty()) {
        (false, true) => permissive.join(" or "),
        (true, _) => restrictive,
        (false, false) => format!("{}, and {restrictive}", permissive.join(" or ")),
    }
}

fn clause(clause: &Clause, word: &str) -> String {
    let sql = clause.sql.as_str().split('\n').map(str::trim).filter(|line| !line.is_empty());
    format!("{} ({word} {})", sql.collect::<Vec<_>>().join(" "), clause.policy)
}

fn door(door: &Door) -> Option<String> {
    if door.callers.is_empty() {
        return None;
    }
    let whose = match &door.whose {
        Whose::Role(role) => format!("as {role}"),
        Whose::Unnamed => "as its owner".to_owned(),
    };
    let names: Vec<String> = door.callers.iter().map(|name| who(name.as_str())).collect();
    Some(format!("{} uses it {whose}; called by {}", door.routine, listed(names)))
}

/// Tables by which its rows are reached past what guards it.
fn parents(relation: &Relation) -> Option<String> {
    let guarded = matches!(relation.guard, Guard::Enabled | Guard::Forced);
    let parents = listed(&relation.parents);
    (guarded && !relation.parents.is_empty())
        .then(|| format!("{parents}: statements on it reach these rows too, by its privileges and policies instead"))
}

/// A role in a sentence.
pub(super) fn who(name: &str) -> String {
    if name == super::roles::PUBLIC { "everyone".to_owned() } else { crate::model::Ident::from(name).to_string() }
}

/// What is to be known of a role besides its name.
pub(super) fn about(role: &Role) -> Option<String> {
    let mut parts = Vec::new();
    if role.superuser {
        parts.push("superuser: everything is open to it".to_owned());
    }
    if role.bypassrls && !role.superuser {
        parts.push("BYPASSRLS: no policy holds for it".to_owned());
    }
    if !role.inherits.is_empty() {
        parts.push(format!("has the rights of {}", listed(&role.inherits)));
    }
    if !role.may_become.is_empty() {
        parts.push(format!("may become {} by SET ROLE", listed(&role.may_become)));
    }
    if !role.escapes.is_empty() && !role.superuser && !role.bypassrls {
        parts.push(format!("may become {} by SET ROLE, for which no policy holds", listed(&role.escapes)));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}
