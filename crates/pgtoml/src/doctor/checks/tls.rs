//! Connections that others can read.

use super::{Check, Finding, Group, Severity};

pub static CHECK: Check = Check {
    id: "tls",
    group: Group::Connection,
    severity: Severity::Warning,
    summary: "The connection leaves the machine without TLS, or to a server whose name is not checked",
    docs: "
Without TLS everybody on the way reads the rows, and with `password` authentication the password. With `sslmode=require` the
line is encrypted, but to whoever answers: only `verify-full` checks that the certificate is for the host. Sockets, loopback
addresses and the embedded database are passed over. That it is not encrypted is a warning, the unchecked name a note.",
    reads: None,
    query: |_| Some("SELECT current_setting('ssl') AS ssl".to_owned()),
    found: |scene, rows| {
        let (place, server) = (&scene.place, &scene.server);
        if place.local {
            return Vec::new();
        }
        let offered = rows.first().is_some_and(|row| row.text("ssl") == "on");
        let (base, _) = place.url.split_once('?').unwrap_or((&place.url, ""));
        if server.tls {
            if place.sslmode == "verify-full" {
                return Vec::new();
            }
            let message = format!(
                "the connection to {} is encrypted, but with sslmode={} nobody checks that it is that server",
                place.host, place.sslmode
            );
            return vec![Finding::note(message).shell(["pgtoml", "doctor", &format!("{base}?sslmode=verify-full")])];
        }
        if offered {
            let message = format!("the connection to {} is not encrypted, and the server speaks TLS", place.host);
            return vec![Finding::warning(message).shell(["pgtoml", "doctor", &format!("{base}?sslmode=require")])];
        }
        let message = format!("the connection to {} is not encrypted, and the server has no TLS", place.host);
        vec![Finding::warning(message).sql("ALTER SYSTEM SET ssl = on").sql("SELECT pg_reload_conf()")]
    },
};
