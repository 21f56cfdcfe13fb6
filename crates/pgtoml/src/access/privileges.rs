//! What is granted to a role, directly or through others.

use super::roles::{PREDEFINED, Roles};
use super::{Command, Denial};
use crate::kind::Tag;
use crate::lint::Subject;
use crate::model::{Id, Ident, Object};

/// How far a privilege on a relation goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Granted {
    No,
    /// On these columns.
    Columns(Vec<Ident>),
    Whole,
}

/// Whoever asks, with all whose rights it has.
pub(super) struct Asker {
    pub(super) name: Ident,
    pub(super) held: std::collections::BTreeSet<Ident>,
    pub(super) superuser: bool,
    pub(super) bypass: bool,
}

impl Asker {
    pub(super) fn new(roles: &Roles<'_>, name: &Ident) -> Self {
        Self {
            name: name.clone(),
            held: roles.held(name),
            superuser: roles.is_superuser(name),
            bypass: roles.bypasses(name),
        }
    }

    /// The owner whose rights it has, if it has them.
    pub(super) fn owner_of(&self, object: &Object) -> Option<Ident> {
        object.meta.owner.clone().filter(|owner| self.held.contains(owner))
    }

    /// Whether a privilege on an object is granted, by name, by ownership or by a predefined role (manual: "Predefined
    /// Roles" 21.5).
    pub(super) fn has(&self, id: &Id, object: &Object, privilege: &str) -> bool {
        if self.superuser {
            return true;
        }
        // Of an owner that has grants of its own, those are all.
        let owns = self.owner_of(object).is_some_and(|owner| !object.meta.grants.contains_key(&owner));
        let predefined = match (id.tag, privilege) {
            (Tag::Schema, "usage") => PREDEFINED.as_slice(),
            (_, "select") => &["pg_read_all_data"],
            (_, "insert" | "update" | "delete") => &["pg_write_all_data"],
            _ => &[],
        };
        let granted =
            object.meta.grants.iter().any(|(role, rights)| self.held.contains(role) && rights.contains_key(privilege));
        owns || granted || predefined.iter().any(|role| self.held.contains(*role))
    }

    /// The privilege for a command on a relation.
    pub(super) fn granted(&self, subject: &Subject<'_>, id: &Id, command: Command) -> Granted {
        let Some(object) = subject.model.get(id) else { return Granted::No };
        if self.has(id, object, command.name()) {
            return Granted::Whole;
        }
        if matches!(command, Command::Delete | Command::Truncate) {
            return Granted::No;
        }
        let columns = subject.model.children(id, Tag::Column).filter(|(_, column)| {
            let mut held = column.meta.grants.iter().filter(|(role, _)| self.held.contains(*role));
            held.any(|(_, rights)| rights.contains_key(command.name()))
        });
        let columns: Vec<Ident> = columns.map(|(column, _)| column.name.clone()).collect();
        if columns.is_empty() { Granted::No } else { Granted::Columns(columns) }
    }

    /// Whether names in the schema can be used at all. One that the model does not have is not ours, and says nothing.
    pub(super) fn enters(&self, subject: &Subject<'_>, id: &Id) -> Result<(), Denial> {
        let Some(schema) = id.schema_id() else { return Ok(()) };
        match subject.model.get(&schema) {
            Some(object) if !self.has(&schema, object, "usage") => Err(Denial::Usage(schema.name)),
            _ => Ok(()),
        }
    }
}
