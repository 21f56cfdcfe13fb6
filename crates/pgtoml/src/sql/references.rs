//! Names in a fragment.
//!
//! Without a catalog, a fragment cannot be said to use an object; it can only be said to hold its name. What is found here
//! is therefore too much, never too little: every name that could be that of a relation, function, type or column, at any
//! depth of sub-selects, in expressions, queries and bodies of SQL and PL/pgSQL. Only names built at run time are missed.

use super::cursor::{category_of, identifier};
use super::keywords::Category;
use super::literal;
use super::name::parse_qname;
use super::quote::quote_literal;
use super::tokens::{Kind, Token, tokens};
use crate::model::Ident;

pub use super::expression::result_name;

/// What the place of a name says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A column, relation, alias, variable, or anything else.
    Name,
    /// Followed by `(`: a function, or a relation in `insert into t (…)`.
    Call,
    /// After `::`, in CAST, or before a literal: a type.
    Type,
    /// In a string that is cast to `regclass` or its like, or given to a function of sequences.
    Literal,
}

/// A chain of identifiers with dots between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The identifiers, folded or unquoted; at least one.
    pub names: Vec<Ident>,
    /// Byte offset of the first.
    pub offset: usize,
    /// Byte offset behind the last.
    pub end: usize,
    /// What the place says.
    pub role: Role,
}

impl Reference {
    /// The last identifier.
    pub fn last(&self) -> &str {
        self.names.last().map_or("", Ident::as_str)
    }
}

/// Every name in the fragment, in the order of the text.
pub fn identifiers(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut start = 0;
    // A body in another language may hold characters that SQL has not; what follows them is read all the same.
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let mut list: Vec<Token<'_>> = tokens(rest).collect();
        let invalid = list.pop_if(|token| matches!(token.kind, Kind::Invalid(_)));
        collect(&list, start, &mut found);
        match invalid {
            Some(token) => start += token.end().max(1),
            None => break,
        }
    }
    found
}

fn collect(list: &[Token<'_>], base: usize, found: &mut Vec<Reference>) {
    let kind = |n: usize| list.get(n).map(|token| token.kind);
    let mut casts: Vec<bool> = Vec::new();
    let mut at = 0;
    while let Some(token) = list.get(at) {
        let before = at.checked_sub(1).and_then(|n| list.get(n));
        match token.kind {
            Kind::Open => casts.push(before.is_some_and(|token| token.is("cast"))),
            Kind::Close => {
                casts.pop();
            }
            Kind::String | Kind::Escape => found.extend(literal_name(list, at, base)),
            // What follows a dot that follows no name is a field of a value: `(x).y`.
            Kind::Word | Kind::Quoted if before.is_none_or(|token| token.kind != Kind::Dot) => {
                let mut names: Vec<Ident> = identifier(token).into_iter().collect();
                while kind(at + 1) == Some(Kind::Dot) {
                    let Some(label) = list.get(at + 2).and_then(identifier) else { break };
                    names.push(label);
                    at += 2;
                }
                let role = if before
                    .is_some_and(|before| before.kind == Kind::Cast || (before.is("as") && casts.last() == Some(&true)))
                    || matches!(kind(at + 1), Some(Kind::String | Kind::Escape))
                {
                    Role::Type
                } else if kind(at + 1) == Some(Kind::Open) {
                    Role::Call
                } else {
                    Role::Name
                };
                // The name of an argument: `f(a => 1)`.
                let argument = names.len() == 1 && kind(at + 1) == Some(Kind::Arrow);
                if !argument && (names.len() > 1 || may_be_name(token, role)) {
                    let end = list.get(at).map_or(token.end(), Token::end);
                    found.push(Reference { names, offset: base + token.offset, end: base + end, role });
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Whether a single word can be a name where it stands.
fn may_be_name(token: &Token<'_>, role: Role) -> bool {
    match category_of(token) {
        Some(Category::Reserved) => false,
        Some(Category::TypeFuncName) => matches!(role, Role::Call | Role::Type),
        Some(Category::ColName) => role == Role::Name,
        Some(Category::Unreserved) | None => true,
    }
}

/// The name in a string that stands for an object.
fn literal_name(list: &[Token<'_>], at: usize, base: usize) -> Option<Reference> {
    const CASTS: [&str; 7] =
        ["regclass", "regproc", "regprocedure", "regtype", "regcollation", "regconfig", "regdictionary"];
    const FUNCTIONS: [&str; 14] = [
        "nextval",
        "currval",
        "setval",
        "to_regclass",
        "to_regtype",
        "pg_get_serial_sequence",
        "to_tsvector",
        "to_tsquery",
        "plainto_tsquery",
        "phraseto_tsquery",
        "websearch_to_tsquery",
        "ts_headline",
        "ts_lexize",
        "json_to_tsvector",
    ];
    let token = list.get(at)?;
    let is = |n: Option<usize>, words: &[&str]| {
        n.and_then(|n| list.get(n)).is_some_and(|token| words.iter().any(|word| token.is(word)))
    };
    let cast_after = list.get(at + 1).is_some_and(|token| token.kind == Kind::Cast || token.is("as"));
    // `::pg_catalog.regclass` has the word two tokens later.
    let cast = cast_after && (is(Some(at + 2), &CASTS) || is(Some(at + 4), &CASTS));
    let before = at.checked_sub(1);
    let open = before.and_then(|n| list.get(n)).is_some_and(|token| token.kind == Kind::Open);
    let called = open && is(at.checked_sub(2), &FUNCTIONS);
    if !(cast || called || is(before, &CASTS)) {
        return None;
    }
    let value = literal::value(token)?;
    let name = value.split('(').next().unwrap_or_default().trim();
    let name = parse_qname(name.strip_suffix("[]").unwrap_or(name)).ok()?;
    let names = name.schema.into_iter().chain([name.name]).collect();
    Some(Reference { names, offset: base + token.offset, end: base + token.end(), role: Role::Literal })
}

/// The fragment with other names, where `new` says so. `None` if nothing changes.
pub fn renamed(text: &str, new: &dyn Fn(&Reference) -> Option<Vec<Ident>>) -> Option<String> {
    let mut out = String::new();
    let mut copied = 0;
    for reference in identifiers(text) {
        let Some(names) = new(&reference) else { continue };
        let name = names.iter().map(Ident::to_string).collect::<Vec<_>>().join(".");
        out.push_str(text.get(copied..reference.offset)?);
        match reference.role {
            Role::Literal => out.push_str(&quote_literal(&name)),
            _ => out.push_str(&name),
        }
        copied = reference.end;
    }
    out.push_str(text.get(copied..)?);
    (copied > 0).then_some(out)
}

/// Every operator in the fragment, also behind a word of the grammar: LIKE is `~~`.
pub fn operators(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for token in tokens(text) {
        let symbols: &[&str] = match token.kind {
            Kind::Operator => match token.text {
                "!=" => &["<>"],
                symbol => {
                    found.push(symbol);
                    continue;
                }
            },
            Kind::Word => WORDS.iter().find(|(word, _)| token.is(word)).map_or(&[][..], |(_, symbols)| symbols),
            _ => continue,
        };
        found.extend(symbols);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Words of the grammar that stand for operators.
const WORDS: [(&str, &[&str]); 11] = [
    ("like", &["~~", "!~~"]),
    ("ilike", &["~~*", "!~~*"]),
    ("similar", &["~", "!~"]),
    ("in", &["=", "<>"]),
    ("between", &[">=", "<=", "<", ">"]),
    ("distinct", &["="]),
    ("nullif", &["="]),
    ("case", &["="]),
    ("using", &["="]),
    ("natural", &["="]),
    ("overlaps", &["<", "<="]),
];

/// Whether PostgreSQL has an operator of this name for most of its types, so that its name alone says little.
pub fn is_common(symbol: &str) -> bool {
    matches!(symbol, "=" | "<>" | "<" | ">" | "<=" | ">=" | "+" | "-" | "*" | "/" | "||" | "~~" | "!~~")
}

/// The columns that an expression may read, each once, in the order of the text.
///
/// Of a dotted chain it is the last name: `t.a` reads `a`.
pub fn columns(text: &str) -> Vec<Ident> {
    columns_of(&identifiers(text)).into_iter().cloned().collect()
}

/// The same of names that have been found.
pub fn columns_of(names: &[Reference]) -> Vec<&Ident> {
    let mut columns: Vec<&Ident> = Vec::new();
    for reference in names {
        if let Some(last) =
            reference.names.last().filter(|name| reference.role == Role::Name && !columns.contains(name))
        {
            columns.push(last);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let one = |reference: Reference| {
            let names = reference.names.iter().map(Ident::to_string).collect::<Vec<_>>().join(".");
            match reference.role {
                Role::Name => names,
                Role::Call => format!("{names}()"),
                Role::Type => format!(":{names}"),
                Role::Literal => format!("'{names}'"),
            }
        };
        identifiers(text).into_iter().map(one).collect()
    }

    #[test]
    fn names_are_found_with_their_roles() {
        for (text, names) in [
            ("a > 0 AND \"B c\" IS NOT NULL", "a \"B c\""),
            ("select u.id, count(*) from app.users u join t on t.x = u.y", "u.id count() app.users u t t.x u.y"),
            ("x::app.status = 'open'::status", "x :app.status :status"),
            ("cast(a as money_type) || b as c", "a :money_type b c"),
            ("status 'open'", ":status"),
            ("nextval('app.s'::regclass)", "nextval() 'app.s' :regclass"),
            ("nextval('\"S\"')", "nextval() '\"S\"'"),
            ("'f(int)'::pg_catalog.regprocedure", "'f' :pg_catalog.regprocedure"),
            ("f(a => b, (c).d)", "f() b c"),
            ("t.*", "t"),
            ("left(a, 1)", "\"left\"() a"),
            ("exists (select 1 from (select z from inner_t) s)", "z inner_t s"),
            (
                "begin for r in select * from t loop perform g(r.id); end loop; end",
                "begin r t loop perform g() r.id loop",
            ),
            ("x \\ y {z}", "x y z"),
            ("'unended", ""),
        ] {
            assert_eq!(shown(text).join(" "), names, "{text}");
        }
    }

    #[test]
    fn offsets_are_those_of_the_fragment() {
        let all = identifiers("a \\ bc . d");
        assert_eq!(all.iter().map(|reference| reference.offset).collect::<Vec<_>>(), [0, 4]);
    }

    #[test]
    fn names_are_replaced_where_they_stand() {
        let new = |reference: &Reference| {
            let names: Vec<&str> = reference.names.iter().map(Ident::as_str).collect();
            match names.as_slice() {
                ["a", "s"] => Some(vec!["a".into(), "New s".into()]),
                ["b"] => Some(vec!["c".into()]),
                _ => None,
            }
        };
        for (text, expected) in [
            ("nextval('a.s'::regclass)", Some("nextval('a.\"New s\"'::regclass)")),
            ("b > 0 AND a . s (b) = 'b'", Some("c > 0 AND a.\"New s\" (c) = 'b'")),
            ("x + y", None),
        ] {
            assert_eq!(renamed(text, &new).as_deref(), expected);
        }
    }

    #[test]
    fn operators_come_once_and_from_words_too() {
        assert_eq!(operators("a + b + c <-> d"), ["+", "<->"]);
        assert_eq!(operators("a != b and c like 'x + y'"), ["!~~", "<>", "~~"]);
        assert_eq!(operators("a operator(app.===) b -- <<"), ["==="]);
    }

    #[test]
    fn columns_come_once() {
        let names = columns("a > 0 and t.b < a and length(c) > 1 and (d).e = 'x'::text");
        assert_eq!(names.iter().map(Ident::as_str).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    }
}
