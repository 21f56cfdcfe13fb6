//! Sample rows: fills the tables of a throw-away database with a few rows that its constraints let in.
//!
//! Every value is made from the catalogs, so that the same database gets the same rows; only what defaults make differs.
//! The server judges each row. Where it refuses one, the constants of the check that did are tried, what its patterns
//! accept, and the usual extremes. Triggers and rules of users are off meanwhile unless they shall act; foreign keys are not.

mod candidate;
mod catalog;
mod judge;
mod order;
mod pattern;
mod row;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use pgtoml::model::{Id, Ident, Model, QName};

use crate::connect::Connection;
use catalog::{Database, Reference};

/// A value that the caller chooses for every row of a table.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The table.
    pub table: QName,
    /// The column.
    pub column: Ident,
    /// As the type's input function takes it; null where absent.
    pub value: Option<String>,
}

/// Values that a column should have if nothing is against them: the first for the first row, and so on.
#[derive(Clone, Debug)]
pub struct Preferred {
    /// The table.
    pub table: QName,
    /// The column.
    pub column: Ident,
    /// As the type's input function takes them; null where absent.
    pub values: Vec<Option<String>>,
}

/// What rows are wanted.
#[derive(Clone, Debug)]
pub struct Wish {
    /// How many in each table; fewer where there is no room for more.
    pub rows: usize,
    /// Number of the first row: another one makes other rows beside those that are there.
    pub first: usize,
    /// Values that are chosen.
    pub fixed: Vec<Fixed>,
    /// Values that are preferred.
    pub preferred: Vec<Preferred>,
    /// Tables that are filled; absent for all.
    pub only: Option<BTreeSet<QName>>,
    /// The new rows keep to themselves: in these tables they refer to none that is there already, in others only where
    /// there is no new one.
    pub apart: Option<BTreeSet<QName>>,
    /// Rows that were there before those that the new ones may refer to; those that are there now where absent.
    pub before: Option<Places>,
    /// Triggers and rules fire where they let rows in, so that what they keep is right. Else they are off meanwhile.
    pub acting: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            rows: 2,
            first: 0,
            fixed: Vec::new(),
            preferred: Vec::new(),
            only: None,
            apart: None,
            before: None,
            acting: false,
        }
    }
}

/// Places of rows, by the oid of their table.
pub type Places = BTreeMap<u32, Vec<String>>;

/// What was made.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    /// Rows that were there before, where new ones keep to themselves.
    pub before: Places,
    /// Rows by table.
    pub rows: BTreeMap<QName, usize>,
    /// Tables that stayed empty, and why.
    pub empty: BTreeMap<QName, String>,
}

/// Rows that could not be made at all.
#[derive(Debug)]
pub struct RowsError {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for RowsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for RowsError {}

impl From<postgres::Error> for RowsError {
    fn from(error: postgres::Error) -> Self {
        let said = error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
        Self { message: format!("no sample rows can be made: {said}"), hint: "see the server's log".to_owned() }
    }
}

/// Values of keys that rows can refer to.
type Parents = Vec<Vec<String>>;

struct Filler<'a> {
    connection: &'a mut Connection,
    database: &'a Database,
    wish: &'a Wish,
    /// Rows of referenced tables, by table and columns.
    parents: BTreeMap<(u32, Vec<i16>), Parents>,
    /// Tables that are filled together, so that keys are known before they are there.
    together: BTreeSet<u32>,
    /// Rows that were there before, of which new ones keep apart.
    old: Places,
    /// Foreign keys that hold null because the rows that they refer to came later.
    left_null: BTreeSet<(u32, Vec<i16>)>,
    filled: Filled,
}

/// Fills every table of a database that was made from a model.
///
/// The database must be a throw-away one: rows stay. A table that takes no row is named with the server's last reason.
///
/// # Errors
/// The catalogs could not be read, or the connection was lost.
pub fn fill(connection: &mut Connection, model: &Model, wish: &Wish) -> Result<Filled, RowsError> {
    let database = Database::read(connection)?;
    let wanted = |name: &QName| model.relation(name).is_some_and(|id: &Id| id.tag.info().holds_rows);
    let chosen = |name: &QName| wish.only.as_ref().is_none_or(|only| only.contains(name));
    let tables = database.tables.iter().filter(|(_, table)| table.holds && wanted(&table.name) && chosen(&table.name));
    let tables: BTreeSet<u32> = tables.map(|(oid, _)| *oid).collect();
    // Defaults and checks may call functions that find their tables by the usual path.
    connection.batch_execute("SET search_path = \"$user\", public")?;
    let mut filler = Filler {
        connection,
        database: &database,
        wish,
        parents: BTreeMap::new(),
        together: BTreeSet::new(),
        old: BTreeMap::new(),
        left_null: BTreeSet::new(),
        filled: Filled::default(),
    };
    match &wish.before {
        Some(before) => filler.old.clone_from(before),
        None if wish.apart.is_some() => filler.remember()?,
        None => {}
    }
    for oid in tables.iter().filter(|_| !wish.acting) {
        filler.switch(*oid, false)?;
    }
    filler.all(&tables)?;
    filler.complete()?;
    for oid in tables.iter().filter(|_| !wish.acting) {
        filler.switch(*oid, true)?;
    }
    let filled = Filled { before: filler.old, ..filler.filled };
    connection.batch_execute("SET search_path = pg_catalog")?;
    Ok(filled)
}

impl Filler<'_> {
    /// Takes note of the rows that are there.
    fn remember(&mut self) -> Result<(), RowsError> {
        for (oid, table) in &self.database.tables {
            let sql = format!("SELECT tableoid::text || ctid::text FROM {}", table.name);
            let rows = self.connection.query(&sql, &[])?;
            self.old.insert(*oid, rows.iter().map(|row| row.get(0)).collect());
        }
        Ok(())
    }

    /// A condition that leaves the rows out that were there before.
    fn new_rows(&self, oid: u32) -> String {
        match self.old.get(&oid).filter(|old| !old.is_empty()) {
            Some(old) => {
                let list: Vec<String> = old.iter().map(|place| format!("'{place}'")).collect();
                format!(" AND tableoid::text || ctid::text NOT IN ({})", list.join(", "))
            }
            None => String::new(),
        }
    }

    /// Switches triggers and rules of users off, or on again as they were.
    fn switch(&mut self, oid: u32, on: bool) -> Result<(), RowsError> {
        let Some(table) = self.database.tables.get(&oid) else { return Ok(()) };
        let actions: Vec<&str> =
            table.switches.iter().map(|(off, back)| if on { back } else { off }.as_str()).collect();
        if !actions.is_empty() {
            self.connection.batch_execute(&format!("ALTER TABLE {} {}", table.name, actions.join(", ")))?;
        }
        Ok(())
    }

    /// Values that a foreign key can have.
    fn parents(&mut self, reference: &Reference, number: usize) -> Result<Parents, String> {
        let Reference { to, to_columns, .. } = reference;
        let Some(table) = self.database.tables.get(to) else { return Ok(Vec::new()) };
        let columns: Vec<_> = to_columns
            .iter()
            .filter_map(|number| table.columns.iter().find(|column| column.number == *number))
            .collect();
        if self.together.contains(to) {
            let row = columns.iter().map(|column| self.database.value(column.type_oid, &column.format, number));
            return Ok(row.collect::<Option<Vec<String>>>().into_iter().collect());
        }
        let key = (*to, to_columns.clone());
        if let Some(known) = self.parents.get(&key) {
            return Ok(known.clone());
        }
        let list: Vec<String> = columns.iter().map(|column| format!("{}::text", column.name)).collect();
        let there: Vec<String> = columns.iter().map(|column| format!("{} IS NOT NULL", column.name)).collect();
        let most = (self.wish.rows + self.wish.first).max(64);
        let query = |new: &str| {
            let there = there.join(" AND ");
            format!(
                "SELECT DISTINCT ARRAY[{}] FROM {} WHERE {there}{new} ORDER BY 1 LIMIT {most}",
                list.join(", "),
                table.name
            )
        };
        let new = self.new_rows(*to);
        let mut rows = self.connection.query(&query(&new), &[]).map_err(|error| judge::said(&error))?;
        let strict = self.wish.apart.as_ref().is_some_and(|apart| apart.contains(&table.name));
        if rows.is_empty() && !new.is_empty() && !strict {
            rows = self.connection.query(&query(""), &[]).map_err(|error| judge::said(&error))?;
        }
        let rows: Parents = rows.iter().map(|row| row.get(0)).collect();
        self.parents.insert(key, rows.clone());
        Ok(rows)
    }

    /// Lets rows that were made before those that they can refer to refer to them.
    fn complete(&mut self) -> Result<(), RowsError> {
        for (oid, columns) in std::mem::take(&mut self.left_null) {
            let Some(table) = self.database.tables.get(&oid) else { continue };
            let Some(reference) = table.references.iter().find(|reference| reference.columns == columns) else {
                continue;
            };
            let Some(to) = self.database.tables.get(&reference.to) else { continue };
            let named = |of: &catalog::Table, numbers: &[i16]| -> Vec<String> {
                let column = |number: &i16| of.columns.iter().find(|column| column.number == *number);
                numbers.iter().filter_map(column).map(|column| column.name.to_string()).collect()
            };
            let (own, keys) = (named(table, &columns), named(to, &reference.to_columns));
            let sql = format!(
                "UPDATE {} SET ({}) = (SELECT {} FROM {} WHERE true{} ORDER BY {} LIMIT 1) WHERE ({}) IS NULL{}",
                table.name,
                own.join(", "),
                keys.join(", "),
                to.name,
                self.new_rows(reference.to),
                keys.join(", "),
                own.join(", "),
                self.new_rows(oid)
            );
            // Null was right too: a check or a unique key may forbid anything else.
            if let Err(error) = self.connection.batch_execute(&sql)
                && error.as_db_error().is_none()
            {
                return Err(error.into());
            }
        }
        Ok(())
    }
}
