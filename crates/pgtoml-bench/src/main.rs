//! Time and peak memory of reading, importing and comparing, beside `pg_dump --schema-only` of the same database.
//!
//! Every measurement is a process of its own, so that its peak memory is its own.

mod schema;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;
use std::time::{Duration, Instant};

use pgtoml::compare::{State, compare};
use pgtoml::diagnostic::SourceFile;
use pgtoml::kind::{Body, Tag};
use pgtoml_pg::catalog;
use pgtoml_pg::connect::{Connection, Target};
use pgtoml_pg::engine::Server as Borrowed;
use pgtoml_pg::scratch::Scratch;
use pgtoml_tests::servers::{Server, client};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["stage", stage, url, file] => stage_alone(stage, url, file),
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
    say("stage                       tables      time      memory   of pg_dump");
    for &tables in sizes {
        let database = server.database(&format!("bench{tables}"));
        let url = database.url.clone();
        let mut connection = connect(&url)?;
        connection.batch_execute("SET search_path = public")?;
        connection.batch_execute(&schema::sql(tables))?;
        connection.batch_execute(
            "ANALYZE pg_catalog.pg_class; ANALYZE pg_catalog.pg_attribute; ANALYZE pg_catalog.pg_depend",
        )?;
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
        for (stage, name, file) in [
            ("read", "read TOML", &imported),
            ("import", "import", &imported),
            ("same", "no-op diff, imported", &imported),
            ("plan", "plan of 1 % changed", &imported),
            ("same", "no-op diff, handwritten", &written),
        ] {
            // Settling loads thousands of tables; once is enough to know it.
            let times = if name.ends_with("handwritten") || tables > 5_000 { 1 } else { 3 };
            let measured = best(times, || child(stage, &url, &file.display().to_string()))?;
            line(name, tables, measured, dump.0);
        }
        let _ = std::fs::remove_file(&imported);
        let _ = std::fs::remove_file(&written);
    }
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
    let _ = write!(text, "{name:<26} {tables:>7} {:>8.3} s", time.as_secs_f64());
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
fn child(stage: &str, url: &str, file: &str) -> Result<Measured, Failure> {
    let output = Command::new(std::env::current_exe()?).args(["stage", stage, url, file]).output()?;
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
            let (state, _) = catalog::state(&mut connect(url)?)?;
            drop(pgtoml::write::toml(&state.model, &pgtoml::write::Options::default()));
        }
        "same" | "plan" => {
            let mut wanted = read(file)?;
            if stage == "plan" {
                change(&mut wanted);
            }
            let (live, _) = catalog::state(&mut connect(url)?)?;
            let engine = Borrowed::open(&Target::parse(url, &|_| None)?)?;
            let outcome =
                compare(&live, &wanted, &mut Scratch::new(Box::new(engine))).map_err(|error| format!("{error:?}"))?;
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

/// Makes a column of every hundredth table nullable.
fn change(state: &mut State) {
    let columns = state.model.objects.iter_mut().filter(|(id, _)| id.tag == Tag::Column && id.name.as_str() == "name");
    for (_, object) in columns.step_by(100) {
        if let Body::Column(column) = &mut object.body {
            column.not_null = false;
        }
    }
}
