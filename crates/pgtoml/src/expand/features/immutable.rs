//! `immutable = true`: rows are written once. UPDATE, DELETE and TRUNCATE fail.
//!
//! The trigger for rows is passed on to partitions, those that are made later too. The one for TRUNCATE is not: declared
//! partitions get their own, and one that is made at run time is only safe from TRUNCATE under the name of its table.

use serde::Deserialize;
use serde_json::json;
use smol_str::SmolStr;

use super::{Word, one_of};
use crate::expand::declare;
use crate::expand::tenancy::SEARCH_PATH;
use crate::kind::Tag;
use crate::read::reading::Reading;

/// The options of `immutable`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Options {
    /// What is possible all the same: `delete`, `truncate`, `update`.
    allow: Vec<SmolStr>,
}

const BODY: &str = "begin
    raise exception '% of %.% is refused: its rows are immutable', tg_op, quote_ident(tg_table_schema), quote_ident(tg_table_name)
        using errcode = '55000', schema = tg_table_schema, table = tg_table_name;
end";

pub(super) fn expand(word: &Word<'_>, reading: &mut Reading<'_>) {
    let Some(Options { allow }) = word.options::<Options>(None, &["allow"], reading) else { return };
    if !one_of(word, "allow", &allow, &["insert", "update", "delete", "truncate"], reading) {
        return;
    }
    let refused = |what: &&&str| !allow.iter().any(|allowed| allowed == **what);
    let rows: Vec<&str> = ["update", "delete"].iter().filter(refused).copied().collect();
    let truncate = refused(&&"truncate");
    if rows.is_empty() && !truncate {
        return word.wrong(&["allow"], "`immutable` refuses nothing", "take it out, or allow less", reading);
    }
    let function = word.beside(Tag::Function, "refuse_change");
    let toml = json!({
        "comment": "Trigger function: refuses what the trigger is for",
        "returns": "trigger",
        "language": "plpgsql",
        "set": { "search_path": SEARCH_PATH },
        "body": BODY,
    });
    declare(reading, function.clone(), &toml);
    let by_row = json!({ "timing": "before", "on": rows, "function": function.qualified().to_string() });
    let whole = json!({ "timing": "before", "on": ["truncate"], "statement": true, "function": function.qualified().to_string() });
    let mut tables = vec![(word.table.clone(), true)];
    // An heir has no triggers of its parent; a partition has those for rows.
    tables.extend(word.heirs(reading).into_iter().map(|(heir, partition)| (heir, !partition)));
    for (table, with_rows) in tables {
        if with_rows && !rows.is_empty() {
            declare(reading, table.child(Tag::Trigger, "immutable_rows"), &by_row);
        }
        if truncate {
            declare(reading, table.child(Tag::Trigger, "immutable_truncate"), &whole);
        }
    }
}
