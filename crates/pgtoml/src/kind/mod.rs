//! The contract of an object kind, and the one list of kinds.
//!
//! A kind is one module of `kinds/`: its shape, its catalog query, the names and SQL inside it, and how to alter it. The
//! rest of the core works on [`Body`] and [`Info`] and never asks which kind it has.

mod alter;
mod info;
mod list;
mod part;
mod right;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::alter::{Alter, Carried, Follow, Values};
pub use self::info::{Address, Home, Info, Namespace, Version};
pub use self::list::{Body, Tag};
pub use self::part::Part;
pub use self::right::Right;

use crate::inherit::Online;
use crate::model::{Id, Ident, Model, QName};
use crate::plan::step::{Lock, Step};
use crate::read::object::ObjectNode;
use crate::read::reading::Reading;
use crate::sql::{Sql, SqlError, TypeName};

/// What a short text stands for.
pub struct Short<K> {
    /// The object.
    pub body: K,
    /// Keys of it that the text says no to.
    pub denied: &'static [&'static str],
}

impl<K> From<K> for Short<K> {
    fn from(body: K) -> Self {
        Self { body, denied: &[] }
    }
}

/// One kind of object.
pub trait Kind: Clone + PartialEq + fmt::Debug + Serialize + for<'de> Deserialize<'de> {
    /// The facts that need no code.
    const INFO: Info;

    /// The query of the system catalogs: one row per object, with the columns of [`crate::catalog::row`]; its `body` is
    /// this type as JSON.
    fn catalog(version: Version) -> String;

    /// Rewrites sugar in the TOML of one object before it is decoded; what it makes besides goes into `reading`.
    fn desugar(_id: &Id, _node: &mut ObjectNode, _reading: &mut Reading<'_>) {}

    /// The object that a short text stands for. `Ok(None)`: the text is the value of [`Info::short`].
    fn from_text(_id: &Id, _text: &str, _reading: &mut Reading<'_>) -> Result<Option<Short<Self>>, SqlError> {
        Ok(None)
    }

    /// Brings what was declared into the form that the catalog has: defaults left out, names completed.
    fn canonical(&mut self, _id: &mut Id) {}

    /// Completes it from the objects around it, and them from it, once all names are resolved.
    fn link(&mut self, _id: &Id, _model: &mut Model) {}

    /// Whether that may do something; most objects have nothing to complete. `partitions`: whether the model has any.
    fn links(&self, _partitions: bool) -> bool {
        true
    }

    /// The name that PostgreSQL chooses where none is given, on a parent with these columns; `taken` says what is not free.
    fn default_name(&self, _id: &Id, _columns: &[Ident], _taken: &mut dyn FnMut(&str) -> bool) -> Option<Ident> {
        None
    }

    /// Takes over texts of the state that is there which certainly mean the same in this place.
    fn agree(&mut self, _there: &Self) {}

    /// Shows every name and piece of SQL.
    fn parts(&mut self, _id: &Id, _show: &mut dyn FnMut(Part<'_>)) {}

    /// Steps that create the object; all but the first may wait for other objects.
    fn create(&self, id: &Id) -> Vec<Step> {
        vec![Step::new(id, "create")]
    }

    /// Steps that create it while what holds rows stays in use; the first of them makes it. Absent where there is no need,
    /// or no way.
    fn create_online(&self, _id: &Id, _online: &Online<'_>) -> Option<Vec<Step>> {
        None
    }

    /// Steps from this state to `to`, as a server of this version can take them.
    fn alter(&self, to: &Self, id: &Id, version: Version) -> Alter;

    /// The step that removes the object.
    fn drop(&self, id: &Id) -> Step {
        Step::of(id, "meta", "drop")
    }

    /// The step that gives an object another name.
    fn rename(id: &Id, to: &Ident) -> Step {
        Step::of(id, "meta", "rename").arg("to", to).lock(Lock::AccessExclusive)
    }

    /// What it keeps of names that PostgreSQL chose when it, or the object it belongs to, gets another name.
    fn keep_names(&mut self, _id: &Id, _version: Version) {}

    /// Whether the parent's CREATE takes it in.
    fn absorbed(&self) -> bool {
        Self::INFO.absorbed
    }

    /// Whether PostgreSQL makes only one of the two where one statement holds both.
    fn merges(&self, _other: &Self) -> bool {
        false
    }

    /// The SQL that is computed over one row of its parent.
    fn over_row(&self) -> Vec<&Sql> {
        Vec::new()
    }

    /// Whether it is a condition that every row of its parent meets.
    fn is_check(&self) -> bool {
        false
    }

    /// Whether its rows and those of its indexes live in its partitions.
    fn partitioned(&self) -> bool {
        false
    }

    /// For what stays while something it needs is dropped and made anew: the step before, and the one after.
    fn loosen(&self, _to: &Self, _id: &Id) -> Option<(Step, Option<Step>)> {
        None
    }

    /// What it does when the type `used` is made anew beside the old one.
    fn follow(&self, _to: &Self, _id: &Id, _used: &Id, _values: &Values, _version: Version) -> Follow {
        Follow::Rebuild
    }

    /// What becomes of the values of a part when the rows of the whole, which is dropped and made anew, are carried over.
    fn carried(&self, _to: &Self, _id: &Id) -> Carried {
        Carried::Values
    }

    /// The step after which its owner sees all of its rows.
    fn unlocked(&self, _id: &Id) -> Option<Step> {
        None
    }

    /// What the CREATE of its parent says of it where an ancestor of that has `above` under the same name.
    fn repeated(&self, _above: &Self, _version: Version) -> Self {
        self.clone()
    }

    /// What of it only newer servers know, with the first major that does.
    fn since(&self) -> Vec<(u32, &'static str)> {
        Vec::new()
    }

    /// Why a part of it must keep its type.
    fn pins(&self, _part: &Ident) -> Option<String> {
        None
    }

    /// Whether a partition, or an heir of another kind, has one like it, of the same name.
    fn handed_down(&self, _partition: bool) -> bool {
        false
    }

    /// The type whose values it has: that of a domain.
    fn domain_over(&self) -> Option<&TypeName> {
        None
    }

    /// Whether every value of the other type is one of this by its text.
    fn takes_values(&self, _of: &Self) -> bool {
        true
    }

    /// Whether dropping and making it anew keeps all that it holds, although its kind holds rows.
    fn rebuilds(&self) -> bool {
        false
    }

    /// Takes over what a server reported about the same object and no file says.
    fn learn(&mut self, _read: &Self) {}

    /// What a database says of it and its own JSON leaves out: its JSON with these members reads as the whole of it.
    fn reported(&self) -> Vec<(&'static str, Value)> {
        Vec::new()
    }

    /// Whether PostgreSQL itself rebuilds it when the type of a column it uses changes.
    fn survives_retype(&self) -> bool {
        Self::INFO.survives_retype
    }

    /// Relations whose columns it has besides its own.
    fn ancestors(&self) -> Vec<QName> {
        Vec::new()
    }

    /// Whether the database that it was read from names it; clusters have more roles than each database.
    fn named(&self) -> bool {
        true
    }

    /// The object with which PostgreSQL drops it.
    fn goes_with(&self) -> Option<Id> {
        None
    }

    /// The object without which PostgreSQL does not drop it.
    fn bound_to(&self) -> Option<Id> {
        None
    }

    /// What PostgreSQL asks of the role that makes it, or makes it of what it was.
    fn asks(&self, _from: Option<&Self>, _id: &Id) -> Vec<Right> {
        if Self::INFO.superuser { vec![Right::Superuser] } else { Vec::new() }
    }

    /// Types that it makes besides itself.
    fn makes_types(&self, _id: &Id) -> Vec<QName> {
        Vec::new()
    }

    /// The order in which its children are made.
    fn order(&self) -> &[Ident] {
        &[]
    }

    /// Takes note of the order in which its children were made.
    fn arrange(&mut self, _children: Vec<Ident>) {}

    /// Whether it is a unique key that holds this column, so that a foreign key may need it.
    fn is_key_over(&self, _column: &Ident) -> bool {
        false
    }
}
