//! One row: what its columns hold before the server is asked, and the statement that makes it.

use std::collections::BTreeMap;

use pgtoml::sql::quote::quote_literal;

use super::catalog::{Column, Reference, Table};
use super::{Filler, Wish};

/// What a column gets.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// What the server makes of it.
    Server,
    Null,
    /// What the type's input function takes.
    Text(String),
}

pub(super) type Cells = BTreeMap<i16, Cell>;

impl From<Option<String>> for Cell {
    fn from(value: Option<String>) -> Self {
        value.map_or(Self::Null, Self::Text)
    }
}

/// Whether the server makes another value each time.
fn always_new(column: &Column) -> bool {
    column.identity || column.default.as_deref().is_some_and(|text| text.contains("nextval(") || text.contains("uuid"))
}

impl Wish {
    fn fixed<'a>(&'a self, table: &'a Table) -> impl Iterator<Item = (&'a Column, Option<&'a str>)> {
        let own = self.fixed.iter().filter(|fixed| fixed.table == table.name);
        own.filter_map(|fixed| {
            let column = table.columns.iter().find(|column| column.name == fixed.column)?;
            Some((column, fixed.value.as_deref()))
        })
    }

    /// What the caller would like the column to hold.
    fn prefers(&self, table: &Table, column: &Column, number: usize) -> Option<Option<String>> {
        let own = self.preferred.iter().find(|one| one.table == table.name && one.column == column.name)?;
        // Where a key was taken, the number is another one.
        own.values.get(number.checked_sub(self.first)? % 11).cloned()
    }

    /// Whether the caller has chosen what the column holds.
    pub(super) fn fixes(&self, table: &Table, column: &Column) -> bool {
        self.fixed.iter().any(|fixed| fixed.table == table.name && fixed.column == column.name)
    }
}

impl Filler<'_> {
    /// A row with this number. `keys`: give the values of all keys, so that others know them before they are there.
    pub(super) fn row(&mut self, oid: u32, number: usize, keys: bool) -> Result<Cells, String> {
        let database = self.database;
        let Some(table) = database.tables.get(&oid) else { return Err("it is gone".to_owned()) };
        let mut cells = Cells::new();
        for (column, value) in self.wish.fixed(table) {
            cells.insert(column.number, Cell::from(value.map(str::to_owned)));
        }
        let mut references: Vec<&Reference> = table.references.iter().collect();
        // One with more columns leaves less choice.
        references.sort_by_key(|reference| std::cmp::Reverse(reference.columns.len()));
        let mut cells = self.refer(oid, table, &references, number, cells)?;
        for column in &table.columns {
            if column.generated || cells.contains_key(&column.number) {
                continue;
            }
            if let Some(value) = self.wish.prefers(table, column, number) {
                cells.insert(column.number, Cell::from(value));
                continue;
            }
            let keyed = table.keys.iter().any(|key| key.columns.contains(&column.number) || key.columns.contains(&0));
            let own = keyed && (keys || !always_new(column));
            let cell = if (column.default.is_some() || column.identity) && !own {
                Cell::Server
            } else {
                Cell::from(database.value(column.type_oid, &column.format, number))
            };
            cells.insert(column.number, cell);
        }
        Ok(cells)
    }

    /// Gives the columns of foreign keys values that are there on the other side.
    fn refer(
        &mut self,
        oid: u32,
        table: &Table,
        references: &[&Reference],
        number: usize,
        cells: Cells,
    ) -> Result<Cells, String> {
        let Some((reference, rest)) = references.split_first() else { return Ok(cells) };
        let rows = self.parents(reference, number)?;
        for at in 0..rows.len() {
            let Some(row) = rows.get((number + at) % rows.len()) else { continue };
            let pairs = || reference.columns.iter().zip(row);
            let fits = pairs().all(|(column, value)| match cells.get(column) {
                Some(Cell::Text(known)) => known == value,
                Some(_) => false,
                None => true,
            });
            if !fits {
                continue;
            }
            let mut with = cells.clone();
            with.extend(pairs().map(|(column, value)| (*column, Cell::Text(value.clone()))));
            if let Ok(done) = self.refer(oid, table, rest, number, with) {
                return Ok(done);
            }
        }
        let nullable = |number: &&i16| {
            table.columns.iter().any(|column| column.number == **number && !column.not_null)
                && !cells.contains_key(number)
        };
        let free: Vec<i16> = reference.columns.iter().filter(nullable).copied().collect();
        let mut with = cells.clone();
        if free.is_empty() && !reference.columns.iter().any(|column| cells.get(column) == Some(&Cell::Null)) {
            if reference.to != oid {
                let to = self.database.tables.get(&reference.to).map(|to| to.name.to_string()).unwrap_or_default();
                return Err(format!("it must refer to {to}, where there is no row that it could refer to"));
            }
            // A row can refer to itself.
            for (own, key) in reference.columns.iter().zip(&reference.to_columns) {
                let Some(column) = table.columns.iter().find(|column| column.number == *key) else { continue };
                let cell = with
                    .get(key)
                    .cloned()
                    .unwrap_or_else(|| Cell::from(self.database.value(column.type_oid, &column.format, number)));
                with.insert(*key, cell.clone());
                with.insert(*own, cell);
            }
        } else {
            self.left_null.extend(free.iter().map(|_| (oid, reference.columns.clone())));
            with.extend(free.into_iter().map(|column| (column, Cell::Null)));
        }
        self.refer(oid, table, rest, number, with)
    }

    /// The statement for some rows, which all fill the same columns.
    pub(super) fn insert(table: &Table, rows: &[Cells]) -> String {
        let columns: Vec<&Column> = table.columns.iter().filter(|column| !column.generated).collect();
        if columns.is_empty() {
            return format!("INSERT INTO {} DEFAULT VALUES", table.name);
        }
        let names: Vec<String> = columns.iter().map(|column| column.name.to_string()).collect();
        let row = |cells: &Cells| {
            let values = columns.iter().map(|column| match cells.get(&column.number) {
                None | Some(Cell::Server) => "DEFAULT".to_owned(),
                Some(Cell::Null) => "NULL".to_owned(),
                Some(Cell::Text(text)) => quote_literal(text),
            });
            format!("({})", values.collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = rows.iter().map(row).collect();
        // A value for an identity that is always generated has to be asked for.
        format!(
            "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES\n{}",
            table.name,
            names.join(", "),
            rows.join(",\n")
        )
    }
}
