//! PostgreSQL for live proofs: servers of every supported major, the client tools, throw-away clusters.
//!
//! Only `std`, because two crates hold it: the xtask, which installs everything and starts the clusters of a whole
//! run, and the test crate, which starts its own under a plain `cargo test`.

mod cluster;
mod install;

pub use cluster::Cluster;
pub use install::{client, folder, is_root, once, run, server};

/// The majors that pgtoml supports, and the release of each that the tests run on.
pub const MAJORS: [(u32, &str); 5] =
    [(14, "14.23.0"), (15, "15.18.0"), (16, "16.14.0"), (17, "17.10.0"), (18, "18.4.0")];

/// The majors that every run of the tests has a cluster of.
pub const PROVEN: [u32; 2] = [15, 18];

/// The variable that hands a running cluster from `cargo xtask test` to the tests.
pub fn variable(major: u32) -> String {
    format!("PGTOML_TEST_PG{major}")
}
