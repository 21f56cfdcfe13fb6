//! Connection strings, the PG* variables, the password and service files.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::target;
use pgtoml_pg::connect::{ConnectErrorKind, Target, redact};

#[test]
fn urls_of_libpq_and_of_applications() {
    // text, redacted URL, a word of each note
    let cases: &[(&str, &str, &[&str])] = &[
        ("postgres://u:p@h/d", "postgresql://u:***@h:5432/d", &[]),
        ("postgresql://u@h:6000/d", "postgresql://u@h:6000/d", &[]),
        ("postgresql+asyncpg://u:p@h/d", "postgresql://u:***@h:5432/d", &["+asyncpg"]),
        ("postgresql+psycopg2://u@h/d", "postgresql://u@h:5432/d", &["+psycopg2"]),
        ("postgres+pg8000://u@h/d", "postgresql://u@h:5432/d", &["+pg8000"]),
        ("jdbc:postgresql://h/d?user=u&password=p", "postgresql://u:***@h:5432/d", &["jdbc:"]),
        ("jdbc:postgresql:d?user=u", "postgresql://u@localhost:5432/d", &["jdbc:"]),
        ("postgis://u@h/d", "postgresql://u@h:5432/d", &["postgis"]),
        ("ecto://u@h/d", "postgresql://u@h:5432/d", &["ecto"]),
        ("postgresql://u@h/d?schema=public", "postgresql://u@h:5432/d", &["schema"]),
        (
            "postgresql://u@h/d?pgbouncer=true&connection_limit=1",
            "postgresql://u@h:5432/d",
            &["pooler", "connection_limit"],
        ),
        ("postgresql://u@h/d?ssl=require", "postgresql://u@h:5432/d?sslmode=require", &["ssl=require"]),
        ("postgresql://u@h/d?ssl=true", "postgresql://u@h:5432/d?sslmode=require", &["ssl=true"]),
        ("postgresql://u@h/d?ssl=false", "postgresql://u@h:5432/d?sslmode=disable", &["ssl=false"]),
        ("postgresql://u@h/d?sslmode=no-verify", "postgresql://u@h:5432/d?sslmode=require", &["no-verify"]),
        ("postgresql://u@h/d?sslmode=verify-full", "postgresql://u@h:5432/d?sslmode=verify-full", &[]),
        ("postgresql://u%40x:p%2Fw@h/d%20b", "postgresql://u%40x:***@h:5432/d%20b", &[]),
        ("postgresql://u:p@ss@h/d", "postgresql://u:***@h:5432/d", &[]),
        ("postgresql://u@[::1]:6000/d", "postgresql://u@[::1]:6000/d", &[]),
        ("postgresql://u@a:1,b:2/d", "postgresql://u@a:1,b:2/d", &[]),
        ("postgresql://u@%2Ftmp:6000/d", "postgresql://u@%2Ftmp:6000/d", &[]),
        ("postgresql:///d?host=/tmp&port=6000&user=u", "postgresql://u@%2Ftmp:6000/d", &[]),
        ("postgresql://u@h", "postgresql://u@h:5432/u", &[]),
        ("host=h user=u dbname='a b' password='it\\'s'", "postgresql://u:***@h:5432/a%20b", &[]),
        ("host = h  user = u", "postgresql://u@h:5432/u", &[]),
        ("hostaddr=10.0.0.1 user=u", "postgresql://u@10.0.0.1:5432/u", &[]),
    ];
    for (text, redacted, notes) in cases {
        let parsed = target(text, &[]);
        assert_eq!(parsed.redacted(), *redacted, "{text}");
        assert_eq!(parsed.notes().len(), notes.len(), "{text}: {:?}", parsed.notes());
        for (note, word) in parsed.notes().iter().zip(*notes) {
            assert!(note.contains(word), "{text}: {note}");
        }
        assert_eq!(redact(text), *redacted);
        assert!(!format!("{parsed:?}").contains("it's"));
    }
}

#[test]
fn what_cannot_be_read_never_shows_the_password() {
    for text in [
        "mysql://u:sesame@h/d",
        "postgresql://u:ses/ame@h/d",
        "postgresql://u:sesame%zz@h/d",
        "postgresql://u:sesame@[::1/d",
        "password=sesame host",
        "password='sesame",
        "postgresql://u:sesame@h/d?sslmode=maybe",
        "postgresql://u:sesame@h:99999/d",
        "postgresql://u:sesame@h/d?connect_timeout=soon",
        "prisma://u:sesame@h/d",
    ] {
        let error = Target::parse(text, &|_| None).unwrap_err();
        assert_eq!(error.kind, ConnectErrorKind::Unreadable);
        assert!(!format!("{error:?}").contains("ame"), "{error:?}");
        assert!(!redact(text).contains("ame"));
        assert!(!error.hint.is_empty());
    }
}

#[test]
fn variables_fill_what_the_text_leaves_open() {
    let env = [
        ("PGHOST", "h"),
        ("PGPORT", "7000"),
        ("PGUSER", "u"),
        ("PGDATABASE", "d"),
        ("PGPASSWORD", "p"),
        ("PGSSLMODE", "require"),
    ];
    assert_eq!(target("", &env).redacted(), "postgresql://u:***@h:7000/d?sslmode=require");
    assert_eq!(target("", &env).secret_url(), "postgresql://u:p@h:7000/d?sslmode=require");
    assert_eq!(target("mydb", &env).redacted(), "postgresql://u:***@h:7000/mydb?sslmode=require");
    assert_eq!(target("postgresql://other@x/", &env).redacted(), "postgresql://other:***@x:7000/d?sslmode=require");
}

#[test]
fn password_file() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("pgpass");
    std::fs::write(&file, "# comment\nh:5432:other:u:no\nh:*:d:u:se\\:same\\\\\nlocalhost:*:*:*:sock\n").unwrap();
    let path = file.display().to_string();
    let env = [("PGPASSFILE", path.as_str())];
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let ignored = target("postgresql://u@h/d", &env);
        assert_eq!(ignored.secret_url(), "postgresql://u@h:5432/d");
        assert!(ignored.notes()[0].contains("chmod 600"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert_eq!(target("postgresql://u@h/d", &env).secret_url(), "postgresql://u:se%3Asame%5C@h:5432/d");
    assert_eq!(target("postgresql://v@h/d", &env).secret_url(), "postgresql://v@h:5432/d");
    assert_eq!(target("user=v dbname=d port=1", &env).secret_url(), "postgresql://v:sock@localhost:1/d");
}

#[test]
fn service_file() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("services");
    std::fs::write(&file, "[a]\nhost=wrong\n[b]\n# comment\nhost=h\nport=7000\nuser=u\ndbname=d\n[c]\nhost=late\n")
        .unwrap();
    let path = file.display().to_string();
    let env = [("PGSERVICEFILE", path.as_str()), ("PGSERVICE", "b"), ("PGPORT", "1")];
    assert_eq!(target("", &env).redacted(), "postgresql://u@h:7000/d");
    assert_eq!(target("service=c user=x", &env).redacted(), "postgresql://x@late:1/x");
    let error = Target::parse("service=zz", &|n| (n == "PGSERVICEFILE").then(|| path.clone())).unwrap_err();
    assert!(error.message.contains("zz"), "{error}");
}

#[test]
fn failures_say_what_to_do() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = target(&format!("postgresql://u:sesame@127.0.0.1:{closed}/d"), &[]).connect().unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::ServerDown, "{error:?}");
    assert!(error.message.contains(&closed.to_string()) && !error.message.contains("sesame"));
    let error = target("postgresql://u@no-such-host.invalid/d", &[]).connect().unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::UnknownHost, "{error:?}");
    let error = target("postgresql://u@%2Fnowhere/d", &[]).connect().unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::ServerDown, "{error:?}");

    // Something that accepts and stays silent; something that is not PostgreSQL.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let error = target(&format!("postgresql://u@127.0.0.1:{port}/d?connect_timeout=2"), &[]).connect().unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::Timeout, "{error:?}");
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in other.incoming() {
            use std::io::{Read as _, Write as _};
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 64]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let error = target(&format!("postgresql://u@127.0.0.1:{port}/d?sslmode=disable"), &[]).connect().unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::WrongServer, "{error:?}");
}
