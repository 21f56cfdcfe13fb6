//! The database of a proof, and the roles that it needs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use pgtoml::compare::State;
use pgtoml::data::{Bound, Rows, Value};
use pgtoml::isolation::emit::written;
use pgtoml::kind::{Body, Tag};
use pgtoml::kinds::role::membership;
use pgtoml::model::{Ident, Model};
use pgtoml::sql::quote::quote_ident;

use crate::connect::Connection;
use crate::engine::Engine;
use crate::prove::{ProveError, Then, build, mentioned};

/// Numbers the proofs of this process.
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of our own on an engine, gone at the end.
pub(super) struct Ground {
    engine: Box<dyn Engine>,
    borrowed: bool,
    database: String,
    made: bool,
    roles: BTreeSet<String>,
    /// Held while we use roles of a server that others use too.
    lock: Option<Connection>,
}

/// One proof at a time makes roles on a server: another one would drop those that both need.
const LOCK: &str = "SELECT pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended('pgtoml rls prove', 0))";

impl Ground {
    /// Makes the schema.
    pub(super) fn make(engine: Box<dyn Engine>, borrowed: bool, state: &State) -> Result<Self, ProveError> {
        let database = format!("pgtoml_rls_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut ground = Self { engine, borrowed, database, made: false, roles: BTreeSet::new(), lock: None };
        if borrowed {
            let maintenance = ground.engine.maintenance_database().to_owned();
            let mut connection = ground.engine.connect(&maintenance)?;
            connection.batch_execute(LOCK)?;
            ground.lock = Some(connection);
        }
        ground.engine.create_database(&ground.database)?;
        ground.made = true;
        let mut connection = ground.open()?;
        if !connection.info().superuser {
            return Err(ProveError {
                message: format!("{} lets us in as `{}`, which is no superuser", ground.name(), connection.info().user),
                hint:
                    "attacks are made as other roles, and rows past their policies: use `--scratch embedded` or `local`"
                        .to_owned(),
                then: Then::Elsewhere,
            });
        }
        let mut model = state.model.clone();
        if let Some(scope) = &state.scope {
            // What is not ours must stand there too.
            for (id, object) in &scope.external.objects {
                model.objects.entry(id.clone()).or_insert_with(|| object.clone());
            }
        }
        // With one, the copy could reach the server behind a foreign table.
        model.objects.retain(|id, _| id.tag != Tag::UserMapping);
        let mut roles = mentioned(&model);
        if borrowed {
            roles.extend(model.of_kind(Tag::Role).map(|(id, _)| id.name.clone()));
        }
        for role in roles.iter().filter(|role| !role.as_str().starts_with("pg_")) {
            ground.role(&mut connection, role)?;
        }
        if borrowed {
            ground.memberships(&mut connection, &model)?;
        }
        let (empty, _) = crate::catalog::state(&mut connection)?;
        for (id, object) in &empty.model.objects {
            if id.tag != Tag::Role || !borrowed {
                model.objects.entry(id.clone()).or_insert_with(|| object.clone());
            }
        }
        // What a file takes from the environment is nobody's here.
        let known = |rows: &&Rows| rows.rows.iter().all(|row| !row.cells.values().any(is_secret));
        let rows: Vec<Rows> = state.rows.iter().filter(known).cloned().collect();
        let wanted = State { model, depends_on: state.depends_on.clone(), rows, ..State::default() };
        if let Err(why) = build(&mut connection, &wanted, borrowed) {
            return Err(ProveError {
                message: format!("{} cannot make the schema: {why}", ground.name()),
                hint: "name another engine with `--scratch`, for example `local` or a URL".to_owned(),
                then: Then::Elsewhere,
            });
        }
        drop(connection);
        Ok(ground)
    }

    /// Makes a role, unless it is there; says whether it was made.
    pub(super) fn role(&mut self, connection: &mut Connection, role: &Ident) -> Result<bool, ProveError> {
        let name = role.as_str();
        if connection.query_opt("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", &[&name])?.is_some() {
            return Ok(false);
        }
        connection.batch_execute(&format!("CREATE ROLE {}", quote_ident(name)))?;
        self.roles.insert(name.to_owned());
        Ok(true)
    }

    /// Roles that we made on a server of others are members of each other as the model says. The roles that were there
    /// before stay what they are.
    fn memberships(&mut self, connection: &mut Connection, model: &Model) -> Result<(), ProveError> {
        for (id, object) in model.of_kind(Tag::Role) {
            let Body::Role(role) = &object.body else { continue };
            if !self.roles.contains(id.name.as_str()) {
                continue;
            }
            let member = quote_ident(id.name.as_str());
            // What reaches past policies does so here; a superuser is more than that takes.
            if role.superuser || role.bypassrls {
                connection.batch_execute(&format!("ALTER ROLE {member} BYPASSRLS"))?;
            }
            if !role.inherit {
                connection.batch_execute(&format!("ALTER ROLE {member} NOINHERIT"))?;
            }
            for text in &role.member_of {
                let held = membership(text).0;
                if self.roles.contains(held.as_str()) {
                    connection.batch_execute(&format!("GRANT {} TO {member}", quote_ident(held.as_str())))?;
                }
            }
        }
        Ok(())
    }

    /// What the names of roles end with that only this run has; nothing on a server of our own.
    pub(super) fn suffix(&self) -> String {
        let own = self.database.strip_prefix("pgtoml_rls").filter(|_| self.borrowed);
        own.unwrap_or_default().to_owned()
    }

    pub(super) fn name(&self) -> String {
        self.engine.name()
    }

    pub(super) fn catches_errors(&self) -> bool {
        self.engine.catches_errors()
    }

    /// A session; values are written as text there as in every other one.
    pub(super) fn open(&mut self) -> Result<Connection, ProveError> {
        let database = self.database.clone();
        let mut connection = self.engine.connect(&database)?;
        connection.batch_execute(&written(false))?;
        Ok(connection)
    }

    /// Takes everything away, and says what is left.
    pub(super) fn close(mut self) -> Vec<String> {
        self.clear()
    }

    fn clear(&mut self) -> Vec<String> {
        let mut left = Vec::new();
        if std::mem::take(&mut self.made)
            && let Err(error) = self.engine.drop_database(&self.database)
        {
            left.push(format!("database {} is left: {error}", self.database));
        }
        let roles = std::mem::take(&mut self.roles);
        if self.borrowed && !roles.is_empty() {
            let maintenance = self.engine.maintenance_database().to_owned();
            match self.engine.connect(&maintenance) {
                Ok(mut connection) => {
                    for role in &roles {
                        let dropped = connection.batch_execute(&format!("DROP ROLE IF EXISTS {}", quote_ident(role)));
                        if let Err(error) = dropped {
                            left.push(format!("role {role} is left: {}", ProveError::from(error)));
                        }
                    }
                }
                Err(error) => left.extend(roles.iter().map(|role| format!("role {role} is left: {error}"))),
            }
        }
        self.lock = None;
        left
    }
}

fn is_secret(value: &Value) -> bool {
    match value {
        Value::Secret(_) => true,
        Value::Computed(computed) => computed.bound.values().any(|bound| !matches!(bound, Bound::Text(_))),
        Value::Null | Value::Text(_) | Value::Row(_) => false,
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // After an error nobody is left to hear of it. The names say whose they were.
        self.clear();
    }
}
