//! What one role does in a database, and what must come of it: the checks of `tests/isolation` and `tests/starters`.

use std::collections::BTreeMap;
use std::fmt;

use pgtoml::sql::quote::{quote_ident, quote_literal};
use postgres::{Client, SimpleQueryMessage};
use serde::{Deserialize, Deserializer};

use crate::servers::connect;

/// What one role does in one context, and what comes of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What it shows.
    pub note: String,
    /// Who does it.
    pub role: String,
    /// Settings of the transaction.
    #[serde(default)]
    pub settings: BTreeMap<String, String>,
    /// Statements before, as the role.
    #[serde(default)]
    pub before: Vec<String>,
    /// The statement, or several.
    pub sql: String,
    /// The rows of the last one, with ` | ` between columns.
    pub rows: Option<Vec<String>>,
    /// How many rows the last one changes.
    pub count: Option<u64>,
    /// The error: its SQLSTATE, or a part of its message.
    pub error: Option<String>,
    /// Words that all occur in the plan of the statement.
    #[serde(default, deserialize_with = "words")]
    pub uses: Vec<String>,
    /// Words that do not.
    #[serde(default, deserialize_with = "words")]
    pub avoids: Vec<String>,
    /// So many connections do it at once, as often as `times` says, in a transaction each that commits.
    pub sessions: Option<usize>,
    /// How often each of them.
    #[serde(default = "once")]
    pub times: usize,
    /// A query whose rows the superuser looks at afterwards.
    pub outside: Option<String>,
    /// What it yields.
    #[serde(default)]
    pub outside_rows: Vec<String>,
}

/// What came instead.
#[derive(Debug, PartialEq)]
pub struct Wrong {
    /// What the check says.
    pub expected: String,
    /// What there was.
    pub found: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}\n       found {}", self.expected, self.found)
    }
}

fn once() -> usize {
    1
}

/// A text, or a list of them.
fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Words {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Words::deserialize(deserializer)? {
        Words::One(word) => vec![word],
        Words::Many(words) => words,
    })
}

impl Check {
    /// Why it could not fail, or says two things at once.
    pub fn flaw(&self) -> Option<&'static str> {
        let result = self.rows.is_some() || self.count.is_some();
        let plan = !self.uses.is_empty() || !self.avoids.is_empty();
        let kinds = [result, self.error.is_some(), plan, self.sessions.is_some()];
        match kinds.into_iter().filter(|said| *said).count() {
            0 => return Some("it says neither `rows` nor `count` nor `error` nor words of the plan"),
            1 => {}
            _ => {
                return Some("only one of `rows` and `count`, `error`, words of the plan, and `sessions` is looked at");
            }
        }
        if self.uses.iter().chain(&self.avoids).chain(&self.error).any(String::is_empty) {
            return Some("an empty word is everywhere");
        }
        if self.sessions.is_some() && self.outside.is_none() {
            return Some("nobody looks at what `sessions` left");
        }
        if self.outside.is_some() && (self.error.is_some() || plan) {
            return Some("nobody looks `outside` after an error or a plan");
        }
        if self.outside.is_none() && !self.outside_rows.is_empty() {
            return Some("`outside_rows` without `outside`");
        }
        (self.times != 1 && self.sessions.is_none()).then_some("`times` without `sessions`")
    }

    /// The same with something else expected, once for each thing that it says: every one of these has to fail.
    pub fn mutants(&self) -> Vec<Self> {
        let other = || "what does not come".to_owned();
        let mut mutants = Vec::new();
        let mut mutant = |change: &dyn Fn(&mut Self)| {
            let mut check = self.clone();
            change(&mut check);
            mutants.push(check);
        };
        if self.rows.is_some() {
            mutant(&|check| check.rows.iter_mut().for_each(|rows| rows.push(other())));
        }
        if self.count.is_some() {
            mutant(&|check| check.count.iter_mut().for_each(|count| *count += 1));
        }
        if self.error.is_some() {
            mutant(&|check| check.error = Some(other()));
        }
        if !self.uses.is_empty() {
            mutant(&|check| check.uses.push(other()));
        }
        if !self.avoids.is_empty() {
            mutant(&|check| check.uses.append(&mut check.avoids));
        }
        if self.outside.is_some() {
            mutant(&|check| check.outside_rows.push(other()));
        }
        mutants
    }

    /// What a report says of it when it fails; `file` is where it is.
    pub fn report(&self, file: &str, wrong: &Wrong) -> String {
        format!("{file}: {}\n       as {}: {}\n       {wrong}", self.note, self.role, self.sql.trim())
    }

    /// Does it in a transaction of its own, which is rolled back.
    ///
    /// # Errors
    /// It did not come as the check says.
    pub fn run(&self, client: &mut Client) -> Result<(), Wrong> {
        let done = self.begin(client).and_then(|()| self.look(client));
        // A check may have ended the transaction by itself, and a lost connection is replaced by the caller.
        let _ = client.batch_execute("rollback");
        done
    }

    /// Does it in many sessions at once, each time for good.
    ///
    /// # Errors
    /// One of them failed, or what they left is not what the check says.
    pub fn run_at_once(&self, url: &str) -> Result<(), Wrong> {
        let session = || {
            let mut client = connect(url);
            for _ in 0..self.times {
                self.begin(&mut client)?;
                let wanted = || format!("{} sessions to succeed", self.sessions.unwrap_or(1));
                client.simple_query(&self.sql).map_err(|error| Wrong { expected: wanted(), found: told(&error) })?;
                client.batch_execute("commit").map_err(|error| Wrong { expected: wanted(), found: told(&error) })?;
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..self.sessions.unwrap_or(1)).map(|_| scope.spawn(session)).collect();
            // Every one is waited for, also after one has failed.
            let ends: Vec<Result<(), Wrong>> =
                all.into_iter().map(|one| one.join().expect("a session does not panic")).collect();
            ends.into_iter().collect::<Result<(), Wrong>>()
        })?;
        self.outside(&mut connect(url))
    }

    fn begin(&self, client: &mut Client) -> Result<(), Wrong> {
        let mut sql = "begin; set local timezone = 'UTC'; set local jit = off;".to_owned();
        for (setting, value) in &self.settings {
            sql += &format!("select set_config({}, {}, true);", quote_literal(setting), quote_literal(value));
        }
        sql += &format!("set local role {}", quote_ident(&self.role));
        for sql in std::iter::once(&sql).chain(&self.before) {
            client
                .batch_execute(sql)
                .map_err(|error| Wrong { expected: format!("this to succeed before: {sql}"), found: told(&error) })?;
        }
        Ok(())
    }

    fn look(&self, client: &mut Client) -> Result<(), Wrong> {
        if !self.uses.is_empty() || !self.avoids.is_empty() {
            return self.plan(client);
        }
        let wanted = || match (&self.rows, self.count, &self.error) {
            (_, _, Some(error)) => format!("the error {error}"),
            (Some(rows), None, _) => format!("the rows {rows:?}"),
            (Some(rows), Some(count), _) => format!("the rows {rows:?}, {count} of them changed"),
            (None, count, _) => format!("{} rows", count.unwrap_or_default()),
        };
        let wrong = |found: String| Err(Wrong { expected: wanted(), found });
        match (client.simple_query(&self.sql), &self.error) {
            (Err(error), Some(said)) => {
                let code = error.code().map_or("", |code| code.code());
                if code != said && !message(&error).contains(said.as_str()) {
                    return wrong(told(&error));
                }
                Ok(())
            }
            (Err(error), None) => wrong(told(&error)),
            (Ok(messages), said) => {
                let (rows, count) = read(messages);
                if said.is_some() {
                    return wrong(format!("no error, but the rows {rows:?} of {count}"));
                }
                if self.rows.as_ref().is_some_and(|wanted| *wanted != rows) {
                    return wrong(format!("the rows {rows:?}"));
                }
                if self.count.is_some_and(|wanted| wanted != count) {
                    return wrong(format!("{count} rows"));
                }
                self.outside(client)
            }
        }
    }

    fn plan(&self, client: &mut Client) -> Result<(), Wrong> {
        let list = |words: &[String]| words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let expected = match (self.uses.as_slice(), self.avoids.as_slice()) {
            (uses, []) => format!("a plan with {}", list(uses)),
            ([], avoids) => format!("a plan without {}", list(avoids)),
            (uses, avoids) => format!("a plan with {}, without {}", list(uses), list(avoids)),
        };
        match client.simple_query(&format!("explain (costs off) {}", self.sql)) {
            Err(error) => Err(Wrong { expected, found: told(&error) }),
            Ok(messages) => {
                let plan = read(messages).0.join("\n");
                let there = |word: &String| plan.contains(word.as_str());
                let right = self.uses.iter().all(there) && !self.avoids.iter().any(there);
                let found = || format!("\n{plan}").replace('\n', "\n         ");
                if right { Ok(()) } else { Err(Wrong { expected, found: found() }) }
            }
        }
    }

    fn outside(&self, client: &mut Client) -> Result<(), Wrong> {
        let Some(sql) = &self.outside else { return Ok(()) };
        let expected = || format!("from outside the rows {:?}", self.outside_rows);
        let looked = client.batch_execute("reset role").and_then(|()| client.simple_query(sql));
        let (rows, _) =
            read(looked.map_err(|error| Wrong { expected: expected(), found: format!("{}: {sql}", told(&error)) })?);
        if rows != self.outside_rows {
            return Err(Wrong { expected: expected(), found: format!("{rows:?}") });
        }
        Ok(())
    }
}

/// The rows of the last statement as texts, and the count that its command says.
fn read(messages: Vec<SimpleQueryMessage>) -> (Vec<String>, u64) {
    let (mut rows, mut count, mut ended) = (Vec::new(), 0, false);
    for message in messages {
        if std::mem::take(&mut ended) {
            rows.clear();
        }
        match message {
            SimpleQueryMessage::Row(row) => {
                let values: Vec<&str> = (0..row.len()).map(|at| row.get(at).unwrap_or("null")).collect();
                rows.push(values.join(" | "));
            }
            SimpleQueryMessage::CommandComplete(number) => (count, ended) = (number, true),
            _ => {}
        }
    }
    (rows, count)
}

fn message(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

/// An error with its SQLSTATE.
pub fn told(error: &postgres::Error) -> String {
    format!("the error {} {}", error.code().map_or("without a code", |code| code.code()), message(error))
}
