//! The embedded database.

use crate::context::Context;
use crate::failure::Failure;

#[cfg(feature = "embedded")]
use pgtoml_pg::engine::embedded::{Embedded, EmbeddedOptions, running};

#[cfg(feature = "embedded")]
pub fn url(context: &Context) -> Result<(), Failure> {
    match running(&context.embedded_folder()).filter(|running| running.serves) {
        Some(running) => {
            context.print(&format!("{}\n", running.url));
            Ok(())
        }
        None => Err(Failure::new("nothing serves the embedded database now").hint("start it with `pgtoml db serve`")),
    }
}

#[cfg(feature = "embedded")]
pub fn serve(context: &Context, port: Option<u16>) -> Result<(), Failure> {
    let options = EmbeddedOptions { port, serves: true, ..EmbeddedOptions::default() };
    let engine = Embedded::open(&context.embedded_folder(), &options)?;
    context.print(&format!("{}\n", engine.url()));
    context.note("serving until interrupted (Ctrl-C); one connection at a time");
    loop {
        std::thread::park();
    }
}

#[cfg(feature = "embedded")]
pub fn reset(context: &Context, yes: bool) -> Result<(), Failure> {
    let folder = context.embedded_folder();
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

#[cfg(not(feature = "embedded"))]
fn absent() -> Result<(), Failure> {
    Err(Failure::new("this build has no embedded database").hint("build with the feature `embedded`"))
}

#[cfg(not(feature = "embedded"))]
pub fn url(_: &Context) -> Result<(), Failure> {
    absent()
}

#[cfg(not(feature = "embedded"))]
pub fn serve(_: &Context, _: Option<u16>) -> Result<(), Failure> {
    absent()
}

#[cfg(not(feature = "embedded"))]
pub fn reset(_: &Context, _: bool) -> Result<(), Failure> {
    absent()
}
