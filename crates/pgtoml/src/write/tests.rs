//! Reading what was written gives the same model.

use super::*;
use crate::diagnostic::{Rendered, Severity, SourceFile};
use crate::read::Loaded;

pub(crate) mod changes;
pub(crate) mod examples;
mod forms;
mod layout;
mod merging;
mod rare;
mod sugared;

pub(super) fn read(text: &str) -> Loaded {
    let files = vec![SourceFile { name: "schema.toml".into(), text: text.into() }];
    crate::read::read(files, &|path| Err(format!("no file {path}")))
}

/// Reads without errors.
pub(crate) fn model(text: &str) -> Model {
    let loaded = read(text);
    let problems: Vec<String> = loaded
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .map(|diagnostic| Rendered { diagnostic, files: &loaded.files, color: false }.to_string())
        .collect();
    assert!(problems.is_empty(), "{}\n{text}", problems.concat());
    loaded.model
}

/// Writes the model of a text, and reads that again.
pub(super) fn roundtrip(text: &str) -> String {
    let first = model(text);
    let written = toml(&first, &Options::default());
    let second = model(&written);
    same(&first, &second, &written);
    // Nothing that equality forgives is lost either.
    assert_eq!(toml(&second, &Options::default()), written);
    written
}

/// Models with every object equal; says which is not.
pub(super) fn same(first: &Model, second: &Model, text: &str) {
    for (id, object) in &first.objects {
        assert_eq!(Some(object), second.get(id), "{id} in\n{text}");
    }
    for id in second.objects.keys() {
        assert!(first.get(id).is_some(), "{id} is new in\n{text}");
    }
}
