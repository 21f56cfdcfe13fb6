//! A database that cannot be reached.

use super::{Check, Finding, Group, Place, Severity, nothing};
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "connection",
    group: Group::Connection,
    severity: Severity::Error,
    summary: "The database cannot be reached",
    docs: "
Says which step of connecting failed, and what to do about that one: the host name has no address, nothing listens there,
no answer in time, TLS demanded and not spoken or spoken and not trusted, wrong password, no such role, no such database,
no line of pg_hba.conf that lets the role in, no free connection slot, a server that is starting or recovering, a pooler
that refuses. Without a connection no other check can be made, and the command exits 1.",
    reads: None,
    query: nothing,
    found: |_, _| Vec::new(),
};

/// What kept a connection from being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The connection string or a variable cannot be read.
    Unreadable,
    /// The host name has no address.
    UnknownHost,
    /// Nothing listens at the address.
    ServerDown,
    /// No answer in time.
    Timeout,
    /// TLS was demanded and the server speaks none.
    TlsRefused,
    /// The server demands TLS, or pg_hba.conf has no line for connections without it.
    TlsRequired,
    /// The certificate does not lead to a trusted root, or is expired.
    TlsUntrusted,
    /// The certificate is for another host.
    TlsHostMismatch,
    /// Any other failure of TLS.
    Tls,
    /// The password was rejected.
    Password,
    /// The server wants a password, and none was given.
    NoPassword,
    /// The database does not exist.
    NoDatabase,
    /// The role does not exist.
    NoRole,
    /// The role exists but may not log in: NOLOGIN.
    NoLogin,
    /// No line of pg_hba.conf fits.
    NoHba,
    /// The role lacks CONNECT on the database, or the database takes no connections.
    NoConnect,
    /// The server is older than what pgtoml reads.
    TooOld,
    /// All connection slots are taken.
    TooManyConnections,
    /// The server is starting, stopping or recovering.
    NotReady,
    /// A pooler refuses.
    Pooler,
    /// What answers is no PostgreSQL, or not of the demanded kind.
    WrongServer,
    /// Anything else.
    Other,
}

/// A connection that was not made.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// What kept it from being made.
    pub fault: Fault,
    /// Where and what, in one sentence; never a password.
    pub message: String,
    /// What to do, in words.
    pub hint: String,
}

/// The finding for a connection that was not made.
pub fn advise(place: &Place, trouble: &Trouble) -> Finding {
    let Place { host, port, user, database, .. } = place;
    let port = port.to_string();
    let at = |database: &'static str| ["-h", host.as_str(), "-p", port.as_str(), "-U", "postgres", "-d", database];
    let psql = |sql: String| {
        let mut words: Vec<String> = std::iter::once("psql").chain(at("postgres")).map(str::to_owned).collect();
        words.extend(["-c".to_owned(), sql]);
        words
    };
    let finding = Finding::error(if trouble.hint.is_empty() {
        trouble.message.clone()
    } else {
        format!("{}; {}", trouble.message, trouble.hint)
    });
    let run = |finding: Finding, words: Vec<String>| finding.shell(words.iter().map(String::as_str));
    let (role, name) = (quote_ident(user), quote_ident(database));
    match trouble.fault {
        Fault::Unreadable => finding.shell(["pgtoml", "doctor", "postgresql://USER@HOST:5432/DATABASE"]),
        Fault::UnknownHost => finding.shell(["getent", "hosts", host.as_str()]),
        Fault::ServerDown => finding
            .shell(["pg_isready", "-h", host, "-p", &port])
            .shell(["sudo", "systemctl", "status", "postgresql"])
            .shell(["docker", "ps", "--filter", &format!("publish={port}")]),
        Fault::Timeout | Fault::NotReady | Fault::WrongServer => finding.shell(["pg_isready", "-h", host, "-p", &port]),
        Fault::TlsRefused => run(finding, psql("SHOW ssl".to_owned())),
        Fault::TlsRequired => finding
            .shell(["pgtoml", "doctor", &with_sslmode(place, "require")])
            .shell(["psql", "-h", host, "-p", &port, "-U", "postgres", "-c", "SELECT * FROM pg_hba_file_rules"]),
        Fault::TlsUntrusted | Fault::TlsHostMismatch | Fault::Tls => finding.shell([
            "openssl", "s_client", "-starttls", "postgres", "-showcerts", "-connect", &format!("{host}:{port}"),
        ]),
        Fault::Password => run(finding, psql(format!("\\password {role}"))),
        Fault::NoPassword => finding.shell(["psql", "-W", "-h", host, "-p", &port, "-U", user, "-d", database]),
        Fault::NoDatabase => finding.shell(["pgtoml", "db", "create", "--db", &place.url]),
        Fault::NoRole => finding.shell(["createuser", "-h", host, "-p", &port, "-U", "postgres", "-P", user]),
        Fault::NoLogin => run(finding, psql(format!("ALTER ROLE {role} LOGIN"))),
        Fault::NoHba => run(finding, psql("SELECT * FROM pg_hba_file_rules".to_owned())),
        Fault::NoConnect => run(finding, psql(format!("GRANT CONNECT ON DATABASE {name} TO {role}"))),
        Fault::TooOld => run(finding, psql("SELECT version()".to_owned())),
        Fault::TooManyConnections => run(finding, psql(
            "SELECT pid, usename, application_name, state, state_change FROM pg_stat_activity WHERE backend_type = 'client backend' ORDER BY state_change".to_owned(),
        )),
        Fault::Pooler => finding.shell(["psql", "-h", host, "-p", &port, "-U", user, "-d", "pgbouncer", "-c", "SHOW CONFIG"]),
        Fault::Other => finding.shell(["psql", &place.url, "-c", "SELECT 1"]),
    }
}

fn with_sslmode(place: &Place, mode: &str) -> String {
    let (base, _) = place.url.split_once('?').unwrap_or((&place.url, ""));
    format!("{base}?sslmode={mode}")
}
