//! The embedded database.

use crate::args::Db;
use crate::context::Context;
use crate::failure::Failure;

#[cfg(feature = "embedded")]
pub fn run(context: &Context, command: Db) -> Result<(), Failure> {
    use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions, running};
    let folder = context.embedded_folder();
    match command {
        Db::Url => match running(&folder).filter(|running| running.serves) {
            Some(running) => {
                context.print(&format!("{}\n", running.url));
                Ok(())
            }
            None => {
                Err(Failure::new("nothing serves the embedded database now").hint("start it with `pgtoml db serve`"))
            }
        },
        Db::Serve { port } => {
            let engine =
                Embedded::open(&folder, &EmbeddedOptions { port, serves: true, ..EmbeddedOptions::default() })?;
            context.print(&format!("{}\n", engine.url()));
            context.note("serving until interrupted (Ctrl-C); one connection at a time");
            loop {
                std::thread::park();
            }
        }
        Db::Reset { yes } => {
            if !yes {
                if !context.interactive() {
                    return Err(Failure::refused("without a terminal there is nobody to ask").hint("give --yes"));
                }
                if !context.confirm(&format!("remove {} with everything in it?", folder.display())) {
                    return Err(Failure::refused("nothing was removed"));
                }
            }
            Embedded::reset(&folder)?;
            context.print("the embedded database is empty\n");
            Ok(())
        }
    }
}

#[cfg(not(feature = "embedded"))]
pub fn run(_: &Context, _: Db) -> Result<(), Failure> {
    Err(Failure::new("this build has no embedded database").hint("build with the feature `embedded`"))
}
