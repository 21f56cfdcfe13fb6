//! A model as a diagram: tables and views as boxes, foreign keys and inheritance as lines.

use std::collections::{BTreeMap, BTreeSet};

use super::diagram::{Badge, Cardinality, Diagram, Edge, EdgeKind, End, Group, Node, NodeKind, Row};
use crate::kind::{Body, Tag};
use crate::kinds::constraint::{ForeignKey, Rule};
use crate::kinds::table::Table;
use crate::model::{Id, Ident, Model, QName};

/// The diagram of a whole model. Partitions are part of their table.
pub fn diagram(model: &Model, title: &str) -> Diagram {
    let schemas: BTreeSet<&Ident> = relations(model).filter_map(|(id, _)| id.schema.as_ref()).collect();
    let several = schemas.len() > 1;
    let groups = if several {
        schemas
            .iter()
            .map(|schema| Group { id: schema.as_str().to_owned(), label: schema.as_str().to_owned() })
            .collect()
    } else {
        Vec::new()
    };
    let mut diagram = Diagram { title: title.to_owned(), groups, ..Diagram::default() };
    for (id, body) in relations(model) {
        let mut node = match body {
            Body::Table(table) if table.partition_of.is_none() => table_node(model, id, table, &mut diagram.edges),
            Body::View(_) => Node { kind: NodeKind::View, ..Node::default() },
            Body::MaterializedView(_) => Node { kind: NodeKind::MaterializedView, ..Node::default() },
            _ => continue,
        };
        node.id = key(&id.qualified());
        node.name = id.name.as_str().to_owned();
        node.comment = model.get(id).and_then(|object| object.meta.comment.as_ref()).map(|comment| comment.to_string());
        if several {
            let schema = id.schema.as_ref().map(|schema| schema.as_str().to_owned()).unwrap_or_default();
            node.group = Some(schema.clone());
            node.schema = schema;
        }
        diagram.nodes.push(node);
    }
    diagram
}

fn relations(model: &Model) -> impl Iterator<Item = (&Id, &Body)> {
    [Tag::Table, Tag::View, Tag::MaterializedView]
        .into_iter()
        .flat_map(|tag| model.of_kind(tag))
        .map(|(id, object)| (id, &object.body))
}

fn table_node(model: &Model, id: &Id, table: &Table, edges: &mut Vec<Edge>) -> Node {
    let mut primary = BTreeSet::new();
    let mut foreign = BTreeSet::new();
    let mut unique: Vec<Vec<Ident>> = Vec::new();
    let mut keys: Vec<(&Id, &ForeignKey)> = Vec::new();
    for (constraint, object) in model.children(id, Tag::Constraint) {
        let Body::Constraint(body) = &object.body else { continue };
        match &body.rule {
            Rule::Primary(key) => {
                primary.extend(key.columns.iter().cloned());
                unique.push(key.columns.clone());
            }
            Rule::Unique(key) => unique.push(key.columns.clone()),
            Rule::Foreign(key) => {
                foreign.extend(key.columns.iter().cloned());
                keys.push((constraint, key));
            }
            Rule::Check(_) | Rule::Exclude(_) => {}
        }
    }
    let columns: BTreeMap<&Ident, &crate::kinds::column::Column> = model
        .children(id, Tag::Column)
        .filter_map(|(column, object)| match &object.body {
            Body::Column(body) => Some((&column.name, &**body)),
            _ => None,
        })
        .collect();
    for (constraint, key) in keys {
        let optional = key.columns.iter().any(|column| columns.get(column).is_none_or(|column| !column.not_null));
        let single = unique.iter().any(|columns| columns.iter().all(|column| key.columns.contains(column)));
        let names = |names: &[Ident]| names.iter().map(|name| name.as_str().to_owned()).collect();
        edges.push(Edge {
            name: constraint.name.as_str().to_owned(),
            kind: EdgeKind::ForeignKey,
            from: End {
                node: key_of(id),
                rows: names(&key.columns),
                cardinality: if single { Cardinality::ZeroOrOne } else { Cardinality::ZeroOrMany },
            },
            to: End {
                node: self::key(&key.table),
                rows: names(&key.referenced),
                cardinality: if optional { Cardinality::ZeroOrOne } else { Cardinality::One },
            },
            change: None,
        });
    }
    for parent in &table.inherits {
        edges.push(Edge {
            kind: EdgeKind::Inheritance,
            from: End { node: key_of(id), ..End::default() },
            to: End { node: key(parent), ..End::default() },
            ..Edge::default()
        });
    }
    let known = table.columns.0.iter().filter(|name| columns.contains_key(name));
    let rest = columns.keys().copied().filter(|name| !table.columns.0.contains(name));
    let rows = known.chain(rest).filter_map(|name| {
        let column = columns.get(name)?;
        Some(Row {
            name: name.as_str().to_owned(),
            type_name: short_type(&column.data_type.to_string()),
            primary_key: primary.contains(name),
            foreign_key: foreign.contains(name),
            unique: unique.iter().any(|key| key.as_slice() == std::slice::from_ref(name)),
            nullable: !column.not_null,
            comment: model
                .get(&id.child(Tag::Column, name.clone()))
                .and_then(|object| object.meta.comment.as_ref())
                .map(|comment| comment.to_string()),
            change: None,
        })
    });
    Node { kind: NodeKind::Table, badges: badges(model, id, table), rows: rows.collect(), ..Node::default() }
}

fn badges(model: &Model, id: &Id, table: &Table) -> Vec<Badge> {
    let mut badges = Vec::new();
    if table.row_level_security {
        let policies = model.children(id, Tag::Policy).count();
        badges.push(Badge::RowSecurity { policies, forced: table.force_row_level_security });
    }
    if let Some(by) = &table.partition_by {
        let own = id.qualified();
        let partitions = model.of_kind(Tag::Table).filter(|(_, object)| match &object.body {
            Body::Table(other) => other.partition_of.as_ref() == Some(&own),
            _ => false,
        });
        badges.push(Badge::Partitioned { by: by.as_str().to_owned(), partitions: partitions.count() });
    }
    badges
}

fn key_of(id: &Id) -> String {
    key(&id.qualified())
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
        "double precision" => "float8".to_owned(),
        other => match other.strip_prefix("character varying") {
            Some(rest) => format!("varchar{rest}"),
            None => other.strip_prefix("public.").unwrap_or(other).to_owned(),
        },
    };
    short + array
}
