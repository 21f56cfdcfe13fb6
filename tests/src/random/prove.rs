//! The proof of a batch of pairs in two databases.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pgtoml::compare::{Nobody, Outcome, State};
use pgtoml::model::Id;
use pgtoml::write;
use pgtoml_pg::scratch::Scratch;

use super::Pair;
use super::doc::{Doc, Value};
use super::signature::signature;
use crate::cases::Host;
use crate::cases::database::{Database, compare, load, sql};
use crate::judge::{self, Dump};

/// What a proof found that is no failure.
#[derive(Debug, Default)]
pub struct Proven {
    /// Reasons for which a direction was refused.
    pub refused: Vec<String>,
}

/// What went wrong where.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// Which part of the proof.
    pub leg: String,
    /// The plan that was to be run.
    pub sql: String,
    /// Why it is none.
    pub reason: String,
}

impl Failure {
    /// What it has in common with failures of the same kind.
    pub fn signature(&self) -> String {
        let differs = |line: &&str| line.starts_with(['-', '+']) || line.contains("refused");
        let line = self.reason.lines().find(differs).or(self.reason.lines().next()).unwrap_or_default();
        format!("{}: {}", self.leg, signature(line))
    }

    /// For a person.
    pub fn told(&self) -> String {
        let sql: String = self.sql.lines().take(120).map(|line| format!("  | {line}\n")).collect();
        format!("{}\n{sql}{}\n", self.leg, self.reason.trim_end())
    }
}

/// Proves all of them together.
pub fn prove(pairs: &[&Pair], host: &Host, scratch: &mut Scratch) -> Result<Proven, Failure> {
    let mut told = Failure::default();
    let result = catch_unwind(AssertUnwindSafe(|| attempt(pairs, host, scratch, &mut told))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(format!("panic: {}", text.unwrap_or_default()))
    });
    result.map_err(|reason| Failure { reason, ..told })
}

/// The files of all pairs as one; of each the side that is asked for.
fn together(pairs: &[&Pair], side: impl Fn(&Pair) -> &Doc) -> String {
    let mut all = Doc::default();
    let project = Doc::default().with("schemas", vec!["*"]).with("roles", "*");
    all.put("project", project);
    let mut privileges = Vec::new();
    for pair in pairs {
        for (key, value) in &side(pair).0 {
            match value {
                Value::Table(section) => {
                    let into = all.at(&[key]);
                    section.0.iter().for_each(|(name, value)| into.put(name, value.clone()));
                }
                Value::List(items) => privileges.extend(items.iter().cloned()),
                _ => {}
            }
        }
    }
    all.at(&["schemas", "public"]);
    // What has no section is not managed.
    all.at(&["publications"]);
    let mut text = all.print();
    if !privileges.is_empty() {
        let list = Doc::default().with("default_privileges", Value::List(privileges));
        text = list.print() + &text;
    }
    text
}

fn attempt(pairs: &[&Pair], host: &Host, scratch: &mut Scratch, told: &mut Failure) -> Result<Proven, String> {
    let leg = |told: &mut Failure, name: &str| {
        name.clone_into(&mut told.leg);
        told.sql.clear();
    };
    leg(told, "reading");
    let old = read(&together(pairs, |pair| &pair.old))?;
    let new = read(&together(pairs, |pair| &pair.new))?;
    let mut proven = Proven::default();

    leg(told, "making the old state");
    let database = host.database();
    build(&database, &old, scratch, told)?;
    let was = database.dump();
    leg(told, "old to new");
    let stuck = migrate(&database, pairs, |pair| (&pair.old, &pair.new), scratch, told, &mut proven)?;
    let moved = database.dump();

    leg(told, "making the new state");
    let other = host.database();
    build(&other, &new, scratch, told)?;
    let is = other.dump();
    leg(told, "what became of the old state (-) and what the new one makes (+)");
    judge::compare(&without(&moved, &stuck), &without(&is, &stuck))?;
    leg(told, "import");
    import(&other, told)?;
    leg(told, "new to old");
    let stuck = migrate(&other, pairs, |pair| (&pair.new, &pair.old), scratch, told, &mut proven)?;
    leg(told, "what became of the new state (-) and what the old one makes (+)");
    judge::compare(&without(&other.dump(), &stuck), &without(&was, &stuck))?;
    Ok(proven)
}

fn read(text: &str) -> Result<State, String> {
    load("schema.toml", text.to_owned(), std::path::Path::new("."))
}

fn build(database: &Database<'_>, to: &State, scratch: &mut Scratch, told: &mut Failure) -> Result<(), String> {
    let outcome = compare(&database.live()?, to, scratch)?;
    told.sql = sql(&outcome);
    if let Some(refused) = outcome.report.refused.first() {
        return Err(format!("refused: {}", refused.sentence()));
    }
    database.apply(&outcome)?;
    settled(database, to, scratch)
}

fn settled(database: &Database<'_>, to: &State, scratch: &mut Scratch) -> Result<(), String> {
    let left = compare(&database.live()?, to, scratch)?;
    if left.report.is_empty() {
        return Ok(());
    }
    Err(format!("left to do:\n{}", left.report.human(false)))
}

/// Brings a database from the first to the second side of each pair. Returns the pairs that must stay what they are.
fn migrate(
    database: &Database<'_>,
    pairs: &[&Pair],
    sides: impl Fn(&Pair) -> (&Doc, &Doc),
    scratch: &mut Scratch,
    told: &mut Failure,
    proven: &mut Proven,
) -> Result<BTreeSet<usize>, String> {
    let mut stuck = BTreeSet::new();
    loop {
        let side =
            |pair: &Pair| -> Doc { if stuck.contains(&pair.number) { sides(pair).0 } else { sides(pair).1 }.clone() };
        let chosen: Vec<Pair> = pairs.iter().map(|pair| Pair { new: side(pair), ..(*pair).clone() }).collect();
        let to = read(&together(&chosen.iter().collect::<Vec<_>>(), |pair| &pair.new))?;
        let outcome: Outcome = compare(&database.live()?, &to, scratch)?;
        told.sql = sql(&outcome);
        if let Some(open) = outcome.report.undetermined.first() {
            return Err(format!("undetermined: {open}"));
        }
        if outcome.plan.refused.is_empty() {
            database.apply(&outcome)?;
            settled(database, &to, scratch)?;
            return Ok(stuck);
        }
        let before = stuck.len();
        for (refused, said) in outcome.plan.refused.iter().zip(&outcome.report.refused) {
            let Some(number) = number(&refused.id) else { return Err(format!("refused: {}", said.sentence())) };
            if stuck.insert(number) {
                proven.refused.push(said.reason.clone());
            }
        }
        if stuck.len() == before {
            let first = outcome.report.refused.first().map(|refused| refused.sentence()).unwrap_or_default();
            return Err(format!("refused, although nothing changes there: {first}"));
        }
    }
}

/// Writes what is there as a file, which must make no difference.
fn import(database: &Database<'_>, told: &mut Failure) -> Result<(), String> {
    let mut live = database.live()?;
    live.model.objects.retain(|_, object| object.body.named());
    let options = write::Options { roles_all: true, schemas: vec!["*".into()], ..write::Options::default() };
    let text = write::toml(&live.model, &options);
    told.sql.clone_from(&text);
    let imported = read(&text)?;
    let left = compare(&database.live()?, &imported, &mut Nobody)?;
    if left.report.is_empty() { Ok(()) } else { Err(format!("left to do:\n{}", left.report.human(false))) }
}

/// The pair that an object belongs to.
fn number(id: &Id) -> Option<usize> {
    id.schema.iter().chain([&id.name]).find_map(|name| named(name.as_str()))
}

/// `s7a` is of pair 7, and so is `s7_pub`.
fn named(word: &str) -> Option<usize> {
    let rest = word.strip_prefix('s')?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let tail = &rest[digits.len()..];
    if matches!(tail, "a" | "b" | "c" | "_pub") { digits.parse().ok() } else { None }
}

fn without(dump: &Dump, stuck: &BTreeSet<usize>) -> Dump {
    let of = |statement: &String| {
        let words = statement.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.filter_map(named).any(|number| stuck.contains(&number))
    };
    Dump { statements: dump.statements.iter().filter(|statement| !of(statement)).cloned().collect() }
}
