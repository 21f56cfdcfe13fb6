//! What quoted tokens stand for.

use std::borrow::Cow;

use super::tokens::{Kind, Token, continuation};

/// The identifier between double quotes.
pub fn identifier(quoted: &str) -> Cow<'_, str> {
    let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
    if inner.contains('"') { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) }
}

/// The text of a string literal; absent for tokens that are none and for escapes that PostgreSQL refuses or that depend on
/// the encoding of the database.
pub fn value<'a>(token: &Token<'a>) -> Option<Cow<'a, str>> {
    match token.kind {
        Kind::String => plain(token.text),
        Kind::Escape => escaped(token.text.get(1..)?).map(Cow::Owned),
        Kind::Dollar => {
            let tag = token.text.get(..=token.text.get(1..)?.find('$')? + 1)?;
            token.text.strip_prefix(tag)?.strip_suffix(tag).map(Cow::Borrowed)
        }
        _ => None,
    }
}

fn plain(text: &str) -> Option<Cow<'_, str>> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    if !inner.contains('\'') {
        return Some(Cow::Borrowed(inner));
    }
    decode(text, |_, _| None).map(Cow::Owned)
}

fn escaped(text: &str) -> Option<String> {
    decode(text, |rest, out| {
        let c = rest.chars().next()?;
        let digits = |from: usize, most: usize, radix: u32| {
            let digits = rest.get(from..)?;
            let end = digits.char_indices().take(most).take_while(|(_, c)| c.is_digit(radix)).count();
            u32::from_str_radix(digits.get(..end)?, radix).ok().map(|number| (number, from + end))
        };
        let (c, length) = match c {
            'b' => ('\u{8}', 1),
            'f' => ('\u{c}', 1),
            'n' => ('\n', 1),
            'r' => ('\r', 1),
            't' => ('\t', 1),
            'v' => ('\u{b}', 1),
            '0'..='7' => ascii(digits(0, 3, 8)?)?,
            'x' if rest.get(1..)?.starts_with(|c: char| c.is_ascii_hexdigit()) => ascii(digits(1, 2, 16)?)?,
            'u' => code_point(digits(1, 4, 16)?, 5)?,
            'U' => code_point(digits(1, 8, 16)?, 9)?,
            other => (other, other.len_utf8()),
        };
        out.push(c);
        Some(length)
    })
}

/// Byte escapes beyond ASCII are bytes of the database's encoding.
fn ascii((number, length): (u32, usize)) -> Option<(char, usize)> {
    let c = char::from_u32(number)?;
    (c.is_ascii() && c != '\0').then_some((c, length))
}

fn code_point((number, length): (u32, usize), wanted: usize) -> Option<(char, usize)> {
    let c = char::from_u32(number)?;
    (length == wanted && c != '\0').then_some((c, length))
}

/// Joins a literal and its continuations. `escape` reads what follows a backslash, pushes it and says how long it was;
/// without escapes a backslash stands for itself.
fn decode(text: &str, escape: impl Fn(&str, &mut String) -> Option<usize>) -> Option<String> {
    let escapes = escape("n", &mut String::new()).is_some();
    let mut out = String::with_capacity(text.len());
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let stop = rest.find(|c| c == '\'' || (escapes && c == '\\'))?;
        out.push_str(rest.get(..stop)?);
        at += stop;
        if rest.get(stop..)?.starts_with('\\') {
            at += 1 + escape(text.get(at + 1..)?, &mut out)?;
        } else if rest.get(stop..)?.starts_with("''") {
            out.push('\'');
            at += 2;
        } else {
            match continuation(text.as_bytes(), at + 1) {
                Some(open) => at = open + 1,
                None => return Some(out),
            }
        }
    }
}
