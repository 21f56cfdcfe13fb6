//! The server judges a row, and what it says leads to a better one.

use std::collections::{BTreeMap, BTreeSet};

use postgres::error::{DbError, SqlState};

use super::catalog::{Column, Table};
use super::row::{Cell, Cells};
use super::{Filler, RowsError};

/// So often the server is asked for one row.
const TRIES: usize = 600;

/// So many other rows are tried that one could refer to.
const OTHERS: usize = 24;

/// What a row offends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Offence {
    /// A check of the table or a domain; without a name the bounds of a partition.
    Check(String),
    Key(String),
    Null(String),
    /// A value that something could not work with.
    Value,
    Other,
}

/// Which of the candidates each column took.
type Choice = BTreeMap<i16, usize>;

/// What the server said.
pub(super) fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())
}

fn offence(said: &DbError) -> Offence {
    let name = said.constraint().unwrap_or_default().to_owned();
    match *said.code() {
        SqlState::CHECK_VIOLATION => Offence::Check(name),
        SqlState::UNIQUE_VIOLATION | SqlState::EXCLUSION_VIOLATION => Offence::Key(name),
        SqlState::NOT_NULL_VIOLATION => Offence::Null(said.column().unwrap_or_default().to_owned()),
        _ if said.code().code().starts_with("22") => Offence::Value,
        _ => Offence::Other,
    }
}

/// A row that is being tried.
struct Trial {
    tries: usize,
    reason: String,
    /// What is met and must stay so.
    met: BTreeSet<Offence>,
}

impl Filler<'_> {
    /// Fills one table, and says in `filled` how far it came.
    pub(super) fn table(&mut self, oid: u32) -> Result<(), RowsError> {
        let database = self.database;
        let Some(table) = database.tables.get(&oid) else { return Ok(()) };
        let numbers = self.wish.first..self.wish.first + self.wish.rows;
        let alone = !table.references.iter().any(|reference| reference.to == oid);
        if alone && !table.columns.iter().all(|column| column.generated) {
            // Most tables take plain rows all at once.
            let rows: Result<Vec<Cells>, String> = numbers.clone().map(|number| self.row(oid, number, false)).collect();
            if let Ok(rows) = rows
                && self.accepts(table, &rows)?.is_none()
            {
                self.filled.rows.insert(table.name.clone(), rows.len());
                return Ok(());
            }
        }
        let mut choice = Choice::new();
        let (mut made, mut last) = (0, String::new());
        for number in numbers {
            let mut done = self.place(oid, table, number, &mut choice)?;
            if done.is_err() && self.wish.acting && !table.switches.is_empty() {
                self.switch(oid, false)?;
                done = self.place(oid, table, number, &mut choice)?;
                self.switch(oid, true)?;
            }
            match done {
                Ok(()) => made += 1,
                Err(reason) => last = reason,
            }
            // It can refer to itself now.
            self.parents.retain(|(to, _), _| *to != oid);
        }
        if made == 0 {
            // Triggers of other tables may have put rows there.
            let sql = format!("SELECT count(*) FROM {} WHERE true{}", table.name, self.new_rows(oid));
            let there: i64 = self.connection.query_one(&sql, &[])?.get(0);
            made = usize::try_from(there).unwrap_or(0);
        }
        if made > 0 {
            self.filled.rows.insert(table.name.clone(), made);
        } else {
            self.filled.empty.insert(table.name.clone(), last);
        }
        Ok(())
    }

    /// What the server has against these rows; nothing if they are in.
    fn accepts(&mut self, table: &Table, rows: &[Cells]) -> Result<Option<(Offence, String)>, RowsError> {
        match self.connection.batch_execute(&Self::insert(table, rows)) {
            Ok(()) => Ok(None),
            Err(error) => match error.as_db_error() {
                Some(known) => Ok(Some((offence(known), known.message().to_owned()))),
                None => Err(error.into()),
            },
        }
    }

    /// Makes one row. The inner error is the last reason why there is none.
    fn place(
        &mut self,
        oid: u32,
        table: &Table,
        number: usize,
        choice: &mut Choice,
    ) -> Result<Result<(), String>, RowsError> {
        let mut trial = Trial { tries: 0, reason: String::new(), met: BTreeSet::new() };
        // Where a key is taken, the row with another number may be free.
        for shift in 0..8 {
            let number = number + shift * 11;
            let mut cells = match self.row(oid, number, false) {
                Ok(cells) => cells,
                Err(reason) => return Ok(Err(reason)),
            };
            for (column, at) in choice.iter() {
                let Some(column) = table.columns.iter().find(|known| known.number == *column) else { continue };
                if let Some(value) = self.database.candidates(table, column, number).get(*at) {
                    cells.insert(column.number, Cell::from(value.clone()));
                }
            }
            trial.met.clear();
            if self.better(table, number, cells, choice, &mut trial)? {
                return Ok(Ok(()));
            }
        }
        Ok(Err(trial.reason))
    }

    /// Tries a row, and then better ones, until the server takes one.
    fn better(
        &mut self,
        table: &Table,
        number: usize,
        mut cells: Cells,
        choice: &mut Choice,
        trial: &mut Trial,
    ) -> Result<bool, RowsError> {
        let mut answer = self.accepts(table, std::slice::from_ref(&cells))?;
        while let Some((against, reason)) = answer {
            trial.reason = reason;
            let columns = self.involved(table, &against);
            let Some((next, chosen, said)) = self.search(table, number, &cells, &columns, &against, trial)? else {
                return Ok(false);
            };
            cells = next;
            choice.extend(chosen);
            trial.met.insert(against);
            answer = said;
        }
        Ok(true)
    }

    /// The columns that another value could help.
    fn involved<'a>(&self, table: &'a Table, against: &Offence) -> Vec<&'a Column> {
        let free = |column: &&Column| !column.generated && !self.wish.fixes(table, column);
        let all = table.columns.iter().filter(free);
        match against {
            Offence::Check(name) => all
                .filter(|column| self.database.checks_of(table, column).iter().any(|(known, _)| known == name))
                .collect(),
            Offence::Key(name) => {
                let key = table.keys.iter().find(|key| key.name == *name);
                let within = |column: &&Column| {
                    key.is_some_and(|key| {
                        key.columns.contains(&column.number)
                            || super::candidate::mentions(&key.text, column.name.as_str())
                    })
                };
                all.filter(within).collect()
            }
            Offence::Null(name) => all.filter(|column| column.name.as_str() == name).collect(),
            Offence::Value => all.collect(),
            Offence::Other => Vec::new(),
        }
    }

    /// Other values for some columns: first for one, then for two and three at once. Returns the row with which the
    /// offence is gone and none that was met is back, what was chosen, and what the server has against that row now.
    #[allow(clippy::type_complexity)]
    fn search(
        &mut self,
        table: &Table,
        number: usize,
        cells: &Cells,
        columns: &[&Column],
        against: &Offence,
        trial: &mut Trial,
    ) -> Result<Option<(Cells, Choice, Option<(Offence, String)>)>, RowsError> {
        let mut options: Vec<(i16, Vec<(usize, Cell)>)> = Vec::new();
        for column in columns {
            options.push((column.number, self.options(table, column, number, cells)));
        }
        for changes in combinations(&options, TRIES) {
            if trial.tries >= TRIES {
                return Ok(None);
            }
            trial.tries += 1;
            let mut next = cells.clone();
            let mut chosen = Choice::new();
            for (column, at, cell) in changes {
                next.insert(column, cell);
                chosen.insert(column, at);
            }
            if next == *cells {
                continue;
            }
            match self.accepts(table, std::slice::from_ref(&next))? {
                None => return Ok(Some((next, chosen, None))),
                Some((other, _)) if other == *against || trial.met.contains(&other) || other == Offence::Value => {}
                Some(other) => return Ok(Some((next, chosen, Some(other)))),
            }
        }
        Ok(None)
    }

    /// What a column could hold instead, with its place among the candidates.
    fn options(&mut self, table: &Table, column: &Column, number: usize, cells: &Cells) -> Vec<(usize, Cell)> {
        let all = self.database.candidates(table, column, number).into_iter().enumerate();
        let mut references = table.references.iter().filter(|one| one.columns.contains(&column.number)).peekable();
        if references.peek().is_none() {
            return all.map(|(at, value)| (at, Cell::from(value))).collect();
        }
        // Another row to refer to, while the other columns of the key stay; or none.
        let null = all.filter(|(_, value)| value.is_none()).map(|(at, _)| (at, Cell::Null)).next();
        let mut values: Option<Vec<String>> = None;
        for reference in references {
            let own = |at: &usize| reference.columns.get(*at).copied();
            let stays = |at: &usize, value: &String| {
                own(at).is_none_or(|own| own == column.number || cells.get(&own) == Some(&Cell::Text(value.clone())))
            };
            let rows = self.parents(reference, number).unwrap_or_default();
            let rows = rows.iter().filter(|row| row.iter().enumerate().all(|(at, value)| stays(&at, value)));
            let place = reference.columns.iter().position(|own| *own == column.number).unwrap_or_default();
            let fits: Vec<String> = rows.filter_map(|row| row.get(place).cloned()).collect();
            values = Some(match values {
                None => fits,
                Some(known) => known.into_iter().filter(|value| fits.contains(value)).collect(),
            });
        }
        // No candidate has this place: which row is right depends on the row that refers to it.
        let mut found: Vec<(usize, Cell)> =
            values.unwrap_or_default().into_iter().take(OTHERS).map(|value| (usize::MAX, Cell::Text(value))).collect();
        found.extend(null);
        found
    }
}

/// Changes of one column, of all to null, of two and of three, as many as there is time for.
fn combinations(options: &[(i16, Vec<(usize, Cell)>)], most: usize) -> Vec<Vec<(i16, usize, Cell)>> {
    let one = |at: usize, pick: usize| {
        let (column, values) = options.get(at)?;
        let (index, cell) = values.get(pick)?;
        Some((*column, *index, cell.clone()))
    };
    let longest = options.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
    let mut found: Vec<Vec<_>> = Vec::new();
    // The likeliest of each column before the second of any.
    for pick in 0..longest {
        found.extend((0..options.len()).filter_map(|at| Some(vec![one(at, pick)?])));
    }
    let null = |at: usize| {
        let (column, values) = options.get(at)?;
        let (index, cell) = values.iter().find(|(_, cell)| *cell == Cell::Null)?;
        Some((*column, *index, cell.clone()))
    };
    for kept in 0..=options.len() {
        found.push((0..options.len()).filter(|at| *at != kept).filter_map(null).collect());
    }
    for sum in 0..2 * longest {
        for first in 0..options.len() {
            for second in first + 1..options.len() {
                for pick in 0..=sum {
                    if found.len() > most {
                        return found;
                    }
                    found.extend(one(first, pick).zip(one(second, sum - pick)).map(|(a, b)| vec![a, b]));
                }
            }
        }
    }
    let few = |at: usize| options.get(at).map_or(0, |(_, values)| values.len().min(5));
    for first in 0..options.len() {
        for second in first + 1..options.len() {
            for third in second + 1..options.len() {
                for (a, b, c) in (0..few(first))
                    .flat_map(|a| (0..few(second)).flat_map(move |b| (0..few(third)).map(move |c| (a, b, c))))
                {
                    if found.len() > most {
                        return found;
                    }
                    found.extend(one(first, a).zip(one(second, b)).zip(one(third, c)).map(|((a, b), c)| vec![a, b, c]));
                }
            }
        }
    }
    found
}
