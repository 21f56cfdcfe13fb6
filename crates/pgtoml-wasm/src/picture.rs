//! The diagram: which part of it, how it is placed, and what is where in it.

use std::collections::BTreeMap;

use pgtoml::compare::{Nobody, compare};
use pgtoml::erd::diagram::{Badge, Change, Diagram, EdgeKind, Node, NodeKind};
use pgtoml::erd::filter::{self, Filter};
use pgtoml::erd::from_model::{Draw, Enums};
use pgtoml::erd::groups::Grouping;
use pgtoml::erd::layout::{Detail, HEAD, Layered, Layout, Options, Placed, Point, ROW};
use pgtoml::erd::svg::{SvgOptions, Theme, svg};
use pgtoml::erd::{d2, dbml, difference, dot, json, markdown, mermaid, plantuml};
use pgtoml::model::Id;
use serde::{Deserialize, Serialize};

use crate::Schema;
use crate::places::Place;
use crate::script::never;

/// What a picture shows. Everything has a default, which is what `pgtoml erd` does.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ErdOptions", optional_fields))]
pub struct Asked {
    /// `auto` follows the reader's setting.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    theme: Colours,
    /// Width through height that it should have, 0.1 to 10.
    aspect: Option<f64>,
    /// `keys`: only rows that are part of a key; `names`: heads only.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    detail: Detail,
    /// Only these tables and their neighbours: `name` or `schema.name`, with `*` for any characters.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    focus: Vec<String>,
    /// How many relations away from `focus` a table may be; 1 if absent.
    depth: Option<usize>,
    /// Only these tables.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    include: Vec<String>,
    /// Not these tables.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    exclude: Vec<String>,
    /// Only this group, by id or label.
    group: Option<String>,
    /// What stands in one frame.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    groups: Frames,
    /// How enum types are shown.
    enums: Option<Types>,
    /// Top left corners by `id`, from an earlier picture or from who dragged a box: boxes stay about there.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    positions: BTreeMap<String, Point>,
    /// Whether marks are explained below the picture; `true` if absent.
    legend: Option<bool>,
    /// Put in front of every `id` of an element, so that two pictures can stand in one page.
    #[cfg_attr(feature = "typescript", ts(as = "Option<_>"))]
    prefix: String,
}

/// Colours of a picture.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Theme"))]
enum Colours {
    #[default]
    Auto,
    Light,
    Dark,
}

/// What stands in one frame.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Grouping"))]
enum Frames {
    #[default]
    Auto,
    File,
    Schema,
    Community,
    None,
}

/// How enum types are shown.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "EnumStyle"))]
enum Types {
    List,
    Boxes,
    None,
}

/// A picture and what is where in it: `picture(options)`, `picture_from(base, options)`. Numbers are user units of the
/// SVG, whose `viewBox` says where it begins.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Picture<'a> {
    svg: String,
    title: String,
    /// In words: `4 tables, 5 relations`.
    description: String,
    /// In the order of the list that a reader hears.
    boxes: Vec<Box<'a>>,
    lines: Vec<Line>,
    frames: Vec<Frame>,
}

/// A table, a view, an enum, or all enums.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Box<'a> {
    /// The `id` of its element in the SVG.
    element: String,
    /// `schema.name` as SQL quotes it; `(enums)` for the box of all enums.
    id: String,
    kind: NodeKind,
    schema: String,
    name: String,
    comment: Option<String>,
    group: Option<String>,
    change: Option<Change>,
    /// Whether row-level security is on.
    secured: bool,
    /// How many policies it has.
    policies: usize,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    /// The rows that are shown.
    rows: Vec<Row<'a>>,
    /// How many rows are not shown.
    hidden: usize,
    /// The whole declaration: its key.
    place: Option<Place<'a>>,
}

/// A row of a box.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "BoxRow"))]
struct Row<'a> {
    name: String,
    #[serde(rename = "type")]
    type_name: String,
    y: f64,
    height: f64,
    /// Whether it is part of a key.
    key: bool,
    place: Option<Place<'a>>,
}

/// A line, from the table that refers to the one that is referred to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Line {
    name: String,
    kind: EdgeKind,
    /// The `id` of the box.
    from: String,
    from_columns: Vec<String>,
    to: String,
    to_columns: Vec<String>,
    change: Option<Change>,
    points: Vec<Point>,
}

/// A group of boxes.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Frame {
    id: String,
    label: String,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Asked {
    /// Of the JSON of a page; nothing asks for what the CLI draws.
    pub fn parse(options: &str) -> Result<Self, String> {
        if options.is_empty() {
            return Ok(Self::default());
        }
        serde_json::from_str(options).map_err(|error| format!("the options of the picture: {error}"))
    }

    /// What the CLI draws, in these colours.
    pub fn plain(theme: &str, aspect: Option<f64>) -> Self {
        let theme = match theme {
            "light" => Colours::Light,
            "dark" => Colours::Dark,
            _ => Colours::Auto,
        };
        Self { theme, aspect, ..Self::default() }
    }

    fn enums(&self, usual: Enums) -> Enums {
        match self.enums {
            None => usual,
            Some(Types::List) => Enums::List,
            Some(Types::Boxes) => Enums::Boxes,
            Some(Types::None) => Enums::Hidden,
        }
    }

    /// What is drawn of a schema; with a base, how it differs from that.
    fn diagram(&self, schema: &Schema, base: Option<&Schema>, enums: Enums) -> Result<Diagram, String> {
        let mut draw = Draw { enums, ..Draw::of(&schema.loaded) };
        draw.grouping = match self.groups {
            Frames::Auto => Grouping::Auto,
            Frames::File => Grouping::Declared,
            Frames::Schema => Grouping::Schema,
            Frames::Community => Grouping::Community,
            Frames::None => Grouping::Off,
        };
        let (state, title) = (&schema.state, schema.title());
        let mut diagram = match base {
            Some(base) => {
                let outcome = compare(base.side()?, state.clone(), &mut Nobody).map_err(never)?;
                let scope = state.scope.as_ref();
                difference::between(&draw, &base.state.model, &state.model, scope, &outcome.plan, title)
            }
            None => draw.diagram(&state.model, title),
        };
        let filter = Filter {
            focus: self.focus.clone(),
            depth: self.depth.unwrap_or(1),
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            group: self.group.clone(),
        };
        filter.apply(&mut diagram).map_err(|unknown| match unknown.hint {
            Some(hint) => format!("{}; {hint}", unknown.message),
            None => unknown.message,
        })?;
        Ok(diagram)
    }

    fn placed(&self, diagram: &Diagram) -> Placed {
        let usual = Options::default();
        let aspect = self.aspect.filter(|aspect| (0.1..=10.0).contains(aspect)).unwrap_or(usual.aspect);
        // A position that is no number would spread to all others.
        let finite = |point: &Point| point.x.is_finite() && point.y.is_finite();
        let earlier = self.positions.iter().filter(|(_, point)| finite(point));
        let earlier = earlier.map(|(id, point)| (id.clone(), *point)).collect();
        Layered.layout(diagram, &Options { aspect, detail: self.detail, earlier, ..usual })
    }

    fn draw(&self, diagram: &Diagram, placed: &Placed) -> String {
        let theme = match self.theme {
            Colours::Auto => Theme::Auto,
            Colours::Light => Theme::Light,
            Colours::Dark => Theme::Dark,
        };
        let legend = self.legend.unwrap_or(true);
        svg(diagram, placed, &SvgOptions { theme, legend, prefix: self.prefix.clone() })
    }

    /// The picture with everything that a page must know to point at it.
    pub fn picture<'a>(&self, schema: &'a Schema, base: Option<&Schema>) -> Result<Picture<'a>, String> {
        let diagram = self.diagram(schema, base, self.enums(Enums::List))?;
        let placed = self.placed(&diagram);
        let ids: BTreeMap<String, &Id> = schema.relations();
        let boxes = diagram.nodes.iter().zip(&placed.boxes).enumerate().map(|(number, (node, at))| {
            let id = ids.get(&node.id).copied();
            let Node { id: name, kind, comment, group, badges, policies, rows, change, .. } = node;
            let row = |(shown, row): (usize, &usize)| {
                let row = rows.get(*row)?;
                let place = id.and_then(|id| schema.part(id, &row.name));
                Some(Row {
                    name: row.name.clone(),
                    type_name: row.type_name.clone(),
                    y: at.y + HEAD + ROW * f64::from(u32::try_from(shown).unwrap_or(0)),
                    height: ROW,
                    key: row.primary_key || row.foreign_key || row.unique,
                    place,
                })
            };
            Box {
                element: format!("{}n{number}", self.prefix),
                id: name.clone(),
                kind: *kind,
                schema: id.and_then(|id| id.schema.as_ref()).map_or_else(String::new, |of| of.as_str().to_owned()),
                name: node.name.clone(),
                comment: comment.clone(),
                group: group.clone(),
                change: *change,
                secured: badges.iter().any(|badge| matches!(badge, Badge::RowSecurity { .. })),
                policies: policies.len(),
                x: at.x,
                y: at.y,
                width: at.size.w,
                height: at.size.h,
                rows: at.size.rows.iter().enumerate().filter_map(row).collect(),
                hidden: at.size.hidden,
                place: id.and_then(|id| schema.places.object(&schema.loaded, id)),
            }
        });
        let lines = placed.lines.iter().filter_map(|line| {
            let edge = diagram.edges.get(line.edge)?;
            Some(Line {
                name: edge.name.clone(),
                kind: edge.kind,
                from: edge.from.node.clone(),
                from_columns: edge.from.rows.clone(),
                to: edge.to.node.clone(),
                to_columns: edge.to.rows.clone(),
                change: edge.change,
                points: line.points.clone(),
            })
        });
        let frames = placed.frames.iter().filter_map(|frame| {
            let group = diagram.groups.get(frame.group)?;
            let (id, label) = (group.id.clone(), group.label.clone());
            Some(Frame { id, label, x: frame.x, y: frame.y, width: frame.w, height: frame.h })
        });
        Ok(Picture {
            svg: self.draw(&diagram, &placed),
            title: diagram.title.clone(),
            description: diagram.describe(),
            boxes: boxes.collect(),
            lines: lines.collect(),
            frames: frames.collect(),
        })
    }

    /// The diagram as text, as `pgtoml erd --format` prints it.
    pub fn format(&self, schema: &Schema, name: &str) -> Result<String, String> {
        // DBML has enums of its own; elsewhere one box for all of them takes less room.
        let usual = if name == "dbml" { Enums::Boxes } else { Enums::List };
        let mut diagram = self.diagram(schema, None, self.enums(usual))?;
        match name {
            "svg" => return Ok(self.draw(&diagram, &self.placed(&diagram))),
            "json" => return Ok(json::json(&diagram, &self.placed(&diagram))),
            _ => {}
        }
        if self.detail != Detail::All {
            filter::keys_only(&mut diagram);
        }
        match name {
            "mermaid" => Ok(mermaid::mermaid(&diagram)),
            "dbml" => Ok(dbml::dbml(&diagram)),
            "dot" => Ok(dot::dot(&diagram)),
            "plantuml" => Ok(plantuml::plantuml(&diagram)),
            "d2" => Ok(d2::d2(&diagram)),
            "markdown" => Ok(markdown::markdown(&diagram)),
            _ => Err(format!("there is no format `{name}`")),
        }
    }
}
