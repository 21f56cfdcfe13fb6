//! Procedures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::function::{
    body_file, catalog_routine, language_parts, replaceable, routine_parts, settings, without_modifiers,
};
use super::{Address, Alter, Id, Ident, Info, Kind, Part, Step, Version, not_member, user_schema};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::{Args, Sql, TypeName};

/// A procedure. Its identity holds the types of its input arguments.
///
/// `pg_proc` with `prokind` p; manual: CREATE PROCEDURE.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    /// Arguments, as they stand between the parentheses of CREATE PROCEDURE.
    #[serde(default, skip_serializing_if = "Args::is_empty")]
    pub args: Args,
    /// Language.
    pub language: Ident,
    /// `SECURITY DEFINER`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub security_definer: bool,
    /// `SET name TO value`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<SmolStr, SmolStr>,
    /// `TRANSFORM FOR TYPE`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transforms: Vec<TypeName>,
    /// The body as a string, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<SmolStr>,
    /// The body in standard SQL (14 and newer).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql_body: Option<Sql>,
    /// Object file of a C procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub library: Option<SmolStr>,
}

impl Kind for Procedure {
    const INFO: Info = Info {
        section: "procedures",
        template: "procedure",
        noun: "PROCEDURE",
        class: "pg_proc",
        address: Address::Routine,
        sugar: &["body_file"],
        owned: true,
        privileges: &["execute"],
        public: &["execute"],
        default_privileges: Some("FUNCTIONS"),
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT p.oid, n.nspname AS schema, p.proname AS name, pg_get_userbyid(p.proowner) AS owner,
                    array_to_string(p.proacl, E'\\n') AS acl, (json_build_object({routine})) AS body
             FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
             WHERE p.prokind = 'p' AND {user} AND {own}",
            routine = catalog_routine(),
            user = user_schema("n"),
            own = not_member("pg_proc", "p.oid"),
        )
    }

    fn desugar(_: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        body_file(node, reading);
    }

    fn canonical(&mut self, id: &mut Id) {
        without_modifiers(self.args.types_mut());
        id.args = self.args.identity_types();
        settings(&mut self.set);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        routine_parts(&mut self.args, &mut self.sql_body, self.body.as_deref(), show);
        language_parts(&mut self.language, &mut self.transforms, show);
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        if !replaceable(&self.args, &to.args) {
            return Alter::Replace;
        }
        let step = Step::new(id, "create");
        let wider = !self.security_definer && to.security_definer;
        Alter::Steps(vec![if wider { step.widens(format!("{id} runs with the rights of its owner")) } else { step }])
    }
}
