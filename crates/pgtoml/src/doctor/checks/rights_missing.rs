//! Rights that the applying role lacks.

use super::{Check, Finding, Group, Severity, nothing};

pub static CHECK: Check = Check {
    id: "rights-missing",
    group: Group::Project,
    severity: Severity::Error,
    summary: "The role lacks rights for what `apply` would do",
    docs: "
PostgreSQL would stop the plan with `permission denied` or `must be owner`. The rights of the role are compared with what each
step of the plan asks for, as `plan` says them too. `--role` names another role.",
    reads: None,
    query: nothing,
    found: |scene, _| {
        let planned = scene.project.as_ref().and_then(|project| project.planned.as_ref());
        let lacking = planned.iter().flat_map(|planned| &planned.lacking);
        lacking
            .map(|lack| {
                let finding = Finding::error(lack.text.as_str());
                match &lack.remedy {
                    Some(sql) => finding.sql(sql.as_str()),
                    None => finding.shell(["pgtoml", "plan", "--db", scene.place.url.as_str(), "--role", "ROLE"]),
                }
            })
            .collect()
    },
};
