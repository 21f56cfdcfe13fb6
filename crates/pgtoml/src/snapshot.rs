//! A model as a file that keeps it: what a database was at one time, for whoever compares with it later.
//!
//! It is JSON with one line for each object, in the order of the model, so that the same database gives the same bytes. Rows
//! are not in it, and no secrets either: a model has the names of the variables that hold them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use smol_str::SmolStr;

use crate::compare::{Facts, State};
use crate::kind::{Tag, Version};
use crate::model::{Grants, Id, Ident, Meta, Model, Object, Parent, Way};

/// The version of the format that is written, and the newest that is read.
pub const VERSION: u32 = 1;

/// What is kept of a database, or of another source.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Objects, what depends on what, the version of the server.
    pub state: State,
    /// Objects that no kind models, in words.
    pub unmodelled: Vec<String>,
}

/// The line that every snapshot has.
#[derive(Deserialize)]
struct Head {
    pgtoml_snapshot: u32,
}

#[derive(Deserialize)]
struct File {
    postgres: Option<u32>,
    database: Option<Ident>,
    objects: Vec<Entry>,
    /// Pairs of an object and one that it needs, by their places in the list.
    #[serde(default)]
    depends: Vec<(usize, usize)>,
    #[serde(default)]
    unmodelled: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    kind: SmolStr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schema: Option<Ident>,
    /// Kind and name of what it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<(SmolStr, Ident)>,
    name: Ident,
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    args: SmolStr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    comment: Option<SmolStr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<Ident>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    grants: Grants,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    security_labels: BTreeMap<SmolStr, SmolStr>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    renamed_from: Vec<Ident>,
    /// Whether an extension made it and will drop it as time goes by.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    run_time: bool,
    body: Map<String, Value>,
}

impl Snapshot {
    /// Its text.
    pub fn write(&self) -> String {
        let Self { state, unmodelled } = self;
        let places: BTreeMap<&Id, usize> = state.model.objects.keys().zip(0..).collect();
        let place = |id: &Id| places.get(id).copied();
        let depends = state.facts.edges.iter().filter_map(|(user, used)| Some((place(user)?, place(used)?)));
        let depends: BTreeSet<(usize, usize)> = depends.collect();
        let objects = state.model.objects.iter();
        let objects: Vec<String> =
            objects.map(|(id, object)| json(&entry(id, object, state.run_time.contains(id)))).collect();
        format!(
            "{{\n\"pgtoml_snapshot\": {VERSION},\n\"postgres\": {},\n\"database\": {},\n\"objects\": [\n{}\n],\n\
             \"depends\": {},\n\"unmodelled\": {}\n}}\n",
            json(&state.version.map(|version| version.0)),
            json(&state.model.database.0),
            objects.join(",\n"),
            json(&depends),
            json(unmodelled),
        )
    }

    /// Whether a text says of itself that it is one.
    pub fn is(text: &str) -> bool {
        let inside = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{');
        inside.is_some_and(|inside| inside.trim_start().starts_with("\"pgtoml_snapshot\""))
    }

    /// Understands a text.
    ///
    /// # Errors
    /// It is no snapshot, one of a version that is not known, or one that somebody has broken; in words.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let head: Head = serde_json::from_str(text)
            .map_err(|error| format!("this is no snapshot as `pgtoml snapshot` writes it: {error}"))?;
        let found = head.pgtoml_snapshot;
        if found != VERSION {
            let what = if found > VERSION { "use a newer pgtoml, or write it anew" } else { "write it anew" };
            return Err(format!(
                "the snapshot is of version {found}, and this pgtoml reads version {VERSION}; {what} with `pgtoml snapshot`"
            ));
        }
        let file: File = serde_json::from_str(text).map_err(|error| format!("the snapshot is broken: {error}"))?;
        let mut model = Model { database: Way(file.database), ..Model::default() };
        let mut ids = Vec::with_capacity(file.objects.len());
        let mut run_time = BTreeSet::new();
        for (entry, number) in file.objects.into_iter().zip(1..) {
            let made_as_time_goes_by = entry.run_time;
            let (id, object) =
                object(entry).map_err(|error| format!("the snapshot is broken: object {number}: {error}"))?;
            if made_as_time_goes_by {
                run_time.insert(id.clone());
            }
            ids.push(id.clone());
            if model.objects.insert(id.clone(), object).is_some() {
                return Err(format!("the snapshot is broken: it has {id} twice"));
            }
        }
        let known = |at: usize| {
            ids.get(at).cloned().ok_or_else(|| format!("the snapshot is broken: it has no object {}", at + 1))
        };
        let edges = file.depends.into_iter().map(|(user, used)| Ok((known(user)?, known(used)?)));
        let facts = Facts { edges: edges.collect::<Result<_, String>>()?, ..Facts::default() };
        let version = file.postgres.map(Version);
        let state = State { model, version, facts, run_time, ..State::default() };
        Ok(Self { state, unmodelled: file.unmodelled })
    }
}

fn entry(id: &Id, object: &Object, run_time: bool) -> Entry {
    let Object { body, meta: Meta { comment, owner, grants, security_labels, renamed_from } } = object;
    let Id { tag, schema, parent, name, args } = id;
    let kind = |tag: &Tag| SmolStr::new_static(tag.info().template);
    let mut members = match body.to_json() {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.extend(body.reported().into_iter().map(|(name, value)| (name.to_owned(), value)));
    Entry {
        kind: kind(tag),
        schema: schema.clone(),
        parent: parent.as_ref().map(|parent| (kind(&parent.tag), parent.name.clone())),
        name: name.clone(),
        args: args.clone(),
        comment: comment.clone(),
        owner: owner.clone(),
        grants: grants.clone(),
        security_labels: security_labels.clone(),
        renamed_from: renamed_from.0.clone(),
        run_time,
        body: members,
    }
}

fn object(entry: Entry) -> Result<(Id, Object), String> {
    let Entry { kind, schema, parent, name, args, comment, owner, grants, security_labels, renamed_from, body, .. } =
        entry;
    let tag = tag(&kind)?;
    let parent = match parent {
        Some((kind, name)) => Some(Parent { tag: self::tag(&kind)?, name }),
        None => None,
    };
    // As text, as catalogs have it: the shape of every kind is read from that already.
    let body = tag.decode(&json(&body))?;
    let meta = Meta { comment, owner, grants, security_labels, renamed_from: Way(renamed_from) };
    Ok((Id { tag, schema, parent, name, args }, Object { body, meta }))
}

fn tag(kind: &str) -> Result<Tag, String> {
    let found = Tag::ALL.iter().find(|tag| tag.info().template == kind);
    found.copied().ok_or_else(|| format!("`{kind}` is no kind of object that this pgtoml knows"))
}

/// Structs of strings, numbers and lists always serialize.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
