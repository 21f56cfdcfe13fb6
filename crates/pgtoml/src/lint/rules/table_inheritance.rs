//! Inheritance that is no partitioning.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "table-inheritance",
    group: Group::Style,
    level: Level::Info,
    summary: "A table that inherits from another without being a partition",
    docs: "
Heirs have the columns and checks of their parent, and not its primary key, unique constraints, foreign keys and
indexes: nothing keeps a key from being in both, and a foreign key to the parent does not find the rows of its heirs.
Partitions have all of that. A foreign key or a mixin mostly says what is meant where there are no partitions.",
    bad: r#"
[tables.places]
columns.id = "uuid primary key"
columns.name = "text not null"

[tables.cities]
inherits = ["places"]
columns.mayor = "text"
constraints.cities_pkey = "primary key (id)"
"#,
    good: r#"
[tables.places]
columns.id = "uuid primary key"
columns.name = "text not null"

[tables.cities]
columns.place_id = "uuid primary key references places"
columns.mayor = "text"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let heirs = subject.tables().filter(|(_, table)| !table.inherits.is_empty());
    heirs
        .map(|(id, table)| {
            let parents = crate::lint::subject::listed(&table.inherits);
            let message = format!("{id} inherits from {parents}, without its keys and indexes");
            Hit::new(id, message).at("inherits").hint("use partitions, a foreign key or a mixin")
        })
        .collect()
}
