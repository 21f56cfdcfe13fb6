//! Shared by the tests.
#![allow(dead_code, clippy::unwrap_used, clippy::print_stderr)]

use std::collections::BTreeMap;

use pgtoml_pg::connect::{Target, process_env};
use pgtoml_pg::engine::{Installation, Local, LocalOptions};

/// Parses with an environment of its own.
pub fn target(text: &str, env: &[(&str, &str)]) -> Target {
    let env: BTreeMap<String, String> = env.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    Target::parse(text, &|name| env.get(name).cloned()).unwrap()
}

/// A local installation, or a loud skip; under CI a missing server fails the test.
pub fn installation(major: Option<u32>) -> Option<Installation> {
    match Installation::find(major, &process_env) {
        Ok(found) => Some(found),
        Err(e) => {
            assert!(std::env::var_os("CI").is_none(), "{e}");
            eprintln!("skipped: {e}");
            None
        }
    }
}

/// A cluster that also listens on a loopback port.
pub fn cluster(settings: &[String]) -> Option<Local> {
    let options = LocalOptions { tcp: true, settings: settings.to_vec(), ..LocalOptions::default() };
    Some(Local::start(&installation(None)?, &options).unwrap())
}
