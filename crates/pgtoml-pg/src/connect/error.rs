//! Why a connection failed, in one sentence, and what to do next.

use std::error::Error as _;
use std::fmt;
use std::io;

use postgres::error::SqlState;

use crate::tls::{self, TlsFault};

/// What kept a connection from being made. Stable: callers decide by it, people read the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectErrorKind {
    /// The connection string or a `PG*` variable can't be read.
    Unreadable,
    /// The host name has no address.
    UnknownHost,
    /// Nothing listens at the address.
    ServerDown,
    /// No answer in time.
    Timeout,
    /// TLS was demanded and the server speaks none.
    TlsRefused,
    /// The certificate does not lead to a trusted root, or is expired.
    TlsUntrusted,
    /// The certificate is for another host.
    TlsHostMismatch,
    /// Any other failure of TLS, also unreadable certificate files.
    Tls,
    /// The server rejected the password, or wants one and none was given.
    Password,
    /// The database does not exist.
    NoDatabase,
    /// The role does not exist.
    NoRole,
    /// The role exists but may not connect here.
    NotAllowed,
    /// Older than PostgreSQL 14.
    TooOld,
    /// All connection slots are taken.
    TooManyConnections,
    /// The server is starting, stopping or recovering.
    NotReady,
    /// A pooler between pgtoml and the server refuses or can't be used.
    Pooler,
    /// What answers is no PostgreSQL, or none of the hosts is of the demanded kind.
    WrongServer,
    /// Anything else that the server or the network said.
    Other,
}

/// A failed connection. `message` says where and what, `hint` what to do next; neither ever holds a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectError {
    /// The kind of failure.
    pub kind: ConnectErrorKind,
    /// One sentence: where and what.
    pub message: String,
    /// What to do next.
    pub hint: String,
    /// The SQLSTATE, if the server sent one (PostgreSQL manual, appendix A).
    pub sqlstate: Option<String>,
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)
    }
}

impl std::error::Error for ConnectError {}

impl ConnectError {
    /// An error from its parts.
    pub fn new(kind: ConnectErrorKind, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { kind, message: message.into(), hint: hint.into(), sqlstate: None }
    }

    pub(crate) fn unreadable(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::new(ConnectErrorKind::Unreadable, message, hint)
    }
}

/// Where a connection was tried, for the sentences below.
pub(crate) struct Place<'a> {
    /// `127.0.0.1:5432` or `/run/postgresql/.s.PGSQL.5432`.
    pub address: &'a str,
    pub host: &'a str,
    pub port: u16,
    pub user: &'a str,
    pub database: &'a str,
    pub has_password: bool,
}

/// Turns the driver's error into a sentence with a hint.
pub(crate) fn classify(error: &postgres::Error, at: &Place<'_>) -> ConnectError {
    use ConnectErrorKind as K;
    let Place { address, host, port, user, database, has_password } = at;
    if let Some(db) = error.as_db_error() {
        let said = db.message();
        let code = db.code().clone();
        let (kind, message, hint) = if code == SqlState::INVALID_CATALOG_NAME {
            (
                K::NoDatabase,
                format!("{address} has no database \"{database}\""),
                format!("create it with `createdb -h {host} -p {port} -U {user} {database}`, or correct the name"),
            )
        } else if code == SqlState::INVALID_PASSWORD
            || (code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION && said.contains("authentication failed"))
        {
            (
                K::Password,
                format!("{address} rejected the password of \"{user}\""),
                if *has_password {
                    "check the password; in a URL, characters such as @ : / # ? % must be percent-encoded".into()
                } else {
                    "no password was given: put it in the URL, in PGPASSWORD or in ~/.pgpass".into()
                },
            )
        } else if code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION
            && said.contains("role")
            && said.contains("does not exist")
        {
            (
                K::NoRole,
                format!("{address} has no role \"{user}\""),
                format!(
                    "name an existing role in the URL or PGUSER, or create it: `createuser -h {host} -p {port} {user}`"
                ),
            )
        } else if code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION || code == SqlState::INSUFFICIENT_PRIVILEGE {
            let encrypt = said.contains("no encryption") || said.contains("SSL off");
            (
                K::NotAllowed,
                format!("{address} does not let \"{user}\" into \"{database}\": {said}"),
                if encrypt {
                    "the server wants TLS from here: use sslmode=require or stronger, or change pg_hba.conf".into()
                } else {
                    "pg_hba.conf or CONNECT on the database must allow it (PostgreSQL manual, 20.1 and 5.8)".to_owned()
                },
            )
        } else if code == SqlState::TOO_MANY_CONNECTIONS {
            (
                K::TooManyConnections,
                format!("{address} takes no more connections: {said}"),
                "close another client, or raise max_connections; the embedded database serves one client at a time"
                    .into(),
            )
        } else if code == SqlState::CANNOT_CONNECT_NOW
            || code == SqlState::ADMIN_SHUTDOWN
            || code == SqlState::CRASH_SHUTDOWN
        {
            (K::NotReady, format!("{address} is not ready: {said}"), "wait until the server is up and try again".into())
        } else if code == SqlState::PROTOCOL_VIOLATION || said.contains("startup parameter") || code.code() == "08000" {
            (
                K::Pooler,
                format!("{address} refused the connection: {said}"),
                "this looks like a connection pooler; use the direct address of the server".into(),
            )
        } else {
            (
                K::Other,
                format!("{address} refused the connection: {said}"),
                db.hint().unwrap_or("see the server's log").to_owned(),
            )
        };
        let mut out = ConnectError::new(kind, message, hint);
        out.sqlstate = Some(code.code().to_owned());
        return out;
    }
    if let Some(fault) = tls::fault(error) {
        let (kind, message, hint) = match fault {
            TlsFault::Untrusted(why) => (
                K::TlsUntrusted,
                format!("the certificate of {address} is not trusted: {why}"),
                "give the root certificate as sslrootcert (or ~/.postgresql/root.crt), or sslrootcert=system for a public authority".into(),
            ),
            TlsFault::HostMismatch(why) => (
                K::TlsHostMismatch,
                format!("the certificate of {address} is not for \"{host}\": {why}"),
                "connect by a name in the certificate, or use sslmode=verify-ca if the name does not matter".into(),
            ),
            TlsFault::Other(why) => (
                K::Tls,
                format!("TLS with {address} failed: {why}"),
                "check the certificates on both sides; a server may demand sslcert and sslkey".to_owned(),
            ),
        };
        return ConnectError::new(kind, message, hint);
    }
    let cause = error.source();
    let detail = cause.map_or_else(|| error.to_string(), ToString::to_string);
    if detail.contains("does not support TLS") {
        return ConnectError::new(
            K::TlsRefused,
            format!("{address} speaks no TLS, and sslmode demands it"),
            "turn ssl on in the server, or use sslmode=disable where the network is trusted",
        );
    }
    if detail.contains("password missing") {
        return ConnectError::new(
            K::Password,
            format!("{address} wants a password for \"{user}\" and none was given"),
            "put it in the URL, in PGPASSWORD or in ~/.pgpass",
        );
    }
    if let Some(io) = cause.and_then(|c| c.downcast_ref::<io::Error>()) {
        return classify_io(io, at);
    }
    if error.is_closed() {
        return ConnectError::new(
            K::WrongServer,
            format!("{address} closed the connection without an answer"),
            "check that a PostgreSQL server listens there, and its log",
        );
    }
    let shown = error.to_string();
    let kind = if shown.contains("unexpected message") || shown.contains("parsing response") {
        K::WrongServer
    } else {
        K::Other
    };
    ConnectError::new(
        kind,
        format!("{address}: {shown}: {detail}"),
        "check that a PostgreSQL server listens there, and its log",
    )
}

fn classify_io(io: &io::Error, at: &Place<'_>) -> ConnectError {
    use ConnectErrorKind as K;
    let Place { address, host, port, .. } = at;
    match io.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound => ConnectError::new(
            K::ServerDown,
            format!("no PostgreSQL server answers at {address}"),
            format!("start the server, or check the host and the port ({port})"),
        ),
        io::ErrorKind::TimedOut => ConnectError::new(
            K::Timeout,
            format!("{address} did not answer in time"),
            "check the network and firewalls, or raise connect_timeout",
        ),
        io::ErrorKind::PermissionDenied => ConnectError::new(
            K::NotAllowed,
            format!("no permission to use {address}"),
            "run as a user who may use the socket, or connect by TCP (host=localhost)",
        ),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => ConnectError::new(
            K::WrongServer,
            format!("{address} closed the connection without an answer"),
            "check that a PostgreSQL server listens there, and its log",
        ),
        _ if is_lookup_failure(io) => ConnectError::new(
            K::UnknownHost,
            format!("the host name \"{host}\" has no address"),
            "check its spelling, and the DNS or /etc/hosts of this machine",
        ),
        _ => ConnectError::new(K::Other, format!("{address}: {io}"), "check the address and the network"),
    }
}

/// `getaddrinfo` failures carry no kind of their own; the standard library words them alike on all platforms.
fn is_lookup_failure(io: &io::Error) -> bool {
    let text = io.to_string();
    text.contains("failed to lookup address")
        || text.contains("resolve any addresses")
        || io.raw_os_error() == Some(11001)
}
