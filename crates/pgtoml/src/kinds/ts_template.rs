//! Text search templates, which dictionaries are made from.

use serde::{Deserialize, Serialize};

use super::{Alter, Id, Info, Kind, Part, QName, Version, not_member, routine_name, user_schema};

/// A text search template.
///
/// `pg_ts_template`; manual: CREATE TEXT SEARCH TEMPLATE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TsTemplate {
    /// Reads the options of a dictionary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init: Option<QName>,
    /// Turns a token into lexemes.
    pub lexize: QName,
}

impl Kind for TsTemplate {
    const INFO: Info = Info {
        section: "text_search_templates",
        template: "ts_template",
        noun: "TEXT SEARCH TEMPLATE",
        class: "pg_ts_template",
        short: Some("lexize"),
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT t.oid, n.nspname AS schema, t.tmplname AS name,
                    json_build_object('init', {init}, 'lexize', {lexize}) AS body
             FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
             WHERE {user} AND {own}",
            init = routine_name("t.tmplinit"),
            lexize = routine_name("t.tmpllexize"),
            user = user_schema("n"),
            own = not_member("pg_ts_template", "t.oid"),
        )
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        let Self { init, lexize } = self;
        init.iter_mut().chain([lexize]).for_each(|name| show(Part::Function(name)));
    }

    fn alter(&self, to: &Self, _: &Id, _: Version) -> Alter {
        if self == to { Alter::Steps(Vec::new()) } else { Alter::Replace }
    }
}
