//! Every case of `tests/cases`, on every server that a proof has to hold on.

use pgtoml_tests::cases::{Host, run};
use pgtoml_tests::servers::{Server, client};

#[test]
fn postgres_15() {
    if let Some(server) = Server::get(15) {
        run(4, || Host::shared(server));
    }
}

#[test]
fn postgres_18() {
    if let Some(server) = Server::get(18) {
        run(4, || Host::shared(server));
    }
}

#[test]
fn embedded_17() {
    // Without the judge nothing is proven; that was said aloud.
    if client("pg_dump").is_some() {
        run(2, Host::embedded);
    }
}
