//! The file itself: `check`, `fmt`, `show`, `sql`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pgtoml::kind::Version;
use pgtoml::model::{Id, Model};
use pgtoml::plan::Plan;
use pgtoml::render::{Statement, script};
use pgtoml::write;

use crate::args::Scheduler;
use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::{Source, State};
use crate::texts::Place;

pub fn check(context: &Context) -> Result<(), Failure> {
    let state = own(context)?;
    // Objects come kind by kind; SQL has one word for enums and composite types.
    let mut kinds: Vec<(&str, usize)> = Vec::new();
    for id in state.side.model.objects.keys() {
        match kinds.last_mut().filter(|(noun, _)| *noun == id.tag.noun()) {
            Some((_, count)) => *count += 1,
            None => kinds.push((id.tag.noun(), 1)),
        }
    }
    let counts: Vec<String> =
        kinds.iter().map(|(noun, count)| pgtoml::report::plural(*count, &noun.to_lowercase())).collect();
    context.print(&format!("{} is fine: {}\n", context.global.file.display(), counts.join(", ")));
    Ok(())
}

pub fn fmt(context: &Context, check: bool) -> Result<(), Failure> {
    let mut left = Vec::new();
    for file in Place::Disk.texts(&context.global.file)?.files {
        let formatted = write::format(&file.text).map_err(|diagnostics| {
            context.diagnose(&diagnostics, std::slice::from_ref(&file));
            Failure::new(format!("{} is no TOML, so it was left as it is", file.name))
        })?;
        if formatted == file.text {
            continue;
        }
        if check {
            left.push(file.name);
        } else {
            files::write(Path::new(&file.name), &formatted)?;
        }
    }
    match left.as_slice() {
        [] => Ok(()),
        [one] => Err(Failure::new(format!("{one} is not formatted")).hint("run `pgtoml fmt`")),
        all => Err(Failure::new(format!("{} are not formatted", all.join(", "))).hint("run `pgtoml fmt`")),
    }
}

pub fn show(context: &Context, source: Option<&str>, json: bool, list: bool) -> Result<(), Failure> {
    let state = any(context, source)?;
    if list {
        context.print(&listing(&state.side.model));
    } else if json {
        let objects = write::json(&state.side.model);
        let text = serde_json::to_string_pretty(&objects).map_err(|error| Failure::new(error.to_string()))?;
        context.print(&(text + "\n"));
    } else {
        let declared = state.loaded.as_ref().map(|loaded| &loaded.project);
        let options = write::Options {
            name: declared.and_then(|project| project.name.clone()),
            postgres: declared.and_then(|project| project.postgres).or(state.side.version.map(Version::major)),
            schemas: declared.map(|project| project.schemas.clone()).unwrap_or_default(),
            roles_all: declared.is_some_and(|project| project.roles.is_some()),
        };
        let text = match &state.loaded {
            Some(loaded) => write::annotated(&state.side.model, &options, loaded),
            None => write::toml(&state.side.model, &options),
        };
        context.print(&text);
    }
    Ok(())
}

/// One line per object that stands for itself, with what belongs to it counted.
fn listing(model: &Model) -> String {
    let mut text = String::new();
    for id in model.objects.keys().filter(|id| id.parent.is_none()) {
        let counts: Vec<String> = id
            .tag
            .children()
            .filter_map(|kind| {
                let count = model.children(id, kind).count();
                (count > 0).then(|| pgtoml::report::plural(count, &kind.noun().to_lowercase()))
            })
            .collect();
        let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
        let _ = writeln!(text, "{id}{counts}");
    }
    text
}

pub fn sql(
    context: &Context,
    source: Option<&str>,
    out: Option<PathBuf>,
    split: Option<PathBuf>,
) -> Result<(), Failure> {
    let state = any(context, source)?;
    let (plan, statements) = from_nothing(&state)?;
    if let Some(folder) = split {
        return split_files(context, &folder, &plan, &statements);
    }
    let text = format!("SET check_function_bodies = off;\n{}", script(&plan, &statements));
    match out {
        Some(path) => files::write(&path, &text),
        None => {
            context.print(&text);
            Ok(())
        }
    }
}

/// Prints the schedules of a file as statements for a scheduler.
pub fn jobs(
    context: &Context,
    source: Option<&str>,
    out: Option<PathBuf>,
    scheduler: Scheduler,
) -> Result<(), Failure> {
    let state = any(context, source)?;
    let jobs = state.loaded.map_or_else(Vec::new, |loaded| loaded.jobs);
    if jobs.is_empty() {
        context.note("note: the file has no schedule; a materialized view says one with `refresh = \"1 hour\"`");
    }
    let text = match scheduler {
        Scheduler::PgCron => pgtoml::jobs::pg_cron(&jobs),
    };
    match out {
        Some(path) => files::write(&path, &text),
        None => {
            context.print(&text);
            Ok(())
        }
    }
}

/// The plan that creates everything in an empty database.
pub fn from_nothing(state: &State) -> Result<(Plan, Vec<Statement>), Failure> {
    let (plan, statements) = state.side.from_nothing().map_err(|error| {
        Failure::new(format!("a template failed: {error:#}")).hint("this is a defect of pgtoml; please report it")
    })?;
    if let Some(refused) = plan.refused.first() {
        return Err(Failure::refused(format!("{}: {}", refused.id, refused.reason)));
    }
    Ok((plan, statements))
}

/// Reference DDL: what belongs to a table in the table's file, the rest by kind; numbered in the order of creation.
fn split_files(context: &Context, folder: &Path, plan: &Plan, statements: &[Statement]) -> Result<(), Failure> {
    let mut groups: Vec<(String, String)> = Vec::new();
    for (step, statement) in plan.steps.iter().zip(statements) {
        let name = group(&step.id);
        let at = groups.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            groups.push((name, String::new()));
            groups.len() - 1
        });
        if let Some((_, text)) = groups.get_mut(at) {
            let _ = writeln!(text, "{};\n", statement.sql);
        }
    }
    for (number, (name, text)) in groups.iter().enumerate() {
        files::write(&folder.join(format!("{:03}_{name}.sql", number + 1)), text)?;
    }
    context.print(&format!("wrote {} to {}\n", pgtoml::report::plural(groups.len(), "file"), folder.display()));
    Ok(())
}

fn group(id: &Id) -> String {
    let whole = id.parent_id().unwrap_or_else(|| id.clone());
    let name = match (whole.tag.info().holds_rows, &whole.schema) {
        (true, Some(schema)) if schema.as_str() != "public" => format!("{}_{}", schema.as_str(), whole.name.as_str()),
        (true, _) => whole.name.as_str().to_owned(),
        (false, _) => whole.tag.info().section.to_owned(),
    };
    // A file name that every system takes.
    name.chars().map(|c| if c.is_alphanumeric() || c == '_' || c == '-' { c } else { '_' }).collect()
}

fn own(context: &Context) -> Result<State, Failure> {
    Source::Toml(context.global.file.clone()).load(context)
}

fn any(context: &Context, source: Option<&str>) -> Result<State, Failure> {
    match source {
        Some(source) => Source::parse(source)?.load(context),
        None => own(context),
    }
}
