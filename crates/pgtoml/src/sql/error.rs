//! What is wrong with a fragment of SQL, and where.

use std::fmt;

/// A problem in a fragment, placed by byte offset so that the reader of the file around it can underline it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlError {
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// Where it starts in the fragment, in bytes.
    pub offset: usize,
    /// How many bytes it covers; zero at the end of the fragment.
    pub len: usize,
    /// What to do about it.
    pub hint: Option<String>,
}

impl SqlError {
    /// A problem with the bytes from `offset`.
    pub fn new(message: impl Into<String>, offset: usize, len: usize) -> Self {
        Self { message: message.into(), offset, len, hint: None }
    }

    /// The same problem with advice.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem in a text that has `by` more bytes in front.
    pub fn moved(mut self, by: usize) -> Self {
        self.offset += by;
        self
    }
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for SqlError {}

/// The candidate that a person most likely meant by `word`, if one is near enough.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A longer word cannot be near any key word, and the distance is quadratic.
    if word.len() > 40 {
        return None;
    }
    let word = word.to_ascii_lowercase();
    let allowed = if word.len() < 4 { 1 } else { 2 };
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, candidate), candidate))
        .filter(|(distance, _)| (1..=allowed).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edits between two words, where swapping two neighbours counts as one.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found() {
        let words = ["default", "deferrable", "references", "not"];
        assert_eq!(nearest("defualt", words), Some("default"));
        assert_eq!(nearest("REFERENCE", words), Some("references"));
        assert_eq!(nearest("nto", words), Some("not"));
        assert_eq!(nearest("default", words), None);
        assert_eq!(nearest("xyz", words), None);
    }
}
