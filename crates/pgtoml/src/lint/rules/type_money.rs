//! money.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "type-money",
    group: Group::Types,
    level: Level::Warn,
    summary: "A column of type money, whose currency and decimals are a setting of the session",
    docs: "
A `money` value is a number of the smallest units of whatever currency `lc_monetary` is set to: the same row is $1.50
for one session and something else for another, and a dump can only be read back under the same setting. It keeps no
fraction of a cent. `numeric` with a column for the currency, or `bigint` of cents, keeps what was meant.",
    bad: r#"
[tables.orders]
columns.id = "uuid primary key"
columns.total = "money not null"
"#,
    good: r#"
[tables.orders]
columns.id = "uuid primary key"
columns.total = "numeric(12,2) not null"
columns.currency = "text not null"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    super::columns_of(subject, "money", "means what a setting of the session says", "use numeric")
}
