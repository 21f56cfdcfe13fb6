//! `rls prove`: whether tenants are kept apart.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;

use pgtoml::isolation::emit::{Form, emit};
use pgtoml::isolation::report::Verdict;
use pgtoml::kind::Version;
use pgtoml_pg::isolation::{Case, Proof, prove};
use pgtoml_pg::prove::Then;

use crate::args::Telling;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::{Source, State};

pub fn run(
    context: &Context,
    source: Option<&str>,
    format: Telling,
    written: &[String],
    mutate: bool,
) -> Result<(), Failure> {
    let forms = forms(written)?;
    let source = source.map_or_else(|| Ok(Source::Toml(context.global.file.clone())), Source::parse)?;
    let url = match &source {
        Source::Url(url) => Some(url.clone()),
        _ => None,
    };
    let state = source.load(context)?;
    let proof = tried(context, &state, url.as_deref(), mutate)?;
    for (form, path) in forms {
        files::write(&path, emit(&proof.world, &proof.attacks, &proof.outcomes, form))?;
    }
    let text = match format {
        Telling::Human => proof.report.human(context.color()),
        Telling::Markdown => proof.report.markdown(),
        Telling::Json => {
            serde_json::to_string_pretty(&proof.report).map_err(|error| Failure::new(error.to_string()))? + "\n"
        }
    };
    context.print(&text);
    match proof.report.verdict() {
        Verdict::Proven => Ok(()),
        Verdict::Failed if proof.report.leaks.is_empty() => {
            Err(Failure::new("a policy can be broken without an attack that shows it").hint("see `unseen` above"))
        }
        Verdict::Failed => Err(Failure::new("tenants are not kept apart")),
        Verdict::Partial => Err(Failure::refused("nothing leaks, but not everything could be tried")
            .hint("what is named above is not proven")),
    }
}

/// `--emit pgtap FILE`, several times.
fn forms(written: &[String]) -> Result<Vec<(Form, PathBuf)>, Failure> {
    let pairs = written.chunks(2).map(|pair| match pair {
        [form, path] if form == "pgtap" => Ok((Form::Pgtap, PathBuf::from(path))),
        [form, path] if form == "sql" => Ok((Form::Sql, PathBuf::from(path))),
        pair => {
            let form = pair.first().map(String::as_str).unwrap_or_default();
            Err(Failure::new(format!("`--emit {form}` is not known")).hint("`--emit pgtap FILE` or `--emit sql FILE`"))
        }
    });
    pairs.collect()
}

/// The first engine that can make the schema.
fn tried(context: &Context, state: &State, url: Option<&str>, mutate: bool) -> Result<Proof, Failure> {
    let major = state.side.version.unwrap_or(Version::NEWEST).major();
    let loaded = state.loaded.as_ref();
    let path = loaded.map(|loaded| loaded.project.search_path.clone()).unwrap_or_default();
    let case = Case {
        state: &state.side,
        tenancies: loaded.map(|loaded| loaded.tenancies.as_slice()).unwrap_or_default(),
        search_path: &path,
        allow: loaded.map(|loaded| loaded.lint.allow.as_slice()).unwrap_or_default(),
        mutate,
    };
    let mut engines = context.grounds(major, url)?.into_iter().peekable();
    let terminal = std::io::stderr().is_terminal();
    while let Some(engine) = engines.next() {
        let mut progress = |text: &str| {
            if terminal {
                let _ = write!(std::io::stderr(), "\r\u{1b}[K{text}");
            }
        };
        let found = prove((engine.start)()?, engine.borrowed, &case, &mut progress);
        progress("");
        match found {
            Ok(proof) => return Ok(proof),
            Err(error) if error.then == Then::Elsewhere && engines.peek().is_some() => {
                context.note(&format!("note: {error}; trying another engine"));
            }
            Err(error) if error.then == Then::Refused => {
                return Err(Failure::refused(error.message).hint(error.hint));
            }
            Err(error) => return Err(Failure::new(error.message).hint(error.hint)),
        }
    }
    Err(Failure::new("there is no engine to prove it on").hint("name one with `--scratch`"))
}
