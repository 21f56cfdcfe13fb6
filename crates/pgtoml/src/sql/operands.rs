//! Operators without an operand: mistakes that no server can read, whatever the names around them mean.
//!
//! Everything else in an expression is for a server to judge. `gram.y` has prefix operators but, since PostgreSQL 14, no
//! postfix ones, and a comparison is never a prefix operator.

use super::error::SqlError;
use super::tokens::{Kind, Token, tokens};

/// The first operator of a fragment that lacks an operand.
pub fn missing(text: &str) -> Option<SqlError> {
    // The last two tokens, the last one first.
    let mut before: [Option<Token<'_>>; 2] = [None, None];
    let mut rest = tokens(text);
    while let Some(token) = rest.next() {
        if let Some(operator) = Operator::of(&token, before) {
            if operator.infix_only() && begins(before) {
                return Some(token.error(format!("`{}` has nothing on its left", token.text)));
            }
            if ends(rest.peek()) {
                return Some(token.error(format!("`{}` has nothing on its right", token.text)));
            }
        }
        before = [Some(token), before[0]];
    }
    None
}

/// What takes operands.
enum Operator {
    Comparison,
    /// Any other symbol, which may be a prefix operator of somebody's own.
    Symbol,
    /// AND, OR.
    Infix,
    Not,
}

impl Operator {
    /// What a token is after the two tokens before it.
    fn of(token: &Token<'_>, [last, second]: [Option<Token<'_>>; 2]) -> Option<Self> {
        let named = |token: Option<Token<'_>>, words: &[&str]| {
            token.is_some_and(|token| words.iter().any(|word| token.is(word)))
        };
        // A label or a field may have any name.
        if last.is_some_and(|last| last.kind == Kind::Dot) || named(last, &["as"]) {
            return None;
        }
        match token.kind {
            // All columns, or all rows.
            Kind::Operator if token.text == "*" => None,
            // The name of an operator: `ORDER BY a USING <`, `OPERATOR(=)`, `EXCLUDE (a WITH &&)`.
            Kind::Operator if named(last, &["using", "with"]) => None,
            Kind::Operator if is(last, Kind::Open) && named(second, &["operator"]) => None,
            Kind::Operator if ["<", ">", "=", "<=", ">=", "<>", "!="].contains(&token.text) => Some(Self::Comparison),
            Kind::Operator => Some(Self::Symbol),
            Kind::Word if token.is("and") || token.is("or") => Some(Self::Infix),
            Kind::Word if token.is("not") => Some(Self::Not),
            _ => None,
        }
    }

    fn infix_only(&self) -> bool {
        matches!(self, Self::Comparison | Self::Infix)
    }
}

fn is(token: Option<Token<'_>>, kind: Kind) -> bool {
    token.is_some_and(|token| token.kind == kind)
}

/// Whether no operand can stand before this place.
fn begins(before: [Option<Token<'_>>; 2]) -> bool {
    let [Some(last), second] = before else { return true };
    match last.kind {
        Kind::Open | Kind::OpenBracket | Kind::Comma => true,
        // `t.*` is a row.
        Kind::Operator => last.text != "*" && Operator::of(&last, [second, None]).is_some(),
        Kind::Word => {
            let open = ["and", "or", "not", "where", "having", "when", "then", "else", "case"];
            open.iter().any(|word| last.is(word))
                && !is(second, Kind::Dot)
                && !second.is_some_and(|token| token.is("as"))
        }
        _ => false,
    }
}

/// Whether no operand can begin at this token.
fn ends(next: Option<Token<'_>>) -> bool {
    let Some(next) = next else { return true };
    match next.kind {
        Kind::Close | Kind::CloseBracket | Kind::Comma | Kind::Semicolon | Kind::Cast => true,
        Kind::Word => ["and", "or", "then", "else", "end", "when"].iter().any(|word| next.is(word)),
        _ => false,
    }
}
