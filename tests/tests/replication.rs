//! Logical replication for real: a publisher and a subscriber, both made from files, and rows that arrive.

use std::time::{Duration, Instant};

use pgtoml::compare::{Outcome, State};
use pgtoml::diagnostic::SourceFile;
use pgtoml_pg::connect::Target;
use pgtoml_tests::servers::{Server, TestDb, unique};

const TABLE: &str = "[tables.t]\ncolumns.id = \"integer primary key\"\ncolumns.name = \"text\"\n";

/// Brings a database to what a text says, with the secrets of `env`; returns the statements.
fn apply(database: &TestDb, text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Vec<String>, String> {
    let loaded =
        pgtoml::read::read(vec![SourceFile { name: "x".into(), text: text.to_owned() }], &|_| Err(String::new()));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let to = State { model: loaded.model, scope: Some(loaded.scope), ..State::default() };
    let mut connection = Target::parse(&database.url, &|_| None).expect("a URL").connect().expect("a connection");
    let outcome = plan(&mut connection, &to);
    assert_eq!(outcome.report.refused.len(), 0, "{}", outcome.report.human(false));
    pgtoml_pg::apply::apply(&mut connection, &outcome.plan, &outcome.statements, env, &mut |_, _| {})
        .map_err(|error| format!("{}; {}; {:?}", error.message, error.hint, error.statement))?;
    let left = plan(&mut connection, &to);
    assert!(left.report.is_empty(), "{}", left.report.human(false));
    Ok(outcome.statements.into_iter().map(|statement| statement.sql).collect())
}

fn plan(connection: &mut pgtoml_pg::connect::Connection, to: &State) -> Outcome {
    let (from, unmodelled) = pgtoml_pg::catalog::state(connection).expect("the database");
    assert!(unmodelled.is_empty(), "{unmodelled:?}");
    pgtoml::compare::compare(from, to.clone(), &mut pgtoml::compare::Nobody).expect("a plan")
}

fn wait(database: &TestDb, sql: &str, expected: i64) {
    let begun = Instant::now();
    let mut client = database.connect();
    loop {
        let found: i64 = client.query_one(sql, &[]).expect("a count").get(0);
        if found == expected {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{sql}: {found} instead of {expected}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn rows_arrive() {
    let (Some(publisher), Some(subscriber)) = (Server::get(18), Server::get(15)) else { return };
    let (from, to) = (publisher.database("publisher"), subscriber.database("subscriber"));
    let name = unique("sub");
    let none = |_: &str| None;
    let secret = from.url.clone();
    let env = move |name: &str| (name == "PUBLISHER").then(|| secret.clone());
    let published = "[publications]\np = [\"t\"]\nq = []\n";
    apply(&from, &format!("{TABLE}{published}"), &none).expect("the publisher");
    from.execute("insert into t values (1, 'one')");

    let subscribed = |rest: &str| format!("{TABLE}[subscriptions.{name}]\nconnection = \"env:PUBLISHER\"\n{rest}");
    let first = subscribed("publications = \"p\"\n");
    let missing = apply(&to, &first, &none).expect_err("the secret is not set");
    assert!(missing.contains("PUBLISHER") && missing.contains("not set"), "{missing}");
    let tables: i64 =
        to.connect().query_one("select count(*) from pg_tables where tablename = 't'", &[]).expect("a count").get(0);
    assert_eq!(tables, 0, "nothing is done before all secrets are there");

    let statements = apply(&to, &first, &env).expect("the subscriber");
    assert!(statements.iter().all(|sql| !sql.contains("postgres://")), "{statements:?}");
    wait(&to, "select count(*) from t", 1);
    from.execute("insert into t values (2, 'two')");
    wait(&to, "select count(*) from t", 2);

    apply(&to, &subscribed("publications = [\"p\", \"q\"]\nenabled = false\n"), &env).expect("switched off");
    from.execute("insert into t values (3, 'three')");
    apply(&to, &subscribed("publications = [\"p\", \"q\"]\nbinary = true\n"), &env).expect("switched on");
    wait(&to, "select count(*) from t", 3);
    apply(&to, &subscribed("publications = [\"p\"]\n"), &env).expect("other publications");

    let slots = format!("select count(*) from pg_replication_slots where slot_name = '{name}'");
    wait(&from, &slots, 1);
    apply(&to, &format!("{TABLE}[subscriptions]\n"), &env).expect("the end");
    wait(&from, &slots, 0);
}
