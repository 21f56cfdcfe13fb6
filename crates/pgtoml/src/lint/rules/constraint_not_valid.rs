//! Constraints that old rows may violate.

use super::{Group, Hit, Level, Lint, Subject};
use crate::kind::Tag;
use crate::lint::subject::body;

pub static LINT: Lint = Lint {
    id: "constraint-not-valid",
    group: Group::Design,
    level: Level::Info,
    summary: "A constraint that is not validated, or not enforced",
    docs: "
A constraint that is NOT VALID holds for new rows, while old ones may violate it; until it is validated neither the
planner nor a reader can rely on it. It is a step on the way of adding a constraint online, and easily stays behind
when the second step is forgotten. NOT ENFORCED (18 and newer) is not checked at all.",
    bad: r#"
[tables.orders]
columns.id = "uuid primary key"
columns.amount = "integer not null"
constraints.amount_positive = "check (amount > 0) not valid"
"#,
    good: r#"
[tables.orders]
columns.id = "uuid primary key"
columns.amount = "integer not null"
constraints.amount_positive = "check (amount > 0)"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    for (id, object) in subject.model.of_kind(Tag::Constraint) {
        let Some(constraint) = body!(object, Constraint) else { continue };
        let (message, words) = if constraint.not_enforced {
            (format!("{id} is not enforced"), "NOT ENFORCED")
        } else if constraint.not_valid {
            (format!("{id} is not validated: rows from before it may violate it"), "NOT VALID")
        } else {
            continue;
        };
        hits.push(Hit::new(id, message).at("definition").hint(format!("take {words} out, once the rows are right")));
    }
    hits
}
