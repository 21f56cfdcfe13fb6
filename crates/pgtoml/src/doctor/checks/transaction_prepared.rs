//! Prepared transactions.

use super::{Check, Finding, Group, Severity, span};
use crate::sql::quote::quote_literal;

pub static CHECK: Check = Check {
    id: "transaction-prepared",
    group: Group::Sessions,
    severity: Severity::Warning,
    summary: "A prepared transaction has been left behind",
    docs: "
PREPARE TRANSACTION takes a transaction out of its session. Until COMMIT PREPARED or ROLLBACK PREPARED it keeps its locks and
the rows that it might see, over restarts of the server too. Only its owner and superusers can end it, in its database.
Which of the two is right, the transaction manager knows. `--long` says from how many seconds on it is told.",
    reads: None,
    query: |scene| {
        Some(format!(
            "SELECT gid, owner, extract(epoch FROM clock_timestamp() - prepared) AS age FROM pg_prepared_xacts
             WHERE database = current_database() AND prepared <= clock_timestamp() - interval '{} s' ORDER BY prepared",
            scene.long
        ))
    },
    found: |_, rows| {
        rows.iter()
            .map(|row| {
                let gid = quote_literal(row.text("gid"));
                let (owner, age) = (row.text("owner"), span(row.number("age")));
                let message = format!("transaction {gid} of {owner} was prepared {age} ago and neither committed nor rolled back");
                Finding::warning(message).sql(format!("ROLLBACK PREPARED {gid}"))
            })
            .collect()
    },
};
