//! One module per command.

mod data;
mod db;
mod docs;
mod doctor;
mod erd;
mod file;
mod import;
mod init;
mod lint;
mod migrate;
mod partitions;
mod prove;
mod rename;
mod rls;
mod snapshot;
mod stage;

use crate::args::Command;
use crate::context::Context;
use crate::failure::Failure;

/// Runs a command.
pub fn run(command: Command, context: &Context) -> Result<(), Failure> {
    match command {
        Command::Init(asked) => init::run(context, &asked),
        Command::Check => file::check(context),
        Command::Fmt { check } => file::fmt(context, check),
        Command::Show { source, json, list } => file::show(context, source.as_deref(), json, list),
        Command::Sql { source, out, jobs: Some(scheduler), .. } => {
            file::jobs(context, source.as_deref(), out, scheduler)
        }
        Command::Sql { source, out, split, jobs: None } => file::sql(context, source.as_deref(), out, split),
        Command::Import { source, out, schema } => import::run(context, &source, out, &schema),
        Command::Snapshot { source, out } => snapshot::run(context, &source, out),
        Command::Diff { from, to, output, stage } => {
            migrate::diff(context, from.as_deref(), to.as_deref(), &output, &stage)
        }
        Command::Plan { output, stage } => migrate::plan(context, &output, &stage),
        Command::Apply { yes, allow, strict, strict_access, stage } => {
            let agreed = migrate::Agreed { yes, allow, strict, strict_access };
            migrate::apply(context, agreed, &stage)
        }
        Command::Prove { from, to, format } => prove::run(context, from.as_deref(), to.as_deref(), format),
        Command::Drift { output, stage } => migrate::drift(context, &output, &stage),
        Command::Lint { source, format, out, exit_code } => {
            lint::run(context, source.as_deref(), format, out, exit_code)
        }
        Command::Explain { rule, format } => lint::explain(context, rule.as_deref(), format),
        Command::Rls { command } => rls::run(context, command),
        Command::Doctor(options) => doctor::run(context, &options),
        Command::Partitions(args) => partitions::run(context, &args),
        Command::Docs { source, out, format, check, statistics } => {
            docs::run(context, source.as_deref(), &docs::Asked { out, formats: format, check, statistics })
        }
        Command::Data { command } => data::run(context, command),
        Command::Erd(asked) => erd::run(context, &asked),
        Command::Db { command } => db::run(context, command),
    }
}
