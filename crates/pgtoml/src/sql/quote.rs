//! Quoting of identifiers, literals and bodies.

use std::borrow::Cow;

use super::keywords::{Category, category};

/// The identifier as SQL, quoted exactly when PostgreSQL's own `quote_ident` quotes it.
///
/// PostgreSQL manual: "String Functions" (9.4), "Identifiers and Key Words" (4.1.1).
pub fn quote_ident(name: &str) -> Cow<'_, str> {
    if is_plain(name) && matches!(category(name), None | Some(Category::Unreserved)) {
        return Cow::Borrowed(name);
    }
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push('"');
    for c in name.chars() {
        if c == '"' {
            quoted.push('"');
        }
        quoted.push(c);
    }
    quoted.push('"');
    Cow::Owned(quoted)
}

/// Whether the characters of a name alone allow it to stand without quotes. PostgreSQL's `quote_ident` also quotes `$`,
/// which the lexer would take.
pub fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b == b'_')
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The text as a string literal, in the `E''` form when it holds a backslash, as PostgreSQL's `quote_literal` does, or a
/// carriage return, which a tool on the way (git, an editor) may take for the end of a line.
///
/// PostgreSQL manual: "String Constants" (4.1.2.1), "String Functions" (9.4).
pub fn quote_literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 3);
    if text.contains(['\\', '\r']) {
        quoted.push('E');
    }
    quoted.push('\'');
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend([c, c]),
            '\r' => quoted.push_str("\\r"),
            _ => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}

/// The body between dollar quotes whose tag it does not contain.
///
/// PostgreSQL manual: "Dollar-Quoted String Constants" (4.1.2.4).
pub fn dollar_quote(body: &str) -> String {
    let mut tag = String::from("$$");
    let mut number = 0;
    // The end of the body together with the closing tag must not read as an earlier tag either.
    while format!("{body}{tag}").find(&tag) != Some(body.len()) {
        tag = if number == 0 { "$body$".into() } else { format!("$body{number}$") };
        number += 1;
    }
    format!("{tag}{body}{tag}")
}

/// The text on one line, for a `--` comment and for a terminal: without characters that turn the direction of what
/// follows, which would let a name look like another one.
pub fn comment_safe(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut line = String::with_capacity(text.len());
    let text: String = text.chars().filter(|c| !turns(*c)).collect();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Whether the word, in any case, is a key word that cannot name a column or table without quotes.
///
/// PostgreSQL manual: "SQL Key Words" (appendix C).
pub fn is_reserved(word: &str) -> bool {
    matches!(category(&word.to_ascii_lowercase()), Some(Category::Reserved | Category::TypeFuncName))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_hold_one_line_in_one_direction() {
        assert_eq!(comment_safe("a\n-- b\u{202e}txt\u{2069}\u{7}"), "a -- btxt");
    }

    /// Answers of `quote_ident` of PostgreSQL 15 and 18.
    #[test]
    fn identifiers() {
        for (name, quoted) in [
            ("users", "users"),
            ("_x1", "_x1"),
            ("a$b", "\"a$b\""),
            ("Users", "\"Users\""),
            ("user", "\"user\""),
            ("name", "name"),
            ("int", "\"int\""),
            ("left", "\"left\""),
            ("1a", "\"1a\""),
            ("", "\"\""),
            ("a\"b", "\"a\"\"b\""),
            ("é", "\"é\""),
            ("a b", "\"a b\""),
        ] {
            assert_eq!(quote_ident(name), quoted);
        }
    }

    /// Answers of `quote_literal` of PostgreSQL 15 and 18.
    #[test]
    fn literals() {
        for (text, quoted) in [("", "''"), ("it's", "'it''s'"), ("a\\b", "E'a\\\\b'"), ("'\\", "E'''\\\\'")] {
            assert_eq!(quote_literal(text), quoted);
        }
    }

    #[test]
    fn bodies() {
        for (body, quoted) in [
            ("select 1", "$$select 1$$"),
            ("a $$ b", "$body$a $$ b$body$"),
            ("cost $", "$body$cost $$body$"),
            ("$$ $body$", "$body1$$$ $body$$body1$"),
        ] {
            assert_eq!(dollar_quote(body), quoted);
        }
    }

    #[test]
    fn comments_stay_on_their_line() {
        assert_eq!(comment_safe("a\r\n  b\u{2028}c\0d"), "a b c d");
    }

    #[test]
    fn reserved_words() {
        assert!(is_reserved("SELECT") && is_reserved("left"));
        assert!(!is_reserved("name") && !is_reserved("int") && !is_reserved("foo"));
    }
}
