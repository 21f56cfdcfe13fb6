//! Schemas in which everyone may make objects.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;

pub static LINT: Lint = Lint {
    id: "public-can-create",
    group: Group::Security,
    level: Level::Warn,
    summary: "A schema in which everyone may make objects",
    docs: "
Who can make a function or table in a schema that others have in their `search_path` can put it in front of what they
mean (CVE-2018-1058). Databases that were made before PostgreSQL 15 have CREATE on `public` for PUBLIC, and keep it
over upgrades.",
    bad: r#"
[schemas.public]
grants.public = ["usage", "create"]
"#,
    good: r#"
[schemas.public]
grants.public = ["usage"]
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, _) in subject.model.of_kind(Tag::Schema) {
        if subject.grantees(id, Some("create")).contains("public") {
            let usage = subject.grantees(id, Some("usage")).contains("public");
            let hit = Hit::new(id, format!("everyone may make objects in {id}")).at("grants");
            let kept = if usage { "grants.public = [\"usage\"]" } else { "grants.public = []" };
            hits.push(hit.hint("take CREATE from PUBLIC").fix(id, kept));
        }
    }
    hits
}
