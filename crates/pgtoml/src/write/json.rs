//! A model as JSON, for other programs.

use serde_json::Value;

use crate::model::Model;

/// One object for each of the model, in its order. `body` has the shape of the object's TOML in its long form.
pub fn json(model: &Model) -> Vec<Value> {
    let objects = model.objects.iter().map(|(id, object)| {
        serde_json::json!({
            "object": id.to_string(),
            "kind": id.tag.info().template,
            "schema": id.schema,
            "parent": id.parent.as_ref().map(|parent| &parent.name),
            "name": id.name,
            "comment": object.meta.comment,
            "owner": object.meta.owner,
            "grants": object.meta.grants,
            "body": object.body,
        })
    });
    objects.collect()
}
