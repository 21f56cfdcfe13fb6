//! Text search dictionaries.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{
    Alter, Id, Info, Kind, Part, QName, Step, Tag, Version, catalog_name, not_member, user_schema, without_system,
};
use crate::sql::cursor::Cursor;

/// A text search dictionary.
///
/// `pg_ts_dict`; manual: CREATE TEXT SEARCH DICTIONARY, "Dictionaries" (12.6).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TsDictionary {
    /// Template that it is made from.
    pub template: QName,
    /// Options of the template.
    #[serde(default, skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

/// Options of a dictionary, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Options(pub super::Parameters);

impl Options {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Options;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of options")
            }
            /// As `pg_ts_dict.dictinitoption` has them: `language = 'english', stopwords = 'english'`.
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Options, E> {
                let list = format!("({text})");
                Cursor::new(&list).and_then(|mut cursor| cursor.parameters()).map(Options).map_err(E::custom)
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Options, A::Error> {
                let mut options = crate::kinds::Parameters::new();
                while let Some((name, value)) = map.next_entry::<SmolStr, SmolStr>()? {
                    options.insert(name, value);
                }
                Ok(Options(options))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl Kind for TsDictionary {
    const INFO: Info = Info {
        section: "text_search_dictionaries",
        template: "ts_dictionary",
        noun: "TEXT SEARCH DICTIONARY",
        class: "pg_ts_dict",
        owned: true,
        short: Some("template"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT d.oid, n.nspname AS schema, d.dictname AS name, pg_get_userbyid(d.dictowner) AS owner,
                    json_build_object('template', {template}, 'options', nullif(d.dictinitoption, '')) AS body
             FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
             WHERE {user} AND {own}",
            template = catalog_name("pg_ts_template", "tmpl", "d.dicttemplate"),
            user = user_schema("n"),
            own = not_member("pg_ts_dict", "d.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        without_system(&mut self.template);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Named(Tag::TsTemplate, &mut self.template));
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { template, options } = self;
        if *template != to.template {
            return Alter::Replace;
        }
        let set: BTreeMap<_, _> =
            to.options.0.iter().filter(|(name, value)| options.0.get(*name) != Some(value)).collect();
        let reset: Vec<_> = options.0.keys().filter(|name| !to.options.0.contains_key(*name)).collect();
        Alter::Steps(vec![Step::new(id, "set_options").arg("set", set).arg("reset", reset)])
    }
}
