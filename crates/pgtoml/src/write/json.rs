//! A model as JSON, for other programs.

use serde::Serialize;
use serde_json::Value;

use crate::model::{Ident, Model};

/// An object of the model, after all sugar: `pgtoml show --json`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ModelObject"))]
pub struct Listed<'a> {
    /// In words: `index public.documents_tags_idx`.
    object: String,
    /// `table`, `column`, `index`, `policy`.
    kind: &'static str,
    schema: Option<&'a Ident>,
    /// The name of what it belongs to.
    parent: Option<&'a Ident>,
    name: &'a Ident,
    comment: Option<&'a str>,
    owner: Option<&'a Ident>,
    /// Privileges by the role that has them.
    #[cfg_attr(feature = "typescript", ts(type = "Record<string, unknown>"))]
    grants: Value,
    /// In the shape of its TOML in its long form.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
    body: Value,
}

/// One object for each of the model, in its order.
pub fn json(model: &Model) -> Vec<Listed<'_>> {
    // What has a shape of each kind becomes a value first, so that a module has the code for that once.
    let value = |value: serde_json::Result<Value>| value.unwrap_or_default();
    let objects = model.objects.iter().map(|(id, object)| Listed {
        object: id.to_string(),
        kind: id.tag.info().template,
        schema: id.schema.as_ref(),
        parent: id.parent.as_ref().map(|parent| &parent.name),
        name: &id.name,
        comment: object.meta.comment.as_deref(),
        owner: object.meta.owner.as_ref(),
        grants: value(serde_json::to_value(&object.meta.grants)),
        body: value(serde_json::to_value(&object.body)),
    });
    objects.collect()
}
