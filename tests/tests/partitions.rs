//! Partitions by interval on real servers: they come before their time, rows land where they belong, the expired go, a
//! second run has nothing to do, and no comparison speaks about them.

mod program;

use std::process::{Command, Stdio};
use std::time::Duration;

use pgtoml_tests::live;
use pgtoml_tests::servers::{Server, TestDb};

/// A project with its database.
struct Project {
    database: TestDb,
    folder: tempfile::TempDir,
}

impl Project {
    fn new(server: &Server, text: &str) -> Self {
        let project = Self { database: server.database("partitions"), folder: tempfile::tempdir().expect("a folder") };
        project.declare(text);
        project
    }

    /// Writes the file.
    fn declare(&self, text: &str) {
        std::fs::write(self.folder.path().join("schema.toml"), text).expect("the file");
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(program::pgtoml());
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("DATABASE_URL", &self.database.url).env("PGTOML_CACHE", "off");
        command
    }

    /// Runs the program; its exit code and what it printed.
    fn run(&self, words: &[&str]) -> (i32, String) {
        let output = self.command(words).output().expect("the program");
        let text = [output.stdout, output.stderr].map(|text| String::from_utf8(text).expect("text")).concat();
        (output.status.code().expect("a code"), text)
    }

    /// The same, when all goes well.
    fn done(&self, words: &[&str]) -> String {
        let (code, text) = self.run(words);
        assert_eq!(code, 0, "{words:?}: {text}");
        text
    }

    /// Makes the database what the file says; a second time there is nothing to do.
    fn apply(&self) -> String {
        let text = self.done(&["apply", "--yes", "--scratch", "none"]);
        let again = self.done(&["apply", "--yes", "--scratch", "none"]);
        assert!(again.contains("nothing to do"), "{again}");
        text
    }

    fn at(&self, moment: &str) -> String {
        let text = self.done(&["partitions", "--at", moment]);
        let again = self.done(&["partitions", "--at", moment]);
        assert!(again.contains("nothing to do"), "{again}");
        self.same();
        text
    }

    /// No comparison sees a difference.
    fn same(&self) {
        let (code, text) = self.run(&["drift", "--scratch", "none"]);
        assert_eq!(code, 0, "{text}");
    }

    fn count(&self, sql: &str) -> i64 {
        self.database.connect().query_one(sql, &[]).expect("a count").get(0)
    }

    fn names(&self, sql: &str) -> Vec<String> {
        self.database.connect().query(sql, &[]).expect("names").iter().map(|row| row.get(0)).collect()
    }

    /// Partitions of a table, by name.
    fn partitions(&self, table: &str) -> Vec<String> {
        self.names(&format!(
            "select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
             where inhparent = '{table}'::regclass and not i.inhdetachpending order by 1"
        ))
    }
}

fn servers() -> Vec<&'static Server> {
    [15, 18].into_iter().filter_map(Server::get).collect()
}

const EVENT: &str = r#"
[tables.event]
partition = { by = "range (at)", every = "1 month", ahead = 2, keep = "3 months" }
columns.id = "bigint generated always as identity"
columns.at = "timestamptz not null"
columns.kind = "text"
unnamed = ["primary key (id, at)"]
"#;

#[test]
fn time_passes() {
    for server in servers() {
        let project = Project::new(server, EVENT);
        let plan = project.apply();
        assert!(plan.contains("PARTITION OF public.event") || plan.contains("event_20"), "{plan}");
        let first = project.partitions("event");
        assert_eq!(first.len(), 3, "{first:?}");
        project
            .database
            .execute("insert into event (at, kind) values (now(), 'now'), (now() + interval '1 month', 'next')");

        // Years later all of them have expired, and are tables of their own with their rows.
        let text = project.at("2031-01-15T12:00:00Z");
        assert!(text.contains("3 made, 3 taken away"), "{text}");
        assert_eq!(project.partitions("event"), ["event_2031_01", "event_2031_02", "event_2031_03"]);
        for name in &first {
            assert!(project.count(&format!("select count(*) from {name}")) <= 1);
        }
        project.database.execute(
            "insert into event (at, kind) values ('2031-01-31 23:59:59.999999+00', 'last'), ('2031-02-01 00:00:00+00', 'first'),
             ('2031-02-01 01:00:00+02', 'last in UTC')",
        );
        assert_eq!(project.count("select count(*) from event_2031_01"), 2);
        assert_eq!(project.count("select count(*) from event_2031_02"), 1);

        // What a plan changes in the table reaches them.
        project.declare(&format!("{EVENT}columns.size = \"integer\"\nindexes.event_kind_idx = \"kind\"\n"));
        project.apply();
        assert_eq!(project.count("select count(*) from pg_index where indrelid = 'event_2031_02'::regclass"), 2);
        project.database.execute("insert into event (at, size) values ('2031-03-01', 7)");

        // A month is kept until its last row is three months old.
        assert!(project.at("2031-04-30").contains("3 made, 0 taken away"));
        assert!(project.at("2031-05-01").contains("1 made, 1 taken away"));
        let (code, text) = project.run(&["partitions", "--at", "2031-05-01", "--table", "evnt"]);
        assert!(code == 1 && text.contains("there are public.event"), "{text}");
    }
}

#[test]
fn import_keeps_the_rule() {
    let Some(server) = Server::get(18) else { return };
    let text = EVENT.replace("keep = \"3 months\"", "keep = \"3 months\", default = true");
    let text = format!(
        "{text}\n[tables.place]\npartition = {{ by = \"list (region)\", values = {{ eu = [\"de\", \"fr\"], us = [\"us\"] }}, default = true }}\ncolumns.region = \"text\"\n\n[tables.part]\npartition = {{ by = \"hash (id)\", count = 3 }}\ncolumns.id = \"bigint\"\n"
    );
    let project = Project::new(server, &text);
    project.apply();
    assert_eq!(project.partitions("place"), ["place_default", "place_eu", "place_us"]);
    assert_eq!(project.partitions("part"), ["part_0", "part_1", "part_2"]);
    project.at("2031-01-15");
    let before = std::fs::read_to_string(project.folder.path().join("schema.toml")).expect("the file");
    let url = project.database.url.clone();
    let said = project.done(&["import", &url, "-o", "schema.toml", "--scratch", "none"]);
    assert!(said.contains("public.event_2031_01") && said.contains("as time goes by"), "{said}");
    let after = std::fs::read_to_string(project.folder.path().join("schema.toml")).expect("the file");
    let lines = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains("partition")).map(str::to_owned).collect()
    };
    assert_eq!(lines(&after), lines(&before), "{after}");
    project.same();

    // What another column makes different leaves the rule alone.
    project.database.execute("alter table event add column more text; alter table event enable row level security");
    project.done(&["import", &url, "-o", "schema.toml", "--scratch", "none"]);
    let after = std::fs::read_to_string(project.folder.path().join("schema.toml")).expect("the file");
    assert!(after.contains("every = \"1 month\"") && after.contains("more"), "{after}");
    project.same();

    // Another number of partitions by hash is refused while there are rows.
    project.database.execute("insert into part select generate_series(1, 50)");
    project.declare(&after.replace("count = 3", "count = 6"));
    let (code, text) = project.run(&["plan", "--scratch", "none"]);
    assert!(code == 3 && text.contains("belong to other partitions when their number changes"), "{text}");
}

#[test]
fn every_type_of_key() {
    for server in servers() {
        let mut text = String::new();
        for (name, column, every) in [
            ("by_week", "timestamptz", "1 week"),
            ("by_day", "timestamp", "1 day"),
            ("by_hour", "timestamptz(3)", "6 hours"),
            ("by_year", "date", "1 year"),
            ("by_quarter", "date", "3 months"),
        ] {
            text.push_str(&format!(
                "[tables.{name}]\npartition = {{ by = \"range (at)\", every = \"{every}\", ahead = 1, start = \"2031-01-01\" }}\ncolumns.at = \"{column}\"\n"
            ));
        }
        let text = text.replace("every = \"3 months\"", "every = \"3 months\", name = \"{table}_{yyyy}_q{q}\"");
        let project = Project::new(server, &text);
        // The zone of the database is nobody's business.
        project
            .database
            .execute(&format!("alter database \"{}\" set timezone = 'America/New_York'", project.database.name));
        project.apply();
        let text = project.at("2031-01-01T13:00:00Z");
        assert!(text.contains("by_week_2030_12_30  2030-12-30 to 2031-01-06"), "{text}");
        assert!(text.contains("by_hour_2031_01_01_12  2031-01-01T12:00:00Z to 2031-01-01T18:00:00Z"), "{text}");
        assert!(text.contains("by_quarter_2031_q2  2031-04-01 to 2031-07-01"), "{text}");
        project.database.execute("insert into by_week values ('2031-01-05 18:59:59-05'), ('2031-01-05 19:00:00-05')");
        assert_eq!(project.count("select count(*) from by_week_2030_12_30"), 1);
        assert_eq!(project.count("select count(*) from by_week_2031_01_06"), 1);
    }
}

#[test]
fn integers_follow_their_rows() {
    let Some(server) = Server::get(18) else { return };
    let table = "[tables.log]\npartition = { by = \"range (id)\", every = 100, ahead = 2, keep = 200, expired = \"drop\", start = -100 }\ncolumns.id = \"bigint primary key\"\n";
    let project = Project::new(server, table);
    project.apply();
    assert_eq!(project.partitions("log"), ["log_0", "log_100", "log_200", "log_m100"]);
    project.database.execute("insert into log select generate_series(-100, 150)");
    let text = project.done(&["partitions"]);
    assert!(text.contains("+ public.log_300  300 to 400") && text.contains("now at 150"), "{text}");
    // Rows are kept until the greatest number is 200 further.
    project.database.execute("insert into log values (199), (200)");
    let dry = project.done(&["partitions", "--dry-run"]);
    assert!(dry.contains("DROP TABLE public.log_m100") && dry.contains("100 rows in it"), "{dry}");
    let text = project.done(&["partitions", "--format", "json"]);
    let said: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(said["tables"][0]["steps"][1]["action"], "drop", "{text}");
    assert_eq!(said["tables"][0]["steps"][1]["rows"], 100);
    assert_eq!(project.partitions("log"), ["log_0", "log_100", "log_200", "log_300", "log_400"]);
    assert_eq!(project.count("select count(*) from log"), 153);
    project.same();
}

#[test]
fn referenced_rows_are_not_dropped() {
    let Some(server) = Server::get(18) else { return };
    let table = EVENT.replace("keep = \"3 months\"", "keep = \"3 months\", expired = \"drop\"");
    let project = Project::new(
        server,
        &format!(
            "{table}\n[tables.note]\ncolumns.id = \"bigint\"\ncolumns.at = \"timestamptz\"\nconstraints.note_event = \"foreign key (id, at) references event (id, at)\"\n"
        ),
    );
    project.apply();
    let (code, text) = project.run(&["partitions", "--at", "2031-01-15"]);
    assert_eq!(code, 3, "{text}");
    assert!(text.contains("foreign keys lead to the table (note_event of public.note)"), "{text}");
    assert_eq!(project.partitions("event").len(), 6);
}

#[test]
fn rows_of_the_default_partition() {
    for server in servers() {
        let table = EVENT.replace("keep = \"3 months\"", "default = true");
        let more = r#"
columns.upper = "text generated always as (upper(kind)) stored"
triggers.audit = { timing = "after", on = ["insert", "delete"], function = "count_it" }

[tables.seen]
columns.n = "integer"

[functions.count_it]
returns = "trigger"
language = "plpgsql"
body = '''begin insert into public.seen values (1); return null; end'''
"#;
        let project = Project::new(server, &format!("{table}{more}"));
        project.apply();
        project.database.execute(
            "insert into event (at, kind) values ('2031-01-10', 'a'), ('2031-01-20', 'b'), ('2031-02-01', 'c'), ('2050-01-01', 'd')",
        );
        let seen = project.count("select count(*) from seen");
        let (code, text) = project.run(&["partitions", "--at", "2031-01-15"]);
        assert_eq!(code, 3, "{text}");
        assert!(text.contains("it would take 2 rows from public.event_default"), "{text}");
        assert!(text.contains("--allow move-rows:public.event_default"), "{text}");
        // The month without such rows is made all the same.
        assert!(project.partitions("event").contains(&"event_2031_03".to_owned()));

        let text = project.done(&["partitions", "--at", "2031-01-15", "--allow", "move-rows:public.event_default"]);
        assert!(text.contains("2 rows moved from the default partition"), "{text}");
        assert_eq!(project.count("select count(*) from event_2031_01 where upper in ('A', 'B')"), 2);
        assert_eq!(project.count("select count(*) from event_2031_02"), 1);
        assert_eq!(project.count("select count(*) from event_default"), 1);
        assert_eq!(project.count("select count(distinct id) from event"), 4);
        assert_eq!(project.count("select count(*) from seen"), seen);
        // All that partitions have from above is there again.
        project.database.execute("insert into event (at, kind) values ('2031-01-11', 'e'), ('2051-01-11', 'f')");
        assert_eq!(project.count("select count(*) from seen"), seen + 2);
        assert_eq!(
            project.count("select count(*) from pg_index where indrelid = 'event_2031_01'::regclass and indisvalid"),
            1
        );
        project.at("2031-01-15");
    }
}

#[test]
fn two_runs_do_not_meet() {
    let Some(server) = Server::get(18) else { return };
    let project = Project::new(server, EVENT);
    project.apply();
    // Both at once: each partition is made once, and neither run fails.
    let start = || {
        let mut command = project.command(&["partitions", "--at", "2031-01-15"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a run")
    };
    let runs = [start(), start(), start()];
    for run in runs {
        let output = run.wait_with_output().expect("its end");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(project.partitions("event").len(), 3);

    let mut holder = project.database.connect();
    holder.execute("select pg_advisory_lock($1)", &[&0x7067_746f_6d6d_i64]).expect("the lock");
    let text = project.done(&["partitions", "--at", "2032-01-15"]);
    assert!(text.contains("another run is at work"), "{text}");
    assert_eq!(project.partitions("event").len(), 3);
    drop(holder);
}

#[test]
fn others_that_hold_locks_are_waited_for() {
    let Some(server) = Server::get(18) else { return };
    let project = Project::new(server, EVENT);
    project.apply();
    let mut reader = project.database.connect();
    reader.batch_execute("begin; select count(*) from event").expect("a reader");
    let run = project.command(&["partitions", "--at", "2031-01-15"]).stdout(Stdio::piped()).spawn().expect("a run");
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(project.count("select count(*) from pg_inherits where inhparent = 'event'::regclass"), 3);
    // While it waits, nobody else has to wait for long.
    reader.batch_execute("commit").expect("its end");
    let output = run.wait_with_output().expect("the end");
    assert!(output.status.success());
    assert_eq!(project.partitions("event"), ["event_2031_01", "event_2031_02", "event_2031_03"]);
}

#[test]
fn what_was_broken_off_is_finished() {
    let Some(server) = Server::get(18) else { return };
    let project = Project::new(server, EVENT);
    project.apply();
    project.done(&["partitions", "--at", "2031-01-15"]);
    // A detaching that is broken off between its two transactions.
    let mut reader = project.database.connect();
    reader.batch_execute("begin isolation level repeatable read; select count(*) from event").expect("a reader");
    let mut broken = project.database.connect();
    broken.batch_execute("set statement_timeout = '1s'").expect("a limit");
    let error = broken.batch_execute("alter table event detach partition event_2031_01 concurrently");
    assert!(error.is_err());
    let pending = "select count(*) from pg_inherits where inhdetachpending";
    assert_eq!(project.count(pending), 1);
    reader.batch_execute("commit").expect("its end");
    let text = project.done(&["partitions", "--at", "2031-07-15"]);
    assert!(text.contains("event_2031_01  detaching it is finished"), "{text}");
    assert_eq!(project.count(pending), 0);
    assert_eq!(project.partitions("event"), ["event_2031_04", "event_2031_07", "event_2031_08", "event_2031_09"][1..]);
    project.same();
}

#[test]
fn the_table_gets_another_name_or_was_plain() {
    let Some(server) = Server::get(18) else { return };
    let project = Project::new(server, EVENT);
    project.apply();
    project.at("2031-01-15");
    project.database.execute("insert into event (at) values ('2031-01-11')");
    project.declare(&EVENT.replace("[tables.event]", "[tables.happening]\nrenamed_from = \"event\""));
    let plan = project.apply();
    assert!(!plan.contains("DROP"), "{plan}");
    let text = project.at("2031-02-15");
    assert!(text.contains("happening_2031_04"), "{text}");
    assert_eq!(project.count("select count(*) from happening"), 1);

    // A plain table with rows becomes a partitioned one: its rows need partitions from where they begin.
    let plain = "[tables.log]\ncolumns.at = \"date not null\"\ncolumns.n = \"integer\"\n";
    let project = Project::new(server, plain);
    project.apply();
    project.database.execute("insert into log select current_date - n, n from generate_series(0, 300) n");
    project.declare(&format!(
        "{plain}partition = {{ by = \"range (at)\", every = \"1 month\", start = \"2024-01-01\" }}\n"
    ));
    project.done(&["apply", "--yes", "--allow", "all"]);
    assert_eq!(project.count("select count(*) from log"), 301);
    project.same();
}

#[test]
fn policies_are_not_passed_by() {
    let Some(server) = Server::get(18) else { return };
    let project = Project::new(server, &format!("{EVENT}policies.none = {{ using = \"false\" }}\n"));
    project.apply();
    project.at("2031-01-15");
    let open =
        "select count(*) from pg_class where relname like 'event%' and relkind in ('r', 'p') and not relrowsecurity";
    assert_eq!(project.count(open), 0);
}

#[test]
fn the_role_owns_what_it_makes() {
    let Some(server) = Server::get(18) else { return };
    let project = Project::new(server, EVENT);
    let role = pgtoml_tests::servers::unique("part_keeper");
    project.apply();
    project.database.execute(&format!(
        "create role {role}; grant create, usage on schema public to {role}; alter table event owner to {role}"
    ));
    for name in project.partitions("event") {
        project.database.execute(&format!("alter table {name} owner to {role}"));
    }
    project.done(&["partitions", "--at", "2031-01-15", "--role", &role]);
    // The superuser who makes one for it gives it away.
    project.done(&["partitions", "--at", "2031-02-15"]);
    let others = format!(
        "select count(*) from pg_class where relname like 'event_20%' and relkind = 'r' and relowner <> '{role}'::regrole"
    );
    assert_eq!(project.count(&others), 0);
    let left = live::plan(&mut live::connection(&project.database), &live::wanted(EVENT));
    assert!(left.report.is_empty(), "{}", left.report.human(false));
    server.drop_role(&role, &[&project.database]);
}

#[test]
fn pg_partman_takes_over() {
    let Some(server) = Server::get(15) else { return };
    let text = r#"
[project]
schemas = ["public"]

[tables.event]
partition = { by = "range (at)", every = "1 month", ahead = 3, keep = "6 months", expired = "drop" }
columns.at = "timestamptz not null"

[tables.visit]
partition = { by = "range (at)", every = "1 day", ahead = 2, keep = "10 days" }
columns.at = "date not null"

[tables.log]
partition = { by = "range (id)", every = 1000, ahead = 2 }
columns.id = "bigint not null"
"#;
    let project = Project::new(server, text);
    project.apply();
    let before = project.partitions("event");
    project.database.execute("create schema partman; create extension pg_partman schema partman");
    project.database.execute(&format!("alter database \"{}\" set timezone = 'UTC'", project.database.name));
    let sql = project.done(&["partitions", "--emit", "pg_partman"]);
    project.database.execute(&sql);
    // What was there is what pg_partman goes on from, and a second time nothing changes.
    let after = project.partitions("event");
    assert!(after.len() >= before.len() && after.iter().all(|name| name.starts_with("event_")), "{after:?}");
    project.database.execute(&sql);
    assert_eq!(project.partitions("event"), after);
    let config = project.names(
        "select concat_ws(' ', parent_table, control, partition_interval::interval, premake, retention, retention_keep_table)
         from partman.part_config where parent_table <> 'public.log' order by 1",
    );
    assert_eq!(config, ["public.event at 1 mon 3 6 months f", "public.visit at 1 day 2 10 days t"]);
    project.database.execute(
        "create table event_p2020_01 partition of event for values from ('2020-01-01 00:00+00') to ('2020-02-01 00:00+00');
         select partman.run_maintenance()",
    );
    assert!(!project.partitions("event").contains(&"event_p2020_01".to_owned()));
    project.database.execute(
        "insert into event values (now()); insert into visit values (current_date); insert into log values (2500)",
    );
    assert_eq!(project.count("select count(*) from event_default"), 0);
    project.same();
    // Another beginning than ours would be other partitions.
    project.declare(&text.replace("1 day", "2 days"));
    let (code, text) = project.run(&["partitions", "--emit", "pg_partman"]);
    assert!(code == 3 && text.contains("public.visit: pg_partman counts intervals of 2 days"), "{text}");
}

#[test]
fn functions_of_the_database_do_the_same() {
    for server in servers() {
        let text = r#"
[tables.event]
partition = { by = "range (at)", every = "1 month", ahead = 2, keep = "3 months" }
columns.at = "timestamptz not null"

[tables.visit]
partition = { by = "range (at)", every = "1 week", ahead = 2, keep = "2 weeks", expired = "drop", name = "{table}_{iyyy}w{ww}" }
columns.at = "date not null"

[tables."O'Hara ""\\ log"]
partition = { by = "range (id)", every = 100, ahead = 2, keep = 200, name = "log_{from}" }
columns.id = "integer not null"

[tables.note]
partition = { by = "range (at)", every = "6 hours", ahead = 2 }
columns.at = "timestamp not null"
policies.none = { using = "false" }
"#;
        let text = text.replace("O'Hara \"\"\\\\ log", "O'Hara \\\"\\\\ log");
        let project = Project::new(server, &text);
        project.apply();
        let sql = project.done(&["partitions", "--emit", "sql"]);
        project.database.execute(&sql);
        project.database.execute(&sql);
        project.database.execute("insert into \"O'Hara \"\"\\ log\" values (150)");
        for moment in ["2031-01-15", "2031-03-01", "2032-02-29 23:59:59"] {
            for zone in ["Asia/Tokyo", "America/New_York"] {
                let call = |name: &str| {
                    format!(
                        "set timezone = '{zone}'; do $$ begin perform pgtoml.{name}(timestamptz '{moment}+00'); end $$"
                    )
                };
                project.database.execute(&call("ensure_partitions"));
                project.database.execute(&call("drop_expired_partitions"));
            }
            // They have left nothing for the program to do.
            let text = project.done(&[
                "partitions",
                "--at",
                moment,
                "--table",
                "event",
                "--table",
                "visit",
                "--table",
                "note",
            ]);
            assert!(text.contains("nothing to do"), "{moment}: {text}");
            let text = project.done(&["partitions", "--table", "O'Hara*"]);
            assert!(text.contains("nothing to do"), "{text}");
            project.same();
        }
        let open =
            "select count(*) from pg_class where relname like 'note_2%' and relkind = 'r' and not relrowsecurity";
        assert_eq!(project.count(open), 0);
    }
}

/// What a file says of schedules, run by the real pg_cron: partitions, a purge, and a refresh that writes down when.
#[test]
fn pg_cron_runs_them() {
    let control = std::path::Path::new("/usr/share/postgresql/15/extension/pg_cron.control");
    if !control.exists() {
        return pgtoml_tests::servers::skip("pg_cron is not installed");
    }
    let settings = [("shared_preload_libraries", "pg_cron"), ("cron.use_background_workers", "on")];
    let Some(server) = Server::exclusive(15, &settings) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let text = r#"
        [tables.event]
        partition = { by = "range (at)", every = "1 hour", ahead = 2 }
        columns.at = "timestamptz"

        [tables.note]
        columns.id = "integer primary key"
        soft_delete = { keep = "1 day", every = "1 minute" }

        [materialized_views.notes]
        query = "select count(*) as n from note where deleted_at is null"
        refresh = { every = "1 minute", log = "refreshed" }
    "#;
    std::fs::write(folder.path().join("schema.toml"), text).expect("the file");
    let run = |words: &[&str]| {
        let mut command = Command::new(program::pgtoml());
        command.args(words).current_dir(folder.path()).env("DATABASE_URL", &server.url).stdin(Stdio::null());
        let output = command.output().expect("the program");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    };
    run(&["apply", "--yes", "--scratch", server.url.as_str()]);
    server.execute("create extension pg_cron");
    let sql = run(&["partitions", "--emit", "sql", "--emit", "pg_cron"]);
    server.execute(&sql);
    server.execute(&sql);
    // The statements may be run again: a job is changed, not added.
    let jobs = run(&["sql", "--jobs", "pg_cron"]);
    server.execute(&jobs);
    server.execute(&jobs);
    server.execute("insert into note (id, deleted_at) values (1, null), (2, now() - interval '2 days'), (3, now())");
    server.execute("do $$ declare p regclass; begin for p in select inhrelid::regclass from pg_inherits where inhparent = 'event'::regclass loop execute format('drop table %s', p); end loop; end $$");
    server.execute("update cron.job set schedule = '* * * * *'");
    let mut client = pgtoml_tests::servers::connect(&server.url);
    let mut count = |sql: &str| -> i64 { client.query_one(sql, &[]).expect("a count").get(0) };
    assert_eq!(count("select count(*) from cron.job"), 3);
    let wanted = [
        ("the partitions are made", "select count(*) from pg_inherits where inhparent = 'event'::regclass", 3),
        ("what was deleted long ago is purged", "select count(*) from note", 2),
        ("the view is refreshed", "select n from notes", 1),
        ("when is written down", "select count(*) from refreshed where matviewname = 'notes'", 1),
        (
            "each job says that it succeeded",
            "select count(distinct jobid) from cron.job_run_details where status = 'succeeded'",
            3,
        ),
    ];
    let mut left: Vec<_> = wanted.iter().collect();
    for _ in 0..140 {
        left.retain(|(_, sql, expected)| count(sql) != *expected);
        if left.is_empty() {
            return;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    panic!("pg_cron did not do everything: {left:?}");
}
