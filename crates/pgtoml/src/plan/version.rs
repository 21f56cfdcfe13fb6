//! What a server is too old for.

use crate::catalog::acl;
use crate::kind::Version;
use crate::model::{Id, Model, Object};

use super::Refused;

/// What of an object only newer servers know: the first major that does, and what it is.
pub(crate) fn too_new(id: &Id, object: &Object, major: u32) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> =
        object.body.since().into_iter().map(|(since, what)| (since, what.to_owned())).collect();
    for privileges in object.meta.grants.values() {
        // With all the others it is what `all` means: all that the server has.
        let lacks = |name: &&str| !privileges.contains_key(*name);
        let named = id.tag.info().privileges.iter().any(lacks);
        found.extend(
            privileges
                .keys()
                .filter_map(|name| Some((acl::since(name)?, format!("the privilege {name}"))))
                .filter(|_| named),
        );
    }
    found.retain(|(since, _)| *since > major);
    found
}

/// Refuses what a server of this version does not know and the other state does not have, and leaves out what it need not
/// be told.
pub(crate) fn down_level(old: &Model, new: &mut Model, version: Version) -> Vec<Refused> {
    let mut refused = Vec::new();
    if version.at_least(Version::NEWEST.major()) {
        return refused;
    }
    for (id, object) in &mut new.objects {
        if old.get(id) != Some(object) {
            for (since, what) in too_new(id, object, version.major()) {
                let reason = format!(
                    "{id}: PostgreSQL {since} was the first to know {what}, and the server is PostgreSQL {}",
                    version.major()
                );
                refused.push(Refused { id: id.clone(), reason });
            }
        }
        for privileges in object.meta.grants.values_mut() {
            privileges.retain(|name, _| acl::exists(name, version));
        }
    }
    refused
}
