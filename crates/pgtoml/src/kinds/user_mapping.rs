//! User mappings of foreign servers.

use serde::{Deserialize, Serialize};

use super::options::{self, Options};
use super::{Address, Alter, Home, Id, Info, Kind, Part, Step, Tag, Version};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

/// How a role, after which it is named, or `public` comes to a server.
///
/// `pg_user_mapping`; manual: CREATE USER MAPPING.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserMapping {
    /// `OPTIONS`; passwords and their like as `env:NAME`.
    #[serde(skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Kind for UserMapping {
    const INFO: Info = Info {
        section: "user_mappings",
        template: "user_mapping",
        noun: "USER MAPPING",
        class: "pg_user_mapping",
        home: Home::Parent(&[Tag::Server]),
        address: Address::None,
        keeps_parent: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        // The view shows the options to those only who may see them.
        format!(
            "SELECT m.umid AS oid, 'server' AS parent_kind, m.srvname AS parent, m.usename AS name,
                    (json_build_object('options', {options})) AS body
             FROM pg_user_mappings m WHERE m.usename IS NOT NULL",
            options = options::catalog("m.umoptions", "(m.srvname || '_' || m.usename)"),
        )
    }

    fn desugar(_: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        options::check(node, "options", reading);
    }

    fn parts(&mut self, id: &Id, show: &mut dyn FnMut(Part<'_>)) {
        if id.name.as_str() != "public" {
            // Its name is in the identity.
            show(Part::Role(&mut id.name.clone()));
        }
        self.options.parts(show);
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { options } = self;
        Alter::Steps(options.step(&to.options, id, "alter").into_iter().collect())
    }

    fn drop(&self, id: &Id) -> Step {
        Step::new(id, "drop")
    }
}
