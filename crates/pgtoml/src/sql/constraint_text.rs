//! Constraints printed as people write them.

use std::fmt::Write;

use super::index::{key_text, parameters_text};
use crate::kinds::constraint::{Action, Constraint, Rule, UniqueKey};
use crate::model::Ident;

/// The constraint without its name, in the words that `parse_constraint` reads.
///
/// What no SQL of a constraint says (CLUSTER, REPLICA IDENTITY) is left out.
pub fn constraint_text(constraint: &Constraint) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = match &constraint.rule {
        Rule::Primary(key) => {
            text.push_str("primary key");
            unique_key(&mut text, key)
        }
        Rule::Unique(key) => {
            text.push_str(if key.nulls_not_distinct { "unique nulls not distinct" } else { "unique" });
            unique_key(&mut text, key)
        }
        Rule::Check(check) => {
            let tail = if check.no_inherit { " no inherit" } else { "" };
            write!(text, "check ({}){tail}", check.expression)
        }
        Rule::Foreign(key) => {
            let _ = write!(
                text,
                "foreign key ({}) references {}",
                columns(&key.columns, key.period.then_some("period ")),
                key.table
            );
            if !key.referenced.is_empty() {
                let _ = write!(text, " ({})", columns(&key.referenced, key.period.then_some("period ")));
            }
            if key.match_full {
                text.push_str(" match full");
            }
            if let Some(words) = action(key.on_delete) {
                let _ = write!(text, " on delete {words}");
            }
            if !key.on_delete_columns.is_empty() {
                let _ = write!(text, " ({})", columns(&key.on_delete_columns, None));
            }
            match action(key.on_update) {
                Some(words) => write!(text, " on update {words}"),
                None => Ok(()),
            }
        }
        Rule::Exclude(exclude) => {
            text.push_str("exclude");
            if let Some(method) = &exclude.using {
                let _ = write!(text, " using {method}");
            }
            let elements = exclude.elements.iter().map(|element| {
                let operator = &element.operator;
                let wrapped =
                    if operator.contains('.') { format!("operator({operator})") } else { operator.to_string() };
                format!("{} with {wrapped}", key_text(&element.key))
            });
            let _ = write!(text, " ({})", elements.collect::<Vec<_>>().join(", "));
            tail(&mut text, &exclude.include, &exclude.with, exclude.tablespace.as_ref());
            match &exclude.predicate {
                Some(predicate) => write!(text, " where ({predicate})"),
                None => Ok(()),
            }
        }
    };
    if constraint.deferrable {
        text.push_str(" deferrable");
    }
    if constraint.deferred {
        text.push_str(" initially deferred");
    }
    if constraint.not_valid {
        text.push_str(" not valid");
    }
    if constraint.not_enforced {
        text.push_str(" not enforced");
    }
    text
}

fn unique_key(text: &mut String, key: &UniqueKey) -> std::fmt::Result {
    let overlaps = if key.without_overlaps { " without overlaps" } else { "" };
    write!(text, " ({}{overlaps})", columns(&key.columns, None))?;
    tail(text, &key.include, &key.with, key.tablespace.as_ref());
    Ok(())
}

fn tail(text: &mut String, include: &[Ident], with: &crate::kinds::Parameters, tablespace: Option<&Ident>) {
    if !include.is_empty() {
        let _ = write!(text, " include ({})", columns(include, None));
    }
    if !with.is_empty() {
        let _ = write!(text, " with {}", parameters_text(with));
    }
    if let Some(tablespace) = tablespace {
        let _ = write!(text, " using index tablespace {tablespace}");
    }
}

/// The columns, the last one after `before_last`.
fn columns(columns: &[Ident], before_last: Option<&str>) -> String {
    let mut list = String::new();
    for (n, column) in columns.iter().enumerate() {
        if n > 0 {
            list.push_str(", ");
        }
        if n + 1 == columns.len() {
            list.push_str(before_last.unwrap_or_default());
        }
        let _ = write!(list, "{column}");
    }
    list
}

fn action(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("restrict"),
        Action::Cascade => Some("cascade"),
        Action::SetNull => Some("set null"),
        Action::SetDefault => Some("set default"),
    }
}
