//! What an editor answers about a place: `tests/edit/*.md`. The name of a document is the question.
//!
//! A section holds files (`toml NAME`, or `toml` for schema.toml) of which one has the mark `▮`, and the answer (`text`). Where something gets another
//! name, a block `name` says it.
//! `BLESS=1` writes the answers.

mod markdown;

use std::fmt::Write as _;

use markdown::Document;
use pgtoml::diagnostic::{Line, SourceFile, Span};
use pgtoml::edit::Edit;
use pgtoml::edit::complete::complete;
use pgtoml::edit::fix::{Sections, fixes};
use pgtoml::edit::hover::{definition, hover};
use pgtoml::edit::references::references;
use pgtoml::edit::rename::rename;
use pgtoml::lint::{Subject, lint};
use pgtoml::read::{Loaded, read};

const MARK: char = '▮';

#[test]
fn answers() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for document in Document::all("edit") {
        let question = document.path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut corrections = Vec::new();
        for section in document.sections() {
            let mut at = None;
            let inputs = section.blocks.iter().filter(|block| block.language == "toml").enumerate();
            let files: Vec<SourceFile> = inputs
                .map(|(number, block)| {
                    if let Some(byte) = block.text.find(MARK) {
                        at = Some((u32::try_from(number).unwrap(), byte));
                    }
                    let name = block.name.clone().unwrap_or_else(|| "schema.toml".to_owned());
                    SourceFile { name, text: block.text.replace(MARK, "") }
                })
                .collect();
            if files.is_empty() {
                continue;
            }
            let expected: Vec<_> = section.blocks.iter().filter(|block| block.language == "text").collect();
            assert_eq!(expected.len(), 1, "{}: {} needs one block `text`", document.path.display(), section.title);
            let loaded = read(files, &|_| Err("no other file".to_owned()));
            let name = section.blocks.iter().find(|block| block.language == "name");
            let answer = match name {
                Some(name) => renamed(&loaded, at.unwrap(), name.text.trim_end_matches('\n')),
                None => answer(&question, &loaded, at),
            };
            document.compare(&section, expected[0], &answer, &mut wrong, &mut corrections);
            count += 1;
        }
        document.correct(corrections);
    }
    assert!(count > 0);
    assert!(wrong.is_empty(), "\n{}\n\nBLESS=1 writes what came out", wrong.join("\n"));
}

fn answer(question: &str, loaded: &Loaded, at: Option<(u32, usize)>) -> String {
    let (file, byte) = at.unwrap_or_default();
    let text = &loaded.files[file as usize].text;
    let mut out = String::new();
    match question {
        "completion" => {
            let found = complete(loaded, file, byte);
            let _ = writeln!(out, "in place of `{}`", &text[found.range]);
            for item in found.items.iter().take(12) {
                let written = if item.text == item.label { String::new() } else { format!(" as {}", item.text) };
                let line = format!("{} {}{written}: {} {}", item.sort.name(), item.label, item.detail, item.docs);
                let _ = writeln!(out, "{}", line.trim_end_matches([' ', ':']));
            }
            if found.items.len() > 12 {
                out.push_str("and more\n");
            }
        }
        "hover" => match hover(loaded, file, byte) {
            Some(found) => {
                let _ = writeln!(out, "`{}`\n{}", &text[found.range], found.text);
            }
            None => out.push_str("nothing\n"),
        },
        "definition" => match definition(loaded, file, byte) {
            Some(span) => out.push_str(&shown(loaded, span)),
            None => out.push_str("nothing\n"),
        },
        "references" => references(loaded, file, byte).into_iter().for_each(|span| out.push_str(&shown(loaded, span))),
        "fixes" => {
            let report =
                lint(&Subject::new(&loaded.model, pgtoml::kind::Version::NEWEST, &[]), &loaded.lint, Some(loaded));
            let found = report.findings.iter().map(|finding| &finding.diagnostic);
            for diagnostic in loaded.diagnostics.iter().chain(found) {
                for fix in fixes(diagnostic, &loaded.files, &Sections::new(&loaded.files)) {
                    let _ = writeln!(out, "{}: {}", diagnostic.code, fix.title);
                    out.push_str(&edited(loaded, fix.edits));
                }
            }
            if out.is_empty() {
                out.push_str("nothing\n");
            }
        }
        other => panic!("there is no question {other}"),
    }
    out
}

/// The lines that are other ones when something has another name, or why it cannot have it.
fn renamed(loaded: &Loaded, at: (u32, usize), name: &str) -> String {
    let changes = match rename(loaded, &[], Some(&loaded.model), at, name) {
        Ok(changes) => changes,
        Err(reason) => return format!("no: {reason}\n"),
    };
    let mut out = String::new();
    for file in &loaded.files {
        let mut text = file.text.clone();
        let mut own: Vec<_> = changes.iter().filter(|change| change.file == file.name).collect();
        own.sort_by_key(|change| std::cmp::Reverse(change.range.start));
        own.iter().for_each(|change| text.replace_range(change.range.clone(), &change.text));
        let before: Vec<&str> = file.text.lines().collect();
        for line in text.lines().filter(|line| !before.contains(line)) {
            let _ = writeln!(out, "{}: {line}", file.name);
        }
    }
    out
}

fn shown(loaded: &Loaded, span: Span) -> String {
    let file = &loaded.files[span.file as usize];
    let line = Line::at(&file.text, span.start as usize);
    let word = &file.text[span.start as usize..span.end as usize];
    format!("{}:{}:{} {word}\n", file.name, line.number, line.column)
}

/// The lines that edits change, as they are then.
fn edited(loaded: &Loaded, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut out = String::new();
    for edit in edits {
        let text = &loaded.files[edit.span.file as usize].text;
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let from = text[..start].trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
        let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
        let _ = writeln!(out, "{}{}{}", &text[from..start], edit.text, &text[end..to]);
    }
    out.lines().fold(String::new(), |all, line| all + format!("  {line}").trim_end() + "\n")
}
