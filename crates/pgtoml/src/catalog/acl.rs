//! Access control lists of the catalogs.
//!
//! Manual: "Privileges" (5.8), table "ACL Privilege Abbreviations".

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::kind::{Tag, Version};
use crate::model::{Grants, Id, Ident};

/// Privileges from the items of an ACL, one to a line; `None` is the default of the kind.
///
/// The owner's own full set is left out: it comes with ownership. What is left of a reduced one is listed, also where
/// that is nothing.
pub fn grants(id: &Id, acl: Option<&str>, owner: Option<&Ident>, version: Version) -> Grants {
    let Some(acl) = acl else { return id.default_grants() };
    let mut grants = Grants::new();
    for item in acl.lines() {
        let Some((grantee, letters)) = split_item(item) else { continue };
        let role = if grantee.as_str().is_empty() { Ident::from("public") } else { grantee };
        let entry: &mut BTreeMap<SmolStr, bool> = grants.entry(role).or_default();
        let mut letters = letters.chars().peekable();
        while let Some(letter) = letters.next() {
            let grantable = letters.next_if_eq(&'*').is_some();
            if let Some(name) = privilege(letter) {
                entry.insert(SmolStr::new_static(name), grantable);
            }
        }
    }
    // Columns have no owner, and so no rights of one.
    if let Some(owner) = owner {
        let own = grants.entry(owner.clone()).or_default();
        if full(id, version).keys().all(|name| own.get(name) == Some(&false)) {
            grants.remove(owner);
        }
    }
    if id.tag == Tag::Schema && grants.get("pg_database_owner").is_some_and(|own| own.len() == 2) {
        grants.remove("pg_database_owner");
    }
    grants
}

/// What the owner of an object has of it, unless something else is said.
pub fn full(id: &Id, version: Version) -> BTreeMap<SmolStr, bool> {
    let names = id.tag.info().privileges.iter().filter(|name| exists(name, version));
    names.map(|name| (SmolStr::new_static(name), false)).collect()
}

/// Whether a server of this version has the privilege.
pub fn exists(privilege: &str, version: Version) -> bool {
    since(privilege).is_none_or(|major| version.at_least(major))
}

/// The first major that has the privilege, if not every supported one has it.
pub fn since(privilege: &str) -> Option<u32> {
    (privilege == "maintain").then_some(17)
}

/// `grantee=letters/grantor`, the names quoted where they need it.
fn split_item(item: &str) -> Option<(Ident, &str)> {
    let (grantee, rest) = if let Some(quoted) = item.strip_prefix('"') {
        let mut name = String::new();
        let mut chars = quoted.char_indices().peekable();
        loop {
            let (at, c) = chars.next()?;
            if c != '"' {
                name.push(c);
            } else if chars.next_if(|(_, next)| *next == '"').is_some() {
                name.push('"');
            } else {
                break (Ident::new(name), &quoted[at + 1..]);
            }
        }
    } else {
        let at = item.find('=')?;
        (Ident::from(&item[..at]), &item[at..])
    };
    let letters = rest.strip_prefix('=')?;
    let end = letters.find('/').unwrap_or(letters.len());
    Some((grantee, &letters[..end]))
}

fn privilege(letter: char) -> Option<&'static str> {
    Some(match letter {
        'r' => "select",
        'a' => "insert",
        'w' => "update",
        'd' => "delete",
        'D' => "truncate",
        'x' => "references",
        't' => "trigger",
        'X' => "execute",
        'U' => "usage",
        'C' => "create",
        'c' => "connect",
        'T' => "temporary",
        's' => "set",
        'A' => "alter system",
        'm' => "maintain",
        _ => return None,
    })
}
