//! Conversions between encodings.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Id, Info, Kind, Part, QName, Version, not_member, routine_name, user_schema};

/// A conversion between two encodings.
///
/// `pg_conversion`; manual: CREATE CONVERSION.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conversion {
    /// Encoding of what is converted.
    #[serde(rename = "for")]
    pub source: SmolStr,
    /// Encoding of what comes out.
    #[serde(rename = "to")]
    pub target: SmolStr,
    /// Function that converts.
    pub function: QName,
    /// Whether it is the one that PostgreSQL takes for the two encodings.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub default: bool,
}

impl Kind for Conversion {
    const INFO: Info = Info {
        section: "conversions",
        template: "conversion",
        noun: "CONVERSION",
        class: "pg_conversion",
        owned: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT c.oid, n.nspname AS schema, c.conname AS name, pg_get_userbyid(c.conowner) AS owner,
                    json_build_object(
                        'for', pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding),
                        'function', {function}, 'default', c.condefault) AS body
             FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
             WHERE {user} AND {own}",
            function = routine_name("c.conproc"),
            user = user_schema("n"),
            own = not_member("pg_conversion", "c.oid"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        for name in [&mut self.source, &mut self.target] {
            let upper = name.to_uppercase();
            *name = match upper.as_str() {
                "UTF-8" | "UNICODE" => SmolStr::new_static("UTF8"),
                _ => SmolStr::new(upper),
            };
        }
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Function(&mut self.function));
    }

    fn alter(&self, to: &Self, _: &Id, _: Version) -> Alter {
        let Self { source, target, function, default } = self;
        if (source, target, function, default) == (&to.source, &to.target, &to.function, &to.default) {
            return Alter::Steps(Vec::new());
        }
        Alter::Replace
    }
}
