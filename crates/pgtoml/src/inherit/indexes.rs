//! Indexes of partitions that are partitions of an index.
//!
//! PostgreSQL makes them with the index above, takes over an equal one that is there, and leaves them behind on a table
//! that is detached. A model holds only those that are otherwise than PostgreSQL makes them.

use std::collections::{BTreeMap, BTreeSet};

use super::definition;
use crate::diagnostic::did_you_mean;
use crate::kind::{Body, Namespace, Tag};
use crate::kinds::index::{Above, Index};
use crate::model::{Id, Ident, Model, Object};

/// An index that a partition has from above.
pub(super) struct Pair {
    pub partition: Id,
    pub above: Id,
    /// The one above all, which has the definition.
    pub root: Id,
    /// As PostgreSQL calls it.
    pub name: Ident,
    /// What must have its name before that holds.
    waits: Option<Id>,
}

impl Pair {
    /// A partition has an index from above once.
    fn key(&self) -> (Id, Id) {
        (self.partition.clone(), self.above.clone())
    }
}

/// Leaves out what PostgreSQL makes by itself. Returns what stands for each: the index above.
pub(crate) fn leave_out_implied(model: &mut Model) -> BTreeMap<Id, Id> {
    let mut implied = BTreeMap::new();
    for pair in find(model).pairs {
        let id = pair.partition.child(Tag::Index, pair.name.clone());
        if model.get(&id).is_some_and(|object| *object == plain(model, &pair)) {
            implied.insert(id, pair.above);
        }
    }
    model.objects.retain(|id, _| !implied.contains_key(id));
    implied
}

/// What must be made before an index above, so that PostgreSQL chooses the name that is expected, and what is made with one.
pub(crate) fn waits(model: &Model) -> Vec<(Id, Id)> {
    let Found { pairs, backed } = find(model);
    // What stands between may be in no model.
    let deep = pairs.iter().filter(|pair| pair.above != pair.root);
    let own = deep.filter_map(|pair| Some((attached(model, &pair.partition, &pair.above)?, pair.root.clone())));
    let own: Vec<(Id, Id)> = own.collect();
    pairs.into_iter().filter_map(|pair| Some((pair.above, pair.waits?))).chain(backed).chain(own).collect()
}

/// Makes the indexes that partitions have from above comparable. `exact`: those that the wanted state does not name have the
/// names that PostgreSQL chooses; otherwise those that they have. Returns which get another name.
pub(super) fn align(old: &mut Model, new: &mut Model, exact: bool) -> Vec<(Id, Id)> {
    left(old, new);
    let Found { pairs: wanted, backed } = find(new);
    for (above, key) in backed {
        // PostgreSQL takes a key only when it makes the index above.
        if old.get(&key).is_none()
            && let Some(Body::Index(index)) = old.objects.get_mut(&above).map(|object| &mut object.body)
        {
            index.invalid = true;
        }
    }
    let mut renamed = Vec::new();
    let known = find(old).pairs;
    let joined = joined(old, new, &known, &wanted);
    let adopted: BTreeSet<(Id, Id)> = joined.iter().map(Pair::key).collect();
    let before: BTreeMap<(Id, Id), Pair> = known.into_iter().chain(joined).map(|pair| (pair.key(), pair)).collect();
    if before.is_empty() {
        return renamed;
    }
    let claimed = named(new);
    let is_claimed = |table: &Id, name: &Ident| claimed.contains(&(table.schema.clone(), name.clone()));
    // What stands between an index and one that the model has must be there too.
    let between: BTreeSet<Id> = [&*old, &*new]
        .iter()
        .flat_map(|model| model.of_kind(Tag::Index).filter_map(|(id, _)| above(model, id)))
        .collect();
    for pair in before.values() {
        let id = pair.partition.child(Tag::Index, pair.name.clone());
        if between.contains(&id) && old.get(&id).is_none() {
            old.objects.insert(id, plain(old, pair));
        }
    }
    for pair in wanted {
        let (key, Pair { partition, above, .. }) = (pair.key(), &pair);
        let Some(was) = before.get(&key) else { continue };
        let wanted = attached(new, partition, above);
        let mut there = attached(old, partition, above);
        if there.is_none() {
            let kept = was.name == pair.name || !exact && !is_claimed(partition, &was.name);
            if wanted.is_none() && kept {
                continue;
            }
            let id = partition.child(Tag::Index, was.name.clone());
            old.objects.insert(id.clone(), plain(old, was));
            there = Some(id);
        }
        let Some(mut there) = there else { continue };
        // One that is taken over was no partition of an index, and nothing named it as that.
        let exact = exact || adopted.contains(&key);
        let id = match (wanted, exact) {
            (Some(id), _) => id,
            (None, false) if !is_claimed(partition, &there.name) => there.clone(),
            (None, _) => partition.child(Tag::Index, pair.name.clone()),
        };
        if id != there
            && let Some(object) = old.objects.remove(&there)
        {
            old.objects.insert(id.clone(), object);
            renamed.push((there, id.clone()));
            there = id;
        }
        if new.get(&there).is_none() {
            let object = plain(new, &pair);
            new.objects.insert(there.clone(), object);
        }
        // Where the one above is made anew, PostgreSQL gives this one another name.
        let same = old.get(&there) == new.get(&there) && !between.contains(&there);
        // Where the one above is made apart, this one is attached.
        let attached = adopted.contains(&key) && old.get(above).is_none();
        if same && !attached && (old.get(above) == new.get(above) || there.name == pair.name) {
            old.objects.remove(&there);
            new.objects.remove(&there);
        }
    }
    renamed
}

/// What the name of an index of the partitioned table above denotes.
pub(crate) fn index_above(model: &Model, partition: &Id, name: &Ident) -> Option<Id> {
    let above = super::ancestors(model, partition).into_iter().next()?;
    let constraint = above.child(Tag::Constraint, name.clone());
    // What no file names is an index: those of partitions of partitions.
    Some(if model.get(&constraint).is_some() { constraint } else { above.child(Tag::Index, name.clone()) })
}

/// Partitions by the table above them.
pub(super) fn partitions(model: &Model) -> BTreeMap<Id, Vec<Id>> {
    let mut partitions: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for (id, object) in model.of_kind(Tag::Table) {
        if let Body::Table(table) = &object.body
            && let Some(above) = table.partition_of.as_ref().and_then(|name| model.relation(name))
        {
            partitions.entry(above.clone()).or_default().push(id.clone());
        }
    }
    partitions
}

/// Indexes of a file that have no definition, of their own or from above, why, and what to write.
pub(crate) fn wrong_indexes(model: &Model) -> Vec<(Id, String, String)> {
    let mut found = Vec::new();
    for (id, object) in model.of_kind(Tag::Index) {
        let (Body::Index(index), Some(table)) = (&object.body, id.parent_id()) else { continue };
        let mut say = |message: String, hint: String| found.push((id.clone(), message, hint));
        let Some(of) = &index.partition_of else {
            if index.on.0.is_empty() {
                say(format!("{id} has no keys"), "write them as `on = \"a, lower(b)\"`".into());
            }
            continue;
        };
        let Some(above) = super::ancestors(model, &table).into_iter().next().filter(|_| of.id().is_some()) else {
            say(
                format!("{id} is a partition of an index, but {table} is not a partition"),
                "leave out `partition_of`".into(),
            );
            continue;
        };
        if **index != (Index { partition_of: index.partition_of.clone(), ..definition::settings(&object.body) }) {
            let hint = "leave out its keys, `unique`, `using`, `include` and `where`".to_owned();
            say(format!("{id} has its definition from `{}`", of.name()), hint);
        }
        let is_partition = !super::ancestors(model, &above).is_empty();
        let known = of.id().is_some_and(|id| model.get(id).is_some_and(|object| definition::has_index(&object.body)));
        if !known && !is_partition {
            let indexes = [Tag::Constraint, Tag::Index].into_iter().flat_map(|tag| model.children(&above, tag));
            let names: Vec<&str> = indexes
                .filter(|(_, object)| definition::has_index(&object.body))
                .map(|(id, _)| id.name.as_str())
                .collect();
            let hint = match did_you_mean(of.name().as_str(), names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => format!("declare the index in {above} first"),
                None => format!("its indexes are {}", names.join(", ")),
            };
            say(format!("{above} has no index `{}`, which {id} names", of.name()), hint);
        }
    }
    found
}

/// What partitions have from above, in the order in which a new database gets it.
#[derive(Default)]
pub(super) struct Found {
    pub pairs: Vec<Pair>,
    /// Indexes, and keys of a partition alone that are taken for them.
    pub backed: Vec<(Id, Id)>,
}

pub(super) fn find(model: &Model) -> Found {
    let partitions = partitions(model);
    let mut found = Found::default();
    if partitions.is_empty() {
        return found;
    }
    let mut taken = Taken::new();
    for id in model.objects.keys() {
        if takes_name(id) && above(model, id).is_none() {
            taken.insert((id.schema.clone(), id.name.clone()), Some(id.clone()));
        }
    }
    // Keys come with the table, other indexes later.
    for tag in [Tag::Constraint, Tag::Index] {
        for table in partitions.keys() {
            for (id, object) in model.children(table, tag) {
                if definition::is_used(&object.body) && above(model, id).is_none() {
                    let mut walk =
                        Walk { model, partitions: &partitions, root: id, taken: &mut taken, found: &mut found };
                    walk.descend(table, id, &object.body);
                }
            }
        }
    }
    found
}

/// Names that are taken, by whom where that is known.
type Taken = BTreeMap<(Option<Ident>, Ident), Option<Id>>;

/// From one index down to all partitions.
struct Walk<'a> {
    model: &'a Model,
    partitions: &'a BTreeMap<Id, Vec<Id>>,
    root: &'a Id,
    taken: &'a mut Taken,
    found: &'a mut Found,
}

impl Walk<'_> {
    fn descend(&mut self, table: &Id, above: &Id, definition: &Body) {
        for partition in self.partitions.get(table).into_iter().flatten() {
            let keys = self.model.children(partition, Tag::Constraint);
            let own = attached(self.model, partition, above);
            if own.is_none()
                && let Some((key, _)) = keys.into_iter().find(|(_, object)| definition::backs(&object.body, definition))
            {
                self.found.backed.push((above.clone(), key.clone()));
                continue;
            }
            let mut waits = None;
            let chosen = definition.default_name(&partition.child(above.tag, ""), &[], &mut |name| {
                let holder = self.taken.get(&(partition.schema.clone(), Ident::from(name)));
                waits = waits.take().or_else(|| holder.cloned().flatten());
                holder.is_some()
            });
            let Some(name) = chosen else { continue };
            self.taken.insert((partition.schema.clone(), name.clone()), None);
            let waits = waits.filter(|id| id.tag == Tag::Index);
            let own = own.unwrap_or_else(|| partition.child(Tag::Index, name.clone()));
            let root = self.root.clone();
            self.found.pairs.push(Pair { partition: partition.clone(), above: above.clone(), root, name, waits });
            self.descend(partition, &own, definition);
        }
    }
}

/// The index of the partition that the model has for the one above.
pub(super) fn attached(model: &Model, partition: &Id, index: &Id) -> Option<Id> {
    model
        .children(partition, Tag::Index)
        .find(|(id, _)| above(model, id).as_ref() == Some(index))
        .map(|(id, _)| id.clone())
}

/// The index that this one is a partition of.
fn above(model: &Model, id: &Id) -> Option<Id> {
    match &model.get(id)?.body {
        Body::Index(index) => index.partition_of.as_ref()?.id().cloned(),
        _ => None,
    }
}

/// What PostgreSQL makes of the index above on a partition.
fn plain(model: &Model, pair: &Pair) -> Object {
    let above = model.get(&pair.above).or_else(|| model.get(&pair.root));
    let own = above.map(|object| definition::settings(&object.body)).unwrap_or_default();
    Object::new(Index {
        partition_of: Some(Above::Known(pair.above.clone())),
        clustered: false,
        replica_identity: false,
        statistics: BTreeMap::new(),
        ..own
    })
}

fn takes_name(id: &Id) -> bool {
    id.tag == Tag::Constraint || id.tag.claims().contains(&Namespace::Relation)
}

/// Names of relations and of indexes, but not of those that partitions have from above.
fn named(model: &Model) -> BTreeSet<(Option<Ident>, Ident)> {
    let ids = model.objects.keys().filter(|id| takes_name(id) && above(model, id).is_none());
    ids.map(|id| (id.schema.clone(), id.name.clone())).collect()
}

/// Takes over indexes that are there for ones that the partition has from above in the wanted state.
fn joined(old: &mut Model, new: &Model, known: &[Pair], wanted: &[Pair]) -> Vec<Pair> {
    let known: BTreeSet<(&Id, &Id)> = known.iter().map(|pair| (&pair.partition, &pair.above)).collect();
    let mut joined = Vec::new();
    for Pair { partition, above, root, .. } in wanted {
        let Some(object) = new.get(root).filter(|_| !known.contains(&(partition, above))) else { continue };
        // One that the wanted state has as a local one stays that.
        let free =
            |id: &Id| self::above(old, id).is_none() && new.get(id).is_none_or(|_| self::above(new, id).is_some());
        // One that backs an index that goes, goes with it.
        let lasts = |there: &Object| there.body.bound_to().is_none_or(|above| old.get(&above) == new.get(&above));
        let fits = |(id, there): &(&Id, &Object)| {
            free(id)
                && lasts(there)
                && definition::is_used(&there.body)
                && definition::is_like(&there.body, &object.body)
        };
        let own: Vec<Id> = old.children(partition, object.body.tag()).filter(fits).map(|(id, _)| id.clone()).collect();
        let wanted = attached(new, partition, above);
        let is_wanted = |id: &&Id| wanted.as_ref().is_some_and(|wanted| wanted.name == id.name);
        let Some(id) = own.iter().find(is_wanted).or(own.first()) else { continue };
        let Some(there) = old.objects.remove(id) else { continue };
        let (name, body) = (id.name.clone(), definition::attach(&there.body, above).into());
        old.objects.insert(partition.child(Tag::Index, name.clone()), Object { body, meta: there.meta });
        let pair = Pair { partition: partition.clone(), above: above.clone(), root: root.clone(), name, waits: None };
        joined.push(pair);
    }
    joined
}

/// Leaves indexes behind on tables that are no partitions any more in the wanted state.
fn left(old: &mut Model, new: &Model) {
    let stays: BTreeSet<(Id, Id)> = partitions(new)
        .into_iter()
        .flat_map(|(above, all)| all.into_iter().map(move |id| (id, above.clone())))
        .collect();
    for pair in find(old).pairs {
        let Some(table) = pair.above.parent_id() else { continue };
        if new.get(&pair.partition).is_none() || stays.contains(&(pair.partition.clone(), table)) {
            continue;
        }
        let id = attached(old, &pair.partition, &pair.above);
        let id = id.unwrap_or_else(|| pair.partition.child(Tag::Index, pair.name.clone()));
        let own = old.objects.remove(&id).unwrap_or_else(|| plain(old, &pair));
        let (Body::Index(index), Some(root)) = (&own.body, old.get(&pair.root)) else { continue };
        let body = definition::with_settings(&root.body, index);
        old.objects.insert(pair.partition.child(body.tag(), id.name), Object { body, meta: own.meta });
    }
}
