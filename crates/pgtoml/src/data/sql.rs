//! Values as SQL. Names and texts go through the quoting functions; what is SQL already comes from a person as such.

use std::fmt::Write as _;

use super::columns::{Bare, Equality};
use super::value::placeholders;
use super::{Bound, Computed, Reference, Shape, Value};
use crate::model::Ident;
use crate::sql::quote::quote_literal;

/// The value where PostgreSQL knows the type of the column.
pub(super) fn plain(value: &Value, bare: Bare) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Text(text) => literal(text, bare),
        Value::Row(reference) => lookup(reference),
        Value::Computed(computed) => expression(computed),
        Value::Secret(name) => format!(":'{name}'"),
    }
}

/// The value where nothing else says its type.
pub(super) fn typed(value: &Value, shape: &Shape) -> String {
    format!("CAST({} AS {})", plain(value, Bare::Nothing), shape.cast())
}

fn literal(text: &str, bare: Bare) -> String {
    let fits = match bare {
        Bare::Nothing => false,
        Bare::Booleans => matches!(text, "true" | "false"),
        Bare::Numbers => {
            let digits = text.strip_prefix('-').unwrap_or(text);
            digits.starts_with(|c: char| c.is_ascii_digit())
                && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '-' | '+'))
        }
    };
    if fits { text.to_owned() } else { quote_literal(text) }
}

/// A sub-select for the column of another row.
pub(super) fn lookup(reference: &Reference) -> String {
    let mut sql = format!("(SELECT r.{} FROM {} r WHERE ", reference.column, reference.table);
    for (number, (column, value)) in reference.by.iter().enumerate() {
        if number > 0 {
            sql.push_str(" AND ");
        }
        let _ = match value {
            Value::Null => write!(sql, "r.{column} IS NULL"),
            _ => write!(sql, "r.{column} = {}", plain(value, Bare::Nothing)),
        };
    }
    if let Some(predicate) = &reference.predicate {
        let _ = write!(sql, " AND ({})", predicate.0);
    }
    sql.push(')');
    sql
}

/// The expression with its values, secrets as variables that are replaced where the statement runs.
fn expression(computed: &Computed) -> String {
    let mut sql = String::new();
    let mut done = 0;
    for (name, start, end) in placeholders(&computed.sql) {
        sql.push_str(computed.sql.get(done..start).unwrap_or_default());
        match computed.bound.get(name) {
            Some(Bound::Text(text)) => sql.push_str(&quote_literal(text)),
            Some(Bound::Env(variable)) => {
                let _ = write!(sql, ":'{variable}'");
            }
            None => sql.push_str("NULL"),
        }
        done = end;
    }
    sql.push_str(computed.sql.get(done..).unwrap_or_default());
    sql
}

/// The environment variables that a value needs.
pub(super) fn variables<'v>(value: &'v Value, into: &mut Vec<&'v str>) {
    match value {
        Value::Secret(name) => into.push(name),
        Value::Computed(computed) => into.extend(computed.bound.values().filter_map(|bound| match bound {
            Bound::Env(name) => Some(name.as_str()),
            Bound::Text(_) => None,
        })),
        Value::Null | Value::Text(_) | Value::Row(_) => {}
    }
}

/// The condition that a column of `t` holds the value of `w`. Where NULL may be meant it is one that no index serves.
pub(super) fn same(column: &Ident, wanted: &str, null: bool) -> String {
    if null { format!("t.{column} IS NOT DISTINCT FROM {wanted}") } else { format!("t.{column} = {wanted}") }
}

/// The condition that a column of `t` does not hold the value of `w`.
pub(super) fn differs(column: &Ident, wanted: &str, shape: &Shape) -> String {
    match shape.equality {
        Equality::Own => format!("t.{column} IS DISTINCT FROM {wanted}"),
        Equality::Jsonb => format!("t.{column}::jsonb IS DISTINCT FROM {wanted}::jsonb"),
        Equality::Text => format!("t.{column}::text IS DISTINCT FROM {wanted}::text"),
    }
}

/// `(1, 'a'), (2, 'b')`, one row a line.
pub(super) fn values(rows: impl Iterator<Item = Vec<String>>) -> String {
    rows.map(|cells| format!("({})", cells.join(", "))).collect::<Vec<_>>().join(",\n    ")
}
