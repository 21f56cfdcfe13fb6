//! A pooler between pgtoml and the server.

use super::{Check, Finding, Group, Severity, nothing};

pub static CHECK: Check = Check {
    id: "pooler",
    group: Group::Connection,
    severity: Severity::Error,
    summary: "A pooler stands before the server",
    docs: "
A pooler that hands out connections by transaction gives every transaction another session. Settings made with SET, advisory
locks, prepared statements and temporary tables do not last, `apply` refuses, and a tenant that is set for the session
reaches whoever has the connection next. Proven by two open connections that share one backend. A pooler that hands out
connections by session is only worth knowing of.",
    reads: None,
    query: nothing,
    found: |scene, _| {
        let (place, server) = (&scene.place, &scene.server);
        let url = place.url.as_str();
        if server.transaction_pooled {
            let message = "a pooler hands out connections by transaction, so that nothing of a session lasts and `apply` \
                           refuses; give the direct address of the server, and set a tenant with SET LOCAL";
            vec![Finding::error(message).shell(["pgtoml", "doctor", "postgresql://USER@SERVER:5432/DATABASE"])]
        } else if server.pooler {
            let message = "a pooler stands before the server; it gives whole sessions now, which is what `apply` needs";
            vec![Finding::note(message).shell(["psql", url, "-c", "SHOW server_version"])]
        } else {
            Vec::new()
        }
    },
};
