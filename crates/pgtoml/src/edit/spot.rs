//! What a path of keys is in a schema.

use smol_str::SmolStr;

use crate::kind::{Home, Tag};
use crate::model::{Id, Ident};

/// What a path stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Spot {
    /// The file: keys are sections.
    Root,
    /// A section whose keys are names of objects of a kind: in a schema, or of this parent.
    Names { tag: Tag, schema: Option<Ident>, parent: Option<Id> },
    /// An object: keys are those of its kind. As a value: its short form.
    Object(Id),
    /// The value of a key of an object, and the keys within that.
    Value { id: Id, key: SmolStr, rest: Vec<SmolStr> },
    /// A section that holds no objects, and the keys within.
    Section(Vec<SmolStr>),
}

/// Finds out.
pub(crate) fn spot(path: &[SmolStr]) -> Spot {
    walk(path, &"public".into(), true)
}

fn walk(path: &[SmolStr], schema: &Ident, database: bool) -> Spot {
    let Some((first, rest)) = path.split_first() else { return Spot::Root };
    match first.as_str() {
        "external" if database => return walk(rest, schema, true),
        "schemas" if database => {
            if let Some((name, inside)) = rest.split_first() {
                let home = Ident::new(name.clone());
                let section = inside.first().and_then(|key| section(key, false));
                return match section {
                    Some(_) => walk(inside, &home, false),
                    None => object(Id::global(Tag::Schema, home), inside),
                };
            }
        }
        // A mixin holds whatever a table can hold.
        "mixins" => {
            if let Some((name, inside)) = rest.split_first() {
                return object(Id::of_schema(Tag::Table, schema.clone(), Ident::new(name.clone())), inside);
            }
        }
        _ => {}
    }
    let Some(tag) = section(first, database) else { return Spot::Section(path.to_vec()) };
    let info = tag.info();
    if info.single {
        return object(Id::global(tag, ""), rest);
    }
    let home = (info.home == Home::Schema).then(|| schema.clone());
    match rest.split_first() {
        None => Spot::Names { tag, schema: home, parent: None },
        Some((name, inside)) => object(Id { schema: home, ..Id::global(tag, Ident::new(name.clone())) }, inside),
    }
}

/// The kind that has this section, outside of parents.
fn section(key: &str, database: bool) -> Option<Tag> {
    Tag::ALL.iter().copied().find(|tag| {
        let info = tag.info();
        let here = match info.home {
            Home::Schema => true,
            Home::Database => database,
            Home::Parent(_) => false,
        };
        here && info.section == key
    })
}

fn object(id: Id, rest: &[SmolStr]) -> Spot {
    let Some((key, inside)) = rest.split_first() else { return Spot::Object(id) };
    match (id.tag.children().find(|child| child.info().section == key), inside.split_first()) {
        (Some(tag), None) => Spot::Names { tag, schema: id.schema.clone(), parent: Some(id) },
        (Some(tag), Some((name, inside))) => object(id.child(tag, Ident::new(name.clone())), inside),
        (None, _) => Spot::Value { id, key: key.clone(), rest: inside.to_vec() },
    }
}
