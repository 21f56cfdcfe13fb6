//! Conditions that people write in sugar: whether they are expressions, and whether their columns are there.

use super::tables;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::{Id, Ident};
use crate::read::reading::Reading;
use crate::sql::cursor::Cursor;
use crate::sql::expression;

/// Reports what is certainly wrong with a condition on rows of a table; `true` if there is nothing.
pub(crate) fn check(reading: &mut Reading<'_>, table: &Id, text: &str, span: Span) -> bool {
    if !parses(reading, text, span) {
        return false;
    }
    let before = reading.diagnostics.len();
    for column in unknown_columns(reading, table, text) {
        tables::no_column(reading, table, &column, span, None);
    }
    reading.diagnostics.len() == before
}

/// Reports a text that is no expression.
pub(crate) fn parses(reading: &mut Reading<'_>, text: &str, span: Span) -> bool {
    if let Err(error) = Cursor::new(text) {
        reading.report_sql(span, text, error);
        return false;
    }
    if expression::columns(text).is_none() {
        let hint = "a condition is one expression that is true or false, as after WHERE";
        let message = format!("`{text}` is not understood as a condition");
        reading.report(Diagnostic::error("sql", span, message).hint(hint));
        return false;
    }
    true
}

/// The columns of the table that was asked for last: who asks for many things asks by tables.
#[derive(Default)]
pub(crate) struct Columns {
    table: Option<Id>,
    /// Empty where not all are known.
    known: Vec<Ident>,
}

impl Columns {
    /// Columns of the table that a condition names and the table has not. Nothing is declared between two questions.
    pub(crate) fn unknown(&mut self, reading: &Reading<'_>, table: &Id, text: &str) -> Vec<Ident> {
        let mut wrong: Vec<Ident> = Vec::new();
        for name in expression::columns(text).unwrap_or_default() {
            let column = match name.as_slice() {
                [column] => column,
                [of, column] if *of == table.name => column,
                _ => continue,
            };
            // PostgreSQL has columns of its own in every table, and a row is a value of the table's name.
            let system = ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"].contains(&column.as_str());
            let known = self.of(reading, table);
            // A table without columns has them elsewhere.
            let missing = !known.is_empty() && !known.contains(column);
            if missing && !system && *column != table.name && !wrong.contains(column) {
                wrong.push(column.clone());
            }
        }
        wrong
    }

    fn of(&mut self, reading: &Reading<'_>, table: &Id) -> &[Ident] {
        if self.table.as_ref() != Some(table) {
            self.known = tables::columns(reading, table);
            if !tables::has_all_columns(reading, table) {
                self.known.clear();
            }
            self.table = Some(table.clone());
        }
        &self.known
    }
}

/// Columns of the table that a condition names and the table has not.
pub(crate) fn unknown_columns(reading: &Reading<'_>, table: &Id, text: &str) -> Vec<Ident> {
    Columns::default().unknown(reading, table, text)
}
