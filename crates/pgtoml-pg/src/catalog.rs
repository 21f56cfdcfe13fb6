//! System catalogs of a live database to a model, in one snapshot.

use std::fmt;

use pgtoml::catalog::{Catalog, DEPENDENCIES, Live, Row, queries};
use pgtoml::compare::State;
use pgtoml::kind::Version;
use pgtoml::model::{Id, Ident};
use postgres::{SimpleQueryMessage, SimpleQueryRow, Transaction};

use crate::connect::Connection;

/// A reading that failed: what the server said, or a row that is not as expected.
#[derive(Debug)]
pub struct ReadError {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

impl From<postgres::Error> for ReadError {
    fn from(error: postgres::Error) -> Self {
        let said = error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
        Self {
            message: format!("the catalogs could not be read: {said}"),
            hint: "try again; if the server went away, see its log".to_owned(),
        }
    }
}

/// One state of a database, for as long as it is looked at.
pub struct Snapshot<'a> {
    transaction: Transaction<'a>,
    version: Version,
}

struct Text<'a>(&'a SimpleQueryRow);

impl Row for Text<'_> {
    fn get(&self, column: &str) -> Option<&str> {
        let at = self.0.columns().iter().position(|known| known.name() == column)?;
        self.0.get(at)
    }
}

impl<'a> Snapshot<'a> {
    /// Takes a snapshot. Nothing is written, and what others write is not seen.
    ///
    /// # Errors
    /// The server refused, or went away.
    pub fn open(connection: &'a mut Connection) -> Result<Self, ReadError> {
        let version = Version(connection.info().version_num);
        let setup = connection.transaction_setup();
        let mut transaction = connection
            .build_transaction()
            .isolation_level(postgres::IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()?;
        if !setup.is_empty() {
            transaction.batch_execute(&setup)?;
        }
        Ok(Self { transaction, version })
    }

    /// The whole database as a model.
    ///
    /// # Errors
    /// A query failed, or a row is not as expected.
    pub fn read(&mut self) -> Result<Live, ReadError> {
        let mut catalog = Catalog::new(self.version);
        for query in queries(self.version) {
            for message in self.transaction.simple_query(&query.sql).map_err(|error| named(&query.topic, error))? {
                if let SimpleQueryMessage::Row(row) = message {
                    catalog.row(query.topic, &Text(&row)).map_err(|error| ReadError {
                        message: format!("a catalog row is not as expected: {error}"),
                        hint: "this is a defect of pgtoml; please report it with the row".to_owned(),
                    })?;
                }
            }
        }
        Ok(catalog.finish())
    }

    /// What depends on what in this state.
    ///
    /// # Errors
    /// The query failed.
    pub fn dependencies(&mut self, live: &Live) -> Result<Vec<(Id, Id)>, ReadError> {
        let rows = self.transaction.simple_query(DEPENDENCIES)?;
        let edges = rows.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => live.addresses.edge(&Text(row)),
            _ => None,
        });
        Ok(edges.collect())
    }
}

fn named(topic: &pgtoml::catalog::Topic, error: postgres::Error) -> ReadError {
    let plain = ReadError::from(error);
    ReadError { message: format!("{} ({topic:?})", plain.message), ..plain }
}

/// The whole database as a model.
///
/// # Errors
/// The server refused or went away, or a row is not as expected.
pub fn read(connection: &mut Connection) -> Result<Live, ReadError> {
    Snapshot::open(connection)?.read()
}

/// The whole database as one side of a comparison.
///
/// # Errors
/// The server refused or went away, or a row is not as expected.
pub fn state(connection: &mut Connection) -> Result<(State, Vec<String>), ReadError> {
    let user = Ident::from(connection.info().user.as_str());
    let mut snapshot = Snapshot::open(connection)?;
    let live = snapshot.read()?;
    let edges = snapshot.dependencies(&live)?;
    let Live { model, unmodelled, version, .. } = live;
    let state = State { model, edges, version: Some(version), user: Some(user), ..State::default() };
    Ok((state, unmodelled))
}
