//! Extensions in the schema public.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::lint::subject::body;

pub static LINT: Lint = Lint {
    id: "extension-in-public",
    group: Group::Design,
    level: Level::Info,
    summary: "An extension whose objects are in the schema public",
    docs: "
The functions and types of an extension stand between those of the project there, and can take a name that it wants to
use. In a schema of their own, which the `search_path` names, they are apart, and can be granted apart. Not every
extension can be moved once it is there, and moving one changes the names by which others find it.",
    bad: r#"
[extensions]
hstore = {}
"#,
    good: r#"
[schemas.extensions]

[extensions]
hstore = { schema = "extensions" }
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, object) in subject.model.of_kind(Tag::Extension) {
        let Some(extension) = body!(object, Extension) else { continue };
        let public = extension.schema.as_ref().is_none_or(|schema| schema.as_str() == "public");
        // Languages live in pg_catalog, wherever they are asked to be.
        if public && !id.name.as_str().starts_with("pl") {
            let hit = Hit::new(id, format!("{id} is in the schema public")).at("schema");
            hits.push(hit.hint("give it a schema of its own: `schema = \"extensions\"`"));
        }
    }
    hits
}
