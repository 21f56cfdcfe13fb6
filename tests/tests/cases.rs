//! Every case of `tests/cases`, on the servers that a proof has to hold on.

use pgtoml_tests::cases::{Host, run};
use pgtoml_tests::servers::{Server, client};

fn on(major: u32) {
    if let Some(server) = Server::get(major) {
        run(4, || Host::shared(server));
    }
}

#[test]
fn postgres_14() {
    on(14);
}

#[test]
fn postgres_15() {
    on(15);
}

#[test]
fn postgres_16() {
    on(16);
}

#[test]
fn postgres_17() {
    on(17);
}

#[test]
fn postgres_18() {
    on(18);
}

#[test]
fn embedded_17() {
    // Without the judge nothing is proven; that was said aloud.
    if client("pg_dump").is_some() {
        run(2, Host::embedded);
    }
}
