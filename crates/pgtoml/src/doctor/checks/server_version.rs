//! Servers that the project or pgtoml does not know.

use super::{Check, Finding, Group, Severity, nothing};
use crate::kind::Version;

pub static CHECK: Check = Check {
    id: "server-version",
    group: Group::Connection,
    severity: Severity::Error,
    summary: "The server is older than the project is for, or newer than pgtoml knows",
    docs: "
`postgres` in `[project]` names the oldest major that must be able to run the file. On an older server parts of the file may
not exist, and what does exist may do something else. A major that is newer than this pgtoml is read with the newest queries
that it has; what that major brought is not seen.",
    reads: None,
    query: nothing,
    found: |scene, _| {
        let server = &scene.server;
        let mut found = Vec::new();
        let declared = scene.project.as_ref().and_then(|project| Some((project.postgres?, project.file.as_str())));
        if let Some((major, file)) = declared
            && major > server.version.major()
        {
            let message = format!(
                "{file} is for PostgreSQL {major} and newer, and the server is PostgreSQL {}; upgrade the server, or lower \
                 `postgres` in [project] after a try",
                server.text
            );
            found.push(Finding::error(message).shell(["pgtoml", "plan", "--db", scene.place.url.as_str()]));
        }
        if server.version.major() > Version::NEWEST.major() {
            let message = format!(
                "PostgreSQL {} is newer than the newest that this pgtoml knows, {}",
                server.text,
                Version::NEWEST.major()
            );
            found.push(Finding::warning(message).shell(["pgtoml", "--version"]));
        }
        found
    },
};
