//! One statement of a migration, and what it means for a running system.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::data::plan::Changed;
use crate::model::{Id, QName};
use crate::sql::TypeName;

/// The strongest lock that a step takes on a relation that is in use.
///
/// Manual: "Explicit Locking" (13.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Lock {
    /// None that readers or writers notice.
    #[default]
    None,
    /// `SHARE UPDATE EXCLUSIVE`: reads and writes go on.
    ShareUpdateExclusive,
    /// `SHARE`: reads go on, writes wait.
    Share,
    /// `SHARE ROW EXCLUSIVE`: reads go on, writes wait.
    ShareRowExclusive,
    /// `ACCESS EXCLUSIVE`: everything waits.
    AccessExclusive,
}

/// How a step stands to transactions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tx {
    /// Runs in one.
    #[default]
    Inside,
    /// Cannot run in one.
    Outside,
    /// Runs in one, but what it makes can be used only after its commit.
    CommitAfter,
}

/// What a step does besides what it is for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Effects {
    /// The strongest lock that it takes.
    pub lock: Lock,
    /// Writes the whole table anew.
    pub rewrites: bool,
    /// Reads the whole table while it holds the lock.
    pub scans: bool,
    /// What is gone for good afterwards, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub loss: Option<String>,
    /// Lets somebody see or do more than before, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub widens: Option<String>,
    /// Names of the hazards of wider access: `widens-access:public.documents`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "typescript", ts(optional, as = "Option<_>"))]
    pub hazards: Vec<String>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The object it is about.
    pub id: Id,
    /// Template in `templates/sql/`.
    pub template: &'static str,
    /// Macro in the template.
    pub action: &'static str,
    /// What the macro needs besides the object's old and new state.
    pub args: Map<String, Value>,
    /// Objects that must be there before it.
    pub consumes: Vec<Id>,
    /// Objects that it makes, or changes so that others must wait for it.
    pub produces: Vec<Id>,
    /// Objects that it removes, or changes so that what depends on them must be gone before.
    pub destroys: Vec<Id>,
    /// Whether it only takes away: it comes before what it used goes, although the object will use that again.
    pub lets_go: bool,
    /// Whether it makes the object, or a part of it.
    pub makes: bool,
    /// Whether it makes again what an earlier step of the plan has dropped.
    pub replaces: bool,
    /// Children that its statement makes too.
    pub takes_in: Vec<Id>,
    /// Relation that it removes besides, whose name is free then.
    pub gives_name: Option<QName>,
    /// Relation that it makes besides, under a name that must be free.
    pub takes_name: Option<QName>,
    /// Whether it makes no more than the name, which others need before the object can be made.
    pub shell: bool,
    /// Functions that need what it removes and are needed by it, so that its statement removes them too.
    pub cascades: Vec<QName>,
    /// Why it must not run while the parent holds rows.
    pub unless_rows: Option<String>,
    /// Whether PostgreSQL takes it only where the parent is not partitioned, and otherwise has no way in place.
    pub undivided: bool,
    /// Types between which it casts values because no expression is given.
    pub converts: Option<Box<(TypeName, TypeName)>>,
    /// Whether PostgreSQL takes it only where the parent has no checks, and otherwise has no way in place.
    pub unchecked: bool,
    /// Whether it is for a parent that was there before, and pointless for a new one.
    pub only_existing: bool,
    /// Takes its place before the other steps of the plan where nothing else decides.
    pub early: bool,
    /// Takes its place after the other steps of the plan where nothing else decides.
    pub late: bool,
    /// What it does besides.
    pub effects: Effects,
    /// How it stands to transactions.
    pub tx: Tx,
    /// What becomes of rows by it, where it is about them.
    pub rows: Option<Box<Changed>>,
}

impl Step {
    /// A step of the object's own template.
    pub fn new(id: &Id, action: &'static str) -> Self {
        Self {
            id: id.clone(),
            template: id.tag.info().template,
            action,
            args: Map::new(),
            consumes: Vec::new(),
            produces: Vec::new(),
            destroys: Vec::new(),
            lets_go: false,
            makes: false,
            replaces: false,
            takes_in: Vec::new(),
            gives_name: None,
            takes_name: None,
            shell: false,
            cascades: Vec::new(),
            unless_rows: None,
            undivided: false,
            converts: None,
            unchecked: false,
            only_existing: false,
            early: false,
            late: false,
            effects: Effects::default(),
            tx: Tx::Inside,
            rows: None,
        }
    }

    /// A step of another template than the object's own.
    pub fn of(id: &Id, template: &'static str, action: &'static str) -> Self {
        Self { template, ..Self::new(id, action) }
    }

    /// With an argument for the template.
    #[must_use]
    pub fn arg(mut self, name: &str, value: impl Serialize) -> Self {
        self.args.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }

    /// With a lock.
    #[must_use]
    pub fn lock(mut self, lock: Lock) -> Self {
        self.effects.lock = lock;
        self
    }

    /// Makes the object, or a part of it.
    #[must_use]
    pub fn makes(mut self) -> Self {
        self.makes = true;
        self
    }

    /// Only where the parent has no checks.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.unchecked = true;
        self
    }

    /// Only where the parent is not partitioned.
    #[must_use]
    pub fn undivided(mut self) -> Self {
        self.undivided = true;
        self
    }

    /// Writes the whole table anew.
    #[must_use]
    pub fn rewrites(mut self) -> Self {
        self.effects.rewrites = true;
        self
    }

    /// Reads the whole table under its lock.
    #[must_use]
    pub fn scans(mut self) -> Self {
        self.effects.scans = true;
        self
    }

    /// Loses something for good.
    #[must_use]
    pub fn loses(mut self, what: impl Into<String>) -> Self {
        self.effects.loss = Some(what.into());
        self
    }

    /// Lets somebody see or do more.
    #[must_use]
    pub fn widens(mut self, what: impl Into<String>) -> Self {
        self.effects.widens = Some(what.into());
        self
    }

    /// What depends on the object must be gone before and comes back after.
    #[must_use]
    pub fn disturbs(mut self) -> Self {
        self.destroys.push(self.id.clone());
        self.produces.push(self.id.clone());
        self
    }

    /// Only takes away.
    #[must_use]
    pub fn lets_go(mut self) -> Self {
        self.lets_go = true;
        self
    }

    /// Waits for an object.
    #[must_use]
    pub fn after(mut self, id: Id) -> Self {
        self.consumes.push(id);
        self
    }

    /// Removes a relation of this name besides.
    #[must_use]
    pub fn gives_name(mut self, name: QName) -> Self {
        self.gives_name = Some(name);
        self
    }

    /// Makes a relation of this name besides.
    #[must_use]
    pub fn takes_name(mut self, name: QName) -> Self {
        self.takes_name = Some(name);
        self
    }

    /// Must not run while the parent holds rows.
    #[must_use]
    pub fn unless_rows(mut self, reason: impl Into<String>) -> Self {
        self.unless_rows = Some(reason.into());
        self
    }

    /// Casts values from one type to another.
    #[must_use]
    pub fn converts(mut self, from: &TypeName, to: &TypeName) -> Self {
        self.converts = Some(Box::new((from.clone(), to.clone())));
        self
    }

    /// Makes no more than the name.
    #[must_use]
    pub fn shell(mut self) -> Self {
        self.shell = true;
        self
    }

    /// Removes these functions besides, which take or return what it removes.
    #[must_use]
    pub fn cascades(mut self, functions: impl IntoIterator<Item = QName>) -> Self {
        self.cascades = functions.into_iter().collect();
        if self.cascades.is_empty() { self } else { self.arg("cascade", true) }
    }

    /// Is for a parent that was there before.
    #[must_use]
    pub fn only_existing(mut self) -> Self {
        self.only_existing = true;
        self
    }

    /// Takes its place early.
    #[must_use]
    pub fn early(mut self) -> Self {
        self.early = true;
        self
    }

    /// Takes its place late.
    #[must_use]
    pub fn late(mut self) -> Self {
        self.late = true;
        self
    }

    /// How it stands to transactions.
    #[must_use]
    pub fn tx(mut self, tx: Tx) -> Self {
        self.tx = tx;
        self
    }
}
