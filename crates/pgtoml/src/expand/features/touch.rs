//! `touch = "updated_at"`: a trigger that keeps the column current.

use serde::Deserialize;
use serde_json::json;

use super::Word;
use crate::expand::tenancy::SEARCH_PATH;
use crate::expand::{declare, joined};
use crate::kind::Tag;
use crate::model::Ident;
use crate::read::reading::Reading;
use crate::sql::TypeName;
use crate::sql::quote::quote_ident;

/// The options of `touch`.
#[derive(Deserialize)]
struct Options {
    /// The columns.
    columns: Vec<Ident>,
}

pub(super) fn expand(word: &Word<'_>, reading: &mut Reading<'_>) {
    let Some(Options { columns }) = word.options::<Options>(Some("columns"), &["columns"], reading) else { return };
    for column in columns {
        let Some(found) = word.column(&column, &["columns"], reading) else { continue };
        if !is_time(&found.data_type) {
            let message =
                format!("`touch` sets the time, and column `{}` is of type {}", column.as_str(), found.data_type);
            word.wrong(&["columns"], message, "name a column of type timestamptz", reading);
            continue;
        }
        let name = joined("touch", column.as_str());
        let function = word.beside(Tag::Function, name.clone());
        let body = format!("begin\n    new.{} := now();\n    return new;\nend", quote_ident(column.as_str()));
        let toml = json!({
            "comment": format!("Trigger function: sets {} to the time of the transaction", column.as_str()),
            "returns": "trigger",
            "language": "plpgsql",
            "set": { "search_path": SEARCH_PATH },
            "body": body,
        });
        declare(reading, function.clone(), &toml);
        let trigger = word.table.child(Tag::Trigger, name);
        let toml = json!({ "timing": "before", "on": ["update"], "function": function.qualified().to_string() });
        declare(reading, trigger, &toml);
    }
}

/// A type that takes the time of the transaction.
fn is_time(data_type: &TypeName) -> bool {
    let text = data_type.as_str();
    text == "date" || text.starts_with("timestamp") && !text.ends_with(']')
}
