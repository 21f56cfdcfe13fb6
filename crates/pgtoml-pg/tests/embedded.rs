//! The embedded engine: start, persistence, one owner, one client.
#![cfg(feature = "embedded")]
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use std::time::Instant;

use pgtoml_pg::connect::ConnectErrorKind;
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
    connection
        .batch_execute(
            "CREATE SCHEMA s; CREATE EXTENSION vector SCHEMA s; CREATE EXTENSION citext SCHEMA s;
             CREATE TABLE public.t (a int PRIMARY KEY, v s.vector(3), c s.citext);
             CREATE INDEX ON public.t USING hnsw (v s.vector_l2_ops);
             INSERT INTO public.t VALUES (1, '[1,2,3]', 'x')",
        )
        .unwrap();
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

    let error = engine.connect("missing").unwrap_err();
    assert_eq!(error.kind, ConnectErrorKind::NoDatabase, "{error}");
    engine.drop_database("Odd \"name").unwrap();
    let all = engine.extensions().unwrap();
    eprintln!("{} extensions: {all:?}", all.len());
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
