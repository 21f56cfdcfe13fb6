//! Partitions that pg_partman makes and drops as time goes by are left alone.

use pgtoml::model::{Id, Model};
use pgtoml_tests::live;
use pgtoml_tests::servers::{Server, TestDb};

const TABLE: &str = "
[extensions]
pg_partman = { schema = \"partman\" }

[schemas.partman]

[tables.event]
partition = \"range (at)\"
columns.at = \"timestamptz not null\"
columns.kind = \"text\"
";

fn apply(database: &TestDb, text: &str) -> Vec<String> {
    live::apply(database, text, &|_| None).unwrap_or_else(|error| panic!("{error}"))
}

fn count(database: &TestDb, sql: &str) -> i64 {
    database.connect().query_one(sql, &[]).expect("a count").get(0)
}

const PARTITIONS: &str = "select count(*) from pg_inherits where inhparent = 'event'::regclass";
const WHOLE: &str = "select count(*) from pg_index where indrelid = 'event'::regclass and indisvalid";

#[test]
fn its_partitions_are_left_alone() {
    let Some(server) = Server::get(15) else { return };
    let database = server.database("partman");
    apply(&database, TABLE);
    database.execute("select partman.create_parent('public.event', 'at', 'native', 'monthly')");
    let made = count(&database, PARTITIONS);
    assert!(made > 3, "{made} partitions");
    database.execute("insert into event values (now(), 'k')");

    // A column and an index reach all of them, and none of them goes.
    let more = "columns.size = \"integer\"\nindexes.event_kind_idx = \"kind\"\n";
    let statements = apply(&database, &format!("{TABLE}{more}"));
    assert!(statements.iter().all(|sql| !sql.contains("event_p")), "{statements:?}");
    assert_eq!(count(&database, PARTITIONS), made);
    assert_eq!(count(&database, WHOLE), 1);
    apply(&database, TABLE);
    assert_eq!(count(&database, PARTITIONS), made);

    // One that a file names is the file's.
    let (mut state, _) = pgtoml_pg::catalog::state(&mut live::connection(&database)).expect("the database");
    let partition = state.run_time.first().cloned().expect("a partition");
    let mut named = Model::default();
    named
        .objects
        .extend(state.model.objects.get_key_value(&partition).map(|(id, object)| (id.clone(), object.clone())));
    state.leave_out_run_time(&named);
    let left: Vec<&Id> = state.run_time.iter().filter(|id| state.model.get(id).is_some()).collect();
    assert_eq!(left, [&partition]);
}

#[test]
fn a_role_that_cannot_see_them_is_told() {
    let Some(server) = Server::get(15) else { return };
    let database = server.database("partman_role");
    apply(&database, TABLE);
    database.execute("drop role if exists partman_blind; create role partman_blind login");
    let url = server.url_of(&database.name, Some("partman_blind"));
    let blind = pgtoml_pg::connect::Target::parse(&url, &|_| None).expect("a URL");
    let mut connection = blind.connect().expect("a connection");
    let error = pgtoml_pg::catalog::state(&mut connection).expect_err("it may not read the table");
    assert!(error.message.contains("pg_partman"), "{error}");
    assert_eq!(error.hint, "let the role read it: GRANT SELECT ON partman.part_config");
    drop(connection);
    server.drop_role("partman_blind", &[&database]);
}
