//! Access methods.

use serde::{Deserialize, Serialize};

use super::{Alter, Home, Id, Info, Kind, Part, QName, Version, not_member, routine_name};

/// An access method of tables or indexes.
///
/// `pg_am`; manual: CREATE ACCESS METHOD.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessMethod {
    /// What it is for.
    #[serde(rename = "type")]
    pub purpose: Purpose,
    /// Function that knows how.
    pub handler: QName,
}

/// What an access method is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Tables and materialized views.
    Table,
    /// Indexes.
    Index,
}

impl Kind for AccessMethod {
    const INFO: Info = Info {
        section: "access_methods",
        template: "access_method",
        noun: "ACCESS METHOD",
        class: "pg_am",
        home: Home::Database,
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT a.oid, a.amname AS name,
                    json_build_object('type', CASE a.amtype WHEN 't' THEN 'table' ELSE 'index' END,
                                      'handler', {handler}) AS body
             FROM pg_am a WHERE a.oid >= 16384 AND {own}",
            handler = routine_name("a.amhandler"),
            own = not_member("pg_am", "a.oid"),
        )
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Function(&mut self.handler));
    }

    fn alter(&self, to: &Self, _: &Id, _: Version) -> Alter {
        if self == to { Alter::Steps(Vec::new()) } else { Alter::Replace }
    }
}
