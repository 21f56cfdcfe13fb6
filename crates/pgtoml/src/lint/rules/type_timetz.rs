//! time with time zone.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "type-timetz",
    group: Group::Types,
    level: Level::Warn,
    summary: "A column of type time with time zone, whose offset means nothing without a date",
    docs: "
Which offset a time zone has depends on the date, and `timetz` has none. PostgreSQL has the type because standard SQL
asks for it; its manual advises against it. `time` with a time zone beside it, or `timestamptz`, says what is meant.",
    bad: r#"
[tables.shops]
columns.id = "uuid primary key"
columns.opens = "timetz not null"
"#,
    good: r#"
[tables.shops]
columns.id = "uuid primary key"
columns.opens = "time not null"
columns.time_zone = "text not null"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    super::columns_of(subject, "timetz", "has an offset and no date", "use time, or timestamptz")
}
