//! A model as a diagram: relations and enums as boxes, keys, inheritance and what views read as lines.

mod reads;
mod relations;
mod tables;
mod tenants;

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{Diagram, Edge, EdgeKind, End, Node, NodeKind, Row};
use super::groups::{self, Declared, Grouping};
use crate::kind::{Body, Tag};
use crate::model::{Id, Model, QName};
use crate::read::Loaded;

/// How enums are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Enums {
    /// One box with a row for each enum.
    #[default]
    List,
    /// A box for each, with a line from every column of that type.
    Boxes,
    /// Not at all.
    Hidden,
}

/// What of a model is drawn, and what is known of it besides.
#[derive(Debug, Clone, Default)]
pub struct Draw {
    /// How enums are shown.
    pub enums: Enums,
    /// What decides which boxes stand together.
    pub grouping: Grouping,
    /// The section `[groups]`.
    pub groups: Vec<Declared>,
    /// The tenancy of each table, where a file declares it; otherwise policies tell.
    pub tenants: BTreeMap<Id, String>,
}

impl Draw {
    /// What a file says about its picture.
    pub fn of(loaded: &Loaded) -> Self {
        let mut tenants = BTreeMap::new();
        for declared in &loaded.tenancies {
            for id in declared.members.keys().chain(&declared.children) {
                tenants.insert(id.clone(), declared.name.clone());
            }
        }
        Draw { groups: loaded.groups.clone(), tenants, ..Draw::default() }
    }

    /// The diagram of a whole model. Partitions are part of their table.
    pub fn diagram(&self, model: &Model, title: &str) -> Diagram {
        let known = Known::new(self, model);
        let mut diagram = Diagram { title: title.to_owned(), ..Diagram::default() };
        for (id, body) in relations(model) {
            let edges = &mut diagram.edges;
            let node = match body {
                Body::Table(table) if table.partition_of.is_none() => tables::table(&known, id, table, edges),
                Body::ForeignTable(table) if table.partition_of.is_none() => tables::foreign(&known, id, table, edges),
                Body::View(view) => relations::view(&known, id, view, edges),
                Body::MaterializedView(view) => relations::materialized(&known, id, view, edges),
                _ => continue,
            };
            diagram.nodes.push(named(model, id, node));
        }
        self.enums(model, &mut diagram);
        let schemas: BTreeSet<String> = diagram.nodes.iter().map(|node| node.schema.clone()).collect();
        let several = schemas.len() > 1;
        groups::assign(&mut diagram, self.grouping, &self.groups);
        // Where there is one schema, or a frame says it, the name need not.
        let framed = diagram.groups.iter().all(|group| schemas.contains(&group.id)) && !diagram.groups.is_empty();
        if !several || framed {
            diagram.nodes.iter_mut().for_each(|node| node.schema.clear());
        }
        diagram
    }

    fn enums(&self, model: &Model, diagram: &mut Diagram) {
        let mut list = Node { id: "(enums)".into(), name: "enums".into(), kind: NodeKind::Enum, ..Node::default() };
        for (id, object) in model.of_kind(Tag::Enum) {
            let Body::Enum(body) = &object.body else { continue };
            let comment = object.meta.comment.as_ref().map(ToString::to_string);
            match self.enums {
                Enums::Hidden => return,
                Enums::List => {
                    let shown = if id.schema.as_ref().is_some_and(|schema| schema.as_str() != "public") {
                        id.qualified().to_string()
                    } else {
                        id.name.as_str().to_owned()
                    };
                    let labels: Vec<&str> = body.labels.iter().map(|label| label.as_str()).collect();
                    let type_name = labels.join(" | ");
                    list.rows.push(Row { name: shown, type_name, nullable: true, comment, ..Row::default() });
                }
                Enums::Boxes => {
                    let label =
                        |label: &smol_str::SmolStr| Row { name: label.to_string(), nullable: true, ..Row::default() };
                    let rows = body.labels.iter().map(label).collect();
                    let node = Node { kind: NodeKind::Enum, rows, ..Node::default() };
                    diagram.nodes.push(named(model, id, node));
                    self.uses(model, id, &mut diagram.edges);
                }
            }
        }
        if !list.rows.is_empty() {
            // It belongs to no schema of its own and must not make a second one of it.
            list.schema = diagram.nodes.first().map(|node| node.schema.clone()).unwrap_or_default();
            diagram.nodes.push(list);
        }
    }

    /// Lines from the columns that have the enum as their type.
    fn uses(&self, model: &Model, id: &Id, edges: &mut Vec<Edge>) {
        let qualified = id.qualified().to_string();
        for (column, object) in model.of_kind(Tag::Column) {
            let (Body::Column(body), Some(table)) = (&object.body, column.parent_id()) else { continue };
            let name = body.data_type.to_string();
            let name = name.strip_suffix("[]").unwrap_or(&name);
            let public = id.schema.as_ref().is_some_and(|schema| schema.as_str() == "public");
            if name == qualified || (public && name == id.name.as_str()) {
                let rows = vec![column.name.as_str().to_owned()];
                edges.push(Edge {
                    kind: EdgeKind::UsesType,
                    from: End { node: key(&table.qualified()), rows, ..End::default() },
                    to: End { node: qualified.clone(), ..End::default() },
                    ..Edge::default()
                });
            }
        }
    }
}

/// The diagram of a whole model, of which nothing else is known.
pub fn diagram(model: &Model, title: &str) -> Diagram {
    Draw::default().diagram(model, title)
}

/// What the boxes of one model share.
struct Known<'a> {
    draw: &'a Draw,
    model: &'a Model,
    /// Partitions at any depth, and the table that they are part of.
    roots: BTreeMap<QName, QName>,
    /// Whether any table has row-level security, so that its absence says something.
    secured: bool,
    /// Settings that stand for a tenant, by the functions that read them.
    readers: BTreeMap<String, String>,
}

impl<'a> Known<'a> {
    fn new(draw: &'a Draw, model: &'a Model) -> Self {
        let mut above = BTreeMap::new();
        let mut secured = false;
        for (id, body) in relations(model) {
            let of = match body {
                Body::Table(table) => {
                    secured |= table.row_level_security;
                    table.partition_of.as_ref()
                }
                Body::ForeignTable(table) => table.partition_of.as_ref(),
                _ => None,
            };
            if let Some(of) = of {
                above.insert(id.qualified(), of.clone());
            }
        }
        let root = |name: &QName| {
            let mut at = name;
            // A circle in a broken file must end too.
            for _ in 0..above.len() {
                let Some(next) = above.get(at) else { break };
                at = next;
            }
            at.clone()
        };
        let roots = above.keys().map(|name| (name.clone(), root(name))).collect();
        Known { draw, model, roots, secured, readers: tenants::readers(model) }
    }

    /// The box that stands for a relation.
    fn node(&self, name: &QName) -> String {
        key(self.roots.get(name).unwrap_or(name))
    }

    fn comment(&self, id: &Id) -> Option<String> {
        self.model.get(id).and_then(|object| object.meta.comment.as_ref()).map(ToString::to_string)
    }
}

fn relations(model: &Model) -> impl Iterator<Item = (&Id, &Body)> {
    [Tag::Table, Tag::ForeignTable, Tag::View, Tag::MaterializedView]
        .into_iter()
        .flat_map(|tag| model.of_kind(tag))
        .map(|(id, object)| (id, &object.body))
}

fn named(model: &Model, id: &Id, node: Node) -> Node {
    Node {
        id: key(&id.qualified()),
        schema: id.schema.as_ref().map(|schema| schema.as_str().to_owned()).unwrap_or_default(),
        name: id.name.as_str().to_owned(),
        comment: model.get(id).and_then(|object| object.meta.comment.as_ref()).map(ToString::to_string),
        ..node
    }
}

fn key(name: &QName) -> String {
    name.to_string()
}

/// Types as people write them.
pub(crate) fn short_type(name: &str) -> String {
    let (base, array) = match name.strip_suffix("[]") {
        Some(base) => (base, "[]"),
        None => (name, ""),
    };
    let short = match base {
        "timestamp with time zone" => "timestamptz".to_owned(),
        "timestamp without time zone" => "timestamp".to_owned(),
        "time without time zone" => "time".to_owned(),
        "time with time zone" => "timetz".to_owned(),
        "double precision" => "float8".to_owned(),
        "bit varying" => "varbit".to_owned(),
        other => match (other.strip_prefix("character varying"), other.strip_prefix("character(")) {
            (Some(rest), _) => format!("varchar{rest}"),
            (None, Some(rest)) => format!("char({rest}"),
            (None, None) => other.strip_prefix("public.").unwrap_or(other).to_owned(),
        },
    };
    short + array
}
