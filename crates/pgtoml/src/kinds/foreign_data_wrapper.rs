//! Foreign data wrappers.

use serde::{Deserialize, Serialize};

use super::options::{self, Options};
use super::{Alter, Home, Id, Info, Kind, Part, QName, Step, Version, not_member};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;

/// A foreign data wrapper that no extension brought.
///
/// `pg_foreign_data_wrapper`; manual: CREATE FOREIGN DATA WRAPPER.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForeignDataWrapper {
    /// `HANDLER`, the function that reads and writes; none where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<QName>,
    /// `VALIDATOR`, the function that checks options; none where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validator: Option<QName>,
    /// `OPTIONS`.
    #[serde(skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Kind for ForeignDataWrapper {
    const INFO: Info = Info {
        section: "foreign_data_wrappers",
        template: "foreign_data_wrapper",
        noun: "FOREIGN DATA WRAPPER",
        class: "pg_foreign_data_wrapper",
        home: Home::Database,
        owned: true,
        privileges: &["usage"],
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        let function = |oid: &str| super::catalog_name("pg_proc", "pro", oid);
        format!(
            "SELECT w.oid, w.fdwname AS name, pg_get_userbyid(w.fdwowner) AS owner, array_to_string(w.fdwacl, E'\\n') AS acl,
                    (json_build_object('handler', {handler}, 'validator', {validator}, 'options', {options})) AS body
             FROM pg_foreign_data_wrapper w WHERE {own}",
            handler = function("w.fdwhandler"),
            validator = function("w.fdwvalidator"),
            options = options::catalog("w.fdwoptions", "w.fdwname"),
            own = not_member("pg_foreign_data_wrapper", "w.oid"),
        )
    }

    fn desugar(_: &Id, node: &mut ObjectNode, reading: &mut Reading<'_>) {
        options::check(node, "options", reading);
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for function in self.handler.iter_mut().chain(&mut self.validator) {
            show(Part::Function(function));
        }
        self.options.parts(show);
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self { handler, validator, options } = self;
        let step =
            Step::new(id, "alter").arg("handler", *handler != to.handler).arg("validator", *validator != to.validator);
        Alter::Steps(vec![options.changes(&to.options, step)])
    }
}
