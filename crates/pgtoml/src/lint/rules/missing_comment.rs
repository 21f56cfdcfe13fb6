//! Objects that nobody has described.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::{Body, Tag};
use crate::model::Id;

pub static LINT: Lint = Lint {
    id: "missing-comment",
    group: Group::Design,
    level: Level::Off,
    summary: "A table, column, view, routine or type without a comment",
    docs: "
What `COMMENT ON` says stands in the diagram, in the pages of `pgtoml docs` and in every client that shows a table. The
rule is off until it is asked for, and `only` says of which kinds a comment is expected: usually of tables first, of
columns where a team has got that far. Partitions are passed over, and so are columns that a table has from another.",
    bad: r#"
[lint]
rules.missing-comment = "warn"
only.missing-comment = ["tables", "views", "functions"]

[tables.invoices]
columns.id = "bigint generated always as identity primary key"
"#,
    good: r#"
[lint]
rules.missing-comment = "warn"
only.missing-comment = ["tables", "views", "functions"]

[tables.invoices]
comment = "What a customer owes, one row per month"
columns.id = "bigint generated always as identity primary key"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let silent = subject.model.objects.iter().filter(|(_, object)| {
        object.meta.comment.as_ref().is_none_or(|comment| comment.trim().is_empty())
    });
    let wanting = silent.filter(|(id, object)| match &object.body {
        Body::Table(table) => table.partition_of.is_none(),
        Body::Column(_) => id.parent_id().is_some_and(|of| of.tag == Tag::ForeignTable || own(subject, &of)),
        Body::ForeignTable(_)
        | Body::View(_)
        | Body::MaterializedView(_)
        | Body::Function(_)
        | Body::Procedure(_)
        | Body::Aggregate(_)
        | Body::Enum(_)
        | Body::Domain(_)
        | Body::Composite(_)
        | Body::Range(_) => true,
        _ => false,
    });
    let hit = |(id, _)| {
        let id: &Id = id;
        let hint = match id.tag {
            Tag::Column => format!("say what it holds: `comments.{} = \"…\"`", crate::write::bare(id.name.as_str())),
            _ => "say what it is for: `comment = \"…\"`".to_owned(),
        };
        Hit::new(id, format!("{id} has no comment")).hint(hint)
    };
    wanting.map(hit).collect()
}

/// Whether the columns of a table are its own.
fn own(subject: &Subject<'_>, table: &Id) -> bool {
    let body = subject.model.get(table).map(|object| &object.body);
    matches!(body, Some(Body::Table(table)) if table.partition_of.is_none() && table.inherits.is_empty())
}
