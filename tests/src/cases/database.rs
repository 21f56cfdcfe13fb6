//! Databases of cases, and what pgtoml makes of them: the same calls that its commands make.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use pgtoml::compare::{self, Outcome, Settle, State};
use pgtoml::diagnostic::{Rendered, SourceFile};
use pgtoml::read::{self, Loaded};
use pgtoml::render::script;
use pgtoml_pg::connect::{ConnectError, Connection, Target};
use pgtoml_pg::engine::embedded::Embedded;
use pgtoml_pg::engine::{Engine, EngineError, Server};
use pgtoml_pg::scratch::Scratch;

use crate::servers::{connect, unique};

/// A server for cases.
pub struct Host {
    /// As superuser, in the database `postgres`.
    pub url: String,
    /// 14 to 18.
    pub major: u32,
    /// Whether it is the one in this process.
    pub embedded: bool,
    /// What CREATE EXTENSION finds.
    pub extensions: BTreeSet<String>,
    _engine: Option<Embedded>,
}

impl Host {
    /// A server that runs.
    pub fn shared(server: &crate::servers::Server) -> Host {
        Host::new(server.url.clone(), server.major, None)
    }

    /// A server in this process, gone with the value.
    pub fn embedded() -> Host {
        let engine = Embedded::temporary(&Default::default()).unwrap_or_else(|error| panic!("{error}"));
        Host::new(engine.url(), engine.major(), Some(engine))
    }

    fn new(url: String, major: u32, engine: Option<Embedded>) -> Host {
        let found = connect(&url).query("select name::text from pg_available_extensions", &[]);
        let extensions = found.unwrap_or_else(|error| panic!("{error}")).iter().map(|row| row.get(0)).collect();
        Host { url, major, embedded: engine.is_some(), extensions, _engine: engine }
    }

    /// Runs SQL in the database `postgres`.
    pub fn execute(&self, sql: &str) {
        connect(&self.url).batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {}", words(&error)));
    }

    /// A new database, dropped with the value.
    pub fn database(&self) -> Database<'_> {
        let name = unique("case");
        self.execute(&format!("create database {name} template template0 encoding 'UTF8'"));
        let (base, _) = self.url.rsplit_once('/').unwrap_or((&self.url, ""));
        Database { url: format!("{base}/{name}"), name, host: self }
    }

    /// A scratch on the same server.
    pub fn scratch(&self) -> Scratch {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = Server::open(&target(&self.url)).unwrap_or_else(|error| panic!("{error}"));
        let tail = format!("_case_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Scratch::new(Box::new(Apart { server, tail }))
    }
}

/// A scratch engine whose databases have names of their own, so that several can work on one server.
struct Apart {
    server: Server,
    tail: String,
}

impl Apart {
    fn own(&self, name: &str) -> String {
        if name.starts_with("pgtoml_scratch") { format!("{name}{}", self.tail) } else { name.to_owned() }
    }
}

impl Engine for Apart {
    fn name(&self) -> String {
        self.server.name()
    }

    fn major(&self) -> u32 {
        self.server.major()
    }

    fn target(&self, database: &str) -> Target {
        self.server.target(&self.own(database))
    }

    fn maintenance_database(&self) -> &str {
        self.server.maintenance_database()
    }

    fn connect(&mut self, database: &str) -> Result<Connection, ConnectError> {
        self.target(database).connect()
    }

    fn create_database(&mut self, name: &str) -> Result<(), EngineError> {
        self.server.create_database(&self.own(name))
    }

    fn drop_database(&mut self, name: &str) -> Result<(), EngineError> {
        self.server.drop_database(&self.own(name))
    }
}

fn target(url: &str) -> Target {
    Target::parse(url, &|_| None).unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// What the server said, and where.
pub fn words(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => match said.detail() {
            Some(detail) => format!("{} ({detail})", said.message()),
            None => said.message().to_owned(),
        },
        None => error.to_string(),
    }
}

/// A database of a case.
pub struct Database<'a> {
    /// As superuser.
    pub url: String,
    name: String,
    host: &'a Host,
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // A subscription holds its database.
        if let Ok(mut client) = postgres::Client::connect(&self.url, postgres::NoTls) {
            let found = client.query(
                "select quote_ident(subname) from pg_subscription s join pg_database d on d.oid = s.subdbid
                  where d.datname = current_database()",
                &[],
            );
            for name in found.unwrap_or_default().iter().map(|row| row.get::<_, String>(0)) {
                let _ = client.batch_execute(&format!("alter subscription {name} disable"));
                let _ = client.batch_execute(&format!("alter subscription {name} set (slot_name = none)"));
                let _ = client.batch_execute(&format!("drop subscription {name}"));
            }
        }
        if let Ok(mut client) = postgres::Client::connect(&self.host.url, postgres::NoTls) {
            let _ = client.batch_execute(&format!("drop database if exists {} with (force)", self.name));
        }
    }
}

/// The plan as psql would run it, and why there is none.
pub fn sql(outcome: &Outcome) -> String {
    let refused = outcome.report.refused.iter().map(|one| format!("-- refused: {}: {}\n", one.object, one.reason));
    refused.collect::<String>() + &script(&outcome.plan, &outcome.statements)
}

impl Database<'_> {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is in this process.
    pub fn is_embedded(&self) -> bool {
        self.host.embedded
    }

    /// Reads it.
    pub fn live(&self) -> Result<State, String> {
        let mut connection = target(&self.url).connect().map_err(|error| error.to_string())?;
        let (state, unmodelled) = pgtoml_pg::catalog::state(&mut connection).map_err(|error| error.to_string())?;
        match unmodelled.first() {
            Some(object) => Err(format!("no kind models {object}")),
            None => Ok(state),
        }
    }

    /// Runs a plan.
    pub fn apply(&self, outcome: &Outcome) -> Result<(), String> {
        let mut connection = target(&self.url).connect().map_err(|error| error.to_string())?;
        // Every secret of a case is this one, which is a connection string too.
        let env = |_: &str| Some("host=127.0.0.1 port=1 dbname=nowhere".to_owned());
        let (plan, statements) = (&outcome.plan, &outcome.statements);
        pgtoml_pg::apply::apply(&mut connection, plan, statements, &env, &mut |_, _| {}).map_err(|error| {
            let place = error.statement.map(|sql| format!("\n  in: {sql}")).unwrap_or_default();
            format!("{}{place}\n  hint: {}", error.message, error.hint)
        })
    }

    /// Runs SQL of a case.
    pub fn execute(&self, what: &str, sql: &str) -> Result<(), String> {
        connect(&self.url).batch_execute(sql).map_err(|error| format!("{what}: {}", words(&error)))
    }
}

/// A file of a case, understood.
pub fn load(name: &str, text: String, folder: &std::path::Path) -> Result<State, String> {
    let folder = folder.to_owned();
    let open = move |path: &str| std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string());
    let loaded = read::read(vec![SourceFile { name: name.to_owned(), text }], &open);
    if loaded.diagnostics.is_empty() {
        let Loaded { model, scope, depends_on, .. } = loaded;
        return Ok(State { model, scope: Some(scope), depends_on, ..State::default() });
    }
    let said = loaded.diagnostics.iter().map(|diagnostic| {
        let rendered = Rendered { diagnostic, files: &loaded.files, color: false };
        rendered.to_string()
    });
    Err(said.collect::<Vec<_>>().join("\n"))
}

/// Compares a database with a file as `pgtoml plan` does.
pub fn compare<S>(from: &State, to: &State, settler: &mut S) -> Result<Outcome, String>
where
    S: Settle,
    S::Error: std::fmt::Display,
{
    pgtoml::compare::compare(from, to, settler).map_err(|error| match error {
        compare::Error::Settle(error) => format!("scratch: {error}"),
        compare::Error::Template(error) => format!("a template failed: {error:#}"),
    })
}
