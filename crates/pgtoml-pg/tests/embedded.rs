//! The embedded engine: start, persistence, one owner, one client.
#![cfg(feature = "embedded")]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use std::time::Instant;

use pgtoml_pg::connect::{ConnectErrorKind, Target};
use pgtoml_pg::engine::Engine as _;
use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions, running};

fn options() -> EmbeddedOptions {
    EmbeddedOptions::default()
}

#[test]
fn temporary_databases_and_extensions() {
    let start = Instant::now();
    let mut engine = Embedded::temporary(&options()).unwrap();
    eprintln!("start {:?}", start.elapsed());
    let start = Instant::now();
    let connection = engine.connect("postgres").unwrap();
    eprintln!("connect {:?}", start.elapsed());
    let info = connection.info().clone();
    assert_eq!((info.major(), info.superuser, info.pooler), (17, true, None));
    drop(connection);
    let start = Instant::now();
    engine.create_database("Odd \"name").unwrap();
    eprintln!("create {:?}", start.elapsed());
    let start = Instant::now();
    let mut connection = engine.connect("Odd \"name").unwrap();
    eprintln!("connect {:?}", start.elapsed());
    let start = Instant::now();
    connection
        .batch_execute(
            "CREATE SCHEMA s; CREATE EXTENSION vector SCHEMA s; CREATE EXTENSION citext SCHEMA s;
             CREATE TABLE public.t (a int PRIMARY KEY, v s.vector(3), c s.citext);
             CREATE INDEX ON public.t USING hnsw (v s.vector_l2_ops);
             INSERT INTO public.t VALUES (1, '[1,2,3]', 'x')",
        )
        .unwrap();
    eprintln!("two extensions, a table, an index {:?}", start.elapsed());
    assert!(connection.batch_execute("CREATE TABLE pg_catalog.mine ()").is_err());
    let path: String = connection.query_one("show search_path", &[]).unwrap().get(0);
    assert_eq!(path, "pg_catalog");

    // A second client is told, not left waiting.
    let start = Instant::now();
    let error = engine.connect("postgres").unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::TooManyConnections);
    assert!(start.elapsed().as_secs() < 5);
    eprintln!("second client after {:?}: {error}. {}", start.elapsed(), error.hint);
    drop(connection);

    let start = Instant::now();
    let error = engine.connect("missing").unwrap_err();
    eprintln!("no database {:?}", start.elapsed());
    assert_eq!(error.kind, ConnectErrorKind::NoDatabase, "{error}");
    let url = engine.url().replace("postgres@", "nobody_at_all@");
    let error = Target::parse(&url, &|_| None).unwrap().connect().unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::NoRole, "{error}");

    // A client that vanishes in the middle of a transaction leaves nothing behind.
    let mut connection = engine.connect("postgres").unwrap();
    connection.batch_execute("BEGIN; CREATE TABLE public.half ()").unwrap();
    drop(connection);
    let mut connection = engine.connect("postgres").unwrap();
    assert!(connection.query("SELECT 1 FROM pg_class WHERE relname = 'half'", &[]).unwrap().is_empty());
    assert!(!connection.is_transaction_pooled().unwrap());
    drop(connection);

    // Nonsense on the wire ends that client, not the database.
    for garbage in [&b"\0\0\0\x1e\0\x03\0\0user\0postgres\0garbage garbage"[..], b"GET / HTTP/1.1\r\n\r\n", b"\0"] {
        use std::io::Write as _;
        let port: u16 = engine.url().split(':').nth(2).unwrap().split('/').next().unwrap().parse().unwrap();
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.write_all(garbage).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(600));
        stream.write_all(&[0xff; 4096]).unwrap_or_default();
    }
    engine.connect("postgres").unwrap();
    engine.drop_database("Odd \"name").unwrap();
    let all = engine.extensions().unwrap();
    let names: Vec<&str> = all.iter().map(|e| e.name.as_str()).collect();
    for wanted in ["vector", "pg_trgm", "citext", "hstore", "ltree", "pgcrypto", "uuid-ossp", "unaccent", "btree_gist"]
    {
        assert!(names.contains(&wanted), "{wanted} is not in {names:?}");
    }
    let start = Instant::now();
    drop(engine);
    eprintln!("end {:?}", start.elapsed());
}

#[test]
fn a_folder_keeps_its_rows_and_has_one_owner() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("pgdata");
    {
        let mut engine = Embedded::open(&folder, &options()).unwrap();
        let mut connection = engine.connect("postgres").unwrap();
        connection.batch_execute("CREATE TABLE public.kept AS SELECT 42 AS a").unwrap();
        let owner = running(&folder).unwrap();
        assert_eq!((owner.pid, owner.serves), (std::process::id(), false));
        let error = Embedded::open(&folder, &options()).unwrap_err();
        assert!(error.message.contains(&format!("process {}", std::process::id())), "{error}");
        assert!(Embedded::reset(&folder).is_err());
    }
    assert_eq!(running(&folder), None);
    let start = Instant::now();
    let mut engine = Embedded::open(&folder, &EmbeddedOptions { serves: true, ..options() }).unwrap();
    eprintln!("restart {:?}", start.elapsed());
    let start = Instant::now();
    let mut connection = engine.connect("postgres").unwrap();
    eprintln!("connect after restart {:?}", start.elapsed());
    let a: i32 = connection.query_one("SELECT a FROM public.kept", &[]).unwrap().get(0);
    assert_eq!(a, 42);
    drop(connection);

    // A server that stays up is used by others.
    let mut other = Embedded::open(&folder, &options()).unwrap();
    assert!(other.is_borrowed());
    let a: i32 = other.connect("postgres").unwrap().query_one("SELECT a FROM public.kept", &[]).unwrap().get(0);
    assert_eq!(a, 42);
    drop((other, engine));
    Embedded::reset(&folder).unwrap();
    assert!(!folder.exists());
}
