//! The short form of a column: what follows its name in CREATE TABLE.

use super::constraint::{ATTRIBUTES, Place, attribute, bare, rule};
use super::cursor::Cursor;
use super::error::SqlError;
use super::fragment::Sql;
use super::tokens::{Kind, Token};
use super::types::TypeName;
use crate::kinds::column::{Column, Identity, SequenceOptions};
use crate::kinds::constraint::Constraint;
use crate::model::Ident;

/// What a column's text says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnText {
    /// The column. NOT NULL is set where it is said or implied by a primary key, a serial type or an identity.
    pub column: Column,
    /// The serial type, of which the column has the integer type.
    pub serial: Option<Serial>,
    /// Constraints with their names. Their own columns are empty: the reader knows which column it is.
    pub constraints: Vec<(Option<Ident>, Constraint)>,
    /// NULL is written.
    pub nullable: bool,
}

/// A serial type: an integer with a sequence of its own.
///
/// PostgreSQL manual: "Serial Types" (8.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serial {
    /// `smallserial`.
    Small,
    /// `serial`.
    Int,
    /// `bigserial`.
    Big,
}

/// Words that start an option of a column.
const OPTIONS: &[&str] = &[
    "not",
    "null",
    "default",
    "primary",
    "unique",
    "references",
    "check",
    "collate",
    "generated",
    "constraint",
    "compression",
    "storage",
    "deferrable",
    "initially",
    "no",
    "enforced",
];

/// Words after which an expression goes on, whatever comes.
const CONNECTORS: &[&str] = &[
    "and",
    "or",
    "not",
    "is",
    "in",
    "like",
    "ilike",
    "similar",
    "to",
    "between",
    "distinct",
    "from",
    "at",
    "time",
    "escape",
    "any",
    "all",
    "some",
    "interval",
    "case",
    "when",
    "then",
    "else",
    "array",
    "row",
    "symmetric",
];

/// Reads the type of a column and everything after it.
///
/// PostgreSQL manual: CREATE TABLE, `column_constraint`.
pub fn parse_column(text: &str) -> Result<ColumnText, SqlError> {
    let mut cursor = Cursor::new(text)?;
    let mut parsed = ColumnText { serial: serial(&mut cursor)?, ..ColumnText::default() };
    parsed.column.data_type = match parsed.serial {
        Some(serial) => {
            parsed.column.not_null = true;
            serial.data_type()
        }
        None => cursor.data_type()?,
    };
    let mut said = Said::default();
    while !cursor.is_done() {
        option(&mut cursor, &mut parsed, &mut said)?;
    }
    parsed.nullable = said.null;
    Ok(parsed)
}

impl Serial {
    /// The integer type behind it.
    pub fn data_type(self) -> TypeName {
        TypeName::fixed(match self {
            Self::Small => "smallint",
            Self::Int => "integer",
            Self::Big => "bigint",
        })
    }

    /// What a person writes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Small => "smallserial",
            Self::Int => "serial",
            Self::Big => "bigserial",
        }
    }
}

/// What can be said only once.
#[derive(Default)]
struct Said {
    null: bool,
    value: bool,
    collation: bool,
}

fn serial(cursor: &mut Cursor<'_>) -> Result<Option<Serial>, SqlError> {
    let serial = if cursor.eat(&["smallserial"]) || cursor.eat(&["serial2"]) {
        Serial::Small
    } else if cursor.eat(&["serial"]) || cursor.eat(&["serial4"]) {
        Serial::Int
    } else if cursor.eat(&["bigserial"]) || cursor.eat(&["serial8"]) {
        Serial::Big
    } else {
        return Ok(None);
    };
    if cursor.sees_kind(Kind::OpenBracket) || cursor.sees(&["array"]) {
        return Err(cursor.unexpected("an option", &[]).hint("there are no arrays of serial"));
    }
    Ok(Some(serial))
}

fn option(cursor: &mut Cursor<'_>, parsed: &mut ColumnText, said: &mut Said) -> Result<(), SqlError> {
    let name = if cursor.eat(&["constraint"]) { Some(cursor.name("the name of a constraint")?) } else { None };
    let named = name.is_some();
    if cursor.eat(&["not", "null"]) {
        if std::mem::replace(&mut said.null, false) {
            return Err(cursor.error("the column is said to be null already"));
        }
        parsed.column.not_null = true;
        parsed.column.not_null_name = name.or(parsed.column.not_null_name.take());
        if cursor.sees(&["no", "inherit"]) {
            return Err(cursor.unexpected("another option", &[]).hint("NOT NULL without inheritance is not supported"));
        }
    } else if let Some(rule) = rule(cursor, Place::Column)? {
        parsed.column.not_null |= matches!(rule, crate::kinds::constraint::Rule::Primary(_));
        let mut constraint = bare(rule);
        // Attributes follow their constraint at once, except where NOT starts NOT NULL.
        while attribute(cursor, &mut constraint)? {}
        parsed.constraints.push((name, constraint));
    } else if named {
        // PostgreSQL takes a name before DEFAULT and forgets it.
        return Err(cursor.unexpected("a constraint", &["not", "primary", "unique", "references", "check"]));
    } else if cursor.eat(&["default"]) {
        once(cursor, &mut said.value, "the column has a default, generated value or identity already")?;
        parsed.column.default = Some(default(cursor)?);
    } else if cursor.eat(&["generated"]) {
        once(cursor, &mut said.value, "the column has a default, generated value or identity already")?;
        generated(cursor, &mut parsed.column)?;
    } else if cursor.eat(&["null"]) {
        if parsed.column.not_null {
            return Err(cursor.error("the column cannot be null"));
        }
        said.null = true;
    } else if cursor.eat(&["collate"]) {
        once(cursor, &mut said.collation, "the column has a collation already")?;
        parsed.column.collation = Some(cursor.any_name("a collation")?);
    } else if cursor.eat(&["compression"]) {
        parsed.column.compression = setting(cursor, "a compression method")?;
    } else if cursor.eat(&["storage"]) {
        parsed.column.storage = setting(cursor, "plain, external, extended, main or default")?;
    } else {
        return Err(misplaced(cursor));
    }
    Ok(())
}

fn misplaced(cursor: &mut Cursor<'_>) -> SqlError {
    if cursor.sees(&["not"]) && !["deferrable", "valid", "enforced"].iter().any(|word| cursor.sees(&["not", word])) {
        cursor.advance();
        return cursor.unexpected("`null`", &["null", "deferrable", "valid", "enforced"]);
    }
    if ATTRIBUTES.iter().any(|word| cursor.sees(&[word])) {
        let error = cursor.unexpected("an option of the column", &[]);
        return error.hint("it belongs directly after the constraint that it is about");
    }
    match cursor.finish(OPTIONS) {
        Err(error) => error,
        Ok(()) => cursor.unexpected("an option of the column", OPTIONS),
    }
}

fn once(cursor: &Cursor<'_>, said: &mut bool, message: &str) -> Result<(), SqlError> {
    if std::mem::replace(said, true) { Err(cursor.error(message)) } else { Ok(()) }
}

/// The method, where it is not the default one.
fn setting(cursor: &mut Cursor<'_>, what: &str) -> Result<Option<smol_str::SmolStr>, SqlError> {
    if cursor.eat(&["default"]) {
        return Ok(None);
    }
    cursor.name(what).map(|name| Some(name.as_str().into()))
}

/// An expression that ends where the next option starts.
///
/// PostgreSQL's grammar takes only a `b_expr` here, which has neither NOT nor COLLATE outside parentheses. This is a little
/// more generous (`default a is not null`): an option starts only where an operand has ended.
fn default(cursor: &mut Cursor<'_>) -> Result<Sql, SqlError> {
    let mut cases = 0u32;
    let mut first = true;
    let text = cursor.until(0, |cursor, token| {
        if token.is("case") {
            cases += 1;
        } else if token.is("end") {
            cases = cases.saturating_sub(1);
        }
        let complete = !std::mem::replace(&mut first, false) && cursor.last().is_some_and(ends_operand);
        complete && cases == 0 && starts_option(cursor, token)
    });
    if text.is_empty() || cases > 0 || !cursor.last().is_some_and(ends_operand) {
        return Err(cursor.unexpected(if text.is_empty() { "the default" } else { "more of the default" }, &[]));
    }
    Ok(Sql::new(text))
}

fn ends_operand(token: Token<'_>) -> bool {
    match token.kind {
        Kind::Word => !CONNECTORS.iter().any(|word| token.is(word)),
        Kind::Operator | Kind::Cast | Kind::Comma | Kind::Dot | Kind::Open | Kind::OpenBracket => false,
        _ => true,
    }
}

fn starts_option(cursor: &Cursor<'_>, token: Token<'_>) -> bool {
    if token.kind != Kind::Word {
        return false;
    }
    if token.is("not") {
        return ["null", "deferrable", "valid", "enforced"].iter().any(|word| cursor.sees(&["not", word]));
    }
    if token.is("no") {
        return cursor.sees(&["no", "inherit"]);
    }
    OPTIONS.iter().any(|word| token.is(word))
}

fn generated(cursor: &mut Cursor<'_>, column: &mut Column) -> Result<(), SqlError> {
    let always = cursor.eat(&["always"]);
    if !always && !cursor.eat(&["by", "default"]) {
        return Err(cursor.unexpected("`always` or `by default`", &["always", "by"]));
    }
    cursor.expect(&["as"])?;
    if cursor.eat(&["identity"]) {
        let mut identity = Identity { always, ..Identity::default() };
        if cursor.eat_kind(Kind::Open) {
            while !cursor.eat_kind(Kind::Close) {
                if cursor.eat(&["sequence", "name"]) {
                    identity.sequence = Some(cursor.qname("the name of the sequence")?);
                } else {
                    sequence_option(cursor, &mut identity.options)?;
                }
            }
        }
        without_defaults(&mut identity.options);
        column.not_null = true;
        column.identity = Some(identity);
        return Ok(());
    }
    if !always {
        return Err(cursor.unexpected("`identity`", &["identity"]).hint("a generated expression is ALWAYS generated"));
    }
    column.generated = Some(cursor.expression("the expression")?);
    // Without a word it is virtual since 18, and an error before.
    let stored = cursor.eat(&["stored"]);
    if !stored {
        cursor.eat(&["virtual"]);
    }
    column.computed = !stored;
    Ok(())
}

/// Reads the options of a sequence, as in CREATE SEQUENCE.
pub fn parse_sequence_options(text: &str) -> Result<SequenceOptions, SqlError> {
    let mut cursor = Cursor::new(text)?;
    let mut options = SequenceOptions::default();
    while !cursor.is_done() {
        sequence_option(&mut cursor, &mut options)?;
    }
    without_defaults(&mut options);
    Ok(options)
}

/// Drops what PostgreSQL would choose for every integer type.
fn without_defaults(options: &mut SequenceOptions) {
    let ascending = options.increment.is_none_or(|step| step > 0);
    let bound = if ascending { &mut options.min } else { &mut options.max };
    let nearest = if ascending { 1 } else { -1 };
    *bound = bound.filter(|value| *value != nearest);
    let first = bound.unwrap_or(nearest);
    options.start = options.start.filter(|start| *start != first);
}

fn sequence_option(cursor: &mut Cursor<'_>, options: &mut SequenceOptions) -> Result<(), SqlError> {
    if cursor.eat(&["start"]) {
        cursor.eat(&["with"]);
        options.start = Some(cursor.integer()?);
    } else if cursor.eat(&["increment"]) {
        cursor.eat(&["by"]);
        options.increment = Some(cursor.integer()?).filter(|step| *step != 1);
    } else if cursor.eat(&["minvalue"]) {
        options.min = Some(cursor.integer()?);
    } else if cursor.eat(&["maxvalue"]) {
        options.max = Some(cursor.integer()?);
    } else if cursor.eat(&["no", "minvalue"]) {
        options.min = None;
    } else if cursor.eat(&["no", "maxvalue"]) {
        options.max = None;
    } else if cursor.eat(&["cache"]) {
        options.cache = Some(cursor.integer()?).filter(|cache| *cache != 1);
    } else if cursor.eat(&["no", "cycle"]) {
        options.cycle = false;
    } else if cursor.eat(&["cycle"]) {
        options.cycle = true;
    } else {
        let words = ["start", "increment", "minvalue", "maxvalue", "cache", "cycle", "no"];
        return Err(cursor.unexpected("an option of a sequence", &words));
    }
    Ok(())
}
