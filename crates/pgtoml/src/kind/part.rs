//! What an object holds that names something else.

use smol_str::SmolStr;

use super::Tag;
use crate::model::{Id, Ident, QName};
use crate::sql::{OpName, Sql, TypeName};

/// A name or a piece of SQL inside an object: what references are resolved, followed and compared by.
#[derive(Debug)]
pub enum Part<'a> {
    /// SQL that PostgreSQL stores in its own words.
    Sql(&'a mut Sql),
    /// The body of a routine, which PostgreSQL stores as it is and does not look into.
    Body(&'a str),
    /// A data type.
    Type(&'a mut TypeName),
    /// A table, view or other relation.
    Relation(&'a mut QName),
    /// A sequence, index or other relation that the object does not wait for.
    Mention(&'a mut QName),
    /// A function by name; its arguments follow from where it is used.
    Function(&'a mut QName),
    /// An operator; its operands follow from where it is used.
    Operator(&'a mut OpName),
    /// An operator that need not be there: PostgreSQL remembers the name until it is.
    Partner(&'a mut OpName),
    /// A collation.
    Collation(&'a mut QName),
    /// Any other object of a schema, by its kind and name.
    Named(Tag, &'a mut QName),
    /// A text that PostgreSQL may keep in another spelling.
    Text(&'a mut SmolStr),
    /// An operator class.
    Opclass(&'a mut QName),
    /// A column of the parent.
    Column(&'a mut Ident),
    /// A column of another relation.
    ColumnOf(&'a QName, &'a mut Ident),
    /// A column of another relation that the object does not wait for.
    MentionOf(&'a QName, &'a mut Ident),
    /// A role.
    Role(&'a mut Ident),
    /// A schema.
    Schema(&'a mut Ident),
    /// The environment variable that a secret is in.
    Secret(&'a str),
    /// An object outside schemas, by its kind and name.
    Global(Tag, &'a mut Ident),
    /// Any other object, named by its identity.
    Object(&'a mut Id),
}
