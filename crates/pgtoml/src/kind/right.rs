//! What PostgreSQL asks of the role that makes or changes an object.

use smol_str::SmolStr;

use crate::model::{Ident, QName};

/// A right that a role has or lacks, besides that of the owner.
///
/// Manual: the notes of each CREATE and ALTER command.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// To be superuser.
    Superuser,
    /// The attribute `CREATEROLE`.
    CreateRole,
    /// An attribute of its own that it wants to give to others, as the keyword: `REPLICATION`.
    Attribute(&'static str),
    /// To grant membership in a role, or to alter it.
    Admin(Ident),
    /// To act as a role.
    Act(Ident),
    /// To create in the database.
    Create,
    /// To create this extension.
    Extension(Ident),
    /// To refer to a table.
    Reference(QName),
    /// To set a parameter for others.
    Parameter(SmolStr),
}
