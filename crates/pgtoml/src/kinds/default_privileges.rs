//! Default privileges: what objects that a role will create grant by themselves.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{Address, Alter, Home, Id, Ident, Info, Kind, Part, Right, Step, Tag, Version};
use crate::model::{Grants, Model};

/// Default privileges of one role, in one schema or everywhere, on one kind of object.
///
/// `pg_default_acl`; manual: ALTER DEFAULT PRIVILEGES.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DefaultPrivileges {
    /// The role whose new objects are meant.
    pub owner: Ident,
    /// The schema; everywhere where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Ident>,
    /// What they are on: `tables`, `sequences`, `functions`, `types`, `schemas`.
    pub on: SmolStr,
    /// Privileges by role.
    #[serde(default)]
    pub grants: std::collections::BTreeMap<Ident, Vec<SmolStr>>,
}

impl Kind for DefaultPrivileges {
    const INFO: Info = Info {
        section: "default_privileges",
        template: "default_privileges",
        noun: "DEFAULT PRIVILEGES",
        class: "pg_default_acl",
        home: Home::Database,
        address: Address::None,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        "SELECT d.oid, '' AS name, (json_build_object(
                    'owner', pg_get_userbyid(d.defaclrole), 'schema', n.nspname,
                    'on', CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                                               WHEN 'T' THEN 'types' ELSE 'schemas' END,
                    'grants', coalesce((
                        SELECT json_object_agg(g.grantee, g.list) FROM (
                            SELECT CASE x.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(x.grantee) END AS grantee,
                                   json_agg(lower(x.privilege_type) || CASE WHEN x.is_grantable THEN ' with grant option'
                                                                            ELSE '' END
                                            ORDER BY lower(x.privilege_type)) AS list
                            FROM aclexplode(d.defaclacl) x
                            WHERE d.defaclnamespace <> 0 OR x.grantee <> d.defaclrole
                            GROUP BY 1) g), '{}'))) AS body
         FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace"
            .to_owned()
    }

    fn canonical(&mut self, id: &mut Id) {
        for list in self.grants.values_mut() {
            list.sort();
            list.dedup();
        }
        id.name = self.owner.clone();
        let schema = self.schema.as_ref().map(|schema| format!("{schema}.")).unwrap_or_default();
        id.args = SmolStr::new(format!("{schema}{}", self.on));
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        show(Part::Role(&mut self.owner));
        if let Some(schema) = &mut self.schema {
            show(Part::Schema(schema));
        }
        let grants = std::mem::take(&mut self.grants);
        let shown = grants.into_iter().map(|(mut role, privileges)| {
            show(Part::Role(&mut role));
            (role, privileges)
        });
        self.grants = shown.collect();
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        self.way(&self.initial(), id)
    }

    fn drop(&self, id: &Id) -> Step {
        let initial = self.initial();
        let steps = initial.way(self, id);
        // What the plan makes before is counted on to have them.
        Step::new(id, "all").arg("parts", steps.iter().map(|step| &step.args).collect::<Vec<_>>()).late()
    }

    fn asks(&self, _: Option<&Self>, _: &Id) -> Vec<Right> {
        vec![Right::Act(self.owner.clone())]
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        Alter::Steps(to.way(self, id))
    }
}

impl DefaultPrivileges {
    /// What holds where nothing has been said.
    fn initial(&self) -> Self {
        let public: &[&str] = match (self.on.as_str(), &self.schema) {
            ("functions", None) => &["execute"],
            ("types", None) => &["usage"],
            _ => &[],
        };
        let grants = if public.is_empty() {
            Default::default()
        } else {
            [("public".into(), public.iter().map(|name| SmolStr::new(*name)).collect())].into()
        };
        Self { grants, ..self.clone() }
    }

    /// Steps that lead here from another state.
    fn way(&self, from: &Self, id: &Id) -> Vec<Step> {
        let none = Vec::new();
        let mut steps = Vec::new();
        let roles = from.grants.keys().chain(self.grants.keys().filter(|role| !from.grants.contains_key(*role)));
        for role in roles {
            let (old, new) = (from.grants.get(role).unwrap_or(&none), self.grants.get(role).unwrap_or(&none));
            let step = |grant: bool, option: bool, list: Vec<&str>| {
                let step = Step::new(id, "change").arg("grant", grant).arg("option", option).arg("privileges", list);
                step.arg("owner", &self.owner).arg("schema", &self.schema).arg("on", &self.on).arg("role", role).late()
            };
            let plain = |text: &str| text.strip_suffix(OPTION).unwrap_or(text).to_owned();
            let gone: Vec<&str> = old
                .iter()
                .filter(|text| !new.iter().any(|other| plain(other) == plain(text)))
                .map(|text| text.strip_suffix(OPTION).unwrap_or(text))
                .collect();
            if !gone.is_empty() {
                steps.push(step(false, false, gone));
            }
            let bound: Vec<&str> = old
                .iter()
                .filter_map(|text| text.strip_suffix(OPTION))
                .filter(|name| new.iter().any(|other| other == name))
                .collect();
            if !bound.is_empty() {
                steps.push(step(false, true, bound));
            }
            let more: Vec<&SmolStr> = new.iter().filter(|text| !old.contains(text)).collect();
            let (with, without): (Vec<&SmolStr>, Vec<&SmolStr>) =
                more.into_iter().partition(|text| text.ends_with(OPTION));
            let without: Vec<&str> = without
                .into_iter()
                .map(SmolStr::as_str)
                .filter(|name| !old.iter().any(|other| plain(other) == *name))
                .collect();
            if !without.is_empty() {
                steps.push(step(true, false, without).widens(format!("role {role} gets rights on new {}", self.on)));
            }
            if !with.is_empty() {
                let with = with.into_iter().filter_map(|text| text.strip_suffix(OPTION)).collect();
                steps.push(step(true, true, with).widens(format!("role {role} gets rights on new {}", self.on)));
            }
        }
        steps
    }
}

const OPTION: &str = " with grant option";

/// What a new object grants because of default privileges of the role that makes it.
pub(crate) fn granted(models: &[&Model], id: &Id, applier: Option<&Ident>) -> Grants {
    let mut grants = Grants::new();
    let (Some(on), Some(applier)) = (id.tag.info().default_privileges, applier) else { return grants };
    for (_, object) in models.iter().flat_map(|model| model.of_kind(Tag::DefaultPrivileges)) {
        let crate::kind::Body::DefaultPrivileges(defaults) = &object.body else { continue };
        let here = defaults.schema.is_none() || defaults.schema == id.schema;
        if defaults.owner != *applier || !here || !defaults.on.eq_ignore_ascii_case(on) {
            continue;
        }
        if defaults.schema.is_none() && !id.tag.info().public.is_empty() {
            // They stand in the place of what PUBLIC has on a new object, even if they give it nothing.
            grants.entry("public".into()).or_default();
        }
        for (role, list) in &defaults.grants {
            let entry = grants.entry(role.clone()).or_default();
            for text in list {
                let (name, option) = text.strip_suffix(OPTION).map_or((text.as_str(), false), |name| (name, true));
                let had = entry.entry(SmolStr::new(name)).or_insert(option);
                *had |= option;
            }
        }
    }
    grants
}
