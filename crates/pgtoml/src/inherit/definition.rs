//! What indexes and the constraints of keys have in common.

use crate::kind::Body;
use crate::kinds::constraint::{Rule, UniqueKey};
use crate::kinds::index::{Above, Index, Key};
use crate::model::Id;
use crate::sql::Keys;

/// Whether an index belongs to it.
pub(super) fn has_index(body: &Body) -> bool {
    match body {
        Body::Index(_) => true,
        Body::Constraint(constraint) => {
            matches!(constraint.rule, Rule::Primary(_) | Rule::Unique(_) | Rule::Exclude(_))
        }
        _ => false,
    }
}

/// Whether it has an index that PostgreSQL uses, and so has it on all partitions.
pub(super) fn is_used(body: &Body) -> bool {
    let invalid = match body {
        Body::Index(index) => index.invalid,
        Body::Constraint(constraint) => {
            matches!(&constraint.rule, Rule::Primary(key) | Rule::Unique(key) if key.invalid)
        }
        _ => false,
    };
    has_index(body) && !invalid
}

/// What an index has besides its definition.
pub(super) fn settings(body: &Body) -> Index {
    match body {
        Body::Index(index) => Index {
            with: index.with.clone(),
            tablespace: index.tablespace.clone(),
            clustered: index.clustered,
            replica_identity: index.replica_identity,
            statistics: index.statistics.clone(),
            invalid: index.invalid,
            ..Index::default()
        },
        Body::Constraint(constraint) => match &constraint.rule {
            Rule::Primary(key) | Rule::Unique(key) => Index {
                with: key.with.clone(),
                tablespace: key.tablespace.clone(),
                clustered: key.clustered,
                replica_identity: key.replica_identity,
                invalid: key.invalid,
                ..Index::default()
            },
            Rule::Exclude(exclude) => {
                Index { with: exclude.with.clone(), tablespace: exclude.tablespace.clone(), ..Index::default() }
            }
            Rule::Foreign(_) | Rule::Check(_) => Index::default(),
        },
        _ => Index::default(),
    }
}

/// The definition with these settings; of a partition of an index: what it is on a table of its own.
pub(super) fn with_settings(definition: &Body, own: &Index) -> Body {
    let mut body = definition.clone();
    match &mut body {
        Body::Index(index) => {
            let Index { with, tablespace, clustered, replica_identity, statistics, .. } = own.clone();
            **index = Index {
                with,
                tablespace,
                clustered,
                replica_identity,
                statistics,
                partition_of: None,
                invalid: own.invalid,
                ..(**index).clone()
            };
        }
        Body::Constraint(constraint) => match &mut constraint.rule {
            Rule::Primary(key) | Rule::Unique(key) => {
                let Index { with, tablespace, clustered, replica_identity, .. } = own.clone();
                *key = UniqueKey { with, tablespace, clustered, replica_identity, invalid: own.invalid, ..key.clone() };
            }
            Rule::Exclude(exclude) => {
                exclude.with = own.with.clone();
                exclude.tablespace = own.tablespace.clone();
            }
            Rule::Foreign(_) | Rule::Check(_) => {}
        },
        _ => {}
    }
    body
}

/// Whether two define the same, whatever their settings.
pub(super) fn is_like(a: &Body, b: &Body) -> bool {
    let plain = Index::default();
    with_settings(a, &plain) == with_settings(b, &plain)
}

/// A local one as the partition of the index above.
pub(super) fn attach(body: &Body, above: &Id) -> Index {
    Index { partition_of: Some(Above::Known(above.clone())), ..settings(body) }
}

/// Whether PostgreSQL takes the index of a key that a partition has for itself for an index above.
pub(super) fn backs(key: &Body, above: &Body) -> bool {
    let (Body::Constraint(key), Body::Index(index)) = (key, above) else { return false };
    let ((Rule::Primary(key), false) | (Rule::Unique(key), false)) = (&key.rule, key.deferrable) else { return false };
    let columns: Vec<Key> =
        key.columns.iter().map(|column| Key { column: Some(column.clone()), ..Key::default() }).collect();
    let plain = Index { on: Keys(columns), unique: true, include: key.include.clone(), ..Index::default() };
    is_like(&Index { nulls_not_distinct: key.nulls_not_distinct, ..plain }.into(), above) && !index.invalid
}
