//! What a proof of isolation says, for people and programs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use super::attack::{Attack, Outcome};
use super::claim::By;
use super::world::World;
use crate::model::Id;
use crate::report::plural;

/// An attack that succeeded.
#[derive(Clone, Debug, Serialize)]
pub struct Leak {
    /// In one line.
    pub title: String,
    /// The attack.
    pub attack: Attack,
    /// What was seen or changed.
    pub outcome: Outcome,
    /// SQL that shows it in a database with the schema.
    pub sql: String,
}

/// An attack that succeeded as the file says that it may.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Accepted {
    /// In one line.
    pub title: String,
    /// Through what.
    pub through: String,
    /// The same.
    #[serde(skip)]
    pub id: Id,
    /// Why it may.
    pub reason: String,
}

/// A mutant that no attack shows, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survivor {
    /// What was broken.
    pub mutant: String,
    /// Why nothing shows.
    pub reason: String,
}

/// How the mutants ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Mutants {
    /// How many there were.
    pub all: usize,
    /// Shown by an attack, or by an own use that was lost.
    pub caught: usize,
    /// Shown to mean the same.
    pub equivalent: Vec<Survivor>,
    /// Neither shown nor the same.
    pub survivors: Vec<Survivor>,
    /// They could not be made.
    pub refused: Vec<Survivor>,
}

/// One table that keeps tenants apart.
#[derive(Clone, Debug, Serialize)]
pub struct Protected {
    /// By whose word.
    pub by: String,
    /// How many attacks were made on it.
    pub attacks: usize,
    /// How many of them succeeded.
    pub leaks: usize,
    /// Everybody may read it.
    pub public: bool,
    /// Conditions with which rows are shared.
    pub shared: Vec<String>,
}

/// What a proof found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The server on which it was tried.
    pub engine: String,
    /// What tells tenants apart.
    pub identities: Vec<String>,
    /// Tables.
    pub tables: BTreeMap<String, Protected>,
    /// Roles that attacked.
    pub roles: Vec<String>,
    /// Roles that policies let through, with the tables.
    pub bypass: BTreeMap<String, BTreeSet<String>>,
    /// How many attacks were made.
    pub attacks: usize,
    /// How many rows the tenants have.
    pub rows: usize,
    /// Attacks that succeeded.
    pub leaks: Vec<Leak>,
    /// Attacks that succeeded and may, by the word of the file.
    pub accepted: Vec<Accepted>,
    /// What foreign keys and unique keys tell of other tenants.
    pub probes: Vec<Leak>,
    /// What could not be tried, and why.
    pub untried: BTreeMap<String, String>,
    /// What limits the proof.
    pub notes: Vec<String>,
    /// Mutants.
    pub mutants: Mutants,
}

/// How a proof ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was tried and nothing leaks.
    Proven,
    /// Something leaks, or a mutant survived.
    Failed,
    /// Nothing leaks, but not everything could be tried.
    Partial,
}

impl Report {
    /// How it ended.
    pub fn verdict(&self) -> Verdict {
        if !self.leaks.is_empty() || !self.mutants.survivors.is_empty() {
            Verdict::Failed
        } else if self.untried.is_empty() && self.mutants.refused.is_empty() {
            Verdict::Proven
        } else {
            Verdict::Partial
        }
    }

    /// The first part, of which the model knows.
    pub fn begin(&mut self, world: &World) {
        self.identities = world
            .session
            .identities
            .iter()
            .map(|identity| {
                let slots: Vec<String> = identity.slots.iter().map(ToString::to_string).collect();
                slots.join(" or ")
            })
            .collect();
        self.roles = world.actors.iter().map(|actor| actor.role.as_str().to_owned()).collect();
        for (table, role) in world.claims.free.keys() {
            self.bypass.entry(role.as_str().to_owned()).or_default().insert(table.qualified().to_string());
        }
        for (table, claim) in &world.claims.tables {
            let by = match &claim.by {
                By::Tenancy(name) => format!("[tenancy.{name}]"),
                By::Policies => "its policies".to_owned(),
                By::Column(name) => format!("the column {name} of other tables"),
                By::Reference(to) => format!("its reference to {}", to.qualified()),
                By::Parent(parent) => format!("as a part of {}", parent.qualified()),
            };
            let one = Protected { by, attacks: 0, leaks: 0, public: claim.public, shared: claim.shared.clone() };
            self.tables.insert(table.qualified().to_string(), one);
        }
    }

    /// Takes away what the names of roles of one run end with.
    pub fn plain(&mut self, suffix: &str) {
        if suffix.is_empty() {
            return;
        }
        let clean = |text: &mut String| *text = text.replace(suffix, "");
        self.roles.iter_mut().chain(&mut self.notes).for_each(clean);
        self.accepted.iter_mut().for_each(|one| clean(&mut one.title));
        for leak in self.leaks.iter_mut().chain(&mut self.probes) {
            clean(&mut leak.title);
            leak.outcome.found.iter_mut().chain(&mut leak.outcome.said).for_each(clean);
        }
        let lists = [&mut self.mutants.equivalent, &mut self.mutants.survivors, &mut self.mutants.refused];
        for survivor in lists.into_iter().flatten() {
            clean(&mut survivor.mutant);
            clean(&mut survivor.reason);
        }
        let cleaned = |(what, why): (String, String)| (what.replace(suffix, ""), why.replace(suffix, ""));
        self.untried = std::mem::take(&mut self.untried).into_iter().map(cleaned).collect();
    }

    /// What keys tell of rows that nobody may see, one sentence each.
    fn probed(&self) -> BTreeSet<String> {
        let told = self.probes.iter().map(|probe| {
            let (table, through) = (probe.attack.table.qualified(), probe.attack.through.qualified());
            let said = probe.outcome.said.as_deref().unwrap_or_default();
            match (probe.attack.name, probe.outcome.tells_a_key()) {
                ("unique key", _) => {
                    format!("{table} tells that another tenant has a value: {said}; a unique key sees every row")
                }
                (_, true) => {
                    format!("{through} tells that another tenant has a value: {said}; a unique key sees every row")
                }
                _ => format!(
                    "{table} can refer to rows of {through} that are another tenant's: a foreign key sees every row"
                ),
            }
        });
        told.collect()
    }

    /// Leaks by table and attack: the first of each kind.
    fn kinds(&self) -> Vec<(&Leak, usize)> {
        let mut found: Vec<(&Leak, usize)> = Vec::new();
        for leak in &self.leaks {
            let same = found.iter_mut().find(|(first, _)| {
                first.attack.table == leak.attack.table
                    && first.attack.through == leak.attack.through
                    && group(first) == group(leak)
            });
            match same {
                Some((_, count)) => *count += 1,
                None => found.push((leak, 1)),
            }
        }
        found
    }

    /// What a person reads at a terminal.
    pub fn human(&self, color: bool) -> String {
        let paint =
            |code: &str, text: &str| if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() };
        let mut out = String::new();
        let kinds = self.kinds();
        for (leak, count) in &kinds {
            let _ = writeln!(out, "{} {}", paint("1;31", "leak"), leak.title);
            for line in told(&leak.outcome) {
                let _ = writeln!(out, "     {line}");
            }
            for line in leak.sql.lines() {
                let _ = writeln!(out, "{}", format!("     {}", paint("2", line)).trim_end());
            }
            if *count > 1 {
                let _ = writeln!(out, "     and {} of the kind", plural(count - 1, "more attack"));
            }
            out.push('\n');
        }
        for survivor in &self.mutants.survivors {
            let _ = writeln!(out, "{} {}\n     {}\n", paint("1;31", "unseen"), survivor.mutant, survivor.reason);
        }
        let width = self.tables.keys().map(String::len).max().unwrap_or(0);
        for (name, table) in &self.tables {
            let word = if table.leaks > 0 {
                paint("1;31", "leaks ")
            } else if table.attacks == 0 {
                paint("33", "untried")
            } else {
                paint("32", "holds ")
            };
            let public = if table.public { ", readable by all" } else { "" };
            let shared = if table.shared.is_empty() {
                String::new()
            } else {
                format!(", shared where {}", table.shared.join(" or "))
            };
            let leaks = if table.leaks > 0 { format!(", {} got through", table.leaks) } else { String::new() };
            let _ = writeln!(
                out,
                "{word} {name:<width$}  {}{leaks}; claimed by {}{public}{shared}",
                plural(table.attacks, "attack"),
                table.by
            );
        }
        for (what, why) in &self.untried {
            let _ = writeln!(out, "{} {what}: {why}", paint("33", "not tried"));
        }
        for mutant in &self.mutants.refused {
            let _ = writeln!(out, "{} {}: {}", paint("33", "not tried"), mutant.mutant, mutant.reason);
        }
        for line in self.probed() {
            let _ = writeln!(out, "{} {line}", paint("33", "note"));
        }
        for (through, reason) in self.accepted.iter().map(|one| (&one.through, &one.reason)).collect::<BTreeSet<_>>() {
            let _ = writeln!(out, "{} what {through} gives away: {reason}", paint("33", "accepted"));
        }
        for (role, tables) in &self.bypass {
            let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
            let word = paint("33", "note");
            let _ = writeln!(out, "{word} a policy of its own lets {role} reach all rows of {}", tables.join(", "));
        }
        for note in &self.notes {
            let _ = writeln!(out, "{} {note}", paint("33", "note"));
        }
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for survivor in &self.mutants.equivalent {
            reasons.entry(&survivor.reason).or_default().push(&survivor.mutant);
        }
        for (reason, mutants) in reasons {
            let _ = writeln!(out, "{} {reason}:", paint("2", "same"));
            for mutant in mutants {
                let _ = writeln!(out, "     {mutant}");
            }
        }
        let _ = writeln!(out, "\n{}", self.summary());
        out
    }

    /// The last lines.
    pub fn summary(&self) -> String {
        let mutants = &self.mutants;
        let mut text = format!(
            "{} as {} against {} in {}, tenants told apart by {}: {}",
            plural(self.attacks, "attack"),
            if self.roles.is_empty() { "nobody".to_owned() } else { self.roles.join(", ") },
            plural(self.rows, "row"),
            plural(self.tables.len(), "table"),
            if self.identities.is_empty() { "nothing".to_owned() } else { self.identities.join(", ") },
            if self.leaks.is_empty() && self.accepted.is_empty() {
                "nothing leaks".to_owned()
            } else if self.leaks.is_empty() {
                format!("nothing leaks but the {} that the file accepts", self.accepted.len())
            } else {
                format!("{} got through", self.leaks.len())
            },
        );
        let _ = write!(
            text,
            "\n{} of the policies: {} caught, {} shown to mean the same, {} unexplained",
            plural(mutants.all, "mutant"),
            mutants.caught,
            mutants.equivalent.len(),
            mutants.survivors.len()
        );
        if !mutants.refused.is_empty() {
            let _ = write!(text, ", {} could not be made", mutants.refused.len());
        }
        let _ = write!(text, "\ntried in a database of its own on {}; no other was touched", self.engine);
        text
    }

    /// What a pull request shows.
    pub fn markdown(&self) -> String {
        let mut out = match self.verdict() {
            Verdict::Proven => "## Tenants are kept apart\n\n".to_owned(),
            Verdict::Partial => "## Nothing leaks, but not everything could be tried\n\n".to_owned(),
            Verdict::Failed if self.leaks.is_empty() => "## A broken policy would go unseen\n\n".to_owned(),
            Verdict::Failed => format!("## {}\n\n", plural(self.leaks.len(), "leak")),
        };
        for line in self.summary().lines() {
            let _ = writeln!(out, "- {}", crate::report::code(line));
        }
        for (leak, count) in self.kinds() {
            let more = if count > 1 { format!(" (and {} more)", count - 1) } else { String::new() };
            let _ = writeln!(out, "\n### {}{more}\n", crate::report::code(&leak.title));
            for line in told(&leak.outcome) {
                let _ = writeln!(out, "{}\n", crate::report::code(&line));
            }
            let fence = crate::report::fence(&leak.sql);
            let _ = writeln!(out, "{fence}sql\n{}{fence}", leak.sql);
        }
        for survivor in &self.mutants.survivors {
            let text = format!("unseen: {}: {}", survivor.mutant, survivor.reason);
            let _ = writeln!(out, "- {}", crate::report::code(&text));
        }
        let rest = self.untried.iter().map(|(what, why)| format!("not tried: {what}: {why}"));
        let refused = &self.mutants.refused;
        let rest = rest.chain(refused.iter().map(|one| format!("not tried: {}: {}", one.mutant, one.reason)));
        let rest = rest.chain(self.accepted.iter().map(|one| format!("accepted: {}: {}", one.title, one.reason)));
        let rest = rest.chain(self.probed().into_iter().map(|line| format!("note: {line}")));
        let rest: Vec<String> = rest.chain(self.notes.iter().map(|note| format!("note: {note}"))).collect();
        if !rest.is_empty() {
            out.push('\n');
        }
        for line in rest {
            let _ = writeln!(out, "- {}", crate::report::code(&line));
        }
        out
    }
}

/// Attacks of one kind: reading, writing for another, changing, removing.
fn group(leak: &Leak) -> &'static str {
    let name = leak.attack.name;
    if name.contains("insert") || name.contains("reparent") {
        "gives"
    } else if name.contains("update") || name == "upsert" {
        "changes"
    } else if name.contains("delete") || name == "truncate" {
        "removes"
    } else {
        "reads"
    }
}

/// What came of a leak, in a few lines.
fn told(outcome: &Outcome) -> Vec<String> {
    let mut lines: Vec<String> = outcome
        .found
        .iter()
        .take(2)
        .map(|row| format!("a row of another tenant: {}", crate::sql::quote::comment_safe(row)))
        .collect();
    if outcome.found.len() > 2 {
        lines.push(format!("and {}", plural(outcome.found.len() - 2, "more row")));
    }
    lines
}
