//! The setting that switches the policies of a tenancy off for one transaction, and the table that says who used it.
//!
//! Everybody can set a setting. So it counts only beside a row that belongs to the running transaction, and only the
//! function that notes the use can write such a row. A transaction that is rolled back takes its row along; the server's
//! log keeps a line of it.

use serde_json::json;

use super::functions::{SEARCH_PATH, named};
use super::{Plan, functions, sql_name};
use crate::expand::{declare, home, joined};
use crate::kind::Tag;
use crate::model::{Id, QName};
use crate::read::reading::Reading;
use crate::sql::quote::quote_literal;

/// The function that says whether the bypass is on.
pub(super) fn is_bypass(plan: &Plan<'_>, reading: &Reading<'_>) -> Id {
    named(plan, reading, plan.said.functions.is_bypass.as_ref(), "is_bypass")
}

pub(super) fn make(plan: &Plan<'_>, reading: &mut Reading<'_>) {
    let Some(bypass) = &plan.said.bypass else { return };
    let Some(setting) = bypass.setting.as_deref() else { return };
    let own = QName { schema: None, name: joined(plan.name, "bypass_log") };
    let log = home(reading, Tag::Table, bypass.audit.as_ref().unwrap_or(&own));
    declare(
        reading,
        log.clone(),
        &json!({
            "comment": format!("Who bypassed the row-level security of {}, when and why", plan.name),
            "columns": {
                "id": "bigint generated always as identity primary key",
                "at": "timestamptz not null default clock_timestamp()",
                "login": "text not null default session_user",
                "role": "text not null default current_setting('role')",
                "reason": "text",
                "transaction": "xid8 not null default pg_current_xact_id()",
                "ended_at": "timestamptz",
            },
            "indexes": { joined(log.name.as_str(), "transaction_idx").as_str(): "transaction" },
        }),
    );
    let (table, setting) = (sql_name(&log), quote_literal(setting));
    let current = "transaction = pg_current_xact_id_if_assigned() and ended_at is null";
    let path = json!({ "search_path": SEARCH_PATH });
    // Whoever may bypass is named, or nobody; whether it is on may be asked by all whom the policies are for.
    let grants = functions::grants(&[&bypass.roles]).unwrap_or_else(|| json!({ "public": [] }));
    let name = plan.name;
    let functions = &plan.said.functions;
    let message = format!("row-level security of {} is bypassed by %: %", plan.name.replace('%', "%%"));
    let enable = format!(
        "begin
    insert into {table} (reason) values (p_reason);
    perform set_config({setting}, 'on', true);
    raise log {}, session_user, coalesce(p_reason, 'no reason given');
end",
        quote_literal(&message),
    );
    declare(
        reading,
        named(plan, reading, functions.enable_bypass.as_ref(), "enable_bypass"),
        &json!({
            "comment": format!("Switches the policies of {name} off for the running transaction, and notes who did and why"),
            "args": "p_reason text default null",
            "returns": "void",
            "language": "plpgsql",
            "security_definer": true,
            "set": path,
            "body": enable,
            "grants": grants,
        }),
    );
    let disable = format!(
        "update {table} set ended_at = clock_timestamp() where {current};\nselect set_config({setting}, '', true)"
    );
    declare(
        reading,
        named(plan, reading, functions.disable_bypass.as_ref(), "disable_bypass"),
        &json!({
            "comment": format!("Ends the bypass of the policies of {name}"),
            "returns": "void",
            "language": "sql",
            "security_definer": true,
            "set": path,
            "body": disable,
            "grants": grants,
        }),
    );
    let is = format!(
        "select coalesce(current_setting({setting}, true), '') = 'on' and exists (select from {table} where {current})"
    );
    let mut toml = json!({
        "comment": format!("Whether the running transaction bypasses the policies of {name}"),
        "returns": "boolean",
        "language": "sql",
        "stability": "stable",
        "security_definer": true,
        "set": path,
        "body": is,
    });
    if let Some(grants) = functions::grants(&[&plan.said.roles, &bypass.roles]) {
        toml["grants"] = grants;
    }
    declare(reading, is_bypass(plan, reading), &toml);
}
