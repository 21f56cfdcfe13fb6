//! Views and materialized views: their columns, and what they read.

use super::reads::{Output, Reads};
use super::{Known, key, short_type};
use crate::erd::diagram::{Edge, EdgeKind, End, Node, NodeKind, Row};
use crate::kind::{Body, Tag};
use crate::kinds::materialized_view::MaterializedView;
use crate::kinds::view::View;
use crate::model::{Id, Ident};

/// The box of a view, and lines to what it reads.
pub(super) fn view(known: &Known<'_>, id: &Id, view: &View, edges: &mut Vec<Edge>) -> Node {
    let reads = Reads::of(known.model, id, view.query.as_str());
    let shape = view.shape.0.iter().map(|(name, kind)| (name.clone(), short_type(kind))).collect();
    let node = node(known, id, &reads, shape, &view.names);
    lines(known, id, &reads, edges);
    Node { kind: NodeKind::View, ..node }
}

/// The box of a materialized view.
pub(super) fn materialized(known: &Known<'_>, id: &Id, view: &MaterializedView, edges: &mut Vec<Edge>) -> Node {
    let reads = Reads::of(known.model, id, view.query.as_str());
    let node = node(known, id, &reads, Vec::new(), &[]);
    lines(known, id, &reads, edges);
    Node { kind: NodeKind::MaterializedView, ..node }
}

/// Columns as the server reported them, else as the query names them.
fn node(known: &Known<'_>, id: &Id, reads: &Reads, shape: Vec<(Ident, String)>, names: &[Ident]) -> Node {
    let mut columns = shape;
    if columns.is_empty() {
        for (at, Output { name, source }) in reads.outputs.iter().enumerate() {
            let kind = source.as_ref().and_then(|(of, column)| {
                match &known.model.get(&of.child(Tag::Column, column.clone()))?.body {
                    Body::Column(body) => Some(short_type(&body.data_type.to_string())),
                    _ => None,
                }
            });
            if let Some(name) = names.get(at).or(name.as_ref()) {
                columns.push((name.clone(), kind.unwrap_or_default()));
            }
        }
    }
    let row = |(name, type_name): (Ident, String)| Row {
        comment: known.comment(&id.child(Tag::Column, name.clone())),
        name: name.as_str().to_owned(),
        type_name,
        nullable: true,
        ..Row::default()
    };
    Node { rows: columns.into_iter().map(row).collect(), ..Node::default() }
}

fn lines(known: &Known<'_>, id: &Id, reads: &Reads, edges: &mut Vec<Edge>) {
    for (relation, columns) in &reads.relations {
        let rows = columns.iter().map(|column| column.as_str().to_owned()).collect();
        let node = known.node(&relation.qualified());
        // Several partitions of one table are one box.
        if edges
            .iter()
            .any(|edge| edge.kind == EdgeKind::Reads && edge.from.node == key(&id.qualified()) && edge.to.node == node)
        {
            continue;
        }
        edges.push(Edge {
            kind: EdgeKind::Reads,
            from: End { node: key(&id.qualified()), ..End::default() },
            to: End { node, rows, ..End::default() },
            ..Edge::default()
        });
    }
}
