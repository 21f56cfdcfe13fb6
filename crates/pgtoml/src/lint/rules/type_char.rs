//! char(n).

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "type-char",
    group: Group::Types,
    level: Level::Warn,
    summary: "A column of type char(n), which pads its values with blanks",
    docs: "
`char(5)` stores `'ab'` with three blanks behind it and then mostly hides them: `length` says 2, `c || 'x'` is `'abx'`,
`c like 'ab'` is false, and `'ab ' = 'ab'` is true (PostgreSQL 15 and 18). It is not faster than text, and takes more
space. `text` with a check does what is meant. `\"char\"`, of one byte, is another type.",
    bad: r#"
[tables.countries]
columns.code = "char(2) primary key"
"#,
    good: r#"
[tables.countries]
columns.code = "text primary key check (code ~ '^[A-Z]{2}$')"
"#,
    check,
};

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    super::columns_of(subject, "bpchar", "pads its values with blanks", "use text, with a check on its length")
}
