//! A file that cannot be read.

use super::{Check, Finding, Group, Severity, nothing};

pub static CHECK: Check = Check {
    id: "project-file",
    group: Group::Project,
    severity: Severity::Error,
    summary: "The file that declares the schema has errors, or could not be compared with the database",
    docs: "
Nothing can be said about what is missing in the database while the file has errors. Where there is no file, only the
database is looked at.",
    reads: None,
    query: nothing,
    found: |scene, _| {
        let Some(project) = &scene.project else { return Vec::new() };
        if let Some(why) = &project.broken {
            return vec![Finding::error(why.as_str()).shell(["pgtoml", "check", "-f", project.file.as_str()])];
        }
        let Some(why) = &project.unplanned else { return Vec::new() };
        let message = format!("{} could not be compared with the database: {why}", project.file);
        let words = ["pgtoml", "plan", "-f", project.file.as_str(), "--db", scene.place.url.as_str()];
        vec![Finding::error(message).shell(words)]
    },
};
