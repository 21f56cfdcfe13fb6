//! Databases as a whole: the embedded one, and those of servers.

mod embedded;
mod server;

use crate::args::Db;
use crate::context::Context;
use crate::failure::Failure;

pub fn run(context: &Context, command: Db) -> Result<(), Failure> {
    match command {
        Db::Create(wish) => server::create(context, wish),
        Db::Drop { yes, allow, force } => server::remove(context, yes.as_deref(), &allow, force),
        Db::Url => embedded::url(context),
        Db::Serve { port } => embedded::serve(context, port),
        Db::Reset { yes } => embedded::reset(context, yes),
    }
}
