//! Renames that the wanted model declares by `renamed_from`.
//!
//! PostgreSQL keeps references by number, so everything that names an object has its new name at once. The state that is
//! there is brought to where it will be after the renames, and the rest of a comparison knows nothing of them.

use std::collections::BTreeMap;

use crate::compare::Facts;
use crate::diff::diff;
use crate::kind::{Namespace, Part, Tag, Version};
use crate::model::{Id, Ident, Model, Object, Parent, QName};
use crate::read::Scope;
use crate::sql::references::{Reference, Role, renamed};
use crate::sql::{Sql, TypeName};

/// What got other names, in that order.
#[derive(Debug, Default)]
pub(crate) struct Renames {
    /// What a statement is for.
    done: Vec<(Id, Id)>,
    /// What has another identity after each, also where it only goes with something.
    moves: Vec<BTreeMap<Id, Id>>,
}

/// Follows every rename that the wanted model declares and that is not done yet.
pub(crate) fn follow(old: &mut Model, new: &Model, scope: Option<&Scope>, version: Version) -> Renames {
    let mut renames = Renames::default();
    // Schemas come before what is in them, and tables before their columns.
    for (id, object) in new.objects.iter().filter(|(_, object)| !object.meta.renamed_from.0.is_empty()) {
        if old.get(id).is_some() {
            // It was renamed before.
            continue;
        }
        let mut former = object.meta.renamed_from.0.iter().flat_map(|name| former(id, name));
        if let Some(from) = former.find(|former| old.get(former).is_some()) {
            renames.follow(old, from, id.clone(), version);
        }
    }
    // What goes with a column keeps the name that it got when the column was made.
    let companions: Vec<(Id, Id)> = new
        .objects
        .iter()
        .filter(|(id, _)| old.get(id).is_none())
        .filter_map(|(id, object)| Some((id, object.body.goes_with()?)))
        .filter_map(|(id, with)| {
            let mut same = old.objects.iter().filter(|(other, there)| {
                other.tag == id.tag
                    && other.parent == id.parent
                    && there.body.goes_with().as_ref() == Some(&with)
                    && new.get(other).is_none()
            });
            match (same.next(), same.next()) {
                (Some((from, _)), None) if from.schema == id.schema => Some((from.clone(), id.clone())),
                _ => None,
            }
        })
        .collect();
    for (from, to) in companions {
        renames.follow(old, from, to, version);
    }
    // What nobody named is named after its table and columns.
    for id in scope.iter().flat_map(|scope| &scope.unnamed) {
        if old.get(id).is_some() {
            continue;
        }
        let (Some(parent), Some(object)) = (id.parent_id(), new.get(id)) else { continue };
        let of_renamed =
            |(_, to): &(Id, Id)| *to == parent || to.tag.info().part && to.parent_id().as_ref() == Some(&parent);
        if !renames.done.iter().any(of_renamed) {
            continue;
        }
        if let Some(from) = old.equal_sibling(id, object, new) {
            renames.follow(old, from, id.clone(), version);
        }
    }
    renames
}

/// What an object may have been by a name that it had before: `name`, or `schema.name` where it was in another schema.
fn former(id: &Id, name: &Ident) -> impl Iterator<Item = Id> {
    let here = Id { name: name.clone(), ..id.clone() };
    let elsewhere = (id.schema.is_some() && id.parent.is_none())
        .then(|| QName::read(name.as_str()).ok().filter(|name| name.schema.is_some()))
        .flatten()
        .map(|name| Id { schema: name.schema, name: name.name, ..id.clone() });
    std::iter::once(here).chain(elsewhere)
}

impl Renames {
    /// All of them, as pairs of the identity before and after each.
    pub fn all(&self) -> &[(Id, Id)] {
        &self.done
    }

    /// More that get other names, and are called so in the old state already.
    pub fn also(&mut self, more: Vec<(Id, Id)>) {
        if !more.is_empty() {
            self.moves.push(more.iter().cloned().collect());
            self.done.extend(more);
        }
    }

    /// What a database said before the renames, as it is after them.
    pub fn apply(&self, facts: Facts) -> Facts {
        if self.moves.is_empty() {
            return facts;
        }
        let now = |id: Id| self.moves.iter().fold(id, |id, moves| moves.get(&id).cloned().unwrap_or(id));
        let edge = |(user, used): (Id, Id)| {
            // What moved needs the schema that it is in now.
            let home = user.schema_id().as_ref() == Some(&used);
            let user = now(user);
            let used = if home { user.schema_id()? } else { now(used) };
            Some((user, used))
        };
        Facts {
            edges: facts.edges.into_iter().filter_map(edge).collect(),
            rows: facts.rows.into_iter().map(now).collect(),
            rights: facts.rights,
        }
    }

    fn follow(&mut self, old: &mut Model, from: Id, to: Id, version: Version) {
        self.shift(old, &from, &to, version);
        if from.schema != to.schema {
            // Sequences of its columns go with it.
            let rides = |(_, object): &(&Id, &Object)| {
                object.body.goes_with().is_some_and(|with| with == to || with.parent_id().as_ref() == Some(&to))
            };
            let riders: Vec<Id> = old.objects.iter().filter(rides).map(|(id, _)| id.clone()).collect();
            for rider in riders.into_iter().filter(|rider| rider.parent.is_none() && rider.schema == from.schema) {
                let now = Id { schema: to.schema.clone(), ..rider.clone() };
                self.shift(old, &rider, &now, version);
            }
        }
        self.done.push((from, to));
    }

    /// Gives an object another identity wherever it is named.
    fn shift(&mut self, old: &mut Model, from: &Id, to: &Id, version: Version) {
        let mut moves = BTreeMap::new();
        for (before, mut object) in std::mem::take(&mut old.objects) {
            if before == *from || before.parent_id().as_ref() == Some(from) {
                object.body.keep_names(&before, version);
            }
            rename_in(&before, &mut object, from, to);
            let mut id = moved(before.clone(), from, to);
            object.body.canonical(&mut id);
            if id != before {
                moves.insert(before, id.clone());
            }
            old.objects.insert(id, object);
        }
        self.moves.push(moves);
    }
}

/// An object that goes, and one that looks like it and comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// What goes.
    pub from: Id,
    /// What comes.
    pub to: Id,
}

impl Likely {
    /// What a file says for it, where the object that comes is declared.
    pub fn line(&self) -> String {
        format!("renamed_from = {}", crate::write::string(self.from.name.as_str()))
    }

    /// Declares it in a model.
    pub fn accept(&self, model: &mut Model) {
        if let Some(object) = model.objects.get_mut(&self.to) {
            object.meta.renamed_from.0.push(self.from.name.clone());
        }
    }
}

/// For a person who can't be asked.
impl std::fmt::Display for Likely {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, to } = self;
        write!(f, "{to} looks like {from}, which goes; if it was renamed, write `{}` there", self.line())
    }
}

/// What looks as if it had been renamed: one object goes with its values, and one like it comes in the same place.
///
/// It is only said; what a person did not declare is not done.
pub(crate) fn likely(old: &Model, new: &Model) -> Vec<Likely> {
    type Place<'a> = (Tag, Option<&'a Ident>, Option<&'a Parent>);
    let mut places: BTreeMap<Place<'_>, (Vec<&Id>, Vec<&Id>)> = BTreeMap::new();
    for change in diff(old, new) {
        let place = places.entry((change.id.tag, change.id.schema.as_ref(), change.id.parent.as_ref())).or_default();
        match (change.from, change.to) {
            (Some(from), None) if from.body.drop(change.id).effects.loss.is_some() => place.0.push(change.id),
            (None, Some(_)) => place.1.push(change.id),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (gone, come) in places.into_values().filter(|(gone, come)| gone.len() * come.len() <= 10_000) {
        for from in &gone {
            let fits: Vec<&&Id> = come.iter().filter(|to| alike(old, from, new, to)).collect();
            let [to] = fits.as_slice() else { continue };
            if gone.iter().filter(|other| alike(old, other, new, to)).count() == 1 {
                found.push(Likely { from: (*from).clone(), to: (**to).clone() });
            }
        }
    }
    found
}

/// Whether two objects are the same but for their names: with columns, those have the same names.
fn alike(old: &Model, from: &Id, new: &Model, to: &Id) -> bool {
    let parts = |model: &Model, id: &Id| -> Vec<Ident> {
        let tags = id.tag.children().filter(|tag| tag.info().part);
        tags.flat_map(|tag| model.children(id, tag).map(|(part, _)| part.name.clone()).collect::<Vec<_>>()).collect()
    };
    let (before, after) = (parts(old, from), parts(new, to));
    let bodies = old.get(from).map(|object| &object.body) == new.get(to).map(|object| &object.body);
    bodies && before == after && (from.parent.is_some() || before.len() > 1)
}

/// The identity of an object once `from` is called `to`.
fn moved(mut id: Id, from: &Id, to: &Id) -> Id {
    if id == *from {
        return to.clone();
    }
    if is_schema(from) && id.schema.as_ref() == Some(&from.name) {
        id.schema = Some(to.name.clone());
    }
    if id.parent_id().as_ref() == Some(from) {
        id.parent = Some(Parent { tag: to.tag, name: to.name.clone() });
        id.schema.clone_from(&to.schema);
    }
    id
}

/// A schema is what other names begin with.
fn is_schema(id: &Id) -> bool {
    id.tag.info().class == "pg_namespace"
}

fn rename_in(id: &Id, object: &mut Object, from: &Id, to: &Id) {
    let class = from.tag.info().class;
    let name = |name: &mut QName, fits: bool| {
        if fits && from.parent.is_none() && *name == from.qualified() {
            *name = to.qualified();
        } else if is_schema(from) && name.schema.as_ref() == Some(&from.name) {
            name.schema = Some(to.name.clone());
        }
    };
    let claims = |namespace| from.tag.claims().contains(&namespace);
    let one = |name: &mut Ident, fits: bool| {
        if fits && *name == from.name {
            *name = to.name.clone();
        }
    };
    let sibling = from.parent.is_some() && id.parent_id() == from.parent_id();
    let of = |table: &QName| from.parent_id().is_some_and(|parent| parent.qualified() == *table);
    object.body.parts(id, &mut |part| match part {
        Part::Relation(relation) | Part::Mention(relation) => name(relation, claims(Namespace::Relation)),
        Part::Function(function) => name(function, from.tag.info().is_routine()),
        Part::Collation(collation) => name(collation, class == "pg_collation"),
        Part::Opclass(opclass) => name(opclass, class == "pg_opclass"),
        Part::Named(tag, other) => name(other, tag == from.tag),
        Part::Operator(operator) | Part::Partner(operator) => {
            let itself =
                class == "pg_operator" && operator.schema == from.schema && operator.symbol == from.name.as_str();
            if is_schema(from) && operator.schema.as_ref() == Some(&from.name) {
                operator.schema = Some(to.name.clone());
            } else if itself {
                operator.schema.clone_from(&to.schema);
            }
        }
        Part::Type(data_type) => {
            let before = data_type.base();
            let mut after = before.clone();
            name(&mut after, claims(Namespace::Type) || claims(Namespace::Relation));
            if let Some(rest) = data_type.as_str().strip_prefix(&before.to_string()).filter(|_| after != before)
                && let Ok(renamed) = TypeName::parse(&format!("{after}{rest}"))
            {
                *data_type = renamed;
            }
        }
        Part::Column(column) => one(column, sibling && from.tag.info().part),
        Part::ColumnOf(table, column) | Part::MentionOf(table, column) => {
            one(column, from.tag.info().part && of(table))
        }
        Part::Role(role) => one(role, class == "pg_authid"),
        Part::Schema(schema) => one(schema, is_schema(from)),
        Part::Sql(sql) => {
            if let Some(text) = renamed(sql.as_str(), &|reference| names(reference, from, to, sibling)) {
                *sql = Sql::new(text);
            }
        }
        Part::Global(tag, other) => one(other, tag == from.tag),
        Part::Object(other) => *other = moved(other.clone(), from, to),
        Part::Body(_) | Part::Text(_) | Part::Secret(_) => {}
    });
    if class == "pg_authid" {
        object.meta.owner.iter_mut().for_each(|role| one(role, true));
        if let Some(privileges) = object.meta.grants.remove(&from.name) {
            object.meta.grants.insert(to.name.clone(), privileges);
        }
    }
}

/// What a name in SQL becomes. The catalog writes the schema before all names but those of columns.
fn names(reference: &Reference, from: &Id, to: &Id, sibling: bool) -> Option<Vec<Ident>> {
    let all = &reference.names;
    let (last, rest) = all.split_last()?;
    if is_schema(from) {
        let [first, others @ ..] = all.as_slice() else { return None };
        let renamed = || std::iter::once(to.name.clone()).chain(others.iter().cloned()).collect();
        return (*first == from.name && !others.is_empty()).then(renamed);
    }
    let column = from.tag.info().part && sibling && reference.role == Role::Name;
    let object = from.parent.is_none() && rest.len() == 1 && rest.first() == from.schema.as_ref();
    let schema = if object { to.schema.as_slice() } else { rest };
    let renamed = || schema.iter().cloned().chain([to.name.clone()]).collect();
    (*last == from.name && (column || object)).then(renamed)
}
