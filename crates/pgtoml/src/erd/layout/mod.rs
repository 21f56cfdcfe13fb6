//! Where boxes stand and how lines run.
//!
//! The engine is a layered one, made for schemas: referenced tables stand to the left of the tables that reference
//! them, lines run from column to column, and all lines into one key share a trunk.
//!
//! ```text
//! measure   boxes from text            order     few crossings inside the layers
//! graph     boxes, ports and nets      place     y of every box, lines as straight as can be
//! cycles    a direction for every line route     vertical tracks between layers, x
//! rank      layers near the aspect     pack      components and frames side by side
//! search    other layers, if small
//! ```
//!
//! Lines can't run through tables: horizontal parts stay inside the height that their end or their place-holder
//! has reserved in the layer, vertical parts stay between layers.

mod coords;
mod cycles;
mod frames;
mod jumps;
mod layered;
mod measure;
mod order;
mod pack;
mod parts;
mod rank;
mod refine;
mod route;
mod scene;
mod search;
mod straight;
mod unswap;

pub use measure::{BoxSize, HEAD, ROW, badge_text, badge_width, frame_label, measure, row_middle, style, type_max};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::diagram::Diagram;

/// A way to place a diagram.
pub trait Layout {
    /// Places every node of `diagram` and every edge whose ends are known.
    fn layout(&self, diagram: &Diagram, options: &Options) -> Placed;
}

/// The layered engine of this module.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layered;

impl Layout for Layered {
    fn layout(&self, diagram: &Diagram, options: &Options) -> Placed {
        scene::layout(diagram, options)
    }
}

/// How much of each box is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Detail {
    /// Every row.
    #[default]
    All,
    /// Rows that are part of a key, and a count of the others.
    Keys,
    /// Heads only.
    Names,
}

/// What the caller wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Width through height that the picture should have.
    pub aspect: f64,
    /// How much of each box is shown.
    pub detail: Detail,
    /// How long a better drawing of a small diagram is looked for: 1 is some 10 ms on a usual machine, 0 is not at all.
    pub patience: f64,
    /// Top left corners from an earlier layout, by node id. Nodes found here stay about where they were.
    pub earlier: BTreeMap<String, Point>,
}

impl Default for Options {
    fn default() -> Self {
        Options { aspect: 1.5, detail: Detail::All, patience: 1.0, earlier: BTreeMap::new() }
    }
}

/// A position in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

/// A finished layout. Numbers are rounded to hundredths of a pixel.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Placed {
    /// Width of the picture, margins included.
    pub width: f64,
    /// Height of the picture, margins included.
    pub height: f64,
    /// One per node of the diagram, in its order.
    pub boxes: Vec<PlacedBox>,
    /// One per group that has nodes.
    pub frames: Vec<Frame>,
    /// One per edge whose ends are known, in the diagram's order.
    pub lines: Vec<Line>,
}

impl Placed {
    /// What to hand to [`Options::earlier`] so that the next layout stays close to this one.
    pub fn positions(&self, diagram: &Diagram) -> BTreeMap<String, Point> {
        let ids = diagram.nodes.iter().map(|n| n.id.clone());
        ids.zip(self.boxes.iter().map(|b| Point { x: b.x, y: b.y })).collect()
    }
}

/// A placed node.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PlacedBox {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width and height, and which rows are shown where.
    #[serde(flatten)]
    pub size: BoxSize,
}

/// A placed group.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Frame {
    /// Index into [`Diagram::groups`].
    pub group: usize,
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// A routed edge: horizontal and vertical parts in turn, the first and the last of them horizontal.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Line {
    /// Index into [`Diagram::edges`].
    pub edge: usize,
    /// Corners, from the edge's `from` to its `to`.
    pub points: Vec<Point>,
    /// Where a horizontal part of this line passes over a vertical part of an unrelated one.
    pub jumps: Vec<Point>,
}

/// Rounds to hundredths, so that no printed number depends on the last bits of a sum.
fn cents(v: f64) -> f64 {
    // `+ 0.0` turns a negative zero into zero.
    (v * 100.0).round() / 100.0 + 0.0
}
