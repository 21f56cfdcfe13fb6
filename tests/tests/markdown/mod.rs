//! Tests that are written as documents: prose, what goes in, what must come out.
//!
//! A document has sections, each under a heading `## `. Fenced blocks say what a section is about; the words after the
//! fence are the language and, for what goes in, the name of a file. `BLESS=1` writes what came out into the documents.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// A document of tests.
pub struct Document {
    /// Where it is.
    pub path: PathBuf,
    text: String,
}

/// What stands under one heading.
pub struct Section {
    /// The heading.
    pub title: String,
    /// Its fenced blocks.
    pub blocks: Vec<Block>,
}

/// A fenced block.
pub struct Block {
    /// The language after the fence.
    pub language: String,
    /// What follows the language: the name of a file.
    pub name: Option<String>,
    /// What stands between the fences, with its last line break.
    pub text: String,
    /// Where that is in the document.
    range: Range<usize>,
}

/// What a block should hold instead.
pub type Correction = (Range<usize>, String);

impl Document {
    /// Every document of a folder beside the tests, in the order of their names.
    pub fn all(folder: &str) -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .collect();
        paths.sort();
        assert!(!paths.is_empty(), "{} holds no documents", folder.display());
        paths.into_iter().map(|path| Self { text: std::fs::read_to_string(&path).unwrap(), path }).collect()
    }

    /// Its sections.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections: Vec<Section> = Vec::new();
        let mut open: Option<(usize, Block)> = None;
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let ticks = line.len() - line.trim_start_matches('`').len();
            if let Some((fence, block)) = &mut open {
                if ticks >= *fence && line.trim_start_matches('`').trim().is_empty() {
                    block.range.end = start;
                    block.text = self.text[block.range.clone()].to_owned();
                    let (_, block) = open.take().unwrap();
                    sections.last_mut().unwrap().blocks.push(block);
                }
            } else if ticks >= 3 {
                let words = line.trim_start_matches('`').trim();
                let (language, name) = words.split_once(' ').map_or((words, None), |(first, rest)| (first, Some(rest)));
                assert!(!sections.is_empty(), "{}: a block before the first heading `## `", self.path.display());
                let block =
                    Block { language: language.into(), name: name.map(Into::into), text: String::new(), range: at..at };
                open = Some((ticks, block));
            } else if let Some(title) = line.strip_prefix("## ") {
                sections.push(Section { title: title.trim().to_owned(), blocks: Vec::new() });
            }
        }
        assert!(open.is_none(), "{}: a block is not closed", self.path.display());
        sections
    }

    /// Compares a block with what came out. What is wrong is said, or under `BLESS` noted as a correction.
    pub fn compare(
        &self,
        section: &Section,
        block: &Block,
        got: &str,
        wrong: &mut Vec<String>,
        right: &mut Vec<Correction>,
    ) {
        if block.text == got {
            return;
        }
        if bless() {
            right.push((block.range.clone(), got.to_owned()));
            return;
        }
        let place = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        wrong.push(format!("{place}: {}\n--- expected\n{}--- got\n{got}", section.title, block.text));
    }

    /// Writes corrections into the document.
    pub fn correct(&self, mut corrections: Vec<Correction>) {
        if corrections.is_empty() {
            return;
        }
        corrections.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let mut text = self.text.clone();
        for (range, correction) in corrections {
            text.replace_range(range, &correction);
        }
        std::fs::write(&self.path, text).unwrap();
    }
}

/// Whether to write what came out instead of complaining about it.
pub fn bless() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| !value.is_empty())
}
