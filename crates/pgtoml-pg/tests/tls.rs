//! Every sslmode against a real server with certificates of several makes, and what servers refuse.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod common;

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use common::target;
use pgtoml_pg::connect::ConnectErrorKind as K;
use pgtoml_pg::engine::{Engine as _, Local};

const HBA: &str = "
local   all all trust
hostssl all tlsonly 127.0.0.1/32 trust
host    all tlsonly 127.0.0.1/32 reject
hostnossl all plainonly 127.0.0.1/32 trust
host    all plainonly 127.0.0.1/32 reject
hostssl all certuser 127.0.0.1/32 cert
host    all pw 127.0.0.1/32 scram-sha-256
host    all forbidden 127.0.0.1/32 reject
host    all all 127.0.0.1/32 trust
";

struct Certificates {
    dir: tempfile::TempDir,
}

impl Certificates {
    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).display().to_string()
    }

    fn openssl(&self, args: &str) {
        let out = Command::new("openssl").args(args.split_whitespace()).current_dir(self.dir.path()).output().unwrap();
        assert!(out.status.success(), "openssl {args}: {}", String::from_utf8_lossy(&out.stderr));
    }

    fn make() -> Self {
        let this = Self { dir: tempfile::tempdir().unwrap() };
        let dir = this.dir.path();
        fs::write(dir.join("san"), "subjectAltName=DNS:localhost,DNS:*.db.example\nbasicConstraints=CA:FALSE\n")
            .unwrap();
        fs::write(dir.join("cn"), "basicConstraints=CA:FALSE\n").unwrap();
        for ca in ["root", "other"] {
            this.openssl(&format!(
                "req -new -x509 -days 30 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN={ca} -out {ca}.crt -keyout {ca}.key"
            ));
        }
        // name, subject, extensions (none: version 1, as by the recipe of the PostgreSQL manual), key, days
        for (name, subject, extensions, key, days) in [
            ("san", "/CN=wrong", "-extfile san", "ec -pkeyopt ec_paramgen_curve:prime256v1", 30),
            ("cn", "/CN=localhost", "-extfile cn", "rsa:2048", 30),
            ("v1", "/CN=localhost", "", "rsa:2048", 30),
            ("client", "/CN=certuser", "-extfile cn", "rsa:2048", 30),
        ] {
            this.openssl(&format!("req -new -nodes -newkey {key} -subj {subject} -out {name}.csr -keyout {name}.key"));
            this.openssl(&format!(
                "x509 -req -in {name}.csr -days {days} -CA root.crt -CAkey root.key -CAcreateserial -out {name}.crt {extensions}"
            ));
        }
        // A self-signed certificate that is its own root, and one that is past.
        this.openssl(
            "req -new -x509 -days 30 -nodes -newkey rsa:2048 -subj /CN=localhost -out self.crt -keyout self.key",
        );
        this.openssl(
            "x509 -req -in san.csr -days -1 -CA root.crt -CAkey root.key -CAcreateserial -out expired.crt -extfile san",
        );
        fs::copy(dir.join("san.key"), dir.join("expired.key")).unwrap();
        fs::write(dir.join("hba"), HBA).unwrap();
        for file in fs::read_dir(dir).unwrap() {
            fs::set_permissions(file.unwrap().path(), fs::Permissions::from_mode(0o600)).unwrap();
        }
        if fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0) {
            // The server runs as another user then.
            let owner = fs::read_to_string("/etc/passwd").unwrap();
            let owner = if owner.contains("\npostgres:") { "postgres" } else { "nobody" };
            assert!(Command::new("chown").args(["-R", owner]).arg(dir).status().unwrap().success());
        }
        this
    }
}

fn use_certificate(server: &mut Local, certificates: &Certificates, name: &str) {
    let mut admin = server.connect("postgres").unwrap();
    for sql in [
        format!("ALTER SYSTEM SET ssl_cert_file = '{}'", certificates.path(&format!("{name}.crt"))),
        format!("ALTER SYSTEM SET ssl_key_file = '{}'", certificates.path(&format!("{name}.key"))),
        format!("ALTER SYSTEM SET ssl_ca_file = '{}'", certificates.path("root.crt")),
        format!("ALTER SYSTEM SET ssl = {}", if name.is_empty() { "off" } else { "on" }),
        "SELECT pg_reload_conf()".into(),
    ] {
        admin.batch_execute(&sql).unwrap();
    }
    // The postmaster reads the new files a moment later.
    std::thread::sleep(std::time::Duration::from_millis(300));
}

/// `Ok(tls)` or the kind of the failure.
fn attempt(port: u16, params: &str) -> Result<bool, K> {
    let text = format!("hostaddr=127.0.0.1 port={port} dbname=postgres {params}");
    target(&text, &[]).connect().map(|c| c.info().tls).map_err(|e| {
        assert!(!e.message.is_empty() && !e.hint.is_empty());
        assert!(!format!("{e:?}").contains("sesame"), "{e:?}");
        e.kind
    })
}

fn port(server: &Local) -> u16 {
    let url = server.target("x").redacted();
    url.rsplit(':').next().unwrap().split('/').next().unwrap().parse().unwrap()
}

#[test]
fn every_mode_and_every_refusal() {
    let certificates = Certificates::make();
    let hba = format!("hba_file={}", certificates.path("hba"));
    let Some(mut server) = common::cluster(&[hba]) else { return };
    server
        .connect("postgres")
        .unwrap()
        .batch_execute(
            "CREATE ROLE tlsonly LOGIN; CREATE ROLE plainonly LOGIN; CREATE ROLE certuser LOGIN;
             CREATE ROLE forbidden LOGIN; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0;
             CREATE ROLE pw LOGIN PASSWORD 'sesame'",
        )
        .unwrap();
    let port = port(&server);
    let (root, other) = (certificates.path("root.crt"), certificates.path("other.crt"));

    // Before TLS is on.
    for (mode, expected) in
        [("disable", Ok(false)), ("allow", Ok(false)), ("prefer", Ok(false)), ("require", Err(K::TlsRefused))]
    {
        assert_eq!(attempt(port, &format!("user=postgres host=localhost sslmode={mode}")), expected, "no TLS, {mode}");
    }

    use_certificate(&mut server, &certificates, "san");
    // mode, host, root: what libpq does
    for (mode, host, root, expected) in [
        ("disable", "localhost", "", Ok(false)),
        ("allow", "localhost", "", Ok(false)),
        ("prefer", "localhost", "", Ok(true)),
        ("prefer", "localhost", root.as_str(), Ok(true)),
        ("prefer", "localhost", &other, Ok(false)),
        ("require", "localhost", "", Ok(true)),
        ("require", "localhost", &root, Ok(true)),
        ("require", "nowhere.example", &root, Ok(true)),
        ("require", "localhost", &other, Err(K::TlsUntrusted)),
        ("require", "localhost", "/missing.crt", Ok(true)),
        ("verify-ca", "localhost", "", Err(K::Tls)),
        ("verify-ca", "localhost", "/missing.crt", Err(K::Tls)),
        ("verify-ca", "localhost", &root, Ok(true)),
        ("verify-ca", "nowhere.example", &root, Ok(true)),
        ("verify-ca", "localhost", &other, Err(K::TlsUntrusted)),
        ("verify-full", "localhost", "", Err(K::Tls)),
        ("verify-full", "localhost", &root, Ok(true)),
        ("verify-full", "a.db.example", &root, Ok(true)),
        ("verify-full", "a.b.db.example", &root, Err(K::TlsHostMismatch)),
        ("verify-full", "nowhere.example", &root, Err(K::TlsHostMismatch)),
        ("verify-full", "127.0.0.1", &root, Err(K::TlsHostMismatch)),
        ("verify-full", "localhost", &other, Err(K::TlsUntrusted)),
        ("verify-full", "localhost", "system", Err(K::TlsUntrusted)),
    ] {
        let file = if root.is_empty() { String::new() } else { format!("sslrootcert={root}") };
        let got = attempt(port, &format!("user=postgres host={host} sslmode={mode} {file}"));
        // A machine without a certificate store can't go on to distrust the server.
        let got = if root == "system" && got == Err(K::Tls) { Err(K::TlsUntrusted) } else { got };
        assert_eq!(got, expected, "{mode} {host} {root}");
    }

    // Certificates that webpki alone would refuse.
    for (name, root, mode, host, expected) in [
        ("cn", "root", "verify-full", "localhost", Ok(true)),
        ("cn", "root", "verify-full", "other.example", Err(K::TlsHostMismatch)),
        ("v1", "root", "require", "localhost", Ok(true)),
        ("v1", "root", "verify-full", "localhost", Ok(true)),
        ("v1", "other", "verify-ca", "localhost", Err(K::TlsUntrusted)),
        ("self", "self", "verify-full", "localhost", Ok(true)),
        ("self", "root", "verify-ca", "localhost", Err(K::TlsUntrusted)),
        ("expired", "root", "verify-ca", "localhost", Err(K::TlsUntrusted)),
    ] {
        use_certificate(&mut server, &certificates, name);
        let root = certificates.path(&format!("{root}.crt"));
        let got = attempt(port, &format!("user=postgres host={host} sslmode={mode} sslrootcert={root}"));
        assert_eq!(got, expected, "certificate {name}, {mode} {host} {root}");
        assert_eq!(attempt(port, "user=postgres host=localhost sslmode=require"), Ok(true), "certificate {name}");
    }

    use_certificate(&mut server, &certificates, "san");
    let key = private_copy(&certificates, "client.key");
    let client = format!("sslcert={} sslkey={}", certificates.path("client.crt"), key.display());
    for (params, expected) in [
        // pg_hba.conf decides by encryption: allow and prefer try the other way.
        ("user=tlsonly sslmode=allow", Ok(true)),
        ("user=tlsonly sslmode=prefer", Ok(true)),
        ("user=tlsonly sslmode=disable", Err(K::NotAllowed)),
        ("user=plainonly sslmode=prefer", Ok(false)),
        ("user=plainonly sslmode=require", Err(K::NotAllowed)),
        ("user=forbidden", Err(K::NotAllowed)),
        ("user=nobody_at_all", Err(K::NoRole)),
        ("user=postgres dbname=missing", Err(K::NoDatabase)),
        ("user=crowded", Err(K::TooManyConnections)),
        ("user=pw password=sesame sslmode=disable", Ok(false)),
        ("user=pw password=sesame sslmode=require channel_binding=require", Ok(true)),
        ("user=pw password=sesame2", Err(K::Password)),
        ("user=pw", Err(K::Password)),
        ("user=certuser sslmode=require", Err(K::NotAllowed)),
        (&format!("user=certuser sslmode=require {client}"), Ok(true)),
        ("user=postgres target_session_attrs=standby", Err(K::WrongServer)),
        ("user=postgres target_session_attrs=prefer-standby", Ok(true)),
        ("user=postgres options='-c search_path=public -c statement_timeout=5'", Ok(true)),
    ] {
        assert_eq!(attempt(port, &format!("host=localhost {params}")), expected, "{params}");
    }
    // An unusable first host does not stop the second.
    let two = target(&format!("postgresql://postgres@127.0.0.1:1,127.0.0.1:{port}/postgres"), &[]);
    let mut connection = two.connect().unwrap();
    assert_eq!(connection.target().redacted(), format!("postgresql://postgres@127.0.0.1:{port}/postgres"));
    let settings: String = connection
        .query_one(
            "SELECT concat_ws('|', current_setting('search_path'), current_setting('jit'), current_setting('TimeZone'),
             current_setting('DateStyle'), current_setting('application_name'))",
            &[],
        )
        .unwrap()
        .get(0);
    assert_eq!(settings, "pg_catalog|off|UTC|ISO, MDY|pgtoml");
}

/// A key that belongs to this user, as a client's key must.
fn private_copy(certificates: &Certificates, name: &str) -> PathBuf {
    let to = Path::new(&certificates.path("copy")).with_extension("key");
    fs::copy(certificates.path(name), &to).unwrap();
    fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
    to
}
