//! What a value must know of its column.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::kind::{Body, Tag};
use crate::kinds::column::Column;
use crate::kinds::constraint::{Constraint, ForeignKey, Rule};
use crate::model::{Id, Ident, Model};
use crate::sql::TypeName;

use super::Predicate;

/// A column, as far as its values need it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// Its type.
    pub data_type: TypeName,
    /// What values are compared by.
    pub(crate) equality: Equality,
    /// What of it stands without quotes.
    pub(crate) bare: Bare,
    /// Whether it holds no NULL.
    pub not_null: bool,
    /// Whether values come from a sequence where none is given.
    pub(crate) counted: bool,
}

/// How two values of a type are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Equality {
    /// By the type's own equality.
    Own,
    /// As `jsonb`.
    Jsonb,
    /// By their texts: the type has no equality, or one that is not exact.
    Text,
}

/// Which literals stand without quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bare {
    Nothing,
    Booleans,
    Numbers,
}

/// What a type is to a value in a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Family {
    Boolean,
    Integer(i64, i64),
    Number,
    Text,
    Json,
    Uuid,
    Time,
    Enum(Vec<SmolStr>),
    Array(Box<Family>),
    /// Whatever text the server reads.
    Other,
}

/// The columns of a table, those of its ancestors first, each with whether the file declares it NOT NULL.
pub(crate) fn columns<'m>(model: &'m Model, table: &Id) -> IndexMap<Ident, (&'m Column, bool)> {
    let mut found = IndexMap::new();
    collect(model, table, &mut found, &mut BTreeSet::new());
    found
}

fn collect<'m>(model: &'m Model, table: &Id, found: &mut IndexMap<Ident, (&'m Column, bool)>, seen: &mut BTreeSet<Id>) {
    let Some(object) = model.get(table).filter(|_| seen.insert(table.clone())) else { return };
    for above in object.body.ancestors() {
        if let Some(above) = model.relation(&above) {
            collect(model, above, found, seen);
        }
    }
    let order = object.body.order();
    let mut own: Vec<(&Ident, &Column)> = model
        .children(table, Tag::Column)
        .filter_map(|(id, object)| match &object.body {
            Body::Column(column) => Some((&id.name, column.as_ref())),
            _ => None,
        })
        .collect();
    own.sort_by_key(|(name, _)| order.iter().position(|other| other == *name).unwrap_or(usize::MAX));
    for (name, column) in own {
        match found.get_mut(name) {
            Some((_, not_null)) if column.inherited => *not_null |= column.not_null,
            _ => {
                found.insert(name.clone(), (column, column.not_null));
            }
        }
    }
    for name in primary_key(model, table) {
        if let Some((_, not_null)) = found.get_mut(&name) {
            *not_null = true;
        }
    }
}

impl Shape {
    pub(crate) fn new(model: &Model, column: &Column, not_null: bool) -> Self {
        let base = root(model, &column.data_type);
        let family = family(model, &column.data_type);
        let counted = column.identity.is_some()
            || column.default.as_ref().is_some_and(|default| default.as_str().to_lowercase().contains("nextval("));
        Self {
            data_type: column.data_type.clone(),
            equality: equality(&base, &family),
            bare: match family {
                Family::Boolean => Bare::Booleans,
                Family::Integer(..) | Family::Number => Bare::Numbers,
                _ => Bare::Nothing,
            },
            not_null,
            counted,
        }
    }

    /// The type to which a value is cast that is compared: a length would cut it off.
    pub(crate) fn cast(&self) -> TypeName {
        let cut = ["character varying", "character", "bit varying", "bit"];
        let spelled = self.data_type.as_str();
        if cut.iter().any(|name| spelled.starts_with(name)) {
            self.data_type.without_modifier()
        } else {
            self.data_type.clone()
        }
    }
}

fn equality(base: &TypeName, family: &Family) -> Equality {
    // Of these PostgreSQL compares areas or numbers of points, or nothing at all.
    const INEXACT: [&str; 9] = ["point", "lseg", "line", "box", "path", "polygon", "circle", "xml", "jsonpath"];
    let name = base.base().name;
    match family {
        Family::Json if name.as_str() == "json" => Equality::Jsonb,
        Family::Array(inner) if **inner == Family::Json && name.as_str() == "json" => Equality::Text,
        Family::Enum(_) => Equality::Own,
        Family::Array(inner) if matches!(**inner, Family::Enum(_)) => Equality::Own,
        _ if INEXACT.contains(&name.as_str()) || !base.is_builtin() => Equality::Text,
        _ => Equality::Own,
    }
}

/// The type under all domains.
fn root(model: &Model, data_type: &TypeName) -> TypeName {
    let mut found = data_type.clone();
    for _ in 0..32 {
        let name = found.base();
        let Some(schema) = name.schema.clone() else { break };
        let Some(object) = model.get(&Id::of_schema(Tag::Domain, schema, name.name.clone())) else { break };
        let Body::Domain(domain) = &object.body else { break };
        found = if found.is_array() { domain.data_type.array() } else { domain.data_type.clone() };
    }
    found
}

/// What values of a type look like.
pub(crate) fn family(model: &Model, data_type: &TypeName) -> Family {
    let base = root(model, data_type);
    if base.is_array() {
        return Family::Array(Box::new(family(model, &base.element())));
    }
    let name = base.base();
    if base.is_builtin() {
        return match name.name.as_str() {
            "bool" => Family::Boolean,
            "int2" => Family::Integer(i16::MIN.into(), i16::MAX.into()),
            "int4" => Family::Integer(i32::MIN.into(), i32::MAX.into()),
            "int8" => Family::Integer(i64::MIN, i64::MAX),
            "oid" => Family::Integer(0, u32::MAX.into()),
            "numeric" | "float4" | "float8" => Family::Number,
            "text" | "varchar" | "bpchar" | "name" | "char" => Family::Text,
            "json" | "jsonb" => Family::Json,
            "uuid" => Family::Uuid,
            "date" | "time" | "timetz" | "timestamp" | "timestamptz" => Family::Time,
            _ => Family::Other,
        };
    }
    let object = name.schema.and_then(|schema| model.get(&Id::of_schema(Tag::Enum, schema, name.name)));
    match object.map(|object| &object.body) {
        Some(Body::Enum(body)) => Family::Enum(body.labels.clone()),
        _ => Family::Other,
    }
}

fn rules<'m>(model: &'m Model, table: &Id) -> impl Iterator<Item = &'m Constraint> + use<'m> {
    model.children(table, Tag::Constraint).filter_map(|(_, object)| match &object.body {
        Body::Constraint(constraint) => Some(constraint.as_ref()),
        _ => None,
    })
}

/// The columns of the primary key.
pub(crate) fn primary_key(model: &Model, table: &Id) -> Vec<Ident> {
    let found = rules(model, table).find_map(|constraint| match &constraint.rule {
        Rule::Primary(key) => Some(key.columns.clone()),
        _ => None,
    });
    found.unwrap_or_default()
}

/// The sets of columns whose values no two rows share, with the predicate of a partial index.
pub(crate) fn unique_keys(model: &Model, table: &Id) -> Vec<(Vec<Ident>, Option<Predicate>)> {
    let mut found: Vec<(Vec<Ident>, Option<Predicate>)> = rules(model, table)
        .filter_map(|constraint| match &constraint.rule {
            Rule::Primary(key) | Rule::Unique(key) if !key.without_overlaps => Some((key.columns.clone(), None)),
            _ => None,
        })
        .collect();
    for (_, object) in model.children(table, Tag::Index) {
        let Body::Index(index) = &object.body else { continue };
        if !index.unique {
            continue;
        }
        let columns: Option<Vec<Ident>> = index.on.0.iter().map(|key| key.column.clone()).collect();
        if let Some(columns) = columns.filter(|columns| !columns.is_empty()) {
            found.push((columns, index.predicate.as_ref().map(Predicate::from)));
        }
    }
    // Without a predicate first.
    found.sort_by_key(|(_, predicate)| predicate.is_some());
    found
}

/// The foreign keys of a table, those of one column first, with what they refer to.
pub(crate) fn foreign_keys<'m>(model: &'m Model, table: &Id) -> Vec<(&'m Constraint, &'m ForeignKey)> {
    let mut found: Vec<_> = rules(model, table)
        .filter_map(|constraint| match &constraint.rule {
            Rule::Foreign(key) => Some((constraint, key)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(_, key)| key.columns.len());
    found
}

/// The columns that a foreign key refers to.
pub(crate) fn referenced(model: &Model, key: &ForeignKey) -> Vec<Ident> {
    if !key.referenced.is_empty() {
        return key.referenced.clone();
    }
    model.relation(&key.table).map(|table| primary_key(model, table)).unwrap_or_default()
}
