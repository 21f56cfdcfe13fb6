//! One attack: who asks what in which context, and what would show that it succeeded.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kind::Tag;
use crate::model::{Id, Ident};

/// What the session holds when an attack begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stance {
    /// Nothing was ever set. Only a new session is like that.
    Unset,
    /// Empty texts, as settings are after the transaction in which they were set.
    Empty,
    /// Texts that are no values.
    Malformed,
    /// The attacker's own tenant.
    Own,
    /// The attacker's own tenant, after another one left its settings in the session.
    LeftOver,
    /// Another tenant left its settings in the session, and the pool reset it.
    Reset,
}

impl Stance {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unset => "no context",
            Self::Empty => "an empty context",
            Self::Malformed => "a malformed context",
            Self::Own => "its own context",
            Self::LeftOver => "its own context after another tenant's session",
            Self::Reset => "a pooled connection that was reset",
        }
    }
}

/// The session of an attack.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Context {
    /// What it is like.
    pub stance: Stance,
    /// Settings of the transaction.
    pub settings: BTreeMap<String, String>,
    /// Settings that were left in the session before.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub before: BTreeMap<String, String>,
}

/// What must come of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// Nothing of another's is seen or changed.
    Nothing,
    /// The same, but that it succeeds is told apart: foreign keys look past row-level security by design.
    Probe,
    /// It works: these are the asker's own rows.
    Own,
}

/// How a statement answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// With nothing that matters.
    Plain,
    /// With one column of texts; it may stand in a WITH.
    Answers,
    /// With lines of COPY; no function can run it.
    CopyOut,
}

/// One attack, or one use that must stay possible.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attack {
    /// What it is: `insert`, `blind update`, `upsert` …
    pub name: &'static str,
    /// The table whose rows are to be protected.
    #[serde(serialize_with = "shown")]
    pub table: Id,
    /// The relation or function through which it goes.
    #[serde(serialize_with = "shown")]
    pub through: Id,
    /// The role of the model.
    pub role: Ident,
    /// The role that acts.
    pub actor: Ident,
    /// Number of the tenant that asks.
    pub tenant: usize,
    /// The session.
    pub context: Context,
    /// What must come of it.
    pub expect: Expect,
    /// Statements before it, as superuser.
    pub setup: String,
    /// The statement.
    pub statement: String,
    /// What it answers with.
    pub way: Way,
    /// Texts that must not be among the answers; for own uses: of which one must be.
    pub hidden: BTreeSet<String>,
    /// A query for the superuser afterwards: each row is a trace of what must not have happened.
    pub witness: String,
    /// What takes the other's rows away: the answers must be the same without them.
    pub without: String,
}

fn shown<S: serde::Serializer>(id: &Id, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}

impl Attack {
    /// The command whose policies it is about, where it goes straight to the table.
    pub fn command(&self) -> Option<&'static str> {
        if self.through != self.table && self.expect != Expect::Probe || self.name.starts_with("side effect") {
            return None;
        }
        let command = match self.name {
            "select" | "copy" | "own select" => "select",
            "own update" | "take over" => "update",
            "own delete" => "delete",
            "truncate" => "truncate",
            name if name.contains("insert") || name == "upsert" || name == "reference" || name == "copy from" => {
                "insert"
            }
            name if name.contains("update") || name.contains("reparent") => "update",
            name if name.contains("delete") => "delete",
            _ => return None,
        };
        (!self.name.ends_with("by the owner")).then_some(command)
    }

    /// The SQLSTATEs, as patterns of LIKE, with which a policy or a privilege stops it. Any other error, of a constraint or
    /// of the statement itself, says nothing of what a better statement does.
    pub fn defences(&self) -> Vec<&'static str> {
        // No privilege or no policy; RAISE; a view that can't be written; a statement that is not made for it.
        let mut found = vec!["42501", "P0001", "55000", "0A000"];
        if !matches!(self.context.stance, Stance::Own | Stance::LeftOver) {
            // What the session holds is no value, or was never set.
            found.extend(["22%", "42704"]);
        }
        if self.expect == Expect::Probe {
            found.push("23503");
        }
        if self.through.tag == Tag::View {
            // Its CHECK OPTION; and a column that it does not have, and nothing else gives a value.
            found.extend(["44000", "23502"]);
        }
        found
    }

    /// In one line: `blind update of documents as app with its own context`.
    pub fn title(&self) -> String {
        let through = if self.through == self.table { String::new() } else { format!(" through {}", self.through) };
        format!(
            "{} of {}{through} as {} with {}",
            self.name,
            self.table.qualified(),
            self.role,
            self.context.stance.words()
        )
    }
}

/// What came of an attack, as the function of `attempt.sql` says it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// How many rows it answered with or touched.
    pub rows: i64,
    /// What was seen or changed.
    pub found: Vec<String>,
    /// SQLSTATE of the error with which it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
    /// It answers differently each time, so nothing follows from a difference.
    pub unstable: bool,
    /// It fails in the same words when the other's rows are gone: they are not why.
    pub same: bool,
    /// Why it could not be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}

impl Outcome {
    /// Whether the attack succeeded.
    pub fn leaks(&self, attack: &Attack) -> bool {
        attack.expect != Expect::Own && !self.found.is_empty() && !self.unstable
    }

    /// Why nothing follows from it.
    pub fn inconclusive(&self, attack: &Attack) -> Option<String> {
        if let Some(why) = &self.failed {
            return Some(why.clone());
        }
        if self.unstable {
            return Some("it answers differently each time".to_owned());
        }
        if self.same || !self.found.is_empty() {
            return None;
        }
        let state = self.state.as_deref().filter(|_| attack.expect != Expect::Own)?;
        let expected = attack.defences().iter().any(|known| match known.strip_suffix('%') {
            Some(class) => state.starts_with(class),
            None => state == *known,
        });
        let said = self.said.as_deref().unwrap_or("an error");
        (!expected).then(|| format!("no policy stopped it, but an error ({state}): {said}"))
    }

    /// Whether all that got out is that a unique key holds a value already.
    pub fn tells_a_key(&self) -> bool {
        self.state.as_deref() == Some("23505")
    }

    /// Whether a call looked into the tenant's own rows: it worked, or refused for a reason that is in them.
    pub fn answers(&self) -> bool {
        self.failed.is_none() && !self.found.is_empty()
    }

    /// Whether an own use was possible.
    pub fn works(&self) -> bool {
        self.state.is_none() && self.failed.is_none() && !self.found.is_empty()
    }
}
