//! One module per command.

mod db;
mod erd;
mod file;
mod import;
mod lint;
mod migrate;
mod prove;
mod rename;
mod rls;

use crate::args::Command;
use crate::context::Context;
use crate::failure::Failure;

/// Runs a command.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Init { force } => file::init(context, force),
        Command::Check => file::check(context),
        Command::Fmt { check } => file::fmt(context, check),
        Command::Show { source, json, list } => file::show(context, source.as_deref(), json, list),
        Command::Sql { source, out, jobs: Some(scheduler), .. } => {
            file::jobs(context, source.as_deref(), out, scheduler)
        }
        Command::Sql { source, out, split, jobs: None } => file::sql(context, source.as_deref(), out, split),
        Command::Import { source, out, schema } => import::run(context, &source, out, &schema),
        Command::Diff { from, to, output } => migrate::diff(context, from.as_deref(), to.as_deref(), &output),
        Command::Plan { output } => migrate::plan(context, &output),
        Command::Apply { yes, allow, strict, strict_access } => {
            migrate::apply(context, yes, &allow, strict, strict_access)
        }
        Command::Prove { from, to, format } => prove::run(context, from.as_deref(), to.as_deref(), format),
        Command::Drift { output } => migrate::drift(context, &output),
        Command::Lint { source, format, out, exit_code } => {
            lint::run(context, source.as_deref(), format, out, exit_code)
        }
        Command::Explain { rule, format } => lint::explain(context, rule.as_deref(), format),
        Command::Rls { command } => rls::run(context, command),
        Command::Erd { source, format, out } => erd::run(context, source.as_deref(), format, out),
        Command::Db { command } => db::run(context, command),
    }
}
