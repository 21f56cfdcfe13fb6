//! What a database says of itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Alter, Home, Id, Ident, Info, Kind, Part, Right, Settings, Step, Version};
use crate::kinds::function;

/// The settings of the database, for all sessions and for those of single roles.
///
/// `pg_database`, `pg_db_role_setting`; manual: ALTER DATABASE, ALTER ROLE.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Database {
    /// `CONNECTION LIMIT`; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_limit: Option<i32>,
    /// `ALTER DATABASE … SET`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: Settings,
    /// `ALTER ROLE … IN DATABASE … SET`, by role.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set_for: BTreeMap<Ident, Settings>,
}

impl Kind for Database {
    const INFO: Info = Info {
        section: "database",
        template: "database",
        noun: "DATABASE",
        class: "pg_database",
        home: Home::Database,
        single: true,
        owned: true,
        privileges: &["create", "connect", "temporary"],
        public: &["connect", "temporary"],
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        let settings = |array: &str| {
            format!(
                "(SELECT json_object_agg(split_part(x, '=', 1), substr(x, strpos(x, '=') + 1)) FROM unnest({array}) x)"
            )
        };
        // Whoever made it owns it, which says nothing about it.
        format!(
            "SELECT d.oid, d.datname AS name, nullif(pg_get_userbyid(d.datdba), current_user) AS owner,
                    array_to_string(d.datacl, E'\\n') AS acl,
                    (json_build_object(
                        'connection_limit', nullif(d.datconnlimit, -1),
                        'set', coalesce((SELECT {own} FROM pg_db_role_setting s
                                         WHERE s.setdatabase = d.oid AND s.setrole = 0), '{{}}'),
                        'set_for', coalesce((SELECT json_object_agg(r.rolname, {of_role}) FROM pg_db_role_setting s
                                             JOIN pg_roles r ON r.oid = s.setrole
                                             WHERE s.setdatabase = d.oid), '{{}}'))) AS body
             FROM pg_database d WHERE d.datname = current_database()",
            own = settings("s.setconfig"),
            of_role = settings("s.setconfig"),
        )
    }

    fn canonical(&mut self, _: &mut Id) {
        self.connection_limit.take_if(|limit| *limit < 0);
        function::settings(&mut self.set);
        self.set_for.values_mut().for_each(function::settings);
        self.set_for.retain(|_, settings| !settings.is_empty());
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        let settings = std::mem::take(&mut self.set_for);
        let shown = settings.into_iter().map(|(mut role, settings)| {
            show(Part::Role(&mut role));
            (role, settings)
        });
        self.set_for = shown.collect();
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        // It is there; what a new one has is the default of everything.
        Self::default().steps(self, id)
    }

    fn asks(&self, from: Option<&Self>, _: &Id) -> Vec<Right> {
        let changed =
            |(name, value): &(&SmolStr, &SmolStr)| from.is_none_or(|from| from.set.get(*name) != Some(*value));
        let gone = from.into_iter().flat_map(|from| from.set.keys()).filter(|name| !self.set.contains_key(*name));
        self.set
            .iter()
            .filter(changed)
            .map(|(name, _)| name)
            .chain(gone)
            .map(|name| Right::Parameter(name.clone()))
            .collect()
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        Alter::Steps(self.steps(to, id))
    }
}

impl Database {
    fn steps(&self, to: &Self, id: &Id) -> Vec<Step> {
        let Self { connection_limit, set, set_for } = self;
        let mut steps = Vec::new();
        if *connection_limit != to.connection_limit {
            steps.push(Step::new(id, "connection_limit").arg("to", to.connection_limit.unwrap_or(-1)));
        }
        settings(id, None, set, &to.set, &mut steps);
        let none = Settings::new();
        for role in set_for.keys().chain(to.set_for.keys().filter(|role| !set_for.contains_key(*role))) {
            let of = |all: &BTreeMap<Ident, Settings>| all.get(role).unwrap_or(&none).clone();
            settings(id, Some(role), &of(set_for), &of(&to.set_for), &mut steps);
        }
        steps
    }
}

fn settings(id: &Id, role: Option<&Ident>, from: &Settings, to: &Settings, steps: &mut Vec<Step>) {
    let step = |action, name: &SmolStr| Step::new(id, action).arg("role", role).arg("name", name);
    for name in from.keys().filter(|name| !to.contains_key(*name)) {
        steps.push(step("reset", name));
    }
    for (name, value) in to.iter().filter(|(name, value)| from.get(*name) != Some(value)) {
        steps.push(step("set", name).arg("value", value));
    }
}
