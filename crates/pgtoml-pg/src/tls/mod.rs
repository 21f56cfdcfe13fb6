//! TLS as libpq means it: the six modes of `sslmode`, with rustls and ring.
//!
//! PostgreSQL manual, 34.19.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rustls::client::WebPkiServerVerifier;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use crate::connect::{ConnectError, ConnectErrorKind};

mod certificate;
mod stream;
mod verify;

use stream::Connector;
use verify::Verifier;

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
    /// A PEM file.
    File {
        /// The file; only the verifying modes need it to exist.
        path: PathBuf,
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
            Some(path) => Roots::File { path: path.into() },
            None => default("root.crt").map_or(Roots::None, |path| Roots::File { path }),
        };
        let cert = cert.map(PathBuf::from).or_else(|| default("postgresql.crt"));
        let key = key.map(PathBuf::from).or_else(|| folder.map(|f| f.join("postgresql.key")));
        Self { roots, client: cert.zip(key), crl: crl.map(PathBuf::from).or_else(|| default("root.crl")) }
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
        rustls::Error::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }) => {
            TlsFault::HostMismatch(error.to_string())
        }
        rustls::Error::InvalidCertificate(_) => TlsFault::Untrusted(error.to_string()),
        _ => TlsFault::Other(error.to_string()),
    }
}

/// The TLS side of one connection; sets `encrypted` when a handshake succeeds.
pub(crate) fn connector(
    mode: SslMode,
    files: &TlsFiles,
    host: &str,
    direct: bool,
    encrypted: Arc<AtomicBool>,
) -> Result<Connector, ConnectError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = load_roots(mode, &files.roots)?;
    let chain = if roots.is_empty() {
        None
    } else {
        let mut store = RootCertStore::empty();
        // A bundle may hold a certificate that webpki can't read; the others still count.
        store.add_parsable_certificates(roots.iter().cloned());
        let mut builder = WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(&provider));
        if let Some(path) = &files.crl {
            let lists: Result<Vec<_>, _> =
                CertificateRevocationListDer::pem_file_iter(path).and_then(Iterator::collect);
            builder = builder.with_crls(lists.map_err(|e| unusable("revocation list", path, &e.to_string()))?);
        }
        Some(builder.build().map_err(|e| {
            ConnectError::new(
                ConnectErrorKind::Tls,
                format!("the root certificates can't be used: {e}"),
                "check the file of sslrootcert",
            )
        })?)
    };
    let verifier = Verifier {
        provider: Arc::clone(&provider),
        chain,
        roots,
        host: (mode == SslMode::VerifyFull).then(|| host.to_owned()),
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| ConnectError::new(ConnectErrorKind::Tls, format!("TLS can't start: {e}"), "report this"))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &files.client {
        None => builder.with_no_client_auth(),
        Some((cert, key)) => {
            let chain: Result<Vec<_>, _> = CertificateDer::pem_file_iter(cert).and_then(Iterator::collect);
            let chain = chain.map_err(|e| unusable("client certificate", cert, &e.to_string()))?;
            check_key_permissions(key)?;
            let secret = PrivateKeyDer::from_pem_file(key).map_err(|e| unusable("client key", key, &e.to_string()))?;
            builder
                .with_client_auth_cert(chain, secret)
                .map_err(|e| unusable("client certificate", cert, &e.to_string()))?
        }
    };
    if direct {
        config.alpn_protocols = vec![b"postgresql".to_vec()];
    }
    Ok(Connector { config: Arc::new(config), host: host.to_owned(), encrypted })
}

fn load_roots(mode: SslMode, roots: &Roots) -> Result<Vec<CertificateDer<'static>>, ConnectError> {
    let must = mode >= SslMode::VerifyCa;
    let missing = |what: String| {
        ConnectError::new(
            ConnectErrorKind::Tls,
            format!("sslmode={} needs a root certificate, and {what}", mode.name()),
            "name it as sslrootcert, put it into ~/.postgresql/root.crt, or use sslrootcert=system",
        )
    };
    match roots {
        Roots::None if must => Err(missing("none is named".into())),
        Roots::None => Ok(Vec::new()),
        Roots::System => {
            let found = rustls_native_certs::load_native_certs().certs;
            if found.is_empty() { Err(missing("this system has none".into())) } else { Ok(found) }
        }
        // libpq checks the certificate in every mode as soon as the file exists.
        Roots::File { path, .. } if path.exists() => {
            let all: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
            let all = all.map_err(|e| unusable("root certificate", path, &e.to_string()))?;
            if all.is_empty() {
                return Err(unusable("root certificate", path, "it holds no certificate"));
            }
            Ok(all)
        }
        Roots::File { path, .. } if must => Err(missing(format!("{} does not exist", path.display()))),
        Roots::File { .. } => Ok(Vec::new()),
    }
}

/// libpq refuses a key that others can read (PostgreSQL manual, sslkey).
fn check_key_permissions(key: &Path) -> Result<(), ConnectError> {
    #[cfg(unix)]
    if let Ok(meta) = std::fs::metadata(key) {
        use std::os::unix::fs::MetadataExt as _;
        let allowed = if meta.uid() == 0 { 0o740 } else { 0o700 };
        if meta.mode() & 0o777 & !allowed != 0 {
            return Err(ConnectError::new(
                ConnectErrorKind::Tls,
                format!("the client key {} is readable by others", key.display()),
                format!("chmod 600 {}", key.display()),
            ));
        }
    }
    #[cfg(not(unix))]
    let _ = key;
    Ok(())
}

fn unusable(what: &str, path: &Path, why: &str) -> ConnectError {
    ConnectError::new(
        ConnectErrorKind::Tls,
        format!("the {what} {} can't be used: {why}", path.display()),
        "it must be a readable PEM file without a pass phrase",
    )
}
