//! What the role cannot see.

use std::collections::BTreeMap;

use super::{Check, Finding, Group, Scene, Severity, few, nothing};
use crate::doctor::Incomplete;
use crate::sql::quote::quote_ident;

pub static CHECK: Check = Check {
    id: "unseen",
    group: Group::Access,
    severity: Severity::Note,
    summary: "Other checks could not see everything",
    docs: "
Statistics of other roles' sessions, some settings, and the contents of tables and sequences are shown only to roles that may
see them. A check that had to leave something out says so here, with the GRANT that lets it. `pg_monitor` holds
`pg_read_all_settings` and `pg_read_all_stats`; `pg_read_all_data` lets a role read every table. Statistics of tables
whose policies hold for the role are hidden, whatever it is granted. A check that failed, or took longer than
`--timeout`, is named too.",
    reads: None,
    query: nothing,
    found: |_, _| Vec::new(),
};

/// What could not be seen, in findings.
pub fn findings(scene: &Scene, missing: &[(&'static Check, Incomplete)]) -> Vec<Finding> {
    let user = &scene.server.user;
    let role = quote_ident(user);
    let mut roles: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut found = Vec::new();
    for (check, what) in missing {
        match what {
            Incomplete::Role(name) => roles.entry(name).or_default().push(check.id.to_owned()),
            Incomplete::Objects(privilege, _, names) if privilege == "RLS" => {
                let tables = few(names);
                let message = format!("{} could not look at statistics of {tables}: policies hide rows from {user}", check.id);
                let url = scene.place.url.as_str();
                let words = ["pgtoml", "doctor", url, "--only", check.id, "--role", "OWNER"];
                found.push(Finding::note(message).shell(words));
            }
            Incomplete::Objects(privilege, kind, names) => {
                let message = format!("{} could not look at {}: {user} has no {privilege} on it", check.id, few(names));
                let sql = format!("GRANT {privilege} ON {kind} {} TO {role}", names.join(", "));
                found.push(Finding::note(message).sql(sql));
            }
            Incomplete::Denied(why) => {
                let message = format!("{} could not be checked: {why}", check.id);
                found.push(Finding::note(message).sql(format!("GRANT pg_monitor TO {role}")));
            }
            Incomplete::Failed(why) => {
                let message = format!("{} could not be checked: {why}", check.id);
                let url = scene.place.url.as_str();
                found.push(Finding::note(message).shell(["pgtoml", "doctor", url, "--only", check.id]));
            }
            Incomplete::Slow(seconds) => {
                let message = format!("{} took longer than {seconds} s and was given up", check.id);
                let (url, more) = (scene.place.url.as_str(), (seconds * 10).to_string());
                found.push(Finding::note(message).shell(["pgtoml", "doctor", url, "--only", check.id, "--timeout", &more]));
            }
        }
    }
    let hidden = roles.into_iter().map(|(name, checks)| {
        let message = format!("{user} sees only a part of what {} look at", checks.join(", "));
        Finding::note(message).sql(format!("GRANT {name} TO {role}"))
    });
    hidden.chain(found).collect()
}
