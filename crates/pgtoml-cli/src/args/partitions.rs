//! What `partitions` takes.

use clap::{Args, ValueEnum};

use super::Plain;

/// Who makes partitions and takes them away in place of this program.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum Keeper {
    /// The extension `pg_partman`, 4 or 5
    PgPartman,
    /// A job of the extension `pg_cron`, for `pg_partman` or, together with `sql`, for those functions
    PgCron,
    /// Functions in the schema `pgtoml` of the database
    Sql,
}

/// What `partitions` is asked to do.
#[derive(Clone, Debug, Args)]
pub struct Partitions {
    /// The database; as for `apply` by default
    pub target: Option<String>,
    /// Only tables of this name, or `schema.name`, with `*` for any characters. May be given several times
    #[arg(long, value_name = "NAME")]
    pub table: Vec<String>,
    /// Take this for now: a moment, or a number for a table that is cut by integers
    #[arg(long, value_name = "MOMENT", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// Print the statements and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Allow a hazard by its name, as it is refused; `all` allows every one
    #[arg(long, value_name = "HAZARD")]
    pub allow: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value = "human")]
    pub format: Plain,
    /// Print SQL by which the database does it alone, and change nothing. May be given several times
    #[arg(long, value_enum)]
    pub emit: Vec<Keeper>,
}
