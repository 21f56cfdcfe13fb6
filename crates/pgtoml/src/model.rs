//! What a database consists of: identities, objects, and the model that holds them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::kind::{Body, Tag};
use crate::sql::quote::quote_ident;

/// An identifier as PostgreSQL stores it: no quotes, case kept, at most 63 bytes.
///
/// PostgreSQL manual: "Identifiers and Key Words" (4.1.1).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ident(SmolStr);

impl Ident {
    /// The longest identifier that PostgreSQL keeps, in bytes (`NAMEDATALEN - 1`).
    pub const MAX_BYTES: usize = 63;

    /// The identifier with exactly these characters; nothing is folded.
    pub fn new(name: impl Into<SmolStr>) -> Self {
        Self(name.into())
    }

    /// The characters, unquoted.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Prints the identifier as SQL, with quotes where PostgreSQL needs them.
impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quote_ident(self.as_str()))
    }
}

impl From<&str> for Ident {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl std::borrow::Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Places identities in tables that nothing walks through: fast, and no guard against names that are chosen to collide.
pub type Quick = std::hash::BuildHasherDefault<QuickHasher>;

/// See [`Quick`].
#[derive(Clone, Debug, Default)]
pub struct QuickHasher(u64);

impl QuickHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl std::hash::Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            self.add(chunk.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(byte.into());
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        // Tables look at the last bits, and multiplying moves everything to the first.
        self.0.rotate_left(26)
    }
}

/// The object that a column, constraint, index, trigger, rule or policy belongs to; it lives in the same schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parent {
    /// Kind of the parent.
    pub tag: Tag,
    /// Name of the parent.
    pub name: Ident,
}

/// What tells one object of a database from every other.
///
/// Ordered by kind first, in the order of the list of kinds, so that a model prints the way it can be created.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// Kind of the object.
    pub tag: Tag,
    /// Schema, for kinds that live in one.
    pub schema: Option<Ident>,
    /// Parent, for kinds that belong to another object.
    pub parent: Option<Parent>,
    /// Name.
    pub name: Ident,
    /// What else tells two objects of one name apart: argument types of a routine, or what default privileges are on.
    pub args: SmolStr,
}

impl Id {
    /// An object outside all schemas.
    pub fn global(tag: Tag, name: impl Into<Ident>) -> Self {
        Self { tag, schema: None, parent: None, name: name.into(), args: SmolStr::default() }
    }

    /// An object of a schema.
    pub fn of_schema(tag: Tag, schema: impl Into<Ident>, name: impl Into<Ident>) -> Self {
        Self { schema: Some(schema.into()), ..Self::global(tag, name) }
    }

    /// The object of this kind and name that belongs to `self`.
    pub fn child(&self, tag: Tag, name: impl Into<Ident>) -> Self {
        Self {
            tag,
            schema: self.schema.clone(),
            parent: Some(Parent { tag: self.tag, name: self.name.clone() }),
            name: name.into(),
            args: SmolStr::default(),
        }
    }

    /// The parent's identity.
    pub fn parent_id(&self) -> Option<Id> {
        let parent = self.parent.as_ref()?;
        Some(Self {
            tag: parent.tag,
            schema: self.schema.clone(),
            parent: None,
            name: parent.name.clone(),
            args: SmolStr::default(),
        })
    }

    /// What PUBLIC may do with a new object of this identity. The schema `public` lets everyone in.
    pub fn default_public(&self) -> &'static [&'static str] {
        if *self == crate::kinds::schema::Schema::public() { &["usage"] } else { self.tag.info().public }
    }

    /// The grants of a new object of this identity that says nothing of them.
    pub fn default_grants(&self) -> Grants {
        let mut grants = Grants::new();
        for name in self.default_public() {
            grants.entry("public".into()).or_default().insert(SmolStr::new_static(name), false);
        }
        grants
    }

    /// The schema that the object lives in, as an object.
    pub fn schema_id(&self) -> Option<Id> {
        self.schema.clone().map(|schema| Id::global(Tag::Schema, schema))
    }

    /// `schema.name` of the parent, or of the object itself: what its relation or type is called in SQL.
    pub fn qualified(&self) -> QName {
        if self.tag.info().address == crate::kind::Address::Apart && !self.args.is_empty() {
            return QName { schema: Some(Ident::new(self.args.clone())), name: self.name.clone() };
        }
        QName { schema: self.schema.clone(), name: self.name.clone() }
    }
}

/// What a person calls the object: `table public.users`, `column public.users.email`.
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.tag.info().single {
            return write!(f, "{}", self.tag.noun().to_lowercase());
        }
        write!(f, "{} ", self.tag.noun().to_lowercase())?;
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        if let Some(parent) = &self.parent {
            write!(f, "{}.", parent.name)?;
        }
        if self.tag.info().has_identifier() {
            write!(f, "{}", self.name)?;
        } else {
            f.write_str(self.name.as_str())?;
        }
        if self.tag.info().address == crate::kind::Address::Using {
            write!(f, " using {}", self.args)?;
        }
        if self.tag.info().has_signature() {
            write!(f, "({})", self.args)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

/// A name with or without its schema, as it stands in SQL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct QName {
    /// Schema; absent until names are resolved, and for what lives outside schemas.
    pub schema: Option<Ident>,
    /// Name.
    pub name: Ident,
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        write!(f, "{}", self.name)
    }
}

impl Serialize for QName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for QName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::read(&text).map_err(serde::de::Error::custom)
    }
}

impl QName {
    /// Reads what a person or a catalog query writes for a name.
    pub fn read(text: &str) -> Result<Self, crate::sql::SqlError> {
        // A plain name is meant as it is written, as keys are; quotes are only for dots and the like.
        let plain = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        match text.split_once('.') {
            None if plain(text) => Ok(Self { schema: None, name: Ident::from(text) }),
            Some((schema, name)) if plain(schema) && plain(name) => {
                Ok(Self { schema: Some(schema.into()), name: name.into() })
            }
            _ => crate::sql::name::parse_qname(text),
        }
    }
}

/// Names in TOML: one as a string, several as an array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(pub Vec<Ident>);

impl Names {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Names {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name or an array of names")
            }
            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Names, E> {
                Ok(Names(vec![Ident::from(name)]))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// Something that says how to get to a state, not what the state is, so it never makes a difference.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Way<T>(pub T);

impl<T> PartialEq for Way<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for Way<T> {}

impl<K, V> Way<BTreeMap<K, V>> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Way<Option<T>> {
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

/// One privilege on an object.
///
/// PostgreSQL manual: "Privileges" (5.8).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Privilege {
    /// Lower-case name: `select`, `execute`, `maintain` …
    pub name: SmolStr,
    /// `WITH GRANT OPTION`.
    pub grantable: bool,
}

/// Privileges by role; `public` stands for PUBLIC. The owner's own full set is not listed.
pub type Grants = BTreeMap<Ident, BTreeMap<SmolStr, bool>>;

/// What every kind of object can have besides its body, handled once for all of them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Meta {
    /// `COMMENT ON`; `pg_description`.
    pub comment: Option<SmolStr>,
    /// Owner; absent where the model does not manage it.
    pub owner: Option<Ident>,
    /// Privileges, privilege name to grant option, by role; `pg_class.relacl` and its like.
    pub grants: Grants,
    /// `SECURITY LABEL`, by provider; `pg_seclabel`.
    pub security_labels: BTreeMap<SmolStr, SmolStr>,
    /// Names that the object had before; no part of what it is.
    pub renamed_from: Way<Vec<Ident>>,
}

/// One object of a database.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// What its kind makes of it.
    pub body: Body,
    /// What all kinds share.
    pub meta: Meta,
}

impl Object {
    /// An object without comment, owner and grants.
    pub fn new(body: impl Into<Body>) -> Self {
        Self { body: body.into(), meta: Meta::default() }
    }

    /// The object of a kind of which there is always one, as a new database has it; `None` for other kinds.
    pub fn plain(tag: Tag) -> Option<(Id, Self)> {
        let id = Id::global(tag, "");
        let mut object = Self::new(tag.info().single.then(|| tag.decode("{}").ok())??);
        object.meta.grants = id.default_grants();
        Some((id, object))
    }
}

/// A whole database, or the part of it that a source declares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// Every object, in the order in which kinds are listed.
    pub objects: BTreeMap<Id, Object>,
    /// Name of the database that it was read from; no part of what the database is.
    pub database: Way<Option<Ident>>,
}

impl Model {
    /// The object with this identity.
    pub fn get(&self, id: &Id) -> Option<&Object> {
        self.objects.get(id)
    }

    /// Everything that belongs to `parent`, of one kind.
    pub fn children<'m>(&'m self, parent: &Id, tag: Tag) -> impl Iterator<Item = (&'m Id, &'m Object)> + use<'m> {
        let first = parent.child(tag, "");
        let of = first.parent.clone();
        let schema = first.schema.clone();
        self.objects.range(first..).take_while(move |(id, _)| id.tag == tag && id.schema == schema && id.parent == of)
    }

    /// An object of the same parent and kind that is equal but for its name, which the other model does not have.
    pub fn equal_sibling(&self, id: &Id, object: &Object, other: &Model) -> Option<Id> {
        let equal = |(there, known): &(&Id, &Object)| known.body == object.body && other.get(there).is_none();
        self.children(&id.parent_id()?, id.tag).find(equal).map(|(there, _)| there.clone())
    }

    /// Objects of one kind.
    pub fn of_kind(&self, tag: Tag) -> impl Iterator<Item = (&Id, &Object)> {
        self.objects.range(Id::global(tag, "")..).take_while(move |(id, _)| id.tag == tag)
    }

    /// The relation, whatever its kind, that this name denotes.
    pub fn relation(&self, name: &QName) -> Option<&Id> {
        let schema = name.schema.as_ref()?;
        Tag::RELATIONS
            .iter()
            .find_map(|tag| self.objects.get_key_value(&Id::of_schema(*tag, schema.clone(), name.name.clone())))
            .map(|(id, _)| id)
    }
}
