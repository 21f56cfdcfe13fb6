//! Extensions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Home, Id, Ident, Info, Kind, Part, Right, Step, Tag, Version, Way};
use crate::kind::Body;
use crate::model::Model;

/// An extension. What it brings belongs to it and is never looked at.
///
/// `pg_extension`; manual: CREATE EXTENSION.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extension {
    /// Schema of its objects; `public` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
    /// Version; whatever the server has where absent.
    #[serde(skip_serializing_if = "Way::is_none")]
    pub version: Way<Option<SmolStr>>,
    /// The model works without it.
    #[serde(skip_serializing_if = "is_not")]
    pub optional: Way<bool>,
}

fn is_not(flag: &Way<bool>) -> bool {
    !flag.0
}

impl Kind for Extension {
    const INFO: Info = Info {
        section: "extensions",
        template: "extension",
        noun: "EXTENSION",
        class: "pg_extension",
        home: Home::Database,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        "SELECT e.oid, e.extname AS name,
                json_build_object('schema', n.nspname, 'version', e.extversion) AS body
         FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'"
            .to_owned()
    }

    fn canonical(&mut self, _: &mut Id) {
        if self.schema.as_ref().is_some_and(|schema| schema.as_str() == "public") {
            self.schema = None;
        }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(schema) = &mut self.schema {
            show(Part::Schema(schema));
        }
    }

    fn asks(&self, from: Option<&Self>, id: &Id) -> Vec<Right> {
        match from {
            None => vec![Right::Extension(id.name.clone())],
            // What it brought belongs to whoever PostgreSQL let create it.
            Some(from) if from.schema != self.schema => vec![Right::Superuser],
            Some(_) => Vec::new(),
        }
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { schema, version: _, optional: _ } = self;
        let mut steps = Vec::new();
        if *schema != to.schema {
            steps.push(Step::new(id, "set_schema"));
        }
        Alter::Steps(steps)
    }
}

fn optional(model: &Model) -> impl Iterator<Item = &Id> {
    model.of_kind(Tag::Extension).filter_map(|(id, object)| match &object.body {
        Body::Extension(extension) if extension.optional.0 => Some(id),
        _ => None,
    })
}

/// Whether the model has an extension without which it works.
pub fn has_optional(model: &Model) -> bool {
    optional(model).next().is_some()
}

/// Takes optional extensions out of `wanted` that are neither there nor at hand. Says which, and what names a type of
/// theirs.
pub(crate) fn leave_out_absent(wanted: &mut Model, there: &Model, at_hand: &BTreeSet<Ident>) -> Vec<String> {
    let absent: Vec<Id> =
        optional(wanted).filter(|id| there.get(id).is_none() && !at_hand.contains(&id.name)).cloned().collect();
    let mut said = Vec::new();
    for id in absent {
        wanted.objects.remove(&id);
        let name = id.name.as_str();
        let mut users: Vec<String> = Vec::new();
        for (user, object) in &wanted.objects {
            let mut uses = false;
            object.body.clone().parts(user, &mut |part| {
                if let Part::Type(data_type) = part {
                    let words = data_type.as_str().split(|c: char| !c.is_alphanumeric() && c != '_');
                    uses |= words.into_iter().any(|word| word == name);
                }
            });
            if uses {
                users.push(user.to_string());
            }
        }
        let mut text = format!("the server does not have the extension `{name}`, which is optional: it is left out");
        if !users.is_empty() {
            text.push_str(&format!("; what needs it fails: {}", users.join(", ")));
        }
        said.push(text);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
[extensions]
vector = { optional = true }
hstore = { optional = true }
pgcrypto = {}

[tables.documents]
columns.id = "bigint primary key"
columns.embedding = "vector(3)"
"#;

    fn model(text: &str) -> Model {
        let files = vec![crate::diagnostic::SourceFile { name: "schema.toml".into(), text: text.into() }];
        crate::read::read(files, &|_| Err(String::new())).model
    }

    #[test]
    fn what_is_optional_and_not_at_hand_is_left_out() {
        let mut wanted = model(FILE);
        let said = leave_out_absent(&mut wanted, &Model::default(), &["hstore".into()].into());
        let left: Vec<&str> = wanted.of_kind(Tag::Extension).map(|(id, _)| id.name.as_str()).collect();
        // What is not optional stays, and fails where it must.
        assert_eq!(left, ["hstore", "pgcrypto"]);
        assert_eq!(
            said,
            [
                "the server does not have the extension `vector`, which is optional: it is left out; what needs it fails: \
              column public.documents.embedding"
            ]
        );
        // What is there stays, whatever the server has at hand now.
        let mut wanted = model(FILE);
        assert!(leave_out_absent(&mut wanted, &model(FILE), &BTreeSet::new()).is_empty());
        assert!(has_optional(&wanted) && !has_optional(&model("[extensions]\nvector = {}\n")));
    }
}
