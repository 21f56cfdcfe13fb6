//! Types that keep pg_upgrade from running.

use super::{Group, Hit, Level, Lint, Subject};

pub static LINT: Lint = Lint {
    id: "type-reg",
    group: Group::Types,
    level: Level::Warn,
    summary: "A column of a type that pg_upgrade refuses",
    docs: "
Values of `regproc`, `regprocedure`, `regoper`, `regoperator`, `regconfig`, `regdictionary`, `regnamespace` and
`regcollation` are numbers of catalog rows, which are others after an upgrade, so pg_upgrade stops where a column holds
them. `regclass`, `regtype` and `regrole` are kept. The name as text, cast where it is used, survives everything.",
    bad: r#"
[tables.jobs]
columns.id = "uuid primary key"
columns.handler = "regproc not null"
"#,
    good: r#"
[tables.jobs]
columns.id = "uuid primary key"
columns.handler = "text not null"
"#,
    check,
};

const TYPES: [&str; 8] = [
    "regproc", "regprocedure", "regoper", "regoperator", "regconfig", "regdictionary", "regnamespace", "regcollation",
];

fn check(subject: &Subject<'_>) -> Vec<Hit> {
    let one = |name: &&'static str| super::columns_of(subject, name, "keeps pg_upgrade from running", "store the name as text");
    TYPES.iter().flat_map(one).collect()
}
