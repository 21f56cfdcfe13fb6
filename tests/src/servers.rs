//! PostgreSQL servers for live proofs, and a database per test.
//!
//! ```no_run
//! # use pgtoml_tests::servers::Server;
//! let Some(server) = Server::get(18) else { return }; // said aloud that it was skipped
//! let database = server.database("orders");
//! // … database.url …, dropped at the end of the scope
//! ```

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};

use ::postgres::{Client, NoTls};

// The xtask starts and installs with the same code.
#[allow(dead_code, unused_imports)]
#[path = "../../xtask/src/postgres/mod.rs"]
mod clusters;

pub use clusters::{MAJORS, PROVEN};

/// A running server, shared by the tests of a run or for one test alone.
#[derive(Debug)]
pub struct Server {
    /// 14 to 18.
    pub major: u32,
    /// The database `postgres` as its superuser; for work on the cluster itself.
    pub url: String,
    /// Ends the cluster with the server, if it is our own.
    _cluster: Option<clusters::Cluster>,
}

type Shared = BTreeMap<u32, Result<&'static Server, String>>;

impl Server {
    /// The server of a major that all tests share: that of the whole run (`cargo xtask test` hands its URL in
    /// `PGTOML_TEST_PG18`), else one of this process, which is started on first use and ends with the process.
    ///
    /// `None`: there is none and it can't be installed. The test says so and returns; where `CI` is set it fails.
    pub fn get(major: u32) -> Option<&'static Server> {
        static SHARED: LazyLock<Mutex<Shared>> = LazyLock::new(Mutex::default);
        let found = {
            let mut shared = SHARED.lock().unwrap_or_else(|broken| broken.into_inner());
            shared.entry(major).or_insert_with(|| Server::shared(major)).clone()
        };
        found.map_err(|why| skip(&format!("no PostgreSQL {major}: {why}"))).ok()
    }

    fn shared(major: u32) -> Result<&'static Server, String> {
        // A server without its judge proves nothing: a test that has the one can rely on the other.
        clusters::client("pg_dump")?;
        let server = match std::env::var(clusters::variable(major)) {
            Ok(url) => Server { major, url, _cluster: None },
            Err(_) => Server::start(major, &[])?,
        };
        Ok(Box::leak(Box::new(server)))
    }

    /// The shared server of every major that a proof has to hold on.
    pub fn proven() -> Vec<&'static Server> {
        PROVEN.into_iter().filter_map(Server::get).collect()
    }

    /// A cluster for one test, which may change roles, settings and everything else that is of the whole cluster.
    /// `settings` go into its configuration. One named `file:NAME` becomes a file in the data folder, as
    /// `file:pg_hba.conf` or `file:server.key`; `{folder}` in a value is that folder.
    pub fn exclusive(major: u32, settings: &[(&str, &str)]) -> Option<Server> {
        let found = Server::start(major, settings);
        found.map_err(|why| skip(&format!("no PostgreSQL {major}: {why}"))).ok()
    }

    fn start(major: u32, settings: &[(&str, &str)]) -> Result<Server, String> {
        let cluster = clusters::Cluster::start(major, settings)?;
        Ok(Server { major, url: cluster.url(), _cluster: Some(cluster) })
    }

    /// A new database whose name begins with `name`, dropped with the value.
    pub fn database(&self, name: &str) -> TestDb {
        let name = unique(name);
        self.execute(&format!("create database \"{name}\" template template0"));
        let url = self.url_of(&name, None);
        TestDb { url, name, server: self.url.clone() }
    }

    /// The URL of a database of this server, as the superuser or another role.
    pub fn url_of(&self, database: &str, role: Option<&str>) -> String {
        let (base, _) = self.url.rsplit_once('/').unwrap_or((&self.url, ""));
        let base = match role {
            Some(role) => base.replace("//postgres@", &format!("//{role}@")),
            None => base.to_owned(),
        };
        format!("{base}/{database}")
    }

    /// Runs SQL in the database `postgres`, as superuser.
    pub fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// Drops a role, with what it owns and was granted in `databases`.
    pub fn drop_role(&self, role: &str, databases: &[&TestDb]) {
        let role = role.replace('"', "\"\"");
        for database in databases {
            database.execute(&format!("drop owned by \"{role}\" cascade"));
        }
        self.execute(&format!("drop owned by \"{role}\" cascade; drop role \"{role}\""));
    }
}

/// A database of one test; it is dropped with the value, with whoever is still connected.
#[derive(Debug)]
pub struct TestDb {
    /// As the superuser `postgres`.
    pub url: String,
    /// Its name, unique in the cluster.
    pub name: String,
    server: String,
}

impl TestDb {
    /// Runs SQL, any number of statements.
    pub fn execute(&self, sql: &str) {
        execute(&self.url, sql);
    }

    /// A connection.
    pub fn connect(&self) -> Client {
        connect(&self.url)
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // A server that is gone took the database with it, and a second panic would hide the first.
        if let Ok(mut client) = Client::connect(&self.server, NoTls) {
            // One that a subscription or a prepared transaction holds stays, until its cluster ends.
            let _ = client.batch_execute(&format!("drop database if exists \"{}\" with (force)", self.name));
        }
    }
}

/// A name that nothing else uses, now or in another test process: for databases, and for roles, which all databases
/// of a cluster share.
pub fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let tail = format!("_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let plain = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' });
    plain.take(63 - tail.len()).collect::<String>() + &tail
}

/// `pg_dump`, `psql` and their like, of 18.4. `None` as in [`Server::get`].
pub fn client(tool: &str) -> Option<PathBuf> {
    clusters::client(tool).map_err(|why| skip(&format!("no {tool}: {why}"))).ok()
}

/// The folder of `postgres` and `initdb` of a major, for tests of the program's own throw-away clusters.
pub fn binaries(major: u32) -> Option<PathBuf> {
    clusters::server(major).map_err(|why| skip(&format!("no PostgreSQL {major}: {why}"))).ok()
}

/// Says that this test can't run here. Where `CI` is set, a skipped test is a failed one.
pub fn skip(why: &str) {
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // The harness catches what the print macros write: whoever runs the tests should see it.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {why}");
    if let Some(path) = std::env::var_os("PGTOML_SKIP_LOG") {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(path);
        // One write, so that the lines of parallel tests stay whole.
        let _ = log.and_then(|mut log| log.write_all(format!("{test}: {why}\n").as_bytes()));
    }
    let ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0");
    assert!(!ci, "skipped, which CI does not allow: {why}");
}

/// A connection to any URL; a test has no use for an error here.
pub fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|error| panic!("{url}: {error}"))
}

fn execute(url: &str, sql: &str) {
    if let Err(error) = connect(url).batch_execute(sql) {
        let said = error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string);
        panic!("{said}\nin: {sql}");
    }
}

#[cfg(test)]
mod tests {
    use super::{NoTls, Server, unique};

    #[test]
    fn an_exclusive_cluster_has_its_own_settings_and_files() {
        let lines = "host all postgres all trust\nhost all all all reject\n";
        let settings = [("work_mem", "7MB"), ("file:pg_hba.conf", lines)];
        let Some(server) = Server::exclusive(18, &settings) else {
            return;
        };
        let database = server.database("own");
        let shown: String = database.connect().query_one("show work_mem", &[]).expect("a row").get(0);
        assert_eq!(shown, "7MB");

        server.execute("create role eve login");
        let url = server.url_of(&database.name, Some("eve"));
        assert!(postgres::Client::connect(&url, NoTls).is_err());
    }

    #[test]
    fn names_fit_and_differ() {
        let (a, b) = (unique(&"Ä long".repeat(20)), unique("x"));
        assert!(a.len() <= 63 && a.is_ascii() && a != b, "{a} {b}");
    }
}
