//! What `erd` takes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pgtoml::erd::from_model::Enums;
use pgtoml::erd::groups::Grouping;
use pgtoml::erd::svg::Theme;

/// Which picture, and what is on it.
#[derive(Clone, Debug, Args)]
pub struct Erd {
    /// A source instead of the file
    pub source: Option<String>,
    /// Picture or text on standard output; svg where nothing else is asked for
    #[arg(long, value_enum)]
    pub format: Option<Picture>,
    /// Write to a file; its name says the format (.svg, .png, .md, .mmd, .dbml, .dot, .puml, .d2, .json). May be given
    /// several times
    #[arg(long, short = 'o', value_name = "FILE")]
    pub out: Vec<PathBuf>,
    /// Show how the file differs from this source
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["from", "to"])]
    pub diff: Option<String>,
    /// Show how --to, or the file, differs from this source
    #[arg(long, value_name = "SOURCE")]
    pub from: Option<String>,
    /// Show how this source differs from --from
    #[arg(long, value_name = "SOURCE", requires = "from", conflicts_with = "source")]
    pub to: Option<String>,
    /// Only these tables and their neighbours: `name` or `schema.name`, with `*` for any characters. May be given several
    /// times
    #[arg(long, value_name = "NAME")]
    pub focus: Vec<String>,
    /// How many relations away from --focus a table may be
    #[arg(long, value_name = "N", default_value = "1", requires = "focus")]
    pub depth: usize,
    /// Only tables and views of this name, with `*` for any characters. May be given several times
    #[arg(long, value_name = "NAME")]
    pub include: Vec<String>,
    /// No table and no view of this name, with `*` for any characters. May be given several times
    #[arg(long, value_name = "NAME")]
    pub exclude: Vec<String>,
    /// Only this group
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
    /// Only columns that are part of a key
    #[arg(long)]
    pub keys_only: bool,
    /// What stands in one frame
    #[arg(long, value_enum, default_value = "auto")]
    pub groups: Frames,
    /// How enums are shown; DBML has boxes unless this is given
    #[arg(long, value_enum)]
    pub enums: Option<Types>,
    /// Colours of svg and png
    #[arg(long, value_enum, default_value = "auto")]
    pub theme: Colours,
    /// Keep tables where this file says, and write where they stand now. Made if it does not exist
    #[arg(long, value_name = "FILE")]
    pub positions: Option<PathBuf>,
}

/// Kinds of diagrams.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Picture {
    /// A picture for browsers and documents
    Svg,
    /// A picture as pixels
    Png,
    /// A page with a diagram for each group, which GitHub draws
    Markdown,
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

/// What decides which tables stand in one frame.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Frames {
    /// `[groups]` of the file, else schemas, else for many tables what refers to each other
    Auto,
    /// The section `[groups]` of the file
    File,
    /// Schemas
    Schema,
    /// What refers to each other more than to other tables
    Community,
    /// No frames
    None,
}

impl From<Frames> for Grouping {
    fn from(frames: Frames) -> Self {
        match frames {
            Frames::Auto => Grouping::Auto,
            Frames::File => Grouping::Declared,
            Frames::Schema => Grouping::Schema,
            Frames::Community => Grouping::Community,
            Frames::None => Grouping::Off,
        }
    }
}

/// How enums are shown.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Types {
    /// One box with all of them
    List,
    /// A box for each
    Boxes,
    /// Not at all
    None,
}

impl From<Types> for Enums {
    fn from(types: Types) -> Self {
        match types {
            Types::List => Enums::List,
            Types::Boxes => Enums::Boxes,
            Types::None => Enums::Hidden,
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Colours {
    /// What the reader has set; pixels are light
    Auto,
    /// Always light
    Light,
    /// Always dark
    Dark,
}

impl From<Colours> for Theme {
    fn from(colours: Colours) -> Self {
        match colours {
            Colours::Auto => Theme::Auto,
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
        }
    }
}
