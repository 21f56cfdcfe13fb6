//! Any source to schema.toml.

use std::path::PathBuf;

use pgtoml::model::Ident;
use pgtoml::read::Scope;
use pgtoml::write;

use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::Source;

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
    let text = match (&out, existing) {
        (Some(path), Some(text)) => {
            let loaded = Source::Toml(path.clone()).load(context)?;
            let Some(loaded) = loaded.loaded else { return Err(Failure::new("the file is no TOML")) };
            if loaded.scope.schemas.is_some() {
                loaded.scope.project(&mut state.side.model);
            }
            write::merge(&text, &loaded, &state.side.model)
        }
        _ => {
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
