//! What can be said of a condition from its text.

use std::collections::BTreeSet;

use crate::model::Ident;
use crate::sql::Sql;
use crate::sql::expression::{Head, Node, parse};
use crate::sql::name::last_part;
use crate::sql::references::{Reference, Role, identifiers};
use crate::sql::tokens::{Kind, Token, tokens};

/// Whether the condition holds for every row: `true`, `1 = 1`.
pub fn is_true(sql: &Sql) -> bool {
    parse(sql.as_str()).is_some_and(|node| holds(&node))
}

/// Whether the condition holds for no row: `false`.
pub fn is_false(sql: &Sql) -> bool {
    parse(sql.as_str()).is_some_and(|node| node.head == Head::Value && node.kids.is_empty() && node.text == "false")
}

fn holds(node: &Node) -> bool {
    match (node.head, node.kids.as_slice()) {
        (Head::Value, []) => node.text == "true",
        (Head::Operator, [a, b]) => node.text == "=" && a == b && matches!(a.head, Head::Number | Head::Text),
        (Head::Or, kids) => kids.iter().any(holds),
        (Head::And, kids) => kids.iter().all(holds),
        _ => false,
    }
}

/// What must hold together.
pub fn conjuncts(sql: &Sql) -> Vec<Node> {
    parts(sql, Head::And)
}

/// What suffices alone.
pub fn disjuncts(sql: &Sql) -> Vec<Node> {
    parts(sql, Head::Or)
}

fn parts(sql: &Sql, head: Head) -> Vec<Node> {
    match parse(sql.as_str()) {
        Some(node) if node.head == head => node.kids,
        Some(node) => vec![node],
        None => Vec::new(),
    }
}

/// Which of these columns a tree names, at any depth.
pub fn columns(node: &Node, of: &BTreeSet<&str>) -> BTreeSet<Ident> {
    let mut found = BTreeSet::new();
    collect(node, of, &mut found);
    found
}

fn collect(node: &Node, of: &BTreeSet<&str>, found: &mut BTreeSet<Ident>) {
    let name = match node.head {
        Head::Name => Some(last_part(&node.text)),
        Head::Token => Some(node.text.clone()),
        _ => None,
    };
    found.extend(name.filter(|name| of.contains(name.as_str())).map(Ident::new));
    node.kids.iter().for_each(|kid| collect(kid, of, found));
}

/// The columns that must equal something which is the same for all rows, with that.
pub fn compared(sql: &Sql, of: &BTreeSet<&str>) -> Vec<(Ident, Node)> {
    let comparisons = comparisons(sql, of).into_iter();
    let fixed = comparisons.filter(|(_, other, _)| columns(other, of).is_empty());
    fixed.map(|(column, other, _)| (column, other)).collect()
}

/// The columns of a table that must be one of several values, which are the same for all rows. Within a query, a name of
/// its own relations hides that of the table's column.
pub fn one_of_several(sql: &Sql, table: &Ident, of: &BTreeSet<&str>) -> Vec<Ident> {
    let fixed = |other: &Node| match other.head {
        Head::Opaque => !other.kids.windows(2).any(|two| two[0].text == table.as_str() && two[1].text == "."),
        _ => columns(other, of).is_empty(),
    };
    let comparisons = comparisons(sql, of).into_iter();
    comparisons.filter(|(_, other, several)| *several && fixed(other)).map(|(column, ..)| column).collect()
}

/// Columns, what they must equal, and whether that may be one of several values.
fn comparisons(sql: &Sql, of: &BTreeSet<&str>) -> Vec<(Ident, Node, bool)> {
    let mut found = Vec::new();
    for node in conjuncts(sql) {
        let (equal, several) = match node.head {
            Head::Operator => (node.text == "=", false),
            Head::Quantified => (node.text == "= any", true),
            Head::In => (node.text == "in" && node.kids.len() == 2, true),
            _ => (false, false),
        };
        let [a, b] = node.kids.as_slice() else { continue };
        for (column, other) in [(a, b), (b, a)] {
            let name = last_part(&column.text);
            if equal && column.head == Head::Name && of.contains(name.as_str()) {
                found.push((Ident::new(name), other.clone(), several));
            }
        }
    }
    found
}

/// Calls outside of every sub-select: PostgreSQL makes them for each row.
pub fn calls_by_row(text: &str) -> Vec<Reference> {
    let list: Vec<Token<'_>> = tokens(text).collect();
    let mut queries: Vec<bool> = Vec::new();
    let mut inside = Vec::new();
    for (at, token) in list.iter().enumerate() {
        match token.kind {
            Kind::Open => {
                let next = list.get(at + 1);
                let query = next.is_some_and(|next| next.is("select") || next.is("with"));
                if query {
                    inside.push((token.offset, usize::MAX));
                }
                queries.push(query);
            }
            Kind::Close => {
                if queries.pop() == Some(true)
                    && let Some(open) = inside.iter_mut().rev().find(|(_, end)| *end == usize::MAX)
                {
                    open.1 = token.offset;
                }
            }
            _ => {}
        }
    }
    let outside = |call: &Reference| !inside.iter().any(|(start, end)| (*start..*end).contains(&call.offset));
    identifiers(text).into_iter().filter(|call| call.role == Role::Call && outside(call)).collect()
}

/// The types other than text that settings are cast to, although an emptied setting is `''`.
pub fn settings_cast(text: &str) -> Vec<String> {
    let list: Vec<Token<'_>> = tokens(text).collect();
    let mut found = Vec::new();
    for (at, _) in list.iter().enumerate().filter(|(_, token)| token.is("current_setting")) {
        // From the call outwards, through parentheses, and a cast to text between.
        let Some(mut end) = close(&list, at + 1) else { continue };
        let mut start = at;
        loop {
            if list.get(end + 1).is_some_and(|token| token.kind == Kind::Cast) {
                let rest = list.get(end + 2).map_or("", |token| text.get(token.offset..).unwrap_or_default());
                let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                if !matches!(name.to_lowercase().as_str(), "text" | "varchar" | "character" | "name" | "") {
                    found.push(name.to_lowercase());
                    break;
                }
                end += 2;
                continue;
            }
            let before = start.checked_sub(1).and_then(|at| list.get(at));
            let plain = before.is_some_and(|token| token.kind == Kind::Open);
            let called = start.checked_sub(2).and_then(|at| list.get(at)).is_some_and(is_called);
            let closes = list.get(end + 1).is_some_and(|token| token.kind == Kind::Close);
            if !(plain && closes) || called {
                break;
            }
            (start, end) = (start - 1, end + 1);
        }
    }
    found
}

/// Whether what follows in parentheses are arguments.
fn is_called(token: &Token<'_>) -> bool {
    let word = matches!(token.kind, Kind::Word | Kind::Quoted);
    word && !["and", "or", "not", "select", "return", "in", "when", "then", "else", "is"]
        .iter()
        .any(|word| token.is(word))
}

/// Where the parentheses end that open at a token.
fn close(list: &[Token<'_>], open: usize) -> Option<usize> {
    let first = list.get(open).filter(|token| token.kind == Kind::Open)?;
    let rest = list.get(open + 1..)?;
    let length = rest.iter().position(|token| token.kind == Kind::Close && token.depth == first.depth)?;
    Some(open + 1 + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_always() {
        for text in ["true", "(true)", "1 = 1", "'a' = 'a'", "a = 1 or true", "TRUE and true"] {
            assert!(is_true(&Sql::new(text)), "{text}");
        }
        for text in ["a = a", "a", "false", "true and a = 1", "1 = 2"] {
            assert!(!is_true(&Sql::new(text)), "{text}");
        }
        for (text, never) in [("false", true), ("(FALSE)", true), ("not true", false), ("a and false", false)] {
            assert_eq!(is_false(&Sql::new(text)), never, "{text}");
        }
    }

    #[test]
    fn compared_columns() {
        let of: BTreeSet<&str> = ["tenant", "owner"].into();
        for (text, names) in [
            ("tenant = (select f())", "tenant"),
            ("f() = t.tenant and owner = any (array[1, 2])", "tenant owner"),
            ("tenant in (select id from m)", "tenant"),
            ("tenant = owner", ""),
            ("tenant = 1 or owner = 2", ""),
            ("tenant in (select tenant from m)", ""),
            ("tenant <> 1", ""),
        ] {
            let found = compared(&Sql::new(text), &of);
            let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(found.join(" "), names, "{text}");
        }
    }

    #[test]
    fn columns_that_may_be_one_of_several() {
        let of: BTreeSet<&str> = ["tenant", "owner"].into();
        for (text, names) in [
            ("tenant in (select m.tenant from m)", "tenant"),
            ("docs.tenant in (select tenant from m where who = current_user) and owner = 'a'", "tenant"),
            ("owner = any (mine())", "owner"),
            ("tenant in (select m.tenant from m where m.owner = docs.owner)", ""),
            ("tenant = any (array[owner])", ""),
            ("tenant = (select f())", ""),
        ] {
            let found = one_of_several(&Sql::new(text), &Ident::from("docs"), &of);
            let found: Vec<&str> = found.iter().map(Ident::as_str).collect();
            assert_eq!(found.join(" "), names, "{text}");
        }
    }

    #[test]
    fn calls_for_each_row() {
        let calls =
            |text: &str| calls_by_row(text).iter().map(|call| call.last().to_owned()).collect::<Vec<_>>().join(" ");
        assert_eq!(calls("a = auth.uid() and b = (select f())"), "uid");
        assert_eq!(calls("a = ( SELECT f(g(1)) AS f) or h(a)"), "h");
        assert_eq!(calls("exists (select 1 from t where t.a = f((b)))"), "");
    }

    #[test]
    fn settings_that_may_be_empty() {
        for (text, types) in [
            ("a = current_setting('x', true)::uuid", "uuid"),
            ("a = ((current_setting('x'::text, true))::text)::bigint", "bigint"),
            ("a = (select (current_setting('x'))::uuid as x)", "uuid"),
            ("a = nullif(current_setting('x', true), '')::uuid", ""),
            ("a = (nullif(current_setting('x', true), ''))::uuid", ""),
            ("a = current_setting('x', true)::text", ""),
            ("a = f(current_setting('x', true))::uuid", ""),
            ("a = current_setting('x', true)", ""),
        ] {
            assert_eq!(settings_cast(text).join(" "), types, "{text}");
        }
    }
}
