//! Roles: attributes, memberships, and whose rights each has.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::kind::Tag;
use crate::lint::Subject;
use crate::model::Ident;

/// A role of a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Role {
    /// Its name; `public` for a role of which nothing is said.
    pub name: Ident,
    /// `SUPERUSER`: no privilege and no policy is asked for.
    pub superuser: bool,
    /// `BYPASSRLS`: no policy is asked for.
    pub bypassrls: bool,
    /// Roles whose rights it inherits, at any depth.
    pub inherits: Vec<Ident>,
    /// Roles that it does not inherit from and may become by SET ROLE.
    pub may_become: Vec<Ident>,
    /// Roles for which no policy holds, and that it may become by SET ROLE: SUPERUSER and BYPASSRLS are not inherited.
    pub escapes: Vec<Ident>,
}

/// PUBLIC as a role.
pub(super) const PUBLIC: &str = "public";

/// Predefined roles with rights on all tables (manual: "Predefined Roles" 21.5).
pub(super) const PREDEFINED: [&str; 2] = ["pg_read_all_data", "pg_write_all_data"];

/// All roles that matter.
pub(super) struct Roles<'a> {
    subject: &'a Subject<'a>,
    cluster: bool,
    /// Each role with itself, the roles whose rights it inherits, and PUBLIC.
    held: BTreeMap<Ident, BTreeSet<Ident>>,
}

impl<'a> Roles<'a> {
    /// Of a model, with others that are asked about.
    pub(super) fn new(subject: &'a Subject<'a>, cluster: bool, others: &BTreeSet<Ident>) -> Self {
        let mut mentioned = mentioned(subject);
        mentioned.extend(others.iter().cloned());
        let declared = subject.model.of_kind(Tag::Role).filter(|(_, object)| object.body.named() || !cluster);
        let mut names: BTreeSet<Ident> = declared.map(|(id, _)| id.name.clone()).collect();
        names.extend(mentioned.iter().filter(|name| !name.as_str().starts_with("pg_")).cloned());
        // Of the other roles of a cluster, those matter that have the rights of one that does.
        let sources: BTreeSet<Ident> = mentioned.iter().cloned().chain(PREDEFINED.map(Ident::from)).collect();
        let members = subject.model.of_kind(Tag::Role).map(|(id, _)| &id.name);
        let members: Vec<Ident> =
            members.filter(|name| !subject.memberships(name).is_disjoint(&sources)).cloned().collect();
        names.extend(members);
        names.remove(PUBLIC);
        let mut roles = Self { subject, cluster, held: BTreeMap::new() };
        for name in names {
            let held = subject.rights_of(&name);
            roles.held.insert(name, held);
        }
        if mentioned.contains(PUBLIC) {
            roles.held.insert(PUBLIC.into(), [PUBLIC.into()].into());
        }
        roles
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &Ident> {
        self.held.keys()
    }

    pub(super) fn list(&self) -> Vec<Role> {
        let each = self.held.iter().map(|(name, held)| {
            let others = |names: BTreeSet<Ident>| -> Vec<Ident> {
                names.into_iter().filter(|other| other != name && other.as_str() != PUBLIC).collect()
            };
            let free = |other: &Ident| self.is_superuser(other) || self.bypasses(other);
            let members = self.subject.memberships(name).into_iter().filter(|other| other != name);
            let (escapes, others_of): (BTreeSet<Ident>, BTreeSet<Ident>) = members.partition(free);
            let may = others_of.into_iter().filter(|other| !held.contains(other)).collect();
            Role {
                name: name.clone(),
                superuser: self.is_superuser(name),
                bypassrls: self.bypasses(name),
                inherits: others(held.clone()),
                may_become: others(may),
                escapes: others(escapes),
            }
        });
        each.collect()
    }

    /// The role, those whose rights it inherits, and PUBLIC.
    pub(super) fn held(&self, role: &Ident) -> BTreeSet<Ident> {
        self.held.get(role).cloned().unwrap_or_else(|| self.subject.rights_of(role))
    }

    pub(super) fn is_superuser(&self, role: &Ident) -> bool {
        match self.subject.role(role) {
            Some(role) => role.superuser,
            None if self.cluster => role.as_str() != PUBLIC && !role.as_str().starts_with("pg_"),
            None => role.as_str() == "postgres",
        }
    }

    /// Whether the role itself has BYPASSRLS: the attribute is not inherited.
    pub(super) fn bypasses(&self, role: &Ident) -> bool {
        self.subject.role(role).is_some_and(|role| role.bypassrls)
    }
}

/// Roles that the objects of a database name: grantees, owners, and roles of policies. Of routines those count that run
/// as their owner; that everyone may call one says nothing of relations.
pub(super) fn mentioned(subject: &Subject<'_>) -> BTreeSet<Ident> {
    let mut found = BTreeSet::new();
    let relation = |tag: Tag| Tag::RELATIONS.contains(&tag) && tag != Tag::Sequence;
    for (id, object) in &subject.model.objects {
        if relation(id.tag) || (id.tag == Tag::Column && !object.meta.grants.is_empty()) {
            found.extend(object.meta.grants.iter().filter(|(_, held)| !held.is_empty()).map(|(role, _)| role.clone()));
            found.extend(object.meta.owner.clone());
        }
    }
    for routine in super::doors::definers(subject) {
        let Some(object) = subject.model.get(routine.id) else { continue };
        let callers = object.meta.grants.iter().filter(|(_, held)| held.contains_key("execute")).map(|(role, _)| role);
        found.extend(callers.chain(&object.meta.owner).filter(|role| role.as_str() != PUBLIC).cloned());
    }
    found.extend(subject.all_policies().flat_map(|(_, _, policy)| policy.to.0.iter().cloned()));
    found
}
