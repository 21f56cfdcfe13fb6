//! An index that was being built apart when the plan was broken off: a second run finishes it.

use pgtoml_tests::live::apply;
use pgtoml_tests::servers::Server;

const TABLE: &str = "
[tables.event]
columns.id = \"bigint not null\"
columns.kind = \"text\"
partition = \"range (id)\"
partitions.event_1 = \"FOR VALUES FROM ('0') TO ('100')\"
partitions.event_2 = \"FOR VALUES FROM ('100') TO ('200')\"
";

const INDEX: &str = "indexes.event_kind_idx = \"kind\"\n";

/// One part is attached, another was broken off.
const HALF: &str = "
create index event_kind_idx on only event (kind);
create index event_1_kind_idx on event_1 (kind);
alter index event_kind_idx attach partition event_1_kind_idx;
create index event_2_kind_idx on event_2 (kind);
update pg_index set indisvalid = false where indexrelid = 'event_2_kind_idx'::regclass;
";

#[test]
fn a_second_run_finishes_it() {
    for major in [15, 18] {
        let Some(server) = Server::get(major) else { return };
        let database = server.database("interrupted");
        apply(&database, TABLE, &|_| None).expect("the table");
        database.execute("insert into event select n, 'k' from generate_series(1, 150) n");
        database.execute(HALF);
        let statements = apply(&database, &format!("{TABLE}{INDEX}"), &|_| None).expect("the index");
        let apart = statements.iter().filter(|sql| sql.contains("CONCURRENTLY")).count();
        assert_eq!(apart, 2, "{statements:?}");
        let whole: i64 = database
            .connect()
            .query_one("select count(*) from pg_index where indisvalid and indrelid::regclass::text like 'event%'", &[])
            .expect("a count")
            .get(0);
        assert_eq!(whole, 3);
    }
}

#[test]
fn a_key_too() {
    let Some(server) = Server::get(18) else { return };
    let database = server.database("interrupted_key");
    let table = "[tables.t]\ncolumns.id = \"bigint\"\n";
    apply(&database, table, &|_| None).expect("the table");
    database.execute("insert into t values (1), (1)");
    let key = format!("{table}constraints.t_id_key = \"unique (id)\"\n");
    let error = apply(&database, &key, &|_| None).expect_err("the values are not unique");
    assert!(error.contains("t_id_key"), "{error}");
    database.execute("delete from t where ctid = (select min(ctid) from t)");
    apply(&database, &key, &|_| None).expect("now they are");
}
