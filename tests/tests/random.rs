//! Random changes of random schemas.

use pgtoml_tests::cases::Host;
use pgtoml_tests::random::run;
use pgtoml_tests::servers::Server;

#[test]
fn random_changes() {
    if let Some(server) = Server::get(18) {
        run(3, || Host::shared(server));
    }
}
