//! The scratch: a throw-away database that says what two texts mean.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use pgtoml::catalog::Live;
use pgtoml::compare::Settle;
use pgtoml::kind::Version;
use pgtoml::model::{Id, Model};
use pgtoml::plan::{Input, plan};
use pgtoml::render::{Renderer, script};
use pgtoml::settle;
use pgtoml::sql::script::{Piece, split_statements};

use crate::catalog::{self, Snapshot};
use crate::engine::Engine;

/// A question that the scratch could not answer.
#[derive(Debug)]
pub struct ScratchError {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for ScratchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ScratchError {}

/// What starts another engine, if there is one.
type Next = Box<dyn FnOnce() -> Option<Box<dyn Engine>>>;

/// A throw-away database on an engine.
pub struct Scratch {
    engine: Box<dyn Engine>,
    next: Option<Next>,
}

/// Numbers the databases of this process.
static NEXT: AtomicU32 = AtomicU32::new(0);

fn database_name() -> String {
    format!("pgtoml_settle_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Scratch {
    /// On this engine.
    pub fn new(engine: Box<dyn Engine>) -> Self {
        Self { engine, next: None }
    }

    /// With another engine to turn to when this one can't load a model.
    #[must_use]
    pub fn or(mut self, next: impl FnOnce() -> Option<Box<dyn Engine>> + 'static) -> Self {
        self.next = Some(Box::new(next));
        self
    }

    /// What the engine is, for people.
    pub fn name(&self) -> String {
        self.engine.name()
    }

    /// Makes texts of `to` that mean the same as those of `from` the same. Returns what differs for good.
    ///
    /// # Errors
    /// The engine could not load or read a model; nothing is said about equality then.
    pub fn settle(&mut self, from: &Model, to: &mut Model) -> Result<BTreeSet<Id>, ScratchError> {
        let ids = settle::undetermined(from, to);
        if ids.is_empty() {
            return Ok(ids);
        }
        let read_to = self.read_back(&settle::subset(to, &ids))?;
        let left = settle::adopt(from, to, &ids, &read_to, None);
        if left.is_empty() {
            return Ok(left);
        }
        // The old text may be in the words of another version: both in the words of one.
        match self.read_back(&settle::subset(from, &left)) {
            Ok(read_from) => Ok(settle::adopt(from, to, &left, &read_to, Some(&read_from))),
            // What the old state needs may be gone from this engine; then the texts differ as far as can be said.
            Err(_) => Ok(left),
        }
    }

    /// Loads a model into an empty database and reads it back.
    ///
    /// # Errors
    /// The engine refused a statement.
    pub fn read_back(&mut self, model: &Model) -> Result<Model, ScratchError> {
        let error = match self.try_read_back(model) {
            Ok(read) => return Ok(read),
            Err(error) => error,
        };
        match self.next.take().and_then(|next| next()) {
            Some(engine) => {
                self.engine = engine;
                // The first error says more about the usual engine than the second about a rare one.
                self.try_read_back(model).map_err(|_| error)
            }
            None => Err(error),
        }
    }

    fn try_read_back(&mut self, model: &Model) -> Result<Model, ScratchError> {
        let name = database_name();
        self.engine
            .create_database(&name)
            .map_err(|error| ScratchError { message: error.message, hint: error.hint })?;
        let result = self.load_and_read(&name, model);
        // What is left behind goes with the engine; an error of the loading says more.
        let dropped = self.engine.drop_database(&name);
        let model = result?;
        dropped.map_err(|error| ScratchError { message: error.message, hint: error.hint })?;
        Ok(model)
    }

    /// Runs a script of SQL in an empty database and reads what it made.
    ///
    /// Data and commands of psql are passed over.
    ///
    /// # Errors
    /// A statement failed.
    pub fn read_script(&mut self, sql: &str) -> Result<(Live, Vec<(Id, Id)>), ScratchError> {
        let name = database_name();
        self.engine
            .create_database(&name)
            .map_err(|error| ScratchError { message: error.message, hint: error.hint })?;
        let result = self.run_script(&name, sql);
        let dropped = self.engine.drop_database(&name);
        let read = result?;
        dropped.map_err(|error| ScratchError { message: error.message, hint: error.hint })?;
        Ok(read)
    }

    fn run_script(&mut self, name: &str, sql: &str) -> Result<(Live, Vec<(Id, Id)>), ScratchError> {
        let connected = self.engine.connect(name);
        let mut connection = connected.map_err(|error| ScratchError { message: error.message, hint: error.hint })?;
        let failed = |error: &postgres::Error, line: usize| {
            let said = error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
            ScratchError {
                message: format!("line {line} of the SQL: {said}"),
                hint: "correct the statement, or name another engine with `--scratch`".to_owned(),
            }
        };
        connection
            .batch_execute("RESET search_path; SET search_path = \"$user\", public")
            .map_err(|error| failed(&error, 0))?;
        for statement in split_statements(sql) {
            match statement.piece {
                Piece::Statement => {
                    connection.batch_execute(statement.text).map_err(|error| failed(&error, statement.line))?;
                }
                Piece::Broken(why) => {
                    return Err(ScratchError {
                        message: format!("line {} of the SQL: {why}", statement.line),
                        hint: "correct the statement".to_owned(),
                    });
                }
                Piece::Command | Piece::Data => {}
            }
        }
        connection.batch_execute("SET search_path = pg_catalog").map_err(|error| failed(&error, 0))?;
        let wrong = |error: catalog::ReadError| ScratchError { message: error.message, hint: error.hint };
        let mut snapshot = Snapshot::open(&mut connection).map_err(wrong)?;
        let live = snapshot.read().map_err(wrong)?;
        let edges = snapshot.dependencies(&live).map_err(wrong)?;
        Ok((live, edges))
    }

    fn load_and_read(&mut self, name: &str, model: &Model) -> Result<Model, ScratchError> {
        let engine = self.engine.name();
        let connected = self.engine.connect(name);
        let mut connection = connected.map_err(|error| ScratchError { message: error.message, hint: error.hint })?;
        let version = Version(connection.info().version_num);
        let read = |connection: &mut _| {
            catalog::read(connection).map_err(|error| ScratchError { message: error.message, hint: error.hint })
        };
        let mut empty = read(&mut connection)?.model;
        // What is there already and nobody asks about stays.
        empty.objects.retain(|id, _| model.get(id).is_some());
        // Roles belong to the cluster: those that are there stay.
        let present = present_roles(&mut connection, model)?;
        for id in present {
            if let Some(object) = model.get(&id) {
                empty.objects.insert(id, object.clone());
            }
        }
        let user = pgtoml::model::Ident::from(connection.info().user.as_str());
        let input =
            Input { from: &empty, to: model, edges: &[], depends_on: &[], version, scope: None, applier: Some(&user) };
        let steps = plan(input);
        if let Some(refused) = steps.refused.first() {
            return Err(ScratchError { message: refused.reason.clone(), hint: "see the message".to_owned() });
        }
        let statements = Renderer::new().plan(&steps, &empty, model, version).map_err(|error| ScratchError {
            message: format!("a template failed: {error:#}"),
            hint: "this is a defect of pgtoml; please report it".to_owned(),
        })?;
        let sql = format!("SET check_function_bodies = off;\n{}", script(&steps, &statements));
        connection.batch_execute(&sql).map_err(|error| {
            let said = error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned());
            ScratchError {
                message: format!("{engine} does not accept the model: {said}"),
                hint: "name another engine with `--scratch`, for example `local` or a URL".to_owned(),
            }
        })?;
        connection
            .batch_execute("SET search_path = pg_catalog")
            .map_err(|error| ScratchError { message: error.to_string(), hint: "try again".to_owned() })?;
        Ok(read(&mut connection)?.model)
    }
}

fn present_roles(connection: &mut crate::connect::Connection, model: &Model) -> Result<Vec<Id>, ScratchError> {
    let rows = connection
        .query("SELECT rolname::text FROM pg_catalog.pg_roles", &[])
        .map_err(|error| ScratchError { message: error.to_string(), hint: "try again".to_owned() })?;
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let roles = model.of_kind(pgtoml::kind::Tag::Role).map(|(id, _)| id);
    Ok(roles.filter(|id| names.iter().any(|name| name == id.name.as_str())).cloned().collect())
}

impl Settle for Scratch {
    type Error = ScratchError;

    fn settle(&mut self, from: &Model, to: &mut Model, _: Version) -> Result<bool, ScratchError> {
        Scratch::settle(self, from, to).map(|_| true)
    }
}
