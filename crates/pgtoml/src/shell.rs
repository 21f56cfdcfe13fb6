//! Words of a command for a shell.

use std::borrow::Cow;

/// The text as one word of a POSIX shell, quoted where the shell would read it otherwise.
///
/// POSIX, "Shell Command Language", 2.2 Quoting.
pub fn word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
}

/// A program and its arguments as one line.
pub fn line<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{line, word};

    #[test]
    fn words() {
        for (text, quoted) in [
            ("a-b_1", "a-b_1"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(x)", "'$(x)'"),
            ("é", "'é'"),
            ("drop-table:public.old", "drop-table:public.old"),
        ] {
            assert_eq!(word(text), quoted);
        }
        assert_eq!(line(["psql", "-d", "my db"]), "psql -d 'my db'");
    }
}
