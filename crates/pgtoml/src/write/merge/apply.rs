//! Making the changes.

use super::super::lines::{Kind, Line};
use super::super::print;
use super::edit::Edit;
use crate::diagnostic::SourceFile;
use crate::kind::{Home, Tag};

impl Edit<'_> {
    /// The files with all changes made.
    pub(super) fn finish(mut self, files: &[SourceFile]) -> Vec<SourceFile> {
        for (within, entries) in std::mem::take(&mut self.groups) {
            let place = self.doc.last(&within).or_else(|| entries.first().and_then(|entry| self.home(&entry.path)));
            self.add_section(place, print::document(&entries));
        }
        self.empty_headers();
        let mut out: Vec<Writer> = files.iter().map(|_| Writer::default()).collect();
        for (at, line) in self.doc.lines.iter().enumerate() {
            let Some(writer) = out.get_mut(line.file) else { continue };
            if self.removed.contains(&at) {
                writer.gap = true;
            } else {
                writer.line(line, self.values.get(&at));
            }
            for text in self.lines.get(&at).into_iter().flatten() {
                writer.push(text);
            }
            for text in self.sections.get(&at).into_iter().flatten() {
                writer.section(text);
            }
        }
        if let Some(last) = out.last_mut() {
            for text in &self.end {
                last.section(text);
            }
        }
        files.iter().zip(out).map(|(file, writer)| SourceFile { text: writer.text, ..file.clone() }).collect()
    }

    /// Headers with nothing under them go, except where the section itself says something: that a kind is managed.
    fn empty_headers(&mut self) {
        let lines = &self.doc.lines;
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let end = self.doc.end_of_section(at);
            let group =
                line.kind == Kind::Header && super::root_of(&line.path).is_none() && !self.removed.contains(&at);
            let mut inside = at + 1..=end;
            let had = end > at;
            let empty = had
                && inside.all(|inside| {
                    self.removed.contains(&inside) || lines.get(inside).is_none_or(|line| line.kind == Kind::Blank)
                });
            let added = (at..=end).any(|at| self.lines.contains_key(&at));
            let managed = line.path.len() == 1
                && Tag::ALL.iter().any(|tag| {
                    tag.info().home == Home::Database && line.path.first().is_some_and(|key| key == tag.info().section)
                });
            if group && empty && !added && !managed {
                self.removed.insert(at);
            }
            at = end + 1;
        }
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Something was taken out since the last line.
    gap: bool,
}

impl Writer {
    fn line(&mut self, line: &Line, value: Option<&String>) {
        let blank_before = self.text.is_empty() || self.text.ends_with("\n\n") || self.text.ends_with("\n\r\n");
        if line.kind == Kind::Blank && self.gap && blank_before {
            return;
        }
        self.gap = false;
        self.end_line();
        match value {
            Some(value) => {
                self.text.push_str(line.text.get(..line.value.start).unwrap_or_default());
                self.text.push_str(value);
                self.text.push_str(line.text.get(line.value.end..).unwrap_or_default());
            }
            None => self.text.push_str(&line.text),
        }
    }

    fn push(&mut self, text: &str) {
        self.end_line();
        self.text.push_str(text);
    }

    /// A section, with a blank line before it.
    fn section(&mut self, text: &str) {
        self.end_line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self.text.push_str(text);
        self.gap = true;
    }

    fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}
