//! Partitions by interval on a live database: looks what there is to do, and does it, one partition after the other.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use pgtoml::kind::Version;
use pgtoml::model::{Ident, Model, QName};
use pgtoml::partitions::bounds::Holds;
use pgtoml::partitions::calendar;
use pgtoml::partitions::deeds::{Action, Deed, Parent, shown};
use pgtoml::partitions::{Expired, LOCK, Ruled, ruled};
use pgtoml::read::project::matches;
use postgres::error::SqlState;

use crate::catalog::{self, ReadError};
use crate::connect::Connection;

/// How long a statement waits for a lock before it lets others pass.
const PATIENCE: &str = "2s";
/// How often it is tried.
const TRIES: u32 = 6;

/// What a run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The moment, or the integer, that is taken for now.
    pub at: Option<String>,
    /// Names of tables, with `*` for any characters; all of them if there is none.
    pub tables: Vec<String>,
    /// What is allowed: `move-rows:public.event_default`, or `all`.
    pub allow: Vec<String>,
    /// The role that does it, where it is not the one that is connected.
    pub role: Option<Ident>,
}

/// A table, and what there is to do for it.
#[derive(Clone, Debug)]
pub struct Task {
    /// The partitioned table.
    pub table: QName,
    /// Where it is now, for people.
    pub now: String,
    /// What there is to do.
    pub deeds: Vec<Deed>,
    /// What is not done, and why.
    pub refused: Vec<String>,
}

/// A run that failed as a whole.
#[derive(Debug)]
pub struct PartitionsError {
    /// One sentence.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for PartitionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PartitionsError {}

impl From<ReadError> for PartitionsError {
    fn from(error: ReadError) -> Self {
        Self { message: error.message, hint: error.hint }
    }
}

impl From<postgres::Error> for PartitionsError {
    fn from(error: postgres::Error) -> Self {
        let hint = "try again; if the server went away, see its log".to_owned();
        Self { message: said(&error), hint }
    }
}

/// Keeps other runs away. `false`: one is at work.
///
/// # Errors
/// The server did not answer.
pub fn lock(connection: &mut Connection) -> Result<bool, PartitionsError> {
    Ok(connection.query_one("SELECT pg_catalog.pg_try_advisory_lock($1)", &[&LOCK])?.get(0))
}

/// Lets other runs in again.
pub fn unlock(connection: &mut Connection) {
    // It goes with the session if the connection is gone.
    let _ = connection.batch_execute(&format!("SELECT pg_catalog.pg_advisory_unlock({LOCK})"));
}

/// The tables with a rule that have one of these names; all of them if there is no name.
///
/// # Errors
/// A name fits none.
pub fn chosen<'a>(wanted: &'a Model, names: &[String]) -> Result<Vec<Ruled<'a>>, PartitionsError> {
    let mut all: Vec<Ruled<'_>> = ruled(wanted).collect();
    let fits = |pattern: &str, one: &Ruled<'_>| match pattern.split_once('.') {
        Some((schema, name)) => {
            one.id.schema.as_ref().is_some_and(|of| matches(schema, of.as_str())) && matches(name, one.id.name.as_str())
        }
        None => matches(pattern, one.id.name.as_str()),
    };
    if let Some(unknown) = names.iter().find(|pattern| !all.iter().any(|one| fits(pattern, one))) {
        let known: Vec<String> = all.iter().map(|one| one.id.qualified().to_string()).collect();
        return Err(PartitionsError {
            message: format!("no table with partitions by interval is called `{unknown}`"),
            hint: if known.is_empty() { String::new() } else { format!("there are {}", known.join(", ")) },
        });
    }
    all.retain(|one| names.is_empty() || names.iter().any(|name| fits(name, one)));
    Ok(all)
}

/// What there is to do, table by table.
///
/// # Errors
/// The database could not be read, a name fits no table with a rule, or `at` does not read.
pub fn survey(connection: &mut Connection, wanted: &Model, options: &Options) -> Result<Vec<Task>, PartitionsError> {
    let all = chosen(wanted, &options.tables)?;
    let (state, _, _) = catalog::objects(connection)?;
    let version = state.version.unwrap_or(Version::NEWEST);
    let user = options.role.clone().or(state.user);
    // A count that leaves rows out would be a lie.
    connection.batch_execute("SET row_security = off")?;
    let mut tasks = Vec::new();
    for one in &all {
        let mut task = Task { table: one.id.qualified(), now: String::new(), deeds: Vec::new(), refused: Vec::new() };
        match Parent::new(one, &state.model, version, user.as_ref()) {
            Ok(parent) => of_table(connection, &parent, state.now, options, &mut task)?,
            Err(reason) => task.refused.push(reason),
        }
        tasks.push(task);
    }
    Ok(tasks)
}

fn of_table(
    connection: &mut Connection,
    parent: &Parent<'_>,
    clock: Option<i64>,
    options: &Options,
    task: &mut Task,
) -> Result<(), PartitionsError> {
    let holds = parent.ruled.holds;
    let now = match (&options.at, holds) {
        (Some(at), _) => match holds.position(at) {
            Some(now) => now,
            // A moment says nothing to a table that is cut by integers, and the other way round.
            None if calendar::moment(at).is_some() || at.trim().parse::<i64>().is_ok() => {
                task.refused.push(format!("`--at {at}` is no position of its key"));
                return Ok(());
            }
            None => {
                return Err(PartitionsError {
                    message: format!("`{at}` is no moment"),
                    hint: "write `--at 2026-03-01T00:00:00Z`, or a number for integers".to_owned(),
                });
            }
        },
        (None, Holds::Integer) => greatest(connection, parent)?,
        (None, _) => clock.unwrap_or_default(),
    };
    task.now = shown(now, holds);
    if let Some(query) = parent.pending() {
        for row in connection.query(&query, &[])? {
            let (schema, name): (String, String) = (row.get(0), row.get(1));
            let name = QName { schema: Some(schema.as_str().into()), name: name.as_str().into() };
            task.deeds.push(parent.finish(&name));
        }
    }
    let finished: Vec<QName> = task.deeds.iter().map(|deed| deed.partition.clone()).collect();
    let work = parent.ruled.work(parent.live, now);
    task.refused.extend(work.refused);
    let deeds = parent.make(&work.make).map_err(|message| PartitionsError {
        message: format!("no plan for partitions of {}: {message}", task.table),
        hint: "this is a defect of pgtoml; please report it".to_owned(),
    })?;
    for (deed, cell) in deeds.into_iter().zip(&work.make) {
        let strays: i64 = match parent.strays(cell.range) {
            Some(query) => connection.query_one(&query, &[])?.get(0),
            None => 0,
        };
        let default = parent.default.as_ref().map(|id| id.qualified().to_string()).unwrap_or_default();
        let hazard = format!("move-rows:{}", default.replace('"', ""));
        if strays == 0 {
            task.deeds.push(deed);
        } else if options.allow.iter().any(|allowed| allowed == "all" || *allowed == hazard) {
            task.deeds.push(parent.moving(deed, cell.range, strays));
        } else {
            let rows = pgtoml::report::plural(usize::try_from(strays).unwrap_or_default(), "row");
            task.refused.push(format!(
                "{} is not made: it would take {rows} from {default}, and moving rows locks the table; to allow that, add --allow {hazard}",
                deed.partition
            ));
        }
    }
    let expired = work.expired.iter().filter(|(name, _)| !finished.contains(name));
    let drops = parent.ruled.rule.expired == Expired::Drop;
    let referrers: Vec<String> = match drops && !work.expired.is_empty() {
        true => connection.query(&parent.referrers(), &[])?.iter().map(|row| row.get(0)).collect(),
        false => Vec::new(),
    };
    for (name, range) in expired {
        let deed = parent.expire(name, *range);
        if !referrers.is_empty() {
            let keys = referrers.join(", ");
            task.refused.push(format!(
                "{name} is not dropped: foreign keys lead to the table ({keys}); drop them, or write `expired = \"detach\"`"
            ));
        } else if drops {
            let rows: i64 = connection.query_one(&format!("SELECT count(*) FROM {name}"), &[])?.get(0);
            task.deeds.push(deed.with_rows(rows));
        } else {
            task.deeds.push(deed);
        }
    }
    Ok(())
}

fn greatest(connection: &mut Connection, parent: &Parent<'_>) -> Result<i64, PartitionsError> {
    for query in parent.greatest() {
        if let Some(found) = connection.query_one(&query, &[])?.get::<_, Option<i64>>(0) {
            return Ok(found);
        }
    }
    Ok(parent.ruled.rule.origin(parent.ruled.holds))
}

/// Does one deed. While others hold a lock it waits and tries again.
///
/// # Errors
/// What the server said. Nothing of the deed was done; a detaching may be left half done, which the next run finishes.
pub fn perform(connection: &mut Connection, table: &QName, deed: &Deed) -> Result<(), String> {
    let mut sql = deed.sql.clone();
    let mut transaction = deed.transaction;
    let mut tried = 1;
    loop {
        let result = attempt(connection, &sql, transaction);
        let Err(error) = result else { return Ok(()) };
        let waits = [SqlState::LOCK_NOT_AVAILABLE, SqlState::T_R_DEADLOCK_DETECTED];
        let code = error.code().cloned();
        if !code.as_ref().is_some_and(|code| waits.contains(code)) {
            return Err(explained(&error, deed));
        }
        if tried == TRIES {
            return Err(format!("{}: others held a lock on {table}, {TRIES} times in a row", deed.partition));
        }
        // Between its two transactions a detaching gives up too, and only the second one is left then.
        if !deed.transaction && is_pending(connection, &deed.partition) {
            sql = vec![format!("ALTER TABLE {table} DETACH PARTITION {} FINALIZE", deed.partition)];
            transaction = true;
        }
        std::thread::sleep(Duration::from_millis(300 * u64::from(tried)));
        tried += 1;
    }
}

fn attempt(connection: &mut Connection, sql: &[String], transaction: bool) -> Result<(), postgres::Error> {
    // The simple protocol takes several statements for one transaction, and that is where `DETACH … CONCURRENTLY` cannot be.
    connection.batch_execute(&format!("SET lock_timeout = '{PATIENCE}'; SET search_path = pg_catalog"))?;
    let done = if transaction {
        let mut open = connection.transaction()?;
        sql.iter().try_for_each(|statement| open.batch_execute(statement)).and_then(|()| open.commit())
    } else {
        sql.iter().try_for_each(|statement| connection.batch_execute(statement))
    };
    let _ = connection.batch_execute("RESET lock_timeout");
    done
}

fn is_pending(connection: &mut Connection, partition: &QName) -> bool {
    let name = partition.to_string();
    let query = "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass($1) AND inhdetachpending)";
    connection.query_one(query, &[&name]).is_ok_and(|row| row.get(0))
}

fn explained(error: &postgres::Error, deed: &Deed) -> String {
    let text = format!("{}: {}", deed.partition, said(error));
    match deed.action {
        Action::Detach | Action::CreateAndMove if error.code() == Some(&SqlState::FOREIGN_KEY_VIOLATION) => {
            format!("{text}; rows of other tables refer to rows of it, so they go first")
        }
        _ => text,
    }
}

fn said(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => match said.detail() {
            Some(detail) => format!("{} ({detail})", said.message()),
            None => said.message().to_owned(),
        },
        None => format!("the connection failed: {error}"),
    }
}

/// Is told of each deed, and of what went wrong with it.
pub type Tell<'a> = &'a mut dyn FnMut(&Task, &Deed, Option<&str>);

/// Does everything, and says of each deed whether it was done. What fails does not keep the others from being done.
pub fn run(connection: &mut Connection, tasks: &[Task], tell: Tell<'_>) -> BTreeMap<QName, Vec<String>> {
    let mut failed: BTreeMap<QName, Vec<String>> = BTreeMap::new();
    for task in tasks {
        for deed in &task.deeds {
            let wrong = perform(connection, &task.table, deed).err();
            tell(task, deed, wrong.as_deref());
            if let Some(reason) = wrong {
                failed.entry(task.table.clone()).or_default().push(reason);
            }
        }
    }
    failed
}
