//! Findings as people and programs read them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Level, Lint, rules};
use crate::diagnostic::{Diagnostic, Lines, SourceFile};
use crate::model::Id;
use crate::report::{code, fence, plural};
use crate::sql::quote::comment_safe;

/// What was found.
#[derive(Debug, Default)]
pub struct Report {
    /// In the order of their places, then of the objects.
    pub findings: Vec<Finding>,
    /// What was passed over, in the order of the rules.
    pub suppressed: Vec<Suppressed>,
    /// Suppressions that pass over nothing any more.
    pub stale: Vec<Diagnostic>,
}

/// One thing that a rule found.
#[derive(Debug)]
pub struct Finding {
    /// The rule.
    pub lint: &'static Lint,
    /// How loud it is here.
    pub level: Level,
    /// The object.
    pub object: Id,
    /// What it is, where, and what to do.
    pub diagnostic: Diagnostic,
}

/// A finding that the file says to pass over.
#[derive(Debug, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Suppressed {
    /// Name of the rule.
    pub rule: &'static str,
    /// The object, in words.
    pub object: String,
    /// Why.
    pub reason: String,
}

impl Report {
    /// Whether something is at least probably a mistake.
    pub fn has_warnings(&self) -> bool {
        self.findings.iter().any(|finding| finding.level >= Level::Warn) || !self.stale.is_empty()
    }

    fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().map(|finding| &finding.diagnostic).chain(&self.stale)
    }

    /// `1 error, 2 warnings, 1 note; 3 suppressed`.
    pub fn headline(&self) -> String {
        let count = |level| self.findings.iter().filter(|finding| finding.level == level).count();
        let counts = [
            (count(Level::Error), "error"),
            (count(Level::Warn) + self.stale.len(), "warning"),
            (count(Level::Info), "note"),
        ];
        let said: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| plural(*count, word)).collect();
        let mut text = if said.is_empty() { "nothing found".to_owned() } else { said.join(", ") };
        if !self.suppressed.is_empty() {
            let _ = write!(text, "; {} suppressed", self.suppressed.len());
        }
        text
    }

    /// For a terminal.
    pub fn human(&self, files: &[SourceFile], color: bool) -> String {
        let mut out = String::new();
        let lines = Lines::new(files);
        for diagnostic in self.diagnostics() {
            let _ = writeln!(out, "{}", lines.rendered(diagnostic, color));
        }
        let _ = writeln!(out, "{}", self.headline());
        out
    }

    /// For programs.
    pub fn json(&self, files: &[SourceFile]) -> Value {
        let lines = Lines::new(files);
        let findings: Vec<Value> = self
            .findings
            .iter()
            .map(|finding| {
                let Diagnostic { message, hint, fix, .. } = &finding.diagnostic;
                json!({
                    "rule": finding.lint.id,
                    "group": finding.lint.group,
                    "level": finding.level,
                    "object": finding.object.to_string(),
                    "message": message,
                    "hint": hint,
                    "fix": fix,
                    "place": place(&finding.diagnostic, &lines).map(Place::json),
                })
            })
            .collect();
        let stale = self.stale.iter().map(
            |one| json!({ "message": one.message, "hint": one.hint, "place": place(one, &lines).map(Place::json) }),
        );
        json!({ "findings": findings, "suppressed": self.suppressed, "stale": stale.collect::<Vec<_>>() })
    }

    /// For a pull request.
    pub fn markdown(&self, files: &[SourceFile]) -> String {
        let lines = Lines::new(files);
        let mut out = format!("## Lint: {}\n", self.headline());
        for diagnostic in self.diagnostics() {
            let at = place(diagnostic, &lines)
                .map(|place| format!(" {}:", code(&comment_safe(&format!("{}:{}", place.file, place.line)))));
            let message = code(&comment_safe(&diagnostic.message));
            let _ = write!(out, "\n- **{}** `{}`{}", word(diagnostic), diagnostic.code, at.unwrap_or_default());
            let _ = writeln!(out, " {message}");
            if let Some(hint) = &diagnostic.hint {
                let _ = writeln!(out, "  {}", code(&comment_safe(hint)));
            }
            if let Some(fix) = &diagnostic.fix {
                let fence = fence(fix);
                let lines = fix.lines().map(|line| format!("  {line}\n")).collect::<String>();
                let _ = writeln!(out, "\n  {fence}toml\n{lines}  {fence}");
            }
        }
        if !self.suppressed.is_empty() {
            let _ = writeln!(out, "\n### Suppressed\n");
            for one in &self.suppressed {
                let (object, reason) = (code(&comment_safe(&one.object)), code(&comment_safe(&one.reason)));
                let _ = writeln!(out, "- `{}` on {object}: {reason}", one.rule);
            }
        }
        out
    }

    /// Annotations of a GitHub workflow, one a line.
    pub fn github(&self, files: &[SourceFile]) -> String {
        let lines = Lines::new(files);
        let mut out = String::new();
        for diagnostic in self.diagnostics() {
            let at = place(diagnostic, &lines).map_or_else(String::new, |place| {
                format!(
                    "file={},line={},col={},endColumn={},",
                    property(place.file),
                    place.line,
                    place.column,
                    place.end_column
                )
            });
            let hint = diagnostic.hint.as_ref().map_or_else(String::new, |hint| format!("\n{hint}"));
            let fix = diagnostic.fix.as_ref().map_or_else(String::new, |fix| format!("\n{fix}"));
            let message = data(&format!("{}{hint}{fix}", diagnostic.message));
            let command = if word(diagnostic) == "note" { "notice" } else { word(diagnostic) };
            let _ = writeln!(out, "::{command} {at}title={}::{message}", property(diagnostic.code));
        }
        out
    }

    /// SARIF 2.1.0, as code scanning reads it.
    pub fn sarif(&self, files: &[SourceFile], version: &str) -> Value {
        let lines = Lines::new(files);
        let results: Vec<Value> = self
            .diagnostics()
            .map(|diagnostic| {
                let Diagnostic { message, hint, .. } = diagnostic;
                let text = hint.as_ref().map_or_else(|| message.clone(), |hint| format!("{message}; {hint}"));
                let mut result = json!({
                    "ruleId": diagnostic.code,
                    "level": word(diagnostic),
                    "message": { "text": text },
                });
                if let (Some(place), Some(result)) = (place(diagnostic, &lines), result.as_object_mut()) {
                    let region =
                        json!({ "startLine": place.line, "startColumn": place.column, "endColumn": place.end_column });
                    let physical = json!({ "artifactLocation": { "uri": place.file }, "region": region });
                    result.insert("locations".to_owned(), json!([{ "physicalLocation": physical }]));
                }
                result
            })
            .collect();
        let known: Vec<Value> = rules::ALL
            .iter()
            .map(|lint| {
                let help = super::explain::page(lint);
                json!({
                    "id": lint.id,
                    "shortDescription": { "text": lint.summary },
                    "help": { "text": help, "markdown": help },
                })
            })
            .collect();
        let driver = json!({ "name": "pgtoml", "version": version, "rules": known });
        json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{ "tool": { "driver": driver }, "results": results }],
        })
    }
}

fn word(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        crate::diagnostic::Severity::Error => "error",
        crate::diagnostic::Severity::Warning => "warning",
        crate::diagnostic::Severity::Note => "note",
    }
}

/// Where a diagnostic points, as people count: lines and columns from 1.
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_column: usize,
}

impl Place<'_> {
    fn json(self) -> Value {
        let Self { file, line, column, end_column } = self;
        json!({ "file": file, "line": line, "column": column, "end_column": end_column })
    }
}

fn place<'a>(diagnostic: &Diagnostic, lines: &Lines<'a>) -> Option<Place<'a>> {
    let span = diagnostic.span?;
    let (file, line) = lines.at(span)?;
    let written = file.text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let width = written.lines().next().map_or(1, |first| first.chars().count().max(1));
    Some(Place { file: &file.name, line: line.number, column: line.column, end_column: line.column + width })
}

/// The message of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{data, property};

    #[test]
    fn a_message_cannot_begin_another_command() {
        assert_eq!(data("a\n::error::b %"), "a%0A::error::b %25");
        assert_eq!(property("a,line=1:b"), "a%2Cline=1%3Ab");
    }
}
