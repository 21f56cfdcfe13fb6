//! Logical replication for real: a publisher and a subscriber, both made from files, and rows that arrive.

use std::time::{Duration, Instant};

use pgtoml_tests::live::apply;
use pgtoml_tests::servers::{Server, TestDb, unique};

const TABLE: &str = "[tables.t]\ncolumns.id = \"integer primary key\"\ncolumns.name = \"text\"\n";

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
