//! The report for a terminal of 100 columns.

use std::fmt::Write as _;

use super::Command;
use super::report::Report;
use super::words::{LEGEND, Sheet, Short, Tone, about};
use crate::sql::quote::comment_safe;

const WIDTH: usize = 100;

impl Report {
    /// For a terminal.
    pub fn human(&self, color: bool) -> String {
        let paint = |code: &str, text: &str| {
            if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
        };
        let mut out = String::new();
        let mut list = |title: &str, tint: &str, lines: Vec<(String, String)>| {
            if !lines.is_empty() {
                let _ = writeln!(out, "{}", paint(tint, title));
                lines.iter().for_each(|(first, text)| wrapped(&mut out, &format!("  {first}"), "    ", text));
                out.push('\n');
            }
        };
        let plain = |text: String| (String::new(), text);
        list("open without a filter", "1;33", self.exposed.iter().map(|one| plain(one.sentence())).collect());
        list(
            "ways past row-level security",
            "1;33",
            self.findings.iter().map(|one| plain(one.message.clone())).collect(),
        );
        let abouts: Vec<(String, String)> =
            self.matrix.roles.iter().filter_map(|role| Some((role.name.to_string(), about(role)?))).collect();
        let name = abouts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let abouts =
            abouts.into_iter().map(|(role, about)| (format!("{}  ", padded(&comment_safe(&role), name)), about));
        list("roles", "1", abouts.collect());
        list("remarks", "1", self.remarks.iter().cloned().map(plain).collect());
        let sheets: Vec<Sheet> =
            self.matrix.relations.iter().map(|relation| Sheet::of(relation, &self.rows(relation))).collect();
        let role = sheets.iter().flat_map(|sheet| &sheet.rows).map(|(role, _)| width(role)).max().unwrap_or(0);
        let role = role.clamp(8, 34);
        for sheet in &sheets {
            let _ = writeln!(
                out,
                "{}  {}",
                paint("1", &comment_safe(&sheet.title)),
                paint("2", &comment_safe(&sheet.guard))
            );
            if sheet.rows.is_empty() {
                let _ = writeln!(out, "  {}", paint("2", "granted to nobody"));
            } else {
                let heads: String = Command::ALL.iter().map(|command| format!("{:<11}", command.name())).collect();
                let _ = writeln!(out, "  {}  {}", " ".repeat(role), paint("2", heads.trim_end()));
            }
            for (name, cells) in &sheet.rows {
                let last = cells.len() - 1;
                let cell = |(at, short): (usize, &Short)| {
                    let text = short.text();
                    let pad = if at == last { 0 } else { 11_usize.saturating_sub(width(&text)) };
                    let tint = match short.tone {
                        Tone::Open => "33",
                        Tone::Chosen => "32",
                        Tone::Closed => "2",
                    };
                    format!("{}{}", paint(tint, &text), " ".repeat(pad))
                };
                let cells: String = cells.iter().enumerate().map(cell).collect();
                let _ = writeln!(out, "  {}  {cells}", padded(&comment_safe(name), role));
            }
            for (at, note) in sheet.notes.iter().enumerate() {
                let number = format!("  {:>2}  ", at + 1);
                wrapped(&mut out, &number, "      ", note);
            }
            sheet.doors.iter().for_each(|door| wrapped(&mut out, "   +  ", "      ", door));
            out.push('\n');
        }
        if sheets.iter().any(|sheet| !sheet.rows.is_empty()) {
            let used = |word: &str| {
                sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|(_, cells)| cells).any(|cell| cell.word == word)
            };
            let legend: Vec<String> =
                LEGEND.iter().filter(|(word, _)| used(word)).map(|(word, text)| format!("{word}: {text}")).collect();
            let _ = writeln!(out, "{}", paint("2", &legend.join(", ")));
        }
        let _ = writeln!(out, "{}", paint("1", &self.headline()));
        out
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The text with blanks up to a width; what is too long is cut.
fn padded(text: &str, to: usize) -> String {
    if width(text) > to {
        return text.chars().take(to - 1).chain(['…']).collect();
    }
    format!("{text}{}", " ".repeat(to - width(text)))
}

/// Lines of a text, broken at blanks.
fn wrapped(out: &mut String, first: &str, rest: &str, text: &str) {
    let text = comment_safe(text);
    let (mut line, mut empty) = (first.to_owned(), true);
    for word in text.split(' ') {
        if !empty && width(&line) + 1 + width(word) > WIDTH {
            let _ = writeln!(out, "{}", line.trim_end());
            line = rest.to_owned();
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    let _ = writeln!(out, "{}", line.trim_end());
}
