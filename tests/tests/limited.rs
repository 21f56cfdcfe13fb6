//! What a role that is no superuser can do.

use pgtoml_tests::cases::run_limited;
use pgtoml_tests::servers::Server;

#[test]
fn before_16() {
    if let Some(server) = Server::get(15) {
        run_limited(server, 4);
    }
}

#[test]
fn since_16() {
    if let Some(server) = Server::get(18) {
        run_limited(server, 4);
    }
}
