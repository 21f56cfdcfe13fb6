//! What is drawn: boxes with rows, and lines between them. Plain data, in the order in which it is to be listed.
//!
//! Nothing here is checked on construction. An edge that names an unknown node is left out of the picture and an
//! edge that names an unknown row ends at the box, so a half-built diagram (a schema with errors) still draws.

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
}

/// How something differs between two schemas, when the diagram shows a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Only in the new schema.
    Added,
    /// Only in the old schema.
    Removed,
    /// In both, and different.
    Changed,
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
    /// Marks in the head.
    pub badges: Vec<Badge>,
    /// Columns, or the labels of an enum.
    pub rows: Vec<Row>,
    /// How it differs.
    pub change: Option<Change>,
}

/// A line in a box: a column, or the label of an enum.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
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
