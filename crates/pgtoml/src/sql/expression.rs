//! Expressions as trees in a normal form, and what follows from it.
//!
//! The trees are those of PostgreSQL's own grammar, with its precedences (`pratt`), so two texts with one tree are the same to
//! the server. On top of that the normal form has what the grammar or the analysis itself rewrites, each checked against
//! PostgreSQL 15 and 18:
//!
//! * `CAST(x AS t)`, `t 'literal'` and `x::t` are one node of the grammar, and so are `SOME` and `ANY`, `ISNULL` and
//!   `IS NULL`, `f(a := 1)` and `f(a => 1)`, `ELSE NULL` and no ELSE;
//! * `LIKE`, `ILIKE`, `SIMILAR TO` and their negations are `~~`, `~~*`, `~ similar_to_escape(…)`, `!~~` …;
//! * `a BETWEEN b AND c` is `a >= b AND a <= c`, and its negation `a < b OR a > c`; chains of AND and OR are flat, because
//!   both are associative;
//! * `x IN (y)` with a single value is `x = y`;
//! * `-1` is folded by the grammar, and the constants `'-1'::integer`, `'t'::boolean` are what `-1` and `true` are stored as.
//!
//! Left out, because they can change the meaning: `IN` of several values as `= ANY (ARRAY[…])` (in `citext IN ('a', 'b')` the
//! literals are citext, in the array text), and `'a'` as `'a'::text` (where the other side decides the type).
//! Anything that is not understood completely has no normal form and equals nothing but its own tokens.

use smol_str::SmolStr;

use super::pratt;
use super::types::TypeName;
use crate::model::Ident;

/// What a node of a tree is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// Column, with what it is qualified by, as canonical SQL.
    Name,
    /// `*` as an argument.
    Star,
    /// String constant by its value.
    Text,
    /// Number.
    Number,
    /// `$1`.
    Param,
    /// `B''` or `X''`.
    Bits,
    /// A key word that is a value: `null`, `current_date` …
    Value,
    /// Function call; modifiers such as DISTINCT are nodes of their own.
    Call,
    /// An argument with its name.
    Argument,
    /// Prefix or infix operator.
    Operator,
    /// AND.
    And,
    /// OR.
    Or,
    /// NOT.
    Not,
    /// Cast to the type in the text.
    Cast,
    /// CASE with its branches.
    Case,
    /// WHEN … THEN …
    When,
    /// The operand of `CASE x WHEN`.
    Operand,
    /// ELSE.
    Else,
    /// ARRAY[…].
    Array,
    /// `(a, b)` or `ROW(a, b)`.
    Row,
    /// `[i]`; with two nodes `[i:j]`.
    Subscript,
    /// `.field` of a value.
    Field,
    /// `IS …`.
    Is,
    /// `IN (…)`.
    In,
    /// `operator ANY` or `operator ALL`.
    Quantified,
    /// `COLLATE`.
    Collate,
    /// `AT TIME ZONE`.
    AtTimeZone,
    /// Tokens that are compared as they are: sub-selects, window definitions, the syntax of special functions.
    Opaque,
    /// One of those tokens.
    Token,
}

/// A node of a tree in normal form.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub head: Head,
    /// Name, operator or value.
    pub text: SmolStr,
    /// Operands in their order.
    pub kids: Vec<Node>,
    /// Levels below it. Limited, so that walking and dropping a tree fits every stack.
    pub height: u32,
}

impl Node {
    /// A node over its operands; absent if the tree would be too high.
    pub fn new(head: Head, text: impl Into<SmolStr>, kids: Vec<Node>) -> Option<Self> {
        let height = kids.iter().map(|kid| kid.height).max().unwrap_or(0) + 1;
        (height <= pratt::MAX_HEIGHT).then(|| Self { head, text: text.into(), kids, height })
    }

    /// A node without operands.
    pub fn leaf(head: Head, text: impl Into<SmolStr>) -> Self {
        Self { head, text: text.into(), kids: Vec::new(), height: 0 }
    }
}

/// The tree of an expression in normal form, if all of it is understood.
pub fn parse(expression: &str) -> Option<Node> {
    pratt::parse(expression)
}

/// Whether both fragments are expressions with one normal form.
pub fn same(a: &str, b: &str) -> bool {
    matches!((pratt::parse(a), pratt::parse(b)), (Some(a), Some(b)) if a == b)
}

/// Whether two defaults of a column of this type are certainly the same. A string constant without a type gets that of
/// the column, and PostgreSQL prints it with that type: `'{}'` becomes `'{}'::jsonb`.
pub fn same_default(a: &str, b: &str, data_type: &TypeName) -> bool {
    // The input function of interval sees the modifier, every other one does not.
    if data_type.base().name.as_str() == "interval" && *data_type != data_type.without_modifier() {
        return same(a, b);
    }
    let typed = |text: &str| {
        let node = pratt::parse(text)?;
        match node.head {
            Head::Text => pratt::cast(node, &data_type.without_modifier()),
            _ => Some(node),
        }
    };
    matches!((typed(a), typed(b)), (Some(a), Some(b)) if a == b)
}

/// The column that an expression consists of.
pub fn column(expression: &str) -> Option<Ident> {
    let node = pratt::parse(expression).filter(|node| node.head == Head::Name)?;
    let name = super::name::parse_qname(&node.text).ok()?;
    name.schema.is_none().then_some(name.name)
}

/// Every column that an expression names outside of sub-selects, with what stands before it; `None` where the expression
/// is not understood completely.
pub fn columns(expression: &str) -> Option<Vec<Vec<Ident>>> {
    fn collect(node: &Node, found: &mut Vec<Vec<Ident>>) {
        if node.head == Head::Name {
            found.extend(super::references::identifiers(&node.text).into_iter().map(|name| name.names));
        }
        node.kids.iter().for_each(|kid| collect(kid, found));
    }
    let mut found = Vec::new();
    collect(&pratt::parse(expression)?, &mut found);
    Some(found)
}

/// The name that PostgreSQL gives the result of an expression; absent where that is `?column?`, or `expr` in an index.
///
/// PostgreSQL's `FigureColname`.
pub fn result_name(expression: &str) -> Option<SmolStr> {
    figure(&pratt::parse(expression)?).map(|(_, name)| name)
}

/// The name with its strength: that of a cast gives way to nothing, but yields to that of what is cast.
fn figure(node: &Node) -> Option<(u8, SmolStr)> {
    let fixed = |name: &str| Some((2, SmolStr::new(name)));
    match node.head {
        Head::Name => {
            let name = super::name::last_part(&node.text);
            (name != "*").then_some((2, name))
        }
        Head::Field => Some((2, node.text.clone())),
        Head::Subscript | Head::Collate => figure(node.kids.first()?),
        Head::Call if node.text.starts_with("trim ") => fixed(match node.text.as_str() {
            "trim leading" => "ltrim",
            "trim trailing" => "rtrim",
            _ => "btrim",
        }),
        Head::Call => Some((2, super::name::last_part(&node.text))),
        Head::AtTimeZone => fixed("timezone"),
        Head::Array => fixed("array"),
        Head::Row => fixed("row"),
        Head::Opaque if node.text != "select" => fixed(&node.text),
        Head::Value => match node.text.as_str() {
            "null" | "default" | "true" | "false" => None,
            name => fixed(name),
        },
        Head::Cast => match node.kids.first().and_then(figure) {
            Some((2, name)) => Some((2, name)),
            _ => {
                let data_type = TypeName::parse(&node.text).ok()?;
                Some((1, data_type.base().name.as_str().into()))
            }
        },
        Head::Case => {
            let otherwise = node.kids.last().filter(|kid| kid.head == Head::Else);
            match otherwise.and_then(|kid| kid.kids.first()).and_then(figure) {
                Some((2, name)) => Some((2, name)),
                _ => Some((1, SmolStr::new_static("case"))),
            }
        }
        _ => None,
    }
}
