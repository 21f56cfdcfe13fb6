//! Rows of the queries of checks.

use std::collections::BTreeMap;

use crate::catalog::Row;
use crate::sql::quote::quote_ident;

/// One row: the columns that are not null, as PostgreSQL prints them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer(BTreeMap<String, String>);

impl Row for Answer {
    fn get(&self, column: &str) -> Option<&str> {
        self.0.get(column).map(String::as_str)
    }
}

impl FromIterator<(String, String)> for Answer {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(columns: T) -> Self {
        Self(columns.into_iter().collect())
    }
}

impl Answer {
    /// The text of a column; empty where it is null.
    pub fn text(&self, column: &str) -> &str {
        self.get(column).unwrap_or_default()
    }

    /// The number in a column; 0 where there is none.
    pub fn number(&self, column: &str) -> f64 {
        self.text(column).parse().unwrap_or(0.0)
    }

    /// The whole number in a column; 0 where there is none.
    pub fn count(&self, column: &str) -> i64 {
        self.text(column).parse().unwrap_or(0)
    }

    /// Whether the column is true.
    pub fn flag(&self, column: &str) -> bool {
        matches!(self.text(column), "t" | "true")
    }

    /// A column with a JSON array of texts.
    pub fn list(&self, column: &str) -> Vec<String> {
        serde_json::from_str(self.text(column)).unwrap_or_default()
    }

    /// `schema.name`, quoted, of the columns with this prefix: `schema` and `name`, `table_schema` and `table_name`.
    pub fn name(&self, prefix: &str) -> String {
        let part = |column: &str| quote_ident(self.text(&format!("{prefix}{column}"))).into_owned();
        format!("{}.{}", part("schema"), part("name"))
    }
}
