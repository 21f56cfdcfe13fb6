//! What is demanded of a case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pgtoml::compare::{Nobody, Outcome, State};
use pgtoml::kind::Tag;
use pgtoml::model::{Id, Model};
use pgtoml::report::Report;
use pgtoml::snapshot::Snapshot;
use pgtoml::sql::quote::quote_literal;
use pgtoml::write;
use pgtoml_pg::connect::Connection;
use pgtoml_pg::scratch::Scratch;
use postgres::Client;

use super::database::{self, Database, Host, compare, load, sql, words};
use super::{Case, Direction};
use crate::judge::{self, Dump};

/// A file that is missing: the schema `public`, and nothing in it.
const EMPTY: &str = "";

/// The server whose plans are the golden files.
const GOLDEN: u32 = 18;

/// Proves one case, or says for a person to read what went wrong where.
pub fn prove(case: &Case, host: &Host, scratch: &mut Scratch) -> Result<(), String> {
    let mut told = Told::default();
    let result = catch_unwind(AssertUnwindSafe(|| attempt(case, host, scratch, &mut told))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Err(text.unwrap_or("a panic").to_owned())
    });
    result.map_err(|reason| {
        let place = if host.embedded { "embedded PostgreSQL" } else { "PostgreSQL" };
        let mut text = format!("=== {} on {place} {}, {}\n", case.name, host.major, told.leg);
        for line in told.sql.lines() {
            let _ = writeln!(text, "  | {line}");
        }
        for line in reason.trim_end().lines() {
            let _ = writeln!(text, "  {line}");
        }
        text
    })
}

/// Where a proof stands, for the message if it fails there.
#[derive(Default)]
struct Told {
    leg: String,
    sql: String,
}

impl Told {
    fn leg(&mut self, leg: &str) {
        leg.clone_into(&mut self.leg);
        self.sql.clear();
    }
}

/// Drops the roles of a case, when its databases are gone.
pub(super) struct Roles<'a> {
    host: &'a Host,
    names: BTreeSet<String>,
}

impl<'a> Roles<'a> {
    pub fn new(host: &'a Host, names: impl IntoIterator<Item = String>) -> Self {
        Self { host, names: names.into_iter().collect() }
    }

    /// Drops them all, and makes those that exist before.
    pub fn reset(&self, make: &[String]) {
        let mut sql = String::new();
        let quoted = |name: &String| name.replace('"', "\"\"");
        for name in self.names.iter().map(quoted) {
            let _ = writeln!(sql, "drop role if exists \"{name}\";");
        }
        for name in make.iter().map(quoted) {
            let _ = writeln!(sql, "create role \"{name}\";");
        }
        if !sql.is_empty() {
            self.host.execute(&sql);
        }
    }
}

impl Drop for Roles<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() && !self.names.is_empty() {
            // What a database grants to a role must be gone before the role.
            self.host.sweep();
            self.reset(&[]);
        }
    }
}

fn attempt(case: &Case, host: &Host, scratch: &mut Scratch, told: &mut Told) -> Result<(), String> {
    told.leg("reading");
    let side = |file: &str| load(file, case.text(file).unwrap_or_else(|| EMPTY.to_owned()), &case.folder);
    let (old, new) = (side("old.toml")?, side("new.toml")?);
    let declared = |side: &State| -> BTreeSet<String> {
        let found = side.model.of_kind(Tag::Role).map(|(id, _)| id.name.as_str().to_owned());
        found.chain(case.roles.iter().cloned()).collect()
    };
    let (of_old, of_new) = (declared(&old), declared(&new));
    if let Some(name) = of_old.union(&of_new).find(|name| !name.starts_with("case_")) {
        return Err(format!("the role `{name}` belongs to the whole cluster; let its name begin with `case_`"));
    }
    let roles = Roles::new(host, of_old.union(&of_new).cloned());
    roles.reset(&case.roles);
    // The database itself has a name of its own every time.
    let itself = |side: &State| side.model.of_kind(Tag::Database).next().is_some();
    let alone = roles.names.is_empty() && case.text("before.sql").is_none() && !itself(&old) && !itself(&new);
    let proof = Proof { case, host, alone };
    let seed = case.text("seed.sql");

    let (was, moved) = {
        let database = proof.database()?;
        told.leg("making the old schema");
        let live = proof.build(&database, &old, scratch, told)?;
        let was = facts(&database, &of_old);
        told.leg("old to new");
        if let Some(seed) = &seed
            && case.text("old.toml").is_some()
        {
            database.execute("seed.sql", seed)?;
        }
        let done = proof.migrate(&database, live, (&new, &case.forward, "plan.sql"), scratch, told)?;
        (was, done.then(|| facts(&database, &of_new)))
    };
    if !roles.names.is_empty() {
        host.sweep();
    }
    roles.reset(&case.roles);

    let database = proof.database()?;
    told.leg("making the new schema");
    let live = proof.build(&database, &new, scratch, told)?;
    let is = facts(&database, &of_new);
    if let Some(moved) = moved {
        same("what the migration made", &moved, "what the new schema makes", &is)?;
    }
    told.leg("import");
    proof.import(&live, &is, &of_new, told)?;
    told.leg("snapshot");
    kept(&live)?;
    told.leg("new to old");
    if let Some(seed) = case.text("seed_new.sql").or(seed)
        && case.text("new.toml").is_some()
    {
        database.execute("the rows for the new schema", &seed)?;
    }
    if proof.migrate(&database, live, (&old, &case.back, "back.sql"), scratch, told)? {
        same("what the way back made", &facts(&database, &of_old), "what the old schema makes", &was)?;
    }
    Ok(())
}

/// A snapshot of what is there is what is there, down to what makes no difference by itself, and has none of the secrets.
fn kept(live: &State) -> Result<(), String> {
    let text = Snapshot { state: live.clone(), unmodelled: Vec::new() }.write();
    if text.contains(database::SECRET) {
        return Err(format!("the snapshot has a secret\n{text}"));
    }
    let again = Snapshot::read(&text)?;
    // The page reads such JSON in another way.
    for object in live.model.objects.values() {
        let json = object.body.to_json().to_string();
        let ways = [object.body.tag().decode(&json), pgtoml::read::from_json(object.body.tag(), &json)];
        let [one, other] = ways.map(|body| format!("{:?}", body.ok()));
        if one != other {
            return Err(format!("{json} is read in two ways\n- {one}\n+ {other}"));
        }
    }
    let edges = |state: &State| state.facts.edges.iter().cloned().collect::<BTreeSet<_>>();
    let shown = |state: &State| format!("{:#?}", (&state.model, edges(state), &state.run_time, state.version));
    let differing = [live, &again.state].map(shown);
    let [was, is] = differing.each_ref().map(|text| text.lines());
    if let Some((was, is)) = was.zip(is).find(|(was, is)| was != is) {
        return Err(format!("the snapshot read again is another state\n- {was}\n+ {is}\n{text}"));
    }
    if again.write() != text {
        return Err(format!("the snapshot read again is written otherwise\n{text}"));
    }
    Ok(())
}

struct Proof<'a> {
    case: &'a Case,
    host: &'a Host,
    /// Whether a new database of the case has nothing that others have not.
    alone: bool,
}

/// What the outside judge sees.
struct Facts {
    dump: Dump,
    roles: Vec<String>,
}

/// A role that a side does not declare may be there from the other one: it belongs to the cluster, and is never dropped.
fn facts(database: &Database<'_>, roles: &BTreeSet<String>) -> Facts {
    let names: Vec<&str> = roles.iter().map(String::as_str).collect();
    let ask = |connection: &mut Connection| judge::roles(connection, &names);
    let roles =
        if names.is_empty() { Vec::new() } else { database.with(ask).unwrap_or_else(|error| panic!("{error}")) };
    Facts { dump: database.dump(), roles }
}

fn same(a: &str, left: &Facts, b: &str, right: &Facts) -> Result<(), String> {
    judge::compare(&left.dump, &right.dump).map_err(|text| format!("pg_dump differs; - {a}, + {b}\n{text}"))?;
    if left.roles != right.roles {
        return Err(format!("roles differ\n{a}: {:#?}\n{b}: {:#?}", left.roles, right.roles));
    }
    Ok(())
}

impl<'a> Proof<'a> {
    /// A new database, with what is there before.
    fn database(&self) -> Result<Database<'a>, String> {
        let database = self.host.database();
        if let Some(sql) = self.case.text("before.sql") {
            database.execute("before.sql", &sql)?;
        }
        Ok(database)
    }

    /// Makes an empty database what a file says. Returns what is there then.
    fn build(
        &self,
        database: &Database<'_>,
        to: &State,
        scratch: &mut Scratch,
        told: &mut Told,
    ) -> Result<State, String> {
        let outcome = compare(&self.before(database)?, to, scratch)?;
        told.sql = sql(&outcome);
        accepted(&outcome.report)?;
        database.apply(&outcome)?;
        settled(database, to, scratch)
    }

    /// What is there before.
    fn before(&self, database: &Database<'_>) -> Result<State, String> {
        if self.alone { database.empty() } else { database.live() }
    }

    /// Whether the seeds do nothing to the schema, as far as the first words of their statements tell.
    fn seeds_only_rows(&self) -> bool {
        let seeds = ["seed.sql", "seed_new.sql"].into_iter().filter_map(|file| self.case.text(file));
        let word = |statement: &str| statement.split_whitespace().next().unwrap_or_default().to_lowercase();
        let of_rows = |word: String| matches!(word.as_str(), "" | "insert" | "update" | "delete" | "select");
        seeds.into_iter().all(|text| text.split(';').map(word).all(of_rows))
    }

    /// Brings a database with rows to what a file says, as expected and as the golden file has it. Returns whether there is
    /// a way.
    fn migrate(
        &self,
        database: &Database<'_>,
        live: State,
        (to, expected, golden): (&State, &Direction, &str),
        scratch: &mut Scratch,
        told: &mut Told,
    ) -> Result<bool, String> {
        let live = if self.seeds_only_rows() { database.with_rows(live)? } else { database.live()? };
        let before = Kept::of(database, &live.model)?;
        if !before.rows.is_empty() && before.rows.values().all(|count| *count == 0) {
            return Err("the tables are empty; a seed.sql with rows makes it a proof".to_owned());
        }
        let outcome = compare(&live, to, scratch)?;
        told.sql = sql(&outcome);
        if let Some(text) = &expected.refused {
            let found = outcome.report.refused.iter().any(|refused| refused.reason.contains(text));
            let said: Vec<&str> = outcome.report.refused.iter().map(|refused| refused.reason.as_str()).collect();
            if !found {
                return Err(format!("expected to be refused with `{text}`, got {said:?}"));
            }
            self.golden(golden, &outcome, database)?;
            return Ok(false);
        }
        accepted(&outcome.report)?;
        if outcome.plan.is_empty() {
            return Err("the plan is empty, so the case proves nothing".to_owned());
        }
        losses(&outcome, to, expected)?;
        database.apply(&outcome)?;
        let now = settled(database, to, scratch)?;
        before.kept(database, &now, expected)?;
        self.golden(golden, &outcome, database)?;
        Ok(true)
    }

    /// Writes what is there as a file: read again it is no difference, and in another database it makes the same.
    fn import(&self, live: &State, is: &Facts, roles: &BTreeSet<String>, told: &mut Told) -> Result<(), String> {
        let mut model = live.model.clone();
        // Roles belong to the cluster, where other cases come and go.
        let ours = |id: &Id| id.tag != Tag::Role || roles.contains(id.name.as_str());
        model.objects.retain(|id, object| object.body.named() && ours(id));
        let options = write::Options {
            postgres: Some(self.host.major),
            roles_all: true,
            schemas: vec!["*".into()],
            ..write::Options::default()
        };
        let text = write::toml(&model, &options);
        told.sql.clone_from(&text);
        let imported = load("import.toml", text, &self.case.folder)?;
        let left = compare(live, &imported, &mut Nobody)?;
        if !left.report.is_empty() {
            return Err(format!("what was imported is not what is there\n{}", left.report.human(false)));
        }
        // No case needs a server of its own for this: one is enough.
        if self.host.embedded || self.host.major != GOLDEN {
            return Ok(());
        }
        let other = self.host.database();
        let there = if roles.is_empty() { other.empty() } else { other.live() };
        let outcome = compare(&there?, &imported, &mut Nobody)?;
        accepted(&outcome.report)?;
        other.apply(&outcome)?;
        same("what the imported file makes", &facts(&other, roles), "what was imported", is)
    }

    fn golden(&self, file: &str, outcome: &Outcome, database: &Database<'_>) -> Result<(), String> {
        let newest = self.case.max.map_or(GOLDEN, |max| max.min(GOLDEN));
        if self.host.embedded || self.host.major != newest {
            return Ok(());
        }
        // The database of a proof has another name every time; psql knows which it is connected to.
        let sql = sql(outcome).replace(database.name(), ":\"DBNAME\"");
        let path = self.case.folder.join(file);
        if std::env::var_os("BLESS").is_some() {
            return std::fs::write(&path, sql).map_err(|error| format!("{}: {error}", path.display()));
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        if known == sql {
            return Ok(());
        }
        Err(format!("the plan is not that of {file}; `BLESS=1` takes it over if it is right. Known:\n{known}"))
    }
}

pub(super) fn accepted(report: &Report) -> Result<(), String> {
    let refused = report.refused.iter().map(|refused| format!("refused: {}: {}", refused.object, refused.reason));
    let open = report.undetermined.iter().map(|object| format!("undetermined: {object}"));
    let said: Vec<String> = refused.chain(open).collect();
    if said.is_empty() { Ok(()) } else { Err(said.join("\n")) }
}

/// A second look finds nothing to do. Returns what it found.
pub(super) fn settled(database: &Database<'_>, to: &State, scratch: &mut Scratch) -> Result<State, String> {
    let now = database.live()?;
    let left = compare(&now, to, scratch)?;
    if left.report.is_empty() {
        return Ok(now);
    }
    Err(format!("the plan ran, and this is left to do:\n{}", left.report.human(false)))
}

/// What is dropped is lost, and nobody wonders. What stays and yet loses something must be expected.
fn losses(outcome: &Outcome, to: &State, expected: &Direction) -> Result<(), String> {
    let stays = |id: &&Id| to.model.get(id).is_some();
    let lost: Vec<String> = outcome.plan.destructive().map(|step| &step.id).filter(stays).map(Id::to_string).collect();
    match (lost.is_empty(), expected.loses) {
        (false, false) => Err(format!("these stay and lose something: {}", lost.join(", "))),
        (true, true) => Err("expected to lose something that stays, but the plan says nothing of it".to_owned()),
        _ => Ok(()),
    }
}

/// What must be kept. The embedded server, where each question takes a connection of its own, is not asked: the two
/// others were.
#[derive(Default)]
struct Kept {
    rows: BTreeMap<String, i64>,
    identities: BTreeMap<String, i64>,
    values: BTreeMap<String, String>,
    /// Tables that hold what their partitions hold.
    wholes: BTreeSet<String>,
}

impl Kept {
    fn of(database: &Database<'_>, model: &Model) -> Result<Kept, String> {
        if database.is_embedded() {
            return Ok(Kept::default());
        }
        let look = |connection: &mut Connection| {
            Ok::<_, String>((judge::identities(connection), judge::rows(connection), values(connection, model)?))
        };
        let (identities, mut rows, values) = database.with(look)??;
        // Those of materialized views are computed.
        rows.retain(|table, _| identities.contains_key(&format!("table {table}")));
        let partitioned = model.of_kind(Tag::Table).filter(|(_, table)| table.body.partitioned());
        let wholes = partitioned.map(|(id, _)| id.qualified().to_string()).collect();
        Ok(Kept { rows, identities, values, wholes })
    }

    /// Whether it is still there, as far as it must be.
    fn kept(&self, database: &Database<'_>, now: &State, expected: &Direction) -> Result<(), String> {
        let mut wrong = Vec::new();
        let Kept { rows, identities, values, wholes } = Kept::of(database, &now.model)?;
        for (table, count) in &self.rows {
            let now = rows.get(table).copied();
            match expected.empties.contains(table) {
                false if now.is_some_and(|now| now != *count) => {
                    wrong.push(format!("{table} had {count} rows and has {}", now.unwrap_or_default()));
                }
                true if now == Some(*count) => wrong.push(format!("{table} was expected to lose its rows")),
                _ => {}
            }
        }
        let lasts = |key: &str| lasts(key, &self.identities) && lasts(key, &identities);
        for (key, was) in self.identities.iter().filter(|(key, _)| lasts(key)) {
            let other = identities.get(key).is_some_and(|now| now != was);
            match (other, expected.anew.contains(key)) {
                (true, false) => wrong.push(format!("{key} was made anew")),
                (false, true) => wrong.push(format!("{key} was expected to be made anew, and was not")),
                _ => {}
            }
        }
        for (column, was) in &self.values {
            // What a partitioned table holds is what its partitions hold: one may have joined, or left.
            let table = column.split(' ').next().and_then(|name| name.rsplit_once('.')).map_or("", |(table, _)| table);
            let key = format!("table {table}");
            if wholes.contains(table) && self.identities.get(&key) == identities.get(&key) {
                continue;
            }
            let other = values.get(column).is_some_and(|now| now != was);
            // The key ends with the type: values of another type are other values.
            let name = column.split_once(' ').map_or(column.as_str(), |(name, _)| name);
            match (other, expected.changes.iter().any(|known| known == name)) {
                (true, false) => wrong.push(format!("values of {name} are not what they were")),
                (false, true) => wrong.push(format!("values of {name} were expected to change, and did not")),
                _ => {}
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }
}

/// Whether an identity must last: those of views and routines need not, nor those of the columns of views.
fn lasts(key: &str, all: &BTreeMap<String, i64>) -> bool {
    let Some((kind, name)) = key.split_once(' ') else { return false };
    match kind {
        "table" | "sequence" | "type" | "composite" => true,
        "column" => name.rsplit_once('.').is_some_and(|(parent, _)| {
            all.contains_key(&format!("table {parent}")) || all.contains_key(&format!("composite {parent}"))
        }),
        _ => false,
    }
}

/// A checksum of the values of each column, by `schema.table.column type`.
fn values(client: &mut Client, model: &Model) -> Result<BTreeMap<String, String>, String> {
    let mut sums = Vec::new();
    for (id, object) in model.of_kind(Tag::Column) {
        let Some(table) = id.parent_id().filter(|parent| parent.tag == Tag::Table) else { continue };
        let json = object.body.to_json();
        if json.get("generated").is_some() {
            continue;
        }
        let column = &id.name;
        // Nobody answers for the rows of foreign tables.
        let readable = model.of_kind(Tag::ForeignTable).next().is_none();
        let whole = readable && model.get(&table).is_some_and(|table| table.body.partitioned());
        let only = if whole { "" } else { "only " };
        let key = format!("{}.{column} {}", table.qualified(), json["type"].as_str().unwrap_or_default());
        sums.push(format!(
            "select {}, md5(coalesce(string_agg(coalesce({column}::text, 'null'), ',' order by {column}::text collate \"C\"), ''))
               from {only}{}",
            quote_literal(&key),
            table.qualified()
        ));
    }
    if sums.is_empty() {
        return Ok(BTreeMap::new());
    }
    let found = client.query(&sums.join("\nunion all\n"), &[]).map_err(|error| words(&error))?;
    Ok(found.iter().map(|row| (row.get(0), row.get(1))).collect())
}
