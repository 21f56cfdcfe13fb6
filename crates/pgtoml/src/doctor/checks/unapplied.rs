//! A database that is not what the file says.

use super::{Check, Finding, Group, Severity, nothing};
use crate::report::plural;

pub static CHECK: Check = Check {
    id: "unapplied",
    group: Group::Project,
    severity: Severity::Error,
    summary: "The database is not what the file says",
    docs: "
Compares the file with the database as `plan` does. What the file has and the database has not is an error: applications fail
with `relation does not exist` or `column does not exist`. What only the database has is a warning: somebody changed it by
hand, or the file is behind. What is there already is not made twice, so that a migration that stopped half way, or that
failed with `relation already exists`, is completed by `apply` and nothing has to be dropped first.",
    reads: None,
    query: nothing,
    found: |scene, _| {
        let Some((project, planned)) =
            scene.project.as_ref().and_then(|project| Some((project, project.planned.as_ref()?)))
        else {
            return Vec::new();
        };
        let file = project.file.as_str();
        let command = |verb: &'static str| {
            let mut words = vec!["pgtoml", verb];
            if file != "schema.toml" {
                words.extend(["-f", file]);
            }
            match &project.environment {
                Some(name) => words.extend(["--env", name.as_str()]),
                None => words.extend(["--db", scene.place.url.as_str()]),
            }
            words
        };
        let mut found = Vec::new();
        if planned.statements > 0 {
            let count = plural(planned.statements, "statement");
            found.push(if !planned.wants {
                let message = format!("the database has what {file} does not declare ({}): {count}", planned.headline);
                Finding::warning(message).shell(command("drift"))
            } else if planned.nothing {
                let message = format!("{file} is not applied: the database has none of its tables ({})", planned.headline);
                Finding::error(message).shell(command("apply"))
            } else {
                let message = format!("{file} is not wholly applied ({}): {count}", planned.headline);
                Finding::error(message).shell(command("plan")).shell(command("apply"))
            });
        }
        for reason in &planned.refused {
            found.push(Finding::error(format!("no correct plan exists: {reason}")).shell(command("plan")));
        }
        if !planned.undetermined.is_empty() {
            let message = format!(
                "whether the database is what {file} says is open for {}: no scratch server could be asked",
                plural(planned.undetermined.len(), "object")
            );
            let mut words = command("plan");
            words.extend(["--scratch", "local"]);
            found.push(Finding::warning(message).shell(words));
        }
        found
    },
};
