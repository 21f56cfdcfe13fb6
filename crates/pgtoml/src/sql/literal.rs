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
    decode(text, None).map(Cow::Owned)
}

fn escaped(text: &str) -> Option<String> {
    decode(text, Some(escape))
}

/// The character that an escape stands for, and how many bytes follow the backslash.
fn escape(rest: &str) -> Option<(char, usize)> {
    let c = rest.chars().next()?;
    let digits = |from: usize, most: usize, radix: u32| {
        let digits = rest.get(from..)?;
        let end = digits.char_indices().take(most).take_while(|(_, c)| c.is_digit(radix)).count();
        u32::from_str_radix(digits.get(..end)?, radix).ok().map(|number| (number, from + end))
    };
    Some(match c {
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

/// Reads what follows a backslash: the character that it stands for, and how many bytes it is.
type Escape = fn(&str) -> Option<(char, usize)>;

/// Joins a literal and its continuations. Without `escape`, which reads what follows a backslash, a backslash stands for
/// itself.
fn decode(text: &str, escape: Option<Escape>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 1;
    loop {
        let rest = text.get(at..)?;
        let stop = rest.find(|c| c == '\'' || (escape.is_some() && c == '\\'))?;
        out.push_str(rest.get(..stop)?);
        at += stop;
        if let Some(escape) = escape.filter(|_| rest.get(stop..).is_some_and(|rest| rest.starts_with('\\'))) {
            let (c, length) = escape(text.get(at + 1..)?)?;
            out.push(c);
            at += 1 + length;
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
