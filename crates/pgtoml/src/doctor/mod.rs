//! What is wrong with a database and a project, and what to do about it.
//!
//! A check is one module of `checks/`: a [`Check`] with its documentation, a query as data, and one function from its
//! rows to findings. The list in [`checks`] is all that names it; options, formats and pages follow from what stands in
//! its [`Check`]. Nothing here asks a server: whoever does hands over the [`Scene`] and the [`Answer`]s.

mod answer;
pub mod checks;
pub mod explain;
pub mod report;
mod scene;

use std::fmt;

use serde::Serialize;

pub use self::answer::Answer;
pub use self::checks::connection::{Fault, Trouble};
pub use self::report::{Found, Report};
pub use self::scene::{Incomplete, Place, Planned, Project, Scene, Server};

use crate::shell;

/// A check with everything that is known of it.
#[derive(Debug)]
pub struct Check {
    /// Its name in options and messages: `index-unused`.
    pub id: &'static str,
    /// What it is about.
    pub group: Group,
    /// How bad its worst finding is.
    pub severity: Severity,
    /// What it finds, in one sentence without a full stop.
    pub summary: &'static str,
    /// What is wrong with that, how it is measured, what the check cannot know. Markdown.
    pub docs: &'static str,
    /// The predefined role without which a role sees only a part of what the query reads (manual, 21.5).
    pub reads: Option<&'static str>,
    /// The query, in one statement; `None` where this scene gives nothing to ask. `search_path` is `pg_catalog`.
    ///
    /// A row with a column `hidden` that is not null tells of an object that the role may not look at: the privilege
    /// that it lacks, or `RLS` for policies in the way, with `hidden_kind` (`TABLE`, `SEQUENCE`), `schema` and `name`.
    pub query: fn(&Scene) -> Option<String>,
    /// What the rows tell.
    pub found: fn(&Scene, &[Answer]) -> Vec<Finding>,
}

/// What a check is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    /// How the database is reached.
    Connection,
    /// What schema.toml asks for.
    Project,
    /// Who sees and may do what.
    Access,
    /// Who waits for whom.
    Sessions,
    /// Tables, their rows and their statistics.
    Tables,
    /// Indexes.
    Indexes,
    /// The server as a whole.
    Server,
}

impl Group {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 7] =
        [Self::Connection, Self::Project, Self::Access, Self::Sessions, Self::Tables, Self::Indexes, Self::Server];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Project => "project",
            Self::Access => "access",
            Self::Sessions => "sessions",
            Self::Tables => "tables",
            Self::Indexes => "indexes",
            Self::Server => "server",
        }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// It costs something, or will.
    Warning,
    /// Something does not work, or soon will not.
    Error,
}

impl Severity {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to run. Names in it are quoted; `…` stands for what only a person knows.
    pub commands: Vec<Command>,
}

/// What to run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "language", content = "text", rename_all = "lowercase")]
pub enum Command {
    /// A statement, without its semicolon.
    Sql(String),
    /// A line for a shell.
    Shell(String),
}

impl Finding {
    /// A finding without commands yet.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        Self { severity, message: message.into(), commands: Vec::new() }
    }

    /// Something does not work.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// It costs something.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// Worth knowing.
    pub fn note(message: impl Into<String>) -> Self {
        Self::new(Severity::Note, message)
    }

    /// With a statement to run.
    #[must_use]
    pub fn sql(mut self, statement: impl Into<String>) -> Self {
        self.commands.push(Command::Sql(statement.into()));
        self
    }

    /// With a program to run.
    #[must_use]
    pub fn shell<'a>(mut self, words: impl IntoIterator<Item = &'a str>) -> Self {
        self.commands.push(Command::Shell(shell::line(words)));
        self
    }
}

/// The check of a name.
pub fn find(id: &str) -> Option<&'static Check> {
    checks::ALL.iter().copied().find(|check| check.id == id)
}

/// Nothing is asked.
fn nothing(_: &Scene) -> Option<String> {
    None
}
