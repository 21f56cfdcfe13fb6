//! Text search configurations: which dictionaries look at which tokens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{
    Alter, Id, Info, Kind, Part, QName, Step, Tag, Version, catalog_name, not_member, user_schema, without_system,
};
use crate::kind::Body;
use crate::model::Model;
use crate::sql::named::QNames;

/// A text search configuration.
///
/// What is indexed already stays as the old mappings made it: PostgreSQL does not look at it again.
///
/// `pg_ts_config`, `pg_ts_config_map`; manual: CREATE TEXT SEARCH CONFIGURATION, ALTER TEXT SEARCH CONFIGURATION.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TsConfiguration {
    /// Configuration whose parser and mappings it begins with; another one of the model, or one of PostgreSQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy: Option<QName>,
    /// Parser, where it is not that of PostgreSQL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parser: Option<QName>,
    /// Dictionaries of each type of token, in the order in which they are asked. Types without any are left out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub mappings: BTreeMap<SmolStr, QNames>,
}

/// Types of tokens that every configuration of PostgreSQL leaves as they are.
const SIMPLE: [&str; 13] = [
    "email",
    "file",
    "float",
    "host",
    "hword_numpart",
    "int",
    "numhword",
    "numword",
    "sfloat",
    "uint",
    "url",
    "url_path",
    "version",
];
/// Types of tokens that are words of ASCII letters, and words of any letters.
const ASCII: [&str; 3] = ["asciihword", "asciiword", "hword_asciipart"];
const WORDS: [&str; 3] = ["hword", "hword_part", "word"];
/// Languages for which PostgreSQL has a configuration.
const LANGUAGES: [&str; 30] = [
    "arabic",
    "armenian",
    "basque",
    "catalan",
    "danish",
    "dutch",
    "english",
    "estonian",
    "finnish",
    "french",
    "german",
    "greek",
    "hindi",
    "hungarian",
    "indonesian",
    "irish",
    "italian",
    "lithuanian",
    "nepali",
    "norwegian",
    "portuguese",
    "romanian",
    "russian",
    "serbian",
    "simple",
    "spanish",
    "swedish",
    "tamil",
    "turkish",
    "yiddish",
];

/// The mappings of a configuration of PostgreSQL.
fn system(name: &str) -> Option<BTreeMap<SmolStr, QNames>> {
    let language = *LANGUAGES.iter().find(|language| **language == name)?;
    let stem = |language: &str| match language {
        "simple" => "simple".to_owned(),
        language => format!("{language}_stem"),
    };
    // These are not written in ASCII letters, so words that are must be foreign.
    let foreign = if matches!(language, "hindi" | "russian") { "english" } else { language };
    let lists = [(&SIMPLE[..], "simple".to_owned()), (&ASCII, stem(foreign)), (&WORDS, stem(language))];
    let mut mappings = BTreeMap::new();
    for (types, dictionary) in lists {
        let dictionary = QName { schema: None, name: dictionary.as_str().into() };
        mappings.extend(types.iter().map(|name| (SmolStr::new_static(name), QNames(vec![dictionary.clone()]))));
    }
    Some(mappings)
}

impl TsConfiguration {
    /// With what it copies written out; a circle of copies ends somewhere.
    fn written_out(&self, model: &Model, depth: u32) -> Self {
        let Some(copy) = self.copy.as_ref().filter(|_| depth < 16) else { return self.clone() };
        let declared = copy.schema.clone().map(|schema| Id::of_schema(Tag::TsConfiguration, schema, copy.name.clone()));
        let base = match declared.and_then(|id| model.get(&id)).map(|object| &object.body) {
            Some(Body::TsConfiguration(base)) => base.written_out(model, depth + 1),
            _ => match system(copy.name.as_str()).filter(|_| copy.schema.is_none()) {
                Some(mappings) => Self { mappings, ..Self::default() },
                None => return self.clone(),
            },
        };
        let mut mappings = base.mappings;
        mappings.extend(self.mappings.clone());
        Self { copy: base.copy, parser: self.parser.clone().or(base.parser), mappings }
    }

    /// The types of tokens by their dictionaries, for as few statements as possible.
    fn groups(&self, wanted: impl Fn(&SmolStr, &QNames) -> bool) -> BTreeMap<&QNames, Vec<&SmolStr>> {
        let mut groups: BTreeMap<&QNames, Vec<&SmolStr>> = BTreeMap::new();
        for (name, dictionaries) in self.mappings.iter().filter(|(name, list)| wanted(name, list)) {
            groups.entry(dictionaries).or_default().push(name);
        }
        groups
    }

    fn steps(&self, id: &Id, action: &'static str, wanted: impl Fn(&SmolStr, &QNames) -> bool) -> Vec<Step> {
        let groups = self.groups(wanted).into_iter();
        groups.map(|(list, types)| Step::new(id, action).arg("types", types).arg("dictionaries", &list.0)).collect()
    }
}

impl Kind for TsConfiguration {
    const INFO: Info = Info {
        section: "text_search_configurations",
        template: "ts_configuration",
        noun: "TEXT SEARCH CONFIGURATION",
        class: "pg_ts_config",
        owned: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT c.oid, n.nspname AS schema, c.cfgname AS name, pg_get_userbyid(c.cfgowner) AS owner,
                    json_build_object(
                        'parser', {parser},
                        'mappings', coalesce((
                            SELECT json_object_agg(x.alias, x.list) FROM (
                                SELECT t.alias, json_agg({dictionary} ORDER BY m.mapseqno) AS list
                                FROM pg_ts_config_map m JOIN ts_token_type(c.cfgparser) t ON t.tokid = m.maptokentype
                                WHERE m.mapcfg = c.oid GROUP BY t.alias) x), '{{}}')) AS body
             FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
             WHERE {user} AND {own}",
            parser = catalog_name("pg_ts_parser", "prs", "c.cfgparser"),
            dictionary = catalog_name("pg_ts_dict", "dict", "m.mapdict"),
            user = user_schema("n"),
            own = not_member("pg_ts_config", "c.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        let dictionaries = self.mappings.values_mut().flat_map(|list| &mut list.0);
        dictionaries.chain(&mut self.parser).chain(&mut self.copy).for_each(without_system);
        if self.parser.as_ref().is_some_and(|parser| parser.schema.is_none() && parser.name.as_str() == "default") {
            self.parser = None;
        }
    }

    fn link(&mut self, _: &Id, model: &mut Model) {
        *self = self.written_out(model, 0);
        // An empty list takes away what a copy has.
        self.mappings.retain(|_, list| !list.0.is_empty());
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if let Some(copy) = &mut self.copy {
            show(Part::Named(Tag::TsConfiguration, copy));
        }
        if let Some(parser) = &mut self.parser {
            show(Part::Named(Tag::TsParser, parser));
        }
        let dictionaries = self.mappings.values_mut().flat_map(|list| &mut list.0);
        dictionaries.for_each(|name| show(Part::Named(Tag::TsDictionary, name)));
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create")];
        steps.extend(self.steps(id, "add_mapping", |_, _| true));
        steps
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { copy: _, parser, mappings } = self;
        if *parser != to.parser {
            return Alter::Replace;
        }
        let mut steps = Vec::new();
        let gone: Vec<&SmolStr> = mappings.keys().filter(|name| !to.mappings.contains_key(*name)).collect();
        if !gone.is_empty() {
            steps.push(Step::new(id, "drop_mapping").arg("types", gone));
        }
        steps.extend(to.steps(id, "alter_mapping", |name, list| mappings.get(name).is_some_and(|old| old != list)));
        steps.extend(to.steps(id, "add_mapping", |name, _| !mappings.contains_key(name)));
        Alter::Steps(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::system;

    #[test]
    fn configurations_of_postgresql_are_known() {
        let shown = |name: &str, token: &str| system(name).map(|mappings| mappings[token].0[0].to_string());
        assert_eq!(shown("russian", "word").as_deref(), Some("russian_stem"));
        assert_eq!(shown("russian", "asciiword").as_deref(), Some("english_stem"));
        assert_eq!(shown("simple", "hword").as_deref(), Some("simple"));
        assert_eq!(system("english").map(|mappings| mappings.len()), Some(19));
        assert_eq!(system("klingon"), None);
    }
}
