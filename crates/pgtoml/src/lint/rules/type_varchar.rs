//! varchar(n).

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "type-varchar",
    group: Group::Types,
    level: Level::Off,
    summary: "A column of type varchar(n), whose length is part of its type",
    docs: "
`varchar(n)` is stored like text and is no faster. Its length is part of the type, so views and functions that use the
column depend on it: it can be made longer without writing the table anew, but PostgreSQL refuses while a view reads
the column, and shorter only by writing the table. A check on `char_length(…)` is changed without either, and says why.
Many like the length where it is; so the rule is off until it is asked for.",
    bad: r#"
[lint]
rules.type-varchar = "info"

[tables.users]
columns.id = "uuid primary key"
columns.name = "varchar(100) not null"
"#,
    good: r#"
[lint]
rules.type-varchar = "info"

[tables.users]
columns.id = "uuid primary key"
columns.name = "text not null check (char_length(name) <= 100)"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let long = subject.all_columns().filter(|(_, column)| {
        column.data_type.base().name.as_str() == "varchar" && column.data_type.modifier().is_some()
    });
    long.map(|(id, column)| {
        let message = format!("{id} is {}, a length that views come to depend on", column.data_type.short());
        Hit::new(id, message).at("type").hint("use text, with a check on its length")
    })
    .collect()
}
