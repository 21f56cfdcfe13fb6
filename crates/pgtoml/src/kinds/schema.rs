//! Schemas.

use serde::{Deserialize, Serialize};

use super::{Address, Alter, Home, Id, Info, Kind, Right, Tag, Version, not_member, user_schema};
use crate::model::Meta;

/// A schema. It holds objects, but says nothing about itself besides what all objects have.
///
/// `pg_namespace`; manual: CREATE SCHEMA.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Schema {}

impl Kind for Schema {
    const INFO: Info = Info {
        section: "schemas",
        template: "schema",
        noun: "SCHEMA",
        class: "pg_namespace",
        home: Home::Database,
        address: Address::Name,
        owned: true,
        privileges: &["usage", "create"],
        default_privileges: Some("SCHEMAS"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        // `public` belongs to everyone; what initdb made of it is no difference.
        format!(
            "SELECT n.oid, n.nspname AS name,
                    nullif(pg_get_userbyid(n.nspowner), 'pg_database_owner') AS owner,
                    array_to_string(n.nspacl, E'\\n') AS acl, '{{}}' AS body
             FROM pg_namespace n
             WHERE {} AND {}",
            user_schema("n"),
            not_member("pg_namespace", "n.oid"),
        )
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        vec![Right::Create]
    }

    fn alter(&self, _: &Self, _: &Id, _: Version) -> Alter {
        let Self {} = self;
        Alter::Steps(Vec::new())
    }
}

impl Schema {
    /// The schema that every new database has.
    pub fn public() -> Id {
        Id::global(Tag::Schema, "public")
    }

    /// What it has besides its name there: everybody may use it, and on 15 and newer that is all.
    pub fn public_meta() -> Meta {
        let usage = [("usage".into(), false)].into();
        Meta { grants: [("public".into(), usage)].into(), ..Meta::default() }
    }
}
