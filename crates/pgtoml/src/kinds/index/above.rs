//! The index that an index of a partition is a partition of.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::kind::Tag;
use crate::model::{Id, Ident, QName};
use crate::sql::name::parse_qname;

/// An index of the partitioned table.
///
/// `pg_inherits`; manual: ALTER INDEX … ATTACH PARTITION.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Said", into = "String")]
pub enum Above {
    /// As a file names it; it is in the schema of its table.
    Named(Ident),
    /// The object that it belongs to: an index, or the constraint of a key.
    Known(Id),
}

/// What a file says, and what a catalog row says.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    File(String),
    Catalog { schema: Ident, table: Ident, name: Ident, constraint: bool },
}

impl TryFrom<Said> for Above {
    type Error = String;

    fn try_from(said: Said) -> Result<Self, String> {
        match said {
            Said::File(text) => match parse_qname(&text) {
                Ok(QName { schema: None, name }) => Ok(Self::Named(name)),
                Ok(_) => Err(format!("`{text}`: the index is in the schema of its table, write its name alone")),
                Err(error) => Err(error.message),
            },
            Said::Catalog { schema, table, name, constraint } => {
                let tag = if constraint { Tag::Constraint } else { Tag::Index };
                let table = Id::of_schema(Tag::Table, schema, table);
                Ok(Self::Known(table.child(tag, name)))
            }
        }
    }
}

impl From<Above> for String {
    fn from(above: Above) -> Self {
        above.name().to_string()
    }
}

impl Above {
    /// Its name.
    pub fn name(&self) -> &Ident {
        match self {
            Self::Named(name) => name,
            Self::Known(id) => &id.name,
        }
    }

    /// As a catalog row has it.
    pub(crate) fn reported(&self) -> Value {
        match self {
            Self::Named(name) => json!(name.to_string()),
            Self::Known(Id { tag, schema, parent, name, .. }) => json!({
                "schema": schema,
                "table": parent.as_ref().map(|table| &table.name),
                "name": name,
                "constraint": *tag == Tag::Constraint,
            }),
        }
    }

    /// The object, once it is known.
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Named(_) => None,
            Self::Known(id) => Some(id),
        }
    }
}
