//! Any source to schema.toml.

use std::path::PathBuf;

use pgtoml::kind::Version;
use pgtoml::model::{Ident, Model};
use pgtoml::read::{Loaded, Scope};
use pgtoml::write;

use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::{Source, State};

pub fn run(context: &Context, source: &str, out: Option<PathBuf>, schemas: &[String]) -> Result<(), Failure> {
    let mut state = Source::parse(source)?.load(context)?;
    for object in &state.unmodelled {
        context.note(&format!("unmodelled: {object}; it is not in the file"));
    }
    state.side.model.objects.retain(|_, object| object.body.named());
    if !schemas.is_empty() {
        let schemas = schemas.iter().map(|name| Ident::from(name.as_str())).collect();
        Scope { schemas: Some(schemas), ..Scope::everything() }.project(&mut state.side.model);
    }
    // As everywhere, `-` is the standard output.
    let out = out.filter(|path| path.as_os_str() != "-");
    let existing = match &out {
        Some(path) if path.exists() => Some(files::read(path)?),
        _ => None,
    };
    let mut leave_out = |named: &Model| {
        let left = state.side.leave_out_run_time(named);
        let tables: Vec<String> =
            left.objects.keys().filter(|id| id.parent.is_none()).map(ToString::to_string).collect();
        if !tables.is_empty() {
            let many = "made as time goes by, by pg_partman or the rule of a table, so they are not in the file";
            context.note(&format!("{}: {many}", tables.join(", ")));
        }
    };
    let text = match (&out, existing) {
        (Some(path), Some(text)) => {
            let loaded = Source::Toml(path.clone()).load(context)?;
            let Some(loaded) = loaded.loaded else { return Err(Failure::new("the file is no TOML")) };
            leave_out(&loaded.model);
            if loaded.scope.schemas.is_some() {
                loaded.scope.project(&mut state.side.model);
            }
            keep_sugar(context, source, &loaded, &mut state)?;
            write::merge(&text, &loaded, &state.side.model)
        }
        _ => {
            leave_out(&Model::default());
            let options = write::Options {
                name: None,
                postgres: state.side.version.map(|version| version.major()),
                roles_all: true,
                schemas: if schemas.is_empty() { vec!["*".into()] } else { Vec::new() },
            };
            write::toml(&state.side.model, &options)
        }
    };
    match out {
        Some(path) => files::write(&path, &text),
        None => {
            context.print(&text);
            Ok(())
        }
    }
}

/// Sugar stays where a server reads what it stands for as what is there.
fn keep_sugar(context: &Context, source: &str, loaded: &Loaded, state: &mut State) -> Result<(), Failure> {
    if loaded.origins.is_empty() && loaded.completed.is_empty() {
        return Ok(());
    }
    let version = state.side.version.unwrap_or(Version::NEWEST);
    let live = &mut state.side.model;
    let mut settled = loaded.model.clone();
    match context.scratch(version.major(), Some(source).filter(|source| source.contains("://")))? {
        Some(mut scratch) => drop(scratch.settle(live, &mut settled)?),
        None => context.note("note: without a scratch server, what sugar stands for is compared by its text"),
    }
    pgtoml::expand::keep_words(loaded, &settled, live);
    Ok(())
}
