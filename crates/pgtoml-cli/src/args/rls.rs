//! What the commands about row-level security take.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::Telling;

/// How to print a matrix of access.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Sheet {
    /// For a person at a terminal
    Human,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
    /// A page for a browser
    Html,
}

/// Commands about row-level security.
#[derive(Debug, Subcommand)]
pub enum Rls {
    /// Say for every role, table and command which rows are open, by which policy, or why none is
    Report {
        /// A source instead of the file
        source: Option<String>,
        /// Only this role. May be given several times
        // The name of the option for all commands, which means another role; so does that one's id.
        #[arg(long, value_name = "ROLE")]
        role: Vec<String>,
        /// Only tables and views of this name, or `schema.name`, with `*` for any characters. May be given several times
        #[arg(long, value_name = "NAME")]
        table: Vec<String>,
        /// How to print
        #[arg(long, value_enum, default_value = "human")]
        format: Sheet,
        /// Write to this file
        #[arg(long, short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Attack the schema in a database of its own, as each role, between two tenants with rows of their own, and break
    /// its policies on purpose to see that it would show. The source itself is only read. Exit 1 if something leaks, 3 if
    /// nothing does but not everything could be tried
    Prove {
        /// A source instead of the file
        source: Option<String>,
        /// How to print
        #[arg(long, value_enum, default_value = "human")]
        format: Telling,
        /// Write the attacks as tests for CI: pgtap or sql, then the file
        #[arg(long, num_args = 2, value_names = ["FORM", "FILE"], action = clap::ArgAction::Append)]
        emit: Vec<String>,
        /// Do not break the policies on purpose
        #[arg(long)]
        no_mutants: bool,
    },
}
