//! Comment, owner, grants and security labels of any object.

use std::collections::BTreeMap;

use serde_json::Value;
use smol_str::SmolStr;

use super::Input;
use super::step::Step;
use crate::catalog::acl;
use crate::kind::{Address, Version};
use crate::model::{Grants, Id, Ident, Meta};

/// Steps for what a new object does not have by itself.
pub(crate) fn create(id: &Id, to: &Meta, input: Input<'_>) -> Vec<Step> {
    let mut from = Meta { owner: input.applier.cloned(), grants: id.default_grants(), ..Meta::default() };
    from.grants.append(&mut crate::kinds::default_privileges::granted(&[input.from, input.others], id, input.applier));
    if let Some(scope) = input.scope {
        // What default privileges give to roles that are not managed is theirs.
        from.grants.retain(|role, _| to.grants.contains_key(role) || scope.manages_grants(id, role));
    }
    alter(id, &from, to, input.version)
}

/// Steps from one state to another.
pub(crate) fn alter(id: &Id, from: &Meta, to: &Meta, version: Version) -> Vec<Step> {
    let Meta { comment, owner, grants, security_labels, renamed_from: _ } = from;
    let mut steps = Vec::new();
    if id.tag.info().address == Address::None {
        return steps;
    }
    if to.owner.is_some() && *owner != to.owner {
        steps.push(Step::of(id, "meta", "owner").arg("owner", &to.owner));
    }
    if *comment != to.comment {
        steps.push(Step::of(id, "meta", "comment").arg("comment", &to.comment));
    }
    for (provider, label) in &to.security_labels {
        if security_labels.get(provider) != Some(label) {
            steps.push(Step::of(id, "meta", "security_label").arg("provider", provider).arg("label", Some(label)));
        }
    }
    for provider in security_labels.keys().filter(|provider| !to.security_labels.contains_key(*provider)) {
        steps.push(Step::of(id, "meta", "security_label").arg("provider", provider).arg("label", None::<&str>));
    }
    let now = to.owner.as_ref().or(owner.as_ref());
    let own = now.map(|owner| (owner, acl::full(id, version)));
    let handed = handed_over(grants, owner.as_ref(), own.as_ref());
    privileges(id, &handed, &to.grants, own.as_ref(), &mut steps);
    steps
}

/// The owner, and all that an owner has.
type Own<'a> = (&'a Ident, BTreeMap<SmolStr, bool>);

/// What is granted once another role owns the object: it has the rights of the owner before, and those that it had.
fn handed_over(grants: &Grants, before: Option<&Ident>, own: Option<&Own<'_>>) -> Grants {
    let mut grants = grants.clone();
    if let (Some(before), Some((owner, full))) = (before, own)
        && before != *owner
    {
        let mut rights = grants.remove(before).unwrap_or_else(|| full.clone());
        for (name, option) in grants.remove(*owner).unwrap_or_default() {
            *rights.entry(name).or_default() |= option;
        }
        if rights != *full {
            grants.insert((*owner).clone(), rights);
        }
    }
    grants
}

fn privileges(id: &Id, from: &Grants, to: &Grants, own: Option<&Own<'_>>, steps: &mut Vec<Step>) {
    let nothing = BTreeMap::new();
    let roles = from.keys().chain(to.keys().filter(|role| !from.contains_key(*role)));
    for role in roles {
        // An owner of whom nothing is said has everything.
        let none = own.filter(|(owner, _)| *owner == role).map_or(&nothing, |(_, full)| full);
        let (old, new) = (from.get(role).unwrap_or(none), to.get(role).unwrap_or(none));
        let gone: Vec<&str> = old.keys().filter(|name| !new.contains_key(*name)).map(SmolStr::as_str).collect();
        if !gone.is_empty() {
            steps.push(rights(id, "revoke", role, gone));
        }
        let bound: Vec<&str> = old
            .iter()
            .filter(|(name, grantable)| **grantable && new.get(*name) == Some(&false))
            .map(|(name, _)| name.as_str())
            .collect();
        if !bound.is_empty() {
            steps.push(rights(id, "revoke_option", role, bound));
        }
        for grantable in [false, true] {
            let more: Vec<&str> = new
                .iter()
                .filter(|(name, option)| **option == grantable && old.get(*name).is_none_or(|had| **option && !*had))
                .map(|(name, _)| name.as_str())
                .collect();
            if !more.is_empty() {
                let who = if role.as_str() == "public" { "everyone".to_owned() } else { format!("role {role}") };
                let what = format!("{who} gets {} on {id}", ordered(id, more.clone()).join(", "));
                steps.push(rights(id, "grant", role, more).arg("grantable", grantable).widens(what));
            }
        }
    }
}

fn rights(id: &Id, action: &'static str, role: &Ident, list: Vec<&str>) -> Step {
    Step::of(id, "meta", action).arg("role", role).arg("privileges", ordered(id, list))
}

/// Grants to a part what a step has revoked from the whole.
pub(crate) fn again(part: &Id, to: &Meta, revoke: &Step) -> Vec<Step> {
    let none = Vec::new();
    let lost = revoke.args.get("privileges").and_then(Value::as_array).unwrap_or(&none);
    let role = revoke.args.get("role").and_then(Value::as_str).unwrap_or_default();
    let Some((role, privileges)) = to.grants.get_key_value(role) else { return Vec::new() };
    let mut steps = Vec::new();
    for grantable in [false, true] {
        let kept = privileges.iter().filter(|(name, option)| {
            **option == grantable && lost.iter().any(|lost| lost.as_str() == Some(name.as_str()))
        });
        let kept: Vec<&str> = kept.map(|(name, _)| name.as_str()).collect();
        if !kept.is_empty() {
            steps.push(rights(part, "grant", role, kept).arg("grantable", grantable));
        }
    }
    steps
}

/// Leaves out what an owner has anyway, and that others have nothing.
pub(crate) fn plain(id: &Id, meta: &mut Meta, version: Version) {
    let owner = meta.owner.clone();
    meta.grants.retain(|role, privileges| {
        if owner.as_ref() == Some(role) { *privileges != acl::full(id, version) } else { !privileges.is_empty() }
    });
}

/// Privileges in the order in which PostgreSQL lists them.
fn ordered<'a>(id: &Id, mut list: Vec<&'a str>) -> Vec<&'a str> {
    let known = id.tag.info().privileges;
    list.sort_by_key(|name| known.iter().position(|other| other == name));
    list
}
