//! A [`Target`]: where to connect, with everything libpq would add.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::env::{self, Env};
use super::error::ConnectError;
use super::parse::{self, Settings};
use crate::tls::{Roots, SslMode, TlsFiles};

/// One server of a target; libpq allows several, tried in order.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Host {
    /// A name, an address, or a folder of Unix sockets if it starts with `/`.
    pub host: String,
    /// The address to use instead of looking `host` up.
    pub hostaddr: Option<String>,
    pub port: u16,
    pub password: Option<String>,
}

impl Host {
    pub fn is_socket(&self) -> bool {
        self.hostaddr.is_none() && (self.host.starts_with('/') || self.host.starts_with('@'))
    }

    /// As people name it: `localhost:5432`, `/tmp/.s.PGSQL.5432`.
    pub fn address(&self) -> String {
        if self.is_socket() {
            format!("{}/.s.PGSQL.{}", self.host, self.port)
        } else if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else if self.host.is_empty() {
            format!("{}:{}", self.hostaddr.as_deref().unwrap_or_default(), self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

/// Which kind of server will do (`target_session_attrs`, PostgreSQL manual, 34.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SessionAttrs {
    #[default]
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

/// How the session settings are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Setup {
    /// In the start-up packet, so that they never leak into a pooler's server connections.
    #[default]
    Startup,
    /// By `SET` after connecting, for the embedded server, which does not read start-up options.
    Set,
}

/// A database to connect to. Made by [`Target::parse`] from a URL or a connection string and the `PG*` variables.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    pub(crate) hosts: Vec<Host>,
    pub(crate) user: String,
    pub(crate) database: String,
    pub(crate) sslmode: SslMode,
    pub(crate) tls: TlsFiles,
    pub(crate) direct_tls: bool,
    pub(crate) channel_binding: postgres::config::ChannelBinding,
    pub(crate) timeout: Option<Duration>,
    pub(crate) application_name: String,
    pub(crate) options: String,
    pub(crate) attrs: SessionAttrs,
    pub(crate) setup: Setup,
    pub(crate) said_pooler: bool,
    pub(crate) notes: Vec<String>,
}

impl Target {
    /// Reads a URL (`postgresql://`, also as applications write them), a `keyword=value` string, a bare database name,
    /// or an empty text, which means the `PG*` variables alone. Precedence as in libpq: text, service, variables,
    /// defaults (PostgreSQL manual, 34.1.2).
    ///
    /// # Errors
    /// What can't be read, without repeating a text that may hold a password.
    pub fn parse(text: &str, env: Env<'_>) -> Result<Self, ConnectError> {
        let mut settings = parse::parse(text)?;
        env::complete(&mut settings, env)?;
        Self::from_settings(settings, env)
    }

    fn from_settings(settings: Settings, env: Env<'_>) -> Result<Self, ConnectError> {
        let Settings { values, mut notes } = settings;
        let get = |key: &str| values.get(key).map(String::as_str).filter(|v| !v.is_empty());

        let user = match get("user") {
            Some(user) => user.to_owned(),
            None => env::os_user(env)
                .ok_or_else(|| ConnectError::unreadable("no role is named", "put it in the URL or in PGUSER"))?,
        };
        let database = get("dbname").unwrap_or(&user).to_owned();
        let mut hosts = read_hosts(get("host"), get("hostaddr"), get("port"))?;
        match get("password") {
            Some(password) => hosts.iter_mut().for_each(|h| h.password = Some(password.into())),
            None => {
                let file = get("passfile").map(PathBuf::from).or_else(|| env::default_passfile(env));
                let lines = file.map_or_else(Vec::new, |f| env::read_passfile(&f, &mut notes));
                for host in &mut hosts {
                    let name = if host.host.is_empty() {
                        host.hostaddr.clone().unwrap_or_default()
                    } else if host.is_socket() && get("host").is_none() {
                        "localhost".to_owned()
                    } else {
                        host.host.clone()
                    };
                    host.password = env::find_password(&lines, &name, host.port, &database, &user);
                }
            }
        }

        let mut sslmode = get("sslmode").map_or(Ok(None), |m| SslMode::parse(m).map(Some))?;
        if get("requiressl") == Some("1") && sslmode.is_none() {
            sslmode = Some(SslMode::Require);
        }
        let folder = env::certificate_folder(env);
        let tls = TlsFiles::find(get("sslrootcert"), get("sslcert"), get("sslkey"), get("sslcrl"), folder.as_deref());
        // A public authority signs for everybody, so the name must be checked (manual, sslrootcert).
        let sslmode = match (&tls.roots, sslmode) {
            (Roots::System, None | Some(SslMode::VerifyFull)) => SslMode::VerifyFull,
            (Roots::System, Some(_)) => {
                return Err(ConnectError::unreadable(
                    "sslrootcert=system needs sslmode=verify-full",
                    "set sslmode=verify-full, or name the file of the root certificate",
                ));
            }
            (_, mode) => mode.unwrap_or_default(),
        };
        if get("gssencmode") == Some("require") {
            return Err(ConnectError::unreadable(
                "gssencmode=require is not supported",
                "use TLS (sslmode=verify-full), or leave gssencmode out",
            ));
        }
        for key in ["require_auth", "requirepeer", "replication", "sslpassword", "sslcrldir"] {
            if get(key).is_some() {
                notes.push(format!("the parameter \"{key}\" is not supported and is ignored"));
            }
        }

        Ok(Self {
            hosts,
            user,
            database,
            sslmode,
            tls,
            direct_tls: get("sslnegotiation") == Some("direct"),
            channel_binding: match get("channel_binding") {
                Some("require") => postgres::config::ChannelBinding::Require,
                Some("disable") => postgres::config::ChannelBinding::Disable,
                _ => postgres::config::ChannelBinding::Prefer,
            },
            timeout: read_timeout(get("connect_timeout"))?,
            application_name: get("application_name").unwrap_or("pgtoml").to_owned(),
            options: get("options").unwrap_or_default().to_owned(),
            attrs: read_attrs(get("target_session_attrs"))?,
            setup: Setup::Startup,
            said_pooler: get("pgbouncer").is_some(),
            notes,
        })
    }

    /// A server of this machine that pgtoml started itself: no environment, no TLS.
    pub(crate) fn own(host: &str, port: u16, user: &str, database: &str, setup: Setup) -> Self {
        Self {
            hosts: vec![Host { host: host.to_owned(), hostaddr: None, port, password: None }],
            user: user.to_owned(),
            database: database.to_owned(),
            sslmode: SslMode::Disable,
            tls: TlsFiles::default(),
            direct_tls: false,
            channel_binding: postgres::config::ChannelBinding::Prefer,
            timeout: Some(Duration::from_secs(30)),
            application_name: "pgtoml".into(),
            options: String::new(),
            attrs: SessionAttrs::Any,
            setup,
            said_pooler: false,
            notes: Vec::new(),
        }
    }

    /// The same server, another database.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        Self { database: name.to_owned(), ..self.clone() }
    }

    /// The name of the database.
    #[must_use]
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Whether both name one database, as far as their texts say: the role does not matter.
    #[must_use]
    pub fn is_same_database(&self, other: &Self) -> bool {
        let place = |host: &Host| {
            let name = host.hostaddr.as_deref().unwrap_or(&host.host).to_ascii_lowercase();
            let here = host.is_socket() || matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1");
            (if here { String::new() } else { name }, host.port)
        };
        self.database == other.database
            && self.hosts.iter().any(|host| other.hosts.iter().any(|other| place(host) == place(other)))
    }

    pub(crate) fn password(&self) -> Option<&str> {
        self.hosts.first().and_then(|host| host.password.as_deref())
    }

    /// The role that connects.
    #[must_use]
    pub fn user(&self) -> &str {
        &self.user
    }

    /// What was ignored while reading, one sentence each, for the user.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// A URL that names the target and never holds a password; fit for output and logs.
    #[must_use]
    pub fn redacted(&self) -> String {
        self.url(false)
    }

    /// The URL with its password, for starting other programs (psql, pg_dump). Never print it.
    #[must_use]
    pub fn secret_url(&self) -> String {
        self.url(true)
    }

    fn url(&self, with_password: bool) -> String {
        let mut out = format!("postgresql://{}", encode(&self.user));
        let password = self.hosts.first().and_then(|h| h.password.as_deref());
        match password {
            Some(password) if with_password => {
                out.push(':');
                out.push_str(&encode(password));
            }
            Some(_) => out.push_str(":***"),
            None => {}
        }
        out.push('@');
        let hosts: Vec<String> = self
            .hosts
            .iter()
            .map(|h| {
                let name = if h.host.is_empty() { h.hostaddr.as_deref().unwrap_or_default() } else { &h.host };
                if name.contains(':') && !name.starts_with('/') {
                    format!("[{name}]:{}", h.port)
                } else {
                    format!("{}:{}", encode(name), h.port)
                }
            })
            .collect();
        out.push_str(&hosts.join(","));
        out.push('/');
        out.push_str(&encode(&self.database));
        if self.sslmode != SslMode::default() && !self.hosts.iter().all(Host::is_socket) {
            out.push_str("?sslmode=");
            out.push_str(self.sslmode.name());
        }
        out
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({})", self.redacted())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.redacted())
    }
}

/// A connection string with every password blanked, even one that pgtoml can't read.
#[must_use]
pub fn redact(text: &str) -> String {
    match Target::parse(text, &|_| None) {
        Ok(target) => target.redacted(),
        Err(_) => "(unreadable connection string)".to_owned(),
    }
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn read_hosts(host: Option<&str>, hostaddr: Option<&str>, port: Option<&str>) -> Result<Vec<Host>, ConnectError> {
    let split = |text: Option<&str>| -> Vec<String> {
        text.map_or_else(Vec::new, |t| t.split(',').map(|s| s.trim().to_owned()).collect())
    };
    let (names, addresses, ports) = (split(host), split(hostaddr), split(port));
    let count = names.len().max(addresses.len()).max(1);
    if (!names.is_empty() && names.len() != count)
        || (!addresses.is_empty() && addresses.len() != count)
        || (ports.len() > 1 && ports.len() != count)
    {
        return Err(ConnectError::unreadable(
            "host, hostaddr and port name different numbers of servers",
            "give one port for all, or as many of each",
        ));
    }
    (0..count)
        .map(|i| {
            let port = ports.get(i).or_else(|| ports.first()).map_or("", String::as_str);
            let port = if port.is_empty() {
                5432
            } else {
                port.parse().ok().filter(|p| *p > 0).ok_or_else(|| {
                    ConnectError::unreadable(
                        "the port is no number between 1 and 65535",
                        "correct the port in the connection string or in PGPORT",
                    )
                })?
            };
            let hostaddr = addresses.get(i).filter(|a| !a.is_empty()).cloned();
            let mut host = names.get(i).cloned().unwrap_or_default();
            if host.is_empty() && hostaddr.is_none() {
                host = default_host(port);
            }
            Ok(Host { host, hostaddr, port, password: None })
        })
        .collect()
}

/// libpq's default is the socket folder it was built with. Distributions differ, so take the one that has a socket.
fn default_host(port: u16) -> String {
    let socket = format!(".s.PGSQL.{port}");
    ["/var/run/postgresql", "/run/postgresql", "/tmp"]
        .into_iter()
        .find(|dir| cfg!(unix) && Path::new(dir).join(&socket).exists())
        .unwrap_or("localhost")
        .to_owned()
}

/// Seconds; 0 waits for ever; unset means 30, because libpq's endless wait looks like a hang.
fn read_timeout(text: Option<&str>) -> Result<Option<Duration>, ConnectError> {
    let Some(text) = text else {
        return Ok(Some(Duration::from_secs(30)));
    };
    match text.trim().parse::<i64>() {
        Ok(seconds) if seconds <= 0 => Ok(None),
        Ok(seconds) => Ok(Some(Duration::from_secs(seconds.max(2).unsigned_abs()))),
        Err(_) => Err(ConnectError::unreadable(
            "connect_timeout is not a number of seconds",
            "write for example connect_timeout=10",
        )),
    }
}

fn read_attrs(text: Option<&str>) -> Result<SessionAttrs, ConnectError> {
    Ok(match text {
        None | Some("any") => SessionAttrs::Any,
        Some("read-write") => SessionAttrs::ReadWrite,
        Some("read-only") => SessionAttrs::ReadOnly,
        Some("primary") => SessionAttrs::Primary,
        Some("standby") => SessionAttrs::Standby,
        Some("prefer-standby") => SessionAttrs::PreferStandby,
        Some(_) => {
            return Err(ConnectError::unreadable(
                "target_session_attrs has an unknown value",
                "use any, read-write, read-only, primary, standby or prefer-standby",
            ));
        }
    })
}
