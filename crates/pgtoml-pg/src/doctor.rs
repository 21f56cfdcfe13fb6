//! Asks a database what the checks of the core want to know. Nothing is written: all of it is one read-only transaction
//! with limits of time, and a query that fails takes only its own check with it.

use std::collections::{BTreeMap, BTreeSet};

use pgtoml::doctor::{Answer, Check, Fault, Incomplete, Place, Report, Scene, Server, Trouble};
use pgtoml::kind::Version;
use postgres::error::SqlState;
use postgres::{SimpleQueryMessage, Transaction};

use crate::catalog::ReadError;
use crate::connect::{ConnectError, ConnectErrorKind, Connection, Target};

/// The way to a database, as checks know it. Of several hosts, the first.
pub fn place(target: &Target) -> Place {
    let host = target.hosts.first();
    let name = host
        .map(|host| if host.host.is_empty() { host.hostaddr.clone().unwrap_or_default() } else { host.host.clone() });
    let name = name.unwrap_or_default();
    let loopback = name == "localhost" || name == "::1" || name.starts_with("127.");
    Place {
        local: loopback || host.is_some_and(|host| host.is_socket()),
        host: name,
        port: host.map_or(5432, |host| host.port),
        user: target.user().to_owned(),
        database: target.database().to_owned(),
        sslmode: target.sslmode.name().to_owned(),
        // Whoever runs a command that is printed has the password in ~/.pgpass or PGPASSWORD.
        url: target.redacted().replacen(":***@", "@", 1),
    }
}

/// Why a connection was not made, as the core advises on it.
pub fn trouble(target: Option<&Target>, error: &ConnectError) -> Trouble {
    use ConnectErrorKind as K;
    let code = error.sqlstate.as_deref();
    let given = target.is_some_and(|target| target.password().is_some());
    // Where TLS was tried first, its absence is not what the server minds.
    let tried = target.is_some_and(|target| !matches!(target.sslmode.name(), "disable" | "allow"));
    let plain = error.message.contains("no encryption") || error.message.contains("SSL off");
    let fault = match error.kind {
        K::Unreadable => Fault::Unreadable,
        K::UnknownHost => Fault::UnknownHost,
        K::ServerDown => Fault::ServerDown,
        K::Timeout => Fault::Timeout,
        K::TlsRefused => Fault::TlsRefused,
        K::TlsUntrusted => Fault::TlsUntrusted,
        K::TlsHostMismatch => Fault::TlsHostMismatch,
        K::Tls => Fault::Tls,
        K::Password if given => Fault::Password,
        K::Password => Fault::NoPassword,
        K::NoDatabase => Fault::NoDatabase,
        K::NoRole => Fault::NoRole,
        K::NotAllowed if plain && !tried => Fault::TlsRequired,
        K::NotAllowed if error.message.contains("pg_hba.conf") => Fault::NoHba,
        K::NotAllowed if code == Some(SqlState::INVALID_AUTHORIZATION_SPECIFICATION.code()) => Fault::NoLogin,
        K::NotAllowed if code.is_some() => Fault::NoConnect,
        K::NotAllowed => Fault::Other,
        K::TooOld => Fault::TooOld,
        K::TooManyConnections => Fault::TooManyConnections,
        K::NotReady => Fault::NotReady,
        K::Pooler => Fault::Pooler,
        K::WrongServer => Fault::WrongServer,
        K::Other => Fault::Other,
    };
    // The advice of the finding is the command; the hint stays where it says more than that.
    Trouble { fault, message: error.message.clone(), hint: error.hint.clone() }
}

/// What a server is, as the role that is current sees it.
///
/// # Errors
/// The server went away, or a pooler could not be told from it.
pub fn server(connection: &mut Connection) -> Result<Server, ReadError> {
    let transaction_pooled = connection.info().pooler.is_some()
        && connection
            .is_transaction_pooled()
            .map_err(|error| ReadError { message: error.message, hint: error.hint })?;
    let info = connection.info().clone();
    let mut transaction = begin(connection, 10)?;
    let me =
        ask(&mut transaction, "SELECT rolname AS user, rolsuper AS super FROM pg_roles WHERE rolname = current_user")?;
    let may = ask(
        &mut transaction,
        "SELECT rolname AS name FROM pg_roles WHERE rolname ~ '^pg_' AND pg_has_role(oid, 'USAGE')",
    )?;
    let extensions = ask(
        &mut transaction,
        "SELECT e.extname AS name, n.nspname AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace ORDER BY 1",
    )?;
    Ok(Server {
        version: Version(info.version_num),
        text: info.version,
        user: me.first().map_or(info.user, |row| row.text("user").to_owned()),
        superuser: me.first().is_some_and(|row| row.flag("super")),
        may: may.iter().map(|row| row.text("name").to_owned()).collect(),
        tls: info.tls,
        standby: info.standby,
        pooler: info.pooler.is_some(),
        transaction_pooled,
        extensions: extensions.iter().map(|row| (row.text("name").to_owned(), row.text("schema").to_owned())).collect(),
    })
}

/// Makes the checks, each with at most `timeout` seconds.
///
/// # Errors
/// The server went away.
pub fn examine(
    connection: &mut Connection,
    scene: &Scene,
    checks: &[&'static Check],
    timeout: u64,
) -> Result<Report, ReadError> {
    let mut report = Report::new(&scene.place);
    let mut missing: Vec<(&'static Check, Incomplete)> = Vec::new();
    let mut transaction = begin(connection, timeout)?;
    for check in checks {
        missing.extend(check.reads.filter(|role| !scene.server.may(role)).map(|role| (*check, Incomplete::Role(role))));
        let answers = match (check.query)(scene) {
            None => Vec::new(),
            Some(sql) => {
                let mut attempt = transaction.transaction()?;
                match ask(&mut attempt, &sql) {
                    Ok(answers) => {
                        attempt.commit()?;
                        answers
                    }
                    Err(error) => {
                        let Some(said) = error.as_db_error() else { return Err(error.into()) };
                        let text = said.message().to_owned();
                        let why = match said.code() {
                            code if *code == SqlState::QUERY_CANCELED => Incomplete::Slow(timeout),
                            code if *code == SqlState::INSUFFICIENT_PRIVILEGE => Incomplete::Denied(text),
                            _ => Incomplete::Failed(text),
                        };
                        attempt.rollback()?;
                        missing.push((check, why));
                        continue;
                    }
                }
            }
        };
        let (seen, hidden): (Vec<Answer>, Vec<Answer>) =
            answers.into_iter().partition(|row| row.text("hidden").is_empty());
        let mut blind: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for row in &hidden {
            let why = (row.text("hidden").to_owned(), row.text("hidden_kind").to_owned());
            blind.entry(why).or_default().insert(row.name(""));
        }
        for ((privilege, kind), names) in blind {
            missing.push((check, Incomplete::Objects(privilege, kind, names.into_iter().collect())));
        }
        report.take(scene, check, &seen);
    }
    report.incomplete(scene, &missing);
    Ok(report)
}

/// Locks are not waited for: what somebody holds is told by its own check.
fn begin(connection: &mut Connection, timeout: u64) -> Result<Transaction<'_>, ReadError> {
    let setup = connection.transaction_setup();
    let mut transaction = connection.build_transaction().read_only(true).start()?;
    transaction.batch_execute(&format!(
        "{setup}SET LOCAL statement_timeout = '{timeout}s'; SET LOCAL lock_timeout = '1s'; SET LOCAL search_path = pg_catalog"
    ))?;
    Ok(transaction)
}

fn ask(transaction: &mut Transaction<'_>, sql: &str) -> Result<Vec<Answer>, postgres::Error> {
    let mut answers = Vec::new();
    for message in transaction.simple_query(sql)? {
        if let SimpleQueryMessage::Row(row) = message {
            let columns = row.columns().iter().enumerate();
            answers.push(
                columns.filter_map(|(at, column)| Some((column.name().to_owned(), row.get(at)?.to_owned()))).collect(),
            );
        }
    }
    Ok(answers)
}
