//! Extensions.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Home, Id, Ident, Info, Kind, Part, Right, Step, Version, Way};

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
