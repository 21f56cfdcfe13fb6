//! A server that exists already, borrowed for scratch databases.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Engine, EngineError, create_in, drop_in};
use crate::connect::{ConnectError, ConnectErrorKind, Connection, Target};

/// Numbers the scratch databases of this process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// An existing server. Databases made by [`Server::create_scratch`] and [`Engine::create_database`] are dropped with
/// it; no other database is ever touched.
#[derive(Debug)]
pub struct Server {
    target: Target,
    maintenance: String,
    major: u32,
    version: String,
    created: BTreeSet<String>,
}

impl Server {
    /// Connects once and checks that the role may create databases there.
    ///
    /// # Errors
    /// The connection failed, the role has no CREATEDB, or a pooler stands before the server.
    pub fn open(target: &Target) -> Result<Self, ConnectError> {
        let connection = target.connect()?;
        let info = connection.info();
        let place = target.redacted();
        if info.pooler.is_some() {
            return Err(ConnectError::new(
                ConnectErrorKind::Pooler,
                format!("{place} is a pooler, and scratch databases need the server itself"),
                "use the direct address of the server",
            ));
        }
        if info.standby {
            return Err(ConnectError::new(
                ConnectErrorKind::NotAllowed,
                format!("{place} is a standby and can't create scratch databases"),
                "name the primary, or another server",
            ));
        }
        if !info.createdb {
            return Err(ConnectError::new(
                ConnectErrorKind::NotAllowed,
                format!("the role \"{}\" may not create scratch databases on {place}", info.user),
                format!("as a superuser: ALTER ROLE \"{}\" CREATEDB; or name another server", info.user),
            ));
        }
        Ok(Self {
            // The database of the URL is sure to exist and to let the role in; `postgres` need not be.
            maintenance: target.database().to_owned(),
            major: info.major(),
            version: info.version.clone(),
            target: target.clone(),
            created: BTreeSet::new(),
        })
    }

    /// Creates `pgtoml_scratch_<pid>_<n>` and returns its name.
    ///
    /// # Errors
    /// What the server says.
    pub fn create_scratch(&mut self) -> Result<String, EngineError> {
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("pgtoml_scratch_{}_{n}", std::process::id());
        self.create_database(&name)?;
        Ok(name)
    }
}

impl Engine for Server {
    fn name(&self) -> String {
        format!("PostgreSQL {} at {}", self.version, self.target.redacted())
    }

    fn major(&self) -> u32 {
        self.major
    }

    fn target(&self, database: &str) -> Target {
        self.target.with_database(database)
    }

    fn maintenance_database(&self) -> &str {
        &self.maintenance
    }

    fn connect(&mut self, database: &str) -> Result<Connection, ConnectError> {
        self.target(database).connect()
    }

    fn create_database(&mut self, name: &str) -> Result<(), EngineError> {
        let mut connection = self.target.connect()?;
        create_in(&mut connection, name)?;
        self.created.insert(name.to_owned());
        Ok(())
    }

    /// Drops a database that this engine created; refuses any other.
    fn drop_database(&mut self, name: &str) -> Result<(), EngineError> {
        if !self.created.contains(name) {
            return Err(EngineError::new(
                format!("the database \"{name}\" was not made by this scratch and is left alone"),
                "drop it yourself if it is not needed",
            ));
        }
        let mut connection = self.target.connect()?;
        drop_in(&mut connection, name)?;
        self.created.remove(name);
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.created.is_empty() {
            return;
        }
        if let Ok(mut connection) = self.target.connect() {
            for name in std::mem::take(&mut self.created) {
                // Nobody is left to hear of it; the name says whose it was.
                let _ = drop_in(&mut connection, &name);
            }
        }
    }
}
