//! System catalogs of a live database to a model, in one snapshot.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::mpsc;
use std::thread;

use pgtoml::catalog::{
    Addresses, Catalog, DEPENDENCIES, Live, NOW, PARTMAN, ROWS, Row, RowError, Topic, partman_parents, populated,
    queries,
};
use pgtoml::compare::{Facts, State};
use pgtoml::kind::Version;
use pgtoml::model::{Ident, QName};
use pgtoml::plan::{self, Rights};
use pgtoml::sql::quote::quote_ident;
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
        // Whole catalogs are joined, and a join that spills to disk takes twice as long.
        let transaction = connection.snapshot("SET LOCAL work_mem = '64MB'")?;
        Ok(Self { transaction, version })
    }

    /// What a transaction sees that is open already, with what it has made itself.
    pub fn inside(transaction: Transaction<'a>, version: Version) -> Self {
        Self { transaction, version }
    }

    /// The whole database as a model.
    ///
    /// # Errors
    /// A query failed, or a row is not as expected.
    pub fn read(&mut self) -> Result<Live, ReadError> {
        let mut live = self.objects()?;
        live.now = self.collect(NOW, |row| row.get("now")?.parse().ok())?.pop();
        for schema in self.collect(PARTMAN, |row| row.get("schema").map(str::to_owned))? {
            let name =
                |row: &Text<'_>| Some(QName { schema: Some(row.get("schema")?.into()), name: row.get("name")?.into() });
            let parents = self.collect(&partman_parents(&schema), name).map_err(|error| ReadError {
                message: format!("what pg_partman makes partitions of is not known: {}", error.message),
                hint: format!("let the role read it: GRANT SELECT ON {}.part_config", quote_ident(&schema)),
            })?;
            live.made_below(&parents);
        }
        Ok(live)
    }

    fn objects(&mut self) -> Result<Live, ReadError> {
        let version = self.version;
        let populated = self.collect(&populated(), |row| row.get("class").map(str::to_owned))?.into_iter().collect();
        thread::scope(|scope| {
            // While one answer is understood, the server works on the next.
            let (send, receive) = mpsc::sync_channel::<(Topic, Vec<SimpleQueryMessage>)>(1);
            let reader = scope.spawn(move || {
                let mut catalog = Catalog::new(version);
                for (topic, messages) in receive {
                    for message in messages {
                        if let SimpleQueryMessage::Row(row) = message {
                            catalog.row(topic, &Text(&row))?;
                        }
                    }
                }
                Ok(catalog.finish())
            });
            for query in queries(version).into_iter().filter(|query| query.needed(&populated)) {
                let answer = self.transaction.simple_query(&query.sql).map_err(|error| named(&query.topic, error))?;
                if send.send((query.topic, answer)).is_err() {
                    // The reader stopped at a row that it could not read, and says so below.
                    break;
                }
            }
            drop(send);
            match reader.join() {
                Ok(read) => read.map_err(|error: RowError| ReadError {
                    message: format!("a catalog row is not as expected: {error}"),
                    hint: "this is a defect of pgtoml; please report it with the row".to_owned(),
                }),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        })
    }

    /// What a plan must know besides the objects that `addresses` tells.
    ///
    /// # Errors
    /// A query failed.
    pub fn facts(&mut self, addresses: &Addresses) -> Result<Facts, ReadError> {
        let edges = self.collect(DEPENDENCIES, |row| addresses.edge(row))?;
        let rows = self.collect(ROWS, |row| addresses.relation(row))?;
        let mut rights = Rights::default();
        for (fact, name) in self.collect(&plan::rights(self.version), |row| {
            Some((row.get("fact")?.to_owned(), row.get("name")?.to_owned()))
        })? {
            rights.take(&fact, &name);
        }
        Ok(Facts { edges, rows: rows.into_iter().collect(), rights: Some(rights) })
    }

    fn collect<T>(&mut self, sql: &str, of: impl Fn(&Text<'_>) -> Option<T>) -> Result<Vec<T>, ReadError> {
        let rows = self.transaction.simple_query(sql)?;
        let found = rows.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => of(&Text(row)),
            _ => None,
        });
        Ok(found.collect())
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

/// The whole database as one side of a comparison, and the objects that no kind models.
///
/// # Errors
/// The server refused or went away, or a row is not as expected.
pub fn state(connection: &mut Connection) -> Result<(State, Vec<String>), ReadError> {
    let user = Ident::from(connection.info().user.as_str());
    let mut snapshot = Snapshot::open(connection)?;
    let live = snapshot.read()?;
    let facts = snapshot.facts(&live.addresses)?;
    let (state, _, unmodelled) = side(live, user);
    Ok((State { facts, ..state }, unmodelled))
}

/// The objects of a database, where it keeps them, and those that no kind models.
pub type Objects = (State, Addresses, Vec<String>);

/// The same without what only a plan must know: [`facts`] has it for these addresses.
///
/// # Errors
/// As [`state`].
pub fn objects(connection: &mut Connection) -> Result<Objects, ReadError> {
    let user = Ident::from(connection.info().user.as_str());
    let live = Snapshot::open(connection)?.read()?;
    Ok(side(live, user))
}

/// The objects, and what `beside` does on another core meanwhile.
///
/// # Errors
/// As [`state`].
pub fn objects_beside<T: Send>(
    connection: &mut Connection,
    beside: impl FnOnce() -> T + Send,
) -> (Result<Objects, ReadError>, T) {
    thread::scope(|scope| {
        let other = scope.spawn(beside);
        let read = objects(connection);
        match other.join() {
            Ok(done) => (read, done),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// What a plan must know besides the objects.
///
/// # Errors
/// As [`state`].
pub fn facts(connection: &mut Connection, addresses: &Addresses) -> Result<Facts, ReadError> {
    Snapshot::open(connection)?.facts(addresses)
}

/// Names of the extensions that the server has at hand, created or not.
///
/// # Errors
/// As [`state`].
pub fn available_extensions(connection: &mut Connection) -> Result<BTreeSet<Ident>, ReadError> {
    let listed = crate::engine::available_extensions(connection);
    let listed = listed.map_err(|error| ReadError { message: error.message, hint: error.hint })?;
    Ok(listed.iter().map(|extension| Ident::from(extension.name.as_str())).collect())
}

fn side(live: Live, user: Ident) -> Objects {
    let Live { model, addresses, unmodelled, version, run_time, now } = live;
    let version = Some(version);
    (State { model, version, user: Some(user), run_time, now, ..State::default() }, addresses, unmodelled)
}
