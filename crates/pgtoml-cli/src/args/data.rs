//! What the commands about rows take.

use std::path::PathBuf;

use clap::Subcommand;

use super::Stage;

/// Commands about rows that belong to the schema.
#[derive(Debug, Subcommand)]
pub enum Data {
    /// Say which rows are missing, differ, or are not wanted
    Diff {
        /// The database, where it is not that of the other commands
        target: Option<String>,
        /// Exit 2 if there are differences
        #[arg(long)]
        exit_code: bool,
        /// Which database, and which seeds
        #[command(flatten)]
        stage: Stage,
    },
    /// Write the rows of a table as a section `[data.TABLE]`
    Export {
        /// Name of the table, or `schema.name`
        table: String,
        /// The database, where it is not that of the other commands
        target: Option<String>,
        /// Column that tells rows apart; the primary key by default. May be given several times
        #[arg(long, value_name = "COLUMN")]
        key: Vec<String>,
        /// Write comma-separated values for `file`
        #[arg(long)]
        csv: bool,
        /// Write to this file
        #[arg(long, short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
        /// Which database
        #[command(flatten)]
        stage: Stage,
    },
}
