//! Procedural languages.

use serde::{Deserialize, Serialize};

use super::{Alter, Home, Id, Info, Kind, Part, QName, Step, Version, not_member, routine_name};

/// A procedural language that no extension brings.
///
/// `pg_language`; manual: CREATE LANGUAGE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Language {
    /// Function that runs routines.
    pub handler: QName,
    /// Function that runs DO blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline: Option<QName>,
    /// Function that looks at a new routine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validator: Option<QName>,
    /// `TRUSTED`: who may create functions may use it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trusted: bool,
}

impl Kind for Language {
    const INFO: Info = Info {
        section: "languages",
        template: "language",
        noun: "LANGUAGE",
        class: "pg_language",
        home: Home::Database,
        short: Some("handler"),
        owned: true,
        privileges: &["usage"],
        public: &["usage"],
        superuser: true,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        format!(
            "SELECT l.oid, l.lanname AS name, pg_get_userbyid(l.lanowner) AS owner,
                    array_to_string(l.lanacl, E'\\n') AS acl,
                    json_build_object('handler', {handler}, 'inline', {inline}, 'validator', {validator},
                                      'trusted', l.lanpltrusted) AS body
             FROM pg_language l WHERE l.lanispl AND l.oid >= 16384 AND {own}",
            handler = routine_name("l.lanplcallfoid"),
            inline = routine_name("l.laninline"),
            validator = routine_name("l.lanvalidator"),
            own = not_member("pg_language", "l.oid"),
        )
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        let Self { handler, inline, validator, trusted: _ } = self;
        [handler].into_iter().chain(inline).chain(validator).for_each(|name| show(Part::Function(name)));
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let step = Step::new(id, "replace");
        let wider = !self.trusted && to.trusted;
        Alter::Steps(vec![if wider { step.widens(format!("everyone may write functions in {id}")) } else { step }])
    }
}
