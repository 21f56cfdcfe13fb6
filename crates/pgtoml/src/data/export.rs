//! Rows of a database as a section `[data.TABLE]`, or as CSV.

use super::columns::{Family, columns, family, primary_key};
use super::compare::{Answer, Query};
use super::csv;
use crate::diagnostic::did_you_mean;
use crate::kind::Tag;
use crate::model::{Id, Ident, Model};
use crate::write::{bare, string};

/// What is to be written down.
#[derive(Clone, Debug)]
pub struct Export {
    table: Id,
    key: Vec<Ident>,
    columns: Vec<Column>,
    overriding: bool,
}

#[derive(Clone, Debug)]
struct Column {
    name: Ident,
    family: Family,
    /// Whether NULL goes without saying.
    null: bool,
}

/// Why a table cannot be exported: a sentence, and what to do.
pub type Refused = (String, Option<String>);

impl Export {
    /// The rows of a table: `roles`, or `billing.plans`; told apart by `key`, or by the primary key.
    ///
    /// # Errors
    /// There is no such table or column, or nothing tells the rows apart.
    pub fn new(model: &Model, name: &str, key: &[String]) -> Result<Self, Refused> {
        let (schema, own) = name.split_once('.').unwrap_or(("public", name));
        let table = Id::of_schema(Tag::Table, schema, own);
        if model.get(&table).is_none() {
            let names: Vec<String> = model.of_kind(Tag::Table).map(|(id, _)| super::shown(id)).collect();
            let near =
                did_you_mean(name, names.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
            return Err((format!("there is no table `{name}`"), near));
        }
        let known = columns(model, &table);
        for column in key {
            if !known.contains_key(column.as_str()) {
                let near = did_you_mean(column, known.keys().map(Ident::as_str));
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                return Err((format!("table `{name}` has no column `{column}`"), hint));
            }
        }
        let key: Vec<Ident> = match key {
            [] => primary_key(model, &table),
            named => named.iter().map(|name| Ident::from(name.as_str())).collect(),
        };
        if key.is_empty() {
            let hint = "name the columns that do: `--key name`";
            return Err((format!("nothing tells the rows of `{name}` apart"), Some(hint.to_owned())));
        }
        let always = |name: &Ident| {
            known.get(name).is_some_and(|(column, _)| column.identity.as_ref().is_some_and(|identity| identity.always))
        };
        let overriding = key.iter().any(always);
        let columns = known
            .iter()
            .filter(|(name, (column, _))| column.generated.is_none() && (!always(name) || key.contains(name)))
            .map(|(name, (column, not_null))| Column {
                name: name.clone(),
                family: family(model, &column.data_type),
                null: !not_null && column.default.is_none() && !key.contains(name),
            })
            .collect();
        Ok(Self { table, key, columns, overriding })
    }

    /// The question whose answer [`Self::toml`] and [`Self::csv`] write.
    pub fn query(&self) -> Query {
        let columns: Vec<String> = self.columns.iter().map(|column| format!("{}::text", column.name)).collect();
        let key: Vec<String> = self.key.iter().map(ToString::to_string).collect();
        let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), self.table.qualified(), key.join(", "));
        Query { sql, path: self.table.schema.iter().cloned().collect() }
    }

    /// A section `[data.TABLE]`.
    pub fn toml(&self, answer: &Answer) -> String {
        let mut path = vec!["data".to_owned(), bare(self.table.name.as_str())];
        if let Some(schema) = self.table.schema.as_ref().filter(|schema| schema.as_str() != "public") {
            path.splice(0..0, ["schemas".to_owned(), bare(schema.as_str())]);
        }
        let key: Vec<String> = self.key.iter().map(|name| string(name.as_str())).collect();
        let mut out = format!("[{}]\nkey = [{}]\n", path.join("."), key.join(", "));
        if self.overriding {
            out.push_str("overriding_system_value = true\n");
        }
        out.push_str("rows = [\n");
        for row in answer {
            let cells: Vec<String> = self
                .columns
                .iter()
                .zip(row)
                .filter_map(|(column, text)| {
                    let value = match text {
                        None if column.null => return None,
                        None => "{ null = true }".to_owned(),
                        Some(text) => value(text, &column.family),
                    };
                    Some(format!("{} = {value}", bare(column.name.as_str())))
                })
                .collect();
            out.push_str(&format!("    {{ {} }},\n", cells.join(", ")));
        }
        out.push_str("]\n");
        out
    }

    /// A file for `file = "….csv"`.
    pub fn csv(&self, answer: &Answer) -> String {
        let names = self.columns.iter().map(|column| csv::written(Some(column.name.as_str())));
        let mut out = names.collect::<Vec<_>>().join(",") + "\n";
        for row in answer {
            let cells: Vec<String> = row.iter().map(|text| csv::written(text.as_deref())).collect();
            out.push_str(&cells.join(","));
            out.push('\n');
        }
        out
    }
}

/// A text of PostgreSQL's as TOML. Only what TOML prints with the same digits is a number there.
fn value(text: &str, family: &Family) -> String {
    match family {
        Family::Boolean => if text == "t" || text == "true" { "true" } else { "false" }.to_owned(),
        Family::Integer(..) if text.parse::<i64>().is_ok() => text.to_owned(),
        Family::Number if text.contains('.') && text.parse::<f64>().is_ok_and(|number| number.to_string() == text) => {
            text.to_owned()
        }
        Family::Number if text.parse::<i64>().is_ok() => text.to_owned(),
        _ => string(text),
    }
}
