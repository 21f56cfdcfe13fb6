//! What is drawn: boxes with rows, and lines between them. Plain data, in the order in which it is to be listed.
//!
//! Nothing here is checked on construction. An edge that names an unknown node is left out of the picture and an
//! edge that names an unknown row ends at the box, so a half-built diagram (a schema with errors) still draws.

use std::collections::BTreeMap;

use serde::Serialize;

/// A whole picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Diagram {
    /// Heading and accessible name; may be empty.
    pub title: String,
    /// Frames that hold nodes, such as schemas or domains.
    pub groups: Vec<Group>,
    /// Boxes.
    pub nodes: Vec<Node>,
    /// Lines.
    pub edges: Vec<Edge>,
}

impl Diagram {
    /// What is in it, in words: `4 tables, 1 view, 5 relations`.
    pub fn describe(&self) -> String {
        let mut counts: BTreeMap<NodeKind, usize> = BTreeMap::new();
        for node in &self.nodes {
            // Rows with labels beside them are enums of one box for all of them.
            let listed =
                node.rows.iter().filter(|row| node.kind == NodeKind::Enum && !row.type_name.is_empty()).count();
            *counts.entry(node.kind).or_default() += listed.max(1);
        }
        let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let mut parts: Vec<String> = counts.iter().map(|(kind, n)| plural(*n, kind.label())).collect();
        parts.push(plural(self.edges.len(), "relation"));
        parts.join(", ")
    }

    /// The numbers of its boxes, by what edges call them.
    pub fn numbers(&self) -> BTreeMap<&str, usize> {
        numbers(self.nodes.iter().map(|node| node.id.as_str()))
    }

    /// The numbers of its frames, by what boxes call them.
    pub fn numbers_of_groups(&self) -> BTreeMap<&str, usize> {
        numbers(self.groups.iter().map(|group| group.id.as_str()))
    }
}

fn numbers<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut numbers = BTreeMap::new();
    numbers.extend(ids.zip(0..));
    numbers
}

/// A labelled frame round the nodes that name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What [`Node::group`] refers to.
    pub id: String,
    /// What is printed on the frame.
    pub label: String,
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "BoxKind"))]
pub enum NodeKind {
    /// An ordinary or partitioned table.
    #[default]
    Table,
    /// A view.
    View,
    /// A materialized view.
    MaterializedView,
    /// A foreign table.
    ForeignTable,
    /// An enum type; its rows are labels.
    Enum,
}

impl NodeKind {
    /// The name a reader of PostgreSQL's manual expects.
    pub fn label(self) -> &'static str {
        match self {
            NodeKind::Table => "table",
            NodeKind::View => "view",
            NodeKind::MaterializedView => "materialized view",
            NodeKind::ForeignTable => "foreign table",
            NodeKind::Enum => "enum",
        }
    }

    /// Whether its rows are columns of which some may be keys.
    pub fn has_keys(self) -> bool {
        matches!(self, NodeKind::Table | NodeKind::ForeignTable)
    }
}

/// How something differs between two schemas, when the diagram shows a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Change {
    /// Only in the new schema.
    Added,
    /// Only in the old schema.
    Removed,
    /// In both, and different.
    Changed,
}

impl Change {
    /// In a word.
    pub fn label(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Changed => "changed",
        }
    }

    /// A colour that stands out on white and on black.
    pub fn colour(self) -> &'static str {
        match self {
            Change::Added => "#2da160",
            Change::Removed => "#dd3e4a",
            Change::Changed => "#b7791f",
        }
    }
}

/// A small mark in the head of a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Badge {
    /// Row-level security is enabled.
    RowSecurity {
        /// How many policies the table has; 0 means that nobody but the owner sees a row.
        policies: usize,
        /// Whether it binds the owner too.
        forced: bool,
    },
    /// Row-level security is not enabled, though it is on other tables: whoever may read the table sees every row.
    NoRowSecurity,
    /// A partitioned table.
    Partitioned {
        /// The partition key, such as `range (created_at)`.
        by: String,
        /// How many partitions it has.
        partitions: usize,
    },
    /// Anything else, printed as it is.
    Text(String),
}

/// A box: a table, a view or a type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Unique in the diagram; what edges and earlier positions refer to.
    pub id: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// The schema, printed in front of the name; empty to leave it out.
    pub schema: String,
    /// The name.
    pub name: String,
    /// The comment, if there is one.
    pub comment: Option<String>,
    /// The [`Group`] it belongs to.
    pub group: Option<String>,
    /// Whose rows it holds: a tenancy, or the setting with the tenant. Boxes of one tenancy share a colour.
    pub tenant: Option<String>,
    /// Marks in the head.
    pub badges: Vec<Badge>,
    /// Policies of row-level security, in the order of their names.
    pub policies: Vec<Policy>,
    /// Columns, or the labels of an enum.
    pub rows: Vec<Row>,
    /// How it differs.
    pub change: Option<Change>,
}

impl Node {
    /// The name, with the schema where it is shown.
    pub fn qualified(&self) -> String {
        if self.schema.is_empty() { self.name.clone() } else { format!("{}.{}", self.schema, self.name) }
    }

    /// The name with what it is, where it is no table, and how it differs; for formats that print it on the box.
    pub fn heading(&self) -> String {
        let mut notes = Vec::new();
        if self.kind != NodeKind::Table {
            notes.push(self.kind.label().to_owned());
        }
        notes.extend(self.badges.iter().filter_map(|badge| match badge {
            Badge::Partitioned { partitions, .. } => Some(format!("{partitions} partitions")),
            _ => None,
        }));
        notes.extend(self.change.map(|change| change.label().to_owned()));
        let name = self.qualified();
        if notes.is_empty() { name } else { format!("{name} ({})", notes.join(", ")) }
    }
}

/// A policy of row-level security.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// The command and the roles that it is for, in words.
    pub about: String,
}

/// What a row stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A column, or a label of an enum.
    #[default]
    Column,
    /// A policy that differs; only where the diagram shows a difference.
    Policy,
}

/// A line in a box: a column, or the label of an enum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What it stands for.
    pub kind: RowKind,
    /// The column's name; unique in its node.
    pub name: String,
    /// The type as a person would write it; empty for an enum label.
    pub type_name: String,
    /// Part of the primary key.
    pub primary_key: bool,
    /// Part of a foreign key.
    pub foreign_key: bool,
    /// Unique by itself.
    pub unique: bool,
    /// Accepts NULL.
    pub nullable: bool,
    /// The comment, if there is one.
    pub comment: Option<String>,
    /// How it differs.
    pub change: Option<Change>,
}

impl Row {
    /// Whether the row is part of a key, and so stays when only keys are shown.
    pub fn is_key(&self) -> bool {
        self.primary_key || self.foreign_key || self.unique
    }
}

/// What a line stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LineKind"))]
pub enum EdgeKind {
    /// From the referencing columns to the referenced ones.
    #[default]
    ForeignKey,
    /// From the child table to its parent.
    Inheritance,
    /// From the view to what it reads.
    Reads,
    /// From a column to the enum that is its type.
    UsesType,
}

/// How many rows of an end may belong to one row of the other end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cardinality {
    /// Exactly one.
    #[default]
    One,
    /// None or one.
    ZeroOrOne,
    /// One or more.
    Many,
    /// Any number.
    ZeroOrMany,
}

impl Cardinality {
    /// In words, for tooltips and text formats.
    pub fn label(self) -> &'static str {
        match self {
            Cardinality::One => "exactly one",
            Cardinality::ZeroOrOne => "zero or one",
            Cardinality::Many => "one or more",
            Cardinality::ZeroOrMany => "zero or more",
        }
    }
}

/// One end of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct End {
    /// The id of the node.
    pub node: String,
    /// The rows it is about, in key order; empty when it is about the whole node.
    pub rows: Vec<String>,
    /// Which of [`End::rows`] the line is drawn to: the one that tells this key from others of the same table.
    pub anchor: usize,
    /// How many rows of this node belong to one row of the other.
    pub cardinality: Cardinality,
}

/// A line between two nodes, or from a node to itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// The constraint's name; may be empty.
    pub name: String,
    /// What it stands for.
    pub kind: EdgeKind,
    /// The dependent end: the referencing table, the child, the view.
    pub from: End,
    /// The end it depends on; drawn on the left where that is possible.
    pub to: End,
    /// How it differs.
    pub change: Option<Change>,
}
