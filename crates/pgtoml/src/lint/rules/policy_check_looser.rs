//! Rows that may leave what their policy guards.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kinds::policy::Command;
use crate::lint::expression::{conjuncts, is_true};

pub static LINT: Lint = Lint {
    id: "policy-check-looser",
    group: Group::Security,
    level: Level::Warn,
    summary: "A policy whose WITH CHECK lets a row become one that its USING hides",
    docs: "
USING says which rows an UPDATE may find, WITH CHECK what they may become. Where WITH CHECK is looser, a row can be
moved to another tenant. With `using (tenant = 1) with check (true)` an UPDATE with a WHERE was still refused, because
the policies for SELECT hold for the new row then; the same without a WHERE moved the row (PostgreSQL 15 and 18).

A policy without WITH CHECK is not looser: its USING counts for both. Found are `true`, and conditions that leave out a
part of what stands in USING; whether other conditions are looser only a proof can tell.",
    bad: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant = "integer not null"

[tables.documents.policies.own]
for = "update"
to = "app"
using = "tenant = (select current_setting('app.tenant')::integer)"
with_check = "true"
"#,
    good: r#"
[tables.documents]
columns.id = "uuid primary key"
columns.tenant = "integer not null"

[tables.documents.policies.own]
for = "update"
to = "app"
using = "tenant = (select current_setting('app.tenant')::integer)"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let writes = |command| matches!(command, Command::Update | Command::All);
    for (id, _, policy) in subject.all_policies().filter(|(_, _, one)| !one.restrictive && writes(one.command)) {
        let (Some(using), Some(with_check)) = (&policy.using, &policy.with_check) else { continue };
        let (wanted, demanded) = (conjuncts(using), conjuncts(with_check));
        let part = !demanded.is_empty() && demanded.len() < wanted.len() && demanded.iter().all(|one| wanted.contains(one));
        if is_true(using) || !(is_true(with_check) || part) {
            continue;
        }
        let message = format!("{id} lets a row become one that its `using` hides");
        let hint = "leave `with_check` out, and `using` counts for the new row too";
        let fix = format!("with_check = {}", crate::write::string(using.as_str()));
        hits.push(Hit::new(id, message).at("with_check").hint(hint).fix(id, fix));
    }
    hits
}
