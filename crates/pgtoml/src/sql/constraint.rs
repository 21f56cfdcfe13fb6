//! Constraints as people write them.

use super::cursor::Cursor;
use super::error::SqlError;
use super::index;
use super::tokens::Kind;
use crate::kinds::constraint::{Action, Check, Constraint, Element, Exclude, ForeignKey, Rule, UniqueKey};
use crate::model::Ident;

pub use super::constraint_text::constraint_text;

/// Words that start a constraint.
const STARTS: &[&str] = &["primary", "unique", "foreign", "check", "exclude"];

/// Words that may follow the rule of a constraint.
pub(super) const ATTRIBUTES: &[&str] = &["deferrable", "not", "initially", "enforced", "no", "valid", "inherit"];

/// Reads a table constraint without its name.
///
/// PostgreSQL manual: CREATE TABLE, `table_constraint`.
pub fn parse_constraint(text: &str) -> Result<Constraint, SqlError> {
    let mut cursor = Cursor::new(text)?;
    if cursor.sees(&["constraint"]) {
        return Err(cursor.unexpected("the constraint", &[]).hint("the name is the key in front"));
    }
    let Some(rule) = rule(&mut cursor, Place::Table)? else {
        let error = cursor.unexpected("primary key, unique, foreign key, check or exclude", STARTS);
        return Err(if cursor.sees(&["not", "null"]) { error.hint("NOT NULL belongs to the column") } else { error });
    };
    let mut constraint = bare(rule);
    while attribute(&mut cursor, &mut constraint)? {}
    cursor.finish(ATTRIBUTES)?;
    complete(&cursor, &constraint)?;
    Ok(constraint)
}

/// A constraint without attributes.
pub(super) fn bare(rule: Rule) -> Constraint {
    Constraint { rule, deferrable: false, deferred: false, not_valid: false, not_enforced: false }
}

/// Where a constraint stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a list of its own, with its columns.
    Table,
    /// Behind the column that it is about.
    Column,
}

/// Reads what a constraint demands, if a constraint comes next.
pub(super) fn rule(cursor: &mut Cursor<'_>, place: Place) -> Result<Option<Rule>, SqlError> {
    let table = place == Place::Table;
    Ok(Some(if cursor.eat(&["primary"]) {
        cursor.expect(&["key"])?;
        Rule::Primary(unique_key(cursor, table)?)
    } else if cursor.eat(&["unique"]) {
        let mut nulls_not_distinct = false;
        if cursor.eat(&["nulls"]) {
            nulls_not_distinct = cursor.eat(&["not"]);
            cursor.expect(&["distinct"])?;
        }
        Rule::Unique(UniqueKey { nulls_not_distinct, ..unique_key(cursor, table)? })
    } else if cursor.eat(&["check"]) {
        Rule::Check(Check { expression: cursor.expression("the condition")?, no_inherit: false })
    } else if table && cursor.eat(&["foreign"]) {
        cursor.expect(&["key"])?;
        let (columns, period) = foreign_columns(cursor)?;
        cursor.expect(&["references"])?;
        Rule::Foreign(ForeignKey { columns, period, ..references(cursor, true)? })
    } else if !table && cursor.eat(&["references"]) {
        Rule::Foreign(references(cursor, false)?)
    } else if table && cursor.eat(&["exclude"]) {
        Rule::Exclude(exclude(cursor)?)
    } else {
        return Ok(None);
    }))
}

fn unique_key(cursor: &mut Cursor<'_>, table: bool) -> Result<UniqueKey, SqlError> {
    let mut key = UniqueKey::default();
    if table {
        if cursor.sees(&["using", "index"]) {
            return Err(cursor.unexpected("the columns", &[]).hint("name the columns; pgtoml finds the index itself"));
        }
        cursor.expect_kind(Kind::Open, "`(`")?;
        loop {
            key.columns.push(cursor.name("a column")?);
            if cursor.eat(&["without", "overlaps"]) {
                key.without_overlaps = true;
                cursor.expect_kind(Kind::Close, "`)`, because WITHOUT OVERLAPS belongs to the last column")?;
                break;
            }
            if cursor.eat_kind(Kind::Close) {
                break;
            }
            if !cursor.eat_kind(Kind::Comma) {
                return Err(cursor.unexpected("`,` or `)`", &["without"]));
            }
        }
        if cursor.eat(&["include"]) {
            key.include = cursor.names("a column")?;
        }
    }
    if cursor.eat(&["with"]) {
        key.with = cursor.parameters()?;
    }
    key.tablespace = tablespace(cursor)?;
    Ok(key)
}

fn tablespace(cursor: &mut Cursor<'_>) -> Result<Option<Ident>, SqlError> {
    if !cursor.eat(&["using"]) {
        return Ok(None);
    }
    cursor.expect(&["index", "tablespace"])?;
    cursor.name("a tablespace").map(Some)
}

/// `(a, PERIOD b)`.
fn foreign_columns(cursor: &mut Cursor<'_>) -> Result<(Vec<Ident>, bool), SqlError> {
    cursor.expect_kind(Kind::Open, "`(`")?;
    let mut columns = Vec::new();
    loop {
        // A column may be called `period`; the key word has a column after it.
        let next_is_name = cursor.peek_at(1).is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Quoted));
        let period = !columns.is_empty() && next_is_name && cursor.eat(&["period"]);
        columns.push(cursor.name("a column")?);
        if period {
            cursor.expect_kind(Kind::Close, "`)`, because PERIOD belongs to the last column")?;
            return Ok((columns, true));
        }
        if cursor.eat_kind(Kind::Close) {
            return Ok((columns, false));
        }
        cursor.expect_kind(Kind::Comma, "`,` or `)`")?;
    }
}

/// What follows REFERENCES.
fn references(cursor: &mut Cursor<'_>, table: bool) -> Result<ForeignKey, SqlError> {
    let mut key = ForeignKey { table: cursor.qname("the referenced table")?, ..ForeignKey::default() };
    if cursor.sees_kind(Kind::Open) {
        let open = cursor.peek();
        let (columns, period) = foreign_columns(cursor)?;
        if !table && (columns.len() > 1 || period) {
            let message = "the constraint of one column references one column";
            return Err(open.map_or_else(|| cursor.error(message), |token| token.error(message)));
        }
        key.referenced = columns;
        key.period = period;
    }
    if cursor.eat(&["match"]) {
        key.match_full = cursor.eat(&["full"]);
        if !key.match_full && !cursor.eat(&["simple"]) {
            return Err(cursor.unexpected("`full` or `simple`", &["full", "simple"]));
        }
    }
    let (mut deleted, mut updated) = (false, false);
    while cursor.eat(&["on"]) {
        let seen = if cursor.eat(&["delete"]) {
            key.on_delete = action(cursor)?;
            if cursor.sees_kind(Kind::Open) {
                if !matches!(key.on_delete, Action::SetNull | Action::SetDefault) {
                    return Err(cursor
                        .unexpected("no columns", &[])
                        .hint("only SET NULL and SET DEFAULT take columns"));
                }
                key.on_delete_columns = cursor.names("a column")?;
            }
            std::mem::replace(&mut deleted, true)
        } else if cursor.eat(&["update"]) {
            key.on_update = action(cursor)?;
            if cursor.sees_kind(Kind::Open) {
                return Err(cursor.unexpected("no columns", &[]).hint("only ON DELETE takes columns"));
            }
            std::mem::replace(&mut updated, true)
        } else {
            return Err(cursor.unexpected("`delete` or `update`", &["delete", "update"]));
        };
        if seen {
            return Err(cursor.error("the action is given twice"));
        }
    }
    Ok(key)
}

fn action(cursor: &mut Cursor<'_>) -> Result<Action, SqlError> {
    let actions: [(&[&str], Action); 5] = [
        (&["no", "action"], Action::NoAction),
        (&["restrict"], Action::Restrict),
        (&["cascade"], Action::Cascade),
        (&["set", "null"], Action::SetNull),
        (&["set", "default"], Action::SetDefault),
    ];
    let found = actions.into_iter().find(|(words, _)| cursor.eat(words)).map(|(_, action)| action);
    found.ok_or_else(|| {
        let words = ["cascade", "restrict", "set", "no"];
        cursor.unexpected("cascade, restrict, set null, set default or no action", &words)
    })
}

fn exclude(cursor: &mut Cursor<'_>) -> Result<Exclude, SqlError> {
    let mut exclude = Exclude::default();
    if cursor.eat(&["using"]) {
        let method = cursor.name("an access method")?;
        exclude.using = Some(method).filter(|method| method.as_str() != "btree");
    }
    cursor.expect_kind(Kind::Open, "`(`")?;
    loop {
        let key = index::key(cursor)?;
        cursor.expect(&["with"])?;
        let wrapped = cursor.eat(&["operator"]);
        if wrapped {
            cursor.expect_kind(Kind::Open, "`(`")?;
        }
        exclude.elements.push(Element { key, operator: operator(cursor)?.into() });
        if wrapped {
            cursor.expect_kind(Kind::Close, "`)`")?;
        }
        if cursor.eat_kind(Kind::Close) {
            break;
        }
        cursor.expect_kind(Kind::Comma, "`,` or `)`")?;
    }
    if cursor.eat(&["include"]) {
        exclude.include = cursor.names("a column")?;
    }
    if cursor.eat(&["with"]) {
        exclude.with = cursor.parameters()?;
    }
    exclude.tablespace = tablespace(cursor)?;
    if cursor.eat(&["where"]) {
        exclude.predicate = Some(cursor.expression("the condition")?);
    }
    Ok(exclude)
}

/// `&&` or `schema.&&`; the schema `pg_catalog` is left out.
fn operator(cursor: &mut Cursor<'_>) -> Result<String, SqlError> {
    let mut schema = None;
    if cursor.peek().is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Quoted)) {
        schema = Some(cursor.label()?);
        cursor.expect_kind(Kind::Dot, "`.`")?;
    }
    let token = match cursor.peek() {
        Some(token) if token.kind == Kind::Operator => token,
        _ => return Err(cursor.unexpected("an operator", &[])),
    };
    cursor.advance();
    let name = super::stream::canonical_operator(token.text);
    Ok(match schema.filter(|schema| schema.as_str() != "pg_catalog") {
        Some(schema) => format!("{schema}.{name}"),
        None => name.to_owned(),
    })
}

/// Takes one attribute of a constraint, if one comes next.
pub(super) fn attribute(cursor: &mut Cursor<'_>, constraint: &mut Constraint) -> Result<bool, SqlError> {
    if cursor.eat(&["deferrable"]) {
        constraint.deferrable = true;
    } else if cursor.eat(&["not", "deferrable"]) {
        if constraint.deferred {
            return Err(cursor.error("an initially deferred constraint is deferrable"));
        }
        constraint.deferrable = false;
    } else if cursor.eat(&["initially"]) {
        if cursor.eat(&["deferred"]) {
            constraint.deferrable = true;
            constraint.deferred = true;
        } else if !cursor.eat(&["immediate"]) {
            return Err(cursor.unexpected("`deferred` or `immediate`", &["deferred", "immediate"]));
        }
    } else if cursor.eat(&["not", "valid"]) {
        constraint.not_valid = true;
    } else if cursor.eat(&["not", "enforced"]) {
        constraint.not_enforced = true;
    } else if cursor.eat(&["enforced"]) {
        constraint.not_enforced = false;
    } else if cursor.eat(&["no", "inherit"]) {
        match &mut constraint.rule {
            Rule::Check(check) => check.no_inherit = true,
            _ => return Err(cursor.error("only a check can have NO INHERIT")),
        }
    } else {
        return Ok(false);
    }
    let message = match &constraint.rule {
        Rule::Check(_) if constraint.deferrable => "a check cannot be deferrable",
        Rule::Primary(_) | Rule::Unique(_) | Rule::Exclude(_) if constraint.not_valid || constraint.not_enforced => {
            "only a check or a foreign key can be NOT VALID or NOT ENFORCED"
        }
        _ => return Ok(true),
    };
    Err(cursor.error(message))
}

/// What can be told only once all of a constraint is read.
fn complete(cursor: &Cursor<'_>, constraint: &Constraint) -> Result<(), SqlError> {
    if let Rule::Foreign(key) = &constraint.rule
        && !key.referenced.is_empty()
        && key.referenced.len() != key.columns.len()
    {
        let (from, to) = (key.columns.len(), key.referenced.len());
        return Err(SqlError::new(format!("{from} columns reference {to}"), 0, cursor.end()));
    }
    Ok(())
}
