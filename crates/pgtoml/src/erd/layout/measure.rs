//! How large a box must be for its text.

use serde::Serialize;

use super::Detail;
use crate::erd::diagram::{Badge, Node, NodeKind};
use crate::erd::metrics::{Face, fit, width};

/// Height of a box's head.
pub const HEAD: f64 = 36.0;
/// Height of a row.
pub const ROW: f64 = 24.0;
/// Room below the last row.
const FOOT: f64 = 6.0;

/// How large the names on frames are in a diagram of so many boxes: a picture of hundreds is looked at from far away, and
/// they are what can be read of it then. In steps, so that one more box does not move all others.
pub fn frame_label(nodes: usize) -> f64 {
    match nodes {
        0..=60 => 12.0,
        61..=120 => 28.0,
        121..=240 => 52.0,
        241..=600 => 90.0,
        _ => 150.0,
    }
}

/// The size of a box and what it shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct BoxSize {
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
    /// Indexes of the rows that are shown, from top to bottom; row `i` has its middle at [`row_middle`]`(i)`.
    pub rows: Vec<usize>,
    /// How many rows are not shown, though others are.
    pub hidden: usize,
}

/// Font sizes and paddings that measuring and drawing must agree on.
pub mod style {
    /// Size of a node's name.
    pub const NAME: f64 = 13.0;
    /// Size of the schema in front of it.
    pub const SCHEMA: f64 = 11.0;
    /// Size of a column's name.
    pub const COLUMN: f64 = 12.0;
    /// Size of a column's type.
    pub const TYPE: f64 = 11.0;
    /// Size of a badge's text.
    pub const BADGE: f64 = 10.0;
    /// Where text begins, right of the icons.
    pub const GUTTER: f64 = 32.0;
    /// Right of the type, where NOT NULL is marked.
    pub const TAIL: f64 = 26.0;
    /// The longest that a name may be drawn.
    pub const NAME_MAX: f64 = 260.0;
    /// The longest that a column's name may be drawn.
    pub const COLUMN_MAX: f64 = 210.0;
    /// The longest that a type may be drawn.
    pub const TYPE_MAX: f64 = 150.0;
}

/// The middle of the `i`th shown row, from the top of the box.
pub fn row_middle(i: usize) -> f64 {
    HEAD + ROW * (i as f64 + 0.5)
}

/// The longest that the type of a row may be drawn. In a list of enums it is their labels, which have no other place.
pub fn type_max(kind: NodeKind) -> f64 {
    if kind == NodeKind::Enum { 2.0 * style::TYPE_MAX } else { style::TYPE_MAX }
}

/// What a badge says besides its icon.
pub fn badge_text(badge: &Badge) -> String {
    match badge {
        Badge::RowSecurity { policies, .. } => policies.to_string(),
        Badge::Partitioned { partitions, .. } => partitions.to_string(),
        Badge::NoRowSecurity => String::new(),
        Badge::Text(text) => text.clone(),
    }
}

/// The width of a badge, icon and padding included.
pub fn badge_width(badge: &Badge) -> f64 {
    let text = fit(&badge_text(badge), Face::SansBold, style::BADGE, 90.0).1;
    match badge {
        Badge::Text(_) => text + 12.0,
        Badge::NoRowSecurity => 20.0,
        _ => text + 24.0,
    }
}

/// Measures `node`. Widths are multiples of 8, so that small edits of a name do not move the tables beside it.
pub fn measure(node: &Node, detail: Detail) -> BoxSize {
    let all = 0..node.rows.len();
    let rows: Vec<usize> = match detail {
        Detail::All => all.collect(),
        Detail::Keys => all.filter(|i| node.rows.get(*i).is_some_and(|r| r.is_key() || r.change.is_some())).collect(),
        Detail::Names => Vec::new(),
    };
    let hidden = if detail == Detail::Names { 0 } else { node.rows.len() - rows.len() };
    let mut w = style::GUTTER + fit(&node.name, Face::SansBold, style::NAME, style::NAME_MAX).1 + 14.0;
    if !node.schema.is_empty() {
        w += fit(&node.schema, Face::Sans, style::SCHEMA, 120.0).1 + width(" . ", Face::Sans, style::SCHEMA);
    }
    w += node.badges.iter().map(|b| badge_width(b) + 4.0).sum::<f64>();
    for row in rows.iter().filter_map(|i| node.rows.get(*i)) {
        let name = fit(&row.name, Face::SansBold, style::COLUMN, style::COLUMN_MAX).1;
        let kind = fit(&row.type_name, Face::Mono, style::TYPE, type_max(node.kind)).1;
        w = w.max(style::GUTTER + name + 18.0 + kind + style::TAIL);
    }
    let w = ((w.max(168.0) / 8.0).ceil()) * 8.0;
    let lines = rows.len() + usize::from(hidden > 0);
    let h = if lines == 0 { HEAD } else { HEAD + ROW * lines as f64 + FOOT };
    BoxSize { w, h, rows, hidden }
}
