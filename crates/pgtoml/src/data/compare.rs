//! Questions to the server about rows that are there. The server judges what is equal, by the types of the columns.
//!
//! A question reads the wanted rows as VALUES and joins them to the table on the key, so that its cost grows with the number
//! of rows and not with its square. It must run with `row_security = off`: a role from whom rows are hidden gets an error
//! and no wrong answer.

use std::collections::BTreeMap;

use super::sql::{differs, same, typed, values};
use super::{Rows, Value, sql};
use crate::model::Ident;

/// Rows in one statement.
pub const CHUNK: usize = 500;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// A SELECT.
    pub sql: String,
    /// Where operators and functions are looked up.
    pub path: Vec<Ident>,
}

/// The answer to one question: its rows, each with the texts of its columns.
pub type Answer = Vec<Vec<Option<String>>>;

/// Rows of a set that have values for the same columns.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Columns that are compared, besides those of the key.
    pub(super) columns: Vec<Ident>,
    /// The rows, by their number.
    pub(super) rows: Vec<usize>,
}

/// The rows of a set by the columns that are compared, in chunks.
pub(super) fn groups(set: &Rows) -> Vec<Group> {
    let mut by: BTreeMap<Vec<&Ident>, Vec<usize>> = BTreeMap::new();
    for (number, row) in set.rows.iter().enumerate() {
        let columns = set
            .columns
            .keys()
            .filter(|name| !set.key.contains(name) && row.cells.get(*name).is_some_and(Value::is_compared));
        by.entry(columns.collect()).or_default().push(number);
    }
    let mut found = Vec::new();
    for (columns, rows) in by {
        let columns: Vec<Ident> = columns.into_iter().cloned().collect();
        found.extend(rows.chunks(CHUNK).map(|rows| Group { columns: columns.clone(), rows: rows.to_vec() }));
    }
    found
}

/// The condition that a row of `t` has the key of a row of `w`, whose columns are `names`.
pub(super) fn on_key(set: &Rows, rows: &[usize], name: impl Fn(&Ident) -> String) -> String {
    let conditions = set.key.iter().map(|column| {
        let null =
            rows.iter().any(|row| set.rows.get(*row).and_then(|row| row.cells.get(column)) == Some(&Value::Null));
        same(column, &name(column), null)
    });
    conditions.collect::<Vec<_>>().join(" AND ")
}

/// One row of VALUES: the values of these columns with their types.
pub(super) fn cells(set: &Rows, row: usize, columns: &[&Ident]) -> Vec<String> {
    let row = set.rows.get(row);
    let cell = |name: &Ident| {
        let value = row.and_then(|row| row.cells.get(name)).unwrap_or(&Value::Null);
        set.columns.get(name).map_or_else(|| "NULL".to_owned(), |shape| typed(value, shape))
    };
    columns.iter().map(|name| cell(name)).collect()
}

/// Which rows of a group are missing, and where the others differ.
///
/// Columns of the answer: number of the row, whether it is missing, how many rows have its key, then for each compared
/// column whether it differs, whether the wanted value is NULL, and the present value.
pub(super) fn rows(set: &Rows, group: &Group) -> String {
    let columns: Vec<&Ident> = set.key.iter().chain(&group.columns).collect();
    let name = |column: &Ident| format!("w.c{}", columns.iter().position(|other| *other == column).unwrap_or_default());
    let list = values(group.rows.iter().map(|row| {
        let mut line = vec![row.to_string()];
        line.extend(cells(set, *row, &columns));
        line
    }));
    let names: Vec<String> = (0..columns.len()).map(|number| format!("c{number}")).collect();
    let mut select = vec![
        "w.n".to_owned(),
        "t.tableoid IS NULL AS missing".to_owned(),
        "count(*) OVER (PARTITION BY w.n) AS many".to_owned(),
    ];
    let mut filter = vec!["missing".to_owned(), "many > 1".to_owned()];
    for (number, column) in group.columns.iter().enumerate() {
        let Some(shape) = set.columns.get(column) else { continue };
        let wanted = name(column);
        select.push(format!("{} AS d{number}", differs(column, &wanted, shape)));
        select.push(format!("{wanted} IS NULL AS u{number}"));
        select.push(format!("t.{column}::text AS p{number}"));
        filter.push(format!("d{number}"));
        let looked_up = |row: &usize| {
            set.rows.get(*row).and_then(|row| row.cells.get(column)).is_some_and(|value| matches!(value, Value::Row(_)))
        };
        if group.rows.iter().any(looked_up) {
            filter.push(format!("u{number}"));
        }
    }
    format!(
        "SELECT * FROM (\n  SELECT {}\n  FROM (VALUES\n    {list}) AS w(n, {})\n  LEFT JOIN {} AS t ON {}\n) AS x WHERE {}",
        select.join(", "),
        names.join(", "),
        set.table.qualified(),
        on_key(set, &group.rows, name),
        filter.join(" OR "),
    )
}

/// The keys of the rows that none of the sets lists. All sets have one table and one key.
pub(super) fn others(sets: &[&Rows]) -> Option<String> {
    let first = sets.first()?;
    let columns: Vec<&Ident> = first.key.iter().collect();
    let keys: Vec<String> = columns.iter().map(|column| format!("t.{column}::text")).collect();
    let order: Vec<String> = (1..=keys.len()).map(|number| number.to_string()).collect();
    Some(format!(
        "SELECT {} FROM {} AS t{} ORDER BY {}",
        keys.join(", "),
        first.table.qualified(),
        unlisted(sets),
        order.join(", "),
    ))
}

/// ` WHERE NOT EXISTS (…)`: the condition that a row of `t` is in none of the sets.
pub(super) fn unlisted(sets: &[&Rows]) -> String {
    let Some(first) = sets.first() else { return String::new() };
    let columns: Vec<&Ident> = first.key.iter().collect();
    let names: Vec<String> = (0..columns.len()).map(|number| format!("c{number}")).collect();
    let name = |column: &Ident| format!("w.c{}", columns.iter().position(|other| *other == column).unwrap_or_default());
    let list = values(sets.iter().flat_map(|set| (0..set.rows.len()).map(|row| cells(set, row, &columns))));
    if list.is_empty() {
        return String::new();
    }
    let null =
        |column: &Ident| sets.iter().flat_map(|set| &set.rows).any(|row| row.cells.get(column) == Some(&Value::Null));
    let on: Vec<String> = columns.iter().map(|column| same(column, &name(column), null(column))).collect();
    format!(
        "\nWHERE NOT EXISTS (SELECT FROM (VALUES\n    {list}) AS w({}) WHERE {})",
        names.join(", "),
        on.join(" AND ")
    )
}

/// Which of these rows are not there. The answer has their numbers.
pub(super) fn lost(references: &[&super::Reference]) -> String {
    let list = values(
        references
            .iter()
            .enumerate()
            .map(|(number, reference)| vec![number.to_string(), format!("{} IS NULL", sql::lookup(reference))]),
    );
    format!("SELECT w.n FROM (VALUES\n    {list}) AS w(n, lost) WHERE w.lost")
}
