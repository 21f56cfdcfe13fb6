//! timestamp without time zone.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "type-timestamp",
    group: Group::Types,
    level: Level::Warn,
    summary: "A column of type timestamp without time zone, which is no point in time",
    docs: "
A `timestamp` is what a calendar and a clock on some wall show: which moment that was depends on where the wall is, and
PostgreSQL does not know. Differences across a change to summer time are wrong by an hour, and `now()` is converted by
the `TimeZone` of whatever session writes it. `timestamptz` stores a moment, in the same 8 bytes. A time that has yet
to happen, as an appointment at nine wherever that is, is a `timestamp`, with the place beside it.",
    bad: r#"
[tables.orders]
columns.id = "uuid primary key"
columns.placed_at = "timestamp not null default now()"
"#,
    good: r#"
[tables.orders]
columns.id = "uuid primary key"
columns.placed_at = "timestamptz not null default now()"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    super::columns_of(subject, "timestamp", "has no time zone, so it is no point in time", "use timestamptz")
}
