//! Names that SQL must quote.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::sql::quote::{is_plain, is_reserved};

pub static LINT: Lint = Lint {
    id: "name-needs-quotes",
    group: Group::Style,
    level: Level::Info,
    summary: "A table, view or column whose name must stand in quotes in SQL",
    docs: "
PostgreSQL folds names without quotes to lower case, so `userId` has to be written `\"userId\"` in every query for
ever, and so has a name that is a reserved word or holds a blank. The error for forgetting it, \"column userid does not
exist\", names another column than the one that was written. Tools that make names in mixed case quote them by
themselves; a project that uses nothing else can turn the rule off.",
    bad: r#"
[tables.users]
columns.userId = "uuid primary key"
columns.order = "integer"
"#,
    good: r#"
[tables.users]
columns.user_id = "uuid primary key"
columns.position = "integer"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let named = [Tag::Schema, Tag::Table, Tag::View, Tag::MaterializedView, Tag::ForeignTable, Tag::Column];
    let ids = named.iter().flat_map(|tag| subject.model.of_kind(*tag)).map(|(id, _)| id);
    let of_tables = |id: &&crate::model::Id| id.parent.as_ref().is_none_or(|parent| parent.tag == Tag::Table);
    let quoted = ids.filter(of_tables).filter(|id| !is_plain(id.name.as_str()) || is_reserved(id.name.as_str()));
    quoted
        .map(|id| {
            let message = format!("{id} must be written in quotes in every query");
            Hit::new(id, message).hint("choose a name of lower-case letters, digits and `_` that is no reserved word")
        })
        .collect()
}
