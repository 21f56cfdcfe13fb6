//! Rows that belong to the schema: `data diff`, `data export`.

use std::path::PathBuf;

use pgtoml::data::export::Export;

use super::migrate::{Lazy, compare, load};
use super::stage;
use crate::args::{Data, Stage};
use crate::context::Context;
use crate::failure::{DIFFERENT, Failure};
use crate::files;
use crate::source::{Database, Source, State};

/// Runs a command.
pub fn run(context: &Context, command: Data) -> Result<(), Failure> {
    match command {
        Data::Diff { target, exit_code, stage } => diff(context, target.as_deref(), exit_code, &stage),
        Data::Export { table, target, key, csv, out, stage } => {
            let written = export(context, &table, target.as_deref(), &key, csv, &stage)?;
            write(context, out, &written)
        }
    }
}

/// The database that is named, or that of the project.
fn open(context: &Context, target: Option<&str>, chosen: &stage::Chosen, to: &State) -> Result<Database, Failure> {
    match target {
        Some(target) => Source::parse(target)?.open(context),
        None => chosen.open(context, to),
    }
}

fn diff(context: &Context, target: Option<&str>, exit_code: bool, stage: &Stage) -> Result<(), Failure> {
    let mut to = load(context, None)?;
    let chosen = stage::choose(context, stage, &to)?;
    let mut database = open(context, target, &chosen, &to)?;
    chosen.at(&database.url).seed(context, &mut to)?;
    let from = database.objects()?;
    let url = database.url.clone();
    let mut scratch = Lazy::new(context, Some(&url));
    let outcome = compare(from, to, &mut scratch, Some(&mut database), context.global.role.as_deref())?;
    let all = outcome.report.steps.len();
    super::migrate::verdict(&outcome, false, false)?;
    let report = outcome.report.of_rows();
    context.print(&report.human(context.color()));
    if report.steps.len() < all {
        context.note("note: the schema differs too; `pgtoml plan` says how");
    }
    if exit_code && !report.is_empty() { Err(Failure::silent(DIFFERENT)) } else { Ok(()) }
}

fn export(
    context: &Context,
    table: &str,
    target: Option<&str>,
    key: &[String],
    csv: bool,
    stage: &Stage,
) -> Result<String, Failure> {
    // Where the database is named, the file is there for its natural keys, if there is one.
    let named = target.is_some() || (stage.env.is_none() && context.names_database());
    let to = match load(context, None) {
        Err(_) if named && !context.global.file.exists() => State::default(),
        loaded => loaded?,
    };
    let chosen = stage::choose(context, stage, &to)?;
    let mut database = open(context, target, &chosen, &to)?;
    let live = database.objects()?;
    let mut export = Export::new(&live.side.model, table, key, &to.side.rows)
        .map_err(|(message, hint)| Failure::new(message).hint(hint.unwrap_or_default()))?;
    if csv {
        export = export.flat(&live.side.model);
        if let Some(references) = export.references() {
            context.note(&format!("note: the section that names the file needs `{references}`"));
        }
    }
    let answers = pgtoml_pg::data::answers(&mut database.connection, &[export.query()])?;
    let rows = answers.into_iter().next().unwrap_or_default();
    Ok(if csv { export.csv(&rows) } else { export.toml(&rows) })
}

fn write(context: &Context, out: Option<PathBuf>, text: &str) -> Result<(), Failure> {
    match out {
        Some(path) => files::write(&path, text),
        None => {
            context.print(text);
            Ok(())
        }
    }
}
