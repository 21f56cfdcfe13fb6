//! The relations that a query or a body reads or writes.
//!
//! Names are taken where the grammar has a table and nothing else: after FROM, JOIN, UPDATE, INTO, USING and TRUNCATE, at
//! any depth. A function in FROM is left out, and so are the names of WITH. What a body builds at run time is missed.

use std::collections::BTreeSet;

use super::cursor::identifier;
use super::tokens::{Kind, Token, tokens};
use crate::model::{Ident, QName};

/// What is known of the parentheses around a token.
#[derive(Clone, Copy, Default)]
struct Frame {
    /// A statement has begun in them, so FROM is that of a statement and not of `extract(… from …)`.
    statement: bool,
    /// The list after FROM goes on, so a relation follows a comma.
    list: bool,
    /// A relation comes next.
    next: bool,
}

/// Words that end the list after FROM.
const ENDS: &[&str] = &[
    "where",
    "group",
    "order",
    "having",
    "limit",
    "offset",
    "fetch",
    "window",
    "union",
    "except",
    "intersect",
    "for",
    "set",
    "returning",
    "values",
    "when",
    "loop",
    "then",
];

/// Every relation that the text names, each once, in the order of their names.
pub fn relations(text: &str) -> Vec<QName> {
    let list: Vec<Token<'_>> = tokens(text).collect();
    let mut frames = vec![Frame::default()];
    let mut found = BTreeSet::new();
    let mut at = 0;
    while let Some(token) = list.get(at) {
        let before = |n: usize, words: &[&str]| {
            at.checked_sub(n).and_then(|at| list.get(at)).is_some_and(|token| words.iter().any(|word| token.is(word)))
        };
        let after = list.get(at + 1).map(|token| token.kind);
        let inside = frames.len() > 1;
        let Some(frame) = frames.last_mut() else { break };
        match token.kind {
            Kind::Open => {
                // `from (a join b …)` goes on in the parentheses, and a sub-select begins anew.
                let inner = Frame { statement: frame.next, list: frame.next, next: frame.next };
                frame.next = false;
                frames.push(inner);
            }
            Kind::Close if inside => {
                frames.pop();
            }
            Kind::Semicolon => *frame = Frame::default(),
            Kind::Comma => frame.next = frame.list,
            Kind::Word if token.is("from") => {
                let distinct = before(1, &["distinct"]) && before(2, &["is", "not"]);
                if frame.statement && !distinct {
                    (frame.list, frame.next) = (true, true);
                }
            }
            Kind::Word if token.is("join") || token.is("truncate") => frame.next = true,
            Kind::Word if token.is("using") => frame.next = frame.statement && after != Some(Kind::Open),
            Kind::Word if token.is("into") => frame.next = before(1, &["insert", "merge"]),
            Kind::Word if token.is("update") => {
                frame.statement = true;
                frame.next = !before(1, &["for", "key", "do", "on", "or"]);
            }
            Kind::Word if ["select", "delete", "insert", "merge"].iter().any(|word| token.is(word)) => {
                *frame = Frame { statement: true, ..Frame::default() };
            }
            Kind::Word if ENDS.iter().any(|word| token.is(word)) => (frame.list, frame.next) = (false, false),
            Kind::Word if ["only", "lateral", "table"].iter().any(|word| token.is(word)) => {}
            Kind::Word | Kind::Quoted if frame.next => {
                frame.next = false;
                let (name, end) = chain(&list, at);
                // What columns follow in parentheses is a relation all the same.
                let written = before(1, &["into"]);
                let called = !written && list.get(end + 1).is_some_and(|token| token.kind == Kind::Open);
                found.extend(name.filter(|_| !called));
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    let own = common(&list);
    found.into_iter().filter(|name| name.schema.is_some() || !own.contains(&name.name)).collect()
}

/// The name that begins at a token, and where its last token is.
fn chain(list: &[Token<'_>], mut at: usize) -> (Option<QName>, usize) {
    let mut names: Vec<Ident> = list.get(at).and_then(identifier).into_iter().collect();
    while list.get(at + 1).is_some_and(|token| token.kind == Kind::Dot) {
        let Some(name) = list.get(at + 2).and_then(identifier) else { break };
        names.push(name);
        at += 2;
    }
    let name = names.pop().map(|name| QName { schema: names.pop(), name });
    (name, at)
}

/// Names that WITH gives to queries: `NAME as (`.
fn common(list: &[Token<'_>]) -> BTreeSet<Ident> {
    let mut names = BTreeSet::new();
    for (at, token) in list.iter().enumerate().filter(|(_, token)| token.is("as")) {
        let mut rest = list.get(at + 1..).unwrap_or_default().iter();
        let opens = rest.find(|token| !token.is("not") && !token.is("materialized"));
        if opens.is_some_and(|open| open.kind == Kind::Open && open.offset > token.offset) {
            names.extend(at.checked_sub(1).and_then(|at| list.get(at)).and_then(identifier));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::relations;

    #[test]
    fn relations_are_found_where_the_grammar_has_them() {
        for (text, names) in [
            ("select a, documents from app.users u join \"T\" t on t.x = u.y", "app.users \"T\""),
            ("select extract(year from created) from only t, lateral f(t.a), u where x in (select v from w)", "t u w"),
            ("with c as (select 1 from a) select * from c left join (b join d using (id)) on true", "a b d"),
            ("a is distinct from b", ""),
            ("select a is distinct from b, substring(c from 2) from t", "t"),
            (
                "begin insert into h (a) select old.a from g; update k set a = 1; delete from m using n where true; end",
                "g h k m n",
            ),
            ("select 1 into v from t for update", "t"),
            ("insert into t values (1) on conflict do update set a = 1", "t"),
            ("merge into t using s on t.a = s.a when matched then update set a = s.a", "s t"),
            ("exists ( select 1 from public.m where m.user_id = users.id)", "public.m"),
            ("( SELECT current_setting('x'::text, true) AS current_setting)", ""),
        ] {
            let mut found: Vec<String> = relations(text).iter().map(ToString::to_string).collect();
            let mut names: Vec<&str> = names.split_whitespace().collect();
            found.sort();
            names.sort_unstable();
            assert_eq!(found, names, "{text}");
        }
    }
}
