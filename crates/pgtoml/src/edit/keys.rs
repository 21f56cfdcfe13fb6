//! Keys, what they mean, and what they take. Which keys there are comes from the types that files are read into; the words
//! about them come from the comments on those types, by `fields.toml`, and for sugar from `words.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::kind::{Home, Tag};
use crate::kinds::constraint::{Check, Constraint, Exclude, ForeignKey, UniqueKey};
use crate::read::de;
pub use crate::read::de::Shape;
use crate::read::node;
use crate::read::reading::META;

/// Fields that no file has.
const INTERNAL: &[&str] = &["column_order", "schedule", "invalid", "bound"];

type Words = BTreeMap<String, BTreeMap<String, String>>;

fn parsed(text: &str) -> Words {
    let words = |table: &node::Table| {
        let text = |entry: &node::Entry| Some((entry.key.to_string(), entry.node.as_str()?.to_owned()));
        table.entries.iter().filter_map(text).collect()
    };
    let root = node::parse(text, 0, &mut Vec::new());
    root.entries.iter().filter_map(|entry| Some((entry.key.to_string(), words(entry.node.as_table()?)))).collect()
}

/// From the comments on types; a test writes it.
static FIELDS: LazyLock<Words> = LazyLock::new(|| parsed(include_str!("fields.toml")));
/// Written by hand.
static WORDS: LazyLock<Words> = LazyLock::new(|| parsed(include_str!("words.toml")));

/// The keys of an object of a kind: its own, those that it shares with all kinds, and the sections of what belongs to it.
pub fn of(tag: Tag) -> Vec<&'static str> {
    let info = tag.info();
    let mut keys: Vec<&str> = tag.children().map(|child| child.info().section).collect();
    keys.extend(own(tag));
    keys.extend(info.sugar);
    keys.extend(META.iter().filter(|key| match **key {
        "owner" => info.owned,
        "grants" => !info.privileges.is_empty(),
        _ => true,
    }));
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|key| seen.insert(*key));
    keys
}

/// The fields of the types that a kind is read into.
fn own(tag: Tag) -> Vec<&'static str> {
    let fields = match tag {
        // Its rule is one of several types.
        Tag::Constraint => {
            let mut all = vec!["type"];
            all.extend(de::fields(|from| UniqueKey::deserialize(from).map(drop)));
            all.extend(de::fields(|from| ForeignKey::deserialize(from).map(drop)));
            all.extend(de::fields(|from| Check::deserialize(from).map(drop)));
            all.extend(de::fields(|from| Exclude::deserialize(from).map(drop)));
            all.extend(["deferrable", "deferred", "not_valid", "not_enforced"]);
            all
        }
        _ => de::fields(|from| tag.deserialize(from).map(drop)).to_vec(),
    };
    fields.into_iter().filter(|field| !INTERNAL.contains(field)).collect()
}

/// The sections of a file; of a schema, if `database` is not set.
pub fn sections(database: bool) -> Vec<&'static str> {
    let kinds = Tag::ALL.iter().map(|tag| tag.info()).filter(|info| match info.home {
        Home::Schema => true,
        Home::Database => database,
        Home::Parent(_) => false,
    });
    let taken = if database { crate::read::TAKEN } else { &["data"] };
    kinds.map(|info| info.section).chain(taken.iter().copied()).collect()
}

/// The keys of a section that holds no objects, as far as they are not names.
pub fn others(section: &str) -> Vec<&'static str> {
    let words = [&*FIELDS, &*WORDS].into_iter().filter_map(|words| words.get(section));
    words.flat_map(|keys| keys.keys().map(String::as_str)).collect()
}

/// What a key of a kind means, as Markdown.
pub fn docs(tag: Tag, key: &str) -> Option<&'static str> {
    let section = tag.info().section;
    let child = tag.children().map(|child| child.info().section).find(|section| *section == key);
    let own = |words: &'static Words, section: &str| words.get(section)?.get(key).map(String::as_str);
    own(&WORDS, section)
        .or_else(|| own(&FIELDS, section))
        .or_else(|| self::section(child?))
        .or_else(|| own(&WORDS, "any"))
}

/// What a section of a file, or of an object, is for.
pub fn section(name: &str) -> Option<&'static str> {
    let own = |words: &'static Words| words.get("sections")?.get(name).map(String::as_str);
    own(&WORDS).or_else(|| own(&FIELDS))
}

/// What a key of a section that holds no objects means.
pub fn word(section: &str, key: &str) -> Option<&'static str> {
    let own = |words: &'static Words| words.get(section)?.get(key).map(String::as_str);
    own(&WORDS).or_else(|| own(&FIELDS))
}

/// What a key of a kind takes.
pub fn shape(tag: Tag, key: &str) -> Shape {
    let found = match tag {
        Tag::Constraint => de::shape(key, |from| UniqueKey::deserialize(from).map(drop))
            .or_else(|| de::shape(key, |from| ForeignKey::deserialize(from).map(drop)))
            .or_else(|| de::shape(key, |from| Check::deserialize(from).map(drop)))
            .or_else(|| de::shape(key, |from| Exclude::deserialize(from).map(drop)))
            .or_else(|| de::shape(key, |from| Constraint::deserialize(from).map(drop))),
        _ => de::shape(key, |from| tag.deserialize(from).map(drop)),
    };
    found.unwrap_or(Shape::Other)
}

#[cfg(test)]
mod tests;
