//! The command `pgtoml`.

mod args;
mod commands;
mod context;
mod failure;
mod files;
mod source;
mod texts;

use std::process::ExitCode;

use clap::Parser;

use crate::context::Context;

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            // The usual 2 of a wrong command line would say that there are differences.
            return if error.use_stderr() { ExitCode::from(failure::ERROR) } else { ExitCode::SUCCESS };
        }
    };
    let context = Context::new(cli.global);
    match commands::run(cli.command, &context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            context.complain(&failure);
            ExitCode::from(failure.code)
        }
    }
}
