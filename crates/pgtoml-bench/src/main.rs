//! Time and peak memory of reading, importing and comparing, beside `pg_dump --schema-only` of the same database.
//!
//! Every measurement is a process of its own, so that its peak memory is its own.

mod schema;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use pgtoml::catalog::Addresses;
use pgtoml::compare::{Facts, Settle, State, compare};
use pgtoml::diagnostic::SourceFile;
use pgtoml::kind::{Body, Tag, Version};
use pgtoml::model::Model;
use pgtoml_pg::answers::Answers;
use pgtoml_pg::catalog;
use pgtoml_pg::connect::{Connection, Target};
use pgtoml_pg::engine::{Engine, Server as Borrowed};
use pgtoml_pg::scratch::Scratch;
use pgtoml_tests::servers::{Server, client};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["stage", stage, url, file] => stage_alone(stage, url, file),
        ["fill", tables, url] => fill(&mut connect(url)?, tables.parse()?),
        ["queries", url] => queries(url),
        ["sql"] => {
            let all = pgtoml::catalog::queries(pgtoml::kind::Version::NEWEST);
            all.iter().for_each(|query| say(&format!("-- {:?}\n{};", query.topic, query.sql)));
            Ok(())
        }
        sizes => {
            let sizes: Vec<usize> = sizes.iter().filter_map(|size| size.parse().ok()).collect();
            run(if sizes.is_empty() { &[100, 1_000, 10_000] } else { &sizes })
        }
    }
}

fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn run(sizes: &[usize]) -> Result<(), Failure> {
    let Some(server) = Server::get(18) else { return Err("PostgreSQL 18 is missing: run `cargo xtask tools`".into()) };
    let Some(pg_dump) = client("pg_dump") else { return Err("pg_dump is missing".into()) };
    say("stage                           tables      time      memory   of pg_dump");
    for &tables in sizes {
        let database = server.database(&format!("bench{tables}"));
        let url = database.url.clone();
        let mut connection = connect(&url)?;
        fill(&mut connection, tables)?;
        let folder = std::env::temp_dir();
        let imported = folder.join(format!("pgtoml-bench-{}-{tables}.toml", std::process::id()));
        let written = folder.join(format!("pgtoml-bench-{}-{tables}-hand.toml", std::process::id()));
        let (state, _) = catalog::state(&mut connection)?;
        drop(connection);
        let options = pgtoml::write::Options { roles_all: true, ..pgtoml::write::Options::default() };
        std::fs::write(&imported, pgtoml::write::toml(&state.model, &options))?;
        std::fs::write(&written, schema::toml(tables))?;
        drop(state);
        let dump = best(3, || {
            let start = Instant::now();
            let done = Command::new(&pg_dump).args(["--schema-only", "-f", "/dev/null", &url]).status()?;
            if done.success() { Ok((start.elapsed(), None)) } else { Err("pg_dump failed".into()) }
        })?;
        line("pg_dump --schema-only", tables, dump, dump.0);
        let cache = folder.join(format!("pgtoml-bench-{}-{tables}-cache", std::process::id()));
        for (stage, name, file) in [
            ("read", "read TOML", &imported),
            ("import", "import", &imported),
            ("same", "no-op diff, imported", &imported),
            ("plan", "plan of 1 % changed", &imported),
            ("same", "no-op diff, handwritten, cold", &written),
            ("same", "no-op diff, handwritten, warm", &written),
        ] {
            // The first question fills the cache.
            let times = if name.ends_with("cold") || tables > 5_000 { 1 } else { 3 };
            let measured = best(times, || child(stage, &url, &file.display().to_string(), &cache))?;
            line(name, tables, measured, dump.0);
        }
        let _ = std::fs::remove_dir_all(&cache);
        let _ = std::fs::remove_file(&imported);
        let _ = std::fs::remove_file(&written);
    }
    Ok(())
}

fn fill(connection: &mut Connection, tables: usize) -> Result<(), Failure> {
    connection.batch_execute("SET search_path = public")?;
    let sql = schema::sql(tables);
    // Each table takes locks until the end of its transaction.
    let statements: Vec<&str> = sql.split_inclusive(";\n").collect();
    for some in statements.chunks(500) {
        connection.batch_execute(&some.concat())?;
    }
    connection
        .batch_execute("ANALYZE pg_catalog.pg_class; ANALYZE pg_catalog.pg_attribute; ANALYZE pg_catalog.pg_depend")?;
    Ok(())
}

/// The time of each catalog query alone, for whoever wants to make one faster.
fn queries(url: &str) -> Result<(), Failure> {
    let mut connection = connect(url)?;
    let version = pgtoml::kind::Version(connection.info().version_num);
    connection.batch_execute("SET work_mem = '64MB'")?;
    let mut all = Duration::ZERO;
    let dependencies = pgtoml::catalog::Query {
        topic: pgtoml::catalog::Topic::Dependencies,
        sql: pgtoml::catalog::DEPENDENCIES.to_owned(),
    };
    for query in pgtoml::catalog::queries(version).into_iter().chain([dependencies]) {
        let start = Instant::now();
        let rows = connection.simple_query(&query.sql)?.len();
        all += start.elapsed();
        say(&format!("{:>8.3} s {rows:>8} rows  {:?}", start.elapsed().as_secs_f64(), query.topic));
    }
    say(&format!("{:>8.3} s", all.as_secs_f64()));
    Ok(())
}

type Measured = (Duration, Option<u64>);

fn best(times: usize, mut measure: impl FnMut() -> Result<Measured, Failure>) -> Result<Measured, Failure> {
    let mut best: Option<Measured> = None;
    for _ in 0..times {
        let now = measure()?;
        best = Some(best.map_or(now, |known| if now.0 < known.0 { now } else { known }));
    }
    best.ok_or_else(|| "nothing was measured".into())
}

fn line(name: &str, tables: usize, (time, memory): Measured, baseline: Duration) {
    let mut text = String::new();
    let _ = write!(text, "{name:<30} {tables:>7} {:>8.3} s", time.as_secs_f64());
    match memory {
        Some(kib) => {
            let _ = write!(text, " {:>7} MB", kib / 1024);
        }
        None => text.push_str("           "),
    }
    let _ = write!(text, " {:>10.2}", time.as_secs_f64() / baseline.as_secs_f64().max(0.000_001));
    say(&text);
}

/// Runs one stage in a process of its own and reads what it says of itself.
fn child(stage: &str, url: &str, file: &str, cache: &std::path::Path) -> Result<Measured, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(["stage", stage, url, file]).env("PGTOML_BENCH_CACHE", cache).output()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        return Err(format!("{stage}: {}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let mut words = text.split_whitespace();
    let micros: u64 = words.next().and_then(|word| word.parse().ok()).ok_or("no time")?;
    let memory = words.next().and_then(|word| word.parse().ok());
    Ok((Duration::from_micros(micros), memory))
}

fn connect(url: &str) -> Result<Connection, Failure> {
    Ok(Target::parse(url, &|_| None)?.connect()?)
}

fn read(file: &str) -> Result<State, Failure> {
    let source = SourceFile { name: file.to_owned(), text: std::fs::read_to_string(file)? };
    let loaded = pgtoml::read::read(vec![source], &|_| Err(String::new()));
    if let Some(error) = loaded.diagnostics.first() {
        return Err(error.message.clone().into());
    }
    Ok(State { model: loaded.model, scope: Some(loaded.scope), depends_on: loaded.depends_on, ..State::default() })
}

fn stage_alone(stage: &str, url: &str, file: &str) -> Result<(), Failure> {
    let start = Instant::now();
    match stage {
        "read" => drop(read(file)?),
        "import" => {
            let (state, _, _) = catalog::objects(&mut connect(url)?)?;
            drop(pgtoml::write::toml(&state.model, &pgtoml::write::Options::default()));
        }
        "same" | "plan" => {
            let target = Target::parse(url, &|_| None)?;
            let mut connection = connect(url)?;
            // As the program does it: the file is read while the server answers.
            let (objects, wanted) = catalog::objects_beside(&mut connection, || read(file).map_err(|e| e.to_string()));
            let ((live, addresses, _), mut wanted) = (objects?, wanted?);
            if stage == "plan" {
                change(&mut wanted);
            }
            let engine = move || Ok(Box::new(Borrowed::open(&target)?) as Box<dyn Engine>);
            let mut scratch = Scratch::lazy("bench", engine);
            if let Some(cache) = std::env::var_os("PGTOML_BENCH_CACHE") {
                scratch = scratch.remembers(Answers::open(std::path::Path::new(&cache)));
            }
            let mut asked = Asked { scratch, connection, addresses };
            let outcome = compare(live, wanted, &mut asked).map_err(|error| format!("{error:?}"))?;
            if (stage == "same") != outcome.report.is_empty() {
                return Err(format!("expected otherwise: {}", outcome.report.headline()).into());
            }
        }
        other => return Err(format!("no stage {other}").into()),
    }
    let time = start.elapsed().as_micros();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("").replace("kB", "");
    say(&format!("{time} {}", peak.trim()));
    Ok(())
}

/// Who answers the questions of a comparison, as in the program.
struct Asked {
    scratch: Scratch,
    connection: Connection,
    addresses: Addresses,
}

impl Settle for Asked {
    type Error = String;

    fn settle(&mut self, from: &Model, to: &mut Model, _: Version) -> Result<bool, String> {
        self.scratch.settle(from, to).map(|_| true).map_err(|error| error.to_string())
    }

    fn facts(&mut self) -> Result<Option<Facts>, String> {
        catalog::facts(&mut self.connection, &self.addresses).map(Some).map_err(|error| error.to_string())
    }
}

/// Makes a column of every hundredth table nullable.
fn change(state: &mut State) {
    let columns = state.model.objects.iter_mut().filter(|(id, _)| id.tag == Tag::Column && id.name.as_str() == "name");
    for (_, object) in columns.step_by(100) {
        if let Body::Column(column) = &mut object.body {
            column.not_null = false;
        }
    }
}
