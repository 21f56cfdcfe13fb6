//! Rows of a database as a section `[data.TABLE]`, or as CSV.
//!
//! A value that refers to a row of a table for which the file declares a natural key is written as that: a key that a server
//! made up means nothing elsewhere.

use std::collections::BTreeMap;

use super::columns::{Family, columns, family, foreign_keys, primary_key, referenced};
use super::compare::{Answer, Query};
use super::{Rows, csv};
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
    /// Whether NULL goes without saying.
    null: bool,
    holds: Holds,
}

/// What is written of a column.
#[derive(Clone, Debug)]
enum Holds {
    /// Its value.
    Plain(Family),
    /// The natural key of the row that it refers to.
    Row(Box<Natural>),
}

/// A row that is known by its natural key.
#[derive(Clone, Debug)]
struct Natural {
    table: Id,
    /// The column that is referred to.
    column: Ident,
    key: Vec<(Ident, Holds)>,
}

/// How deep natural keys hold natural keys. Tables that refer to each other would never end.
const DEEPEST: usize = 4;

/// Natural keys, by table.
type Keys<'a> = BTreeMap<&'a Id, &'a [Ident]>;

/// Why a table cannot be exported: a sentence, and what to do.
pub type Refused = (String, Option<String>);

impl Export {
    /// The rows of a table: `roles`, or `billing.plans`; told apart by `key`, or as `declared` has it, or by the primary key.
    /// Rows of other tables are meant by the keys of `declared`.
    ///
    /// # Errors
    /// There is no such table or column, or nothing tells the rows apart.
    pub fn new(model: &Model, name: &str, key: &[String], declared: &[Rows]) -> Result<Self, Refused> {
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
            [] => match declared.iter().find(|rows| rows.table == table && has(&known, &rows.key)) {
                Some(rows) => rows.key.clone(),
                None => primary_key(model, &table),
            },
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
        let keys: Keys<'_> = declared.iter().map(|rows| (&rows.table, rows.key.as_slice())).collect();
        let columns = known
            .iter()
            .filter(|(name, (column, _))| column.generated.is_none() && (!always(name) || key.contains(name)))
            .map(|(name, (column, not_null))| Column {
                name: name.clone(),
                null: !not_null && column.default.is_none() && !key.contains(name),
                holds: holds(model, &table, name, &keys, 0),
            })
            .collect();
        Ok(Self { table, key, columns, overriding })
    }

    /// The question whose answer [`Self::toml`] and [`Self::csv`] write. In its order rows stay where they are, whatever
    /// keys a server made up.
    pub fn query(&self) -> Query {
        let mut columns = Vec::new();
        let mut order = Vec::new();
        for column in &self.columns {
            let own = format!("t.{}", column.name);
            let before = columns.len();
            column.holds.select(&own, 0, &mut columns);
            if self.key.contains(&column.name) {
                order.push((&column.name, before, columns.len(), own));
            }
        }
        let place = |name: &&Ident| order.iter().find(|(other, ..)| other == name);
        let order = self.key.iter().filter_map(|name| place(&name)).flat_map(|(name, from, to, own)| {
            let natural =
                self.columns.iter().any(|column| column.name == **name && matches!(column.holds, Holds::Row(_)));
            // As its type orders them, where it is the value itself.
            if natural { (from + 1..=*to).map(|number| number.to_string()).collect() } else { vec![own.clone()] }
        });
        let order: Vec<String> = order.collect();
        let texts = columns.join(", ");
        let sql = format!("SELECT {texts} FROM {} t ORDER BY {}", self.table.qualified(), order.join(", "));
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
            let mut texts = row.iter().map(Option::as_deref);
            let mut cells = Vec::new();
            for column in &self.columns {
                match column.holds.toml(&mut texts) {
                    None if column.null => {}
                    value => {
                        let value = value.unwrap_or_else(|| NULL.to_owned());
                        cells.push(format!("{} = {value}", bare(column.name.as_str())));
                    }
                }
            }
            out.push_str(&format!("    {{ {} }},\n", cells.join(", ")));
        }
        out.push_str("]\n");
        out
    }

    /// What a section with the CSV needs besides: `references = { owner_id = "users.username" }`.
    pub fn references(&self) -> Option<String> {
        let one = |column: &Column| match &column.holds {
            Holds::Row(natural) => {
                let (key, _) = natural.key.first()?;
                let table = super::shown(&natural.table);
                Some(format!("{} = {}", bare(column.name.as_str()), string(&format!("{table}.{}", key.as_str()))))
            }
            Holds::Plain(_) => None,
        };
        let all: Vec<String> = self.columns.iter().filter_map(one).collect();
        (!all.is_empty()).then(|| format!("references = {{ {} }}", all.join(", ")))
    }

    /// Keeps natural keys of one column only, which is what a cell of CSV has room for.
    #[must_use]
    pub fn flat(mut self, model: &Model) -> Self {
        for column in &mut self.columns {
            let fits = match &column.holds {
                Holds::Plain(_) => true,
                Holds::Row(natural) => matches!(natural.key.as_slice(), [(_, Holds::Plain(_))]),
            };
            if !fits {
                column.holds = holds(model, &self.table, &column.name, &Keys::new(), 0);
            }
        }
        self
    }

    /// A file for `file = "….csv"`, of what is [`flat`](Self::flat).
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

const NULL: &str = "{ null = true }";

/// Whether a table has all these columns.
fn has<T>(known: &indexmap::IndexMap<Ident, T>, columns: &[Ident]) -> bool {
    !columns.is_empty() && columns.iter().all(|name| known.contains_key(name))
}

/// What is written of a column: a natural key where a foreign key of this column alone, or beside columns that both tables
/// have, refers to a table for which one is declared.
fn holds(model: &Model, table: &Id, name: &Ident, keys: &Keys<'_>, depth: usize) -> Holds {
    natural(model, table, name, keys, depth).map_or_else(
        || {
            let known = columns(model, table);
            Holds::Plain(known.get(name).map_or(Family::Other, |(column, _)| family(model, &column.data_type)))
        },
        |natural| Holds::Row(Box::new(natural)),
    )
}

fn natural(model: &Model, table: &Id, name: &Ident, keys: &Keys<'_>, depth: usize) -> Option<Natural> {
    if depth >= DEEPEST {
        return None;
    }
    let all = foreign_keys(model, table);
    let (_, foreign) = all.iter().find(|(_, key)| key.columns.as_slice() == std::slice::from_ref(name))?;
    let target = model.relation(&foreign.table)?;
    let there = columns(model, target);
    let key = keys.get(target).filter(|key| has(&there, key))?;
    let column = referenced(model, foreign).first()?.clone();
    // By itself it is known already; by nothing that is chosen anew would it be known elsewhere.
    if key.contains(&column) {
        return None;
    }
    let key = key.iter().map(|part| (part.clone(), holds(model, target, part, keys, depth + 1))).collect();
    Some(Natural { table: target.clone(), column, key })
}

impl Holds {
    /// The texts that are asked for: one for each value that is written.
    fn select(&self, own: &str, depth: usize, into: &mut Vec<String>) {
        match self {
            Self::Plain(_) => into.push(format!("{own}::text")),
            Self::Row(natural) => {
                let alias = format!("r{depth}");
                for (name, holds) in &natural.key {
                    let mut inner = Vec::new();
                    holds.select(&format!("{alias}.{name}"), depth + 1, &mut inner);
                    into.extend(inner.into_iter().map(|inner| {
                        let table = natural.table.qualified();
                        format!("(SELECT {inner} FROM {table} {alias} WHERE {alias}.{} = {own})", natural.column)
                    }));
                }
            }
        }
    }

    /// The value in TOML. `None`: NULL.
    fn toml<'t>(&self, texts: &mut impl Iterator<Item = Option<&'t str>>) -> Option<String> {
        match self {
            Self::Plain(family) => texts.next().flatten().map(|text| value(text, family)),
            Self::Row(natural) => {
                let cells: Vec<(&Ident, Option<String>)> =
                    natural.key.iter().map(|(name, holds)| (name, holds.toml(texts))).collect();
                if cells.iter().all(|(_, value)| value.is_none()) {
                    return None;
                }
                let cells = cells.into_iter().map(|(name, value)| {
                    format!("{} = {}", bare(name.as_str()), value.unwrap_or_else(|| NULL.to_owned()))
                });
                Some(format!("{{ {} }}", cells.collect::<Vec<_>>().join(", ")))
            }
        }
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
