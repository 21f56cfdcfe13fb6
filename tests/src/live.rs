//! A live database and the file that it should be like.

use pgtoml::compare::{Nobody, Outcome, State, compare};
use pgtoml::diagnostic::SourceFile;
use pgtoml_pg::connect::{Connection, Target};

use crate::servers::TestDb;

/// The state that a text declares.
///
/// # Panics
/// There is something wrong with it.
pub fn wanted(text: &str) -> State {
    let files = vec![SourceFile { name: "schema.toml".into(), text: text.to_owned() }];
    let loaded = pgtoml::read::read(files, &|_| Err(String::new()));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    State { model: loaded.model, scope: Some(loaded.scope), depends_on: loaded.depends_on, ..State::default() }
}

/// A connection to a database, as superuser.
///
/// # Panics
/// There is none.
pub fn connection(database: &TestDb) -> Connection {
    Target::parse(&database.url, &|_| None).expect("a URL").connect().expect("a connection")
}

/// What is left to do until a database is as wanted.
///
/// # Panics
/// The database has something that no kind models, or a question of meaning is open.
pub fn plan(connection: &mut Connection, to: &State) -> Outcome {
    let (from, unmodelled) = pgtoml_pg::catalog::state(connection).expect("the database");
    assert!(unmodelled.is_empty(), "{unmodelled:?}");
    compare(from, to.clone(), &mut Nobody).expect("a plan")
}

/// Brings a database to what a text says, with the secrets of `env`, after which nothing is left to do; returns the
/// statements.
///
/// # Errors
/// What the server said, and in which statement.
///
/// # Panics
/// There is no plan, or something is left.
pub fn apply(database: &TestDb, text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Vec<String>, String> {
    let to = wanted(text);
    let mut connection = connection(database);
    let outcome = plan(&mut connection, &to);
    assert!(outcome.report.refused.is_empty(), "{}", outcome.report.human(false));
    pgtoml_pg::apply::apply(&mut connection, &outcome.plan, &outcome.statements, env, &mut |_, _| {})
        .map_err(|error| format!("{}; {}; {:?}", error.message, error.hint, error.statement))?;
    let left = plan(&mut connection, &to);
    assert!(left.report.is_empty(), "{}", left.report.human(false));
    Ok(outcome.statements.into_iter().map(|statement| statement.sql).collect())
}
