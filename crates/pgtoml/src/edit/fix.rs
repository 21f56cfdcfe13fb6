//! What sets a problem right, as edits of the text.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::{Edit, cursor, span};
use crate::diagnostic::{Diagnostic, SourceFile, did_you_mean};
use crate::edit::cursor::At;

/// An edit that a person may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in a few words.
    pub title: String,
    /// The edits.
    pub edits: Vec<Edit>,
}

/// Where the sections of some files end: found once, for all problems.
#[derive(Debug, Default)]
pub struct Sections(BTreeMap<(u32, Vec<SmolStr>), usize>);

impl Sections {
    /// Of these files.
    pub fn new(files: &[SourceFile]) -> Self {
        let mut all = BTreeMap::new();
        for (number, file) in (0_u32..).zip(files) {
            for (path, end) in cursor::sections(&file.text) {
                all.entry((number, path)).or_insert(end);
            }
        }
        Self(all)
    }
}

/// The fixes of a problem of these files, the likeliest first.
pub fn fixes(diagnostic: &Diagnostic, files: &[SourceFile], sections: &Sections) -> Vec<Fix> {
    nearest(diagnostic, files).into_iter().chain(merged(diagnostic, files, sections)).collect()
}

/// The word that was probably meant in place of the one that is there.
fn nearest(diagnostic: &Diagnostic, files: &[SourceFile]) -> Option<Fix> {
    let near = diagnostic.suggestion()?;
    let place = diagnostic.span?;
    let text = files.get(place.file as usize)?.text.as_str();
    let (start, end) = (place.start as usize, place.end as usize);
    let written = text.get(start..end)?;
    let inside = written.trim_matches(['"', '\'']);
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let from = start + written.find(inside)?;
    // The place may be a whole text of which one word is wrong.
    let words: Vec<(usize, &str)> =
        match inside.chars().all(|c| letter(c) || c == ' ') && did_you_mean(inside, [near]).is_some() {
            true => vec![(0, inside)],
            false => {
                let words = inside.match_indices(letter).map(|(at, _)| at);
                let starts = words.filter(|at| !inside.get(..*at).is_some_and(|before| before.ends_with(letter)));
                let word = |at: usize| inside.get(at..).and_then(|rest| rest.split(|c| !letter(c)).next());
                let all = starts.filter_map(|at| Some((at, word(at)?)));
                all.filter(|(_, word)| *word != near && did_you_mean(word, [near]).is_some()).collect()
            }
        };
    let [(at, word)] = words.as_slice() else { return None };
    let quoted = crate::write::bare(near);
    let in_key = || written == inside && matches!(cursor::find(text, from).at, At::Key | At::Header);
    let new = if quoted != near && in_key() { quoted } else { near.to_owned() };
    let edit = Edit { span: span(place.file, from + at..from + at + word.len()), text: new };
    Some(Fix { title: format!("Change to `{near}`"), edits: vec![edit] })
}

/// The TOML of the fix where its section is, or behind everything.
fn merged(diagnostic: &Diagnostic, files: &[SourceFile], sections: &Sections) -> Option<Fix> {
    let fix = diagnostic.fix.as_deref()?.trim();
    let (_, lines) = fix.split_once('\n').filter(|(header, _)| header.starts_with('['))?;
    let file = diagnostic.span.map_or(0, |span| span.file);
    let text = files.get(file as usize)?.text.as_str();
    let (path, _) = cursor::sections(fix).into_iter().nth(1)?;
    let (at, new) = match sections.0.get(&(file, path)) {
        Some(end) => {
            let gap = if text.get(..*end).is_some_and(|head| head.ends_with('\n')) { "" } else { "\n" };
            (*end, format!("{gap}{lines}\n"))
        }
        None => {
            let gap = if text.is_empty() || text.ends_with('\n') { "\n" } else { "\n\n" };
            (text.len(), format!("{gap}{fix}\n"))
        }
    };
    let title = format!("Add `{}`", lines.lines().next().unwrap_or_default());
    Some(Fix { title, edits: vec![Edit { span: span(file, at..at), text: new }] })
}
