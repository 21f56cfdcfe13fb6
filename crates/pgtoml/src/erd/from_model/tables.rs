//! Tables and foreign tables: their columns, keys and badges.

use std::collections::{BTreeMap, BTreeSet};

use super::{Known, key, short_type, tenants};
use crate::erd::diagram::{Badge, Cardinality, Edge, EdgeKind, End, Node, NodeKind, Policy, Row};
use crate::kind::{Body, Tag};
use crate::kinds::column::Column;
use crate::kinds::constraint::{ForeignKey, Rule};
use crate::kinds::foreign_table::ForeignTable;
use crate::kinds::table::Table;
use crate::model::{Id, Ident, QName};

/// The box of a table, and the lines that begin at it.
pub(super) fn table(known: &Known<'_>, id: &Id, table: &Table, edges: &mut Vec<Edge>) -> Node {
    let keys = Keys::of(known, id);
    keys.lines(known, id, edges);
    inherits(known, id, &table.inherits, edges);
    let mut badges = Vec::new();
    let policies: Vec<Policy> = known
        .model
        .children(id, Tag::Policy)
        .filter_map(|(policy, object)| match &object.body {
            Body::Policy(body) => Some(Policy { name: policy.name.as_str().to_owned(), about: about(body) }),
            _ => None,
        })
        .collect();
    if table.row_level_security {
        badges.push(Badge::RowSecurity { policies: policies.len(), forced: table.force_row_level_security });
    } else if known.secured {
        badges.push(Badge::NoRowSecurity);
    }
    if let Some(by) = &table.partition_by {
        let own = id.qualified();
        let partitions = known.roots.values().filter(|root| **root == own).count();
        badges.push(Badge::Partitioned { by: by.as_str().to_owned(), partitions });
    }
    let tenant = known.draw.tenants.get(id).cloned().or_else(|| tenants::of(known, id));
    Node { badges, policies, tenant, rows: keys.rows(known, id, &table.columns.0), ..Node::default() }
}

/// The box of a foreign table.
pub(super) fn foreign(known: &Known<'_>, id: &Id, table: &ForeignTable, edges: &mut Vec<Edge>) -> Node {
    let keys = Keys::of(known, id);
    inherits(known, id, &table.inherits, edges);
    let badges = vec![Badge::Text(table.server.as_str().to_owned())];
    Node { kind: NodeKind::ForeignTable, badges, rows: keys.rows(known, id, &table.columns.0), ..Node::default() }
}

fn inherits(known: &Known<'_>, id: &Id, parents: &[QName], edges: &mut Vec<Edge>) {
    for parent in parents {
        edges.push(Edge {
            kind: EdgeKind::Inheritance,
            from: End { node: key(&id.qualified()), ..End::default() },
            to: End { node: known.node(parent), ..End::default() },
            ..Edge::default()
        });
    }
}

/// What a policy is for, in words.
fn about(policy: &crate::kinds::policy::Policy) -> String {
    let command = format!("{:?}", policy.command).to_lowercase();
    let to: Vec<&str> = policy.to.0.iter().map(|role| role.as_str()).collect();
    let kind = if policy.restrictive { "restrictive, " } else { "" };
    if to.is_empty() { format!("{kind}{command}") } else { format!("{kind}{command}, to {}", to.join(", ")) }
}

/// The columns of a table and the keys over them.
struct Keys<'a> {
    columns: BTreeMap<&'a Ident, &'a Column>,
    primary: BTreeSet<&'a Ident>,
    /// What no two rows share; the primary key is one of these.
    unique: Vec<Vec<&'a Ident>>,
    foreign: Vec<(&'a Id, &'a ForeignKey)>,
    /// How many foreign keys a column is part of.
    uses: BTreeMap<&'a Ident, usize>,
    /// Text of the policies.
    policies: String,
}

impl<'a> Keys<'a> {
    fn of(known: &Known<'a>, id: &Id) -> Self {
        let model = known.model;
        let mut keys = Keys {
            columns: BTreeMap::new(),
            primary: BTreeSet::new(),
            unique: Vec::new(),
            foreign: Vec::new(),
            uses: BTreeMap::new(),
            policies: tenants::policies(model, id),
        };
        for (column, object) in model.children(id, Tag::Column) {
            if let Body::Column(body) = &object.body {
                keys.columns.insert(&column.name, body);
            }
        }
        for (constraint, object) in model.children(id, Tag::Constraint) {
            let Body::Constraint(body) = &object.body else { continue };
            match &body.rule {
                Rule::Primary(key) => {
                    keys.primary.extend(&key.columns);
                    keys.unique.push(key.columns.iter().collect());
                }
                Rule::Unique(key) => keys.unique.push(key.columns.iter().collect()),
                Rule::Foreign(key) => {
                    for column in &key.columns {
                        *keys.uses.entry(column).or_default() += 1;
                    }
                    keys.foreign.push((constraint, key));
                }
                Rule::Check(_) | Rule::Exclude(_) => {}
            }
        }
        for (_, object) in model.children(id, Tag::Index) {
            let Body::Index(index) = &object.body else { continue };
            let plain: Option<Vec<&Ident>> = index.on.0.iter().map(|key| key.column.as_ref()).collect();
            // A partial index says nothing of the other rows.
            if let Some(plain) = plain.filter(|_| index.unique && index.predicate.is_none() && !index.invalid) {
                keys.unique.push(plain);
            }
        }
        keys.unique.retain(|key| !key.is_empty());
        keys
    }

    fn not_null(&self, column: &Ident) -> bool {
        self.primary.contains(column) || self.columns.get(column).is_some_and(|column| column.not_null)
    }

    fn lines(&self, known: &Known<'_>, id: &Id, edges: &mut Vec<Edge>) {
        for (constraint, key) in &self.foreign {
            let optional = !key.columns.iter().all(|column| self.not_null(column));
            let single = self.unique.iter().any(|unique| unique.iter().all(|column| key.columns.contains(column)));
            let names = |names: &[Ident]| names.iter().map(|name| name.as_str().to_owned()).collect();
            let anchor = self.anchor(key);
            edges.push(Edge {
                name: constraint.name.as_str().to_owned(),
                kind: EdgeKind::ForeignKey,
                from: End {
                    node: super::key(&id.qualified()),
                    rows: names(&key.columns),
                    anchor,
                    cardinality: if single { Cardinality::ZeroOrOne } else { Cardinality::ZeroOrMany },
                },
                to: End {
                    node: known.node(&key.table),
                    rows: names(&key.referenced),
                    anchor,
                    cardinality: if optional { Cardinality::ZeroOrOne } else { Cardinality::One },
                },
                change: None,
            });
        }
    }

    /// Which pair of columns of a key tells it from the others: not the tenant's, which many keys share.
    fn anchor(&self, key: &ForeignKey) -> usize {
        let shared = |at: &usize| {
            let Some(column) = key.columns.get(*at) else { return (true, true, usize::MAX) };
            let guarded = mentions(&self.policies, column.as_str());
            let same = key.referenced.get(*at) == Some(column);
            (guarded, same, self.uses.get(column).copied().unwrap_or(0))
        };
        (0..key.columns.len()).min_by_key(shared).unwrap_or(0)
    }

    fn rows(&self, known: &Known<'_>, id: &Id, order: &[Ident]) -> Vec<Row> {
        let in_order = order.iter().filter_map(|name| self.columns.get_key_value(name));
        let rest = self.columns.iter().filter(|(name, _)| !order.contains(name));
        in_order.chain(rest).map(|(name, column)| self.row(known, id, name, column)).collect()
    }

    fn row(&self, known: &Known<'_>, id: &Id, name: &Ident, column: &Column) -> Row {
        Row {
            name: name.as_str().to_owned(),
            type_name: short_type(&column.data_type.to_string()),
            primary_key: self.primary.contains(name),
            foreign_key: self.uses.contains_key(name),
            unique: self.unique.iter().any(|key| key.as_slice() == [name]),
            nullable: !self.not_null(name),
            comment: known.comment(&id.child(Tag::Column, name.clone())),
            ..Row::default()
        }
    }
}

/// Whether a word stands in an expression.
fn mentions(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}
