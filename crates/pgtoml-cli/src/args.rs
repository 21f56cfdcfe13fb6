//! What can be asked on the command line.

mod data;
mod db;
mod doctor;
mod erd;
mod partitions;
mod rls;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use self::data::Data;
pub use self::db::{Create, Db};
pub use self::doctor::Doctor;
pub use self::erd::{Erd, Picture};
pub use self::partitions::{Keeper, Partitions};
pub use self::rls::{Rls, Sheet};

/// PostgreSQL schema as code: declare the whole database in schema.toml.
#[derive(Debug, Parser)]
#[command(name = "pgtoml", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// Database to work on: a URL, `embedded`, or a keyword=value string. Default: DATABASE_URL, the PG* variables,
    /// `target` of the project, or on a terminal the embedded database.
    #[arg(long, global = true, value_name = "URL")]
    pub db: Option<String>,
    /// The file or folder that declares the schema.
    #[arg(long, short = 'f', global = true, value_name = "PATH", default_value = "schema.toml")]
    pub file: PathBuf,
    /// Server that settles what text alone cannot: `embedded`, `local`, `target`, a URL, or `none`.
    #[arg(long, global = true, value_name = "ENGINE")]
    pub scratch: Option<String>,
    /// Role that applies and owns what is created.
    #[arg(long, global = true, value_name = "ROLE")]
    pub role: Option<String>,
    /// Whether to colour the output.
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: Color,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What runs the schedules.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Scheduler {
    /// The extension pg_cron.
    #[value(name = "pg_cron")]
    PgCron,
}

/// How to print a plan.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Format {
    /// For a person at a terminal.
    Human,
    /// For programs.
    Json,
    /// The migration alone.
    Sql,
    /// For a pull request.
    Markdown,
}

/// How to print what was found.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Telling {
    /// For a person at a terminal.
    Human,
    /// For programs.
    Json,
    /// For a pull request.
    Markdown,
}

/// How to print findings.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Findings {
    /// For a person at a terminal.
    Human,
    /// For programs.
    Json,
    /// For a pull request.
    Markdown,
    /// Annotations of a GitHub workflow.
    Github,
    /// For code scanning.
    Sarif,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a first schema.toml to start from, or a whole system
    Init(Init),
    /// Report everything that is wrong with the file
    Check,
    /// Bring the file into the usual format, keeping comments and order
    Fmt {
        /// Change nothing; exit 1 if something would change
        #[arg(long)]
        check: bool,
    },
    /// Print the model with all sugar expanded
    Show {
        /// A source instead of the file
        source: Option<String>,
        /// Print JSON instead of TOML
        #[arg(long)]
        json: bool,
        /// Print one line per object, with its columns, keys, indexes and so on counted
        #[arg(long)]
        list: bool,
    },
    /// Print the SQL that creates everything from nothing
    Sql {
        /// A source instead of the file
        source: Option<String>,
        /// Write to this file
        #[arg(long, short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
        /// Write numbered files, one per table, into this folder
        #[arg(long, value_name = "DIR", conflicts_with = "out")]
        split: Option<PathBuf>,
        /// Print what gives the schedules of the file to this scheduler, instead of the schema
        #[arg(long, value_name = "SCHEDULER", conflicts_with = "split")]
        jobs: Option<Scheduler>,
    },
    /// Read a database, or any other source, into schema.toml
    Import {
        /// What to read: a URL, `embedded`, a .sql file or folder, TOML, `git:REV[:path]`
        source: String,
        /// File to write; one that is there keeps its comments and order
        #[arg(long, short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
        /// Schemas to read; all of them by default
        #[arg(long, value_name = "NAME")]
        schema: Vec<String>,
    },
    /// Keep a database, or any other source, as it is now: a file that all commands and the page take as a source. It
    /// holds neither rows nor secrets
    Snapshot {
        /// What to read: a URL, `embedded`, a .sql file or folder, TOML, `git:REV[:path]`
        source: String,
        /// Write to this file, whose name ends in .json
        #[arg(long, short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Write the migration from one source to another
    Diff {
        /// The state that is there
        #[arg(long, value_name = "SOURCE")]
        from: Option<String>,
        /// The state that is wanted; schema.toml by default
        #[arg(long, value_name = "SOURCE")]
        to: Option<String>,
        /// How to print
        #[command(flatten)]
        output: Output,
        /// Which database, and which seeds
        #[command(flatten)]
        stage: Stage,
    },
    /// Show what apply would do
    Plan {
        /// How to print
        #[command(flatten)]
        output: Output,
        /// Which database, and which seeds
        #[command(flatten)]
        stage: Stage,
    },
    /// Make the database what the file says
    Apply {
        /// Do not ask
        #[arg(long, short = 'y')]
        yes: bool,
        /// Allow a hazard by its name, as `plan` prints it; `all` allows every one
        #[arg(long, value_name = "HAZARD")]
        allow: Vec<String>,
        /// Refuse while the database has objects that no kind models
        #[arg(long)]
        strict: bool,
        /// Refuse wider access too, until it is allowed by its name: `--allow widens-access:public.documents`
        #[arg(long)]
        strict_access: bool,
        /// Which database, and which seeds
        #[command(flatten)]
        stage: Stage,
    },
    /// Try the plan in a database of its own, filled with sample rows; exit 1 if it does not do what it should.
    /// Nothing is written to the database that the plan is for
    Prove {
        /// The state that is there; the database by default
        #[arg(long, value_name = "SOURCE")]
        from: Option<String>,
        /// The state that is wanted; schema.toml by default
        #[arg(long, value_name = "SOURCE")]
        to: Option<String>,
        /// How to print
        #[arg(long, value_enum, default_value = "human")]
        format: Telling,
    },
    /// Say whether the database differs from the file; exit 2 if it does
    Drift {
        /// How to print
        #[command(flatten)]
        output: Output,
        /// Which database, and which seeds
        #[command(flatten)]
        stage: Stage,
    },
    /// Find what PostgreSQL accepts and people regret: holes in row-level security, missing indexes, types that surprise
    Lint {
        /// A source instead of the file; the section `[lint]` of the file, if there is one, holds for it too
        source: Option<String>,
        /// How to print
        #[arg(long, value_enum, default_value = "human")]
        format: Findings,
        /// Write to this file
        #[arg(long, short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
        /// Exit 2 if there are warnings or errors
        #[arg(long)]
        exit_code: bool,
    },
    /// Say what is wrong with a database and a project, and what to run against it. Writes nothing. Exit 1 if the database
    /// cannot be reached
    Doctor(Doctor),
    /// Say what a rule of `lint` or a check of `doctor` finds and why; without a name, list all of them
    Explain {
        /// Name of the rule or check
        rule: Option<String>,
        /// How to print
        #[arg(long, value_enum, default_value = "human")]
        format: Telling,
    },
    /// Row-level security: who reaches which rows, and whether it keeps tenants apart
    Rls {
        /// What to do
        #[command(subcommand)]
        command: Rls,
    },
    /// Draw the entity relationship diagram
    Erd(Box<Erd>),
    /// Make the partitions by interval that are missing, and take away those whose time is over. Safe from cron: two runs
    /// do not meet, and a second one has nothing to do
    Partitions(Partitions),
    /// Write documentation: Markdown, and a site that needs no server
    Docs {
        /// A source instead of the file
        source: Option<String>,
        /// Write to this folder
        #[arg(long, short = 'o', value_name = "FOLDER")]
        out: PathBuf,
        /// What to write; with both, the site is in the folder `site`
        #[arg(long, value_enum, value_delimiter = ',', default_values = ["markdown", "html"])]
        format: Vec<Book>,
        /// Write nothing; exit 2 if what is there is not up to date
        #[arg(long)]
        check: bool,
        /// Say how many rows tables hold and how large they are, as the database that is the source knows it
        #[arg(long, conflicts_with = "check")]
        statistics: bool,
    },
    /// Rows that belong to the schema
    Data {
        /// What to do with them
        #[command(subcommand)]
        command: Data,
    },
    /// Databases: make and drop one on a server; the embedded one
    Db {
        /// What to do with it
        #[command(subcommand)]
        command: Db,
    },
}

/// How to print what programs read too.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Plain {
    /// For a person at a terminal.
    Human,
    /// For programs.
    Json,
}

/// What to start from.
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// Folder to write into; it is made where there is none
    pub folder: Option<PathBuf>,
    /// Begin with a whole system: tables, functions, row-level security, rows. Files that are there are never replaced
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub starter: Option<String>,
    /// List the starters
    #[arg(long, conflicts_with_all = ["starter", "folder"])]
    pub list: bool,
    /// Replace a schema.toml that is there
    #[arg(long, conflicts_with_all = ["starter", "list"])]
    pub force: bool,
}

/// Forms of documentation.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Book {
    /// Pages for GitHub
    Markdown,
    /// A site for browsers
    Html,
}

/// Which database of the project, and which seeds.
#[derive(Clone, Debug, Default, Args)]
pub struct Stage {
    /// Environment of the file, which says the database, its seeds and what is allowed there
    #[arg(long, value_name = "NAME")]
    pub env: Option<String>,
    /// Set of seeds that belongs there too. May be given several times
    #[arg(long, value_name = "NAME")]
    pub seed: Vec<String>,
}

/// How a plan is printed.
#[derive(Clone, Debug, Args)]
pub struct Output {
    /// Format on standard output
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Write to a file; its ending says the format (.sql, .json, .md). May be given several times
    #[arg(long, short = 'o', value_name = "FILE")]
    pub out: Vec<PathBuf>,
    /// Exit 2 if there are differences
    #[arg(long)]
    pub exit_code: bool,
}
