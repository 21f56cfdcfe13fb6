//! The database of a proof, and the roles that it needs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use pgtoml::compare::State;
use pgtoml::kind::Tag;
use pgtoml::model::Ident;
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
}

impl Ground {
    /// Makes the schema.
    pub(super) fn make(engine: Box<dyn Engine>, borrowed: bool, state: &State) -> Result<Self, ProveError> {
        let database = format!("pgtoml_rls_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut ground = Self { engine, borrowed, database, made: false, roles: BTreeSet::new() };
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
        let mut roles = mentioned(&model);
        if borrowed {
            roles.extend(model.of_kind(Tag::Role).map(|(id, _)| id.name.clone()));
        }
        for role in roles.iter().filter(|role| !role.as_str().starts_with("pg_")) {
            ground.role(&mut connection, role)?;
        }
        let (empty, _) = crate::catalog::state(&mut connection)?;
        for (id, object) in &empty.model.objects {
            if id.tag != Tag::Role || !borrowed {
                model.objects.entry(id.clone()).or_insert_with(|| object.clone());
            }
        }
        let wanted = State { model, depends_on: state.depends_on.clone(), ..State::default() };
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

    /// Makes a role, unless it is there.
    pub(super) fn role(&mut self, connection: &mut Connection, role: &Ident) -> Result<(), ProveError> {
        let name = role.as_str();
        if connection.query_opt("SELECT FROM pg_catalog.pg_roles WHERE rolname = $1", &[&name])?.is_none() {
            connection.batch_execute(&format!("CREATE ROLE {}", quote_ident(name)))?;
            self.roles.insert(name.to_owned());
        }
        Ok(())
    }

    pub(super) fn name(&self) -> String {
        self.engine.name()
    }

    pub(super) fn catches_errors(&self) -> bool {
        self.engine.catches_errors()
    }

    pub(super) fn open(&mut self) -> Result<Connection, ProveError> {
        let database = self.database.clone();
        Ok(self.engine.connect(&database)?)
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        // Who is left to hear of it? The names say whose they were.
        if self.made {
            let _ = self.engine.drop_database(&self.database);
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
