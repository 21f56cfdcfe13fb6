//! What a name stands for in a model, as people write it.

use crate::kind::{Body, Tag};
use crate::model::{Id, Ident, Model, Object};

/// Tables, foreign tables and views.
pub(crate) const RELATIONS: [Tag; 4] = [Tag::Table, Tag::ForeignTable, Tag::View, Tag::MaterializedView];

/// The relation that a name denotes from within a schema.
pub(crate) fn relation<'m>(
    model: &'m Model,
    schema: Option<&Ident>,
    qualifier: Option<&str>,
    name: &str,
) -> Option<&'m Id> {
    let of = |schema: &Ident| {
        let ids = RELATIONS.iter().map(|tag| Id::of_schema(*tag, schema.clone(), name));
        ids.into_iter().find_map(|id| model.objects.get_key_value(&id).map(|(id, _)| id))
    };
    match qualifier {
        Some(schema) => of(&schema.into()),
        None => schema.into_iter().find_map(of).or_else(|| of(&"public".into())),
    }
}

/// The columns of a relation, in their order.
pub(crate) fn columns<'m>(model: &'m Model, table: &Id) -> Vec<(&'m Id, &'m Object)> {
    let order = model.get(table).map(|object| object.body.order()).unwrap_or_default();
    let mut columns: Vec<_> = model.children(table, Tag::Column).collect();
    columns.sort_by_key(|(id, _)| order.iter().position(|name| *name == id.name));
    columns
}

/// The type of a column and whether it takes null, in words.
pub(crate) fn column_type(object: &Object) -> String {
    match &object.body {
        Body::Column(column) if column.not_null => format!("{} not null", column.data_type.short()),
        Body::Column(column) => column.data_type.short().to_string(),
        _ => String::new(),
    }
}

/// How a name is written in SQL within a schema.
pub(crate) fn shown(id: &Id, within: Option<&Ident>) -> String {
    match &id.schema {
        Some(schema) if schema.as_str() != "public" && Some(schema) != within => format!("{schema}.{}", id.name),
        _ => id.name.to_string(),
    }
}
