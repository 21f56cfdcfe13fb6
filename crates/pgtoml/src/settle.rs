//! What only a server can say: whether two texts mean the same.
//!
//! Texts that differ are undetermined, not different. [`undetermined`] finds them, [`Subsets`] cuts out what a
//! scratch server must know to read them, and [`adopt`] takes its answer: where it reads both texts alike, the wanted model
//! takes over the text that is there, so that no difference is left.

use std::collections::BTreeSet;

use crate::kind::{Body, Home, Part, Tag};
use crate::kinds::role::Role;
use crate::model::{Id, Meta, Model, Object};
use crate::plan::needs::Side;

/// Objects that are on both sides and differ in text.
pub fn undetermined(from: &Model, to: &Model) -> BTreeSet<Id> {
    let mut found = BTreeSet::new();
    for (id, new) in &to.objects {
        let Some(old) = from.get(id) else { continue };
        if old.body != new.body && texts(&old.body, id) != texts(&new.body, id) {
            found.insert(id.clone());
        }
    }
    found
}

/// The texts that PostgreSQL stores in its own words.
fn texts(body: &Body, id: &Id) -> Vec<String> {
    let mut texts = Vec::new();
    body.clone().parts(id, &mut |part| match part {
        Part::Sql(sql) => texts.push(sql.as_str().to_owned()),
        Part::Type(name) => texts.push(name.to_string()),
        Part::Opclass(name) => texts.push(name.to_string()),
        Part::Text(text) => texts.push(text.to_string()),
        _ => {}
    });
    texts
}

/// Cuts out of a model what a scratch server must know.
pub struct Subsets<'a> {
    model: &'a Model,
    side: Side<'a>,
}

impl<'a> Subsets<'a> {
    /// Of this model.
    pub fn new(model: &'a Model) -> Self {
        Self { model, side: Side::new(model, &[], false) }
    }

    /// These objects and everything that they need, without owners, grants and comments.
    pub fn of(&self, ids: &BTreeSet<Id>) -> Model {
        let model = self.model;
        let mut found = BTreeSet::new();
        let mut todo: Vec<Id> = ids.iter().cloned().collect();
        // Any SQL may use what an extension brought.
        todo.extend(model.of_kind(Tag::Extension).map(|(id, _)| id.clone()));
        while let Some(id) = todo.pop() {
            if !found.insert(id.clone()) {
                continue;
            }
            let Some(object) = model.get(&id) else { continue };
            let mut bare = object.clone();
            bare.meta = Meta::default();
            self.side.of(&id, &bare, &mut |used, _| {
                if !found.contains(used) {
                    todo.push(used.clone());
                }
            });
            for child in id.tag.children().filter(|child| child.info().part) {
                todo.extend(model.children(&id, child).map(|(child, _)| child.clone()));
            }
            if matches!(id.tag.info().home, Home::Schema) {
                // A query may group by a primary key, and a partition is checked against its parent.
                todo.extend(keys(model, &id));
            }
        }
        let mut subset = Model::default();
        for id in found {
            let known = model.get(&id).map(|object| {
                let mut body = object.body.clone();
                if let Body::Role(role) = &mut body {
                    // Rights are not what is asked; the name is enough.
                    **role = Role::default();
                }
                Object::new(body)
            });
            match known {
                Some(object) => drop(subset.objects.insert(id, object)),
                None if id.tag == Tag::Role && id.name.as_str() != "public" => {
                    subset.objects.insert(id, Object::new(Role::default()));
                }
                None => {}
            }
        }
        subset
    }
}

fn keys(model: &Model, id: &Id) -> Vec<Id> {
    let constraints = model.children(id, Tag::Constraint);
    constraints
        .filter(|(_, object)| object.body.absorbed() && texts(&object.body, id).is_empty())
        .map(|(id, _)| id.clone())
        .collect()
}

/// What the answer of a scratch server makes of an object of `to`: the body with the texts of `from` wherever the server
/// reads both alike, and whether all of them are settled by that.
///
/// `read_to` and `read_from` are the two objects in the words of one server.
pub fn adopt(
    id: &Id,
    from: &Object,
    to: &Object,
    read_to: Option<&Object>,
    read_from: Option<&Object>,
) -> (Body, bool) {
    let Some(read) = read_to else { return (to.body.clone(), false) };
    if [Some(from), read_from].into_iter().flatten().any(|state| state.body == read.body) {
        return (from.body.clone(), true);
    }
    let mut new = to.clone();
    new.body.learn(&read.body);
    let settled = piecewise(from, &mut new, read, read_from, id);
    (new.body, settled)
}

/// Adopts single texts of an object that differs elsewhere too. Returns whether all texts are settled as equal.
fn piecewise(old: &Object, new: &mut Object, read: &Object, old_read: Option<&Object>, id: &Id) -> bool {
    let (before, wanted) = (texts(&old.body, id), texts(&read.body, id));
    let before_read = old_read.map(|object| texts(&object.body, id));
    if before.len() != wanted.len() || texts(&new.body, id).len() != wanted.len() {
        return false;
    }
    let mut at = 0;
    let mut all = true;
    new.body.parts(id, &mut |part| {
        // Parts that are no texts have no place in these lists.
        let (Part::Sql(_) | Part::Type(_) | Part::Opclass(_) | Part::Text(_)) = part else { return };
        let Some(text) = before.get(at) else { return };
        let same =
            Some(text) == wanted.get(at) || before_read.as_ref().is_some_and(|texts| texts.get(at) == wanted.get(at));
        at += 1;
        match part {
            Part::Sql(sql) => {
                if same {
                    *sql = crate::sql::Sql::new(text.as_str());
                } else if *sql != crate::sql::Sql::new(text.as_str()) {
                    all = false;
                }
            }
            Part::Type(name) => {
                if same && let Ok(known) = crate::sql::TypeName::parse(text) {
                    *name = known;
                } else {
                    all &= name.to_string() == *text;
                }
            }
            Part::Text(own) => {
                if same {
                    *own = text.as_str().into();
                } else {
                    all &= *own == *text;
                }
            }
            Part::Opclass(name) => {
                if same && let Ok(known) = crate::sql::name::parse_qname(text) {
                    *name = known;
                } else {
                    all &= name.to_string() == *text;
                }
            }
            _ => {}
        }
    });
    all
}
