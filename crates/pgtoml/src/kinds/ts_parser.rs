//! Text search parsers, which cut text into tokens.

use serde::{Deserialize, Serialize};

use super::{Alter, Id, Info, Kind, Part, QName, Version, not_member, routine_name, user_schema};

/// A text search parser.
///
/// `pg_ts_parser`; manual: CREATE TEXT SEARCH PARSER, "Parsers" (12.5).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TsParser {
    /// Begins with a text.
    pub start: QName,
    /// Gives the next token.
    pub gettoken: QName,
    /// Ends.
    pub end: QName,
    /// Lists the types of tokens.
    pub lextypes: QName,
    /// Makes headlines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headline: Option<QName>,
}

impl Kind for TsParser {
    const INFO: Info = Info {
        section: "text_search_parsers",
        template: "ts_parser",
        noun: "TEXT SEARCH PARSER",
        class: "pg_ts_parser",
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT p.oid, n.nspname AS schema, p.prsname AS name,
                    json_build_object('start', {start}, 'gettoken', {gettoken}, 'end', {end}, 'lextypes', {lextypes},
                                      'headline', {headline}) AS body
             FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
             WHERE {user} AND {own}",
            start = routine_name("p.prsstart"),
            gettoken = routine_name("p.prstoken"),
            end = routine_name("p.prsend"),
            lextypes = routine_name("p.prslextype"),
            headline = routine_name("p.prsheadline"),
            user = user_schema("n"),
            own = not_member("pg_ts_parser", "p.oid"),
        )
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        let Self { start, gettoken, end, lextypes, headline } = self;
        [start, gettoken, end, lextypes].into_iter().chain(headline).for_each(|name| show(Part::Function(name)));
    }

    fn alter(&self, to: &Self, _: &Id, _: Version) -> Alter {
        if self == to { Alter::Steps(Vec::new()) } else { Alter::Replace }
    }
}
