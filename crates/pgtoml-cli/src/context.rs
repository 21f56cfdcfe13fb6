//! What all commands share: the terminal, the environment, the project.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use pgtoml::diagnostic::{Diagnostic, Rendered, SourceFile};
use pgtoml_pg::answers::Answers;
use pgtoml_pg::connect::process_env;
use pgtoml_pg::engine::{Engine, EngineError, Installation, Local, LocalOptions, Server};
use pgtoml_pg::scratch::Scratch;

use crate::args::{Color, Global};
use crate::failure::Failure;

/// What all commands share.
pub struct Context {
    /// Options that every command takes.
    pub global: Global,
    color_out: bool,
    color_err: bool,
}

impl Context {
    /// For one run.
    pub fn new(global: Global) -> Self {
        let wants = |terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && process_env("NO_COLOR").is_none(),
        };
        let (color_out, color_err) = (wants(std::io::stdout().is_terminal()), wants(std::io::stderr().is_terminal()));
        Self { global, color_out, color_err }
    }

    /// Whether to colour standard output.
    pub fn color(&self) -> bool {
        self.color_out
    }

    /// Whether a person is there to be asked.
    pub fn interactive(&self) -> bool {
        std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Prints to standard output. A reader that has gone away is no error.
    pub fn print(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        let _ = out.flush();
    }

    /// Says something beside the output.
    pub fn note(&self, text: &str) {
        let mut err = std::io::stderr().lock();
        let _ = writeln!(err, "{text}");
    }

    /// Says why a command failed.
    pub fn complain(&self, failure: &Failure) {
        if failure.message.is_empty() {
            return;
        }
        let (red, cyan, end) =
            if self.color_err { ("\u{1b}[1;31m", "\u{1b}[1;36m", "\u{1b}[0m") } else { ("", "", "") };
        let word = if failure.code == crate::failure::REFUSED { "refused" } else { "error" };
        self.note(&format!("{red}{word}:{end} {}", failure.message));
        if let Some(hint) = &failure.hint {
            self.note(&format!("  {cyan}help:{end} {hint}"));
        }
    }

    /// Prints what is wrong with a file.
    pub fn diagnose(&self, diagnostics: &[Diagnostic], files: &[SourceFile]) {
        for diagnostic in diagnostics {
            self.note(&Rendered { diagnostic, files, color: self.color_err }.to_string());
        }
    }

    /// Asks for a text on the terminal.
    pub fn ask(&self, question: &str) -> String {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{question}");
        let _ = err.flush();
        let mut answer = String::new();
        let _ = std::io::stdin().read_line(&mut answer);
        answer.trim().to_owned()
    }

    /// Asks a yes-or-no question on the terminal.
    pub fn confirm(&self, question: &str) -> bool {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{question} [y/N] ");
        let _ = err.flush();
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
    }

    /// Whether the command line or the environment says which database, so that no file need be asked.
    pub fn names_database(&self) -> bool {
        self.named_database().is_some()
    }

    fn named_database(&self) -> Option<String> {
        self.global.db.clone().or_else(|| set("DATABASE_URL"))
    }

    /// The database that a command works on, as text.
    pub fn database(&self, target: Option<&str>) -> Result<String, Failure> {
        if let Some(named) = self.named_database() {
            return Ok(named);
        }
        if let Some(target) = target {
            return match target.strip_prefix("env:") {
                Some(name) => process_env(name).ok_or_else(|| {
                    Failure::new(format!("`target` in [project] names the variable {name}, which is not set"))
                        .hint(format!("set {name} to the URL of the database"))
                }),
                None => Ok(target.to_owned()),
            };
        }
        if process_env("PGHOST").is_some() || process_env("PGDATABASE").is_some() || process_env("PGSERVICE").is_some()
        {
            return Ok("postgresql://".to_owned());
        }
        if self.interactive() {
            self.note("no database is named, so this works on the embedded one in .pgtoml/");
            return Ok("embedded".to_owned());
        }
        Err(Failure::new("no database is named")
            .hint("give `--db URL` or `--db embedded`, set DATABASE_URL, or write `target` in [project]"))
    }

    /// Folder of the embedded database.
    pub fn embedded_folder(&self) -> PathBuf {
        let beside = if self.global.file.is_dir() {
            self.global.file.clone()
        } else {
            self.global.file.parent().map(PathBuf::from).unwrap_or_default()
        };
        beside.join(".pgtoml").join("pgdata")
    }

    /// The engines on which a plan can be proven, in the order in which they are tried; arguments as for [`Self::scratch`].
    pub fn grounds(&self, major: u32, url: Option<&str>) -> Result<Vec<Start>, Failure> {
        let own = |start: fn(u32) -> Result<Box<dyn Engine>, EngineError>| Start {
            borrowed: false,
            start: Box::new(move || Ok(start(major)?)),
        };
        let borrowed = |url: &str| {
            let url = url.to_owned();
            Start { borrowed: true, start: Box::new(move || server(&url)) }
        };
        Ok(match self.global.scratch.as_deref() {
            None => vec![own(|_| embedded()), own(local)],
            Some("embedded") => vec![own(|_| embedded())],
            Some("local") => vec![own(local)],
            Some("none") => {
                return Err(Failure::new("a plan is proven on a scratch server, and `--scratch none` forbids it"));
            }
            Some("target") => vec![borrowed(
                url.filter(|url| *url != "embedded")
                    .ok_or_else(|| Failure::new("`--scratch target` needs a database that is given by its URL"))?,
            )],
            Some(url) => vec![borrowed(url)],
        })
    }

    /// The engine that settles texts; `major` is that of the database, `url` its address.
    pub fn scratch(&self, major: u32, url: Option<&str>) -> Result<Option<Scratch>, Failure> {
        let scratch = match self.global.scratch.as_deref() {
            Some("none") => return Ok(None),
            None => {
                Scratch::lazy(format!("{EMBEDDED}, local {major}"), || Ok(embedded()?)).or(move || Ok(local(major)?))
            }
            Some("embedded") => Scratch::lazy(EMBEDDED, || Ok(embedded()?)),
            Some("local") => Scratch::lazy(format!("local {major}"), move || Ok(local(major)?)),
            Some("target") => {
                let url = url
                    .filter(|url| *url != "embedded")
                    .ok_or_else(|| Failure::new("`--scratch target` needs a database that is given by its URL"))?;
                Scratch::new(server(url)?)
            }
            Some(url) => Scratch::new(server(url)?),
        };
        Ok(Some(match cache() {
            Some(folder) => scratch.remembers(Answers::open(&folder)),
            None => scratch,
        }))
    }
}

/// An engine that can be started.
pub struct Start {
    /// Whether others use its server too.
    pub borrowed: bool,
    /// Starts it.
    pub start: Box<dyn FnOnce() -> Result<Box<dyn Engine>, Failure>>,
}

/// A variable of the environment that says something.
fn set(name: &str) -> Option<String> {
    process_env(name).filter(|value| !value.is_empty())
}

/// Where answers of scratch servers are kept: `PGTOML_CACHE`, which may be `off`, or the user's folder for caches.
fn cache() -> Option<PathBuf> {
    match set("PGTOML_CACHE") {
        Some(value) if value == "off" => None,
        Some(folder) => Some(PathBuf::from(folder)),
        None => {
            let base = set("XDG_CACHE_HOME").map(PathBuf::from);
            Some(base.or_else(|| Some(PathBuf::from(set("HOME")?).join(".cache")))?.join("pgtoml"))
        }
    }
}

fn server(url: &str) -> Result<Box<dyn Engine>, Failure> {
    let target = pgtoml_pg::connect::Target::parse(url, &process_env)?;
    Ok(Box::new(Server::open(&target)?))
}

fn local(major: u32) -> Result<Box<dyn Engine>, EngineError> {
    let installation =
        Installation::find(Some(major), &process_env).or_else(|_| Installation::find(None, &process_env))?;
    Ok(Box::new(Local::start(&installation, &LocalOptions::default())?))
}

/// Stands for the answers of the embedded engine.
const EMBEDDED: &str = "embedded 17.5";

#[cfg(feature = "embedded")]
fn embedded() -> Result<Box<dyn Engine>, EngineError> {
    use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions};
    Ok(Box::new(Embedded::temporary(&EmbeddedOptions::default())?))
}

#[cfg(not(feature = "embedded"))]
fn embedded() -> Result<Box<dyn Engine>, EngineError> {
    local(17)
}
