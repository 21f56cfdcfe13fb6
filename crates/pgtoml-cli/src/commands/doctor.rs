//! `doctor`: what is wrong with a database and a project, and what to do about it.

use std::path::PathBuf;

use pgtoml::diagnostic::did_you_mean;
use pgtoml::doctor::{Check, Group, Place, Planned, Project, Report, Scene, checks};
use pgtoml::kind::Tag;
use pgtoml_pg::connect::{Target, process_env};
use pgtoml_pg::doctor;

use super::migrate::{Lazy, compare};
use super::stage;
use crate::args::{Doctor, Stage, Telling};
use crate::context::Context;
use crate::failure::{DIFFERENT, ERROR, Failure};
use crate::files;
use crate::source::{Database, Source, State};

pub fn run(context: &Context, options: &Doctor) -> Result<(), Failure> {
    let mut chosen = chosen(&options.only, &options.except)?;
    let file = context.global.file.clone();
    // Its diagnostics are said here; that it has errors is a finding.
    let mut state = file.exists().then(|| Source::Toml(file.clone()).load(context));
    let declared = state
        .as_ref()
        .and_then(|state| state.as_ref().ok()?.loaded.as_ref().and_then(|loaded| loaded.project.target.clone()));
    let named = match &options.env {
        Some(_) => staged(context, options, state.as_mut())?,
        None => options.target.clone(),
    };
    let text = match named {
        Some(named) => named,
        None => context.database(declared.as_deref())?,
    };
    if text == "embedded" && options.only.is_empty() {
        // Its settings are those of something that is thrown away, and nobody can change them.
        chosen.retain(|check| check.id != "settings-unsafe");
    }
    let (place, mut database) = match open(context, &text)? {
        Ok(opened) => opened,
        Err(report) => {
            print(context, &report, options.format, options.out.as_ref())?;
            return Err(Failure::silent(ERROR));
        }
    };
    let server = doctor::server(&mut database.connection)?;
    let asked = chosen.iter().any(|check| check.group == Group::Project || check.id == "server-version");
    let project = state
        .filter(|_| asked)
        .map(|state| Project { environment: options.env.clone(), ..project(context, &file, state, &mut database) });
    let scene = Scene { place, server, project, long: options.long };
    let report = doctor::examine(&mut database.connection, &scene, &chosen, options.timeout.max(1))?;
    print(context, &report, options.format, options.out.as_ref())?;
    if options.exit_code && report.has_errors() { Err(Failure::silent(DIFFERENT)) } else { Ok(()) }
}

/// The database of an environment, where it says one; its seeds are added to what the file declares.
fn staged(
    context: &Context,
    options: &Doctor,
    state: Option<&mut Result<State, Failure>>,
) -> Result<Option<String>, Failure> {
    let stage = Stage { env: options.env.clone(), seed: Vec::new() };
    let Some(Ok(to)) = state else {
        let message = format!("`--env` needs the file {}, which cannot be read", context.global.file.display());
        return Err(Failure::new(message).hint("`pgtoml check` says why"));
    };
    let chosen = stage::choose(context, &stage, to)?;
    let url = chosen.url().map(str::to_owned);
    chosen.seed(context, to)?;
    Ok(url)
}

/// The checks that were asked for, in their order.
fn chosen(only: &[String], except: &[String]) -> Result<Vec<&'static Check>, Failure> {
    for name in only.iter().chain(except) {
        if pgtoml::doctor::find(name).is_none() {
            let near = did_you_mean(name, checks::ALL.iter().map(|check| check.id));
            let hint = near.map_or_else(
                || "`pgtoml explain` lists the checks".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Failure::new(format!("there is no check `{name}`")).hint(hint));
        }
    }
    let named = |list: &[String], check: &Check| list.iter().any(|name| name == check.id);
    let wanted = checks::ALL.iter().copied().filter(|check| only.is_empty() || named(only, check));
    Ok(wanted.filter(|check| !named(except, check)).collect())
}

/// The database, or what kept it from being reached.
fn open(context: &Context, text: &str) -> Result<Result<(Place, Database), Report>, Failure> {
    if text == "embedded" {
        let database = Source::Embedded.open(context)?;
        let info = database.connection.info();
        let (user, name) = (info.user.clone(), info.database.clone());
        let place = Place { user, database: name, url: text.to_owned(), local: true, ..Place::default() };
        return Ok(Ok((place, database)));
    }
    let target = match Target::parse(text, &process_env) {
        Ok(target) => target,
        Err(error) => {
            let place = Place { url: "(unreadable connection string)".to_owned(), ..Place::default() };
            return Ok(Err(Report::unreachable(&place, &doctor::trouble(None, &error))));
        }
    };
    for note in target.notes() {
        context.note(&format!("note: {note}"));
    }
    let place = doctor::place(&target);
    let mut connection = match target.connect() {
        Ok(connection) => connection,
        Err(error) => return Ok(Err(Report::unreachable(&place, &doctor::trouble(Some(&target), &error)))),
    };
    if let Some(role) = &context.global.role {
        pgtoml_pg::apply::become_role(&mut connection, role)?;
    }
    Ok(Ok((place, Database::new(connection, text))))
}

/// What the file asks for, and what `apply` would do. That this is not known is a finding too.
fn project(
    context: &Context,
    file: &std::path::Path,
    state: Result<State, Failure>,
    database: &mut Database,
) -> Project {
    let mut project = Project { file: file.display().to_string(), ..Project::default() };
    let wanted = match state {
        Ok(wanted) => wanted,
        Err(failure) => {
            project.broken = Some(failure.message);
            return project;
        }
    };
    project.postgres = wanted.loaded.as_ref().and_then(|loaded| loaded.project.postgres);
    let needed = wanted.side.model.of_kind(Tag::Extension).filter(|(_, object)| match &object.body {
        pgtoml::kind::Body::Extension(extension) => !extension.optional.0,
        _ => false,
    });
    project.extensions = needed.map(|(id, _)| id.name.as_str().to_owned()).collect();
    match planned(context, wanted, database) {
        Ok(planned) => project.planned = Some(planned),
        Err(failure) => project.unplanned = Some(failure.message),
    }
    project
}

fn planned(context: &Context, wanted: State, database: &mut Database) -> Result<Planned, Failure> {
    let there = database.objects()?;
    let (old, new) = (&there.side.model, &wanted.side.model);
    let tables: Vec<_> = new.of_kind(Tag::Table).map(|(id, _)| id).collect();
    let nothing = !tables.is_empty() && tables.iter().all(|id| old.get(id).is_none());
    let url = database.url.clone();
    let mut scratch = Lazy::new(context, Some(&url));
    let outcome = compare(there, wanted, &mut scratch, Some(database), context.global.role.as_deref())?;
    let report = &outcome.report;
    let summary = &report.summary;
    let rows = summary.rows.insert + summary.rows.update + summary.rows.merge;
    Ok(Planned {
        statements: outcome.statements.len(),
        headline: report.headline(),
        wants: !summary.create.is_empty() || !summary.alter.is_empty() || rows > 0,
        nothing,
        refused: report.refused.iter().map(pgtoml::report::Refusal::sentence).collect(),
        undetermined: report.undetermined.clone(),
        lacking: outcome.lacking,
    })
}

fn print(context: &Context, report: &Report, format: Telling, out: Option<&PathBuf>) -> Result<(), Failure> {
    let text = match format {
        Telling::Human => report.human(context.color() && out.is_none()),
        Telling::Markdown => report.markdown(),
        Telling::Json => {
            serde_json::to_string_pretty(&report.json()).map_err(|error| Failure::new(error.to_string()))? + "\n"
        }
    };
    match out {
        Some(path) => files::write(path, &text),
        None => {
            context.print(&text);
            Ok(())
        }
    }
}
