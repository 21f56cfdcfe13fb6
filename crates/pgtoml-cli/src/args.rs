//! What can be asked on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Write a first schema.toml to start from
    Init {
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
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
    },
    /// Show what apply would do
    Plan {
        /// How to print
        #[command(flatten)]
        output: Output,
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
    /// Say what a rule of `lint` finds and why; without a name, list all rules
    Explain {
        /// Name of the rule
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
    Erd {
        /// A source instead of the file
        source: Option<String>,
        /// Picture or text
        #[arg(long, value_enum, default_value = "svg")]
        format: Picture,
        /// Write to this file
        #[arg(long, short = 'o', value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The embedded database
    Db {
        /// What to do with it
        #[command(subcommand)]
        command: Db,
    },
}

/// Kinds of diagrams.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Picture {
    /// A picture for browsers and documents
    Svg,
    /// Text that GitHub draws
    Mermaid,
    /// Text for dbdiagram.io
    Dbml,
    /// Text for Graphviz
    Dot,
    /// Text for PlantUML
    Plantuml,
    /// Text for D2
    D2,
    /// The placed diagram as data
    Json,
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

/// Commands about the embedded database.
#[derive(Debug, Subcommand)]
pub enum Db {
    /// Print the URL while a process serves it
    Url,
    /// Keep it up for psql and applications until interrupted
    Serve {
        /// Port on the loopback interface; a free one by default
        #[arg(long)]
        port: Option<u16>,
    },
    /// Remove it with everything in it
    Reset {
        /// Do not ask
        #[arg(long, short = 'y')]
        yes: bool,
    },
}
