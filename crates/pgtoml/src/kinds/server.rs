//! Foreign servers.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::options::{self, Options};
use super::{Alter, Home, Id, Ident, Info, Kind, Part, Step, Tag, Version, not_member};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

/// A server of foreign data. Its user mappings are objects of their own.
///
/// `pg_foreign_server`; manual: CREATE SERVER.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Server {
    /// The foreign data wrapper.
    pub wrapper: Ident,
    /// `TYPE`, which some wrappers look at.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub server_type: Option<SmolStr>,
    /// `VERSION`, which some wrappers look at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<SmolStr>,
    /// `OPTIONS`.
    #[serde(skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Kind for Server {
    const INFO: Info = Info {
        section: "servers",
        template: "server",
        noun: "SERVER",
        class: "pg_foreign_server",
        home: Home::Database,
        short: Some("wrapper"),
        owned: true,
        privileges: &["usage"],
        grant_noun: Some("FOREIGN SERVER"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT s.oid, s.srvname AS name, pg_get_userbyid(s.srvowner) AS owner, array_to_string(s.srvacl, E'\\n') AS acl,
                    (json_build_object('wrapper', w.fdwname, 'type', s.srvtype, 'version', s.srvversion,
                                       'options', {options})) AS body
             FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw WHERE {own}",
            options = options::catalog("s.srvoptions", "s.srvname"),
            own = not_member("pg_foreign_server", "s.oid"),
        )
    }

    fn desugar(_: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        options::check(node, "options", reading);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Global(Tag::ForeignDataWrapper, &mut self.wrapper));
        self.options.parts(show);
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { wrapper, server_type, version, options } = self;
        if (wrapper, server_type) != (&to.wrapper, &to.server_type) {
            return Alter::Replace;
        }
        let step = Step::new(id, "alter").arg("version", *version != to.version);
        Alter::Steps(vec![options.changes(&to.options, step)])
    }
}
