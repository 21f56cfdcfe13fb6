//! Conditions token by token: what is compared with what, and where a name comes from.

use super::session::Slot;
use crate::sql::tokens::{Kind, Token};

/// A call or key word in a text, by its tokens, and what of the session it is.
pub(super) struct Asked {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) slots: Vec<Slot>,
}

/// A column as it stands in a text.
pub(super) struct Name {
    pub(super) qualifier: Option<String>,
    pub(super) column: String,
}

pub(super) fn is_name(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Word | Kind::Quoted)
}

/// An identifier as PostgreSQL stores it.
pub(super) fn plain(text: &str) -> String {
    match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_lowercase(),
    }
}

pub(super) fn literal(token: &Token<'_>) -> Option<String> {
    let inner = token.text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''))?;
    (token.kind == Kind::String).then(|| inner.replace("''", "'"))
}

/// Where the parentheses end that open at a token.
pub(super) fn closing(list: &[Token<'_>], open: usize) -> Option<usize> {
    let first = list.get(open).filter(|token| token.kind == Kind::Open)?;
    let length =
        list.get(open + 1..)?.iter().position(|token| token.kind == Kind::Close && token.depth == first.depth)?;
    Some(open + 1 + length)
}

/// Where the parentheses begin that close at a token.
fn opening(list: &[Token<'_>], close: usize) -> Option<usize> {
    let last = list.get(close)?;
    list.get(..close)?.iter().rposition(|token| token.kind == Kind::Open && token.depth == last.depth)
}

/// Behind casts and steps into JSON; the steps.
pub(super) fn suffix(list: &[Token<'_>], mut to: usize) -> (usize, Vec<String>) {
    let mut path = Vec::new();
    while let Some(next) = list.get(to + 1) {
        if next.kind == Kind::Cast {
            to += 2;
            while list.get(to + 1).is_some_and(|token| token.kind == Kind::Dot) {
                to += 2;
            }
            if list.get(to + 1).is_some_and(|token| token.kind == Kind::OpenBracket) {
                to += 2;
            }
        } else if next.is_operator("->") || next.is_operator("->>") {
            let Some(key) = list.get(to + 2).and_then(literal) else { break };
            path.push(key);
            to += 2;
        } else if next.is_operator("#>>") || next.is_operator("#>") {
            let Some(keys) = list.get(to + 2).and_then(literal) else { break };
            path.extend(keys.trim_matches(['{', '}']).split(',').map(|key| key.trim().to_owned()));
            to += 2;
        } else {
            break;
        }
    }
    (to, path)
}

/// Words before parentheses that do not call anything.
const NO_CALL: &[&str] =
    &["and", "or", "not", "where", "on", "when", "then", "else", "select", "in", "is", "case", "return", "if"];

/// The column with which what is asked is compared, looking outwards through casts, calls and sub-selects without FROM.
pub(super) fn compared(list: &[Token<'_>], asked: &mut Asked) -> Option<(usize, Name)> {
    let (mut from, mut to) = (asked.from, asked.to);
    for _ in 0..24 {
        let (end, path) = suffix(list, to);
        to = end;
        if !path.is_empty() {
            for slot in &mut asked.slots {
                // A function may have gone into the JSON itself.
                if let Slot::Setting { path: known, .. } = slot {
                    known.extend(path.iter().cloned());
                }
            }
        }
        if from >= 2 && list.get(from - 1).is_some_and(|token| token.is_operator("=")) {
            return name_before(list, from - 2);
        }
        if list.get(to + 1).is_some_and(|token| token.is_operator("=")) {
            return name_after(list, to + 2);
        }
        let depth = list.get(from)?.depth;
        let open = list.get(..from)?.iter().rposition(|token| token.kind == Kind::Open && token.depth + 1 == depth)?;
        let close = closing(list, open)?;
        let inside = list.get(open + 1..close)?.iter().filter(|token| token.depth == depth);
        if inside.clone().any(|token| token.is("from") || token.is("and") || token.is("or") || token.is_operator("=")) {
            return None;
        }
        (from, to) = (open, close);
        if let Some(word) = from.checked_sub(1).and_then(|at| list.get(at))
            && is_name(word)
            && !NO_CALL.iter().any(|known| word.is(known))
        {
            from -= 1;
            if from >= 2 && list[from - 1].kind == Kind::Dot {
                from -= 2;
            }
        }
    }
    None
}

/// The name that ends at a token, through a cast and parentheses.
fn name_before(list: &[Token<'_>], at: usize) -> Option<(usize, Name)> {
    let token = list.get(at)?;
    if token.kind == Kind::CloseBracket {
        return None;
    }
    if token.kind == Kind::Close {
        let open = opening(list, at)?;
        return if at == open + 2 || list.get(at - 1)?.kind != Kind::Close { name_before(list, at - 1) } else { None };
    }
    if !is_name(token) {
        return None;
    }
    match at.checked_sub(1).and_then(|before| list.get(before)).map(|before| before.kind) {
        Some(Kind::Cast) => name_before(list, at.checked_sub(2)?),
        Some(Kind::Dot) => {
            let qualifier = plain(list.get(at.checked_sub(2)?)?.text);
            Some((at, Name { qualifier: Some(qualifier), column: plain(token.text) }))
        }
        _ => Some((at, Name { qualifier: None, column: plain(token.text) })),
    }
}

/// The name that begins at a token.
fn name_after(list: &[Token<'_>], at: usize) -> Option<(usize, Name)> {
    let token = list.get(at)?;
    if token.kind == Kind::Open {
        return name_after(list, at + 1);
    }
    if !is_name(token) || list.get(at + 1).is_some_and(|next| next.kind == Kind::Open) {
        return None;
    }
    if list.get(at + 1).is_some_and(|next| next.kind == Kind::Dot) {
        let column = list.get(at + 2).filter(|token| is_name(token))?;
        return Some((at, Name { qualifier: Some(plain(token.text)), column: plain(column.text) }));
    }
    Some((at, Name { qualifier: None, column: plain(token.text) }))
}

/// Whether a token stands in a sub-select with FROM.
pub(super) fn in_query(list: &[Token<'_>], at: usize) -> bool {
    let Some(token) = list.get(at) else { return false };
    let mut depth = token.depth;
    let mut place = at;
    while depth > 0 {
        let Some(open) = list
            .get(..place)
            .and_then(|list| list.iter().rposition(|token| token.kind == Kind::Open && token.depth + 1 == depth))
        else {
            return false;
        };
        let end = closing(list, open).unwrap_or(list.len());
        if list.get(open..end).is_some_and(|list| list.iter().any(|token| token.depth == depth && token.is("from"))) {
            return true;
        }
        (place, depth) = (open, depth - 1);
    }
    false
}

/// The relation that an alias stands for.
pub(super) fn alias(list: &[Token<'_>], name: &str) -> Option<String> {
    for (at, token) in list.iter().enumerate() {
        let introduces = token.is("from") || token.is("join") || token.kind == Kind::Comma;
        if !introduces {
            continue;
        }
        let mut end = at + 1;
        // Parentheses around joins.
        while list.get(end).is_some_and(|token| token.kind == Kind::Open) {
            end += 1;
        }
        while list.get(end + 1).is_some_and(|token| token.kind == Kind::Dot) {
            end += 2;
        }
        let Some(relation) = list.get(end).filter(|token| is_name(token)) else { continue };
        let next = if list.get(end + 1).is_some_and(|token| token.is("as")) { end + 2 } else { end + 1 };
        if list.get(next).is_some_and(|token| is_name(token) && plain(token.text) == name) {
            return Some(plain(relation.text));
        }
    }
    None
}

/// Whether a name stands between AND, OR and parentheses, and nothing else.
fn alone(list: &[Token<'_>], at: usize) -> bool {
    let Some(token) = list.get(at) else { return false };
    let start = if at >= 2 && list[at - 1].kind == Kind::Dot { at - 2 } else { at };
    let before = start.checked_sub(1).and_then(|before| list.get(before));
    let joins = |token: &Token<'_>| token.is("and") || token.is("or");
    let opens = |token: &Token<'_>| token.kind == Kind::Open || joins(token) || token.is("where");
    let closes = |token: &Token<'_>| token.kind == Kind::Close || joins(token);
    let called = before.is_some_and(|token| token.kind == Kind::Open)
        && start
            .checked_sub(2)
            .and_then(|at| list.get(at))
            .is_some_and(|token| is_name(token) && !joins(token) && !token.is("not"));
    !["and", "or", "not", "true", "false", "null", "select", "where"].iter().any(|word| token.is(word))
        && before.is_none_or(opens)
        && list.get(at + 1).is_none_or(closes)
        && !called
}

/// Constants with which columns are compared.
pub(super) fn constants(list: &[Token<'_>]) -> Vec<(usize, Name, Option<String>)> {
    let mut found = Vec::new();
    for (at, token) in list.iter().enumerate() {
        if token.is("is") && at > 0 {
            let not = list.get(at + 1).is_some_and(|token| token.is("not"));
            if list.get(at + 1).is_some_and(|token| token.is("null"))
                && !not
                && let Some((place, name)) = name_before(list, at - 1)
            {
                found.push((place, name, None));
            }
        } else if token.is("not") && list.get(at + 1).is_some_and(is_name) {
            let follows = list.get(at + 2).map(|token| token.kind);
            if !matches!(follows, Some(Kind::Open | Kind::Dot))
                && let Some((place, name)) = name_after(list, at + 1)
                && !["exists", "null", "in", "like", "between"].contains(&name.column.as_str())
            {
                found.push((place, name, Some("false".to_owned())));
            }
        } else if is_name(token) && alone(list, at) {
            // A column that is a condition by itself: `is_public`.
            if let Some((place, name)) = name_before(list, at) {
                found.push((place, name, Some("true".to_owned())));
            }
        } else if token.is_operator("=") && at > 0 {
            let Some((place, name)) = name_before(list, at - 1) else { continue };
            // Up to the end of the comparison: `'a'`, `('a')`, `any (array['a', 'b'])`.
            let rest = list.get(at + 1..).unwrap_or_default();
            let ends = |token: &Token<'_>| {
                token.is("and") || token.is("or") || token.is("select") || token.depth < list[at].depth
            };
            let rest = rest.iter().take_while(|token| !ends(token));
            let texts: Vec<String> = rest.clone().filter_map(literal).collect();
            if rest.clone().any(|token| token.is("current_setting")) {
                continue;
            }
            found.extend(texts.into_iter().map(|text| {
                (place, Name { qualifier: name.qualifier.clone(), column: name.column.clone() }, Some(text))
            }));
        } else if token.is("in") && at > 0 && list.get(at + 1).is_some_and(|token| token.kind == Kind::Open) {
            let Some((place, name)) = name_before(list, at - 1) else { continue };
            let end = closing(list, at + 1).unwrap_or(at);
            let inside = list.get(at + 1..end).unwrap_or_default();
            if !inside.iter().any(|token| token.is("select")) {
                let texts = inside.iter().filter_map(literal);
                found.extend(texts.map(|text| {
                    (place, Name { qualifier: name.qualifier.clone(), column: name.column.clone() }, Some(text))
                }));
            }
        }
    }
    found
}
