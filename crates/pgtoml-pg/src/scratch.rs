//! The scratch: a throw-away database that says what two texts mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use pgtoml::catalog::Live;
use pgtoml::compare::{Facts, Settle};
use pgtoml::kind::{Tag, Version};
use pgtoml::model::{Id, Ident, Model};
use pgtoml::plan::{Input, plan};
use pgtoml::render::{Renderer, batch};
use pgtoml::settle::{self, Subsets};
use pgtoml::sql::script::{Piece, split_statements};

use crate::answers::{Answers, Digests, Key};
use crate::catalog::{self, Snapshot};
use crate::connect::ConnectError;
use crate::engine::{Engine, EngineError};

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

/// What starts an engine.
type Start = Box<dyn FnOnce() -> Result<Box<dyn Engine>, ScratchError>>;

/// A throw-away database on an engine.
///
/// The engine starts with the first question that the cache has no answer to, and the database stays until the end:
/// every model is loaded in a transaction that is rolled back.
pub struct Scratch {
    label: String,
    start: Vec<Start>,
    home: Option<Home>,
    answers: Answers,
}

/// A database of our own, and what is in it from the start.
struct Home {
    engine: Box<dyn Engine>,
    database: String,
    empty: Model,
}

impl Drop for Home {
    fn drop(&mut self) {
        // What is left behind goes with the engine.
        let _ = self.engine.drop_database(&self.database);
    }
}

/// Numbers the databases of this process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// How many objects one transaction loads for a question: each takes locks until its end.
const BATCH: usize = 600;

fn database_name() -> String {
    format!("pgtoml_settle_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

impl From<EngineError> for ScratchError {
    fn from(error: EngineError) -> Self {
        Self { message: error.message, hint: error.hint }
    }
}

impl From<ConnectError> for ScratchError {
    fn from(error: ConnectError) -> Self {
        Self { message: error.message, hint: error.hint }
    }
}

impl From<catalog::ReadError> for ScratchError {
    fn from(error: catalog::ReadError) -> Self {
        Self { message: error.message, hint: error.hint }
    }
}

impl From<postgres::Error> for ScratchError {
    fn from(error: postgres::Error) -> Self {
        Self { message: said(&error), hint: "try again; if the server went away, see its log".to_owned() }
    }
}

fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned())
}

impl Scratch {
    /// On this engine.
    pub fn new(engine: Box<dyn Engine>) -> Self {
        let label = engine.name();
        Self::lazy(label, move || Ok(engine))
    }

    /// On an engine that starts when it is needed. The label stands for its answers in the cache: equal labels, equal
    /// answers.
    pub fn lazy(
        label: impl Into<String>,
        start: impl FnOnce() -> Result<Box<dyn Engine>, ScratchError> + 'static,
    ) -> Self {
        Self { label: label.into(), start: vec![Box::new(start)], home: None, answers: Answers::default() }
    }

    /// With another engine to turn to when this one can't load a model.
    #[must_use]
    pub fn or(mut self, next: impl FnOnce() -> Result<Box<dyn Engine>, ScratchError> + 'static) -> Self {
        self.start.push(Box::new(next));
        self
    }

    /// With answers from earlier questions.
    #[must_use]
    pub fn remembers(mut self, answers: Answers) -> Self {
        self.answers = answers;
        self
    }

    /// Makes texts of `to` that mean the same as those of `from` the same. Returns what differs for good.
    ///
    /// # Errors
    /// The engine could not load or read a model; nothing is said about equality then.
    pub fn settle(&mut self, from: &Model, to: &mut Model) -> Result<BTreeSet<Id>, ScratchError> {
        let ids = settle::undetermined(from, to);
        let (mut bodies, mut left) = (Vec::new(), BTreeSet::new());
        {
            let (cut_from, cut_to) = (Subsets::new(from), Subsets::new(to));
            let questions = Question::all(&ids, &cut_from, &cut_to, (from, to), &self.label);
            let mut open: Vec<Question> = Vec::new();
            for question in questions {
                match self.answers.recall(&question.key, &question.ids, from, to) {
                    Some(known) => bodies.extend(known),
                    None => open.push(question),
                }
            }
            for batch in batches(open) {
                let ids: BTreeSet<Id> = batch.iter().flat_map(|question| question.ids.iter().cloned()).collect();
                let read_to = self.read_back(&cut_to.of(&ids))?;
                let mut read_from = None;
                for question in batch {
                    let mut answer = Vec::new();
                    for id in &question.ids {
                        let (Some(old), Some(new)) = (from.get(id), to.get(id)) else { continue };
                        let (mut body, mut settled) = settle::adopt(id, old, new, read_to.get(id), None);
                        if !settled {
                            // The old text may be in the words of another version: both in the words of one. What the
                            // old state needs may be gone from this engine; then the texts differ as far as can be said.
                            let read_from = read_from
                                .get_or_insert_with(|| self.home().and_then(|home| home.read_back(&cut_from.of(&ids))));
                            let there = read_from.as_ref().ok().and_then(|model| model.get(id));
                            (body, settled) = settle::adopt(id, old, new, read_to.get(id), there);
                        }
                        if !settled {
                            left.insert(id.clone());
                        }
                        answer.push((id.clone(), body));
                    }
                    // What could not be read this time is no answer for the next.
                    if !matches!(read_from, Some(Err(_))) {
                        self.answers.learn(&question.key, &answer, from, to);
                    }
                    bodies.extend(answer);
                }
            }
        }
        for (id, body) in bodies {
            if let Some(object) = to.objects.get_mut(&id) {
                object.body = body;
            }
        }
        self.answers.keep();
        Ok(left)
    }

    /// Loads a model into an empty database and reads it back.
    ///
    /// # Errors
    /// The engine refused a statement.
    pub fn read_back(&mut self, model: &Model) -> Result<Model, ScratchError> {
        let mut first = None;
        loop {
            let error = match self.home() {
                Ok(home) => match home.read_back(model) {
                    Ok(read) => return Ok(read),
                    Err(error) => error,
                },
                Err(error) => error,
            };
            // The first error says more about the usual engine than the second about a rare one.
            first = first.or(Some(error));
            if self.start.is_empty()
                && let Some(error) = first
            {
                return Err(error);
            }
            self.home = None;
        }
    }

    fn home(&mut self) -> Result<&mut Home, ScratchError> {
        let home = match self.home.take() {
            Some(home) => home,
            None => Home::open(self.engine()?)?,
        };
        Ok(self.home.insert(home))
    }

    fn engine(&mut self) -> Result<Box<dyn Engine>, ScratchError> {
        if self.start.is_empty() {
            return Err(ScratchError {
                message: "there is no scratch server left to ask".to_owned(),
                hint: "name another one with `--scratch`, for example `local` or a URL".to_owned(),
            });
        }
        self.start.remove(0)()
    }

    /// Runs a script of SQL in an empty database and reads what it made.
    ///
    /// Data and commands of psql are passed over.
    ///
    /// # Errors
    /// A statement failed.
    pub fn read_script(&mut self, sql: &str) -> Result<(Live, Facts), ScratchError> {
        // Scripts may commit, so this database is not that of the questions.
        let name = database_name();
        let engine = &mut self.home()?.engine;
        engine.create_database(&name)?;
        let result = run_script(&mut **engine, &name, sql);
        let dropped = engine.drop_database(&name);
        let read = result?;
        dropped?;
        Ok(read)
    }
}

fn run_script(engine: &mut dyn Engine, name: &str, sql: &str) -> Result<(Live, Facts), ScratchError> {
    let mut connection = engine.connect(name)?;
    let failed = |error: &postgres::Error, line: usize| ScratchError {
        message: format!("line {line} of the SQL: {}", said(error)),
        hint: "correct the statement, or name another engine with `--scratch`".to_owned(),
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
    let mut snapshot = Snapshot::open(&mut connection)?;
    let live = snapshot.read()?;
    let facts = snapshot.facts(&live.addresses)?;
    Ok((live, facts))
}

impl Home {
    fn open(mut engine: Box<dyn Engine>) -> Result<Self, ScratchError> {
        let database = database_name();
        engine.create_database(&database)?;
        let mut home = Self { engine, database, empty: Model::default() };
        home.empty = catalog::read(&mut home.engine.connect(&home.database)?)?.model;
        Ok(home)
    }

    fn read_back(&mut self, model: &Model) -> Result<Model, ScratchError> {
        let mut connection = self.engine.connect(&self.database)?;
        let version = Version(connection.info().version_num);
        let mut empty = self.empty.clone();
        // What is there already and nobody asks about stays.
        empty.objects.retain(|id, _| model.get(id).is_some());
        // Roles belong to the cluster: those that are there stay.
        for id in present_roles(&mut connection, model)? {
            if let Some(object) = model.get(&id) {
                empty.objects.insert(id, object.clone());
            }
        }
        let user = Ident::from(connection.info().user.as_str());
        let input = Input { applier: Some(&user), ..Input::new(&empty, model, version) };
        let steps = plan(input);
        if let Some(refused) = steps.refused.first() {
            return Err(ScratchError { message: refused.reason.clone(), hint: "see the message".to_owned() });
        }
        let statements = Renderer::shared().plan(&steps, &empty, model, version).map_err(|error| ScratchError {
            message: format!("a template failed: {error:#}"),
            hint: "this is a defect of pgtoml; please report it".to_owned(),
        })?;
        let sql = format!("SET LOCAL check_function_bodies = off;\n{}", batch(&statements));
        let mut transaction = connection.transaction()?;
        transaction.batch_execute(&sql).map_err(|error| ScratchError {
            message: format!("{} does not accept the model: {}", self.engine.name(), said(&error)),
            hint: "name another engine with `--scratch`, for example `local` or a URL".to_owned(),
        })?;
        transaction.batch_execute("SET LOCAL search_path = pg_catalog")?;
        // The end of the transaction takes everything back.
        Ok(Snapshot::inside(transaction, version).read()?.model)
    }
}

/// Objects of one relation whose texts are open, and everything that the answer depends on as a key.
struct Question {
    ids: BTreeSet<Id>,
    key: Key,
}

impl Question {
    fn all(
        ids: &BTreeSet<Id>,
        cut_from: &Subsets<'_>,
        cut_to: &Subsets<'_>,
        models: (&Model, &Model),
        label: &str,
    ) -> Vec<Question> {
        let mut groups: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for id in ids {
            groups.entry(id.parent_id().unwrap_or_else(|| id.clone())).or_default().insert(id.clone());
        }
        let mut digests = (Digests::new(models.0), Digests::new(models.1));
        let mut key = |ids: &BTreeSet<Id>| {
            digests.0.key(label, ids, &cut_from.of(ids)).and(&digests.1.key(label, ids, &cut_to.of(ids)))
        };
        let keys: Vec<Key> = groups.values().map(&mut key).collect();
        groups.into_values().zip(keys).map(|(ids, key)| Question { ids, key }).collect()
    }
}

fn batches(questions: Vec<Question>) -> Vec<Vec<Question>> {
    let mut batches: Vec<Vec<Question>> = Vec::new();
    let mut room = 0;
    for question in questions {
        if room < question.ids.len() {
            batches.push(Vec::new());
            room = BATCH;
        }
        room = room.saturating_sub(question.ids.len());
        if let Some(batch) = batches.last_mut() {
            batch.push(question);
        }
    }
    batches
}

fn present_roles(connection: &mut crate::connect::Connection, model: &Model) -> Result<Vec<Id>, ScratchError> {
    let rows = connection
        .query("SELECT rolname::text FROM pg_catalog.pg_roles", &[])
        .map_err(|error| ScratchError { message: error.to_string(), hint: "try again".to_owned() })?;
    let names: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let roles = model.of_kind(Tag::Role).map(|(id, _)| id);
    Ok(roles.filter(|id| names.iter().any(|name| name == id.name.as_str())).cloned().collect())
}

impl Settle for Scratch {
    type Error = ScratchError;

    fn settle(&mut self, from: &Model, to: &mut Model, _: Version) -> Result<bool, ScratchError> {
        Scratch::settle(self, from, to).map(|_| true)
    }
}
