//! What `pgtoml doctor` finds on real servers: `tests/doctor/CHECK/CASE.toml`.
//!
//! A case sets a situation up, runs the program as a person does, and says what must be found and what is advised. Where it
//! says `cured`, the advised statements are run, and nothing of that check may be found any more.

mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pgtoml::doctor::{self, checks, explain};
use pgtoml::lint::rules;
use pgtoml_tests::servers::{Server, unique};
use postgres::{Client, NoTls};
use serde::Deserialize;
use serde_json::Value;

/// One situation.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Case {
    /// What it is, for whoever reads it.
    about: String,
    /// Majors of the servers; 18 alone by default.
    servers: Vec<u32>,
    /// Settings of a server of its own, as [`Server::exclusive`] takes them.
    settings: BTreeMap<String, String>,
    /// Whether the server speaks TLS, with a certificate for `db.example`. `{home}/root.crt` is it, `{home}/other.crt` another.
    certificate: bool,
    /// Whether the server is the case's own for another reason: roles, sessions of the whole cluster.
    own: bool,
    /// SQL that makes the situation, as superuser. `{database}` is the name of the database.
    before: String,
    /// The same outside of a transaction, one statement each.
    statements: Vec<String>,
    /// What may fail of that.
    fails: Vec<String>,
    /// Sessions that stay open, with what each of them runs.
    sessions: Vec<Session>,
    /// SQL that runs while these are open.
    after: String,
    /// Whether other findings of the check are passed over.
    besides: bool,
    /// `schema.toml` of the project.
    schema: String,
    /// A starter instead.
    starter: String,
    /// Whether that is applied before `before` runs.
    apply: bool,
    /// Role that connects.
    role: String,
    /// Whole URL instead; `{port}` and `{database}` are those of the server.
    url: String,
    /// Further options.
    options: Vec<String>,
    /// Variables of the environment.
    env: BTreeMap<String, String>,
    /// Exit code.
    exit: i32,
    /// What must be found, in any order. Nothing else of this check may be.
    find: Vec<Find>,
    /// Whether the advised SQL, run as superuser, cures it.
    cured: bool,
}

/// A session that stays open while the program runs.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Session {
    /// Role, if not the superuser.
    role: String,
    /// `application_name`.
    application: String,
    /// What it runs.
    sql: String,
    /// What it runs then and does not come back from.
    waits: String,
}

/// What must be found.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Find {
    severity: String,
    /// The message; `*` stands for any characters.
    message: String,
    /// The commands; `*` as well.
    commands: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("doctor")
}

/// All cases, by `check/case`.
fn cases() -> BTreeMap<String, Case> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder()).expect("cases").map(|entry| entry.expect("an entry").path()) {
        if !entry.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(&entry).expect("cases").map(|file| file.expect("a file").path()) {
            let name = format!("{}/{}", stem(&entry), stem(&file));
            let text = std::fs::read_to_string(&file).expect("a text");
            let case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            found.insert(name, case);
        }
    }
    found
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a name").to_string_lossy().into_owned()
}

#[test]
fn situations_are_recognised_and_answered() {
    let chosen = std::env::var("CASE").unwrap_or_default();
    let cases: Vec<(String, Case)> = cases().into_iter().filter(|(name, _)| name.starts_with(&chosen)).collect();
    assert!(!cases.is_empty(), "no case begins with {chosen}");
    let binary = program::pgtoml();
    let next = AtomicUsize::new(0);
    let wrong: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some((name, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let majors = if case.servers.is_empty() { vec![18] } else { case.servers.clone() };
                    for major in majors {
                        if let Err(why) = attempt(name, case, major, &binary) {
                            wrong.lock().unwrap().push(format!("=== {name} on PostgreSQL {major}\n{why}"));
                        }
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn attempt(name: &str, case: &Case, major: u32, binary: &Path) -> Result<(), String> {
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| one(name, case, major, binary)));
    done.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(text.unwrap_or("a panic").to_owned())
    })
}

fn one(name: &str, case: &Case, major: u32, binary: &Path) -> Result<(), String> {
    let home = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut settings: Vec<(String, String)> = case.settings.clone().into_iter().collect();
    if case.certificate {
        certificate(home.path(), "other");
        let (own, key) = certificate(home.path(), "root");
        settings.extend([
            ("ssl".to_owned(), "on".to_owned()),
            ("file:server.crt".to_owned(), own),
            ("file:server.key".to_owned(), key),
        ]);
    }
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let own = if settings.is_empty() && !case.own {
        None
    } else {
        let Some(own) = Server::exclusive(major, &settings) else { return Ok(()) };
        Some(own)
    };
    let server = match &own {
        Some(own) => own,
        None => match Server::get(major) {
            Some(shared) => shared,
            None => return Ok(()),
        },
    };
    let database = server.database(&unique("doctor"));
    let fill = |text: &str| {
        let text = text.replace("{home}", &home.path().display().to_string());
        text.replace("{database}", &database.name).replace("{port}", port(&server.url))
    };
    let check = name.split('/').next().unwrap_or_default();

    if !case.starter.is_empty() {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../templates/starters").join(&case.starter), home.path());
    } else if !case.schema.is_empty() {
        std::fs::write(home.path().join("schema.toml"), &case.schema).map_err(|error| error.to_string())?;
    }
    // A server is a faster scratch than a new embedded one for every case.
    let scratch = server.url_of("postgres", None);
    if case.apply {
        let words = ["apply", "--yes", "--db", &database.url, "--scratch", &scratch];
        let (code, said) = run(binary, home.path(), &BTreeMap::new(), &words);
        if code != 0 {
            return Err(format!("it could not be applied:\n{said}"));
        }
    }
    if !case.before.is_empty() {
        database.execute(&fill(&case.before));
    }
    for statement in &case.statements {
        database.execute(&fill(statement));
    }
    for statement in &case.fails {
        if database.connect().batch_execute(&fill(statement)).is_ok() {
            return Err(format!("this should have failed: {statement}"));
        }
    }
    let mut sessions = Vec::new();
    let mut waiting = Vec::new();
    for session in &case.sessions {
        let role = Some(session.role.as_str()).filter(|role| !role.is_empty());
        let url = server.url_of(&database.name, role);
        let mut config: postgres::Config = url.parse().expect("a URL");
        if !session.application.is_empty() {
            config.application_name(&session.application);
        }
        let mut client = config.connect(NoTls).map_err(|error| error.to_string())?;
        client.batch_execute(&session.sql).map_err(|error| error.to_string())?;
        if session.waits.is_empty() {
            sessions.push(client);
        } else {
            let sql = session.waits.clone();
            let pid: i32 = client.query_one("select pg_backend_pid()", &[]).map_err(|e| e.to_string())?.get(0);
            waiting.push(std::thread::spawn(move || drop(client.batch_execute(&sql))));
            until_active(&database.url, pid);
        }
    }
    if !case.after.is_empty() {
        database.execute(&fill(&case.after));
    }

    let role = Some(case.role.as_str()).filter(|role| !role.is_empty());
    let url = if case.url.is_empty() { server.url_of(&database.name, role) } else { fill(&case.url) };
    let look = |url: &str| {
        let mut words = vec!["doctor", url, "--only", check, "--format", "json", "--scratch", &scratch];
        words.extend(case.options.iter().map(String::as_str));
        let (code, said) = run(binary, home.path(), &case.env, &words);
        let report: Value = serde_json::from_str(&said).map_err(|error| format!("{error}\n{said}"))?;
        Ok::<_, String>((code, report))
    };
    let result = look(&url).and_then(|(code, report)| {
        if code != case.exit {
            return Err(format!("exit {code}\n{report:#}"));
        }
        judge(check, case, &report, &fill)?;
        if case.cured {
            for statement in advised(check, &report) {
                database.execute(&statement);
            }
            let (_, after) = look(&url)?;
            let left = found(check, &after);
            if !left.is_empty() {
                return Err(format!("what was advised does not cure it:\n{left:#?}"));
            }
        }
        Ok(())
    });
    drop(sessions);
    // Those that wait end when what they wait for does; what runs for ever is ended.
    if !waiting.is_empty() {
        let end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
        let mut client = Client::connect(&server.url, NoTls).map_err(|error| error.to_string())?;
        client.query(end, &[&database.name]).map_err(|error| error.to_string())?;
        waiting.into_iter().for_each(|thread| drop(thread.join()));
    }
    result
}

/// Waits until a session runs or waits for a lock.
fn until_active(url: &str, pid: i32) {
    let mut client = Client::connect(url, NoTls).expect("a connection");
    let begun = Instant::now();
    let sql = "select count(*) from pg_stat_activity where pid = $1 and state = 'active' and query !~ 'pg_backend_pid'";
    while client.query_one(sql, &[&pid]).expect("a count").get::<_, i64>(0) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the session does not wait");
        std::thread::sleep(Duration::from_millis(20));
    }
    // It is active a moment before it waits.
    std::thread::sleep(Duration::from_millis(200));
}

fn run(binary: &Path, folder: &Path, env: &BTreeMap<String, String>, words: &[&str]) -> (i32, String) {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("PG") || name == "DATABASE_URL" {
            command.env_remove(&*name);
        }
    }
    command.args(words).current_dir(folder).env("PGTOML_CACHE", "off").envs(env);
    let output = command.output().expect("the program runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = if said.is_empty() { String::from_utf8_lossy(&output.stderr).into_owned() } else { said };
    (output.status.code().unwrap_or(-1), said)
}

/// Findings of a check.
fn found<'a>(check: &str, report: &'a Value) -> Vec<&'a Value> {
    let all = report["findings"].as_array().expect("findings");
    all.iter().filter(|one| one["check"] == check).collect()
}

/// The SQL that is advised.
fn advised(check: &str, report: &Value) -> Vec<String> {
    let commands = found(check, report).into_iter().flat_map(|one| one["commands"].as_array().expect("commands"));
    commands
        .filter(|one| one["language"] == "sql")
        .map(|one| one["text"].as_str().expect("a text").to_owned())
        .collect()
}

fn judge(check: &str, case: &Case, report: &Value, fill: &dyn Fn(&str) -> String) -> Result<(), String> {
    let mut left = found(check, report);
    for find in &case.find {
        let like = |pattern: &str, text: &Value| {
            pgtoml::read::project::matches(&fill(pattern), text.as_str().unwrap_or_default())
        };
        let fits = |one: &Value| {
            let commands = one["commands"].as_array().expect("commands");
            one["severity"].as_str() == Some(&find.severity)
                && like(&find.message, &one["message"])
                && commands.len() == find.commands.len()
                && find.commands.iter().zip(commands).all(|(wanted, said)| like(wanted, &said["text"]))
        };
        let Some(at) = left.iter().position(|one| fits(one)) else {
            return Err(format!("not found: {find:#?}\nfound: {report:#}"));
        };
        left.remove(at);
    }
    if left.is_empty() || case.besides { Ok(()) } else { Err(format!("found besides: {left:#?}")) }
}

/// A certificate that is its own root, and its key.
fn certificate(folder: &Path, name: &str) -> (String, String) {
    let words = "req -new -x509 -days 30 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=db.example";
    let mut openssl = Command::new("openssl");
    openssl.args(words.split(' ')).args(["-out", &format!("{name}.crt"), "-keyout", &format!("{name}.key")]);
    let made = openssl.current_dir(folder).output().expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let read = |ending: &str| std::fs::read_to_string(folder.join(format!("{name}.{ending}"))).expect("a file");
    (read("crt"), read("key"))
}

fn port(url: &str) -> &str {
    let after = url.rsplit_once(':').map_or("", |(_, after)| after);
    after.split('/').next().unwrap_or_default()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let target = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            std::fs::copy(&entry, &target).expect("a file");
        }
    }
}

#[test]
fn every_check_has_a_case_and_every_case_a_check() {
    let cases = cases();
    let with: BTreeSet<&str> = cases.keys().filter_map(|name| name.split('/').next()).collect();
    let known: BTreeSet<&str> = checks::ALL.iter().map(|check| check.id).collect();
    assert_eq!(known.len(), checks::ALL.len(), "two checks have one name");
    assert_eq!(with.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "no such checks");
    // What stands for a pooler needs none: `a_pooler_is_told` below.
    let without: Vec<&&str> = known.difference(&with).filter(|id| **id != "pooler").collect();
    assert!(without.is_empty(), "no case shows what these find: {without:?}");
    for id in with {
        let finds = cases.iter().any(|(name, case)| name.starts_with(&format!("{id}/")) && !case.find.is_empty());
        assert!(finds, "{id}: no case in which it finds something");
    }
    for (name, case) in &cases {
        assert!(!case.about.is_empty(), "{name} does not say what it is about");
    }
}

#[test]
fn a_check_is_named_as_its_module_and_unlike_a_rule() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/pgtoml/src/doctor/checks");
    for check in checks::ALL {
        let module = format!("{}.rs", check.id.replace('-', "_"));
        let text = std::fs::read_to_string(modules.join(&module)).unwrap_or_default();
        assert!(text.contains(&format!("id: \"{}\"", check.id)), "{module} is not about {}", check.id);
        assert!(rules::ALL.iter().all(|rule| rule.id != check.id), "{} is a rule of lint too", check.id);
        assert!(!check.summary.ends_with('.') && check.docs.trim().ends_with('.'), "{}: its full stops", check.id);
        let long = check.docs.lines().find(|line| line.chars().count() > 130);
        assert!(long.is_none(), "{}: {long:?} is longer than a line", check.id);
    }
}

#[test]
fn the_page_is_what_the_checks_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/doctor.md");
    let made = explain::book();
    if std::env::var_os("BLESS").is_some_and(|value| !value.is_empty()) {
        std::fs::write(path, &made).unwrap();
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    assert!(known == made, "docs/doctor.md is not what the checks say; `BLESS=1` writes it");
}

/// A pooler is proven in the connection itself (two clients, one backend); here, what is said of it.
#[test]
fn a_pooler_is_told() {
    let server = |pooler, transaction_pooled| doctor::Server {
        version: pgtoml::kind::Version::NEWEST,
        text: "18.4".to_owned(),
        user: "app".to_owned(),
        superuser: false,
        may: BTreeSet::new(),
        tls: true,
        standby: false,
        pooler,
        transaction_pooled,
        extensions: Vec::new(),
    };
    let check = doctor::find("pooler").expect("a check");
    let said = |server| {
        let scene = doctor::Scene { place: doctor::Place::default(), server, project: None, long: 300 };
        (check.found)(&scene, &[]).into_iter().map(|finding| finding.severity.name()).collect::<Vec<_>>()
    };
    assert_eq!(said(server(false, false)), Vec::<&str>::new());
    assert_eq!(said(server(true, false)), ["note"]);
    assert_eq!(said(server(true, true)), ["error"]);
}

/// Every query runs on every major, for a superuser and for a role that may nearly nothing, and whatever the latter
/// cannot see is said with a GRANT.
#[test]
fn every_query_runs_on_every_major() {
    let binary = program::pgtoml();
    let home = tempfile::tempdir().expect("a folder");
    for major in [14, 15, 16, 17, 18] {
        let Some(server) = Server::get(major) else { continue };
        let database = server.database("doctor_all");
        let blind = unique("doctor_blind");
        server.execute(&format!("create role \"{blind}\" login"));
        database.execute(
            "create table t (id serial primary key, v int); insert into t (v) select g from generate_series(1, 30000) g;
             create index on t (v); analyze t; create schema s; create table s.x ();
             create table g (id serial primary key); insert into g select g from generate_series(1, 30000) g; analyze g;
             alter table g enable row level security",
        );
        for role in [None, Some(blind.as_str())] {
            let url = server.url_of(&database.name, role);
            let (code, said) = run(&binary, home.path(), &BTreeMap::new(), &["doctor", &url, "--format", "json"]);
            assert_eq!(code, 0, "{said}");
            let report: Value = serde_json::from_str(&said).expect("JSON");
            assert_eq!(report["checks"].as_array().expect("checks").len(), checks::ALL.len(), "{said}");
            let unseen = found("unseen", &report);
            let broken =
                |one: &&&Value| one["message"].as_str().is_some_and(|text| text.contains("could not be checked"));
            assert_eq!(unseen.iter().filter(broken).count(), 0, "PostgreSQL {major}: {unseen:#?}");
            assert_eq!(unseen.is_empty(), role.is_none(), "PostgreSQL {major}: {unseen:#?}");
            advised("unseen", &report).iter().for_each(|sql| database.execute(sql));
        }
        // What was advised is what was missing.
        let url = server.url_of(&database.name, Some(&blind));
        let (_, said) = run(&binary, home.path(), &BTreeMap::new(), &["doctor", &url, "--format", "json"]);
        let report: Value = serde_json::from_str(&said).expect("JSON");
        let left: Vec<&str> = found("unseen", &report).iter().filter_map(|one| one["message"].as_str()).collect();
        let policies =
            |check: &str| format!("{check} could not look at statistics of public.g: policies hide rows from {blind}");
        assert_eq!(left, [policies("sequence-behind"), policies("index-bloat")], "PostgreSQL {major}");
        drop(database);
    }
}

/// An entry of the troubleshooting section of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The document.
    document: String,
    /// Its heading or row, in the document's words.
    symptom: String,
    /// Cases that set it up.
    #[serde(default)]
    cases: Vec<String>,
    /// Why it is none of doctor's.
    #[serde(default)]
    not: String,
}

#[test]
fn every_entry_of_the_documents_is_a_case_or_has_a_reason() {
    #[derive(Deserialize)]
    struct All {
        entry: Vec<Entry>,
    }
    let text = std::fs::read_to_string(folder().join("systems.toml")).expect("the entries");
    let all: All = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    let known = cases();
    let documents: BTreeSet<&str> = all.entry.iter().map(|entry| entry.document.as_str()).collect();
    assert_eq!(documents.len(), 5, "{documents:?}");
    for Entry { document, symptom, cases, not } in &all.entry {
        assert!(cases.is_empty() != not.is_empty(), "{document}, {symptom}: either cases or a reason");
        for case in cases {
            let case = known.get(case).unwrap_or_else(|| panic!("{document}, {symptom}: there is no case {case}"));
            assert!(!case.find.is_empty(), "{document}, {symptom}: its case finds nothing");
        }
    }
}
