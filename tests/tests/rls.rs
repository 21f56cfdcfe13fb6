//! Who reaches which rows: `tests/rls/<name>/`.
//!
//! - `schema.toml`: the schema. Tables have no keys, and a column `note` that no policy names.
//! - `seed.sql`: rows, put in as superuser. A filter should let some of them pass, and not all.
//! - `report.txt`: what `pgtoml rls report` says of it, and `report.md`, `report.html` and `report.json` where they are;
//!   `BLESS=1` writes them.
//!
//! On servers every cell is tried: as each role, each command is really run, alone and reading columns, in a transaction
//! that is rolled back. What rows it reaches must be those that the matrix says; the conditions that the matrix gives are
//! evaluated by the superuser on the same rows. The setting `app.tenant` is 1. A new test is a new folder.
//! `RLS=views` runs the folders whose names begin like that.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pgtoml::access::{Command, Condition, Denial, Guard, Matrix, Reach, Relation, Report, Row, Wanted};
use pgtoml::compare::{Nobody, State, compare};
use pgtoml::diagnostic::{Rendered, SourceFile};
use pgtoml::kind::{Tag, Version};
use pgtoml::lint::Subject;
use pgtoml::model::{Id, Ident};
use pgtoml::read::Loaded;
use pgtoml::render::script;
use pgtoml_tests::servers::Server;
use postgres::{Client, SimpleQueryMessage, Transaction};

fn folders() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rls");
    let wanted = std::env::var("RLS").unwrap_or_default();
    let entries = std::fs::read_dir(&root).unwrap_or_else(|error| panic!("{}: {error}", root.display()));
    let mut found: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path))
        .filter(|(name, _)| name.starts_with(&wanted))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no folder begins with `{wanted}` in {}", root.display());
    found
}

fn load(name: &str, folder: &Path) -> Loaded {
    let text = std::fs::read_to_string(folder.join("schema.toml")).unwrap_or_else(|e| panic!("{name}: {e}"));
    let files = vec![SourceFile { name: format!("{name}/schema.toml"), text }];
    let loaded = pgtoml::read::read(files, &|_| Err("there is no such file".to_owned()));
    let shown = |diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string();
    assert!(!loaded.has_errors(), "{}", loaded.diagnostics.iter().map(shown).collect::<String>());
    loaded
}

#[test]
fn reports_are_as_written() {
    let mut wrong = Vec::new();
    for (name, folder) in folders() {
        let loaded = load(&name, &folder);
        let subject = Subject::new(&loaded.model, Version::NEWEST, &loaded.project.search_path);
        let report = Report::new(&subject, false, &Wanted::default(), &loaded.lint, Some(&loaded));
        let said = report.human(false);
        for line in said.lines().filter(|line| line.chars().count() > 100 && line.trim().contains(' ')) {
            wrong.push(format!("{name}: wider than 100 columns: {line}"));
        }
        let json = serde_json::to_string_pretty(&report.json()).expect("JSON") + "\n";
        let page = report.html(&format!("Access: {name}"));
        let texts = [("txt", said), ("md", report.markdown()), ("html", page), ("json", json)];
        for (ending, said) in texts {
            let path = folder.join(format!("report.{ending}"));
            // One case has every format, and names that none of them may take for its own.
            if ending != "txt" && !path.exists() {
                continue;
            }
            if std::fs::read_to_string(&path).ok().as_deref() != Some(said.as_str()) {
                if std::env::var_os("BLESS").is_some_and(|value| !value.is_empty()) {
                    std::fs::write(path, said).unwrap();
                } else {
                    wrong.push(format!("{name}: report.{ending} is not what is said:\n{said}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n\nBLESS=1 writes what is said", wrong.join("\n"));
}

#[test]
fn postgres_15() {
    run(15);
}

#[test]
fn postgres_18() {
    run(18);
}

/// Cells that were tried, by what they were said to be: so that none of them is never tried.
#[derive(Default)]
struct Tried {
    all: usize,
    filtered: usize,
    by_policy: usize,
    denied: usize,
}

fn run(major: u32) {
    // Roles belong to the cluster, and other tests have theirs.
    let Some(server) = Server::exclusive(major, &[]) else { return };
    let (mut wrong, mut tried) = (Vec::new(), Tried::default());
    for (name, folder) in folders() {
        case(&server, &name, &folder, &mut wrong, &mut tried);
    }
    assert!(wrong.is_empty(), "\n{}\n\n{} cells are wrong", wrong.join("\n"), wrong.len());
    if std::env::var_os("RLS").is_none() {
        let counts = [tried.all, tried.filtered, tried.by_policy, tried.denied];
        assert!(counts.iter().all(|count| *count > 50), "too few cells are tried: {counts:?}");
    }
}

fn case(server: &Server, name: &str, folder: &Path, wrong: &mut Vec<String>, tried: &mut Tried) {
    let loaded = load(name, folder);
    let declared = Subject::new(&loaded.model, Version::NEWEST, &loaded.project.search_path);
    let declared = Matrix::of(&declared, false);
    let seed = std::fs::read_to_string(folder.join("seed.sql")).unwrap_or_default();
    let sql = made(name, loaded, server.major);

    let database = server.database(name);
    let mut client = database.connect();
    client.batch_execute("create role nobody").expect("a role");
    for (what, sql) in [("schema.toml", sql), ("seed.sql", seed)] {
        client.batch_execute(&sql).unwrap_or_else(|error| panic!("{name}/{what}: {}\n{sql}", said(&error)));
    }
    client.batch_execute("select set_config('app.tenant', '1', false)").expect("a setting");

    // What the catalogs say is the same matrix.
    let target = pgtoml_pg::connect::Target::parse(&database.url, &|_| None).expect("a URL");
    let mut connection = target.connect().expect("a connection");
    let (live, _, _) = pgtoml_pg::catalog::objects(&mut connection).expect("objects");
    let read = Matrix::of(&Subject::new(&live.model, live.version.unwrap_or(Version::NEWEST), &[]), true);
    drop(connection);

    for relation in &declared.relations {
        let other = read.relation(&relation.id).unwrap_or_else(|| panic!("{name}: {} is not there", relation.id));
        for row in &relation.rows {
            let Some(found) = other.rows.iter().find(|found| found.role == row.role) else {
                // Of PUBLIC, and of roles that nothing in it names, a database need not tell.
                let superuser = declared.roles.iter().any(|role| role.name == row.role && role.superuser);
                if !row.is_closed() && !superuser {
                    wrong.push(format!("{name}: the database does not tell of {} on {}", row.role, relation.id));
                }
                continue;
            };
            for command in Command::ALL {
                let (a, b) = (row.cell(command), found.cell(command));
                let same = a.alone.rank() == b.alone.rank() && a.reading.rank() == b.reading.rank();
                if !same || a.columns != b.columns {
                    wrong.push(format!(
                        "{name}: {} {} on {}: the file says {a:?}, the database {b:?}",
                        row.role,
                        command.name(),
                        relation.id
                    ));
                }
            }
            cells(&mut client, name, relation, row, wrong, tried);
        }
    }
    drop(client);
    drop(database);
    let mut postgres = pgtoml_tests::servers::connect(&server.url);
    let roles = postgres.query("select quote_ident(rolname) from pg_roles where oid >= 16384", &[]).expect("roles");
    for role in roles {
        server.execute(&format!("drop role {}", role.get::<_, String>(0)));
    }
}

/// The statements that make the schema.
fn made(name: &str, loaded: Loaded, major: u32) -> String {
    let wanted =
        State { model: loaded.model, scope: Some(loaded.scope), depends_on: loaded.depends_on, ..State::default() };
    let version = Some(Version::of_major(major));
    let empty = State { model: wanted.nothing(), version, ..State::default() };
    let Ok(outcome) = compare(empty, wanted, &mut Nobody) else { panic!("{name}: a template failed") };
    assert!(outcome.plan.refused.is_empty(), "{name}: {:?}", outcome.plan.refused);
    script(&outcome.plan, &outcome.statements)
}

/// Tries every cell of one role in one relation.
fn cells(client: &mut Client, name: &str, relation: &Relation, row: &Row, wrong: &mut Vec<String>, tried: &mut Tried) {
    for command in Command::ALL {
        let cell = row.cell(command);
        for (reads, reach) in [(false, &*cell.alone), (true, &*cell.reading)] {
            match reach {
                Reach::All(_) => tried.all += 1,
                Reach::Filtered(_) | Reach::Routed(_) => tried.filtered += 1,
                Reach::Denied(denial) if denial.by_policy() => tried.by_policy += 1,
                Reach::Denied(_) => tried.denied += 1,
            }
            let mut transaction = client.transaction().expect("a transaction");
            let one = Try { relation, row, command, reads, reach };
            if let Err(why) = one.run(&mut transaction) {
                let reading = if reads { " reading columns" } else { "" };
                let (role, command, id) = (&row.role, command.name(), &relation.id);
                wrong.push(format!("{name}: {role} {command}{reading} on {id}: {why}\n    said: {reach:?}"));
            }
        }
    }
}

/// One cell, to be tried.
struct Try<'a> {
    relation: &'a Relation,
    row: &'a Row,
    command: Command,
    reads: bool,
    reach: &'a Reach,
}

/// What came of a statement.
#[derive(Debug, PartialEq)]
enum Came {
    Rows(u64),
    /// The privilege is missing.
    Refused,
    /// A new row violates a policy.
    Violates,
    /// The relation cannot do that.
    Cannot(String),
}

impl Try<'_> {
    fn run(&self, on: &mut Transaction<'_>) -> Result<(), String> {
        if self.relation.id.tag == Tag::ForeignTable {
            return self.privilege(on);
        }
        if self.command == Command::Insert {
            return self.inserts(on);
        }
        let total = self.total(on);
        if total == 0 && self.command != Command::Truncate {
            return Err("the seed gives it no row".to_owned());
        }
        // What the superuser says that the conditions let pass, of the rows that are there.
        let (seen, kept) = match self.reach {
            Reach::Filtered(filter) if self.own() => {
                let seen = self.count(on, &filter.using);
                let both: Vec<Condition> = filter.using.iter().chain(&filter.check).cloned().collect();
                (seen, self.count(on, &both))
            }
            _ => (total, total),
        };
        let came = self.as_role(on, &self.statement());
        let right = match self.reach {
            Reach::All(_) => came == Came::Rows(if self.command == Command::Truncate { 0 } else { total }),
            Reach::Filtered(_) if seen != kept => came == Came::Violates,
            Reach::Filtered(_) if self.own() => came == Came::Rows(seen) && seen > 0 && seen < total,
            Reach::Filtered(_) => matches!(came, Came::Rows(count) if count > 0 && count < total),
            Reach::Routed(_) => matches!(came, Came::Rows(_)),
            Reach::Denied(denial) => self.is_denial(denial, &came),
        };
        if right { Ok(()) } else { Err(format!("{came:?}, of {total} rows, of which {seen} are seen and {kept} kept")) }
    }

    /// Whether the conditions are on the relation itself.
    fn own(&self) -> bool {
        !matches!(self.relation.guard, Guard::Definer | Guard::Invoker)
    }

    fn is_denial(&self, denial: &Denial, came: &Came) -> bool {
        match denial {
            Denial::Unknown | Denial::NotUpdatable => matches!(came, Came::Cannot(_)),
            denial if denial.by_policy() => *came == Came::Rows(0) || *came == Came::Violates,
            // Of a view that cannot be written, PostgreSQL says that before it looks for privileges.
            _ if self.relation.id.tag != Tag::Table => matches!(came, Came::Refused | Came::Cannot(_)),
            _ => *came == Came::Refused,
        }
    }

    /// Where nothing can be run, the server is asked for the privilege.
    fn privilege(&self, on: &mut Transaction<'_>) -> Result<(), String> {
        let role = self.role();
        let name = self.relation.id.qualified().to_string();
        let asked = "select has_table_privilege($1, $2, $3) or ($3 in ('select', 'insert', 'update')
                     and has_any_column_privilege($1, $2, case when $3 in ('delete', 'truncate') then 'select' else $3 end))";
        let has: bool = on.query_one(asked, &[&role, &name, &self.command.name()]).expect("an answer").get(0);
        let said = !matches!(*self.row.cell(self.command).alone, Reach::Denied(Denial::Grant));
        if has == said { Ok(()) } else { Err(format!("the server says {has}")) }
    }

    /// Copies of all rows that are there, one by one.
    fn inserts(&self, on: &mut Transaction<'_>) -> Result<(), String> {
        let name = self.relation.id.qualified().to_string();
        let sql = format!("select to_jsonb(t)::text from {} t", self.rows(on));
        let rows = on.query(&sql, &[]).expect("rows");
        let (mut passed, mut said_passing) = (0, 0);
        let total = rows.len();
        for row in rows {
            let json: String = row.get(0);
            let json = format!("'{}'", json.replace('\'', "''"));
            let columns = self.row.cell(Command::Insert).columns.as_ref();
            let list = columns.map(|columns| columns.iter().map(Ident::to_string).collect::<Vec<_>>().join(", "));
            let returning = if self.reads { format!(" returning {}", self.readable()) } else { String::new() };
            let sql = match &list {
                Some(list) => format!(
                    "insert into {name} ({list}) select {list} from jsonb_populate_record(null::{name}, {json}){returning}"
                ),
                None => {
                    format!("insert into {name} select * from jsonb_populate_record(null::{name}, {json}){returning}")
                }
            };
            let mut inner = on.transaction().expect("a savepoint");
            let expected = match self.reach {
                Reach::Filtered(filter) if self.own() => {
                    // Columns that are not given are null, as nothing in these schemas has a default.
                    let json = match columns {
                        Some(columns) => {
                            let names: Vec<String> =
                                columns.iter().map(|name| format!("'{}'", name.as_str())).collect();
                            let key = format!("key in ({})", names.join(", "));
                            format!("(select jsonb_object_agg(key, value) from jsonb_each({json}) where {key})")
                        }
                        None => json.clone(),
                    };
                    let holds = conditions(&filter.check);
                    let alias = &self.relation.id.name;
                    let sql = format!(
                        "select coalesce({holds}, false) from jsonb_populate_record(null::{name}, {json}) {alias}"
                    );
                    let holds: bool =
                        inner.query_one(&sql, &[]).unwrap_or_else(|e| panic!("{}: {sql}", said(&e))).get(0);
                    Some(holds)
                }
                _ => None,
            };
            let came = self.as_role(&mut inner, &sql);
            drop(inner);
            said_passing += usize::from(expected == Some(true));
            passed += usize::from(came == Came::Rows(1));
            let right = match (self.reach, expected) {
                (_, Some(true)) => came == Came::Rows(1),
                (_, Some(false)) => came == Came::Violates,
                (Reach::All(_), _) => came == Came::Rows(1),
                (Reach::Routed(_), _) => matches!(came, Came::Rows(_)),
                (Reach::Filtered(_), _) => came == Came::Rows(1) || came == Came::Violates,
                (Reach::Denied(denial), _) => self.is_denial(denial, &came),
            };
            if !right {
                return Err(format!("{came:?} of {json}, where the condition is {expected:?}"));
            }
        }
        let split = !matches!(self.reach, Reach::Filtered(_)) || (passed > 0 && passed < total);
        match split {
            true => Ok(()),
            false => Err(format!("{passed} of {total} rows pass, {said_passing} should")),
        }
    }

    /// All rows, whoever may see them. What a view reads is asked from its query, which the superuser runs.
    fn rows(&self, on: &mut Transaction<'_>) -> String {
        let name = self.relation.id.qualified().to_string();
        if self.own() {
            return name;
        }
        let asked = "select rtrim(pg_get_viewdef($1::text::regclass), ';')";
        let query: String = on.query_one(asked, &[&name]).expect("a view").get(0);
        format!("({query})")
    }

    fn total(&self, on: &mut Transaction<'_>) -> u64 {
        let sql = format!("select count(*) from {} t", self.rows(on));
        let count: i64 = on.query_one(&sql, &[]).unwrap_or_else(|error| panic!("{}: {sql}", said(&error))).get(0);
        count.unsigned_abs()
    }

    fn count(&self, on: &mut Transaction<'_>, list: &[Condition]) -> u64 {
        let sql = format!("select count(*) from {} where {}", self.relation.id.qualified(), conditions(list));
        let count: i64 = on.query_one(&sql, &[]).unwrap_or_else(|error| panic!("{}: {sql}", said(&error))).get(0);
        count.unsigned_abs()
    }

    /// A column that the role can read, by the server's own word.
    fn readable(&self) -> String {
        let columns = self.row.cell(Command::Select).columns.as_ref();
        columns.and_then(|columns| columns.first()).map_or_else(|| "note".to_owned(), Ident::to_string)
    }

    fn statement(&self) -> String {
        let name = self.relation.id.qualified();
        let column = self.readable();
        let where_ = if self.reads { format!(" where ({column} is null) is not null") } else { String::new() };
        match self.command {
            Command::Select => format!("select {column} from {name}"),
            Command::Update => {
                let columns = self.row.cell(Command::Update).columns.as_ref();
                let set =
                    columns.and_then(|columns| columns.first()).map_or_else(|| "note".to_owned(), Ident::to_string);
                format!("update {name} set {set} = 'new'{where_}")
            }
            Command::Delete => format!("delete from {name}{where_}"),
            Command::Truncate => format!("truncate {name}"),
            Command::Insert => String::new(),
        }
    }

    fn role(&self) -> String {
        if self.row.role.as_str() == "public" { "nobody".to_owned() } else { self.row.role.as_str().to_owned() }
    }

    fn as_role(&self, on: &mut Transaction<'_>, sql: &str) -> Came {
        let role = self.role().replace('"', "\"\"");
        on.batch_execute(&format!("set local role \"{role}\"")).expect("a role");
        let came = match on.simple_query(sql) {
            Ok(messages) => {
                let count = messages.iter().find_map(|message| match message {
                    SimpleQueryMessage::CommandComplete(count) => Some(*count),
                    _ => None,
                });
                Came::Rows(count.unwrap_or_default())
            }
            Err(error) => match error.code().map(|code| code.code()) {
                Some("42501") if said(&error).contains("row-level security") => Came::Violates,
                Some("42501") => Came::Refused,
                _ => Came::Cannot(said(&error)),
            },
        };
        // A statement that failed has ended the transaction already.
        let _ = on.batch_execute("reset role");
        came
    }
}

/// The conditions of a matrix as SQL.
fn conditions(list: &[Condition]) -> String {
    let mut text = "true".to_owned();
    for one in list {
        let any: Vec<String> = one.any.iter().map(|clause| format!("({})", clause.sql)).collect();
        if !any.is_empty() {
            let _ = write!(text, " and ({})", any.join(" or "));
        }
        for clause in &one.all {
            let _ = write!(text, " and ({})", clause.sql);
        }
        if one.closed {
            text.push_str(" and false");
        }
    }
    text
}

fn said(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}

#[test]
fn a_report_shows_what_is_wanted() {
    let folder = folders().into_iter().next().expect("a folder");
    let loaded = load(&folder.0, &folder.1);
    let subject = Subject::new(&loaded.model, Version::NEWEST, &loaded.project.search_path);
    let id = |relation: &Relation| -> Id { relation.id.clone() };
    let all = Matrix::of(&subject, false);
    let first = id(&all.relations[0]);
    let wanted = Wanted { roles: Vec::new(), tables: vec![format!("*.{}", first.name.as_str())] };
    let report = Report::new(&subject, false, &wanted, &loaded.lint, Some(&loaded));
    assert!(report.matrix.relations.iter().all(|relation| relation.id.name == first.name));
    let role = all.roles[0].name.clone();
    let wanted = Wanted { roles: vec![role.clone()], tables: Vec::new() };
    let report = Report::new(&subject, false, &wanted, &loaded.lint, Some(&loaded));
    assert!(report.matrix.relations.iter().flat_map(|relation| &relation.rows).all(|row| row.role == role));
}

/// A model from one text.
fn model(text: String) -> Loaded {
    let files = vec![SourceFile { name: "schema.toml".to_owned(), text }];
    let loaded = pgtoml::read::read(files, &|_| Err("there is no such file".to_owned()));
    let shown = |diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string();
    assert!(!loaded.has_errors(), "{}", loaded.diagnostics.iter().map(shown).collect::<String>());
    loaded
}

/// Each view is looked at once for each role, however many views stand on it: 40 floors of two views, each over both
/// below, are 2^40 ways down. And a tower of them is not too deep.
#[test]
fn views_over_views_are_looked_at_once() {
    let mut text = "[tables.t]\ncolumns.id = \"integer\"\npolicies.p = { using = \"id = 1\" }\n\
                    grants.app = [\"select\"]\n[views.a0]\nsecurity_invoker = true\nquery = \"select * from t\"\n\
                    grants.app = [\"select\"]\n[views.b0]\nsecurity_invoker = true\nquery = \"select * from t\"\n\
                    grants.app = [\"select\"]\n"
        .to_owned();
    for floor in 1..40 {
        let below = floor - 1;
        for side in ["a", "b"] {
            let _ = write!(
                text,
                "[views.{side}{floor}]\nsecurity_invoker = true\ngrants.app = [\"select\"]\n\
                 query = \"select * from a{below} union all select * from b{below}\"\n"
            );
        }
    }
    for floor in 40..2_000 {
        let below = floor - 1;
        let _ = write!(
            text,
            "[views.a{floor}]\nsecurity_invoker = true\ngrants.app = [\"select\"]\nquery = \"select * from a{below}\"\n"
        );
    }
    let loaded = model(text);
    let subject = Subject::new(&loaded.model, Version::NEWEST, &loaded.project.search_path);
    let matrix = Matrix::of(&subject, false);
    let top = matrix.relations.iter().find(|relation| relation.id.name.as_str() == "a1999").expect("the top");
    let row = top.row(&Ident::from("app")).expect("a row");
    let Reach::Filtered(filter) = &*row.cell(Command::Select).alone else { panic!("{row:?}") };
    assert_eq!(filter.using.len(), 1, "{filter:?}");
}

/// What an edit does to who reaches which rows: `tests/rls_edits/<name>/` has the states before (`from.toml`) and after
/// (`to.toml`), and what is said of it with the steps that are marked (`said.txt`, which `BLESS=1` writes).
#[test]
fn edits_are_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rls_edits");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(&root).expect("edits").filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.sort();
    assert!(folders.len() > 15, "{folders:?}");
    let mut wrong = Vec::new();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let state = |file: &str| {
            let text = std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{name}: {error}"));
            let files = vec![SourceFile { name: format!("{name}/{file}"), text }];
            let loaded = pgtoml::read::read(files, &|_| Err("there is no such file".to_owned()));
            let shown = |diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string();
            assert!(!loaded.has_errors(), "{}", loaded.diagnostics.iter().map(shown).collect::<String>());
            State { model: loaded.model, scope: Some(loaded.scope), depends_on: loaded.depends_on, ..State::default() }
        };
        let Ok(outcome) = compare(state("from.toml"), state("to.toml"), &mut Nobody) else {
            panic!("{name}: a template failed")
        };
        let mut said = String::new();
        for sentence in &outcome.report.access {
            let _ = writeln!(said, "{}", sentence.text);
            sentence.hazards.iter().for_each(|hazard| said.push_str(&format!("    {hazard}\n")));
        }
        for (step, statement) in outcome.plan.steps.iter().zip(&outcome.statements) {
            for hazard in &step.effects.hazards {
                let first = statement.sql.lines().next().unwrap_or_default();
                let _ = writeln!(said, "{hazard} by {first}");
            }
        }
        let path = folder.join("said.txt");
        if std::fs::read_to_string(&path).ok().as_deref() != Some(said.as_str()) {
            if std::env::var_os("BLESS").is_some_and(|value| !value.is_empty()) {
                std::fs::write(path, said).unwrap();
            } else {
                wrong.push(format!("{name}: said.txt is not what is said:\n{said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n\nBLESS=1 writes what is said", wrong.join("\n"));
}
