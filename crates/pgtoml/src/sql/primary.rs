//! The operands of expressions (`c_expr` of `gram.y`).

use smol_str::SmolStr;

use super::cursor::identifier;
use super::expression::{Head, Node};
use super::keywords::Category;
use super::pratt::{Parser, cast, ident_of, is_query, number_text, opaque, string_of, word_of};
use super::tokens::{Kind, Token};

/// Key words that are values, some of them with a precision.
const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "default",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "current_user",
    "current_role",
    "session_user",
    "user",
    "current_catalog",
    "current_schema",
    "system_user",
];

/// Key words with a syntax of functions whose arguments are plain expressions.
const FUNCTIONS: &[&str] = &["coalesce", "greatest", "least", "nullif"];

/// Reads an operand with its subscripts and fields.
pub(super) fn primary(parser: &mut Parser<'_>) -> Option<Node> {
    let token = parser.cursor.peek()?;
    let mut node = match token.kind {
        Kind::Open => parenthesised(parser)?,
        Kind::String | Kind::Escape | Kind::Dollar => {
            parser.cursor.advance();
            string_of(&token)?
        }
        Kind::Bits => take(parser, Head::Bits, token.text.to_ascii_lowercase()),
        Kind::Param => take(parser, Head::Param, token.text),
        Kind::Number => take(parser, Head::Number, number_text(token.text)),
        Kind::Word | Kind::Quoted => word(parser, token)?,
        _ => return None,
    };
    loop {
        if parser.cursor.sees_kind(Kind::OpenBracket) {
            parser.cursor.advance();
            let mut kids = vec![node];
            kids.push(parser.expression(0)?);
            if parser.cursor.eat_kind(Kind::Colon) {
                kids.push(parser.expression(0)?);
            }
            if !parser.cursor.eat_kind(Kind::CloseBracket) {
                return None;
            }
            node = Node::new(Head::Subscript, "", kids)?;
        } else if parser.cursor.eat_kind(Kind::Dot) {
            let field = parser.cursor.label().ok()?;
            node = Node::new(Head::Field, field.as_str(), vec![node])?;
        } else {
            return Some(node);
        }
    }
}

fn take(parser: &mut Parser<'_>, head: Head, text: impl Into<SmolStr>) -> Node {
    parser.cursor.advance();
    Node::leaf(head, text)
}

/// `(expression)`, `(a, b)` or `(select …)`.
fn parenthesised(parser: &mut Parser<'_>) -> Option<Node> {
    let mark = parser.cursor.mark();
    let inner = parser.cursor.parenthesised("an expression").ok()?;
    if is_query(inner) && !inner.starts_with('(') {
        return opaque("select", inner);
    }
    parser.cursor.reset(mark);
    parser.cursor.advance();
    let mut list = parser.list()?;
    if !parser.cursor.eat_kind(Kind::Close) {
        return None;
    }
    if list.len() == 1 {
        // A column in parentheses with a field after them is a value of a composite type, not a table.
        let node = list.pop()?;
        if parser.cursor.sees_kind(Kind::Dot) { Node::new(Head::Row, "value", vec![node]) } else { Some(node) }
    } else {
        Node::new(Head::Row, "", list)
    }
}

fn word(parser: &mut Parser<'_>, token: Token<'_>) -> Option<Node> {
    let (category, word) = word_of(&token);
    let next = parser.cursor.peek_at(1).map(|token| token.kind);
    match (category, word.as_str()) {
        (Some(_), "case") => return case(parser),
        (Some(_), "cast") if next == Some(Kind::Open) => return cast_call(parser),
        (Some(_), "array") => return array(parser),
        (Some(_), "row") if next == Some(Kind::Open) => return row(parser),
        (Some(_), "exists") if next == Some(Kind::Open) => {
            parser.cursor.advance();
            let inner = parser.cursor.parenthesised("a query").ok()?;
            return opaque("exists", inner);
        }
        (Some(_), "substring" | "overlay" | "position" | "trim") if next == Some(Kind::Open) => {
            // With commas, `substring` and `overlay` are functions like any other. Looking ahead instead of trying keeps
            // the time linear where calls are nested.
            let mark = parser.cursor.mark();
            parser.cursor.advance();
            parser.cursor.advance();
            let list = parser.cursor.until(token.depth + 1, |_, token| token.kind == Kind::Comma);
            let commas = list.is_empty() || parser.cursor.sees_kind(Kind::Comma);
            parser.cursor.reset(mark);
            if !commas {
                return worded(parser, &word);
            }
            parser.cursor.advance();
            return call(parser, ident_of(&token)?, matches!(word.as_str(), "position" | "trim"));
        }
        (Some(_), "extract") if next == Some(Kind::Open) => return extract(parser),
        (Some(_), value) if VALUES.contains(&value) => {
            let value = take(parser, Head::Value, word.clone());
            if !parser.cursor.sees_kind(Kind::Open) {
                return Some(value);
            }
            let precision = parser.cursor.parenthesised("the precision").ok()?;
            let kid = Node::leaf(Head::Number, number_text(precision));
            return Node::new(Head::Value, word, vec![kid]);
        }
        _ => {}
    }
    if let Some(node) = typed_literal(parser, &word) {
        return node;
    }
    if matches!(category, Some(Category::Reserved)) {
        return None;
    }
    let special = matches!(category, Some(Category::ColName)) && next == Some(Kind::Open);
    let mut name = if special { word.to_string() } else { ident_of(&token)? };
    parser.cursor.advance();
    while parser.cursor.sees_kind(Kind::Dot) {
        parser.cursor.advance();
        let part = parser.cursor.peek()?;
        if part.is_operator("*") {
            parser.cursor.advance();
            return Some(Node::leaf(Head::Name, format!("{name}.*")));
        }
        name.push('.');
        name.push_str(&ident_of(&part)?);
        parser.cursor.advance();
    }
    if parser.cursor.sees_kind(Kind::Open) {
        return call(parser, name, special && !FUNCTIONS.contains(&word.as_str()));
    }
    if matches!(category, Some(Category::TypeFuncName)) && !name.contains('.') {
        return None;
    }
    Some(Node::leaf(Head::Name, name))
}

/// `date '2026-01-01'`, which is a cast. The inner absence means that it is one, but not understood.
fn typed_literal(parser: &mut Parser<'_>, word: &str) -> Option<Option<Node>> {
    let is_string = |token: Token<'_>| matches!(token.kind, Kind::String | Kind::Escape | Kind::Dollar);
    let long = matches!(
        word,
        "timestamp" | "time" | "interval" | "double" | "numeric" | "float" | "national" | "bit" | "character"
    );
    if !long && !parser.cursor.peek_at(1).is_some_and(is_string) {
        return None;
    }
    let mark = parser.cursor.mark();
    let data_type = parser.cursor.data_type().ok();
    let literal = parser.cursor.peek().filter(|token| is_string(*token));
    let (Some(data_type), Some(literal)) = (data_type, literal) else {
        parser.cursor.reset(mark);
        return None;
    };
    parser.cursor.advance();
    // Before a literal, these types have no default length, other than in a cast.
    if matches!(word, "bit" | "char" | "character" | "nchar" | "national") {
        return Some(None);
    }
    let fields = ["year", "month", "day", "hour", "minute", "second"];
    if data_type.as_str().starts_with("interval") && fields.iter().any(|field| parser.cursor.sees(&[field])) {
        return Some(None);
    }
    Some(string_of(&literal).and_then(|text| cast(text, &data_type)))
}

fn case(parser: &mut Parser<'_>) -> Option<Node> {
    parser.cursor.advance();
    let mut kids = Vec::new();
    if !parser.cursor.sees(&["when"]) {
        let operand = parser.expression(0)?;
        kids.push(Node::new(Head::Operand, "", vec![operand])?);
    }
    while parser.cursor.eat(&["when"]) {
        let condition = parser.expression(0)?;
        if !parser.cursor.eat(&["then"]) {
            return None;
        }
        let result = parser.expression(0)?;
        kids.push(Node::new(Head::When, "", vec![condition, result])?);
    }
    if parser.cursor.eat(&["else"]) {
        let otherwise = parser.expression(0)?;
        if otherwise != Node::leaf(Head::Value, "null") {
            kids.push(Node::new(Head::Else, "", vec![otherwise])?);
        }
    }
    if parser.cursor.eat(&["end"]) { Node::new(Head::Case, "", kids) } else { None }
}

fn cast_call(parser: &mut Parser<'_>) -> Option<Node> {
    parser.cursor.advance();
    parser.cursor.advance();
    let operand = parser.expression(0)?;
    if !parser.cursor.eat(&["as"]) {
        return None;
    }
    let data_type = parser.cursor.data_type().ok()?;
    if parser.cursor.eat_kind(Kind::Close) { cast(operand, &data_type) } else { None }
}

fn array(parser: &mut Parser<'_>) -> Option<Node> {
    parser.cursor.advance();
    if parser.cursor.sees_kind(Kind::Open) {
        let inner = parser.cursor.parenthesised("a query").ok()?;
        return opaque("array", inner);
    }
    elements(parser, 0)
}

fn elements(parser: &mut Parser<'_>, depth: u32) -> Option<Node> {
    // PostgreSQL's arrays have at most six dimensions.
    if depth > 6 || !parser.cursor.eat_kind(Kind::OpenBracket) {
        return None;
    }
    let mut kids = Vec::new();
    while !parser.cursor.eat_kind(Kind::CloseBracket) {
        if !kids.is_empty() && !parser.cursor.eat_kind(Kind::Comma) {
            return None;
        }
        let nested = parser.cursor.sees_kind(Kind::OpenBracket);
        kids.push(if nested { elements(parser, depth + 1)? } else { parser.expression(0)? });
    }
    Node::new(Head::Array, "", kids)
}

fn row(parser: &mut Parser<'_>) -> Option<Node> {
    parser.cursor.advance();
    parser.cursor.advance();
    let kids = if parser.cursor.sees_kind(Kind::Close) { Vec::new() } else { parser.list()? };
    if parser.cursor.eat_kind(Kind::Close) { Node::new(Head::Row, "row", kids) } else { None }
}

/// `EXTRACT(field FROM x)`: the field is a string constant.
fn extract(parser: &mut Parser<'_>) -> Option<Node> {
    parser.cursor.advance();
    parser.cursor.advance();
    let field = parser.cursor.advance()?;
    let field = match field.kind {
        Kind::String => string_of(&field)?,
        _ => Node::leaf(Head::Text, identifier(&field)?.as_str()),
    };
    if !parser.cursor.eat(&["from"]) {
        return None;
    }
    let source = parser.expression(0)?;
    if parser.cursor.eat_kind(Kind::Close) { Node::new(Head::Call, "extract", vec![field, source]) } else { None }
}

/// `SUBSTRING(x FROM a FOR b)`, `POSITION(a IN b)`, `OVERLAY(x PLACING y FROM a)`, `TRIM(BOTH c FROM x)`.
fn worded(parser: &mut Parser<'_>, name: &str) -> Option<Node> {
    parser.cursor.advance();
    parser.cursor.advance();
    let mut kids = Vec::new();
    if name == "trim" {
        let side =
            ["both", "leading", "trailing"].into_iter().find(|side| parser.cursor.eat(&[side])).unwrap_or("both");
        let first = if parser.cursor.sees(&["from"]) { None } else { Some(parser.expression(0)?) };
        if parser.cursor.eat(&["from"]) {
            kids.push(parser.expression(0)?);
            kids.extend(first);
        } else {
            kids.extend(first);
        }
        let closed = parser.cursor.eat_kind(Kind::Close);
        return if closed { Node::new(Head::Call, format!("trim {side}"), kids) } else { None };
    }
    kids.push(if name == "position" { parser.restricted()? } else { parser.expression(0)? });
    const WORDS: [&str; 6] = ["in", "from", "for", "placing", "similar", "escape"];
    while let Some(word) = WORDS.into_iter().find(|word| parser.cursor.eat(&[word])) {
        let operand = parser.restricted()?;
        kids.push(Node::new(Head::Argument, format!("{word} "), vec![operand])?);
    }
    let closed = kids.len() > 1 && parser.cursor.eat_kind(Kind::Close);
    if closed { Node::new(Head::Call, name, kids) } else { None }
}

/// A call of a function or aggregate. `special` ones have a syntax of their own.
fn call(parser: &mut Parser<'_>, name: String, special: bool) -> Option<Node> {
    let mark = parser.cursor.mark();
    parser.cursor.advance();
    let mut kids = Vec::new();
    let plain = !special && arguments(parser, &mut kids).is_some() && parser.cursor.eat_kind(Kind::Close);
    if !plain {
        parser.cursor.reset(mark);
        let inner = parser.cursor.parenthesised("the arguments").ok()?;
        kids = vec![opaque("arguments", inner)?];
    }
    for (words, label) in [(&["within", "group"][..], "within"), (&["filter"][..], "filter"), (&["over"][..], "over")] {
        if !parser.cursor.eat(words) {
            continue;
        }
        if label == "over" && !parser.cursor.sees_kind(Kind::Open) {
            let window = parser.cursor.label().ok()?;
            kids.push(Node::leaf(Head::Opaque, format!("over {window}")));
        } else {
            let text = parser.cursor.parenthesised("the clause").unwrap_or_default();
            kids.push(opaque(label, text)?);
        }
    }
    Node::new(Head::Call, name, kids)
}

fn arguments(parser: &mut Parser<'_>, kids: &mut Vec<Node>) -> Option<()> {
    if parser.cursor.sees_kind(Kind::Close) {
        return Some(());
    }
    if parser.cursor.peek().is_some_and(|token| token.is_operator("*")) {
        kids.push(take(parser, Head::Star, ""));
        return Some(());
    }
    if parser.cursor.eat(&["distinct"]) {
        kids.push(Node::leaf(Head::Token, "distinct"));
    } else {
        parser.cursor.eat(&["all"]);
    }
    loop {
        if parser.cursor.eat(&["variadic"]) {
            kids.push(Node::leaf(Head::Token, "variadic"));
        }
        let named = parser.cursor.peek_at(1).is_some_and(|token| matches!(token.kind, Kind::Arrow | Kind::Assign));
        if named {
            let name = parser.cursor.label().ok()?;
            parser.cursor.advance();
            let value = parser.expression(0)?;
            kids.push(Node::new(Head::Argument, name.as_str(), vec![value])?);
        } else {
            kids.push(parser.expression(0)?);
        }
        if !parser.cursor.eat_kind(Kind::Comma) {
            return Some(());
        }
    }
}
