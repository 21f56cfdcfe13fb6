//! What can be asked on the command line.

mod erd;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use self::erd::{Erd, Picture};

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

/// The database that `db create` makes.
#[derive(Clone, Debug, Args)]
pub struct Create {
    /// Role that owns the database and its schema `public`; by default the one that connects
    #[arg(long, value_name = "ROLE")]
    pub owner: Option<String>,
    /// Make the owner, with LOGIN, if it is not there
    #[arg(long, requires = "owner")]
    pub create_owner: bool,
    /// Variable of the environment that holds the password of an owner that is made
    #[arg(long, value_name = "VARIABLE", requires = "create_owner")]
    pub owner_password: Option<String>,
    /// Encoding, as UTF8
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Collation and character classes, as C.UTF-8 or de_DE.UTF-8
    #[arg(long, value_name = "NAME")]
    pub locale: Option<String>,
    /// Database to copy; template0 if an encoding or a locale is given
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// Take CONNECT from PUBLIC, so that only roles with a grant come in
    #[arg(long)]
    pub no_public: bool,
    /// Grant all privileges on the database and its schema `public` to a role. May be given several times
    #[arg(long, value_name = "ROLE")]
    pub grant: Vec<String>,
}

/// Commands about databases.
#[derive(Debug, Subcommand)]
pub enum Db {
    /// Make the database of the URL with its owner and grants, or complete it
    Create(Create),
    /// Drop the database of the URL
    Drop {
        /// Do not ask for the name: this is it
        #[arg(long, value_name = "NAME")]
        yes: Option<String>,
        /// Drop it although it holds something: `drop-database:NAME`
        #[arg(long, value_name = "HAZARD")]
        allow: Vec<String>,
        /// End the sessions that use it
        #[arg(long)]
        force: bool,
    },
    /// Print the URL of the embedded database while a process serves it
    Url,
    /// Keep the embedded database up for psql and applications until interrupted
    Serve {
        /// Port on the loopback interface; a free one by default
        #[arg(long)]
        port: Option<u16>,
    },
    /// Remove the embedded database with everything in it
    Reset {
        /// Do not ask
        #[arg(long, short = 'y')]
        yes: bool,
    },
}
