//! Findings about a model: what PostgreSQL accepts and people regret.
//!
//! A rule is one module of `rules/`: a [`Lint`] with its documentation, and one function over the model. The list in
//! [`rules`] is all that names it; levels, suppressions, formats and pages follow from what stands in its [`Lint`].

pub mod config;
pub mod explain;
pub(crate) mod expression;
pub mod report;
pub mod rules;
pub(crate) mod subject;

use std::fmt;

use serde::Serialize;

pub use self::config::Config;
pub use self::report::{Finding, Report, Suppressed};
pub use self::subject::{Routine, Subject};
pub(crate) use self::subject::{is_for, listed};

use crate::diagnostic::{Diagnostic, Severity, Span};
use crate::model::Id;
use crate::read::Loaded;
use crate::read::node::SpanIndex;
use crate::read::project::matches;

/// A rule with everything that is known of it.
#[derive(Debug)]
pub struct Lint {
    /// Its name in files and messages: `unindexed-foreign-key`.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// How loud it is unless `[lint]` says otherwise.
    pub level: Level,
    /// What it finds, in one sentence without a full stop.
    pub summary: &'static str,
    /// What is wrong with that, as it was measured, and what the rule cannot know. Markdown.
    pub docs: &'static str,
    /// A schema.toml in which it finds something.
    pub bad: &'static str,
    /// The same without.
    pub good: &'static str,
    /// Everything that it finds.
    pub check: fn(&Subject<'_>) -> Vec<Hit>,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LintGroup"))]
pub enum Group {
    /// Who can read and change what.
    Security,
    /// What gets slow.
    Performance,
    /// What a schema lacks or has twice.
    Design,
    /// Types of columns that hold surprises.
    Types,
    /// What works, and what many do otherwise.
    Style,
}

impl Group {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 5] = [Self::Security, Self::Performance, Self::Design, Self::Types, Self::Style];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Performance => "performance",
            Self::Design => "design",
            Self::Types => "types",
            Self::Style => "style",
        }
    }
}

/// How loud a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Level {
    /// It says nothing.
    // And so it is the level of no finding.
    #[cfg_attr(feature = "typescript", ts(skip))]
    Off,
    /// Worth knowing.
    Info,
    /// Probably a mistake.
    Warn,
    /// Certainly one.
    Error,
}

impl Level {
    /// All of them, from quiet to loud.
    pub const ALL: [Self; 4] = [Self::Off, Self::Info, Self::Warn, Self::Error];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Error => "error",
        }
    }

    fn severity(self) -> Severity {
        match self {
            Self::Off | Self::Info => Severity::Note,
            Self::Warn => Severity::Warning,
            Self::Error => Severity::Error,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that a rule has found.
#[derive(Clone, Debug)]
pub struct Hit {
    object: Id,
    part: Option<&'static str>,
    message: String,
    hint: Option<String>,
    fix: Option<String>,
}

impl Hit {
    /// In this object; the message is a sentence without a full stop that names it.
    pub fn new(object: &Id, message: impl Into<String>) -> Self {
        Self { object: object.clone(), part: None, message: message.into(), hint: None, fix: None }
    }

    /// At this key of the object's TOML, or at the whole value of an object that is written in one line.
    #[must_use]
    pub fn at(mut self, key: &'static str) -> Self {
        self.part = Some(key);
        self
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With TOML that sets it right: `line` under the section of `owner`.
    #[must_use]
    pub fn fix(mut self, owner: &Id, line: impl fmt::Display) -> Self {
        self.fix = Some(format!("{}\n{line}", crate::write::header(owner)));
        self
    }
}

/// The rule of this name.
pub fn find(id: &str) -> Option<&'static Lint> {
    rules::ALL.iter().copied().find(|lint| lint.id == id)
}

/// Everything that the rules find in a model. `loaded` is the file that it was read from, which knows the places.
pub fn lint(subject: &Subject<'_>, config: &Config, loaded: Option<&Loaded>) -> Report {
    let mut report = Report::default();
    let mut used = vec![false; config.allow.len()];
    let mut spans = None;
    for lint in rules::ALL {
        let level = config.level(lint);
        if level == Level::Off {
            continue;
        }
        for hit in (lint.check)(subject).into_iter().filter(|hit| config.looks_at(lint, hit.object.tag)) {
            let mut reason = None;
            for (allow, used) in config.allow.iter().zip(&mut used) {
                if allow.covers(lint, &hit.object) {
                    *used = true;
                    reason = reason.or(Some(&allow.reason));
                }
            }
            if let Some(reason) = reason {
                let (rule, object) = (lint.id, hit.object.to_string());
                report.suppressed.push(Suppressed { rule, object, reason: reason.to_string() });
                continue;
            }
            let span = loaded
                .and_then(|loaded| place(loaded, spans.get_or_insert_with(|| SpanIndex::new(&loaded.files)), &hit));
            let Hit { object, part: _, message, hint, fix } = hit;
            let diagnostic = Diagnostic { span, severity: level.severity(), code: lint.id, message, hint, fix };
            report.findings.push(Finding { lint, level, object, diagnostic });
        }
    }
    let by_place = |finding: &Finding| (finding.diagnostic.span.is_none(), finding.diagnostic.span);
    report.findings.sort_by(|a, b| by_place(a).cmp(&by_place(b)).then_with(|| a.object.cmp(&b.object)));
    if loaded.is_some() {
        // Those of `rls prove` are none of ours.
        let stale = config.allow.iter().zip(used).filter(|(allow, used)| !used && allow.rule != config::PROVE);
        report.stale = stale.map(|(allow, _)| allow.stale(config)).collect();
    }
    report
}

/// Where a finding stands in the file: its key, that of the object, or that of what the object belongs to.
fn place(loaded: &Loaded, spans: &SpanIndex, hit: &Hit) -> Option<Span> {
    let known = |id: &Id| loaded.places.get(id).copied().filter(|place| place.key.end > 0);
    let own = known(&hit.object);
    let place = own.or_else(|| known(&hit.object.parent_id()?))?;
    let part = own.and_then(|place| spans.within(place.key, hit.part?));
    Some(part.unwrap_or(place.key))
}

/// Whether a pattern names the object or what it belongs to: `users`, `public.users`, `public.users.email`, `public.*`.
fn names(pattern: &str, id: &Id) -> bool {
    let owner = id.parent.as_ref().map_or(&id.name, |parent| &parent.name).as_str();
    let whole = match &id.parent {
        Some(_) => format!("{owner}.{}", id.name.as_str()),
        None if id.tag.info().has_signature() => format!("{owner}({})", id.args),
        None => owner.to_owned(),
    };
    let schema = id.schema.as_ref().map(crate::model::Ident::as_str);
    [owner, whole.as_str()].into_iter().any(|name| {
        matches(pattern, name) || schema.is_some_and(|schema| matches(pattern, &format!("{schema}.{name}")))
    })
}
