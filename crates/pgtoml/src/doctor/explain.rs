//! The documentation of checks, from what stands in their [`Check`].

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Check, Group, checks};

/// The page of one check, as Markdown.
pub fn page(check: &Check) -> String {
    section(check, "#")
}

/// All checks as one page of Markdown.
pub fn book() -> String {
    let mut out = String::from(
        "# Checks of `pgtoml doctor`\n\n\
         This page is made from the checks themselves. `pgtoml explain CHECK` prints one of them.\n\n\
         `pgtoml doctor [TARGET]` connects as the role of the URL, in a read-only transaction with time limits, and writes\n\
         nothing. `--only` and `--except` choose checks by name; `--exit-code` exits 2 where something is found at `error`;\n\
         1 says that the database could not be asked. What the role may not see is said, with the GRANT that would help.\n",
    );
    for group in Group::ALL {
        let _ = writeln!(out, "\n## {}\n\n| Check | At worst | Finds |\n|---|---|---|", title(group));
        for check in of(group) {
            let _ = writeln!(out, "| [`{0}`](#{0}) | {1} | {2} |", check.id, check.severity, check.summary);
        }
    }
    for check in Group::ALL.into_iter().flat_map(of) {
        let _ = write!(out, "\n{}", section(check, "##"));
    }
    out
}

/// All checks in a table for a terminal.
pub fn table() -> String {
    let width = |text: fn(&Check) -> &'static str| checks::ALL.iter().map(|check| text(check).len()).max().unwrap_or(0);
    let (ids, groups) = (width(|check| check.id), width(|check| check.group.name()));
    let mut out = String::new();
    for check in Group::ALL.into_iter().flat_map(of) {
        let (id, group, severity) = (check.id, check.group.name(), check.severity.name());
        let _ = writeln!(out, "{id:ids$}  {group:groups$}  {severity:7}  {}", check.summary);
    }
    let _ = writeln!(out, "\n`pgtoml explain CHECK` says more about one of them");
    out
}

/// All checks for programs.
pub fn json() -> Vec<Value> {
    Group::ALL.into_iter().flat_map(of).map(one_json).collect()
}

/// One check for programs.
pub fn one_json(check: &Check) -> Value {
    let Check { id, group, severity, summary, docs, reads, query: _, found: _ } = check;
    json!({
        "check": id, "group": group, "severity": severity, "summary": summary, "docs": docs.trim(), "reads": reads,
    })
}

fn of(group: Group) -> impl Iterator<Item = &'static Check> {
    checks::ALL.iter().copied().filter(move |check| check.group == group)
}

fn title(group: Group) -> String {
    let name = group.name();
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn section(check: &Check, head: &str) -> String {
    let Check { id, group, severity, summary, docs, reads, query: _, found: _ } = check;
    let reads = reads.map_or_else(String::new, |role| format!("\n\nTo see all of it, a role needs `{role}`."));
    format!("{head} {id}\n\n{summary}. Group `{}`, at worst `{severity}`.\n\n{}{reads}\n", group.name(), docs.trim())
}
