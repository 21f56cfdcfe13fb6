//! PostgreSQL's expression grammar (`a_expr` and `b_expr` of `gram.y`), as far as `expression` needs it.

use smol_str::SmolStr;

use super::cursor::{Cursor, category_of, identifier};
use super::expression::{Head, Node};
use super::keywords::Category;
use super::literal;
use super::name::fold;
use super::primary;
use super::stream::{Stream, canonical_operator};
use super::tokens::{Kind, Token};
use super::types::TypeName;

/// The highest tree that is built.
pub const MAX_HEIGHT: u32 = 100;

/// Precedences, from `gram.y`.
const OR: u8 = 1;
const AND: u8 = 2;
const NOT: u8 = 3;
const IS: u8 = 4;
const COMPARISON: u8 = 5;
const LIKE: u8 = 6;
const OPERATOR: u8 = 8;
const SUM: u8 = 9;
const PRODUCT: u8 = 10;
const POWER: u8 = 11;
const AT: u8 = 12;
const COLLATE: u8 = 13;
const SIGN: u8 = 14;
const CAST: u8 = 15;

/// The tree of an expression in normal form, if all of it is understood.
pub fn parse(text: &str) -> Option<Node> {
    let mut parser = Parser { cursor: Cursor::new(text).ok()?, depth: 0 };
    let node = parser.expression(0)?;
    while parser.cursor.eat_kind(Kind::Semicolon) {}
    parser.cursor.is_done().then_some(node)
}

/// A cast, and the constants that are stored the same way.
pub fn cast(node: Node, data_type: &TypeName) -> Option<Node> {
    if node.head == Head::Text
        && let Some(constant) = constant(&node.text, data_type.as_str())
    {
        return Some(constant);
    }
    Node::new(Head::Cast, data_type.as_str(), vec![node])
}

/// What the grammar writes as a number or boolean, from the string constant with a type that the catalog prints for it.
fn constant(text: &str, data_type: &str) -> Option<Node> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let decimal = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = |fits: bool| fits.then(|| Node::leaf(Head::Number, sign(text, digits)));
    match data_type {
        "boolean" => match text {
            "t" | "true" => Some(Node::leaf(Head::Value, "true")),
            "f" | "false" => Some(Node::leaf(Head::Value, "false")),
            _ => None,
        },
        "integer" => number(decimal(digits) && text.parse::<i32>().is_ok()),
        // A number of the grammar is a bigint only where it does not fit an integer, and numeric only with a fraction.
        "bigint" => number(decimal(digits) && text.parse::<i32>().is_err() && text.parse::<i64>().is_ok()),
        "numeric" => {
            let (whole, fraction) = digits.split_once('.')?;
            number(decimal(whole) && decimal(fraction))
        }
        _ => None,
    }
}

/// The number without leading zeros, with its sign.
fn sign(text: &str, digits: &str) -> SmolStr {
    let digits = number_text(digits);
    if text.starts_with('-') && digits != "0" { format!("-{digits}").into() } else { digits }
}

/// A number as it is compared: whole numbers without leading zeros, others as they are.
pub(super) fn number_text(text: &str) -> SmolStr {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return text.to_ascii_lowercase().into();
    }
    match text.trim_start_matches('0') {
        "" => SmolStr::new_static("0"),
        digits => digits.into(),
    }
}

/// Tokens in normal form, for what is compared token by token.
pub(super) fn opaque(text: &str, inner: &str) -> Option<Node> {
    let mut kids = Vec::new();
    for item in Stream::new(inner)? {
        kids.push(Node::leaf(Head::Token, item.canonical()?));
    }
    Node::new(Head::Opaque, text, kids)
}

/// The parser of one expression.
pub(super) struct Parser<'a> {
    pub(super) cursor: Cursor<'a>,
    depth: u32,
}

impl<'a> Parser<'a> {
    /// Reads an `a_expr` whose operators bind at least as `least`.
    pub(super) fn expression(&mut self, least: u8) -> Option<Node> {
        self.deeper(|parser| parser.infix(least, false))
    }

    /// Reads a `b_expr`: no AND, NOT, IN, LIKE, IS NULL outside parentheses.
    pub(super) fn restricted(&mut self) -> Option<Node> {
        self.deeper(|parser| parser.infix(0, true))
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Option<Node>) -> Option<Node> {
        if self.depth >= MAX_HEIGHT {
            return None;
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }

    fn infix(&mut self, least: u8, restricted: bool) -> Option<Node> {
        let mut left = self.prefix(restricted)?;
        // Comparisons do not associate: PostgreSQL refuses `a = b = c`.
        let mut compared = None;
        while let Some(token) = self.cursor.peek() {
            let binding = match self.binding(&token, restricted) {
                Some(binding) if binding >= least => binding,
                _ => break,
            };
            if compared.replace(binding) == Some(binding) && matches!(binding, COMPARISON | LIKE) {
                return None;
            }
            left = match binding {
                OR | AND => {
                    self.cursor.advance();
                    let right = self.expression(binding + 1)?;
                    flat(if binding == OR { Head::Or } else { Head::And }, vec![left, right])?
                }
                IS => self.is(left, restricted)?,
                LIKE => self.like(left)?,
                AT => {
                    if !self.cursor.eat(&["at", "time", "zone"]) {
                        return None;
                    }
                    let zone = self.expression(AT + 1)?;
                    Node::new(Head::AtTimeZone, "", vec![left, zone])?
                }
                COLLATE => {
                    self.cursor.advance();
                    let name = self.cursor.any_name("a collation").ok()?;
                    Node::new(Head::Collate, name.to_string(), vec![left])?
                }
                CAST => {
                    self.cursor.advance();
                    let data_type = self.cursor.data_type().ok()?;
                    cast(left, &data_type)?
                }
                _ => self.operator(left, binding, restricted)?,
            };
        }
        Some(left)
    }

    /// How tightly what comes next binds what is before it, if it goes on with the expression.
    fn binding(&self, token: &Token<'a>, restricted: bool) -> Option<u8> {
        let word = |words: &[&str]| words.iter().any(|word| token.is(word));
        match token.kind {
            Kind::Cast => Some(CAST),
            Kind::Operator => Some(match token.text {
                "<" | ">" | "=" | "<=" | ">=" | "<>" | "!=" => COMPARISON,
                "+" | "-" => SUM,
                "*" | "/" | "%" => PRODUCT,
                "^" => POWER,
                _ => OPERATOR,
            }),
            Kind::Word if word(&["operator"]) => Some(OPERATOR),
            Kind::Word if word(&["is"]) => Some(IS),
            Kind::Word if restricted => None,
            Kind::Word if word(&["or"]) => Some(OR),
            Kind::Word if word(&["and"]) => Some(AND),
            Kind::Word if word(&["isnull", "notnull"]) => Some(IS),
            Kind::Word if word(&["between", "in", "like", "ilike", "similar"]) => Some(LIKE),
            Kind::Word if word(&["not"]) => Some(LIKE),
            Kind::Word if word(&["at"]) => Some(AT),
            Kind::Word if word(&["collate"]) => Some(COLLATE),
            _ => None,
        }
    }

    fn prefix(&mut self, restricted: bool) -> Option<Node> {
        let token = self.cursor.peek()?;
        if token.is("not") && !restricted {
            self.cursor.advance();
            let operand = self.expression(NOT)?;
            return Node::new(Head::Not, "", vec![operand]);
        }
        if token.kind != Kind::Operator && !self.is_operator_call() {
            return primary::primary(self);
        }
        let operator = self.operator_name()?;
        let binding = if matches!(operator.as_str(), "+" | "-") { SIGN } else { OPERATOR + 1 };
        let operand = self.deeper(|parser| parser.infix(binding, restricted))?;
        if operator == "-" && operand.head == Head::Number {
            let negated = match operand.text.strip_prefix('-') {
                Some(digits) => SmolStr::new(digits),
                None if operand.text == "0" => operand.text,
                None => format!("-{}", operand.text).into(),
            };
            return Some(Node::leaf(Head::Number, negated));
        }
        Node::new(Head::Operator, operator, vec![operand])
    }

    fn is_operator_call(&self) -> bool {
        self.cursor.sees(&["operator"]) && self.cursor.peek_at(1).is_some_and(|token| token.kind == Kind::Open)
    }

    /// An operator, or `OPERATOR(schema.op)`.
    fn operator_name(&mut self) -> Option<SmolStr> {
        if self.is_operator_call() {
            self.cursor.advance();
            let inner = self.cursor.parenthesised("the operator").ok()?;
            let (schema, operator) = inner.rsplit_once('.')?;
            let schema = super::name::parse_qname(schema).ok()?;
            return Some(format!("operator({schema}.{})", canonical_operator(operator.trim())).into());
        }
        let token = self.cursor.advance().filter(|token| token.kind == Kind::Operator)?;
        Some(canonical_operator(token.text).into())
    }

    fn operator(&mut self, left: Node, binding: u8, restricted: bool) -> Option<Node> {
        let operator = self.operator_name()?;
        if !restricted && ["any", "some", "all"].iter().any(|word| self.cursor.sees(&[word])) {
            return self.quantified(left, &operator);
        }
        let right = self.deeper(|parser| parser.infix(binding + 1, restricted))?;
        Node::new(Head::Operator, operator, vec![left, right])
    }

    /// `ANY (…)` or `ALL (…)`, of an array or a sub-select.
    fn quantified(&mut self, left: Node, operator: &str) -> Option<Node> {
        let all = self.cursor.eat(&["all"]);
        if !all {
            self.cursor.advance();
        }
        let inner = self.cursor.parenthesised("an array").ok()?;
        let right = self.nested(inner)?;
        Node::new(Head::Quantified, format!("{operator} {}", if all { "all" } else { "any" }), vec![left, right])
    }

    /// Reads what stood between parentheses: an expression or a sub-select.
    pub(super) fn nested(&mut self, inner: &str) -> Option<Node> {
        if is_query(inner) {
            return opaque("select", inner);
        }
        let mut parser = Parser { cursor: Cursor::new(inner).ok()?, depth: self.depth };
        let node = parser.expression(0)?;
        parser.cursor.is_done().then_some(node)
    }

    fn is(&mut self, left: Node, restricted: bool) -> Option<Node> {
        if self.cursor.eat(&["isnull"]) {
            return Node::new(Head::Is, "null", vec![left]);
        }
        if self.cursor.eat(&["notnull"]) {
            return Node::new(Head::Is, "not null", vec![left]);
        }
        self.cursor.advance();
        let negated = self.cursor.eat(&["not"]);
        let text = |word: &str| if negated { format!("not {word}") } else { word.to_owned() };
        if self.cursor.eat(&["distinct", "from"]) {
            let right = self.deeper(|parser| parser.infix(IS + 1, restricted))?;
            let distinct = Node::new(Head::Is, "distinct", vec![left, right])?;
            return if negated { Node::new(Head::Not, "", vec![distinct]) } else { Some(distinct) };
        }
        let word = ["null", "true", "false", "unknown"].into_iter().find(|word| self.cursor.eat(&[word]))?;
        Node::new(Head::Is, text(word), vec![left])
    }

    /// BETWEEN, IN, LIKE, ILIKE and SIMILAR TO, and their negations.
    fn like(&mut self, left: Node) -> Option<Node> {
        let negated = self.cursor.eat(&["not"]);
        if self.cursor.eat(&["in"]) {
            return self.within(left, negated);
        }
        if self.cursor.eat(&["between"]) {
            if self.cursor.eat(&["symmetric"]) {
                return None;
            }
            self.cursor.eat(&["asymmetric"]);
            let low = self.restricted()?;
            if !self.cursor.eat(&["and"]) {
                return None;
            }
            let high = self.expression(LIKE + 1)?;
            let (head, first, second) = if negated { (Head::Or, "<", ">") } else { (Head::And, ">=", "<=") };
            let first = Node::new(Head::Operator, first, vec![left.clone(), low])?;
            let second = Node::new(Head::Operator, second, vec![left, high])?;
            return flat(head, vec![first, second]);
        }
        let (operator, escape) = if self.cursor.eat(&["like"]) {
            (if negated { "!~~" } else { "~~" }, "like_escape")
        } else if self.cursor.eat(&["ilike"]) {
            (if negated { "!~~*" } else { "~~*" }, "like_escape")
        } else if self.cursor.eat(&["similar", "to"]) {
            (if negated { "!~" } else { "~" }, "similar_to_escape")
        } else {
            return None;
        };
        if ["any", "some", "all"].iter().any(|word| self.cursor.sees(&[word])) {
            return if escape == "like_escape" { self.quantified(left, operator) } else { None };
        }
        let mut arguments = vec![self.expression(LIKE + 1)?];
        if self.cursor.eat(&["escape"]) {
            arguments.push(self.expression(LIKE + 1)?);
        }
        let pattern = if arguments.len() > 1 || escape == "similar_to_escape" {
            Node::new(Head::Call, escape, arguments)?
        } else {
            arguments.pop()?
        };
        Node::new(Head::Operator, operator, vec![left, pattern])
    }

    fn within(&mut self, left: Node, negated: bool) -> Option<Node> {
        let inner = self.cursor.parenthesised("a list").ok()?;
        let text = if negated { "not in" } else { "in" };
        if is_query(inner) {
            let query = opaque("select", inner)?;
            return Node::new(Head::In, text, vec![left, query]);
        }
        let mut parser = Parser { cursor: Cursor::new(inner).ok()?, depth: self.depth };
        let mut list = parser.list()?;
        if !parser.cursor.is_done() {
            return None;
        }
        // The analysis makes one comparison of it. Rows take another way.
        let plain = |node: &Node| !matches!(node.head, Head::Row | Head::Opaque);
        if list.len() == 1 && list.iter().all(plain) && plain(&left) {
            list.insert(0, left);
            return Node::new(Head::Operator, if negated { "<>" } else { "=" }, list);
        }
        list.insert(0, left);
        Node::new(Head::In, text, list)
    }

    /// Expressions separated by commas.
    pub(super) fn list(&mut self) -> Option<Vec<Node>> {
        let mut list = Vec::new();
        loop {
            list.push(self.expression(0)?);
            if !self.cursor.eat_kind(Kind::Comma) {
                return Some(list);
            }
        }
    }
}

/// Whether the inside of parentheses is a query.
pub(super) fn is_query(inner: &str) -> bool {
    let mut lexer = super::tokens::tokens(inner);
    let first = lexer.find(|token| token.kind != Kind::Open);
    first.is_some_and(|token| ["select", "with", "values", "table"].iter().any(|word| token.is(word)))
}

/// AND or OR, with the operands of operands of the same kind.
fn flat(head: Head, operands: Vec<Node>) -> Option<Node> {
    let mut kids = Vec::with_capacity(operands.len());
    for operand in operands {
        if operand.head == head { kids.extend(operand.kids) } else { kids.push(operand) }
    }
    Node::new(head, "", kids)
}

/// The category of a token that is a key word, and its folded text.
pub(super) fn word_of(token: &Token<'_>) -> (Option<Category>, SmolStr) {
    (category_of(token), SmolStr::new(fold(token.text)))
}

/// The string that a token stands for.
pub(super) fn string_of(token: &Token<'_>) -> Option<Node> {
    literal::value(token).map(|value| Node::leaf(Head::Text, value.as_ref()))
}

/// The identifier of a token as canonical SQL.
pub(super) fn ident_of(token: &Token<'_>) -> Option<String> {
    identifier(token).map(|ident| ident.to_string())
}
