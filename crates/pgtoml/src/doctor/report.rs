//! Findings as people and programs read them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::checks::{connection, unseen};
use super::{Answer, Check, Command, Finding, Incomplete, Place, Scene, Severity, Trouble};
use crate::report::{code, fence, plural};
use crate::sql::quote::comment_safe;

/// How many findings of one check are shown to people.
const SHOWN: usize = 12;

/// What was found.
#[derive(Debug)]
pub struct Report {
    /// The database, without a password.
    pub database: String,
    /// In the order of the checks; those of a check from bad to worth knowing.
    pub findings: Vec<Found>,
    /// Checks that were made.
    pub checks: Vec<&'static str>,
}

/// A finding, with the check that found it.
#[derive(Debug)]
pub struct Found {
    /// The check.
    pub check: &'static Check,
    /// What is wrong.
    pub finding: Finding,
}

impl Report {
    /// An empty one.
    pub fn new(place: &Place) -> Self {
        Self { database: place.url.clone(), findings: Vec::new(), checks: Vec::new() }
    }

    /// Of a database that cannot be reached: nothing else could be asked.
    pub fn unreachable(place: &Place, trouble: &Trouble) -> Self {
        let finding = connection::advise(place, trouble);
        let check = &connection::CHECK;
        Self { findings: vec![Found { check, finding }], checks: vec![check.id], ..Self::new(place) }
    }

    /// Takes in what a check's query answered, or that it was not asked.
    pub fn take(&mut self, scene: &Scene, check: &'static Check, answers: &[Answer]) {
        let mut findings = (check.found)(scene, answers);
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        self.findings.extend(findings.into_iter().map(|finding| Found { check, finding }));
        self.checks.push(check.id);
    }

    /// Takes in what could not be seen.
    pub fn incomplete(&mut self, scene: &Scene, missing: &[(&'static Check, Incomplete)]) {
        let check = &unseen::CHECK;
        self.findings.extend(unseen::findings(scene, missing).into_iter().map(|finding| Found { check, finding }));
    }

    /// Whether something does not work.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|found| found.finding.severity == Severity::Error)
    }

    /// `1 error, 2 warnings, 1 note`.
    pub fn headline(&self) -> String {
        let count = |severity| self.findings.iter().filter(|found| found.finding.severity == severity).count();
        let counts = [Severity::Error, Severity::Warning, Severity::Note].map(|one| (count(one), one.name()));
        let said: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| plural(*count, word)).collect();
        let found = if said.is_empty() { "nothing is wrong".to_owned() } else { said.join(", ") };
        format!("{found}; {}", plural(self.checks.len(), "check"))
    }

    /// The findings of each check that people are shown, and how many more there are.
    fn shown(&self) -> Vec<(&'static Check, &[Found], usize)> {
        let groups = self.findings.chunk_by(|a, b| a.check.id == b.check.id);
        let cut = groups.filter_map(|group| {
            let shown = group.get(..SHOWN).unwrap_or(group);
            Some((group.first()?.check, shown, group.len() - shown.len()))
        });
        cut.collect()
    }

    /// For a terminal.
    pub fn human(&self, color: bool) -> String {
        let paint = |code: &str, text: &str| {
            if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
        };
        let mut out = String::new();
        for (check, shown, more) in self.shown() {
            for Found { finding, .. } in shown {
                let tint = match finding.severity {
                    Severity::Error => "1;31",
                    Severity::Warning => "1;33",
                    Severity::Note => "1;36",
                };
                let head = paint(tint, &format!("{}[{}]", finding.severity, check.id));
                let _ = writeln!(out, "{head} {}", comment_safe(&finding.message));
                for command in &finding.commands {
                    let _ = writeln!(out, "{}", indented(command));
                }
                out.push('\n');
            }
            if more > 0 {
                let _ = writeln!(out, "… and {more} more of `{0}`: --only {0} --format json has them all\n", check.id);
            }
        }
        let _ = writeln!(out, "{}", paint("1", &self.headline()));
        out
    }

    /// For programs.
    pub fn json(&self) -> Value {
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|Found { check, finding }| {
                let Finding { severity, message, commands } = finding;
                json!({
                    "check": check.id,
                    "group": check.group,
                    "severity": severity,
                    "message": message,
                    "commands": commands,
                })
            })
            .collect();
        json!({ "database": self.database, "findings": findings, "checks": self.checks })
    }

    /// For a pull request or a ticket.
    pub fn markdown(&self) -> String {
        let mut out = format!("## Doctor: {}\n", self.headline());
        for (check, shown, more) in self.shown() {
            for Found { finding, .. } in shown {
                let message = code(&comment_safe(&finding.message));
                let _ = writeln!(out, "\n- **{}** `{}` {message}", finding.severity, check.id);
                for command in &finding.commands {
                    let (language, text) = match command {
                        Command::Sql(text) => ("sql", format!("{text};")),
                        Command::Shell(text) => ("sh", text.clone()),
                    };
                    let fence = fence(&text);
                    let lines = text.lines().map(|line| format!("  {line}\n")).collect::<String>();
                    let _ = writeln!(out, "\n  {fence}{language}\n{lines}  {fence}");
                }
            }
            if more > 0 {
                let _ = writeln!(out, "\n- … and {more} more of `{}`", check.id);
            }
        }
        out
    }
}

/// A command below its finding; what is for a shell is told by its prompt.
fn indented(command: &Command) -> String {
    let text = match command {
        Command::Sql(text) => format!("{text};"),
        Command::Shell(text) => format!("$ {text}"),
    };
    // A name may hold what moves the cursor of a terminal.
    let text: String = text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect();
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
