//! A plan as people and programs read it: summary, steps, what is lost, what is refused. It names no kind.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use serde::Serialize;

use crate::access::Sentence;
use crate::data::plan::Changed;
use crate::model::{Id, Quick};
use crate::plan::{Effects, Plan, hazard};
use crate::render::Statement;
use crate::sql::quote::comment_safe;

/// A plan, ready to print.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Objects made, altered and dropped.
    pub summary: Summary,
    /// Steps, in their order.
    pub steps: Vec<Line>,
    /// What no correct step exists for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refusal>,
    /// Texts that only a server could compare.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undetermined: Vec<String>,
    /// What becomes of who reaches which rows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub access: Vec<Sentence>,
    /// What the file could say so that less is lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
}

/// How many objects of what kind are made, altered and dropped.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Changes"))]
pub struct Summary {
    /// Made, by what SQL calls the kind.
    pub create: BTreeMap<String, usize>,
    /// Altered.
    pub alter: BTreeMap<String, usize>,
    /// Dropped.
    pub drop: BTreeMap<String, usize>,
    /// Rows.
    #[serde(skip_serializing_if = "Counts::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    pub rows: Counts,
}

/// How many rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RowCounts"))]
pub struct Counts {
    /// Inserted.
    pub insert: usize,
    /// Updated.
    pub update: usize,
    /// Inserted, or updated where they are there: the plan changes their table, so that nobody can know yet.
    pub merge: usize,
    /// Deleted.
    pub delete: usize,
}

impl Counts {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn add(&mut self, changed: &Changed) {
        self.insert += changed.inserted;
        self.update += changed.updated;
        self.merge += changed.merged;
        self.delete += changed.deleted;
    }
}

/// One step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Line {
    /// The object, in words.
    pub object: String,
    /// Kind of the object, in words.
    pub kind: String,
    /// What is done to it.
    pub action: String,
    /// `+`, `~` or `-`.
    #[cfg_attr(feature = "typescript", ts(type = r#""+" | "~" | "-""#))]
    pub mark: char,
    /// The statement.
    pub sql: String,
    /// What it does besides.
    pub effects: Effects,
    /// The name by which a destructive step is allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub allow: Option<String>,
    /// What becomes of rows: one line for each, of the first of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub rows: Option<Vec<String>>,
    /// Number of the transaction it runs in, from 1.
    pub segment: usize,
    /// Whether it only completes what the step before it, or one like it, has made: its comment, its grants.
    #[serde(skip)]
    completes: bool,
}

/// An object that can't become what it should.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Refusal {
    /// The object, in words.
    pub object: String,
    /// Why, and what to declare.
    pub reason: String,
}

impl Refusal {
    /// Of what a plan refuses.
    pub fn of(refused: &crate::plan::Refused) -> Self {
        Self { object: refused.id.to_string(), reason: refused.reason.clone() }
    }

    /// The object and the reason; most reasons begin with the object themselves.
    pub fn sentence(&self) -> String {
        if self.reason.starts_with(&self.object) {
            self.reason.clone()
        } else {
            format!("{}: {}", self.object, self.reason)
        }
    }
}

impl Report {
    /// Of a plan and its statements.
    pub fn new(plan: &Plan, statements: &[Statement], undetermined: Vec<String>) -> Self {
        let mut summary = Summary::default();
        let mut steps = Vec::new();
        let mut statements = statements.iter();
        let mut seen: HashMap<&Id, char, Quick> = HashMap::default();
        let mut head: Option<&Id> = None;
        let mut told = Told::default();
        for (number, segment) in plan.segments().iter().enumerate() {
            for step in &segment.steps {
                let kind = step.id.tag.noun().to_lowercase();
                if let Some(changed) = &step.rows {
                    summary.rows.add(changed);
                    head = None;
                    steps.push(Line {
                        object: step.id.to_string(),
                        kind,
                        action: step.action.replace('_', " "),
                        mark: changed.lines.first().and_then(|line| line.chars().next()).unwrap_or('~'),
                        sql: statements.next().map(|statement| statement.sql.clone()).unwrap_or_default(),
                        effects: step.effects.clone(),
                        allow: step.effects.loss.is_some().then(|| hazard(step)),
                        rows: Some(told.lines(changed)),
                        segment: number + 1,
                        completes: false,
                    });
                    continue;
                }
                let mark = match step.action {
                    _ if step.makes && !step.replaces => '+',
                    "drop" => '-',
                    _ => '~',
                };
                let mut count = |id, mark: char, aloud: bool| {
                    let Entry::Vacant(first) = seen.entry(id) else { return };
                    first.insert(mark);
                    let counts = match mark {
                        '+' => &mut summary.create,
                        '-' => &mut summary.drop,
                        _ => &mut summary.alter,
                    };
                    if aloud {
                        let kind = id.tag.noun().to_lowercase();
                        *counts.entry(kind).or_default() += 1;
                    }
                };
                count(&step.id, mark, true);
                // A column of a new table goes without saying.
                step.takes_in.iter().for_each(|child| count(child, '+', !child.tag.info().part));
                let of_head = |id: &Id| head == Some(id);
                let completes = mark == '~'
                    && (of_head(&step.id) || step.id.parent_id().is_some_and(|parent| of_head(&parent)))
                    && seen.get(&step.id) == Some(&'+');
                if !completes {
                    head = Some(&step.id);
                }
                steps.push(Line {
                    object: step.id.to_string(),
                    kind,
                    action: step.action.replace('_', " "),
                    mark,
                    sql: statements.next().map(|statement| statement.sql.clone()).unwrap_or_default(),
                    effects: step.effects.clone(),
                    allow: step.effects.loss.is_some().then(|| hazard(step)),
                    rows: None,
                    segment: number + 1,
                    completes,
                });
            }
        }
        told.finish(&mut steps);
        let refused = plan.refused.iter().map(Refusal::of).collect();
        Self { summary, steps, refused, undetermined, access: Vec::new(), hints: Vec::new() }
    }

    /// With what becomes of access.
    #[must_use]
    pub fn access(mut self, access: Vec<Sentence>) -> Self {
        self.access = access;
        self
    }

    /// Names of the hazards of wider access, each once.
    pub fn wider(&self) -> std::collections::BTreeSet<&str> {
        self.access.iter().flat_map(|sentence| &sentence.hazards).map(String::as_str).collect()
    }

    /// With what the file could say.
    #[must_use]
    pub fn hints(mut self, hints: Vec<String>) -> Self {
        self.hints = hints;
        self
    }

    /// What becomes of rows alone.
    #[must_use]
    pub fn of_rows(mut self) -> Self {
        self.steps.retain(|step| step.rows.is_some());
        self.steps.iter_mut().for_each(|step| step.segment = 1);
        self.summary = Summary { rows: self.summary.rows, ..Summary::default() };
        self.access.clear();
        self.hints.clear();
        self
    }

    /// Whether nothing is to be done or said.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.refused.is_empty() && self.undetermined.is_empty()
    }

    /// Steps that lose something.
    pub fn destructive(&self) -> impl Iterator<Item = &Line> {
        self.steps.iter().filter(|step| step.allow.is_some())
    }

    /// `3 tables to create, 1 view to drop`.
    pub fn headline(&self) -> String {
        let mut parts = Vec::new();
        for (verb, counts) in
            [("create", &self.summary.create), ("change", &self.summary.alter), ("drop", &self.summary.drop)]
        {
            let objects: Vec<String> = counts.iter().map(|(kind, count)| plural(*count, kind)).collect();
            if !objects.is_empty() {
                parts.push(format!("{verb} {}", objects.join(", ")));
            }
        }
        let Counts { insert, update, merge, delete } = self.summary.rows;
        for (verb, count) in [("insert", insert), ("update", update), ("insert or update", merge), ("delete", delete)] {
            if count > 0 {
                parts.push(format!("{verb} {}", plural(count, "row")));
            }
        }
        if !self.refused.is_empty() {
            parts.push(format!("refused {}", plural(self.refused.len(), "change")));
        }
        if !self.undetermined.is_empty() {
            parts.push(format!("undetermined {}", plural(self.undetermined.len(), "object")));
        }
        if parts.is_empty() { "0 differences".to_owned() } else { parts.join("; ") }
    }

    /// For a terminal.
    pub fn human(&self, color: bool) -> String {
        let paint = |code: &str, text: &str| {
            if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
        };
        let mut out = String::new();
        let mut segment = 0;
        let segments = self.steps.last().map_or(0, |step| step.segment);
        for step in &self.steps {
            if step.segment != segment && segments > 1 {
                segment = step.segment;
                let _ = writeln!(out, "{}", paint("2", &format!("transaction {segment} of {segments}")));
            }
            let tint = match step.mark {
                '+' => "32",
                '-' => "31",
                _ => "33",
            };
            if let Some(rows) = &step.rows {
                for line in rows {
                    let (mark, rest) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
                    let tint = match mark {
                        "+" => "32",
                        "-" => "31",
                        _ => "33",
                    };
                    let _ = writeln!(out, "{}{rest}", paint(tint, mark));
                }
            } else if !step.completes {
                let _ = writeln!(out, "{} {}", paint(tint, &step.mark.to_string()), paint("1", &step.object));
            }
            // Rows have been told already.
            for line in step.sql.lines().filter(|_| step.rows.is_none()) {
                let _ = writeln!(out, "    {}", paint("2", line));
            }
            if let (Some(loss), Some(allow)) = (&step.effects.loss, &step.allow) {
                let (loss, allow) = (comment_safe(loss), comment_safe(allow));
                let _ = writeln!(out, "    {} loses {loss}; allow with --allow {allow}", paint("1;31", "destructive:"));
            }
            for hazard in &step.effects.hazards {
                let _ = writeln!(out, "    {} {}", paint("1;33", "wider access:"), comment_safe(hazard));
            }
            if step.effects.rewrites {
                let _ = writeln!(out, "    {} writes the whole table anew under its lock", paint("33", "rewrite:"));
            }
        }
        for refused in &self.refused {
            let _ = writeln!(out, "{} {}", paint("1;31", "refused"), paint("1", &refused.sentence()));
        }
        for object in &self.undetermined {
            let _ = writeln!(out, "{} {object}", paint("1;33", "undetermined"));
        }
        for sentence in &self.access {
            let (word, tint) = if sentence.hazards.is_empty() { ("access", "36") } else { ("wider", "1;33") };
            let _ = writeln!(out, "{} {}", paint(tint, word), comment_safe(&sentence.text));
        }
        for hint in &self.hints {
            let _ = writeln!(out, "{} {hint}", paint("36", "hint"));
        }
        if !self.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}", paint("1", &self.headline()));
        out
    }

    /// For a pull request.
    pub fn markdown(&self, script: &str) -> String {
        let mut out = String::from("## Schema changes\n\n");
        if self.is_empty() {
            out.push_str("No differences.\n");
            return out;
        }
        let kinds: std::collections::BTreeSet<&String> =
            self.summary.create.keys().chain(self.summary.alter.keys()).chain(self.summary.drop.keys()).collect();
        if !kinds.is_empty() {
            out.push_str("| | create | change | drop |\n|---|---:|---:|---:|\n");
        }
        for kind in kinds {
            let cell = |counts: &BTreeMap<String, usize>| counts.get(kind).map_or_else(String::new, usize::to_string);
            let (create, alter, drop) =
                (cell(&self.summary.create), cell(&self.summary.alter), cell(&self.summary.drop));
            let _ = writeln!(out, "| {kind} | {create} | {alter} | {drop} |");
        }
        let rows: Vec<&String> = self.steps.iter().filter_map(|step| step.rows.as_ref()).flatten().collect();
        if !rows.is_empty() {
            let gap = if out.ends_with("\n\n") { "" } else { "\n" };
            let _ = writeln!(out, "{gap}### Rows\n");
            for line in rows {
                let _ = writeln!(out, "- {}", code(&comment_safe(line)));
            }
        }
        let destructive: Vec<&Line> = self.destructive().collect();
        if !destructive.is_empty() {
            let _ = writeln!(out, "\n### Destructive\n");
            for step in destructive {
                let loss = step.effects.loss.as_deref().unwrap_or_default();
                let allow = step.allow.as_deref().unwrap_or_default();
                let _ = writeln!(out, "- loses {} ({})", code(&comment_safe(loss)), code(&format!("--allow {allow}")));
            }
        }
        if !self.access.is_empty() {
            let _ = writeln!(out, "\n### Access\n");
            for Sentence { text, hazards, .. } in &self.access {
                let wider = if hazards.is_empty() { "" } else { "**wider** " };
                let _ = writeln!(out, "- {wider}{}", code(&comment_safe(text)));
            }
        }
        // What the sentences about access tell need not be told again, nor what a new object begins with.
        let widens = self.steps.iter().filter(|step| step.effects.hazards.is_empty() && !step.completes);
        let widens: Vec<&str> = widens.filter_map(|step| step.effects.widens.as_deref()).collect();
        if !widens.is_empty() {
            let _ = writeln!(out, "\n### Wider rights\n");
            for what in widens {
                let _ = writeln!(out, "- {}", code(&comment_safe(what)));
            }
        }
        if !self.refused.is_empty() {
            let _ = writeln!(out, "\n### Refused\n");
            for refused in &self.refused {
                let _ = writeln!(out, "- {}", code(&comment_safe(&refused.sentence())));
            }
        }
        if !self.undetermined.is_empty() {
            let _ = writeln!(out, "\n### Undetermined\n");
            for object in &self.undetermined {
                let _ = writeln!(out, "- {}", code(object));
            }
        }
        if !self.hints.is_empty() {
            let _ = writeln!(out, "\n### Hints\n");
            for hint in &self.hints {
                let _ = writeln!(out, "- {}", code(&comment_safe(hint)));
            }
        }
        if !self.steps.is_empty() {
            let fence = fence(script);
            let count = plural(self.steps.len(), "statement");
            let _ = writeln!(
                out,
                "\n<details open>\n<summary>SQL, {count}</summary>\n\n{fence}sql\n{script}{fence}\n\n</details>"
            );
        }
        out
    }
}

/// How many rows of each table have been told.
#[derive(Debug, Default)]
struct Told {
    tables: BTreeMap<String, (usize, usize)>,
}

impl Told {
    /// Rows of a table that are told one by one.
    const MOST: usize = 20;

    /// The lines of a step that are told.
    fn lines(&mut self, changed: &Changed) -> Vec<String> {
        let (told, left) = self.tables.entry(changed.table.clone()).or_default();
        let few: Vec<String> = changed.lines.iter().take(Self::MOST - *told).cloned().collect();
        *told += few.len();
        *left += changed.lines.len() - few.len();
        few
    }

    /// Says at the last step of each table how many rows are not told.
    fn finish(self, steps: &mut [Line]) {
        let Some(last) = steps.iter_mut().rev().find_map(|step| step.rows.as_mut()) else { return };
        for (table, (_, left)) in self.tables {
            if left > 0 {
                last.push(format!("  {table}: and {}", plural(left, "more row")));
            }
        }
    }
}

/// `1 table`, `2 policies`.
pub fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        return format!("1 {word}");
    }
    if word == "statistics" {
        return format!("{count} {word}");
    }
    match word.strip_suffix('y') {
        Some(stem) if !word.ends_with("ey") => format!("{count} {stem}ies"),
        _ if word.ends_with('x') || word.ends_with('s') => format!("{count} {word}es"),
        _ => format!("{count} {word}s"),
    }
}

/// Markdown: inline code that no name can break out of.
pub(crate) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    if longest == 0 { format!("{ticks}{text}{ticks}") } else { format!("{ticks} {text} {ticks}") }
}

/// A fence longer than any in the text.
pub(crate) fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(3))
}
