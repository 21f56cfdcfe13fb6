//! `[project] index_foreign_keys = true`: every foreign key has an index that leads with its columns, so that a change of
//! the row that it refers to need not read the whole table.

use super::{Origin, declare_unnamed, from_sugar, tables};
use crate::diagnostic::Diagnostic;
use crate::kinds::index::Index;
use crate::read::node::{Entry, Value};
use crate::read::reading::Reading;
use crate::sql::Keys;
use crate::sql::quote::quote_ident;

/// Adds the indexes that are missing. `{ except = ["table"] }` leaves tables out.
pub(super) fn expand(entry: &Entry, reading: &mut Reading<'_>) {
    let except = match &entry.node.value {
        Value::Boolean(true) => Vec::new(),
        Value::Boolean(false) => return,
        Value::Table(table) if table.entries.iter().all(|one| one.key == "except") => {
            super::texts_of(entry, &["except"])
        }
        _ => {
            let message = "expected `index_foreign_keys = true` or `{ except = [\"table\"] }`";
            return reading.report(Diagnostic::error("wrong-value", entry.node.span, message));
        }
    };
    let except = tables::select(reading, &except);
    from_sugar(reading, Origin::section("project.index_foreign_keys", entry.key_span), |reading| {
        for table in tables::all(reading).into_iter().filter(|table| !except.contains(table)) {
            for (key, _) in tables::foreign_keys(reading, &table) {
                // One of several keys may lead with the columns of another.
                if tables::leads(reading, &table, &key.columns) {
                    continue;
                }
                let names: Vec<_> = key.columns.iter().map(|name| quote_ident(name.as_str())).collect();
                if let Ok(on) = Keys::parse(&names.join(", ")) {
                    declare_unnamed(reading, &table, Index { on, ..Index::default() });
                }
            }
        }
    });
}
