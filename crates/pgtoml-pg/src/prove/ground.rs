//! Where plans are proven: two databases of our own, gone at the end.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use pgtoml::kind::Tag;
use pgtoml::sql::quote::quote_ident;

use super::{Claim, mentioned};
use crate::catalog::ReadError;
use crate::connect::{ConnectError, Connection, Target};
use crate::engine::{Engine, EngineError};
use crate::rows::RowsError;

/// A proof that could not be tried.
#[derive(Debug)]
pub struct ProveError {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
    /// What follows from it.
    pub then: Then,
}

/// What follows from a proof that could not be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Another engine may be able to.
    Elsewhere,
    /// It would have been wrong to try.
    Refused,
    /// Something failed.
    Failed,
}

impl fmt::Display for ProveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ProveError {}

macro_rules! from_errors {
    ($($error:ty),* $(,)?) => {
        $(impl From<$error> for ProveError {
            fn from(error: $error) -> Self {
                Self { message: error.message, hint: error.hint, then: Then::Failed }
            }
        })*
    };
}

from_errors!(EngineError, ConnectError, ReadError, RowsError);

impl From<postgres::Error> for ProveError {
    fn from(error: postgres::Error) -> Self {
        failed(error.as_db_error().map_or_else(|| error.to_string(), |said| said.message().to_owned()))
    }
}

pub(crate) fn failed(message: String) -> ProveError {
    ProveError { message, hint: "try again; if the server went away, see its log".to_owned(), then: Then::Failed }
}

/// Numbers the proofs of this process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// An engine with two databases for a proof: one for the plan, one for the wanted state.
pub struct Ground {
    engine: Box<dyn Engine>,
    /// Whether others use the server too.
    borrowed: bool,
    names: [String; 2],
    made: Vec<String>,
    roles: Vec<String>,
    /// Who runs the plan, if that is not who connects: what is new belongs to that role.
    applier: Option<String>,
}

impl Ground {
    /// The names of the two databases of a proof; a plan may speak of the first.
    #[must_use]
    pub fn names() -> [String; 2] {
        let name = format!("pgtoml_prove_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        [name.clone(), format!("{name}_new")]
    }

    /// On an engine. `borrowed`: others use it too, so that what belongs to the whole server must stay as it is.
    #[must_use]
    pub fn new(engine: Box<dyn Engine>, borrowed: bool, names: [String; 2]) -> Self {
        Self { engine, borrowed, names, made: Vec::new(), roles: Vec::new(), applier: None }
    }

    /// What it is, for people.
    #[must_use]
    pub fn name(&self) -> String {
        self.engine.name()
    }

    /// The major version of its server.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.engine.major()
    }

    pub(super) fn borrowed(&self) -> bool {
        self.borrowed
    }

    pub(super) fn target(&self, first: bool) -> Target {
        self.engine.target(self.database(first))
    }

    fn database(&self, first: bool) -> &str {
        let [one, two] = &self.names;
        if first { one } else { two }
    }

    /// Makes the databases and the roles that both states name.
    pub(super) fn prepare(&mut self, claim: &Claim<'_>) -> Result<(), ProveError> {
        if self.borrowed
            && let Some(step) = claim.outcome.plan.steps.iter().find(|step| step.id.tag == Tag::Role)
        {
            return Err(ProveError {
                message: format!("the plan changes {}, which belongs to the whole server at {}", step.id, self.name()),
                hint: "prove it on a server of its own: `--scratch local` or `--scratch embedded`".to_owned(),
                then: Then::Refused,
            });
        }
        for first in [true, false] {
            let name = self.database(first).to_owned();
            self.engine.create_database(&name)?;
            self.made.push(name);
        }
        let mut roles = mentioned(&claim.from.model);
        roles.append(&mut mentioned(&claim.to.model));
        let declared =
            |name: &pgtoml::model::Ident| claim.from.model.of_kind(Tag::Role).any(|(id, _)| id.name == *name);
        roles.retain(|name| !declared(name));
        if self.borrowed {
            let all = claim.from.model.of_kind(Tag::Role).chain(claim.to.model.of_kind(Tag::Role));
            roles.extend(all.map(|(id, _)| id.name.clone()));
        }
        // Predefined roles are there.
        roles.retain(|name| !name.as_str().starts_with("pg_"));
        let mut connection = self.engine.connect(&self.names[0])?;
        let rows = connection.query("SELECT rolname::text FROM pg_catalog.pg_roles", &[])?;
        let there: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
        let applier = claim.from.user.as_ref().filter(|user| !self.borrowed && !declared(user));
        if let Some(user) = applier.filter(|user| user.as_str() != connection.info().user) {
            if !there.contains(user.as_str()) {
                connection.batch_execute(&format!("CREATE ROLE {} SUPERUSER", quote_ident(user.as_str())))?;
            }
            roles.remove(user);
            self.applier = Some(user.as_str().to_owned());
        }
        for role in roles.iter().filter(|role| !there.contains(role.as_str())) {
            connection.batch_execute(&format!("CREATE ROLE {}", quote_ident(role.as_str())))?;
            self.roles.push(role.as_str().to_owned());
        }
        Ok(())
    }

    pub(super) fn open(&mut self, first: bool) -> Result<Connection, ProveError> {
        let name = self.database(first).to_owned();
        let mut connection = self.engine.connect(&name)?;
        if let Some(role) = &self.applier {
            connection.batch_execute(&format!("SET ROLE {}", quote_ident(role)))?;
        }
        Ok(connection)
    }

    pub(super) fn cannot(&self, what: &str, why: &str) -> ProveError {
        ProveError {
            message: format!("{} cannot make {what}: {why}", self.name()),
            hint: "name another engine with `--scratch`, for example `local` or a URL".to_owned(),
            then: Then::Elsewhere,
        }
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // Who is left to hear of it? The names say whose they were.
        for name in std::mem::take(&mut self.made) {
            let _ = self.engine.drop_database(&name);
        }
        if self.borrowed && !self.roles.is_empty() {
            let maintenance = self.engine.maintenance_database().to_owned();
            if let Ok(mut connection) = self.engine.connect(&maintenance) {
                for role in &self.roles {
                    let _ = connection.batch_execute(&format!("DROP ROLE IF EXISTS {}", quote_ident(role)));
                }
            }
        }
    }
}
