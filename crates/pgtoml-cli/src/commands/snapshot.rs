//! A database, or any other source, as a file that the other commands and the page compare with.

use std::path::PathBuf;

use pgtoml::snapshot::Snapshot;
use pgtoml_pg::catalog;

use crate::context::Context;
use crate::failure::Failure;
use crate::files;
use crate::source::{Source, State};

pub fn run(context: &Context, source: &str, out: Option<PathBuf>) -> Result<(), Failure> {
    let (state, unmodelled) = match Source::parse(source)? {
        // With what depends on what, which other commands ask for when there is something to do.
        source @ (Source::Embedded | Source::Url(_)) => catalog::state(&mut source.open(context)?.connection)?,
        source => {
            let State { side, unmodelled, .. } = source.load(context)?;
            (side, unmodelled)
        }
    };
    for object in &unmodelled {
        context.note(&format!("unmodelled: {object}; the snapshot has no more than its name"));
    }
    let text = Snapshot { state, unmodelled }.write();
    // As everywhere, `-` is the standard output.
    match out.filter(|path| path.as_os_str() != "-") {
        Some(path) => files::write(&path, &text),
        None => {
            context.print(&text);
            Ok(())
        }
    }
}
