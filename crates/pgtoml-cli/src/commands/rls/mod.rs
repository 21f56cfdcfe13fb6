//! `rls`: what row-level security lets through.

mod prove;
mod report;

use crate::args::Rls;
use crate::context::Context;
use crate::failure::Failure;

pub fn run(context: &Context, command: Rls) -> Result<(), Failure> {
    match command {
        Rls::Report { source, role, table, format, out } => {
            report::run(context, source.as_deref(), &role, &table, format, out)
        }
        Rls::Prove { source, format, emit, no_mutants } => {
            prove::run(context, source.as_deref(), format, &emit, !no_mutants)
        }
    }
}
