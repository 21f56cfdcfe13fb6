//! Roles and their memberships. They are managed only where the file has a section `[roles]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;

use super::{Alter, Home, Id, Ident, Info, Kind, Part, Right, Step, Version, Way};

/// A role. A password is never read and never written.
///
/// `pg_roles`, `pg_auth_members`; manual: CREATE ROLE, GRANT.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Role {
    /// `LOGIN`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub login: bool,
    /// `SUPERUSER`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub superuser: bool,
    /// `CREATEDB`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub createdb: bool,
    /// `CREATEROLE`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub createrole: bool,
    /// `INHERIT`; true unless said otherwise.
    #[serde(skip_serializing_if = "is_true")]
    pub inherit: bool,
    /// `REPLICATION`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub replication: bool,
    /// `BYPASSRLS`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub bypassrls: bool,
    /// `CONNECTION LIMIT`; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_limit: Option<i32>,
    /// `VALID UNTIL`, a date with or without a time; UTC where no offset is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<SmolStr>,
    /// Roles that it is a member of, with `with admin option` behind the name where it has that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub member_of: Vec<SmolStr>,
    /// `ALTER ROLE … SET`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<SmolStr, SmolStr>,
    /// Whether this database names the role; the cluster may have more of them.
    #[serde(skip_serializing)]
    pub named: Way<bool>,
}

fn is_true(flag: &bool) -> bool {
    *flag
}

impl Default for Role {
    fn default() -> Self {
        Self {
            login: false,
            superuser: false,
            createdb: false,
            createrole: false,
            inherit: true,
            replication: false,
            bypassrls: false,
            connection_limit: None,
            valid_until: None,
            member_of: Vec::new(),
            set: BTreeMap::new(),
            named: Way(true),
        }
    }
}

const ADMIN: &str = " with admin option";

/// A membership: the role, and whether it may be passed on.
pub fn membership(text: &str) -> (Ident, bool) {
    match text.strip_suffix(ADMIN) {
        Some(role) => (Ident::from(role.trim()), true),
        None => (Ident::from(text.trim()), false),
    }
}

/// A point in time as the catalog query prints it; `None` where the text has another form.
fn in_utc(text: &str) -> Option<SmolStr> {
    let (date, rest) = text.trim().split_at_checked(10)?;
    if !date.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() })
    {
        return None;
    }
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let zone = rest.find(['+', '-', 'Z', 'z']).unwrap_or(rest.len());
    let (time, zone) = rest.split_at_checked(zone)?;
    let zone = zone.trim_start_matches('+').trim_end_matches(['Z', 'z']);
    if !matches!(zone, "" | "0" | "00" | "00:00" | "0000" | "-00" | "-00:00") {
        return None;
    }
    let time = match time.trim() {
        "" => "00:00:00".to_owned(),
        time if time.len() == 5 => format!("{time}:00"),
        time => time.to_owned(),
    };
    Some(SmolStr::new(format!("{date} {time}+00")))
}

impl Kind for Role {
    const INFO: Info = Info {
        section: "roles",
        template: "role",
        noun: "ROLE",
        class: "pg_authid",
        home: Home::Database,
        ..Info::DEFAULT
    };

    fn catalog(_: Version) -> String {
        // Roles belong to the cluster; those that this database names are marked.
        "WITH named AS (
             SELECT d.refobjid AS oid FROM pg_shdepend d
             WHERE d.refclassid = 'pg_authid'::regclass
               AND d.dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
               AND NOT (d.classid = 'pg_database'::regclass AND d.objid <> (SELECT oid FROM pg_database WHERE datname = current_database()))
             UNION SELECT s.setrole FROM pg_db_role_setting s
             WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) AND s.setrole <> 0),
         all_named AS (
             SELECT oid FROM named
             UNION SELECT m.roleid FROM pg_auth_members m WHERE m.member IN (SELECT oid FROM named))
         SELECT r.oid, r.rolname AS name,
                (json_build_object(
                    'named', r.oid IN (SELECT oid FROM all_named),
                    'login', r.rolcanlogin, 'superuser', r.rolsuper, 'createdb', r.rolcreatedb,
                    'createrole', r.rolcreaterole, 'inherit', r.rolinherit, 'replication', r.rolreplication,
                    'bypassrls', r.rolbypassrls, 'connection_limit', nullif(r.rolconnlimit, -1),
                    'valid_until', to_char(nullif(r.rolvaliduntil, 'infinity') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00',
                    'member_of', coalesce((
                        SELECT json_agg(g.rolname || CASE WHEN m.admin_option THEN ' with admin option' ELSE '' END
                                        ORDER BY g.rolname)
                        FROM (SELECT roleid, bool_or(admin_option) AS admin_option FROM pg_auth_members
                              WHERE member = r.oid GROUP BY roleid) m JOIN pg_roles g ON g.oid = m.roleid), '[]'),
                    'set', coalesce((SELECT json_object_agg(split_part(c, '=', 1), substr(c, strpos(c, '=') + 1))
                                     FROM unnest(r.rolconfig) c), '{}'))) AS body
         FROM pg_roles r
         WHERE r.rolname !~ '^pg_' AND r.oid >= 16384"
            .to_owned()
    }

    fn named(&self) -> bool {
        self.named.0
    }

    fn reported(&self) -> Vec<(&'static str, Value)> {
        (!self.named.0).then(|| ("named", false.into())).into_iter().collect()
    }

    fn canonical(&mut self, _: &mut Id) {
        if let Some(until) = &mut self.valid_until {
            *until = in_utc(until).unwrap_or_else(|| until.clone());
        }
        self.valid_until = self.valid_until.take().filter(|until| until != "infinity");
        crate::kinds::function::settings(&mut self.set);
        for text in &mut self.member_of {
            let (role, admin) = membership(text);
            *text = SmolStr::new(format!("{}{}", role.as_str(), if admin { ADMIN } else { "" }));
        }
        self.member_of.sort();
        self.member_of.dedup();
    }

    fn parts(&mut self, _: &Id, show: &mut dyn FnMut(Part<'_>)) {
        for text in &mut self.member_of {
            let name = membership(text).0;
            let mut shown = name.clone();
            show(Part::Role(&mut shown));
            if shown != name {
                *text = text.replacen(name.as_str(), shown.as_str(), 1).into();
            }
        }
    }

    fn create(&self, id: &Id) -> Vec<Step> {
        let mut steps = vec![Step::new(id, "create")];
        steps.extend(memberships(id, &[], &self.member_of));
        steps.extend(self.set.iter().map(|(name, value)| Step::new(id, "set").arg("name", name).arg("value", value)));
        steps
    }

    fn asks(&self, from: Option<&Self>, id: &Id) -> Vec<Right> {
        let plain = Self::default();
        let was = from.unwrap_or(&plain);
        if self.superuser || was.superuser {
            return vec![Right::Superuser];
        }
        let mut asked = Vec::new();
        let attributes = [
            (self.createdb, was.createdb, "CREATEDB"),
            (self.replication, was.replication, "REPLICATION"),
            (self.bypassrls, was.bypassrls, "BYPASSRLS"),
        ];
        asked.extend(attributes.iter().filter(|(is, was, _)| is != was).map(|(.., name)| Right::Attribute(name)));
        let rest = |role: &Self| Self { member_of: Vec::new(), ..role.clone() };
        if from.is_none() {
            asked.push(Right::CreateRole);
        } else if rest(self) != rest(was) {
            asked.extend([Right::CreateRole, Right::Admin(id.name.clone())]);
        }
        let changed = self.member_of.iter().filter(|role| !was.member_of.contains(role));
        let changed = changed.chain(was.member_of.iter().filter(|role| !self.member_of.contains(role)));
        asked.extend(changed.map(|text| Right::Admin(membership(text).0)));
        asked
    }

    fn alter(&self, to: &Self, id: &Id, _: Version) -> Alter {
        let Self {
            login,
            superuser,
            createdb,
            createrole,
            inherit,
            replication,
            bypassrls,
            connection_limit,
            valid_until,
            member_of,
            set,
            named: _,
        } = self;
        let mut steps = Vec::new();
        let flags = [
            ("login", login, to.login),
            ("superuser", superuser, to.superuser),
            ("createdb", createdb, to.createdb),
            ("createrole", createrole, to.createrole),
            ("inherit", inherit, to.inherit),
            ("replication", replication, to.replication),
            ("bypassrls", bypassrls, to.bypassrls),
        ];
        let changed: BTreeMap<&str, bool> =
            flags.into_iter().filter(|(_, old, new)| **old != *new).map(|(name, _, new)| (name, new)).collect();
        let limit = *connection_limit != to.connection_limit;
        let until = *valid_until != to.valid_until;
        if !changed.is_empty() || limit || until {
            let step = Step::new(id, "alter").arg("flags", &changed).arg("limit", limit).arg("until", until);
            let wider = ["superuser", "bypassrls", "createrole"].iter().any(|flag| changed.get(flag) == Some(&true));
            steps.push(if wider { step.widens(format!("{id} gets past more checks")) } else { step });
        }
        steps.extend(memberships(id, member_of, &to.member_of));
        if *inherit != to.inherit {
            // Since 16 a membership keeps what the role had when it was granted.
            let kept = member_of.iter().map(|text| membership(text).0);
            let kept = kept.filter(|role| to.member_of.iter().any(|text| membership(text).0 == *role));
            steps.extend(kept.map(|role| Step::new(id, "inherit").arg("role", role).arg("on", to.inherit)));
        }
        for name in set.keys().filter(|name| !to.set.contains_key(*name)) {
            steps.push(Step::new(id, "reset").arg("name", name));
        }
        for (name, value) in to.set.iter().filter(|(name, value)| set.get(*name) != Some(value)) {
            steps.push(Step::new(id, "set").arg("name", name).arg("value", value));
        }
        Alter::Steps(steps)
    }
}

pub(crate) fn memberships(id: &Id, from: &[SmolStr], to: &[SmolStr]) -> Vec<Step> {
    let old: BTreeMap<Ident, bool> = from.iter().map(|text| membership(text)).collect();
    let new: BTreeMap<Ident, bool> = to.iter().map(|text| membership(text)).collect();
    let mut steps = Vec::new();
    for (role, admin) in &old {
        match new.get(role) {
            None => steps.push(Step::new(id, "leave").arg("role", role)),
            Some(false) if *admin => steps.push(Step::new(id, "leave_admin").arg("role", role)),
            Some(_) => {}
        }
    }
    for (role, admin) in &new {
        if old.get(role).is_none_or(|had| *admin && !had) {
            let step = Step::new(id, "join").arg("role", role).arg("admin", admin);
            steps.push(
                step.after(Id::global(super::Tag::Role, role.clone()))
                    .widens(format!("{id} can do what role {role} can")),
            );
        }
    }
    steps
}
