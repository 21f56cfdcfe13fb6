//! An open connection: what is on the other side, and how the session is set up.

use std::fmt;
use std::ops::{Deref, DerefMut};

use postgres::{Client, IsolationLevel, SimpleQueryMessage, Transaction};

use super::error::{ConnectError, ConnectErrorKind};
use super::target::{Setup, Target};

/// The session in which PostgreSQL's output depends on nothing but the database. `lock_timeout` is left to `apply`.
pub(crate) const SETTINGS: &[(&str, &str)] = &[
    ("search_path", "pg_catalog"),
    ("jit", "off"),
    ("statement_timeout", "0"),
    ("idle_in_transaction_session_timeout", "0"),
    ("idle_session_timeout", "0"),
    ("DateStyle", "ISO,MDY"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("bytea_output", "hex"),
    ("extra_float_digits", "1"),
    ("client_min_messages", "warning"),
    ("standard_conforming_strings", "on"),
    ("quote_all_identifiers", "off"),
];

/// The settings as the `options` of a start-up packet; the user's own come first, so that these win.
pub(crate) fn startup_options(own: &str) -> String {
    let mut out = own.to_owned();
    for (name, value) in SETTINGS {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&format!("-c {name}={value}"));
    }
    out
}

/// The settings as statements; `local` for one transaction only, which is what a pooled connection needs.
fn statements(local: bool) -> String {
    let word = if local { "LOCAL " } else { "" };
    SETTINGS.iter().map(|(name, value)| format!("SET {word}{name} = '{value}';")).collect()
}

/// A pooler found between pgtoml and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pooler {
    /// It did not pass the start-up options on; its mode is unknown.
    Found,
    /// The URL says so (`pgbouncer=true`).
    Said,
}

/// What a connection found out about the server and the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerInfo {
    /// `server_version_num`, for example 170005.
    pub version_num: u32,
    /// `server_version`, for example `17.5 (Debian 17.5-1)`.
    pub version: String,
    /// `current_user`.
    pub user: String,
    /// The connected database.
    pub database: String,
    /// Whether the role is a superuser.
    pub superuser: bool,
    /// Whether the role may create databases.
    pub createdb: bool,
    /// Whether the role may create roles.
    pub createrole: bool,
    /// Whether the server is a standby.
    pub standby: bool,
    /// Whether transactions are read-only by default.
    pub read_only: bool,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// A pooler, where one shows.
    pub pooler: Option<Pooler>,
}

impl ServerInfo {
    /// The major version, for example 17.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.version_num / 10_000
    }
}

/// An open connection: a [`postgres::Client`] with what is known about the server.
pub struct Connection {
    client: Client,
    info: ServerInfo,
    target: Target,
}

impl Connection {
    /// What the server is.
    #[must_use]
    pub fn info(&self) -> &ServerInfo {
        &self.info
    }

    /// Where this leads; for a target of several hosts, the one that answered.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// What a transaction must run first where the session could not be set up (behind a pooler, where `SET` would
    /// leak into other clients' sessions); empty otherwise.
    #[must_use]
    pub fn transaction_setup(&self) -> String {
        if self.info.pooler == Some(Pooler::Found) { statements(true) } else { String::new() }
    }

    /// A transaction that writes nothing and sees one state of the database in all its queries. `settings` are statements
    /// that it begins with.
    ///
    /// # Errors
    /// The server refused, or went away.
    pub fn snapshot(&mut self, settings: &str) -> Result<Transaction<'_>, postgres::Error> {
        let setup = self.transaction_setup();
        let builder = self.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
        let mut transaction = builder.start()?;
        transaction.batch_execute(&format!("{setup}{settings}"))?;
        Ok(transaction)
    }

    /// Whether a pooler hands out server connections by transaction or statement, which `apply` can't live with.
    /// Opens a second connection: two open clients that share one backend prove it (PostgreSQL itself never does that).
    ///
    /// # Errors
    /// The second connection, or a query on either, failed.
    pub fn is_transaction_pooled(&mut self) -> Result<bool, ConnectError> {
        if self.target.setup == Setup::Set {
            // The embedded server: no pooler, and no second connection.
            return Ok(false);
        }
        let mut second = self.target.connect()?;
        let pid = |client: &mut Client| {
            first_row(client, "SELECT pg_catalog.pg_backend_pid()")
                .map_err(|e| lost(&self.target, &e))
                .map(|row| row.into_iter().next().flatten())
        };
        for _ in 0..3 {
            if pid(&mut self.client)? == pid(&mut second.client)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The client alone.
    #[must_use]
    pub fn into_client(self) -> Client {
        self.client
    }
}

impl Deref for Connection {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("target", &self.target).field("info", &self.info).finish()
    }
}

/// Sets the session up, where the start-up packet could not, and reads what the server is.
pub(crate) fn begin(
    mut client: Client,
    target: Target,
    sent_options: bool,
    set: bool,
    tls: bool,
) -> Result<Connection, ConnectError> {
    if set {
        client.batch_execute(&statements(false)).map_err(|e| lost(&target, &e))?;
    }
    let row = first_row(
        &mut client,
        "SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('server_version'), \
         current_user::text, pg_catalog.current_database(), r.rolsuper, r.rolcreatedb, r.rolcreaterole, \
         pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only'), \
         pg_catalog.current_setting('search_path') \
         FROM pg_catalog.pg_roles r WHERE r.rolname = current_user",
    )
    .map_err(|e| lost(&target, &e))?;
    let text = |i: usize| row.get(i).cloned().flatten().unwrap_or_default();
    let yes = |i: usize| matches!(text(i).as_str(), "t" | "on" | "true");
    let version_num: u32 = text(0).parse().unwrap_or(0);
    let version = text(1);
    let place = target.redacted();
    if version_num == 0 {
        return Err(ConnectError::new(
            ConnectErrorKind::WrongServer,
            format!("{place} does not answer as PostgreSQL does"),
            "connect to a PostgreSQL server of version 14 or newer, not to a console of a pooler",
        ));
    }
    if version_num < 140_000 {
        return Err(ConnectError::new(
            ConnectErrorKind::TooOld,
            format!("{place} is PostgreSQL {version}, and pgtoml needs 14 or newer"),
            "upgrade the server; PostgreSQL itself no longer maintains this version",
        ));
    }
    // An option that did not arrive was swallowed on the way: a server never does that.
    let arrived = text(9).trim() == "pg_catalog";
    let pooler = if !arrived || (!sent_options && !set) {
        Some(Pooler::Found)
    } else if target.said_pooler {
        Some(Pooler::Said)
    } else {
        None
    };
    let info = ServerInfo {
        version_num,
        version,
        user: text(2),
        database: text(3),
        superuser: yes(4),
        createdb: yes(5) || yes(4),
        createrole: yes(6) || yes(4),
        standby: yes(7),
        read_only: yes(8),
        tls,
        pooler,
    };
    Ok(Connection { client, info, target })
}

/// The first row of a query, through the simple protocol, which every pooler passes on.
fn first_row(client: &mut Client, sql: &str) -> Result<Vec<Option<String>>, postgres::Error> {
    let messages = client.simple_query(sql)?;
    Ok(messages
        .iter()
        .find_map(|m| match m {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|i| row.get(i).map(str::to_owned)).collect()),
            _ => None,
        })
        .unwrap_or_default())
}

fn lost(target: &Target, error: &postgres::Error) -> ConnectError {
    let said = error.as_db_error().map_or_else(|| error.to_string(), |d| d.message().to_owned());
    ConnectError::new(
        ConnectErrorKind::Other,
        format!("{} accepted the connection, then failed: {said}", target.redacted()),
        "see the server's log",
    )
}
