//! The documentation of rules, from what stands in their [`Lint`].

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::config::PROVE;
use super::{Group, Lint, rules};

/// The page of one rule, as Markdown.
pub fn page(lint: &Lint) -> String {
    section(lint, "#")
}

/// All rules as one page of Markdown.
pub fn book() -> String {
    let mut out = String::from(
        "# Rules of `pgtoml lint`\n\n\
         This page is made from the rules themselves. `pgtoml explain RULE` prints one of them.\n\n\
         A level is `off`, `info`, `warn` or `error`. `pgtoml lint --exit-code` exits 2 where something is found at `warn` or\n\
         `error`. Rules that look at tables and policies work the same on a file and on a live database.\n\n\
         ```toml\n[lint]\nrules.no-primary-key = \"error\"            # a rule\nrules.types = \"off\"                       # or a group\n\
         only.missing-comment = [\"tables\", \"views\"] # sections of the kinds that it looks at\n\
         ignore.extension-in-public = \"the hosting installs extensions there\"\n\n\
         [[lint.allow]]\nrule = \"unindexed-foreign-key\"\non = \"public.audit_*\"                    # `*` stands for any characters\n\
         reason = \"written once, never joined\"\n```\n\n\
         A suppression without a reason is an error, and one that passes over nothing any more is said.\n",
    );
    for group in Group::ALL {
        let _ = writeln!(out, "\n## {}\n\n| Rule | Level | Finds |\n|---|---|---|", title(group));
        for lint in of(group) {
            let _ = writeln!(out, "| [`{0}`](#{0}) | {1} | {2} |", lint.id, lint.level, lint.summary);
        }
    }
    for group in Group::ALL {
        for lint in of(group) {
            let _ = write!(out, "\n{}", section(lint, "##"));
        }
    }
    let _ = write!(out, "\n## Leaks that are accepted\n\n{}", prove("###"));
    out
}

/// The page of `rls-prove`, which is no rule of `lint`, but is accepted like one.
pub fn prove(head: &str) -> String {
    format!(
        "{head} {PROVE}\n\n\
         What `pgtoml rls prove` gets through a table, view or function of another tenant's rows. `lint` tries nothing and never\n\
         finds it; the name stands here because a leak that is meant is accepted in the same place as a finding:\n\n\
         ```toml\n[[lint.allow]]\nrule = \"{PROVE}\"\non = \"public.find_invitation\"\nreason = \"whoever holds the token of an \
         invitation may see whom it is from\"\n```\n\n\
         `on` names what the attack goes through, as the report does. Each report prints what was accepted and why, and says\n\
         where nothing leaks any more. Without `on` every leak is accepted, so that nothing is proven.\n"
    )
}

/// All rules in a table for a terminal.
pub fn table() -> String {
    let width = |text: fn(&Lint) -> &'static str| rules::ALL.iter().map(|lint| text(lint).len()).max().unwrap_or(0);
    let (ids, groups) = (width(|lint| lint.id), width(|lint| lint.group.name()));
    let mut out = String::new();
    for lint in Group::ALL.into_iter().flat_map(of) {
        let (id, group, level) = (lint.id, lint.group.name(), lint.level.name());
        let _ = writeln!(out, "{id:ids$}  {group:groups$}  {level:5}  {}", lint.summary);
    }
    let _ = writeln!(out, "\n`pgtoml explain RULE` says more about one of them");
    out
}

/// All rules for programs.
pub fn json() -> Value {
    Group::ALL.into_iter().flat_map(of).map(one_json).collect()
}

/// One rule for programs.
pub fn one_json(lint: &Lint) -> Value {
    let Lint { id, group, level, summary, docs, bad, good, check: _ } = lint;
    json!({
        "rule": id, "group": group, "level": level, "summary": summary,
        "docs": docs.trim(), "bad": bad.trim(), "good": good.trim(),
    })
}

fn of(group: Group) -> impl Iterator<Item = &'static Lint> {
    rules::ALL.iter().copied().filter(move |lint| lint.group == group)
}

fn title(group: Group) -> String {
    let name = group.name();
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn section(lint: &Lint, head: &str) -> String {
    let Lint { id, group, level, summary, docs, bad, good, check: _ } = lint;
    let (docs, bad, good) = (docs.trim(), bad.trim(), good.trim());
    format!(
        "{head} {id}\n\n{summary}. Group `{}`, level `{level}`.\n\n{docs}\n\nFound in:\n\n```toml\n{bad}\n```\n\n\
         Not found in:\n\n```toml\n{good}\n```\n\n\
         To pass over it where it is meant:\n\n```toml\n[[lint.allow]]\nrule = \"{id}\"\non = \"public.*\"\nreason = \"…\"\n```\n",
        group.name()
    )
}
