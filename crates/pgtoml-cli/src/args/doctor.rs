//! What `doctor` takes.

use std::path::PathBuf;

use clap::Args;

use super::Telling;

/// What `doctor` looks at.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// The database: a URL or `embedded`; by default the one of `--db`, the environment or the file
    pub target: Option<String>,
    /// Environment of the file, which says the database and its seeds
    #[arg(long, value_name = "NAME", conflicts_with = "target")]
    pub env: Option<String>,
    /// Only these checks, by name, separated by commas
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub only: Vec<String>,
    /// All checks but these
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    pub except: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value = "human")]
    pub format: Telling,
    /// Write to this file
    #[arg(long, short = 'o', value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Exit 2 if something is found at `error`
    #[arg(long)]
    pub exit_code: bool,
    /// From how many seconds on a transaction or a wait is long
    #[arg(long, value_name = "SECONDS", default_value = "300")]
    pub long: u64,
    /// How many seconds one check may take
    #[arg(long, value_name = "SECONDS", default_value = "10")]
    pub timeout: u64,
}
