//! Opening the connection: hosts in order, TLS and plain in the order of `sslmode`, start-up options first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::{Client, NoTls};

use super::error::{self, ConnectError, ConnectErrorKind, Place};
use super::session::{self, Connection};
use super::target::{Host, SessionAttrs, Setup, Target};
use crate::tls::SslMode;

impl Target {
    /// Connects and sets the session up: `search_path = pg_catalog`, no JIT, no timeouts, ISO dates, UTC. The settings
    /// travel in the start-up packet, so that behind a pooler nothing leaks into other clients' sessions.
    ///
    /// # Errors
    /// The failure of the last host tried; a server older than 14.
    pub fn connect(&self) -> Result<Connection, ConnectError> {
        let mut last = None;
        let passes: &[SessionAttrs] = match self.attrs {
            SessionAttrs::PreferStandby => &[SessionAttrs::Standby, SessionAttrs::Any],
            ref one => std::slice::from_ref(one),
        };
        for attrs in passes {
            for host in &self.hosts {
                match self.open_host(host) {
                    Ok(connection) if fits(*attrs, &connection) => return Ok(connection),
                    Ok(connection) => {
                        last = Some(ConnectError::new(
                            ConnectErrorKind::WrongServer,
                            format!("{} is not the kind of server that target_session_attrs asks for", host.address()),
                            if connection.info().standby {
                                "it is a standby; name the primary"
                            } else {
                                "it is a primary; name a standby, or leave target_session_attrs out"
                            },
                        ));
                    }
                    // A wrong password is wrong on every host; libpq stops there too.
                    Err(e) if e.kind == ConnectErrorKind::Password => return Err(e),
                    Err(e) => last = Some(e),
                }
            }
        }
        Err(last.unwrap_or_else(|| ConnectError::unreadable("no host is named", "name one in the URL or in PGHOST")))
    }

    fn open_host(&self, host: &Host) -> Result<Connection, ConnectError> {
        // TLS is never spoken over a Unix socket, whatever sslmode says (manual, sslmode).
        let attempts: &[bool] = if host.is_socket() {
            &[false]
        } else {
            match self.sslmode {
                SslMode::Disable => &[false],
                SslMode::Allow => &[false, true],
                SslMode::Prefer => &[true, false],
                SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[true],
            }
        };
        let mut first = None;
        for tls in attempts {
            match self.open_once(host, *tls) {
                Ok(connection) => return Ok(connection),
                Err(e) if retry_other_way(&e) => {
                    first.get_or_insert(e);
                }
                Err(e) => return Err(first.unwrap_or(e)),
            }
        }
        Err(first.unwrap_or_else(|| ConnectError::unreadable("no way to connect is left", "check sslmode")))
    }

    fn open_once(&self, host: &Host, tls: bool) -> Result<Connection, ConnectError> {
        let target = Self { hosts: vec![host.clone()], ..self.clone() };
        let options = (self.setup == Setup::Startup).then(|| session::startup_options(&self.options));
        let (client, encrypted, sent) = match self.raw(host, tls, options.as_deref()) {
            Ok((client, encrypted)) => (client, encrypted, options.is_some()),
            // PgBouncer knows no options, an old server not all of them: go on without.
            Err(e) if options.is_some() && unknown_option(&e) => {
                let own = Some(self.options.as_str()).filter(|o| !o.is_empty());
                let (client, encrypted) = self.raw(host, tls, own)?;
                (client, encrypted, false)
            }
            Err(e) => return Err(e),
        };
        session::begin(client, target, sent, self.setup == Setup::Set, encrypted)
    }

    fn raw(&self, host: &Host, tls: bool, options: Option<&str>) -> Result<(Client, bool), ConnectError> {
        let mut config = postgres::Config::new();
        config.user(&self.user).dbname(&self.database).port(host.port);
        config.application_name(&self.application_name).channel_binding(self.channel_binding);
        let name = match &host.hostaddr {
            Some(address) if host.host.is_empty() => address,
            _ => &host.host,
        };
        config.host(name);
        if let Some(address) = &host.hostaddr {
            let address = address
                .parse()
                .map_err(|_| ConnectError::unreadable("hostaddr is no IP address", "use host for names"))?;
            config.hostaddr(address);
        }
        if let Some(password) = &host.password {
            config.password(password);
        }
        if let Some(options) = options {
            config.options(options);
        }
        if let Some(timeout) = self.timeout {
            config.connect_timeout(timeout);
        }
        config.ssl_mode(match (tls, self.sslmode) {
            (false, _) => postgres::config::SslMode::Disable,
            (true, SslMode::Prefer) => postgres::config::SslMode::Prefer,
            (true, _) => postgres::config::SslMode::Require,
        });
        if self.direct_tls && tls {
            config.ssl_negotiation(postgres::config::SslNegotiation::Direct);
        }
        let address = host.address();
        let place = Place {
            address: &address,
            host: name,
            port: host.port,
            user: &self.user,
            database: &self.database,
            has_password: host.password.is_some(),
        };
        let encrypted = Arc::new(AtomicBool::new(false));
        let opened = if tls {
            let connector =
                crate::tls::connector(self.sslmode, &self.tls, name, self.direct_tls, Arc::clone(&encrypted))?;
            in_time(self.timeout, move || config.connect(connector))
        } else {
            in_time(self.timeout, move || config.connect(NoTls))
        };
        match opened {
            Some(Ok(client)) => Ok((client, encrypted.load(Ordering::Relaxed))),
            Some(Err(e)) => Err(error::classify(&e, &place)),
            None => Err(ConnectError::new(
                ConnectErrorKind::Timeout,
                format!("{address} accepted the connection and then said nothing"),
                "check that PostgreSQL listens there and is not out of connections, or raise connect_timeout",
            )),
        }
    }
}

/// The driver's time limit ends with the TCP handshake; libpq's covers the whole start. The thread of a silent server
/// is left behind, it ends when the server closes the connection.
fn in_time<T: Send + 'static>(limit: Option<Duration>, f: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let Some(limit) = limit else {
        return Some(f());
    };
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || send.send(f()));
    receive.recv_timeout(limit).ok()
}

/// With `allow` and `prefer`, what libpq tries again the other way: a refusal by pg_hba.conf, a failed handshake.
fn retry_other_way(error: &ConnectError) -> bool {
    matches!(
        error.kind,
        ConnectErrorKind::NotAllowed
            | ConnectErrorKind::Tls
            | ConnectErrorKind::TlsRefused
            | ConnectErrorKind::TlsUntrusted
            | ConnectErrorKind::TlsHostMismatch
    )
}

fn unknown_option(error: &ConnectError) -> bool {
    let code = error.sqlstate.as_deref();
    error.kind == ConnectErrorKind::Pooler
        || code == Some(SqlState::UNDEFINED_OBJECT.code())
        || error.message.contains("startup parameter")
}

fn fits(attrs: SessionAttrs, connection: &Connection) -> bool {
    let info = connection.info();
    match attrs {
        SessionAttrs::Any | SessionAttrs::PreferStandby => true,
        SessionAttrs::ReadWrite => !info.read_only,
        SessionAttrs::ReadOnly => info.read_only,
        SessionAttrs::Primary => !info.standby,
        SessionAttrs::Standby => info.standby,
    }
}
