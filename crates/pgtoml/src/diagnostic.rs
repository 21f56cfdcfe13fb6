//! What is wrong with an input: where, why, and what to do.

use std::fmt;

use serde::Serialize;

/// A range of bytes in one of the files of a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// Index into [`crate::read::Loaded::files`].
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Severity {
    /// Nothing can be planned from this.
    Error,
    /// Works, but probably not as meant.
    Warning,
    /// Worth knowing.
    Note,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    /// Where, as far as it has a place.
    pub span: Option<Span>,
    /// How bad.
    pub severity: Severity,
    /// Stable name of the problem: `unknown-key`.
    pub code: &'static str,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// TOML that sets it right when it is merged into the file, where one is obvious.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Diagnostic {
    /// A problem that stops planning.
    pub fn error(code: &'static str, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self { span: span.into(), severity: Severity::Error, code, message: message.into(), hint: None, fix: None }
    }

    /// A problem that does not.
    pub fn warning(code: &'static str, span: impl Into<Option<Span>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The word that was probably meant, where the hint asks for one.
    pub fn suggestion(&self) -> Option<&str> {
        self.hint.as_deref()?.strip_prefix("did you mean `")?.strip_suffix("`?")
    }

    /// With what to do about it, where something is known.
    #[must_use]
    pub fn hint_if(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }
}

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Name to show.
    pub name: String,
    /// Whole text.
    pub text: String,
}

/// Prints a diagnostic as people know it from compilers: place, the line, the text underlined, the hint.
#[derive(Debug)]
pub struct Rendered<'a> {
    /// The problem.
    pub diagnostic: &'a Diagnostic,
    /// Files that spans point into.
    pub files: &'a [SourceFile],
    /// Whether to colour with ANSI escapes.
    pub color: bool,
}

impl fmt::Display for Rendered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.diagnostic.span.and_then(|span| {
            let file = self.files.get(span.file as usize)?;
            Some((span, file, Line::at(&file.text, span.start as usize)))
        });
        self.write(f, place)
    }
}

impl Rendered<'_> {
    fn write(&self, f: &mut fmt::Formatter<'_>, place: Option<(Span, &SourceFile, Line<'_>)>) -> fmt::Result {
        let paint = |code: &str, text: &str| {
            if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
        };
        let Diagnostic { span: _, severity, code, message, hint, fix } = self.diagnostic;
        let (word, tint) = match severity {
            Severity::Error => ("error", "1;31"),
            Severity::Warning => ("warning", "1;33"),
            Severity::Note => ("note", "1;36"),
        };
        writeln!(f, "{}: {}", paint(tint, &format!("{word}[{code}]")), paint("1", message))?;
        if let Some((span, file, line)) = place {
            let gutter = line.number.to_string().len();
            let bar = paint("1;34", "|");
            let underline = line.underline(span.end as usize);
            writeln!(f, "{:gutter$}{} {}:{}:{}", "", paint("1;34", "-->"), file.name, line.number, line.column)?;
            writeln!(f, "{:gutter$} {bar}", "")?;
            writeln!(f, "{} {bar} {}", paint("1;34", &line.number.to_string()), line.text)?;
            writeln!(f, "{:gutter$} {bar} {}{}", "", " ".repeat(line.indent), paint(tint, &underline))?;
        }
        if let Some(hint) = hint {
            writeln!(f, "  {} {hint}", paint("1;36", "help:"))?;
        }
        for (number, line) in fix.iter().flat_map(|fix| fix.lines()).enumerate() {
            let head = if number == 0 { paint("1;36", "fix:") } else { "    ".to_owned() };
            writeln!(f, "   {head} {line}")?;
        }
        Ok(())
    }
}

/// Where the lines of files begin, for many places: each file is gone through once.
#[derive(Debug)]
pub struct Lines<'a> {
    files: &'a [SourceFile],
    starts: Vec<Vec<usize>>,
}

impl<'a> Lines<'a> {
    /// Of these files.
    pub fn new(files: &'a [SourceFile]) -> Self {
        let starts = |file: &SourceFile| {
            let ends = file.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect()
        };
        Self { files, starts: files.iter().map(starts).collect() }
    }

    /// The file and the line of a place.
    pub fn at(&self, span: Span) -> Option<(&'a SourceFile, Line<'a>)> {
        let file = self.files.get(span.file as usize)?;
        let starts = self.starts.get(span.file as usize)?;
        let number = starts.partition_point(|start| *start <= span.start as usize);
        let start = number.checked_sub(1).and_then(|at| starts.get(at)).copied()?;
        Some((file, Line::from(&file.text, start, number, span.start as usize)))
    }

    /// A diagnostic of these files, as [`Rendered`] prints it.
    pub fn rendered(&self, diagnostic: &'a Diagnostic, color: bool) -> impl fmt::Display + '_ {
        fmt::from_fn(move |f| {
            let place = diagnostic.span.and_then(|span| self.at(span).map(|(file, line)| (span, file, line)));
            Rendered { diagnostic, files: self.files, color }.write(f, place)
        })
    }
}

/// The line of a text that a byte is in.
#[derive(Debug)]
pub struct Line<'a> {
    /// Line number from 1.
    pub number: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// Its text, tabs shown as four spaces.
    pub text: String,
    indent: usize,
    start: usize,
    offset: usize,
    raw: &'a str,
}

impl<'a> Line<'a> {
    /// The line around the byte at `offset`. For many places, [`Lines`] counts once.
    pub fn at(text: &'a str, offset: usize) -> Self {
        let head = text.as_bytes().get(..offset).unwrap_or(text.as_bytes());
        let start = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let number = head.iter().filter(|byte| **byte == b'\n').count() + 1;
        Self::from(text, start, number, offset)
    }

    /// The line that begins at `start`.
    fn from(text: &'a str, start: usize, number: usize, offset: usize) -> Self {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let raw = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let before = text.get(start..offset).unwrap_or_default();
        Self {
            number,
            column: before.chars().count() + 1,
            text: raw.replace('\t', "    "),
            indent: before.replace('\t', "    ").chars().count(),
            start,
            offset,
            raw,
        }
    }

    fn underline(&self, end: usize) -> String {
        let from = (self.offset - self.start).min(self.raw.len());
        let to = end.saturating_sub(self.start).clamp(from, self.raw.len());
        let width = self.raw.get(from..to).map_or(1, |text| text.replace('\t', "    ").chars().count());
        "^".repeat(width.max(1))
    }
}

/// The candidate that a person most likely meant, if any is near enough.
pub fn did_you_mean<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (written.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(written, candidate), !holds(candidate, written), candidate))
        .filter(|(distance, _, _)| *distance <= limit)
        .min()
        .map(|(_, _, candidate)| candidate)
}

/// Whether all letters of a word are there in their order, so that some were left out rather than mistaken.
fn holds(candidate: &str, written: &str) -> bool {
    let mut letters = candidate.chars();
    written.chars().all(|wanted| letters.any(|letter| letter.eq_ignore_ascii_case(&wanted)))
}

/// Edit distance that counts a swap of neighbours as one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.to_lowercase().chars().take(64).collect(), b.to_lowercase().chars().take(64).collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let swap = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + swap);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
