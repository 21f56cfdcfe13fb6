//! What a string or key of TOML means, and where each of its bytes is written.

use std::ops::Range;

/// A string as it is meant.
#[derive(Debug)]
pub(super) struct Meant {
    pub text: String,
    /// Where the bytes are written, and the end; none where they are written as they are.
    places: Vec<usize>,
    /// What it stands between.
    pub quote: &'static str,
}

impl Meant {
    /// The content of a string within the text of a file.
    pub fn within(text: &str, content: Range<usize>) -> Self {
        let before = text.get(..content.start).unwrap_or_default();
        let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| before.ends_with(quote)).unwrap_or("");
        Self::new(text.get(content).unwrap_or_default(), quote)
    }

    /// A key.
    pub fn key(written: &str) -> String {
        let quote = ["\"", "'"].into_iter().find(|quote| written.starts_with(quote)).unwrap_or("");
        Self::new(written.trim_matches(|c| quote.starts_with(c)), quote).text
    }

    fn new(written: &str, quote: &'static str) -> Self {
        if !quote.starts_with('"') || !written.contains('\\') {
            return Self { text: written.to_owned(), places: Vec::new(), quote };
        }
        let mut meant = Self { text: String::new(), places: Vec::new(), quote };
        let mut chars = written.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let mut push = |c: char| {
                meant.text.push(c);
                meant.places.resize(meant.text.len(), at);
            };
            match (c, chars.peek().map(|(_, next)| *next)) {
                // A line that goes on in the next.
                ('\\', Some('\n' | ' ' | '\t' | '\r')) => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                ('\\', Some(next)) => {
                    chars.next();
                    let digits = match next {
                        'u' => 4,
                        'U' => 8,
                        _ => 0,
                    };
                    let code: String = (0..digits).filter_map(|_| chars.next()).map(|(_, c)| c).collect();
                    push(match next {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        _ if digits > 0 => u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or(' '),
                        other => other,
                    });
                }
                _ => push(c),
            }
        }
        meant.places.push(written.len());
        meant
    }

    /// Where a byte of it is written.
    pub fn at(&self, byte: usize) -> usize {
        if self.places.is_empty() { byte } else { self.places.get(byte).copied().unwrap_or(byte) }
    }
}

/// A text between quotes of TOML; `None`: they cannot hold it.
pub(super) fn quoted(quote: &str, new: &str) -> Option<String> {
    match quote {
        "\"" | "\"\"\"" => {
            // Whatever holds an apostrophe is written between double quotes.
            let line = crate::write::string(&format!("{new}'"));
            line.strip_prefix('"')?.strip_suffix("'\"").map(str::to_owned)
        }
        "" => Some(new.to_owned()),
        quote => (!new.contains(quote)).then(|| new.to_owned()),
    }
}
