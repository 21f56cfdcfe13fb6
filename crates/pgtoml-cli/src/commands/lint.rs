//! `lint` and `explain`: what is wrong with a schema that PostgreSQL accepts.

use std::path::PathBuf;

use pgtoml::diagnostic::did_you_mean;
use pgtoml::doctor::{self, checks};
use pgtoml::kind::Version;
use serde_json::Value;

use pgtoml::lint::config::PROVE;
use pgtoml::lint::{Config, Subject, explain as pages, find, lint, rules};

use crate::args::{Findings, Telling};
use crate::context::Context;
use crate::failure::{DIFFERENT, Failure};
use crate::files;
use crate::source::{Source, State};

pub fn run(
    context: &Context,
    source: Option<&str>,
    format: Findings,
    out: Option<PathBuf>,
    exit_code: bool,
) -> Result<(), Failure> {
    let own = || Source::Toml(context.global.file.clone());
    let state = source.map_or_else(|| Ok(own()), Source::parse)?.load(context)?;
    // What a team has decided holds for its database too.
    let team = match &state.loaded {
        None if context.global.file.exists() => Some(own().load(context)?),
        _ => None,
    };
    let loaded = state.loaded.as_ref();
    let said = loaded.or(team.as_ref().and_then(|team| team.loaded.as_ref()));
    let config = said.map(|loaded| loaded.lint.clone()).unwrap_or_else(Config::default);
    let path = said.map(|loaded| loaded.project.search_path.clone()).unwrap_or_default();
    let subject = Subject::new(&state.side.model, version(&state), &path);
    let report = lint(&subject, &config, loaded);
    let files = loaded.map(|loaded| loaded.files.as_slice()).unwrap_or_default();
    let json = |value| serde_json::to_string_pretty(&value).map(|text| text + "\n");
    let text = match format {
        Findings::Human => Ok(report.human(files, context.color() && out.is_none())),
        Findings::Json => json(report.json(files)),
        Findings::Markdown => Ok(report.markdown(files)),
        Findings::Github => Ok(report.github(files)),
        Findings::Sarif => json(report.sarif(files, env!("CARGO_PKG_VERSION"))),
    };
    let text = text.map_err(|error| Failure::new(error.to_string()))?;
    match out {
        Some(path) => files::write(&path, &text)?,
        None => context.print(&text),
    }
    if exit_code && report.has_warnings() { Err(Failure::silent(DIFFERENT)) } else { Ok(()) }
}

/// The server, or the oldest one that the file is for.
pub(super) fn version(state: &State) -> Version {
    let declared = state.loaded.as_ref().and_then(|loaded| loaded.project.postgres).map(Version::of_major);
    state.side.version.or(declared).unwrap_or(Version::NEWEST)
}

pub fn explain(context: &Context, rule: Option<&str>, format: Telling) -> Result<(), Failure> {
    let json = |value: Value| serde_json::to_string_pretty(&value).map_err(|error| Failure::new(error.to_string()));
    if let Some(check) = rule.and_then(doctor::find) {
        context.print(&match format {
            Telling::Human | Telling::Markdown => doctor::explain::page(check),
            Telling::Json => json(doctor::explain::one_json(check))? + "\n",
        });
        return Ok(());
    }
    let text = match (rule, format) {
        (None, Telling::Human) => {
            format!("{}\nWhat `pgtoml doctor` looks at:\n\n{}", pages::table(), doctor::explain::table())
        }
        (None, Telling::Markdown) => format!("{}\n{}", pages::book(), doctor::explain::book()),
        (None, Telling::Json) => {
            let mut all: Vec<Value> = pages::json().as_array().cloned().unwrap_or_default();
            all.extend(doctor::explain::json());
            json(all.into())? + "\n"
        }
        (Some(PROVE), Telling::Human | Telling::Markdown) => pages::prove("#"),
        (Some(PROVE), Telling::Json) => json(serde_json::json!({ "rule": PROVE, "docs": pages::prove("#") }))? + "\n",
        (Some(name), format) => {
            let lint = find(name).ok_or_else(|| {
                let near = did_you_mean(
                    name,
                    rules::ALL
                        .iter()
                        .map(|lint| lint.id)
                        .chain(checks::ALL.iter().map(|check| check.id))
                        .chain([PROVE]),
                );
                let hint = near.map_or_else(
                    || "`pgtoml explain` lists the rules".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                Failure::new(format!("there is no rule `{name}`")).hint(hint)
            })?;
            match format {
                Telling::Human | Telling::Markdown => pages::page(lint),
                Telling::Json => json(pages::one_json(lint))? + "\n",
            }
        }
    };
    context.print(&text);
    Ok(())
}
