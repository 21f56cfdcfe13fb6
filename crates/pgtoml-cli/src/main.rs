//! The command `pgtoml`.

mod args;
mod commands;
mod context;
mod failure;
mod files;
mod source;

use std::process::ExitCode;

use clap::Parser;

use crate::context::Context;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let context = Context::new(cli.global);
    match commands::run(cli.command, &context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            context.complain(&failure);
            ExitCode::from(failure.code)
        }
    }
}
