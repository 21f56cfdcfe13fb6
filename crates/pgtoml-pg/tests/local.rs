//! Throw-away clusters from the binaries of this machine.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use std::time::Instant;

use pgtoml_pg::connect::process_env;
use pgtoml_pg::engine::{Engine as _, Installation, Local, LocalOptions};

#[test]
fn starts_serves_and_leaves_nothing() {
    let mut all = Installation::all(&process_env);
    // Further servers, for example of an npm package, as a list like PATH.
    if let Some(more) = std::env::var_os("PGTOML_TEST_SERVERS") {
        all.extend(std::env::split_paths(&more).map(|folder| Installation::at(&folder).unwrap()));
    }
    if all.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "no PostgreSQL server on this machine");
        eprintln!("skipped: no PostgreSQL server on this machine");
        return;
    }
    for installation in all {
        let folder = tempfile::tempdir().unwrap();
        let options = LocalOptions { folder: Some(folder.path().to_owned()), ..LocalOptions::default() };
        let start = Instant::now();
        let mut engine = Local::start(&installation, &options).unwrap();
        eprintln!("{} started in {:?}", engine.name(), start.elapsed());
        let start = Instant::now();
        let connection = engine.connect("postgres").unwrap();
        eprintln!("connected in {:?}: {:?}", start.elapsed(), connection.info());
        assert_eq!(connection.info().major(), installation.major());
        assert_eq!(connection.info().pooler, None);
        engine.create_database("a").unwrap();
        let mut a = engine.connect("a").unwrap();
        assert!(!a.is_transaction_pooled().unwrap());
        let pid = engine.pid();
        drop(engine);
        assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
