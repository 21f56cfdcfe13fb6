//! Databases of cases, and what pgtoml makes of them: the same calls that its commands make.

use std::cell::RefCell;
use std::collections::BTreeSet;

use pgtoml::catalog::Addresses;
use pgtoml::compare::{self, Outcome, Settle, State};
use pgtoml::diagnostic::{Rendered, Severity, SourceFile};
use pgtoml::read::{self, Loaded};
use pgtoml::render::script;
use pgtoml_pg::catalog;
use pgtoml_pg::connect::{Connection, Target};
use pgtoml_pg::engine::embedded::Embedded;
use pgtoml_pg::engine::{Engine, Server};
use pgtoml_pg::scratch::Scratch;

use crate::judge::{self, Dump};
use crate::servers::{connect, unique};

/// Every secret of a case, which is a connection string too.
pub(super) const SECRET: &str = "host=127.0.0.1 port=1 dbname=nowhere";

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
    /// Databases that are not needed any more.
    old: RefCell<Vec<String>>,
    /// What a new database holds.
    fresh: RefCell<Option<State>>,
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
        Host {
            url,
            major,
            embedded: engine.is_some(),
            extensions,
            old: RefCell::default(),
            fresh: RefCell::default(),
            _engine: engine,
        }
    }

    /// Runs SQL in the database `postgres`.
    pub fn execute(&self, sql: &str) {
        connect(&self.url).batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {}", words(&error)));
    }

    /// Drops the databases that are not needed any more.
    pub fn sweep(&self) {
        let old = self.old.take();
        if !old.is_empty() {
            let mut client = connect(&self.url);
            for name in old {
                let sql = format!("drop database if exists {name} with (force)");
                client.batch_execute(&sql).unwrap_or_else(|error| panic!("{sql}: {}", words(&error)));
            }
        }
    }

    /// A new database, dropped with the value. On the embedded server it must be the only one that is connected.
    pub fn database(&self) -> Database<'_> {
        let name = unique("case");
        // Copying files is four times faster than writing them to the log.
        let strategy = if self.major < 15 || self.embedded { "" } else { " strategy file_copy" };
        let mut client = connect(&self.url);
        let old = self.old.take();
        let drop = old.iter().map(|name| format!("drop database if exists {name} with (force)"));
        let create = format!("create database {name} template template0 encoding 'UTF8'{strategy}");
        for sql in drop.chain([create]) {
            client.batch_execute(&sql).unwrap_or_else(|error| panic!("{sql}: {}", words(&error)));
        }
        let (base, _) = self.url.rsplit_once('/').unwrap_or((&self.url, ""));
        Database {
            url: format!("{base}/{name}"),
            name,
            host: self,
            connection: RefCell::default(),
            addresses: RefCell::default(),
        }
    }

    /// A scratch on the same server; the embedded one, which has only one connection, is spared by another server.
    pub fn scratch(&self) -> Scratch {
        let other = self.embedded.then(|| crate::servers::Server::get(18)).flatten();
        let url = other.map_or(&self.url, |server| &server.url);
        Scratch::new(Box::new(Server::open(&target(url)).unwrap_or_else(|error| panic!("{error}"))))
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
    /// The connection for most questions: a new one must read half of the catalogs first.
    connection: RefCell<Option<Connection>>,
    /// Where it keeps what was read last.
    addresses: RefCell<Addresses>,
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        self.unsubscribe();
        self.hang_up();
        // The next one is made on the same connection: on the embedded server each costs as much as a case of its own.
        self.host.old.borrow_mut().push(std::mem::take(&mut self.name));
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if !self.embedded && !std::thread::panicking() {
            self.sweep();
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

    /// The same as another role sees it.
    pub fn seen_by(mut self, role: &str) -> Self {
        self.hang_up();
        self.url = self.url.replace("//postgres@", &format!("//{role}@"));
        self
    }

    /// Reads it.
    pub fn live(&self) -> Result<State, String> {
        let read = |connection: &mut Connection| catalog::objects(connection);
        let (state, addresses, unmodelled) = self.with(read)?.map_err(|error| error.to_string())?;
        self.addresses.replace(addresses);
        match unmodelled.first() {
            Some(object) => Err(format!("no kind models {object}")),
            None => self.with_rows(state),
        }
    }

    /// What was read last, when only rows are others since.
    pub fn with_rows(&self, state: State) -> Result<State, String> {
        let facts = self.with(|connection| catalog::facts(connection, &self.addresses.borrow()))?;
        Ok(State { facts: facts.map_err(|error| error.to_string())?, ..state })
    }

    /// Reads it, when it is new and nobody put anything in: all new databases are alike.
    pub fn empty(&self) -> Result<State, String> {
        let known = self.host.fresh.borrow().clone();
        match known {
            Some(state) => Ok(state),
            None => Ok(self.host.fresh.borrow_mut().insert(self.live()?).clone()),
        }
    }

    /// Runs a plan.
    pub fn apply(&self, outcome: &Outcome) -> Result<(), String> {
        let env = |_: &str| Some(SECRET.to_owned());
        let run = |connection: &mut Connection| {
            pgtoml_pg::apply::apply(connection, &outcome.plan, &outcome.statements, &env, &mut |_, _| {})
        };
        self.with(run)?.map_err(|error| {
            let place = error.statement.map(|sql| format!("\n  in: {sql}")).unwrap_or_default();
            format!("{}{place}\n  hint: {}", error.message, error.hint)
        })
    }

    /// Runs SQL of a case, in a session as psql has it.
    pub fn execute(&self, what: &str, sql: &str) -> Result<(), String> {
        let sql = format!("SET search_path = \"$user\", public;\n{sql}\n;SET search_path = pg_catalog");
        self.with(|connection| connection.batch_execute(&sql))?.map_err(|error| format!("{what}: {}", words(&error)))
    }

    /// What the outside judge sees.
    pub fn dump(&self) -> Dump {
        self.make_way();
        let statements = judge::schema(&self.url);
        let unseen = self.with(|connection| connection.query(judge::UNSEEN, &[]));
        let unseen = unseen.unwrap_or_else(|error| panic!("{error}")).unwrap_or_else(|error| panic!("{error}"));
        Dump::new(statements, unseen.iter().map(|row| row.get(0)).collect())
    }

    /// Drops the subscriptions, which hold their database. The embedded server knows none.
    fn unsubscribe(&self) {
        if self.host.embedded || std::thread::panicking() {
            return;
        }
        let found = "select quote_ident(subname) from pg_subscription s join pg_database d on d.oid = s.subdbid
                      where d.datname = current_database()";
        let _ = self.with(|connection| {
            for name in connection.query(found, &[]).unwrap_or_default().iter().map(|row| row.get::<_, String>(0)) {
                let _ = connection.batch_execute(&format!("alter subscription {name} disable"));
                let _ = connection.batch_execute(&format!("alter subscription {name} set (slot_name = none)"));
                let _ = connection.batch_execute(&format!("drop subscription {name}"));
            }
        });
    }

    /// Asks on the connection that is kept.
    pub fn with<T>(&self, ask: impl FnOnce(&mut Connection) -> T) -> Result<T, String> {
        let mut kept = self.connection.borrow_mut();
        let connection = match kept.take() {
            Some(connection) => connection,
            None => target(&self.url).connect().map_err(|error| error.to_string())?,
        };
        Ok(ask(kept.insert(connection)))
    }

    /// The embedded server has one connection: gives it up for another one.
    pub fn make_way(&self) {
        if self.host.embedded {
            self.hang_up();
        }
    }

    /// Gives up the connection, so that another one sees and may do everything.
    pub fn hang_up(&self) {
        self.connection.take();
    }
}

/// A file of a case, understood.
pub fn load(name: &str, text: String, folder: &std::path::Path) -> Result<State, String> {
    let folder = folder.to_owned();
    let open = move |path: &str| std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string());
    let loaded = read::read(vec![SourceFile { name: name.to_owned(), text }], &open);
    if loaded.diagnostics.iter().all(|one| one.severity != Severity::Error) {
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
    pgtoml::compare::compare(from.clone(), to.clone(), settler).map_err(|error| match error {
        compare::Error::Settle(error) => format!("scratch: {error}"),
        compare::Error::Template(error) => format!("a template failed: {error:#}"),
    })
}
