//! Anything that yields a model.

use std::path::{Path, PathBuf};

use pgtoml::catalog::Addresses;
use pgtoml::compare;
use pgtoml::kind::Version;
use pgtoml::read::{self, Loaded};
use pgtoml::snapshot::Snapshot;
use pgtoml_pg::catalog;
use pgtoml_pg::connect::{Connection, Target, process_env};
use pgtoml_pg::engine::Engine;

use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::texts::{Place, Texts};

/// A source, by what it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The embedded database.
    Embedded,
    /// A server.
    Url(String),
    /// A TOML file, or a folder of them.
    Toml(PathBuf),
    /// A SQL file, or a folder of them.
    Sql(PathBuf),
    /// A file that `pgtoml snapshot` wrote.
    Snapshot(PathBuf),
    /// A path at a revision of the git repository around it.
    Git { revision: String, path: String },
}

/// What a source holds.
#[derive(Default)]
pub struct State {
    /// What comparisons need of it.
    pub side: compare::State,
    /// What the file says, for TOML.
    pub loaded: Option<Loaded>,
    /// Objects that no kind models.
    pub unmodelled: Vec<String>,
    /// What it is, for people.
    pub name: String,
    /// Where its database keeps the objects, if what a plan must know of it is asked later.
    pub addresses: Option<Addresses>,
}

/// A database that stays open.
pub struct Database {
    /// The connection.
    pub connection: Connection,
    /// Its URL; `embedded` for the embedded one.
    pub url: String,
    // Ends with the connection, after it.
    _engine: Option<Box<dyn Engine>>,
}

impl Source {
    /// What a text denotes.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        if text == "embedded" {
            return Ok(Self::Embedded);
        }
        if let Some(rest) = text.strip_prefix("git:") {
            let (revision, path) = rest.split_once(':').unwrap_or((rest, "schema.toml"));
            return Ok(Self::Git { revision: revision.to_owned(), path: path.to_owned() });
        }
        let path = PathBuf::from(text);
        if text.contains("://") || (text.contains('=') && !path.exists()) {
            return Ok(Self::Url(text.to_owned()));
        }
        if path.is_dir() {
            return folder(&path);
        }
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => Ok(Self::Toml(path)),
            Some("sql") => Ok(Self::Sql(path)),
            Some("json") => Ok(Self::Snapshot(path)),
            _ => Err(Failure::new(format!("`{text}` is no source that pgtoml knows")).hint(
                "a source is a .toml or .sql file or a folder of them, a snapshot (.json), a URL, `embedded`, or \
                     `git:REV[:path]`",
            )),
        }
    }

    /// Reads it.
    pub fn load(&self, context: &Context) -> Result<State, Failure> {
        match self {
            Self::Embedded | Self::Url(_) => self.open(context)?.objects(),
            Self::Toml(path) => toml(Place::Disk.texts(path)?, context, path.display().to_string()),
            Self::Snapshot(path) => snapshot(&files::read(path)?, path.display().to_string()),
            Self::Git { revision, path } if path.ends_with(".json") => {
                let text = Place::Revision(revision.clone()).read(Path::new(path))?;
                snapshot(&text, format!("{path} at {revision}"))
            }
            Self::Git { revision, path } => toml(
                Place::Revision(revision.clone()).texts(Path::new(path))?,
                context,
                format!("{path} at {revision}"),
            ),
            Self::Sql(path) => sql(path, context),
        }
    }

    /// Opens a database.
    pub fn open(&self, context: &Context) -> Result<Database, Failure> {
        match self {
            Self::Embedded => embedded(context),
            Self::Url(url) => {
                let target = Target::parse(url, &process_env)?;
                for note in target.notes() {
                    context.note(&format!("note: {note}"));
                }
                let mut connection = target.connect()?;
                if let Some(role) = &context.global.role {
                    pgtoml_pg::apply::become_role(&mut connection, role)?;
                }
                Ok(Database::new(connection, url))
            }
            _ => Err(Failure::new("this needs a database").hint("give a URL, or `embedded`")),
        }
    }
}

impl Database {
    /// Of a server.
    pub fn new(connection: Connection, url: &str) -> Self {
        Self { connection, url: url.to_owned(), _engine: None }
    }

    /// Reads its objects; what a plan must know besides is asked when there is one.
    pub fn objects(&mut self) -> Result<State, Failure> {
        let (side, addresses, unmodelled) = catalog::objects(&mut self.connection)?;
        Ok(State { side, loaded: None, unmodelled, name: self.name(), addresses: Some(addresses) })
    }

    /// The same while `other` is loaded on another core.
    pub fn objects_beside(
        &mut self,
        other: impl FnOnce() -> Result<State, Failure> + Send,
    ) -> Result<(State, State), Failure> {
        let (objects, other) = catalog::objects_beside(&mut self.connection, other);
        // What is wrong with the file comes first: it was said already.
        let other = other?;
        let (side, addresses, unmodelled) = objects?;
        Ok((State { side, loaded: None, unmodelled, name: self.name(), addresses: Some(addresses) }, other))
    }

    fn name(&self) -> String {
        format!("database {}", self.connection.info().database)
    }
}

fn folder(path: &Path) -> Result<Source, Failure> {
    let has = |ending: &str| Place::Disk.listed(path, ending).is_ok_and(|list| !list.is_empty());
    if has("toml") {
        return Ok(Source::Toml(path.to_owned()));
    }
    if has("sql") {
        return Ok(Source::Sql(path.to_owned()));
    }
    Err(Failure::new(format!("{} holds neither .toml nor .sql files", path.display())).hint("name another folder"))
}

fn toml(texts: Texts, context: &Context, name: String) -> Result<State, Failure> {
    let loaded = read::read(texts.files, &*texts.open);
    context.diagnose(&loaded.diagnostics, &loaded.files);
    if loaded.has_errors() {
        let errors =
            loaded.diagnostics.iter().filter(|one| one.severity == pgtoml::diagnostic::Severity::Error).count();
        return Err(Failure::new(format!("{name} has {}", pgtoml::report::plural(errors, "error"))));
    }
    let side = compare::State::declared(&loaded);
    Ok(State { side, loaded: Some(loaded), unmodelled: Vec::new(), name, addresses: None })
}

fn snapshot(text: &str, name: String) -> Result<State, Failure> {
    let Snapshot { state: side, unmodelled } =
        Snapshot::read(text).map_err(|error| Failure::new(format!("{name}: {error}")))?;
    Ok(State { side, loaded: None, unmodelled, name, addresses: None })
}

/// SQL is understood by the server that it is written for: it is loaded into the scratch and read back.
fn sql(path: &Path, context: &Context) -> Result<State, Failure> {
    let paths = if path.is_dir() { Place::Disk.listed(path, "sql")? } else { vec![path.to_owned()] };
    let mut script = String::new();
    for path in &paths {
        script.push_str(&files::read(path)?);
        script.push_str("\n;\n");
    }
    let Some(mut scratch) = context.scratch(Version::NEWEST.major(), None)? else {
        return Err(Failure::new("SQL files are read by a scratch server, and `--scratch none` forbids it"));
    };
    let (live, facts) = scratch.read_script(&script)?;
    let side = compare::State { model: live.model, facts, version: Some(live.version), ..compare::State::default() };
    Ok(State { side, loaded: None, unmodelled: live.unmodelled, name: path.display().to_string(), addresses: None })
}

#[cfg(feature = "embedded")]
fn embedded(context: &Context) -> Result<Database, Failure> {
    use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions};
    let folder = context.embedded_folder();
    let mut engine = Embedded::open(&folder, &EmbeddedOptions::default())?;
    let database = engine.maintenance_database().to_owned();
    let connection = engine.connect(&database)?;
    Ok(Database { connection, url: "embedded".to_owned(), _engine: Some(Box::new(engine)) })
}

#[cfg(not(feature = "embedded"))]
fn embedded(_: &Context) -> Result<Database, Failure> {
    Err(Failure::new("this build has no embedded database").hint("give `--db URL`"))
}
